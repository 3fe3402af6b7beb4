"""Which of the logged models is the strong one, and which the weak one."""

from __future__ import annotations

from collections.abc import Mapping
from math import log

from engine.scenarios.registry import suggestion
from engine.scenarios.scenario import Scenario
from presets.calibration.gathered import Gathered, OfModel
from presets.files.refusal import Refusal
from presets.files.text import cut
from presets.prices.catalogue import CatalogueModel
from presets.prices.scenario_prices import SIDES, Side


def roles(gathered: Gathered, base: Scenario, strong: str = "", weak: str = "") -> dict[Side, str]:
    """The models by role; a role that none has stays as in the base scenario.

    Without names they are the two models with the most bugs, or with the most work where none is known of, and the dearer one
    is the strong one. Models that only sub-agents used are none of them, unless there are no others.

    Raises:
        Refusal: If a name means no model, several, or the same one twice.
    """
    if strong or weak:
        named = zip(SIDES, (strong, weak), strict=True)
        found = {side: _meant(gathered, word, f"--{side}") for side, word in named if word}
        if len(set(found.values())) < len(found):
            raise Refusal(f'--strong and --weak both mean "{found["strong"]}"')
        return found
    seen = sorted(gathered.models.items(), key=lambda one: _much(one[1]), reverse=True)
    chosen = [name for name, of in seen if of.main] or [name for name, _ in seen[:1]]
    if len(chosen) < 2:
        return {_side(gathered, base, name): name for name in chosen}
    first, second = chosen[:2]
    dearer = _dearer(gathered, first, second)
    return {"strong": dearer, "weak": second if dearer == first else first}


def _much(of: OfModel) -> tuple[int, int, int]:
    return of.bugs, of.tasks, of.main


def _meant(gathered: Gathered, word: str, option: str) -> str:
    """The model that a person means: one in the logs, or one of the catalogue."""
    name = gathered.names.identity(word)
    if name in gathered.models:
        return name
    like = [logged for logged in gathered.models if word.lower() in logged.lower()]
    if len(like) == 1:
        return like[0]
    if like:
        raise Refusal(f'{option} "{cut(word, 80)}" may mean {" or ".join(sorted(like))}')
    if gathered.names.find(word):
        return name
    meant = suggestion(word, list(gathered.models))
    raise Refusal(f'{option}: neither the logs nor the catalogue have a model "{cut(word, 80)}"{meant}')


def _dearer(gathered: Gathered, first: str, second: str) -> str:
    """The dearer of two models: by the catalogue, and by their calls where it does not know both."""
    listed = [gathered.names.find(name) for name in (first, second)]
    prices = [_listed(model) for model in listed if model is not None]
    if len(prices) < 2:
        prices = [of.dollars / max(1, of.requests - of.unpriced) for of in map(gathered.models.__getitem__, (first, second))]
    return first if prices[0] >= prices[1] else second


def _listed(model: CatalogueModel) -> float:
    return model.input_price + model.output_price


def _side(gathered: Gathered, base: Scenario, name: str) -> Side:
    """The role of the only model: that of the base scenario's model that costs about as much."""
    held: Mapping[Side, float] = {side: _held(base, side) for side in SIDES}
    model = gathered.names.find(name)
    if model is None:
        return "strong"
    price = _listed(model)
    return min(SIDES, key=lambda side: (getattr(base, side).model != name, abs(log((price + 1e-9) / (held[side] + 1e-9)))))


def _held(base: Scenario, side: Side) -> float:
    model = getattr(base, side)
    return float(model.input_price) + float(model.output_price)
