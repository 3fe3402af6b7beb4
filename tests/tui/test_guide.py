"""What the guide shows and says of the screen is what the screen shows."""

from __future__ import annotations

from pathlib import Path

from tests.tui.conftest import Hands, Opener

GUIDE = (Path(__file__).parents[2] / "docs" / "guide.md").read_text()


def text(hands: Hands) -> str:
    return "\n".join(line.rstrip() for line in hands.screen_lines())


async def test_the_guides_picture_is_the_first_screen(explorers: Opener) -> None:
    hands = await explorers(size=(80, 24))
    first, *_ = GUIDE.split("\n\n    ")[1].split("\n\n")
    assert "\n".join(line.removeprefix("    ") for line in f"    {first}".split("\n")) == text(hands)


async def test_a_cheaper_weak_model_as_in_the_guide(explorers: Opener) -> None:
    hands = await explorers(size=(80, 24))
    await hands.press("p", "m")
    await hands.write("haiku")
    await hands.press("down", "enter")
    for said in ("STRONG FIRST: $0.633 against $0.755", "weak only is cheaper still: $0.236"):
        assert said in GUIDE
        assert said in text(hands)


async def test_a_fresh_context_as_in_the_guide(explorers: Opener) -> None:
    hands = await explorers(size=(80, 24))
    await hands.press("c")
    said = "A $1.10 → $1.22, B $0.849 → $1.31"
    assert said in GUIDE
    assert said in " ".join(text(hands).split())
    await hands.press("slash")
    await hands.write("caching")
    await hands.press("enter", "right")
    assert "$0.615" in hands.now.outcome.verdict.headline
    await hands.press("c")
    assert "$0.663" in hands.now.outcome.verdict.headline


async def test_a_fix_rate_as_in_the_guide(explorers: Opener) -> None:
    hands = await explorers(size=(120, 36))
    await hands.press("slash")
    await hands.write("weak fixes h")
    await hands.press("enter", "x")
    assert "until weak fixes hard reaches 20.09 % (now 15 %, ×1.34)" in GUIDE
    assert "until weak fixes hard [p_wʰ] reaches 20.09 % (now 15 %, ×1.34)" in text(hands)
    await hands.press("g")
    assert hands.now.outcome.verdict.cheaper == "tie"
