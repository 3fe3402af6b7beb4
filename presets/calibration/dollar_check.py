"""What counted tasks cost, beside what the model says for the same work: the test that a calibration is worth anything."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite

from engine.scenarios.notation import money
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.work_done import work_done
from presets.calibration.calibration import OFF, DollarCheck, Part
from presets.calibration.measuring import Measuring
from presets.calibration.sizes import SIZES
from presets.prices.catalogue import CatalogueModel
from presets.prices.scenario_prices import take_prices

_FURTHER = "work after a passed check"

_OFTEN = 0.01
"""Compactions per call that matter."""


def dollar_check(measuring: Measuring, scenario: Scenario) -> DollarCheck | None:
    """The check; ``None`` where no counted task has a price."""
    gathered = measuring.gathered
    spent = gathered.dollars
    if not any(dollars.logged for dollars in spent.values()):
        return None
    predicted, anew = {"generation": 0.0, "attempts": 0.0}, 0.0
    for name, of in gathered.models.items():
        if (model := gathered.names.find(name)) is None:
            continue
        own = _by_own_sizes(measuring, scenario, name, model)
        for (kind, held), done in of.compared.items():
            begun = assign(own, {"workflow.prompt_tokens": done.prompt, "workflow.handover_tokens": 0.0})
            if kind == "generation":
                count = done.lengths.total()
                predicted["generation"] += work_done(begun, count, {}, held=held).generations
                anew += work_done(own, count, {}).generations
            else:
                predicted["attempts"] += work_done(begun, 0.0, done.lengths, held=held).attempts
                anew += work_done(own, 0.0, done.lengths, held=held).attempts
    listed = {
        "generation": spent["generation"].listed,
        "attempts": spent["attempt"].listed,
        _FURTHER: spent["further work"].listed,
        "sub-agents": spent["sub-agents"].listed,
    }
    if measuring.whole:
        listed["generation"] += listed.pop(_FURTHER)
    logged = sum(dollars.logged for dollars in spent.values())
    listed["other prices than the catalogue's"] = logged - sum(listed.values())
    smallest = 1e-9 * logged
    parts = [Part(name, dollars, predicted.get(name, 0.0)) for name, dollars in listed.items()]
    parts = [part for part in parts if abs(part.logged) > smallest or part.predicted > smallest]
    check = DollarCheck(logged, sum(predicted.values()), anew, tuple(parts))
    if not isfinite(check.ratio) or abs(check.ratio - 1.0) <= OFF:
        return check
    return replace(check, sentence=_off(check, measuring))


def _by_own_sizes(measuring: Measuring, scenario: Scenario, name: str, model: CatalogueModel) -> Scenario:
    """The scenario with a model as the strong one, and the sizes of that model's own sessions."""
    sums = measuring.sums([name])
    changes: dict[str, Setting] = {size.key: value for size in SIZES if isfinite(value := float(size.drawn(sums)[0]))}
    changes |= {"strong.verbosity": 1.0, "strong.price_scale": 1.0, "assumptions.growth": 0.0, "workflow.context": "shared"}
    changes["assumptions.compact_at"] = None  # in logs a compaction begins another conversation
    if (hour := measuring.write_price(name)) is not None:
        changes["strong.cache_write_price"] = float(hour[0])
    if "assumptions.cache_hit_rate" in changes:
        changes["assumptions.caching"] = True
    return assign(take_prices(scenario, "strong", model), changes)


def _off(check: DollarCheck, measuring: Measuring) -> str:
    """Which part is off, in a sentence."""
    gathered = measuring.gathered
    part = max(check.parts, key=lambda part: abs(part.logged - part.predicted))
    more = "more" if part.logged > part.predicted else "less"
    off = money(abs(part.logged - part.predicted))
    sentence = f"the part that is most off is {part.name}, which cost ${off} {more} than predicted"
    if part.name not in ("generation", "attempts"):
        return sentence
    if gathered.compactions > _OFTEN * gathered.requests:
        sentence += ": conversations are compacted often, which the model is not told"
    return sentence
