"""The price catalogue: complete, checked like scenarios, overlaid by the user's own, and in step with the scenarios."""

from __future__ import annotations

import math
import os
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from engine.prices.context_window import outgrowing
from engine.scenarios.inputs import in_force
from engine.scenarios.registry import assign
from presets.files.refusal import Refusal
from presets.files.tomlfile import parse
from presets.prices.catalogue import (
    BUNDLED,
    FILE,
    LONG,
    PRICES,
    CatalogueModel,
    bundled,
    catalogue,
    catalogue_of,
    own_catalogue,
    own_path,
    read_catalogue,
)
from presets.prices.own_models import render_catalogue, save_own
from presets.prices.scenario_prices import Terms, own_model, price_changes, take_prices, terms_of
from presets.prices.typed_prices import typed_prices, with_typed_prices
from presets.scenarios.library import entries, open_scenario

MODELS = bundled().models

FILE_TEXT = """\
schema = 1
priced = "2026-11-20"
source = "me"

[[models]]
id = "me/mine"
name = "Mine"
tier = "weak"
input_price = 0.5
output_price = 2
cache_read_price = 0.05
cache_write_price = 0.5
context_window = 128_000
priced = 2026-11-20
source = "me"

[[models]]
id = "me/other"
name = "Other"
tier = "strong"
input_price = 1.0
output_price = 4.0
cache_read_price = 0.1
cache_write_price = 1.0
context_window = 1_000_000
long_prompt_threshold = 200_000
long_input_price = 2.0
long_output_price = 6.0
priced = "2026-11-19"
source = "me"
note = "a note"
"""


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_every_bundled_model_is_complete(model: CatalogueModel) -> None:
    assert model.id == model.id.lower()
    assert model.name.strip()
    assert model.source.strip()
    assert date.fromisoformat(model.priced) <= date(2026, 11, 20)
    assert model.context_window >= 32_000
    for price in PRICES:
        assert math.isfinite(getattr(model, price))
    assert 0 < model.input_price <= model.output_price
    assert 0 <= model.cache_read_price <= model.input_price <= model.cache_write_price
    given = [getattr(model, key) is not None for key in LONG]
    assert all(given) or not any(given)
    if model.long_input_price is not None and model.long_prompt_threshold is not None:
        assert model.long_input_price >= model.input_price
        assert model.long_prompt_threshold < model.context_window


def test_the_bundled_catalogue_has_enough_to_choose_from() -> None:
    assert len(MODELS) >= 30
    assert len({model.id for model in MODELS}) == len({model.name for model in MODELS}) == len(MODELS)
    assert {model.tier for model in MODELS} == {"strong", "mid", "weak"}


def test_prices_of_bundled_scenarios_are_the_catalogues() -> None:
    for entry in entries():
        scenario = open_scenario(entry.name).scenario
        for side in (scenario.strong, scenario.weak):
            assert not side.model or bundled().get(side.model), f"{entry.name}: {side.model} is not in the catalogue"
            if model := bundled().get(side.model):
                assert (side.context_window, side.input_limit) == (model.context_window, model.input_limit), entry.name
        assert price_changes(scenario, bundled()) == [], entry.name


def test_reading_a_catalogue() -> None:
    read = catalogue_of(parse(FILE_TEXT.encode(), "models.toml"))
    assert [model.id for model in read.models] == ["me/mine", "me/other"]
    mine, other = read.models
    assert (mine.output_price, mine.priced, mine.note, mine.long_prompt_threshold) == (2.0, "2026-11-20", "", None)
    assert (other.long_prompt_threshold, other.long_input_price, other.note) == (200_000, 2.0, "a note")
    assert catalogue_of(parse(render_catalogue(read), "x")) == read


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("input_price = 0.5", "", "line 5: models.input_price is missing; it must be a finite number at least 0"),
        ("input_price = 0.5", "input_price = -1", "line 9: models.input_price must be a finite number at least 0, not -1"),
        ("input_price = 0.5", "input_price = nan", "line 9: models.input_price must be a finite number at least 0, not nan"),
        ("input_price = 0.5", 'input_price = "1"', 'line 9: models.input_price must be a finite number at least 0, not "1"'),
        ("input_price = 0.5", "inputprice = 1", 'line 9: unknown key "inputprice" in [models]; did you mean "input_price"?'),
        ("input_price = 1.0", "input_price = -1", "line 21: models.input_price must be"),
        (
            "input_price = 1.0",
            "input_price = 1\ninput_price = 2",
            "line 22: models.input_price is given twice, first on line 21",
        ),
        ('id = "me/mine"', 'id = "mine"', 'line 6: models.id must be provider/name, not "mine"'),
        ('id = "me/mine"', 'id = "me/\\u001b"', 'line 6: models.id must be provider/name, not "me/␛"'),
        ('id = "me/mine"', 'id = "me/other"', 'line 18: the id "me/other" is given twice'),
        ('name = "Mine"', 'name = ""', "line 7: models.name must not be empty"),
        ('tier = "weak"', 'tier = "huge"', 'line 8: models.tier must be strong or mid or weak, not "huge"'),
        ("window = 128_000", "window = 0.5", "line 13: models.context_window must be a whole number of at least 1, not 0.5"),
        ("long_input_price = 2.0", "", "models.long_input_price is missing"),
        ('note = "a note"', "input_limit = 2e6", "models.input_limit must be at most the context_window, 1000000, not"),
        ('note = "a note"', "batch_factor = 1.5", "models.batch_factor must be a number above 0 and at most 1, not 1.5"),
        ('note = "a note"', "batch_cache_read_price = 1", "models.batch_factor is missing"),
        ("priced = 2026-11-20", 'priced = "yesterday"', 'line 14: priced must be a date, YYYY-MM-DD, not "yesterday"'),
        ("priced = 2026-11-20", "priced = 3", "line 14: models.priced must be a text"),
        ("schema = 1", "schema = 2", "line 1: schema must be 1, not 2"),
        ('source = "me"', "sauce = 1", 'line 3: unknown key "sauce"; did you mean "source"?'),
    ],
)
def test_refusals(old: str, new: str, expected: str) -> None:
    assert old in FILE_TEXT
    with pytest.raises(Refusal) as caught:
        catalogue_of(parse(FILE_TEXT.replace(old, new, 1).encode(), "models.toml"))
    assert expected in str(caught.value)


@pytest.mark.parametrize("models", ["models = 3", "models = [1]", "[models]\nx = 1"])
def test_models_must_be_a_list_of_sections(models: str) -> None:
    text = f'schema = 1\npriced = "2026-11-20"\nsource = "me"\n{models}\n'
    with pytest.raises(Refusal, match=r"line 4: models must be a list of \[\[models\]\] sections"):
        catalogue_of(parse(text.encode(), "models.toml"))


def test_search_finds_words_in_any_order() -> None:
    assert [model.id for model in bundled().search("5.5 OPUS")] == ["anthropic/claude-opus-5-5"]
    assert bundled().search("") == MODELS
    assert bundled().search("no such model") == ()


def mine(**changes: object) -> CatalogueModel:
    base = CatalogueModel(
        id="me/mine",
        name="Mine",
        tier="weak",
        input_price=0.1,
        output_price=0.30000000000000004,
        cache_read_price=0.0,
        cache_write_price=0.1,
        context_window=32_000,
        priced="2026-11-20",
        source="entered by hand",
        own=True,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def test_own_models_are_laid_over_the_bundled_ones(home: Path) -> None:
    assert own_catalogue() is None
    dearer = replace(MODELS[3], input_price=99.0, own=True)
    save_own([mine(), dearer], "2026-11-20", "entered by hand")
    assert own_path() == home / FILE
    assert own_path().stat().st_mode & 0o777 == 0o600
    listed = catalogue()
    assert listed.models[3] == dearer
    assert listed.models[-1] == mine()
    assert len(listed.models) == len(MODELS) + 1
    assert listed.priced == bundled().priced
    again = save_own([mine(input_price=0.2)], "2026-11-21", "entered by hand")
    assert again.get("me/mine") == mine(input_price=0.2)
    assert again.get(dearer.id) == dearer
    assert sorted(os.listdir(home)) == ["models.toml", "models.toml~"]


@pytest.mark.parametrize("changes", [{"id": "mine"}, {"input_price": -1.0}, {"name": ""}, {"name": "a\nb"}, {"priced": "now"}])
def test_an_impossible_own_model_is_not_saved(changes: dict[str, object]) -> None:
    with pytest.raises(Refusal, match="would be refused"):
        save_own([mine(**changes)], "2026-11-20", "entered by hand")
    assert not own_path().exists()


def test_a_broken_file_of_own_models_is_never_overwritten(home: Path) -> None:
    home.mkdir()
    own_path().write_text("half a fi")
    with pytest.raises(Refusal, match="line 1"):
        catalogue()
    with pytest.raises(Refusal, match="line 1"):
        save_own([mine()], "2026-11-20", "entered by hand")
    assert own_path().read_text() == "half a fi"


TIERED = next(model for model in MODELS if model.id == "openai/gpt-6-luna")
FLAT = next(model for model in MODELS if model.long_prompt_threshold is None)
TAKEN = [*PRICES, *LONG, "context_window"]


@pytest.mark.parametrize("before", [TIERED, FLAT])
@pytest.mark.parametrize("model", [TIERED, FLAT])
def test_taking_prices_into_a_scenario(before: CatalogueModel, model: CatalogueModel) -> None:
    scenario = take_prices(open_scenario("textbook").scenario, "weak", before)
    taken = take_prices(scenario, "weak", model)
    assert taken.weak.model == model.id
    assert [getattr(taken.weak, field) for field in TAKEN] == [getattr(model, field) for field in TAKEN]
    assert not any(isinstance(getattr(taken.weak, field), int) for field in TAKEN)
    assert price_changes(taken, bundled()) == []
    assert taken.strong == scenario.strong
    assert taken.weak.bugs == scenario.weak.bugs
    scaled = assign(scenario, {"weak.price_scale": 0.5})
    assert take_prices(scaled, "weak", model) == assign(taken, {"weak.price_scale": 0.5})
    assert take_prices(taken, "strong", model).strong.model == model.id


def test_terms_of_a_provider_are_prices_and_a_factor_on_them() -> None:
    textbook = open_scenario("textbook").scenario
    for model in MODELS:
        taken = take_prices(textbook, "weak", model, Terms(batch=True, hour=True))
        factor, paid = model.batch_factor or 1.0, in_force(taken).weak
        assert taken.weak.price_scale == factor
        assert paid.input_price == pytest.approx(factor * model.input_price)
        assert paid.cache_write_price == pytest.approx(factor * (model.cache_write_1h_price or model.cache_write_price))
        assert paid.cache_read_price == pytest.approx(model.batch_cache_read_price or factor * model.cache_read_price)
        assert price_changes(taken, bundled()) == []
        terms = terms_of(taken.weak, model)
        assert terms == Terms(model.batch_factor is not None or None, model.cache_write_1h_price is not None)
        assert take_prices(taken, "weak", model, terms) == taken
        assert take_prices(taken, "weak", model, Terms(batch=False)) == take_prices(textbook, "weak", model)
        # Prices that the list had before, half as high again: the terms are known from their ratio.
        before = {f"weak.{field}": 1.5 * getattr(taken.weak, field) for field in ("input_price", "cache_write_price")}
        assert terms_of(assign(taken, before).weak, model) == terms
    assert terms_of(textbook.weak, None) == Terms()


def test_a_prompt_has_room_as_long_as_the_provider_counts_it() -> None:
    limits = {model.id: (model.input_limit, model.context_window) for model in MODELS if model.input_limit is not None}
    assert set(limits.values()) == {(922_000, 1_050_000), (272_000, 400_000)}
    # Providers that count both leave the rest of the window to the answer: 128,000 tokens.
    assert {window - limit for limit, window in limits.values()} == {128_000}
    assert len(limits) == 6
    mini = next(model for model in MODELS if model.id == "openai/gpt-5-mini")
    taken = take_prices(open_scenario("swe-issue").scenario, "weak", mini)
    assert taken.weak.room == 272_000
    before = outgrowing(assign(taken, {"weak.input_limit": None})).chance
    assert outgrowing(taken).chance[3] > before[3] > 0.0
    own = own_model(taken, "weak", "own/mine", "Mine", "2026-11-20", None)
    assert (own.context_window, own.input_limit) == (400_000, 272_000)


def test_prices_are_typed_in_one_line() -> None:
    textbook = open_scenario("textbook").scenario
    assert typed_prices(textbook, "weak") == "1 5 0.1 1.25 200000"
    assert with_typed_prices(textbook, "weak", typed_prices(textbook, "weak")).weak == replace(textbook.weak)
    typed = with_typed_prices(take_prices(textbook, "weak", TIERED), "weak", "$0.4 1.6").weak
    assert (typed.input_price, typed.output_price, typed.cache_read_price, typed.context_window) == (0.4, 1.6, None, None)
    assert (typed.input_limit, typed.long_prompt_threshold) == (None, None)
    for wrong, sentence in (("4", "are needed, then"), ("1 2 3 4 5 6", "are needed"), ("1 x", 'not "x"'), ("1 +2", "+2")):
        with pytest.raises(Refusal) as refused:
            with_typed_prices(textbook, "weak", wrong)
        assert sentence in str(refused.value)


def test_prices_that_differ_from_the_catalogue_are_told() -> None:
    taken = take_prices(open_scenario("textbook").scenario, "weak", MODELS[0])
    cheaper = assign(taken, {"weak.input_price": 0.01, "weak.cache_read_price": None})
    changes = {change.key: change for change in price_changes(cheaper, bundled()) if change.side == "weak"}
    assert set(changes) == {"weak.input_price", "weak.cache_read_price"}
    assert (changes["weak.input_price"].held, changes["weak.input_price"].listed) == (0.01, MODELS[0].input_price)
    assert changes["weak.cache_read_price"].held is None
    scaled = assign(cheaper, {"weak.price_scale": 0.5})
    assert price_changes(scaled, bundled()) == price_changes(cheaper, bundled())
    unknown = replace(cheaper, weak=replace(cheaper.weak, model="me/unknown"))
    assert [change for change in price_changes(unknown, bundled()) if change.side == "weak"] == []


def told(model: CatalogueModel, changes: dict[str, float | None]) -> dict[str, tuple[float | None, float | None]]:
    """What price_changes says of a scenario that has the prices of a model, but for some."""
    taken = take_prices(open_scenario("textbook").scenario, "weak", model)
    scenario = assign(taken, {f"weak.{field}": setting for field, setting in changes.items()})
    return {change.key.removeprefix("weak."): (change.held, change.listed) for change in price_changes(scenario, bundled())}


def test_long_prices_that_a_scenario_from_before_lacks_are_told() -> None:
    assert told(TIERED, dict.fromkeys([*LONG, "context_window"])) == {field: (None, getattr(TIERED, field)) for field in LONG}


def test_long_prices_that_the_catalogue_has_not_are_told() -> None:
    changes: dict[str, float | None] = {"long_prompt_threshold": 1e5, "long_input_price": 99.0, "long_output_price": 100.0}
    assert told(FLAT, changes) == {field: (held, None) for field, held in changes.items()}


@pytest.mark.parametrize(
    ("model", "changes", "expected"),
    [
        (TIERED, {"long_input_price": 0.3}, {"long_input_price": (0.3, 0.2)}),
        (TIERED, {"long_output_price": None}, {"long_output_price": (None, 0.75)}),
        # Left out is as the price below the threshold.
        (TIERED, {"input_price": 0.2, "long_input_price": None}, {"input_price": (0.2, 0.1)}),
        (FLAT, {"long_input_price": FLAT.input_price}, {}),
        # Only what was changed is told, not what follows it.
        (FLAT, {"input_price": 1.0}, {"input_price": (1.0, FLAT.input_price)}),
        (FLAT, {"context_window": 1.0}, {}),
    ],
)
def test_which_long_prices_differ(
    model: CatalogueModel, changes: dict[str, float | None], expected: dict[str, tuple[float | None, float | None]]
) -> None:
    assert told(model, changes) == expected


def test_prices_of_a_scenario_as_an_own_model() -> None:
    scenario = assign(open_scenario("textbook").scenario, {"weak.input_price": 0.7, "weak.cache_read_price": None})
    scaled = assign(scenario, {"weak.price_scale": 0.5})
    model = own_model(scaled, "weak", "me/mine", "Mine", "2026-11-20", MODELS[0])
    assert model == own_model(scenario, "weak", "me/mine", "Mine", "2026-11-20", MODELS[0])
    assert (model.input_price, model.cache_read_price) == (0.7, 0.7)
    assert model.context_window == scenario.weak.context_window
    assert model.long_prompt_threshold is None
    assert save_own([model], "2026-11-20", "entered by hand").get("me/mine") == model


@pytest.mark.parametrize(
    ("base", "changes", "expected"),
    [
        # What the scenario says goes before what the entry says that its prices came from.
        (
            TIERED,
            {"context_window": 3e5, "long_prompt_threshold": 1e5, "long_input_price": 9.0, "long_output_price": 10.0},
            (300_000, 100_000, 9.0, 10.0),
        ),
        (FLAT, {"long_prompt_threshold": 1e5}, (FLAT.context_window, 100_000, 1.0, 5.0)),
        (None, {"long_prompt_threshold": 1e5, "long_output_price": 7.0}, (200_000, 100_000, 1.0, 7.0)),
        (TIERED, {}, (1_050_000, 272_000, 0.2, 0.75)),
        (FLAT, {}, (FLAT.context_window, None, None, None)),
        (None, {}, (200_000, None, None, None)),
    ],
)
def test_window_and_long_prices_of_an_own_model(
    base: CatalogueModel | None, changes: dict[str, float], expected: tuple[float | None, ...]
) -> None:
    scenario = assign(open_scenario("textbook").scenario, {"weak.context_window": None})
    scenario = assign(scenario, {f"weak.{field}": setting for field, setting in changes.items()})
    model = own_model(scenario, "weak", "me/mine", "Mine", "2026-11-20", base)
    assert (model.context_window, *(getattr(model, field) for field in LONG)) == expected
    assert save_own([model], "2026-11-20", "entered by hand").get("me/mine") == model


def test_the_bundled_file_holds_every_field_of_a_model() -> None:
    text = BUNDLED.read_text()
    assert all(f"\n{field.name} = " in text for field in fields(CatalogueModel) if field.name != "own")
    assert read_catalogue(BUNDLED) == bundled()
