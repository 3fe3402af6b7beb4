"""From generated sessions, whose truth is known, to numbers, evidence, dollars and a scenario."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from engine.outcome import evaluate
from engine.scenarios.registry import assign, value
from engine.scenarios.scenario import Scenario
from presets.calibration.calibrate import calibrate
from presets.calibration.calibration import Calibration, LoggedModel
from presets.files.refusal import Refusal
from presets.logs.book import Book
from presets.logs.record import Asked, Checked, Edited, Event, LoggedSession, Request
from presets.prices.catalogue import bundled
from presets.scenarios.library import open_scenario
from presets.scenarios.scenario_file import parse_scenario, render_scenario
from tests.logs.made import Made, made, made_trials
from tests.logs.true import PLAIN, STRONG, TRAPS, WEAK, TrueTask, TrueWork

SMALL = TrueWork(generation_calls=4, fix_calls=3, calls_spread=1.0)
ONE_TASK = replace(PLAIN, tasks_per_session=1)
OPUS, HAIKU = "anthropic/claude-opus-5", "anthropic/claude-haiku-5-5"


def base() -> Scenario:
    return open_scenario("own-terminal").scenario


def said(sessions: Iterable[LoggedSession], strong: str = "", weak: str = "") -> Calibration:
    return calibrate(sessions, Book(), base(), bundled(), strong=strong, weak=weak)


@cache
def trapped() -> list[Made]:
    # What is lost to traps is no more than some of many; with sizes that differ little it would not hide an error.
    return list(made(60, 1, work=replace(SMALL, sizes_spread=0.1), habits=TRAPS))


@cache
def of_trapped() -> Calibration:
    return said(one.session for one in trapped())


def numbers(found: Calibration) -> dict[str, float]:
    return {one.key: one.value for one in found.parameters}


def model(found: Calibration, name: str) -> LoggedModel:
    return next(one for one in found.models if one.name == name)


def of(name: str) -> list[TrueTask]:
    return [task for one in trapped() for task in one.tasks if task.checked and task.generator == name]


def test_what_is_counted_is_what_was_played() -> None:
    found = of_trapped()
    events = [event for one in trapped() for event in one.session.events]
    assert found.sources.sessions == 60
    assert found.sources.requests == sum(isinstance(event, Request) for event in events)
    for name, listed in ((STRONG.name, OPUS), (WEAK.name, HAIKU)):
        counted, tasks = model(found, listed), of(name)
        spells = [spell for one in trapped() for task in one.tasks for bug in task.bugs for spell in bug if spell.fixer == name]
        assert (counted.tasks, counted.bugs) == (len(tasks), sum(len(task.bugs) for task in tasks))
        assert counted.attempts == sum(spell.attempts for spell in spells)
        ends = {end: sum(spell.end == end for spell in spells) for end in ("fixed", "given up", "open")}
        assert (counted.fixed, counted.given_up, counted.open) == tuple(ends.values())
        assert counted.curve is not None
        assert counted.curve.fixed.sum() == counted.fixed


def true_sizes(sessions: Iterable[Made]) -> dict[str, float]:
    """What the strong model's work was played with, number by number."""
    tasks = [task for one in sessions for task in one.tasks]
    own = [task for task in tasks if task.generator == STRONG.name]
    begun = [next(event for event in one.session.events if isinstance(event, Request)) for one in sessions]

    def mean(values: Callable[[TrueTask], Iterable[float]]) -> float:
        return float(np.mean([value for task in own if task.checked for value in values(task)]))

    def of_attempts(values: Callable[[TrueTask], Iterable[float]]) -> float:
        made_by = [(fixer, value) for task in tasks for fixer, value in zip(task.fixers, values(task), strict=True)]
        return float(np.mean([value for fixer, value in made_by if fixer == STRONG.name]))

    return {
        "workflow.prompt_tokens": float(np.mean([one.prompt for one in begun if one.model == STRONG.name])),
        "workflow.generation_tokens": mean(lambda task: [task.generated]),
        "workflow.generation_calls": mean(lambda task: [task.generation_calls]),
        "workflow.fix_tokens": of_attempts(lambda task: task.fixed),
        "workflow.fix_calls": of_attempts(lambda task: task.fix_calls),
        "workflow.handover_tokens": mean(lambda task: [] if task.handed_over is None else [task.handed_over]),
        "workflow.tool_tokens": mean(lambda task: task.tools),
        "workflow.trace_tokens": mean(lambda task: task.traces),
        "workflow.tool_seconds": mean(lambda task: task.tool_seconds),
        "workflow.test_seconds": mean(lambda task: task.test_seconds),
        "assumptions.cache_hit_rate": sum(task.reread for task in own) / sum(task.sent_before for task in own),
        "strong.bugs": mean(lambda task: [len(task.bugs)]),
    }


def test_sizes_are_those_that_were_played_and_traps_move_none_by_a_hundredth() -> None:
    plain = list(made(30, 1, work=SMALL))
    for sessions, found, off in ((plain, said(one.session for one in plain), 1e-5), (trapped(), of_trapped(), 0.01)):
        measured = numbers(found)
        for key, true in true_sizes(sessions).items():
            assert measured[key] == pytest.approx(true, rel=off), key
        assert measured["strong.output_speed"] == pytest.approx(STRONG.output_speed, rel=0.001)
        assert measured["weak.first_token_seconds"] == pytest.approx(WEAK.first_token_seconds, rel=0.01)


@pytest.mark.slow
def test_the_scenario_has_what_was_measured_with_its_evidence_and_can_be_saved() -> None:
    found = of_trapped()
    scenario = found.scenario
    assert parse_scenario(render_scenario(scenario), "again") == scenario
    assert (scenario.strong.model, scenario.weak.model, scenario.workflow.context) == (OPUS, HAIKU, "shared")
    for one in found.parameters:
        known = scenario.evidence[one.key]
        assert one.used
        assert value(scenario, one.key) == one.value
        assert known.source == one.source
        assert known.ends == (None if one.low is None else (one.low, one.high))
    assert (scenario.strong.hard_fraction, scenario.weak.hard_fraction) == (0.0, 0.0)
    assert scenario.assumptions.attempt_limit is not None
    assert any("attempt limit" in sentence for sentence in found.remarks)
    outcome = evaluate(scenario)
    assert np.isfinite(outcome.costs.total_cost).all()
    assert outcome.confidence is not None
    assert "2026-10-22" in scenario.notes


def test_what_is_left_out_is_said() -> None:
    found, tasks = of_trapped(), [task for one in trapped() for task in one.tasks]
    unchecked = sum(not task.checked for task in tasks)
    assert f"{unchecked} tasks had no check and say nothing of bugs and sizes" in found.left_out
    assert f"{sum(task.reruns for task in tasks)} checks were run again with nothing changed" in found.left_out
    assert any("went from one model to the other" in sentence for sentence in found.remarks)


def test_dollars_of_conversations_that_go_on_from_task_to_task_are_those_that_the_model_predicts() -> None:
    compacting = assign(base(), {"assumptions.compact_at": 0.05})
    for compact_above in (0, 60_000):
        habits = replace(PLAIN, tasks_per_session=3, compact_above=compact_above)
        played = (one.session for one in made(40, 2, work=SMALL, habits=habits))
        found = calibrate(played, Book(), compacting, bundled())
        check = found.dollars
        assert check is not None
        assert check.ratio == pytest.approx(1.0, abs=0.08)
        assert check.sentence == ""
        if not compact_above:
            # Had they begun with the prompt of a session, as those of the scenario do, they would have cost much less.
            assert check.anew < 0.75 * check.predicted
            assert any(
                f"is {100 * (1 - check.anew / check.predicted):.0f} % of their predicted" in one for one in found.remarks
            )


def test_dollars_of_sessions_with_one_task_are_those_that_the_model_predicts() -> None:
    found = said(one.session for one in made(60, 2, work=replace(SMALL, hour_share=0.3), habits=ONE_TASK))
    check = found.dollars
    assert check is not None
    assert check.ratio == pytest.approx(1.0, abs=0.08)
    assert sum(part.logged for part in check.parts) == pytest.approx(check.logged)
    assert sum(part.predicted for part in check.parts) == pytest.approx(check.predicted)
    assert check.logged == pytest.approx(sum(one.dollars for one in found.models))
    assert check.sentence == ""
    assert check.anew == pytest.approx(check.predicted, rel=0.01)
    # A third of what is written to the cache costs twice the input price: $10, and $6.25 the rest.
    assert found.scenario.strong.cache_write_price == pytest.approx(0.7 * 6.25 + 0.3 * 10.0, rel=0.05)


def going_on(number: int) -> LoggedSession:
    """A task whose generation is checked after 2 calls, goes on for 8, fails then and is repaired in 1."""
    work = [
        Request(STRONG.name, 10_000 + 1_000 * at, 500, read, 10_000 + 1_000 * at - read)
        for at, read in enumerate([0, *range(10_000, 20_000, 1_000)])
    ]
    green, red = (Edited(), Checked(passed=True)), (Edited(), Checked(passed=False))
    events: tuple[Event, ...] = (Asked(), *work[:2], *green, *work[2:10], *red, work[10], *green)
    return LoggedSession(f"{number}", "by hand", events)


def test_work_that_goes_on_for_long_after_a_passed_check_is_generation_too() -> None:
    found = said(map(going_on, range(6)))
    measured = numbers(found)
    assert (measured["workflow.generation_calls"], measured["workflow.generation_tokens"]) == (10, 5_000)
    assert (measured["workflow.fix_calls"], measured["strong.bugs"]) == (1, 1)
    assert found.dollars is not None
    assert [part.name for part in found.dollars.parts] == ["generation", "attempts"]
    assert found.dollars.ratio == pytest.approx(1.0, abs=0.05)
    assert any("counts as generation" in sentence for sentence in found.remarks)


def growing(number: int) -> LoggedSession:
    """A bug that takes three attempts, each of which writes half of the first one's tokens more."""
    more, green, red = number % 3, (Edited(), Checked(passed=True)), (Edited(), Checked(passed=False))
    first, *tried = (Request(STRONG.name, 10_000, tokens + more) for tokens in (2_000, 1_000, 1_500, 2_000))
    events: tuple[Event, ...] = (Asked(), first, *red, tried[0], *red, tried[1], *red, tried[2], *green)
    return LoggedSession(f"{number}", "by hand", events)


def test_growth_is_told_of_bugs_that_take_several_attempts_and_sizes_are_those_of_the_first() -> None:
    measured = numbers(said(map(growing, range(21))))
    assert measured["assumptions.growth"] == pytest.approx(0.5, rel=0.01)
    assert measured["workflow.fix_tokens"] == pytest.approx(1_000, rel=0.01)
    assert "assumptions.growth" not in numbers(said(map(growing, range(19))))
    assert numbers(of_trapped())["assumptions.growth"] == 0.0


def test_sums_of_tokens_tell_bugs_and_attempts_but_no_sizes() -> None:
    sessions = [replace(one.session, sized=False) for one in made(10, 8, work=SMALL, habits=ONE_TASK)]
    found = said(sessions)
    assert [one for one in numbers(found) if one.startswith("workflow.")] == ["workflow.test_seconds"]
    assert "strong.bugs" in numbers(found)
    assert found.dollars is None
    assert "10 tasks have only sums of tokens, and are not in the dollar check" in found.left_out


def test_sub_agents_that_cost_much_are_the_part_that_is_off() -> None:
    found = said(one.session for one in made(20, 3, work=SMALL, habits=replace(ONE_TASK, aside_rate=0.9)))
    assert found.dollars is not None
    assert "sub-agents" in found.dollars.sentence


def test_sub_agents_of_unknown_conversations_cost_what_they_cost_and_are_no_sessions() -> None:
    own = [one.session for one in made(6, 3, work=SMALL, habits=ONE_TASK)]
    aside = LoggedSession("sub", "Claude Code", (Request(STRONG.name, 1_000_000, 0, aside=True),))
    alone, found = said(own), said([*own, aside])
    assert found.sources.sessions == alone.sources.sessions == 6
    assert found.left_out == alone.left_out
    assert found.dollars is not None
    assert [part.logged for part in found.dollars.parts if part.name == "sub-agents"] == [pytest.approx(5.0)]


def test_a_model_that_logs_do_not_have_enough_of_stays_as_it_is() -> None:
    found = said(one.session for one in made(12, 4, models=(WEAK,), work=SMALL, habits=ONE_TASK))
    assert [one.role for one in found.models] == ["weak"]
    assert found.scenario.strong == base().strong
    assert "weak.easy_fix_rate" in numbers(found)
    assert found.scenario.weak.easy_fix_rate == found.scenario.weak.hard_fix_rate
    assert found.scenario.weak.hard_fraction == base().weak.hard_fraction
    few = said(one.session for one in made(2, 4, models=(WEAK,), work=SMALL, habits=ONE_TASK))
    assert few.parameters == ()
    assert few.scenario.workflow == base().workflow
    assert any("5 are needed" in sentence for sentence in few.kept)


def test_no_sessions_say_nothing() -> None:
    found = said([])
    assert (found.models, found.parameters, found.dollars) == ((), (), None)
    assert replace(found.scenario, name="", notes="") == replace(base(), name="", notes="")


def test_without_bugs_the_two_models_with_the_most_work_are_taken_the_dearer_one_as_strong() -> None:
    unchecked = replace(ONE_TASK, unchecked=1.0, aside_rate=0.0)
    third = replace(STRONG, name="gpt-6-luna")
    played = [one.session for one in made(15, 4, models=(WEAK, STRONG, third), work=SMALL, habits=unchecked)]
    aside = tuple(Request("claude-sonnet-4-6", 100, 10, aside=True) for _ in range(1_000))
    least = played[2::3][:1]
    found = said([*played[::3], *played[1::3], *least, LoggedSession("aside", "by hand", aside)])
    assert {one.role: one.name for one in found.models if one.role} == {"strong": OPUS, "weak": HAIKU}
    assert (found.scenario.strong.model, found.scenario.weak.model) == (OPUS, HAIKU)


def test_models_may_be_named() -> None:
    sessions = [one.session for one in made(10, 5, work=SMALL)]
    assert {one.role: one.name for one in said(sessions, strong="haiku").models if one.role} == {"strong": HAIKU}
    assert said(sessions, weak="openai/gpt-6-luna").scenario.weak.model == "openai/gpt-6-luna"
    for names, sentence in (
        ({"weak": "claude"}, "may mean"),
        ({"weak": "gtp"}, "neither the logs nor the catalogue"),
        ({"strong": "opus", "weak": OPUS}, "both mean"),
    ):
        with pytest.raises(Refusal, match=sentence):
            said(sessions, **names)


def test_verbosity_is_only_shown_where_the_models_worked_on_different_projects() -> None:
    sessions = [replace(one.session, project=f"{at % 2}") for at, one in enumerate(made(12, 7, work=SMALL))]
    found = said(sessions)
    (shown,) = [one for one in found.parameters if one.key == "weak.verbosity"]
    assert not shown.used
    assert found.scenario.weak.verbosity == base().weak.verbosity
    assert any("verbosity" in sentence for sentence in found.kept)


def test_trials_tell_bugs_by_how_many_failed() -> None:
    trials = [*made_trials(10, 3, work=SMALL), *made_trials(10, 3, work=SMALL, model=WEAK)]
    found = said(trials)
    for name, side in ((STRONG.name, "strong"), (WEAK.name, "weak")):
        failed = [
            not trial.passed for trial in trials if isinstance(trial.events[0], Request) and trial.events[0].model == name
        ]
        assert numbers(found)[f"{side}.bugs"] == pytest.approx(np.mean(failed))
    assert found.dollars is not None
    assert found.dollars.ratio == pytest.approx(1.0, abs=0.05)


def test_an_unknown_model_has_no_prices_and_logged_dollars_count() -> None:
    unknown = replace(STRONG, name="somebody/else-7")
    sessions = [one.session for one in made(6, 6, models=(unknown,), work=SMALL)]
    found = said(sessions)
    assert found.scenario.strong.input_price == base().strong.input_price
    assert any("else-7" in sentence for sentence in found.kept)
    assert np.isnan(model(found, unknown.name).dollars)
    paid = [
        replace(one, events=tuple(replace(e, dollars=0.5) if isinstance(e, Request) else e for e in one.events))
        for one in sessions
    ]
    again = model(said(paid), unknown.name)
    assert again.dollars == pytest.approx(0.5 * again.requests)
