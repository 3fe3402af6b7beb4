"""The list of models: prices taken, kept as models of one's own, and newer ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from presets.prices.catalogue import catalogue
from tests.tui.conftest import Hands, Opener


def put(path: Path, old: str, new: str) -> None:
    """Someone else changes a file."""
    path.write_text(path.read_text().replace(old, new))


@pytest.mark.slow
async def test_a_model_is_searched_and_taken(hands: Hands) -> None:
    await hands.press("m")
    assert "Model for WEAK (now Claude Haiku 4.5)" in hands.everything
    await hands.write("gpt luna")
    assert "openai/gpt-6-luna" in hands.everything
    assert "prices of 2026-" in hands.everything
    await hands.press("enter")
    assert hands.now.scenario.weak.model == "openai/gpt-6-luna"
    assert "Weak GPT-6 Luna" in hands.rows
    assert hands.now.undo == "weak model: GPT-6 Luna"
    await hands.press("u")
    assert not hands.now.modified
    assert "Weak Claude Haiku 4.5" in hands.rows


@pytest.mark.slow
async def test_a_model_that_is_taken_keeps_the_factor_on_the_prices_and_says_so(hands: Hands) -> None:
    await hands.find("weak price factor")
    await hands.write("-30%")
    await hands.press("enter")
    assert "differs (n)" not in hands.everything
    await hands.find("weak input price")
    await hands.press("m", "ctrl+r")
    await hands.write("gpt luna")
    await hands.press("enter")
    assert hands.message.endswith("; none for an hour's cache; the factor on them stays ×0.70")
    assert (hands.now.scenario.weak.model, hands.now.scenario.weak.price_scale) == ("openai/gpt-6-luna", 0.7)


@pytest.mark.slow
async def test_tab_takes_prices_for_the_other_model(hands: Hands) -> None:
    await hands.press("m", "tab")
    assert "Model for STRONG" in hands.everything
    await hands.write("no such model")
    assert "Nothing has all of these words." in hands.everything
    await hands.press("enter", "escape")
    assert not hands.now.modified


@pytest.mark.slow
async def test_prices_edited_by_hand_become_a_model_of_ones_own(hands: Hands) -> None:
    await hands.find("weak input price")
    await hands.write("0.07")
    await hands.press("enter", "m", "end", "enter")
    await hands.answer("???")
    assert "needs letters or digits of ASCII" in hands.everything
    await hands.answer("Haiku at a discount")
    own = catalogue().get("own/haiku-at-a-discount")
    assert own is not None
    assert own.input_price == 0.07
    assert hands.now.scenario.weak.model == own.id
    assert "Weak Haiku at a discount" in hands.rows


@pytest.mark.slow
async def test_terms_and_a_model_of_ones_own_are_taken_from_the_catalogue(hands: Hands) -> None:
    await hands.press("m", "ctrl+t", "ctrl+r")
    assert "Model for WEAK (now Claude Haiku 4.5), in batches, cache for 1 h" in hands.everything
    assert "in batches ×0.5; cache for 1 h $2.00" in hands.everything
    await hands.press("enter")
    assert hands.message == "The weak model has the prices of Claude Haiku 4.5, of 2026-11-20, in batches (×0.5), cache for 1 h"
    weak = hands.now.scenario.weak
    assert (weak.price_scale, weak.input_price, weak.cache_write_price) == (0.5, 1.0, 2.0)
    assert "differs (n)" not in hands.everything
    await hands.press("m")
    await hands.write("grok")
    await hands.press("enter")
    assert hands.message.endswith("; there are none for batches; none for an hour's cache")
    assert hands.now.scenario.weak.price_scale == 1.0
    await hands.press("m", "end", "up", "enter")
    await hands.answer("Ours at home")
    await hands.answer("0.4")
    assert "read and written are needed, then cache" in hands.everything
    await hands.answer("0.4 1.6 0.04 0.4 131072")
    own = catalogue().get("own/ours-at-home")
    assert own is not None
    assert (own.name, own.input_price, own.context_window, own.own) == ("Ours at home", 0.4, 131_072, True)
    assert hands.now.scenario.weak.model == own.id
    assert hands.now.scenario.weak.output_price == 1.6


async def test_newer_prices_are_noticed_and_taken_on_request(explorers: Opener, mine: Path) -> None:
    put(mine, "input_price = 1.0", "input_price = 1.5")
    hands = await explorers("mine")
    assert "catalogue of 2026-11-20 differs (n)" in hands.title
    assert "prices of" not in hands.title
    await hands.press("n")
    assert "weak input price: 1.50 → 1.00 $/Mtok" in hands.everything
    await hands.press("k")
    assert hands.now.scenario.weak.input_price == 1.5
    await hands.press("n", "t")
    assert hands.now.scenario.weak.input_price == 1.0
    assert "differs" not in hands.title
    await hands.press("n")
    assert hands.message == "The scenario's prices are those of the catalogue"
