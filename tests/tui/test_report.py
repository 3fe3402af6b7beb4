"""Taking the answer along: what is in each kind of file, and the dialog."""

from __future__ import annotations

import csv
import io
import json
import os
import socket
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.app import App
from textual.widgets import Input, Static

from engine.outcome import evaluate
from engine.scenarios.notation import money
from engine.scenarios.registry import assign
from presets.files.refusal import AlreadyThere, Refusal, shown
from presets.scenarios.library import open_scenario
from tests.tui.conftest import Hands
from tui.cli import main
from tui.dialogs.report import ReportDialog, file_name
from tui.reports import files as report
from tui.reports.comparison import Part, comparison
from tui.reports.markdown import escaped, markdown
from tui.state.session import Session
from tui.state.snapshot import Snapshot


def snapshot(name: str = "textbook") -> Snapshot:
    return Session(open_scenario(name).scenario).snapshot


def picture() -> str:
    return "<svg/>"


# Markdown


def test_the_report_has_everything() -> None:
    session = Session(open_scenario("swe-issue").scenario)
    session.assign({"weak.bugs": 0.3, "assumptions.growth": 0.1})
    text = markdown(session.snapshot)
    assert text.startswith("# SWE-bench issue\n")
    assert session.snapshot.outcome.verdict.headline in text
    for heading in ("## Costs", "## What flips it", "## Inputs", "## Notes"):
        assert heading in text
    assert "0.3 (saved: 0.402)" in text
    assert "| growth `g` | 10 % (saved: 0 %) | 0 % |" in text
    assert "| caching | on | off |" in text
    assert "Not saved in this state" in text
    assert "SWE-bench Verified, per-instance results" in text


def test_costs_are_those_of_the_table() -> None:
    text = markdown(snapshot())
    assert "| strategy | generate | fix | re-read | total | attempts | per bug |" in text
    assert "per finished" not in text
    state = snapshot("swe-issue-nano")
    text = markdown(state)
    heads = "| strategy | generate | fix | re-read | hand-off | total | per finished | attempts | per bug | unfixed |"
    assert heads in text
    for index, strategy in enumerate(state.outcome.costs.strategies):
        row = next(line for line in text.splitlines() if strategy.name in line).split(" | ")
        assert row[5:7] == [
            f"${money(float(cost[index]))}" for cost in (state.outcome.costs.total_cost, state.outcome.cost_per_finished_task)
        ]
    assert "Cost per finished task: the total cost divided by the chance that no bug is given up on." in text


@pytest.mark.parametrize("name", ["textbook", "swe-issue", "refactor", "swe-issue-nano"])
def test_tables_are_rectangular(name: str) -> None:
    rows = [line for line in markdown(snapshot(name)).splitlines() if line.startswith("|")]
    assert rows
    block = 0
    for before, after in pairwise(rows):
        if set(after) <= set("|-: "):
            block = after.count("|")
            assert before.count("|") == block
    assert block


def test_endless_costs_read_as_such() -> None:
    state = Session(assign(open_scenario("textbook").scenario, {"assumptions.fading": 0.5})).snapshot
    text = markdown(state)
    assert "∞" in text
    assert "inf" not in text.replace("infinite", "")
    json.loads(report.json_report(state))


def test_notes_of_another_state_are_quoted_as_such() -> None:
    session = Session(open_scenario("textbook").scenario)
    session.assign({"weak.bugs": 6.0})
    assert "\nQuoted from the scenario. Changed since the notes were saved: weak bugs left 4.0 → 6.0.\n" in markdown(
        session.snapshot
    )
    session.put(replace(session.scenario, notes="for six bugs"), "notes edited")
    assert "Changed since the notes" not in markdown(session.snapshot)


def test_the_comparison_has_what_the_view_has() -> None:
    session = Session(open_scenario("textbook").scenario)
    assert "pin" not in markdown(session.snapshot)
    session.pin()
    session.assign({"weak.bugs": 6.0, "weak.hard_fix_rate": 0.2})
    session.pin()
    session.assign({"weak.bugs": 5.0})
    text = markdown(session.snapshot)
    part = text[text.index("## Beside what is pinned") : text.index("## Inputs")]
    assert "- pin 1: Textbook example\n- pin 2: Textbook example: weak bugs left 6.0, weak fixes hard 20 %\n" in part
    assert "|  | now | pin 1 | pin 2 |\n" in part
    lines = part.splitlines()
    entries = [entry for entry in comparison(session.snapshot) if entry.part in (Part.RESULT, Part.DIFFERENT)]
    assert [line.split(" | ")[0].removeprefix("| ") for line in lines if line.startswith("| ")][2:] == [
        escaped(entry.label) for entry in entries
    ]
    assert "| weak bugs left | 5.0 | 4.0 ≠ | 6.0 ≠ |" in lines
    assert "2 inputs differ." in part


def test_json_has_the_pins() -> None:
    session = Session(open_scenario("textbook").scenario)
    session.pin()
    session.assign({"weak.bugs": 6.0})
    written = json.loads(report.json_report(session.snapshot))
    (pin,) = written.pop("pins")
    assert pin.pop("label") == "Textbook example"
    assert {"format": 1, **pin} == json.loads(report.json_report(snapshot()))
    assert pin["cheaper"] != written["cheaper"]


def test_markup_of_a_name_is_text() -> None:
    assert escaped("a|b *c* [d](e) <f> `g` https://h www.i") == (r"a\|b \*c\* \[d\](e) \<f\> \`g\` https\://h www\.i")
    assert escaped("SWE-bench, 2.0: a test") == "SWE-bench, 2.0: a test"


def test_notes_cannot_leave_their_block() -> None:
    scenario = replace(open_scenario("textbook").scenario, notes="```\n# not a heading\n`````\n\x1b[31mred")
    text = markdown(Session(scenario).snapshot)
    block = text[text.index("## Notes") :].splitlines()
    assert block[2] == "Quoted from the scenario."
    assert block[4] == "``````text"
    assert block[-1] == "``````"
    assert "\x1b" not in text


@pytest.mark.slow
@given(st.text(max_size=60))
@settings(deadline=None)
def test_no_text_of_a_file_steers_anything(text: str) -> None:
    scenario = replace(open_scenario("textbook").scenario, name=text, notes=text)
    state = Session(replace(scenario, weak=replace(scenario.weak, model=text))).snapshot
    report_text = markdown(state)
    assert all(character == "\n" or character.isprintable() or character.isspace() for character in report_text)
    assert "\r" not in report_text
    assert all(character.isprintable() for character in report.verdict_text(state).replace("\n", "") if not character.isspace())
    model_row = next(line for line in report_text.splitlines() if line.startswith("| model |"))
    assert model_row.replace("\\\\", "").replace("\\|", "").count("|") == 4


def test_the_verdict_to_copy() -> None:
    assert report.verdict_text(snapshot(), "mine") == (
        "mine: WEAK FIRST is cheaper: $0.849 against $1.10 (−23 %)\nuntil weak bugs left [q_w] reaches 5.335 (now 4.0, ×1.33)\n"
        "A pays $0.32 more for re-reading, B $0.39 more for fixing\n"
    )


def test_the_verdict_of_a_changed_scenario_is_not_that_of_its_file() -> None:
    session = Session(open_scenario("textbook").scenario)
    session.assign({"weak.bugs": 6.0, "weak.hard_fix_rate": 0.2})
    said = report.verdict_text(session.snapshot, "textbook")
    assert said.startswith("textbook with weak bugs left 6.0, weak fixes hard 20 %: ")
    written = json.loads(report.json_report(session.snapshot))
    assert written["changed"] == ["weak bugs left 4.0 → 6.0", "weak fixes hard 15 % → 20 %"]


# JSON and CSV


def test_json_is_that_of_compare(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "textbook", "--json"]) == 0
    assert json.loads(report.json_report(snapshot())) == json.loads(capsys.readouterr().out)


def test_the_curve() -> None:
    session = Session(open_scenario("textbook").scenario)
    session.plot_against("strong.input_price")
    rows = list(csv.reader(io.StringIO(report.curve_csv(session.snapshot))))
    assert rows[0] == ["strong.input_price", "strong-weak", "weak-strong", "strong-strong", "weak-weak", "cheaper"]
    assert len(rows) == 202
    at, a, b, *_ = (float(cell) for cell in rows[50][:5])
    outcome = evaluate(assign(session.scenario, {"strong.input_price": at}))
    assert (a, b) == pytest.approx((outcome.verdict.cost_a, outcome.verdict.cost_b))
    assert {row[-1] for row in rows[1:]} >= {"strong-weak", "weak-strong"}


def test_the_curve_of_a_factor_starts_from_the_saved_prices() -> None:
    session = Session(open_scenario("textbook").scenario)
    session.plot_against("strong.price_scale")
    before = report.curve_csv(session.snapshot)
    session.assign({"strong.price_scale": 1.5})
    assert report.curve_csv(session.snapshot) == before


# Writing


@pytest.mark.parametrize("suffix", [kind.suffix for kind in report.KINDS])
def test_every_kind_is_written(tmp_path: Path, suffix: str) -> None:
    path = report.write(snapshot(), str(tmp_path / f"out{suffix.upper()}"), screen=picture, overwrite=False)
    assert path.read_text(encoding="utf-8")
    assert os.listdir(tmp_path) == [path.name]


def test_no_file_is_replaced_unasked(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("mine")
    with pytest.raises(AlreadyThere, match="exists already"):
        report.write(snapshot(), str(path), screen=picture, overwrite=False)
    assert path.read_text() == "mine"
    report.write(snapshot(), str(path), screen=picture, overwrite=True)
    assert path.read_text().startswith("# Textbook")


def test_unknown_kinds_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"ends in \.md, \.json, \.csv or \.svg"):
        report.write(snapshot(), str(tmp_path / "a.pdf"), screen=picture)
    with pytest.raises(Refusal, match="was not written"):
        report.write(snapshot(), str(tmp_path / "no" / "a.md"), screen=picture)
    (tmp_path / "b.md").mkdir()
    with pytest.raises(Refusal, match="was not written"):
        report.write(snapshot(), str(tmp_path / "b.md"), screen=picture)


def test_a_text_that_no_file_can_hold_is_replaced(tmp_path: Path) -> None:
    scenario = replace(open_scenario("textbook").scenario, name="\ud800")
    path = report.write(Session(scenario).snapshot, str(tmp_path / "a.md"), screen=picture)
    assert "\ufffd" in path.read_text(encoding="utf-8")


# The dialog


class Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str | None] = []

    def on_mount(self) -> None:
        self.dialog = ReportDialog(snapshot(), "my/scenario", picture)
        self.push_screen(self.dialog, self.said.append)

    def text(self) -> str:
        return "\n".join(str(widget.render()) for widget in self.screen.query("Static"))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


async def test_enter_writes_into_the_current_directory(here: Path) -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await pilot.pause()
    assert os.listdir(here) == ["my-scenario.md"]
    assert app.said == ["my-scenario.md"]
    assert app.dialog.done == f"Wrote {shown(here / 'my-scenario.md')}"


async def test_arrows_choose_the_kind(here: Path) -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("down", "down")
        assert "▸ .csv" in app.text()
        await pilot.press("up", "up", "up")
        assert "▸ .svg" in app.text()
        await pilot.press("enter")
        await pilot.pause()
    assert (here / "my-scenario.svg").read_text() == "<svg/>"


async def test_the_folder_is_named_while_a_name_is_typed(here: Path) -> None:
    app = Host()
    async with app.run_test() as pilot:
        assert f"in {here}" in app.text()
        await pilot.press("home", *"../x/")
        await pilot.pause()
        assert f"in {here.parent / 'x'}" in app.text()
        await pilot.press("ctrl+u", *"~nosuchuser/x")
        await pilot.pause()
        assert "in /" not in app.text()


async def test_an_existing_file_asks(here: Path) -> None:
    (here / "my-scenario.md").write_text("mine")
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert "Enter again writes over it" in app.text()
        assert (here / "my-scenario.md").read_text() == "mine"
        await pilot.press("end", "x", "backspace", "enter")
        assert (here / "my-scenario.md").read_text() == "mine"
        await pilot.press("enter")
        await pilot.pause()
    assert (here / "my-scenario.md").read_text().startswith("# Textbook")


async def test_problems_stay_in_the_dialog(here: Path) -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("end", *["backspace"] * 3, "enter")
        assert "a report ends in" in app.text()
        await pilot.press("down")
        assert "▸ .md" in app.text()
        await pilot.press("escape")
        await pilot.pause()
    assert app.said == [None]
    assert os.listdir(here) == []


@given(st.text(max_size=120))
def test_file_names_are_harmless(title: str) -> None:
    name = file_name(title)
    assert name
    assert "/" not in name
    assert not name.startswith((".", "-"))
    assert len(name) <= 80


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("~nosuchuser/x.md", "~nosuchuser is nobody's home folder"),
        ("~\0/x.md", "~␀ is nobody's home folder"),
        ("a.pdf", "a report ends in"),
        ("no/such/folder.md", "was not written"),
        ("a\0b.md", "no file can have that name"),
        (f"{'x' * 190}/{'y' * 5}.md", "was not written"),
    ],
)
async def test_a_name_that_cannot_be_one_is_asked_for_again(hands: Hands, here: Path, name: str, words: str) -> None:
    await hands.press("w", "ctrl+u")
    dialog = hands.app.screen
    dialog.query_one(Input).value = name
    await hands.press("end", "enter")
    assert hands.app.screen is dialog
    assert words in str(dialog.query_one(".problem", Static).render())
    assert dialog.query_one(Input).value == name
    await hands.press("ctrl+u", "a", "full_stop", "m", "d", "enter")
    assert hands.app.screen is hands.explorer
    assert os.listdir(here) == ["a.md"]
    assert f"Wrote {here / 'a.md'}" in hands.message


@pytest.mark.slow
async def test_the_picture_shows_the_explorer_not_the_dialog(hands: Hands, here: Path) -> None:
    await hands.press("w", "up", "enter")
    drawn = (here / "textbook.svg").read_text()
    assert "Take" not in drawn
    assert "WEAK" in drawn


@pytest.mark.slow
async def test_the_picture_has_no_message(hands: Hands, here: Path) -> None:
    await hands.press("y", "y")
    assert "Copied" in hands.message
    await hands.press("w", "up", "enter")
    drawn = (here / "textbook.svg").read_text()
    assert "Copied" not in drawn
    assert "Bugs&#160;left&#160;after" in drawn
    assert hands.message.startswith(f"Wrote {here}")


@pytest.mark.parametrize("kind", ["pipe", "socket"])
def test_what_is_no_file_is_never_replaced(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.md"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(path))
    before = path.lstat()
    with pytest.raises(Refusal, match=f"it is a {kind}, not a file"):
        report.write(snapshot(), str(path), screen=picture)
    assert path.lstat().st_ino == before.st_ino


async def test_w_writes_a_report(hands: Hands, here: Path) -> None:
    await hands.press("w", "enter")
    await hands.app.workers.wait_for_complete()
    await hands.pilot.pause()
    assert (here / "textbook.md").read_text().startswith("# Textbook example")
