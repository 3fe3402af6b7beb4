"""What logs say, in sentences and tables that the command line and the explorer both show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.outcome import Outcome
from engine.scenarios.notation import counted, grouped, rounded, show, show_range
from engine.scenarios.registry import find, value
from engine.scenarios.scenario import Scenario
from engine.sentences import in_sentences
from presets.calibration.calibration import Calibration, LoggedModel, Sources
from presets.files.text import cut, plain_text
from presets.prices.scenario_prices import SIDES
from tui.answers.answer import HEADLINE, how_sure
from tui.answers.as_text import table
from tui.answers.figures import dollars

_DECIDING = ("bugs", "easy_fix_rate", "hard_fix_rate")
"""What mostly decides who is cheaper, and what few logs tell of both models."""

_LONGEST_NAME = 36


def read(sources: Sources) -> str:
    """How much of which agents."""
    agents = ", ".join(f"{counted(count, 'session')} of {plain_text(agent)}" for agent, count in sources.agents)
    return f"{agents or 'no session'}{sources.dates}"


def left_out(why: Iterable[tuple[str, int]]) -> list[str]:
    """What was left out, or noted, each with how often that was."""
    return [plain_text(f"{what}: {grouped(count)}") for what, count in why]


def models(found: Iterable[LoggedModel]) -> tuple[list[str], list[str]]:
    """Two tables: what each model did and cost, and what became of the bugs that it attempted; empty where it did none."""
    named = [(cut(plain_text(one.name), _LONGEST_NAME), one) for one in found]
    work = [
        [name, one.role or "", *map(grouped, (one.tasks, one.bugs, one.requests)), dollars(one.dollars)] for name, one in named
    ]
    attempts = [
        [name, *map(grouped, (one.attempts, one.fixed, one.given_up, one.open, one.taken_over))]
        for name, one in named
        if one.attempts
    ]
    return (
        table(["model", "role", "tasks", "bugs", "requests", "dollars"], work, left=2),
        table(["attempts at bugs", "attempts", "fixed", "given up", "open", "taken over"], attempts) if attempts else [],
    )


def not_from_logs(found: Calibration) -> list[str]:
    """What decides and is not known of the models in the logs, each with the value that stands in for it and its range."""
    priced = {one.role for one in found.models if one.listed}
    used = {one.key for one in found.parameters if one.used}
    said = []
    for side in SIDES:
        if side not in priced:
            model = getattr(found.scenario, side)
            said.append(f"{side} prices ${model.input_price:g} and ${model.output_price:g}")
        rate = f"{side}.easy_fix_rate" in used
        keys = [f"{side}.{name}" for name in _DECIDING if not (rate and name == "hard_fix_rate")]
        said += [_stand_in(found.scenario, key) for key in keys if key not in used]
    return said


def _without_ranges(found: Calibration) -> list[str]:
    """What decides and was measured too narrowly for a range: in one session."""
    alone = [one for one in found.parameters if one.used and one.low is None and one.key.partition(".")[2] in _DECIDING]
    return [f"{find(one.key).title} {show(find(one.key), rounded(one.value))} ({one.source})" for one in alone]


def _stand_in(scenario: Scenario, key: str) -> str:
    parameter, known = find(key), scenario.evidence.get(key)
    number = value(scenario, key)
    ends = None if known is None else known.ends
    between = "no range, as if certain" if ends is None else show_range(parameter, *ends)
    return f"{parameter.title} {show(parameter, number)} ({between})"


def verdict(found: Calibration, outcome: Outcome, base: str) -> tuple[str, str, list[str]]:
    """How much of the verdict was measured, the verdict, and what else is to be said.

    Args:
        found: What the logs say.
        outcome: What the engine says of their scenario.
        base: Name of the scenario that the rest is from.
    """
    many = sum(one.used for one in found.parameters)
    measured = counted(many, "measured number") if many else "no measured number"
    missing = not_from_logs(found)
    begin = f"With {measured}, and otherwise {plain_text(base)}"
    if missing:
        begin += f". NOT FROM YOUR LOGS but from there: {'; '.join(missing)}"
    if certain := _without_ranges(found):
        begin += f". Measured without a range, so as if certain: {'; '.join(certain)}"
    said = in_sentences(outcome, outcome.crossings[HEADLINE], confidence=how_sure(outcome))
    return f"{begin}:", said.headline.full, [one.full for one in said.all[1:]]


def summary(found: Calibration, outcome: Outcome, base: str) -> Iterator[str]:
    """The most important of it, a paragraph each; empty ones part them."""
    yield read(found.sources)
    for one in found.models:
        if one.role:
            bugs = f"{counted(one.bugs, 'bug')} in {counted(one.tasks, 'task')}"
            fixed = f"{grouped(one.fixed)} fixed in {counted(one.attempts, 'attempt')}"
            yield f"{one.role}: {plain_text(one.name)}, {bugs}; {fixed}"
    yield ""
    yield f"Measured: {'; '.join(find(one.key).title for one in found.parameters if one.used) or 'nothing'}"
    yield from map(plain_text, found.kept)
    if found.dollars and found.dollars.sentence:
        yield plain_text(found.dollars.sentence)
    yield ""
    begin, headline, more = verdict(found, outcome, base)
    yield begin
    yield headline
    yield from more
