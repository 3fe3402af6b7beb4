"""Whatever logs say, a calibration comes of it, and a scenario that can be saved."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.scenarios.registry import find
from presets.calibration.calibrate import calibrate
from presets.calibration.tasks import told
from presets.logs.book import Book
from presets.logs.record import Asked, Checked, Compacted, Edited, Event, GaveUp, LoggedSession, Request
from presets.prices.catalogue import bundled
from presets.scenarios.library import open_scenario
from tests.searching import examples

TOKENS = st.sampled_from((0, 1, 7, 5_000, 10**12))
TIMES = st.sampled_from((math.nan, 0.0, 1e9, 1_792_656_000.0, 1e300))
SECONDS = st.sampled_from((math.nan, 0.0, 1.0, 1e6))
MODELS = st.sampled_from(("claude-opus-5", "claude-haiku-5-5", "\x1b[31m", ""))


@st.composite
def requests(draw: st.DrawFn) -> Request:
    read, write, plain, hour = (draw(TOKENS) for _ in range(4))
    dollars = draw(st.sampled_from((math.nan, 0.0, 0.01, 1e6)))
    return Request(
        draw(MODELS),
        read + write + plain,
        draw(TOKENS),
        read,
        write,
        min(hour, write),
        draw(TIMES),
        draw(SECONDS),
        dollars,
        draw(st.booleans()),
    )


EVENTS: st.SearchStrategy[Event] = st.one_of(
    requests(),
    requests(),
    st.builds(Asked, TIMES, st.booleans()),
    st.builds(Edited, TIMES, st.booleans()),
    st.builds(Checked, st.sampled_from((True, False, None)), TIMES, SECONDS, st.integers(0, 2)),
    st.builds(GaveUp, TIMES),
    st.builds(Compacted, TIMES, TOKENS),
)
SESSIONS = st.builds(
    LoggedSession,
    st.just("one"),
    st.just("any"),
    st.lists(EVENTS, max_size=20).map(tuple),
    st.sampled_from(("", "here")),
    st.sampled_from(("", "task")),
    st.sampled_from((None, True, False)),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@pytest.mark.slow
@settings(max_examples=examples(20))
@given(st.lists(SESSIONS, max_size=8), st.integers(1, 6))
def test_any_sessions_come_to_numbers_and_ranges_of_a_scenario(sessions: list[LoggedSession], times: int) -> None:
    found = calibrate(sessions * times, Book(), open_scenario("own-terminal").scenario, bundled())
    assert found.sources.requests == times * sum(isinstance(event, Request) for session in sessions for event in session.events)
    assert "e+02" not in " ".join(found.remarks)
    for one in found.parameters:
        assert one.value in find(one.key).kind.domain
        assert one.low is None or one.high is None or one.low < one.value < one.high
    for model in found.models:
        assert model.fixed + model.given_up + model.open >= model.bugs - sum(session.trial for session in sessions) * times


@given(st.lists(EVENTS, max_size=40))
def test_every_request_belongs_to_one_part_of_one_task(events: list[Event]) -> None:
    found = told(LoggedSession("one", "any", tuple(events)))
    kept = [id(request) for task in found.tasks for part in task.parts for request in part.requests]
    kept += [id(request) for task in found.tasks for request in task.asides]
    assert sorted(kept) == sorted(id(event) for event in events if isinstance(event, Request))
    for task in found.tasks:
        spells = [spell for bug in task.bugs for spell in bug]
        assert all(spell.attempts > 0 for spell in spells if spell.end == "fixed")
        assert sum(spell.attempts for spell in spells) <= sum(part.kind == "attempt" for part in task.parts)
        assert np.isfinite(task.checks)
