"""The scenario that measured numbers make of the base one."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from engine.estimates.episodes import habitual_limit
from engine.prices.costs import costs
from engine.scenarios import together
from engine.scenarios.evidence import Evidence, evidence_of
from engine.scenarios.notation import counted
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import PARAMETERS, assign, find, with_evidence
from engine.scenarios.scenario import Scenario
from presets.calibration.calibration import Measured
from presets.calibration.gathered import Gathered
from presets.calibration.measuring import FEW_BUGS, Measuring
from presets.files.text import cut
from presets.files.tomlfile import LONGEST_LINE
from presets.prices.scenario_prices import SIDES, Side, take_prices
from presets.scenarios.scenario_file import parse_scenario, render_scenario

_MOST_ATTEMPTS = 1000


def written(measuring: Measuring) -> tuple[Scenario, list[str]]:
    """The base scenario with the measured values, prices, and what is known of them; what had to be chosen, a sentence each.

    Args:
        measuring: The numbers; it is told what else stays as it is.
    """
    chosen: list[str] = []
    gathered, roles = measuring.gathered, measuring.roles
    scenario = _priced(measuring.base, gathered, roles, measuring.kept)
    used = {key: found for key, found in measuring.measured.items() if found.used}
    changes: dict[str, Setting] = {key: find(key).check(found.value) for key, found in used.items()}
    changes |= _verbosities(measuring, used)
    fixers = [side for side in SIDES if f"{side}.easy_fix_rate" in used]
    for side in fixers:
        changes[f"{side}.hard_fix_rate"] = used[f"{side}.easy_fix_rate"].value
    if len(fixers) == len(SIDES):
        changes |= {f"{side}.hard_fraction": 0.0 for side in SIDES}
    if fixers:
        changes["assumptions.fading"] = 1.0
    if "assumptions.cache_hit_rate" in used:
        changes["assumptions.caching"] = True
    if gathered.repairs:
        changes["workflow.context"] = "shared" if 2 * gathered.repairs[True] >= gathered.repairs.total() else "fresh"
    known: dict[str, Evidence | None] = {key: _evidence(found, changes[key]) for key, found in used.items()}
    if len(fixers) < len(SIDES):
        known |= {f"{side}.hard_fix_rate": known[f"{side}.easy_fix_rate"] for side in fixers}
    # What was known of the base's values is not known of others.
    known = {key: known.get(key) for key in {*changes, *known}}
    scenario = with_evidence(assign(scenario, changes), known)
    scenario = _with_room(_with_an_end(scenario, measuring, chosen), chosen)
    scenario = replace(scenario, name=_name(gathered, roles), notes=_notes(measuring, used))
    return parse_scenario(render_scenario(scenario), "the calibrated scenario"), chosen


def _priced(base: Scenario, gathered: Gathered, roles: Mapping[Side, str], kept: list[str]) -> Scenario:
    for side, name in roles.items():
        model = gathered.names.find(name)
        if model is None:
            kept.append(f"{side} prices: the catalogue has no model {name}")
        else:
            base = take_prices(base, side, model)
    return base


def _verbosities(measuring: Measuring, used: Mapping[str, Measured]) -> dict[str, Setting]:
    """The model whose tokens the generation's are writes just as many, and the other one as many more as it does there."""
    if "workflow.generation_tokens" not in used:
        return {}
    base = measuring.base
    times = float(base.weak.verbosity) / float(base.strong.verbosity)
    if "strong" not in measuring.roles:
        return {"strong.verbosity": 1.0 / times, "weak.verbosity": 1.0}
    return {"strong.verbosity": 1.0, "weak.verbosity": used["weak.verbosity"].value if "weak.verbosity" in used else times}


def _evidence(found: Measured, value: Setting) -> Evidence:
    return evidence_of(find(found.key), value, found.low, found.high, cut(found.source, LONGEST_LINE))


def _with_an_end(scenario: Scenario, measuring: Measuring, chosen: list[str]) -> Scenario:
    """The scenario with an attempt limit where its costs would be infinite without one: what people do."""
    if scenario.assumptions.attempt_limit is not None or np.isfinite(costs(scenario).total_cost).all():
        return scenario
    limit = habit(measuring)
    chosen.append(
        f"an attempt limit of {limit}, as in the logs: bugs differ so much that without one some would cost infinitely much"
    )
    return assign(scenario, {"assumptions.attempt_limit": float(limit)})


def habit(measuring: Measuring) -> int:
    """After how many attempts bugs are given up."""
    bugs = [one for name in measuring.roles.values() for one in measuring.gathered.of(name).episodes]
    return min(habitual_limit(bugs), _MOST_ATTEMPTS)


def _with_room(scenario: Scenario, chosen: list[str]) -> Scenario:
    if together.problem(scenario):
        chosen.append("no conversation is compacted: what was measured leaves no room for it in the context windows")
        return assign(scenario, {"assumptions.compact_at": None})
    return scenario


def _name(gathered: Gathered, roles: Mapping[Side, str]) -> str:
    names = [_called(gathered, roles[side]) for side in SIDES if side in roles]
    return f"Your own numbers: {' and '.join(names)}" if names else "Your own numbers"


def _called(gathered: Gathered, name: str) -> str:
    model = gathered.names.find(name)
    return model.name if model else name


def _notes(measuring: Measuring, used: Mapping[str, Measured]) -> str:
    gathered = measuring.gathered
    agents = ", ".join(f"{counted(count, 'session')} of {agent}" for agent, count in gathered.agents.most_common())
    lines = [_wrapped(f"From your own logs: {agents}{measuring.dates}.")]
    named = [(side, _called(gathered, measuring.roles[side])) for side in SIDES if side in measuring.roles]
    lines += [_wrapped(f"{side.capitalize()} model: {name}.") for side, name in named]
    lines.append("")
    lines.append(_wrapped(f"Measured: {_titles(used) or 'nothing'}. Sources and ranges stand beside the numbers."))
    if any(key.endswith("easy_fix_rate") for key in used):
        lines.append(
            _wrapped(
                "Bugs are of one class whose members differ (spread): easy and hard ones cannot be told apart by attempts. "
                f"A model needs {FEW_BUGS} attempted bugs for a rate of its own."
            )
        )
    lines.append(_wrapped(f'All else is as in "{measuring.base.name}".'))
    lines.append("")
    lines.append(
        _wrapped(
            "Each model was seen at its own bugs only, and people choose who gets which task. Whether that misleads, twenty "
            "tasks given out by coin toss tell."
        )
    )
    return "\n".join(lines) + "\n"


def _titles(keys: Iterable[str]) -> str:
    return "; ".join(find(key).title for key in PARAMETERS if key in set(keys))


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 76, break_long_words=False, break_on_hyphens=False)
