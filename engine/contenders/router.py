"""The router: bugs taken for easy go to the weak model, bugs taken for hard to the strong one, to the end."""

from engine.contenders.relay import Relay, Route, Turn

ROUTER = Relay(
    "router",
    "router",
    row="lineup.routing_accuracy",
    routes=(Route((Turn("weak"),), taken_for="easy"), Route((Turn("strong"),), taken_for="hard")),
)
