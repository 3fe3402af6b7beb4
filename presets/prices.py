"""Prices between the catalogue and a scenario."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from engine.long_prompts import Terms
from engine.registry import value
from engine.scenario import Scenario
from presets.catalogue import PRICES, Catalogue, CatalogueModel

Side: TypeAlias = Literal["strong", "weak"]
SIDES: tuple[Side, ...] = ("strong", "weak")


@dataclass(frozen=True)
class PriceChange:
    """A price of a scenario that is not the catalogue's.

    Attributes:
        side: Which of the two models.
        model: The catalogue's entry for it.
        key: The price: ``weak.input_price``.
        held: What the scenario has; ``None``: left out, so as the input price.
        listed: What the catalogue has.
    """

    side: Side
    model: CatalogueModel
    key: str
    held: float | None
    listed: float


def take_prices(scenario: Scenario, side: Side, model: CatalogueModel) -> Scenario:
    """The scenario with one model's id and four prices taken from the catalogue."""
    prices = {field: getattr(model, field) for field in PRICES}
    taken = replace(getattr(scenario, side), model=model.id, **prices)
    return replace(scenario, strong=taken) if side == "strong" else replace(scenario, weak=taken)


def price_changes(scenario: Scenario, catalogue: Catalogue) -> list[PriceChange]:
    """Where a scenario's prices differ from those of the models it says they came from.

    A model that the catalogue does not know, or none at all, has no differences.
    """
    changes = []
    for side in SIDES:
        model = catalogue.get(getattr(scenario, side).model)
        if model is None:
            continue
        for field in PRICES:
            key, listed = f"{side}.{field}", getattr(model, field)
            held = value(scenario, key)
            effective = value(scenario, f"{side}.input_price") if held is None else held
            if effective != listed:
                changes.append(PriceChange(side, model, key, held, listed))  # type: ignore[arg-type]
    return changes


def prompt_terms(scenario: Scenario, catalogue: Catalogue) -> dict[str, Terms]:
    """What the catalogue says of long prompts to the scenario's models, by side; nothing for a model it does not know."""
    terms: dict[str, Terms] = {}
    for side in SIDES:
        model = catalogue.get(getattr(scenario, side).model)
        terms[side] = (
            Terms()
            if model is None
            else Terms(
                window=model.context_window,
                threshold=model.long_prompt_threshold,
                input_price=model.long_input_price,
                output_price=model.long_output_price,
            )
        )
    return terms


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
        base: The entry that the prices were edited from, for context window and tier, if any.
    """
    held = getattr(scenario, side)
    read, write = held.cache_read_price, held.cache_write_price
    return CatalogueModel(
        id=model_id,
        name=name,
        tier=base.tier if base else side,
        input_price=held.input_price,
        output_price=held.output_price,
        cache_read_price=held.input_price if read is None else read,
        cache_write_price=held.input_price if write is None else write,
        context_window=base.context_window if base else _USUAL_WINDOW,
        priced=priced,
        source="entered by hand",
        own=True,
    )


_USUAL_WINDOW = 200_000
