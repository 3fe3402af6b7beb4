"""Measured quality between the measurements and a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from engine.scenarios.evidence import Evidence, evidence_of
from engine.scenarios.notation import grouped, plain, rounded
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import PARAMETERS, find, revise, value, with_evidence
from engine.scenarios.scenario import Scenario
from presets.files.text import cut
from presets.files.tomlfile import LONGEST_LINE
from presets.prices.catalogue import CatalogueModel
from presets.prices.measurements import Figure, Fixes, Measurement, Quality
from presets.prices.scenario_prices import Side, take_prices

OTHER: Mapping[Side, Side] = {"strong": "weak", "weak": "strong"}

Known: TypeAlias = dict[str, tuple[Setting, Evidence | None]]
"""Values with what is known of them, by key."""


@dataclass(frozen=True)
class Taken:
    """A scenario with a model's prices and measured quality.

    Attributes:
        scenario: The scenario.
        keys: The numbers that come from the measurement, both models' and the workflow's, in the order of the registry.
        caution: What must not be overlooked: of numbers from elsewhere beside these, of rates that nobody measured; or nothing.
    """

    scenario: Scenario
    keys: tuple[str, ...]
    caution: str = ""

    @property
    def said(self) -> str:
        """What comes from the measurement, as words of a sentence: ``strong bugs left, fixes easy; of the workflow prompt``."""
        groups: dict[str, list[str]] = {}
        for key in self.keys:
            parameter = find(key)
            section = parameter.section if parameter.section in OTHER else "of the workflow"
            groups.setdefault(section, []).append(parameter.label)
        return "; ".join(f"{section} {', '.join(labels)}" for section, labels in groups.items())


def take_quality(scenario: Scenario, side: Side, model: CatalogueModel, measurement: Measurement, measured: Quality) -> Taken:
    """The scenario with one model's prices from the catalogue, and with its quality from a benchmark.

    Bugs, their hard fraction and the fix rates come with their ranges and sources, speed and verbosity with sources. The strong
    model brings the sizes of its sessions with it: it writes what the workflow says. The weak model's verbosity is what it
    writes beside that. Where the other model's quality comes from the same benchmark, the fix rates of both are those at
    what the other left, if they were measured.

    Args:
        scenario: The scenario.
        side: Which of its models.
        model: The catalogue's entry: what was measured, or what that stands for.
        measurement: What was measured.
        measured: All that was.

    Raises:
        ParameterError: If a value is none that the scenario can have.
    """
    before = getattr(scenario, side)
    scenario = take_prices(scenario, side, model)
    other = in_force(scenario, OTHER[side], measured)
    together = other is not None and other.benchmark == measurement.benchmark
    known = alone(side, measurement, measured, keep_speed=before.model == model.id)
    if other is not None:
        known |= _own_fixes(OTHER[side], other, measured) if _conditional(scenario, OTHER[side], other, measured) else {}
        if together:
            known |= fixes_together(side, measurement, other, measured)
    known |= _sizes(scenario, side, measurement, other if together else None, measured)
    caution = _caution(side, measurement, other, measured)
    if "workflow.fix_calls" in known and not scenario.assumptions.caching:
        caution.append("Caching is off, so every one of its calls pays for the whole prompt.")
    if before.output_speed is not None and known.get(f"{side}.output_speed") == (None, None):
        caution.append("How fast it writes was not measured, and nothing is said of time.")
    keys = tuple(key for key in PARAMETERS if key in known and known[key][0] is not None)
    return Taken(put(scenario, known), keys, " ".join(caution))


def in_force(scenario: Scenario, side: Side, measured: Quality) -> Measurement | None:
    """The measurement that one model's quality came from; ``None`` if it was set otherwise, or changed since."""
    key = f"{side}.bugs"
    known, bugs = scenario.evidence.get(key), value(scenario, key)
    return next(
        (
            one
            for one in measured.of(getattr(scenario, side).model)
            if known is not None and known.source == source(one, measured, one.bugs.said) and bugs == one.bugs.value
        ),
        None,
    )


def put(scenario: Scenario, known: Known) -> Scenario:
    """The scenario with values and what is known of them.

    Raises:
        ParameterError: If one of them is not allowed.
    """
    checked = {key: find(key).check(setting) for key, (setting, _) in known.items()}
    return with_evidence(revise(scenario, checked), {key: evidence for key, (_, evidence) in known.items()})


def alone(side: Side, measurement: Measurement, measured: Quality, *, keep_speed: bool) -> Known:
    """Bugs, fix rates at them, and the speed of one model, whatever the other is.

    Args:
        side: Which of the two models it is to be.
        measurement: What was measured.
        measured: All that was.
        keep_speed: Whether the speed that is there may stay if none was measured.
    """
    own = _own_fixes(side, measurement, measured)
    return _bugs(side, measurement, measured) | own | _speed(side, measurement, measured, keep=keep_speed)


def fixes_together(side: Side, measurement: Measurement, other: Measurement, measured: Quality) -> Known:
    """The fix rates of both models at what the other left, where they were measured."""
    known: Known = {}
    for fixes_on, fixer, generator in ((side, measurement, other), (OTHER[side], other, measurement)):
        if (fixes := measured.fixes(generator, fixer)) is not None:
            known |= _fixes(fixes_on, fixer, fixes, measured, f" at what {generator.name} left")
    return known


def _bugs(side: Side, measurement: Measurement, measured: Quality) -> Known:
    known: Known = {f"{side}.bugs": _figure(f"{side}.bugs", measurement.bugs, measurement, measured)}
    key = f"{side}.hard_fraction"
    if measurement.hard_fraction is not None:
        known[key] = _figure(key, measurement.hard_fraction, measurement, measured)
    elif measurement.fixes is not None:
        known[key] = 0.0, Evidence(source=source(measurement, measured, "one class of bugs"))
    return known


def _own_fixes(side: Side, measurement: Measurement, measured: Quality) -> Known:
    return {} if measurement.fixes is None else _fixes(side, measurement, measurement.fixes, measured)


def _fixes(side: Side, fixer: Measurement, fixes: Fixes, measured: Quality, at: str = "") -> Known:
    easy, hard = (f"{side}.{rate}_fix_rate" for rate in ("easy", "hard"))
    known: Known = {key: _figure(key, rate, fixer, measured, at) for key, rate in ((easy, fixes.easy), (hard, fixes.hard))}
    if fixes.easy == fixes.hard:
        # Of one class of bugs: a range of its own would say that hard ones vary for themselves.
        known[hard] = fixes.hard.value, Evidence(source=source(fixer, measured, "as easy bugs", at))
    return known


def _conditional(scenario: Scenario, side: Side, measurement: Measurement, measured: Quality) -> bool:
    """Whether a model's fix rates are at what some other model left."""
    known = scenario.evidence.get(f"{side}.easy_fix_rate")
    return known is not None and known.source.startswith(source(measurement, measured, "", " at what "))


def _speed(side: Side, measurement: Measurement, measured: Quality, *, keep: bool) -> Known:
    """How fast it writes; another model's speed is none of this one's."""
    key, written = f"{side}.output_speed", measurement.tokens_written
    seconds = measurement.model_seconds or measurement.seconds
    if written is None or seconds is None:
        return {} if keep else {key: (None, None)}
    tools = "" if measurement.model_seconds else ", tools included"
    said = f"{grouped(written)} tokens in {plain(seconds)} s{tools}"
    return {key: (rounded(written / seconds), Evidence(source=source(measurement, measured, said)))}


def _sizes(scenario: Scenario, side: Side, measurement: Measurement, other: Measurement | None, measured: Quality) -> Known:
    """What it says of the workflow, if it is the strong model, and of how much the weak one writes beside that."""
    written = measurement.tokens_written
    known: Known = {}

    def take(key: str, setting: float, said: str, of: Measurement = measurement) -> None:
        known[key] = setting, Evidence(source=source(of, measured, said))

    if side == "weak":
        size = float(scenario.workflow.generation_tokens)
        if written is not None and size > 0.0:
            take("weak.verbosity", rounded(written / size), f"{grouped(written)} tokens a session")
        return known
    if written is not None:
        for key in ("workflow.generation_tokens", "workflow.fix_tokens"):
            take(key, written, "tokens written in a session")
        take("strong.verbosity", 1.0, "it writes what the workflow says")
        if other is not None and other.tokens_written is not None:
            ratio = rounded(other.tokens_written / written)
            take("weak.verbosity", ratio, f"{grouped(other.tokens_written)} tokens a session", other)
    if measurement.prompt_tokens is not None:
        take("workflow.prompt_tokens", measurement.prompt_tokens, "first prompt of a session")
    if measurement.calls is not None:
        for key in ("workflow.generation_calls", "workflow.fix_calls"):
            take(key, measurement.calls, "calls of a session")
        if measurement.calls_spread is not None:
            take("assumptions.calls_spread", measurement.calls_spread, "spread of a session's calls")
        if measurement.growth_per_call is not None and written is not None:
            tools = max(measurement.growth_per_call - written / measurement.calls, 0.0)
            take("workflow.tool_tokens", float(round(tools)), "what a call adds less what it writes")
    return known


def _caution(side: Side, measurement: Measurement, other: Measurement | None, measured: Quality) -> list[str]:
    """What must not be overlooked of where numbers come from, a sentence each."""
    here, beside = measured.benchmark(measurement.benchmark).name, OTHER[side]
    said = []
    if other is None:
        said.append(
            f"The {beside} model's quality is not known to come from {here}, too; take it from there to compare like with like."
        )
    elif other.benchmark != measurement.benchmark:
        there = measured.benchmark(other.benchmark).name
        said.append(f"The {beside} model's quality comes from {there}, where bugs and attempts are others than on {here}.")
    elif measured.fixes(measurement, other) is None or measured.fixes(other, measurement) is None:
        said.append("How each fixes what the other left was not measured: a fix rate is at the model's own failures.")
    conditional = other is not None and measured.fixes(other, measurement) is not None
    if measurement.fixes is None and not conditional:
        said.append(f"How well it fixes was not measured on {here}; its fix rates stay.")
    return said


def _figure(key: str, figure: Figure, measurement: Measurement, measured: Quality, at: str = "") -> tuple[Setting, Evidence]:
    where = source(measurement, measured, figure.said, at)
    return figure.value, evidence_of(find(key), figure.value, figure.low, figure.high, where)


def source(measurement: Measurement, measured: Quality, said: str, at: str = "") -> str:
    """Where a number comes from: ``DeepSWE 1.1, Kimi K3 (low): 62 of 132``."""
    text = f"{measured.benchmark(measurement.benchmark).name}, {measurement.name}{at}"
    return cut(f"{text}: {said}" if said else text, LONGEST_LINE)
