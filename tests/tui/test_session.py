from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.outcome import evaluate
from engine.scenarios.evidence import Evidence
from engine.scenarios.parameters import ParameterError
from engine.scenarios.registry import PARAMETERS, assign, numbers, value, with_evidence
from presets.prices.catalogue import catalogue
from presets.prices.scenario_prices import take_prices
from presets.scenarios.library import open_scenario
from tests.searching import examples
from tui.state.panels import ROW_KEYS
from tui.state.session import Session
from tui.state.snapshot import Snapshot


@pytest.fixture
def session() -> Session:
    return textbook()


def textbook() -> Session:
    return Session(open_scenario("textbook").scenario)


def test_it_starts_unmodified_on_the_headline(session: Session) -> None:
    now = session.snapshot
    assert (now.focus, now.axis, now.modified, now.undo) == ("weak.bugs", "weak.bugs", False, "")
    assert now.outcome.verdict.cheaper == evaluate(now.scenario).verdict.cheaper


def test_every_change_reaches_the_listener_once(session: Session) -> None:
    heard: list[Snapshot] = []
    session.listener = heard.append
    session.step("weak.bugs", 1)
    session.focus("strong.bugs")
    session.focus("strong.bugs")
    assert [(snapshot.value("weak.bugs"), snapshot.focus) for snapshot in heard] == [(4.1, "weak.bugs"), (4.1, "strong.bugs")]


def test_a_step_is_labelled_and_marked(session: Session) -> None:
    session.step("weak.bugs", 10)
    now = session.snapshot
    assert now.undo == "weak bugs left 4.0 → 5.0"
    assert now.modified
    assert now.changed("weak.bugs")
    assert not now.changed("strong.bugs")


def test_undo_and_redo_return_labels(session: Session) -> None:
    session.step("weak.bugs", 10)
    assert session.undo() == "weak bugs left 4.0 → 5.0; now 4.0"
    assert not session.snapshot.modified
    assert session.undo() == ""
    assert session.redo() == "weak bugs left 4.0 → 5.0; now 5.0"
    assert session.snapshot.value("weak.bugs") == 5.0


def test_moving_the_focus_settles_a_step(session: Session) -> None:
    session.step("weak.bugs", 1)
    session.focus("strong.bugs")
    session.focus("weak.bugs")
    session.step("weak.bugs", 1)
    assert session.history.labels == ("weak bugs left 4.0 → 4.1", "weak bugs left 4.1 → 4.2")


class TestTyping:
    def test_every_keystroke_is_answered_and_commit_is_one_step(self, session: Session) -> None:
        session.begin()
        seen = []
        for text in ("6", "6.", "6.3"):
            session.type(text)
            seen.append(session.snapshot.value("weak.bugs"))
        assert seen == [6.0, 6.0, 6.3]
        before = session.history.labels
        assert session.commit()
        assert (before, session.history.labels) == ((), ("weak bugs left 4.0 → 6.3",))
        assert session.snapshot.editing is None

    def test_cancel_puts_everything_back(self, session: Session) -> None:
        before = session.snapshot.outcome.verdict
        session.begin()
        session.type("9")
        session.cancel()
        assert session.snapshot.value("weak.bugs") == 4.0
        assert session.snapshot.outcome.verdict == before
        assert not session.snapshot.modified

    @pytest.mark.parametrize("text", ["x", "1e400", "nan", "6,.3", "5%", "$5"])
    def test_no_value_is_one_sentence_and_the_last_answer_stays(self, session: Session, text: str) -> None:
        session.begin()
        session.type("6")
        answer = session.snapshot.outcome
        session.type(text)
        now = session.snapshot
        assert now.stale
        assert now.editing is not None
        assert "weak bugs left must be a finite number at least 0" in now.editing.problem
        assert now.outcome is answer
        assert not session.commit()
        session.type("7")
        assert not session.snapshot.stale
        assert session.commit()

    @pytest.mark.parametrize(
        ("key", "text", "expected"),
        [
            ("workflow.prompt_tokens", "20k", 20_000),
            ("workflow.prompt_tokens", "1.5M", 1_500_000),
            ("weak.easy_fix_rate", "97%", 0.97),
            ("weak.easy_fix_rate", "97", 0.97),
            ("weak.easy_fix_rate", "0.97", 0.0097),
            ("weak.easy_fix_rate", "+10%", 0.66),
            ("weak.easy_fix_rate", "+10", 0.7),
            ("workflow.prompt_tokens", "200,000", 200_000),
            ("weak.bugs", "*0.5", 2),
            ("weak.bugs", "-3", 1),
            ("strong.price_scale", "-30%", 0.7),
            ("assumptions.attempt_limit", "none", None),
            ("assumptions.attempt_limit", "5", 5),
            ("strong.cache_read_price", "", None),
        ],
    )
    def test_notations(self, session: Session, key: str, text: str, expected: object) -> None:
        session.focus(key)
        session.begin()
        session.type(text)
        assert session.commit()
        assert session.snapshot.value(key) == expected

    @pytest.mark.parametrize("text", ["", "+", "*", "/", "-5", "/0", "1,", "."])
    def test_the_beginning_of_a_value_is_no_problem_until_it_is_taken(self, session: Session, text: str) -> None:
        session.begin()
        session.type("6")
        answer = session.snapshot.outcome
        session.type(text)
        now = session.snapshot
        assert not now.stale
        assert now.outcome is answer
        assert not session.commit()
        assert session.snapshot.stale
        assert session.snapshot.editing is not None
        assert session.snapshot.editing.problem.startswith("weak bugs left ")
        session.type("7")
        assert not session.snapshot.stale
        assert session.commit()
        assert session.snapshot.value("weak.bugs") == 7.0

    def test_a_change_is_one_of_the_value_before_typing_however_it_is_typed(self, session: Session) -> None:
        session.begin()
        seen = []
        for text in ("+", "+1", "+10", "+10%", "+1", "*1", "*1.5"):
            session.type(text)
            assert session.snapshot.editing is not None
            seen.append((session.snapshot.value("weak.bugs"), session.snapshot.editing.meaning))
        assert seen == [
            (4.0, ""),
            (5.0, "4 bugs → 5 bugs"),
            (14.0, "4 bugs → 14 bugs"),
            (4.4, "4 bugs → 4.4 bugs"),
            (5.0, "4 bugs → 5 bugs"),
            (4.0, "4 bugs → 4 bugs"),
            (6.0, "4 bugs → 6 bugs"),
        ]
        assert session.commit()
        assert session.history.labels == ("weak bugs left 4.0 → 6.0",)
        session.begin()
        session.type("*1.5")
        assert session.commit()
        assert session.snapshot.value("weak.bugs") == 9.0

    def test_typing_the_same_value_is_no_step(self, session: Session) -> None:
        session.begin()
        session.type("4")
        assert session.commit()
        assert not session.history.labels

    def test_typing_without_beginning_does_nothing(self, session: Session) -> None:
        session.type("9")
        assert session.snapshot.value("weak.bugs") == 4.0
        assert session.commit()


class TestPriceFactor:
    def test_it_leaves_the_prices_and_changes_what_is_paid(self, session: Session) -> None:
        before = session.snapshot.outcome.verdict
        session.assign({"strong.price_scale": 0.5, "weak.price_scale": 0.5})
        now = session.snapshot
        assert (now.value("strong.input_price"), now.value("weak.price_scale")) == (4.0, 0.5)
        assert now.changed("strong.price_scale")
        assert not now.changed("strong.input_price")
        assert (now.outcome.verdict.cost_a, now.outcome.verdict.cost_b) == (0.5 * before.cost_a, 0.5 * before.cost_b)
        session.step("strong.price_scale", 1)
        assert session.snapshot.value("strong.price_scale") == 0.51
        session.revert("strong.price_scale")
        session.revert("weak.price_scale")
        assert not session.snapshot.modified

    def test_the_factor_goes_exactly_to_its_crossover(self, session: Session) -> None:
        session.step("strong.price_scale", -10)
        target = session.go_to_crossover("strong.price_scale")
        assert target is not None
        assert session.snapshot.value("strong.price_scale") == pytest.approx(target)
        verdict = session.snapshot.outcome.verdict
        assert verdict.cost_a == pytest.approx(verdict.cost_b)

    def test_a_typed_one_stays_when_prices_are_set_one_by_one(self, session: Session) -> None:
        session.focus("strong.price_scale")
        session.begin()
        session.type("-50%")
        assert session.commit()
        assert session.history.labels[-1] == "strong price factor ×1.00 → ×0.50"
        session.step("strong.input_price", 5)
        assert session.snapshot.value("strong.price_scale") == 0.5
        session.undo()
        session.undo()
        assert session.snapshot.value("strong.price_scale") == 1.0

    def test_another_model_from_the_catalogue_has_it_too(self, session: Session) -> None:
        model = catalogue().get("anthropic/claude-haiku-5-5")
        assert model
        session.assign({"weak.price_scale": 0.5})
        session.put(take_prices(session.scenario, "weak", model), "another")
        assert (session.scenario.weak.input_price, session.scenario.weak.price_scale) == (model.input_price, 0.5)


class TestLinked:
    def test_both_bugs_are_set_together(self, session: Session) -> None:
        assert session.snapshot.text("both.bugs") == "differ"
        session.assign({"both.bugs": 3.0})
        assert (session.scenario.strong.bugs, session.scenario.weak.bugs) == (3.0, 3.0)
        assert session.snapshot.text("both.bugs") == "3.0"

    def test_stepping_both_bugs_starts_from_the_weak_ones(self, session: Session) -> None:
        session.step("both.bugs", 1)
        assert session.snapshot.value("both.bugs") == 4.1


class TestCrossovers:
    def test_the_row_goes_to_its_crossover(self, session: Session) -> None:
        target = session.go_to_crossover("weak.bugs")
        assert target == pytest.approx(16 / 3, rel=1e-2)
        assert session.snapshot.outcome.verdict.cheaper == "tie"
        assert session.history.labels[-1].startswith("weak bugs left 4.0 → 5.3")

    def test_without_crossover_nothing_happens(self, session: Session) -> None:
        assert session.go_to_crossover("assumptions.attempt_limit") is None
        assert not session.history.labels

    def test_with_two_crossovers_it_goes_from_one_to_the_other(self, session: Session) -> None:
        # Shared context: quadratic in the weak model's bugs; a search over scenarios is not needed, the law is symmetric.
        found = [key for key in ROW_KEYS if (c := session.snapshot.crossings(key)) and len(c.points) > 1]
        for key in found:
            first, second = session.go_to_crossover(key), session.go_to_crossover(key)
            assert first != second


def test_reset_and_revert(session: Session) -> None:
    session.step("weak.bugs", 3)
    session.step("strong.bugs", 3)
    session.revert("weak.bugs")
    assert not session.snapshot.changed("weak.bugs")
    assert session.snapshot.changed("strong.bugs")
    session.reset()
    assert not session.snapshot.modified
    assert session.history.labels[-1] == "back to saved"


def test_reverting_a_linked_row_puts_back_all_of_its_targets(session: Session) -> None:
    session.assign({"both.bugs": 3.0})
    session.revert("both.bugs")
    assert not session.snapshot.modified


def test_assign_refuses_impossible_values_whole(session: Session) -> None:
    with pytest.raises(ParameterError):
        session.assign({"weak.bugs": 5.0, "strong.easy_fix_rate": 2.0})
    assert not session.snapshot.modified


def test_pins_are_kept_swapped_and_dropped(session: Session) -> None:
    session.pin()
    session.step("weak.bugs", 10)
    pin = session.pin()
    assert pin.label == "Textbook example: weak bugs left 5.0"
    session.swap(0)
    assert session.snapshot.value("weak.bugs") == 4.0
    assert session.snapshot.pins[0].scenario.weak.bugs == 5.0
    session.undo()
    assert session.snapshot.value("weak.bugs") == 5.0
    assert session.snapshot.pins[0].scenario.weak.bugs == 4.0
    session.unpin(0)
    assert len(session.snapshot.pins) == 1


def test_every_change_of_the_pins_can_be_undone(session: Session) -> None:
    session.pin()
    session.step("weak.bugs", 10)
    session.pin()
    seen = [session.snapshot.pins]
    session.unpin(0)
    session.unpin_all()
    assert session.undo() == "dropped the pins; now 1 pin"
    assert session.undo() == "dropped Textbook example; now 2 pins"
    assert seen == [session.snapshot.pins]
    session.undo()
    session.undo()
    assert session.undo() == "pinned Textbook example; now no pins"
    assert session.redo() == "pinned Textbook example; now 1 pin"


def test_undo_says_what_is_in_force_now(session: Session) -> None:
    session.assign({"strong.price_scale": 0.5})
    assert session.undo() == "strong price factor ×1.00 → ×0.50; now ×1.00"
    assert session.redo() == "strong price factor ×1.00 → ×0.50; now ×0.50"
    session.assign({"weak.bugs": 6.0, "weak.hard_fix_rate": 0.2})
    assert session.undo() == "2 values; now weak bugs left 4.0, weak fixes hard 15 %"
    model = catalogue().get("anthropic/claude-haiku-5-5")
    assert model
    session.put(take_prices(session.scenario, "weak", model), "weak model: Claude Haiku 5.5")
    said = session.undo()
    assert said.startswith("weak model: Claude Haiku 5.5; now weak model anthropic/claude-haiku-4-5, weak input price 1.00, ")
    assert said.endswith(" more")
    session.put(replace(session.scenario, notes="our own"), "notes")
    assert session.undo() == "notes; now notes that begin “The smallest example that sho…”"
    assert session.redo() == "notes; now notes that begin “our own”"


def test_a_pin_of_the_scenario_that_is_open_says_what_differs_from_it_as_saved_now(session: Session) -> None:
    session.pin()
    session.step("weak.bugs", 10)
    session.mark_saved(lambda scenario: scenario)
    now = session.snapshot
    assert now.pins[0].label == "Textbook example"
    assert now.pin_label(now.pins[0]) == "Textbook example: weak bugs left 4.0"
    session.mark_saved(lambda scenario: replace(scenario, name="mine"))
    assert session.snapshot.pin_label(now.pins[0]) == "Textbook example"


def test_another_scenario_that_is_swapped_in_is_no_more_than_a_copy_of_it(session: Session) -> None:
    session.pin()
    session.open(open_scenario("swe-issue").scenario)
    session.swap(0)
    assert session.scenario.weak.bugs == 4.0
    assert session.scenario.name == session.snapshot.saved.name
    first = "copied from Textbook example; changed: nothing"
    assert session.scenario.notes.startswith(f"{first}\n\nNotes of Textbook example:\n\nThe smallest")
    session.swap(0)
    assert not session.snapshot.modified


def test_opening_forgets_the_history_and_recovers_unsaved_work(session: Session) -> None:
    session.step("weak.bugs", 1)
    saved = open_scenario("swe-issue").scenario
    session.open(saved, assign(saved, {"weak.bugs": 2.0}))
    now = session.snapshot
    assert now.modified
    assert now.undo == "recovered work"
    session.undo()
    assert not session.snapshot.modified


def test_saving_makes_it_unmodified(session: Session) -> None:
    session.step("weak.bugs", 1)
    session.mark_saved(lambda scenario: scenario)
    assert not session.snapshot.modified
    assert session.undo()
    assert session.snapshot.modified


def test_assumptions_differ_from_the_published_ones(session: Session) -> None:
    assert not any(session.snapshot.unpublished(key) for key in ROW_KEYS)
    session.step("assumptions.caching", 1)
    assert session.snapshot.unpublished("assumptions.caching")


def test_crossings_are_the_engines(session: Session) -> None:
    expected = evaluate(session.scenario).crossings
    assert {key: session.snapshot.outcome.crossings[key] for key in expected} == dict(expected)
    assert set(session.snapshot.outcome.crossings) == set(expected)


@pytest.mark.slow
@settings(max_examples=examples(40))
@given(st.lists(st.tuples(st.sampled_from(ROW_KEYS), st.integers(-12, 12)), max_size=25))
def test_undoing_everything_leads_back(steps: list[tuple[str, int]]) -> None:
    session = textbook()
    for key, count in steps:
        session.focus(key)
        session.step(key, count)
        now = session.snapshot
        assert now.scenario == session.scenario
        assert not math.isnan(now.outcome.verdict.cost_a)
    while session.undo():
        pass
    assert not session.snapshot.modified
    while session.redo():
        pass
    assert {key: value(session.scenario, key) for key in PARAMETERS}


@pytest.mark.slow
def test_every_number_can_be_stepped_and_typed(session: Session) -> None:
    for parameter in numbers():
        session.focus(parameter.key)
        session.step(parameter.key, 1)
        session.begin()
        percent, part = parameter.kind.notation == "percent", 0.5 in parameter.kind.domain
        session.type("50" if percent else "0.5" if part else "1")
        assert session.commit()
        assert session.snapshot.value(parameter.key) == (0.5 if percent or part else 1.0)
        # Some values are allowed only beside others, such as a window of one token.
        session.reset()


def test_what_is_known_goes_and_comes_with_its_value(session: Session) -> None:
    known = with_evidence(session.scenario, {"weak.bugs": Evidence(3.9, 8.0, "7 of 9")})
    session.open(known)
    session.step("weak.bugs", 1)
    assert session.scenario.evidence == known.evidence
    session.assign({"weak.bugs": 9.0})
    assert not session.scenario.evidence
    assert session.undo() == "weak bugs left 4.1 (3.9..8.0) → 9.0; now 4.1 (3.9..8.0)"
    assert session.scenario.evidence == known.evidence
    session.begin()
    session.type("9")
    assert not session.typed.evidence
    session.cancel()
    session.step("weak.bugs", -2)
    assert not session.scenario.evidence
    session.step("weak.bugs", 1)
    assert session.scenario == known
    session.put(with_evidence(known, {"weak.bugs": None}), "no range")
    assert session.snapshot.modified
    assert session.snapshot.changed("weak.bugs")
    assert session.undo() == "no range; now range of weak bugs left 3.9..8.0, source of weak bugs left “7 of 9”"
    session.redo()
    session.revert("both.bugs")
    assert session.scenario == replace(known, strong=session.scenario.strong)
    session.pin()
    session.go_to_crossover("weak.bugs")
    session.assign({"weak.bugs": 3.0})
    session.swap(0)
    assert session.scenario.evidence == known.evidence
