"""What is known of numbers stays true: it is checked, is dropped with the value that it was true of, and comes back with it."""

from __future__ import annotations

from operator import attrgetter

import pytest

from engine.prices.costs import costs
from engine.scenarios.evidence import Evidence, check_range
from engine.scenarios.parameters import ParameterError, Setting
from engine.scenarios.registry import assign, dropped, find, reverted, revise, value, with_evidence
from tests.engine.scenarios import TEXTBOOK

BUGS, PRICE = Evidence(2.0, 8.0, "7 of 9"), Evidence(source="the price list")
KNOWN = with_evidence(TEXTBOOK, {"weak.input_price": PRICE, "weak.bugs": BUGS})


def told(changes: dict[str, Setting]) -> str:
    return dropped(KNOWN, revise(KNOWN, changes), attrgetter("title"))


def test_evidence_is_part_of_a_scenario_and_of_no_cost() -> None:
    assert list(KNOWN.evidence) == ["weak.input_price", "weak.bugs"]
    again = with_evidence(with_evidence(TEXTBOOK, {"weak.bugs": BUGS}), {"weak.input_price": PRICE})
    assert again == KNOWN
    assert list(again.evidence) == list(KNOWN.evidence)
    assert hash(again) == hash(KNOWN)
    assert KNOWN != TEXTBOOK
    assert with_evidence(KNOWN, {"weak.bugs": None, "weak.input_price": Evidence()}) == TEXTBOOK
    assert (costs(KNOWN).total_cost == costs(TEXTBOOK).total_cost).all()


def test_a_value_takes_along_only_what_is_true_of_it() -> None:
    assert revise(KNOWN, {"weak.bugs": 7.9}).evidence == KNOWN.evidence
    for outside in (8.0, 2.0, 9.0):
        assert dict(revise(KNOWN, {"weak.bugs": outside}).evidence) == {"weak.input_price": PRICE}
    assert dict(revise(KNOWN, {"weak.input_price": 0.6}).evidence) == {"weak.bugs": BUGS}
    assert dict(revise(KNOWN, {"both.bugs": 9.0}).evidence) == {"weak.input_price": PRICE}
    assert revise(KNOWN, {"weak.bugs": 4.0, "weak.input_price": 0.5}) == KNOWN
    # What is only tried out, in a sweep, changes nothing that is known.
    assert assign(KNOWN, {"weak.bugs": 9.0}).evidence == KNOWN.evidence


def test_what_goes_is_said_in_one_sentence() -> None:
    assert told({"weak.bugs": 9.0}) == "the range 2.0..8.0 of weak bugs left does not hold 9 bugs and is dropped"
    assert told({"weak.input_price": 1.0}) == "the source of weak input price says nothing of $1/Mtok and is dropped"
    assert told({"weak.bugs": 9.0, "weak.input_price": 1.0}) == (
        "what was known of weak input price and weak bugs left is not true of the new values and is dropped"
    )
    assert told({"weak.bugs": 5.0, "strong.bugs": 5.0}) == ""


def test_with_a_saved_value_comes_back_what_is_known_of_it() -> None:
    away = revise(KNOWN, {"weak.bugs": 9.0})
    assert revise(away, {"weak.bugs": 4.0}).evidence != KNOWN.evidence
    assert revise(away, {"weak.bugs": 4.0}, KNOWN) == KNOWN
    assert revise(away, {"both.bugs": 4.0}, KNOWN).evidence == KNOWN.evidence
    # A range of one's own is not taken away by a step there and back.
    mine = with_evidence(KNOWN, {"weak.bugs": Evidence(3.0, 5.0)})
    assert revise(revise(mine, {"weak.bugs": 4.5}, KNOWN), {"weak.bugs": 4.0}, KNOWN) == mine
    assert reverted(mine, KNOWN, "weak.bugs") == reverted(away, KNOWN, "weak.bugs") == KNOWN
    assert reverted(mine, TEXTBOOK, "both.bugs") == with_evidence(TEXTBOOK, {"weak.input_price": PRICE})


@pytest.mark.parametrize(
    ("key", "low", "high"),
    [
        ("weak.bugs", 0.0, 8.0),  # nothing on a logarithmic scale
        ("weak.bugs", 8.0, 2.0),
        ("weak.bugs", 4.0, 8.0),
        ("weak.bugs", 2.0, 3.0),
        ("weak.bugs", float("nan"), 8.0),
        ("weak.bugs", 2.0, float("inf")),
        ("weak.hard_fraction", 0.2, 1.0),
        ("workflow.fix_calls", 1.0, 2.0),
        ("strong.cache_read_price", 1.0, 2.0),
        ("lineup.escalate_after", 1.0, 3.0),
        ("workflow.context", 1.0, 2.0),
        ("both.bugs", 1.0, 9.0),
    ],
)
def test_impossible_ranges_are_refused(key: str, low: float, high: float) -> None:
    with pytest.raises(ParameterError, match=key):
        check_range(find(key), value(TEXTBOOK, key), low, high)
