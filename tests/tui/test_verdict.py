"""The answer at every place that says it: the box, the clipboard, reports, the library, the command line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.scenarios.notation import money
from engine.sentences import Sentence, how_sure
from presets.scenarios.library import entries, open_scenario
from tests.tui.conftest import Hands, Opener
from tui.cli import main
from tui.reports import files as report
from tui.reports.comparison import comparison
from tui.reports.markdown import markdown
from tui.state.session import Session
from tui.widgets.verdict_box import Said, VerdictBox, fitting, told

BUNDLED = [entry.name for entry in entries()]
STILL = {"small-script": "weak only", "older-model": "strong only"}


@pytest.mark.slow
@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 30), (120, 36), (200, 60)])
@pytest.mark.parametrize("name", STILL)
async def test_a_model_that_alone_is_cheaper_stands_in_the_second_line(
    explorers: Opener, size: tuple[int, int], name: str
) -> None:
    hands = await explorers(name, size=size)
    total = hands.now.outcome.costs.total_cost
    first, second, *_ = hands.verdict.splitlines()
    assert first.startswith(("WEAK FIRST", "STRONG FIRST"))
    assert second.startswith(f"{STILL[name]} is cheaper still: ${money(min(total))}")


@pytest.mark.slow
@pytest.mark.parametrize("name", BUNDLED)
async def test_a_large_terminal_shows_all_of_the_answer(explorers: Opener, name: str) -> None:
    hands = await explorers(name, size=(120, 36))
    for row, size in (("weak bugs", (120, 36)), ("strong fixes easy", (200, 60))):
        await hands.resize(*size)
        await hands.find(row)
        said = told(hands.now)
        _, left_out = fitting(said, *shown(hands).size)
        assert left_out == 0
        text = " ".join(hands.verdict.split())
        assert all(one.sentence.full in text or one.sentence.short in text for one in said)


@pytest.mark.slow
@pytest.mark.parametrize("name", BUNDLED)
async def test_a_small_terminal_counts_what_it_leaves_out(explorers: Opener, name: str) -> None:
    hands = await explorers(name, size=(80, 24))
    for row in ("weak bugs", "strong fixes easy"):
        await hands.find(row)
        said = told(hands.now)
        text = " ".join(hands.verdict.split())
        missing = [
            one for one in said if one.sentence.short not in text.replace(" +1", "").replace(" +2", "").replace(" +3", "")
        ]
        assert not missing or f" +{len(missing)}" in text
        assert all(one.rank > 1 for one in missing)
        assert "…" not in text


def shown(hands: Hands) -> VerdictBox:
    return next(box for box in hands.explorer.query(VerdictBox) if box.size.height)


lengths = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 6)), min_size=1, max_size=8)


@given(lengths, st.integers(20, 150), st.integers(1, 8))
def test_what_has_room_is_whole_and_in_order(chosen: list[tuple[int, int, int]], width: int, height: int) -> None:
    words = [(f"{i}:{' w' * max(one, other)}", f"{i}:{' w' * min(one, other)}") for i, (one, other, _) in enumerate(chosen)]
    said = [Said(Sentence(*pair), "text", rank) for pair, (_, _, rank) in zip(words, chosen, strict=True)]
    found, left_out = fitting(said, width, height)
    assert sum(len(lines) for lines, _ in found) <= height
    assert all(cell_len(line) <= width for lines, _ in found for line in lines)
    assert len(found) + left_out == len(said)
    texts = [" ".join(lines) for lines, _ in found]
    numbers = [int(text.partition(":")[0]) for text in texts]
    assert numbers == sorted(numbers)
    most_wanted = min(range(len(said)), key=lambda i: said[i].rank)
    for number, text in zip(numbers, texts, strict=True):
        assert text in words[number] or (number == most_wanted and text.endswith("…"))


def test_the_least_important_gives_way() -> None:
    said = [Said(Sentence(f"sentence {i} in full", f"sentence {i}"), "text", rank) for i, rank in enumerate((0, 3, 1, 2))]
    assert fitting(said, 80, 4) == ([([f"sentence {i} in full"], "text") for i in range(4)], 0)
    assert [lines for lines, _ in fitting(said, 80, 2)[0]] == [["sentence 0 in full"], ["sentence 2 in full"]]
    assert fitting(said, 80, 2)[1] == 2
    # All in short before any in full.
    assert [lines for lines, _ in fitting(said, 12, 4)[0]] == [[f"sentence {i}"] for i in range(4)]


# Everywhere else


@pytest.mark.slow
@pytest.mark.parametrize("name", STILL)
def test_every_place_says_what_is_cheaper_still(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    snapshot = Session(open_scenario(name).scenario).snapshot
    total = min(snapshot.outcome.costs.total_cost)
    still = f"{STILL[name]} is cheaper still: ${money(total)}"
    headline = snapshot.outcome.verdict.headline
    # How sure the headline is stands behind it, where numbers have ranges.
    assert report.verdict_text(snapshot).splitlines()[1] == still
    assert f"\n\n{still[0].upper()}{still[1:]}." in markdown(snapshot)
    assert json.loads(report.json_report(snapshot))["answer"][1] == still
    for command in ("compare", "lineup"):
        assert main([command, name]) == 0
        lines = capsys.readouterr().out.splitlines()[1:]
        assert lines[:2] == [headline, still]
    assert main(["scenarios"]) == 0
    assert f"{headline}; {still}" in capsys.readouterr().out


def test_every_place_says_why() -> None:
    snapshot = Session(open_scenario("textbook").scenario).snapshot
    why = "A pays $0.32 more for re-reading, B $0.39 more for fixing"
    assert report.verdict_text(snapshot).splitlines()[-1] == why
    assert f"\n\n{why}.\n" in markdown(snapshot)
    assert json.loads(report.json_report(snapshot))["answer"][-1] == why


@pytest.mark.slow
async def test_the_library_previews_the_whole_answer(explorers: Opener) -> None:
    hands = await explorers()
    await hands.press("o")
    await hands.write("long-horizon")
    lines = hands.screen_lines()
    left, end = next((line.index("╭"), line.index("╮")) for line in lines if "╭" in line)
    text = " ".join(" ".join(line[left + 1 : end] for line in lines).split())
    snapshot = Session(open_scenario("long-horizon").scenario).snapshot
    assert (sure := snapshot.outcome.confidence) is not None
    assert how_sure(sure).full in text
    for said in told(snapshot):
        if not any(word in said.sentence.full for word in ("window", "how sure")):
            assert said.sentence.full in text


def test_the_comparison_marks_what_is_cheaper_still() -> None:
    session = Session(open_scenario("small-script").scenario)
    session.pin()
    session.assign({"weak.output_price": 500.0})
    marks = {entry.label: entry.marks for entry in comparison(session.snapshot)[:5]}
    assert marks["weak only"] == (" ", "◂")
    assert marks["strong only"] == ("◂", " ")
    assert {mark for name in ("A strong → weak", "B weak → strong") for mark in marks[name]} == {" ", "✓"}
