"""How sure: the second line of the verdict, the view, the bands of the curves; at once or later."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.confidence import bands, confidence
from engine.outcome import evaluate
from engine.scenarios.evidence import Evidence
from engine.scenarios.registry import assign, with_evidence
from engine.scenarios.scenario import Scenario
from presets.scenarios.library import open_scenario
from tests.tui.conftest import Hands
from tests.tui.test_slow_answers import Slow, settle, shown_styles, slow
from tui.plot.chart import Marker
from tui.state.session import Session
from tui.views.curves import Curves
from tui.views.sure import HowSure
from tui.views.sure_text import NOTHING, Columns, about, chart, summary, worth_line
from tui.widgets.verdict_box import VerdictBox, told

__all__ = ["slow"]

RANGES = {
    "weak.bugs": Evidence(2.0, 8.0, "7 of 9"),
    "weak.hard_fix_rate": Evidence(0.1, 0.25),
    "weak.cache_read_price": Evidence(0.05, 0.2),
}
"""The last of them changes nothing: the textbook example has no caching."""


def ranged(**changes: float) -> Scenario:
    scenario = assign(open_scenario("textbook").scenario, {key.replace("__", "."): value for key, value in changes.items()})
    return with_evidence(scenario, RANGES)


@pytest.mark.slow
async def test_the_verdict_says_it_and_the_view_shows_it(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    await hands.resize(80, 24)
    with monkeypatch.context() as patched:
        patched.setattr("engine.confidence.confidence", None)
        await hands.press("right", "left", "H")
        assert "holds" not in hands.verdict
        view = hands.explorer.current_view
        assert isinstance(view, HowSure)
        assert NOTHING.startswith(" ".join(view.shown[:2]))
        assert not view.chart_shown.display
    hands.explorer.session.put(ranged(), "ranges")
    await hands.press("home")
    sure = hands.now.sure
    assert sure is not None
    assert hands.verdict.splitlines()[1] == f"holds in {100 * sure.holds:.0f} %; measure weak bugs left first"
    assert view.chart_shown.display
    assert view.shown[0].startswith("weak first costs −")
    assert view.shown[1].startswith("cheapest A ")
    assert view.shown[2].startswith("flips at q_w ")
    assert "weak bugs left" in view.shown[4]
    await hands.press("tab", "end", "up")
    assert view.cursor == "weak.hard_fix_rate"
    await hands.press("enter")
    assert hands.now.focus == "weak.hard_fix_rate"
    assert hands.explorer._rows.has_focus
    # What makes the ranges go makes all of it go.
    await hands.press("u")
    assert "holds" not in hands.verdict
    assert not view.chart_shown.display


async def test_the_curves_have_a_band_around_each(hands: Hands) -> None:
    curves = hands.explorer.query_one(Curves)
    assert not curves._canvas.chart.ghosts
    hands.explorer.session.put(ranged(), "ranges")
    await hands.press("right")
    found = curves._canvas.chart.ghosts
    assert [one.marker for one in found] == [Marker.BAND_THIN] * 2 + [Marker.BAND_HEAVY] * 2
    expected = bands(hands.now.scenario, "weak.bugs", found[0].x, 64)  # type: ignore[arg-type]
    assert expected is not None
    assert [list(one.y) for one in found] == [list(end) for end in (*expected.a, *expected.b)]  # type: ignore[arg-type]
    screen = "\n".join(hands.screen_lines())
    assert "⠂ ⠂" in screen
    assert "▫ ▫" in screen


async def test_what_takes_long_comes_later(hands: Hands, slow: Slow) -> None:
    session = hands.explorer.session
    slow.slow_down(hands.explorer._sureness)
    slow.slow_down(hands.explorer.query_one(Curves)._banding)
    session.put(ranged(), "ranges")
    await settle(hands)
    assert not hands.now.pending
    assert "how sure that is is being worked out" in hands.verdict
    slow.gate.set()
    await settle(hands, hands.explorer._sureness, hands.explorer.query_one(Curves)._banding)
    assert "holds in" in hands.verdict
    assert len(hands.explorer.query_one(Curves)._canvas.chart.ghosts) == 4
    # The figure before stays, dimmed, while the next one is worked out; the verdict itself does not wait.
    slow.gate.clear()
    said, table = hands.verdict.splitlines()[1], hands.table
    await hands.press("right")
    await settle(hands)
    assert hands.table != table
    assert hands.verdict.splitlines()[1] == said
    assert hands.now.unsure
    assert "dim" in shown_styles(hands, VerdictBox)
    # Looking at another row asks nothing anew.
    asked = len(slow.asked)
    await hands.press("down")
    assert len(slow.asked) == asked
    slow.gate.set()
    await settle(hands, hands.explorer._sureness)
    assert not hands.now.unsure
    assert hands.verdict.splitlines()[1] != said


def test_it_is_weighed_when_the_first_screen_stands() -> None:
    session = Session(ranged())
    assert session.snapshot.unsure
    assert session.snapshot.sure is None
    session.weigh()
    sure = session.snapshot.sure
    assert sure is not None
    assert not session.snapshot.unsure
    session.focus("strong.bugs")
    assert session.snapshot.sure is sure
    session.step("strong.bugs", 1)
    assert session.snapshot.sure is not sure
    # Of another winner's chance nothing is said.
    other = replace(session.snapshot, sure=replace(sure, cheaper="strong-weak"), unsure=True)
    assert any(one.sentence.short == "how sure: being worked out" for one in told(other))


@pytest.mark.parametrize("width", [24, 46, 73, 143])
def test_every_width_has_room(width: int) -> None:
    for scenario in (ranged(), ranged(weak__bugs=7.0), ranged(assumptions__fading=0.9)):
        outcome = evaluate(scenario)
        sure = confidence(scenario, outcome.verdict)
        assert sure is not None
        assert all(len(line) <= width for line in summary(sure, width))
        columns = Columns.of(width - 2)
        lines = [worth_line(key, known, sure, columns, " ", "text") for key, known in RANGES.items()]
        assert {sum(len(text) for text, _ in line) for line in lines} == {1 + sum(vars(columns).values()) + 2}
        drawn = chart(sure, 0.1, quiet=False)
        assert sum(np.sum(one.y) for one in drawn.series) == pytest.approx(1.0, abs=0.03)


def test_what_changes_nothing_and_what_is_not_known_are_said() -> None:
    sure = confidence(ranged(), evaluate(ranged()).verdict)
    assert sure is not None
    assert about("weak.bugs", RANGES["weak.bugs"], sure).startswith(
        "weak bugs left: 2.0..8.0 (7 of 9); to choose with it known saves $"
    )
    idle = about("weak.cache_read_price", RANGES["weak.cache_read_price"], sure)
    assert idle == "weak cache read: 0.05..0.20; whatever it is, the same strategy is cheaper on average"
    endless = ranged(assumptions__fading=0.5)
    sure = confidence(endless, evaluate(endless).verdict)
    assert sure is not None
    assert "what knowing it is worth is not known" in about("weak.bugs", RANGES["weak.bugs"], sure)
