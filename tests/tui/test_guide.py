"""What the guide shows and says of the screen is what the screen shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.conftest import Hands, Opener
from tui.reports.markdown import markdown

GUIDE = (Path(__file__).parents[2] / "docs" / "guide.md").read_text()


def text(hands: Hands) -> str:
    return "\n".join(line.rstrip() for line in hands.screen_lines())


async def test_the_guides_picture_is_the_first_screen(explorers: Opener) -> None:
    hands = await explorers(size=(80, 24))
    first, *_ = GUIDE.split("\n\n    ")[1].split("\n\n")
    assert "\n".join(line.removeprefix("    ") for line in f"    {first}".split("\n")) == text(hands)


@pytest.mark.slow
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


@pytest.mark.slow
async def test_a_faster_model_as_in_the_guide(explorers: Opener) -> None:
    hands = await explorers(size=(120, 36))
    guide = " ".join(GUIDE.split())

    async def put(row: str, value: str) -> None:
        await hands.press("slash")
        await hands.write(row)
        await hands.press("enter", *value, "enter")

    def totals() -> list[str]:
        return [f"{cost:.2f}" for cost in hands.now.outcome.costs.total_cost.tolist()]

    assert "time" not in hands.table.split("\n")[0].split()
    await put("strong speed", "60")
    assert "6 min 25 s" in hands.table
    await put("weak speed", "25")
    assert "a column *time*: 11 min for A, 15 min for B" in guide
    assert [line.split(" min")[0].split()[-1] for line in hands.table.split("\n")[1:3]] == ["11", "15"]
    assert "WEAK FIRST" in hands.verdict
    await hands.press("slash")
    await hands.write("hour")
    await hands.press("enter", "x")
    assert "until hour's value reaches $4.03/h" in guide
    assert "until hour's value [η] reaches $4.03/h" in hands.verdict
    await hands.press("g")
    assert hands.now.outcome.verdict.cheaper == "tie"
    await hands.press("8", "0", "enter")
    strong_first, weak_first, strong_only, _ = totals()
    assert f"STRONG FIRST: ${strong_first} against ${weak_first}" in guide
    assert f"strong only is cheaper still: ${strong_only}" in guide
    assert "B +$4.94 waiting" in guide
    assert "B $4.94 more for waiting 3 min 42 s longer" in " ".join(hands.verdict.split())
    saved = float(weak_first) - float(strong_first)
    await put("test time", "60")
    strong_first, weak_first, *_ = totals()
    assert f"of the ${saved:.2f} that strong first saved ${float(weak_first) - float(strong_first):.2f} are left" in guide
    await hands.press("g")
    assert hands.now.outcome.verdict.cheaper == "tie"
    assert "with 70 seconds nothing is" in guide
    assert hands.now.value("workflow.test_seconds") == pytest.approx(70, abs=0.5)
    await hands.press("L")
    assert "It takes " in text(hands)
    assert "| total | time |" in markdown(hands.now)
    assert "time" in text(hands).split("strategy")[1].split("\n")[0]
    await hands.press("p", "P")
    assert "time, A " in text(hands)


async def test_a_fix_rate_as_in_the_guide(explorers: Opener) -> None:
    hands = await explorers(size=(120, 36))
    await hands.press("slash")
    await hands.write("weak fixes h")
    await hands.press("enter", "x")
    assert "until weak fixes hard reaches 20.09 % (now 15 %, ×1.34)" in GUIDE
    assert "until weak fixes hard [p_wʰ] reaches 20.09 % (now 15 %, ×1.34)" in text(hands)
    await hands.press("g")
    assert hands.now.outcome.verdict.cheaper == "tie"
