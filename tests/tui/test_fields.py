"""Fields to type in: whatever is pasted, the screen is harmless and the value is what was pasted."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.presets.characters import steering
from tests.tui.conftest import Hands

HOSTILE = "over\u202eride\u200b\x9b\x1b[2J\x07\x08x"


@pytest.mark.slow
@pytest.mark.parametrize("key", ["S", "o", "m", "w", "question_mark", "T", "ctrl+p"])
async def test_what_is_pasted_cannot_steer_the_terminal(hands: Hands, key: str) -> None:
    await hands.press(key)
    field = hands.app.screen.query_one(Input)
    await hands.press("ctrl+u")
    await hands.paste(f"{HOSTILE}\nnot this")
    lines = hands.screen_lines()
    assert any("over�ride��␛[2Jx" in line for line in lines)
    assert not steering("".join(lines))
    assert field.value == HOSTILE
    assert not field.cursor_blink
