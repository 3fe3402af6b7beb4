"""The cascade: up to k weak attempts at each bug, then the strong model."""

from engine.contenders.relay import Relay, Route, Turn

CASCADE = Relay(
    "cascade",
    "cascade",
    row="lineup.escalate_after",
    flattered=True,
    routes=(Route((Turn("weak", limited=True), Turn("strong"))),),
)
