"""What somebody types on a row: understood, and what the scenario is with it."""

from __future__ import annotations

from operator import attrgetter

from engine.scenarios.parameters import ParameterError
from engine.scenarios.registry import assign, dropped, find, revise, value, with_evidence
from engine.scenarios.scenario import Scenario
from engine.scenarios.together import problem
from engine.scenarios.typed import Place, Unfinished, read
from engine.scenarios.typed_range import is_range, read_range
from tui.state.snapshot import Editing


def evaluated(key: str, text: str, scenario: Scenario, saved: Scenario) -> tuple[Editing, Scenario | None]:
    """What the text typed so far means, and the scenario with it; ``None`` as long as there is none.

    Args:
        key: The parameter.
        text: A value of it, a change of the present one, or a range.
        scenario: The scenario before typing: a change such as ``+10%`` is one of its value.
        saved: The scenario as it is saved.
    """
    try:
        after, meaning = _read(key, text, scenario, saved)
    except Unfinished as error:
        return Editing(key, text, error.so_far, unfinished=str(error)), None
    except ParameterError as error:
        return Editing(key, text, problem=str(error)), None
    lost, together = lost_with(scenario, after), problem(after)
    return Editing(key, text, f"{meaning}; {lost}" if lost else meaning, unfinished=together), None if together else after


def lost_with(before: Scenario, after: Scenario) -> str:
    """What a scenario does not know any more that another one did, in a sentence without its full stop; empty if nothing."""
    return dropped(before, after, attrgetter("title"))


def _read(key: str, text: str, scenario: Scenario, saved: Scenario) -> tuple[Scenario, str]:
    """The scenario with what is typed, and what that means.

    Raises:
        ParameterError: If it is neither value nor range.
    """
    parameter, now, known = find(key), value(scenario, key), scenario.evidence.get(key)
    if not is_range(text):
        typed = read(parameter, text, Place.SCREEN)
        return revise(scenario, {key: typed.value(now)}, saved), typed.meaning(now)
    spread = read_range(parameter, text, Place.SCREEN)
    given = spread.given(now)
    learnt = given.evidence
    if known is not None and learnt is not None and (now, known.ends) == (given.value, learnt.ends):
        # Where it comes from is as true as before.
        learnt = known
    return with_evidence(assign(scenario, {key: given.value}), {key: learnt}), spread.meaning(now)
