"""The catalogue against a price list: what counts as changed, and what is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from presets.files.tomlfile import LONGEST_LINE
from presets.prices.catalogue import PRICES, bundled
from presets.prices.offers import Hours, Offer, Tariff, catalogue_id, passed_over
from presets.prices.own_models import save_own
from presets.prices.updates import compare, taken

pytest.importorskip("genai_prices", reason='needs the extra "prices"')

from tests.prices.lists import offer, price_list

MODELS = bundled().models
FIRST, SECOND = MODELS[:2]
PRICE = Tariff.of(FIRST)


def test_what_is_the_same() -> None:
    found = compare(bundled(), price_list(map(offer, MODELS)), (), pinned=False)
    assert found.same == MODELS
    assert not any([found.changed, found.other_hours, found.by_hand, found.coming, found.appeared, found.disappeared])


@pytest.mark.parametrize("field", [*PRICES, "long_prompt_threshold", "long_input_price", "long_output_price", "context_window"])
def test_every_number_counts(field: str) -> None:
    model = next(model for model in MODELS if model.long_prompt_threshold)
    listed = bundled().overlaid([replace(model, **{field: getattr(model, field) * 2})])
    (change,) = compare(listed, price_list(map(offer, MODELS)), (), pinned=False).changed
    assert change.model.id == model.id
    assert change.differences == {field: (getattr(model, field) * 2, getattr(model, field))}


def test_what_the_list_does_not_say_is_no_difference() -> None:
    silent = replace(offer(FIRST), context_window=None)
    assert FIRST in compare(bundled(), price_list([silent]), (), pinned=False).same


def test_prices_of_another_hour_count_only_at_a_moment_that_was_chosen() -> None:
    dear = replace(PRICE, input_price=2 * PRICE.input_price)
    hours = (Hours(time(1), time(4), dear), Hours(time(4), time(1), PRICE))
    prices = price_list([replace(offer(FIRST), tariff=dear, hours=hours)])
    found = compare(bundled(), prices, (), pinned=False)
    assert not found.changed
    assert [change.model for change in found.other_hours] == [FIRST]
    assert [change.model for change in compare(bundled(), prices, (), pinned=True).changed] == [FIRST]
    note = taken(FIRST, prices.offers[FIRST.id], prices, bundled()).note
    assert note == "Price of 12:00 UTC; it depends on the time of day."


def test_what_was_entered_by_hand_is_left_alone() -> None:
    mine = replace(FIRST, input_price=1.0, source="entered by hand", own=True)
    other = replace(mine, id="me/mine")
    found = compare(bundled().overlaid([mine, other]), price_list(map(offer, MODELS)), (), pinned=False)
    assert not found.changed
    assert [change.model for change in found.by_hand] == [mine]
    assert found.disappeared == ()


def test_what_appeared_and_disappeared() -> None:
    new, known, old = (replace(offer(FIRST), id=f"anthropic/{name}") for name in ("new", "known", "old"))
    prices = price_list([new, known, replace(old, deprecated=True), *map(offer, MODELS[1:])])
    found = compare(bundled(), prices, {"anthropic/known"}, pinned=False)
    assert [model.id for model in found.appeared] == ["anthropic/new"]
    assert found.disappeared == (FIRST,)


def test_what_is_taken_has_date_and_source_and_can_be_saved() -> None:
    cheap = offer(FIRST, input_price=0.5, coming=((date(2027, 1, 1), PRICE),))
    prices = price_list([cheap])
    model = taken(FIRST, cheap, prices, bundled())
    assert (model.input_price, model.output_price) == (0.5, FIRST.output_price)
    assert (model.priced, model.source, model.tier, model.name) == ("2026-11-20", "genai-prices 9.9", FIRST.tier, FIRST.name)
    assert model.note == "From 2027-01-01 input 8.00, output 40.00."
    assert save_own([model], "2026-11-20", "x").get(FIRST.id) == model


def test_long_prices_that_are_gone_are_gone() -> None:
    model = next(model for model in MODELS if model.long_prompt_threshold)
    flat = offer(model, long_prompt_threshold=None, long_input_price=None, long_output_price=None)
    assert taken(model, flat, price_list([flat]), bundled()).long_prompt_threshold is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Older. Explicit caches also pay for storage by the hour, not included.",) * 2,
        ("Promotional price until 2026-11-30. Preview.", "Preview."),
        ("A cache read costs a quarter of the input price.", ""),
        (" ".join(f"Sentence {'x' * 40}." for _ in range(9)), " ".join(f"Sentence {'x' * 40}." for _ in range(3))),
    ],
)
def test_what_a_note_says_of_prices_goes_with_them(before: str, after: str) -> None:
    note = taken(replace(FIRST, note=before), offer(FIRST), price_list([]), bundled()).note
    assert note == after
    assert len(note) <= LONGEST_LINE


def test_a_new_model_gets_the_tier_whose_prices_are_nearest() -> None:
    tiers = []
    for price in (0.4, 4.0, 40.0, 0.0):
        new = Offer(id="anthropic/new", tariff=Tariff(price / 5, price, price / 50, price / 5))
        model = taken(None, new, price_list([]), bundled())
        tiers.append(model.tier)
        assert (model.name, model.context_window, model.note) == ("new", 200_000, "The context window is a guess.")
        assert save_own([model], "2026-11-20", "x").get(new.id) == model
    assert tiers == ["weak", "mid", "strong", "weak"]


@pytest.mark.parametrize("name", ["x\ny", "\x1b[2J", "x" * 300, " ", "\u202e"])
def test_a_strange_name_is_saved_harmlessly_or_replaced(name: str) -> None:
    model = taken(None, replace(offer(FIRST), id="anthropic/new", name=name), price_list([]), bundled())
    assert save_own([model], "2026-11-20", "x").get("anthropic/new") == model


def test_ids() -> None:
    assert catalogue_id("zai", "GLM-5.3") == "z-ai/glm-5.3"
    assert catalogue_id("openrouter", "qwen/qwen3.8-flash") == "qwen/qwen3.8-flash"
    assert catalogue_id("openrouter", "anthropic/claude-opus-5") is None
    assert catalogue_id("groq", "openai/gpt-oss-120b") == "groq/gpt-oss-120b"
    assert catalogue_id("azure", "gpt-5") is None


def test_the_models_passed_over_are_none_of_the_catalogues() -> None:
    assert len(passed_over()) > 300
    assert passed_over().isdisjoint(model.id for model in MODELS)
