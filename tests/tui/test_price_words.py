"""What the dialogs say of prices that differ from the catalogue's: dollars, tokens, and what is left out."""

from __future__ import annotations

import pytest

from engine.scenarios.registry import find
from presets.prices.catalogue import bundled
from presets.prices.scenario_prices import PriceChange
from tui.dialogs import models
from tui.screens import price_actions

LUNA = bundled().get("openai/gpt-6-luna")


@pytest.mark.parametrize(
    ("field", "held", "listed", "difference", "preview"),
    [
        ("input_price", 1.5, 1.0, "1.50 → 1.00 $/Mtok", "input price: $1.50/Mtok; the catalogue's: $1.00/Mtok"),
        ("cache_read_price", None, 0.1, "as input → 0.10 $/Mtok", "cache read: as input; the catalogue's: $0.10/Mtok"),
        ("long_output_price", 0.75, None, "0.75 → as output", "long output: $0.75/Mtok; the catalogue's: as output"),
        (
            "long_prompt_threshold",
            None,
            272_000,
            "none → 272 000 tokens",
            "long above: none; the catalogue's: 272 000 tokens",
        ),
        (
            "long_prompt_threshold",
            1e5,
            None,
            "100 000 → none",
            "long above: 100 000 tokens; the catalogue's: none",
        ),
    ],
)
def test_a_price_that_differs(field: str, held: float | None, listed: float | None, difference: str, preview: str) -> None:
    assert LUNA is not None
    change = PriceChange("weak", LUNA, f"weak.{field}", held, listed)
    assert price_actions._told(change) == f"  {find(change.key).title}: {difference} (2026-11-20)"
    assert models._told(change) == f"the scenario's {preview}"
