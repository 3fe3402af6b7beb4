"""Prices between the catalogue and a scenario."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from engine.scenarios.model import Model
from engine.scenarios.registry import revise
from engine.scenarios.scenario import Scenario
from presets.prices.catalogue import LONG, PRICES, USUAL_WINDOW, Catalogue, CatalogueModel

Side: TypeAlias = Literal["strong", "weak"]
SIDES: tuple[Side, ...] = ("strong", "weak")

_COMPARED = (*PRICES, *LONG)
_LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        "cache_read_price": "input_price",
        "cache_write_price": "input_price",
        "long_input_price": "input_price",
        "long_output_price": "output_price",
    }
)
"""The price that holds in place of one that is left out."""


@dataclass(frozen=True)
class Terms:
    """How a model is used, as far as its provider has other prices for that.

    Attributes:
        batch: Whether requests are sent in batches; ``None``: nothing is said of it, and a factor on the prices stays.
        hour: Whether its cache is written to be kept for an hour.
    """

    batch: bool | None = None
    hour: bool = False


USUAL = Terms()


@dataclass(frozen=True)
class PriceChange:
    """A price of a scenario, or the prompt length from which another one holds, that is not the catalogue's.

    Attributes:
        side: Which of the two models.
        model: The catalogue's entry for it.
        key: What differs: ``weak.input_price``.
        held: What the scenario has; ``None``: left out.
        listed: What the catalogue has; ``None``: it has none.
    """

    side: Side
    model: CatalogueModel
    key: str
    held: float | None
    listed: float | None


def take_prices(scenario: Scenario, side: Side, model: CatalogueModel, terms: Terms = USUAL) -> Scenario:
    """The scenario with one model's id, prices and context window taken from the catalogue.

    What batches cut of all prices is the factor on them. Terms that its provider does not sell are the usual ones.
    """
    used = on_terms(model, terms)
    changes = {f"{side}.{field}": getattr(used, field) for field in (*_COMPARED, "context_window", "input_limit")}
    if terms.batch is not None:
        changes[f"{side}.price_scale"] = (terms.batch and model.batch_factor) or 1.0
    priced = revise(scenario, changes)
    taken = replace(getattr(priced, side), model=model.id)
    return replace(priced, strong=taken) if side == "strong" else replace(priced, weak=taken)


def on_terms(model: CatalogueModel, terms: Terms) -> CatalogueModel:
    """An entry with the prices that hold on some terms, before the factor of batches."""
    if terms.hour and model.cache_write_1h_price is not None:
        model = replace(model, cache_write_price=model.cache_write_1h_price)
    if terms.batch and model.batch_factor is not None and model.batch_cache_read_price is not None:
        model = replace(model, cache_read_price=model.batch_cache_read_price / model.batch_factor)
    return model


def terms_of(held: Model, model: CatalogueModel | None) -> Terms:
    """The terms on which a scenario has the prices of an entry, those that it has now or had before."""
    if model is None:
        return USUAL
    batch = held.price_scale == model.batch_factor is not None
    return Terms(batch or None, _kept_an_hour(held, model))


def _kept_an_hour(held: Model, model: CatalogueModel) -> bool:
    """Whether a scenario has the cache write of an hour: that price, or another one at its ratio to the input price."""
    usual, hour, write = model.cache_write_price, model.cache_write_1h_price, held.cache_write_price
    if hour is None or write is None or write == usual:
        return False
    return write == hour or math.isclose(write * model.input_price, hour * held.input_price)


def price_changes(scenario: Scenario, catalogue: Catalogue) -> list[PriceChange]:
    """Where a scenario's prices differ from those of the models it says they came from.

    A model that the catalogue does not know, or none at all, has no differences. The context window is no price.
    """
    changes = []
    for side in SIDES:
        held = getattr(scenario, side)
        if model := catalogue.get(held.model):
            used = on_terms(model, terms_of(held, model))
            changes += [
                PriceChange(side, model, f"{side}.{field}", getattr(held, field), getattr(used, field))
                for field in _COMPARED
                if _differs(field, held, used)
            ]
    return changes


def _differs(field: str, held: Model, listed: CatalogueModel) -> bool:
    # Left out by both is no difference, though what holds instead may be one: that is told of itself.
    both_left_out = getattr(held, field) is None and getattr(listed, field) is None
    return not both_left_out and _in_force(field, held) != _in_force(field, listed)


def _in_force(field: str, model: Model | CatalogueModel) -> float | None:
    value: float | None = getattr(model, field)
    return _in_force(_LEFT_OUT[field], model) if value is None and field in _LEFT_OUT else value


def own_model(
    scenario: Scenario, side: Side, model_id: str, name: str, priced: str, base: CatalogueModel | None
) -> CatalogueModel:
    """A catalogue entry with the prices of one model of a scenario, to be saved as one of the user's own.

    Args:
        scenario: Has the prices.
        side: Which of its models.
        model_id: The new entry's id, ``provider/name``.
        name: The name to show.
        priced: Today, ``YYYY-MM-DD``.
        base: The entry that the prices were edited from, if any: for its tier, and for what the scenario leaves out of
            context window and long prompts.
    """
    held = getattr(scenario, side)
    window = held.context_window or (base.context_window if base else USUAL_WINDOW)
    prices: dict[str, Any] = {field: _in_force(field, held) for field in PRICES}
    long = base if held.long_prompt_threshold is None else held
    if long is not None and long.long_prompt_threshold is not None:
        prices |= {field: _in_force(field, long) for field in LONG[1:]}
        prices["long_prompt_threshold"] = int(long.long_prompt_threshold)
    limit = held.input_limit or (base.input_limit if base else None)
    return CatalogueModel(
        id=model_id,
        name=name,
        tier=base.tier if base else side,
        context_window=int(window),
        input_limit=None if limit is None or limit > window else int(limit),
        priced=priced,
        source="entered by hand",
        own=True,
        **prices,
    )
