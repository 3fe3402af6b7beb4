"""Cascade routing: bugs taken for easy go through the cascade, bugs taken for hard to the strong model at once."""

from engine.contenders.cascade import CASCADE
from engine.contenders.relay import Relay, Route, Turn

CASCADE_ROUTING = Relay(
    "cascade-routing",
    "cascade routing",
    row="lineup.routing_accuracy",
    flattered=True,
    routes=(Route(CASCADE.routes[0].turns, taken_for="easy"), Route((Turn("strong"),), taken_for="hard")),
)
