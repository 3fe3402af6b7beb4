"""The command line that y copies in the explorer gives the answer of the session again, in a shell."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.outcome import evaluate
from engine.scenarios.registry import PARAMETERS, of_files, ranged, value
from engine.scenarios.scenario import Scenario
from engine.scenarios.vary import vary
from presets.prices.catalogue import bundled
from presets.prices.scenario_prices import take_prices
from presets.scenarios.document import Source
from presets.scenarios.library import open_scenario, save_as
from tests.presets.files import scenarios
from tests.searching import examples
from tests.terminal.explorer import command as crossover
from tests.terminal.explorer import environment
from tui.answers.as_json import json_text, outcome_json
from tui.cli.inputs import Batch
from tui.reports.command import command

MODELS = bundled().models


def understood(line: str) -> Scenario:
    """The scenario that a command line asks about, as the command itself reads it."""
    program, compare, word, *options = shlex.split(line)
    assert (program, compare) == ("crossover", "compare")
    pairs = list(zip(options[::2], options[1::2], strict=True))
    given = {name: [text for option, text in pairs if option == name] for name in ("--set", "--range")}
    assert pairs == [*(("--set", text) for text in given["--set"]), *(("--range", text) for text in given["--range"])]
    batch = Batch(Namespace(scenarios=[word], changes=given["--set"], ranges=given["--range"]))
    ((_, scenario),) = batch
    return scenario


@pytest.mark.slow
@given(scenarios(), scenarios(), st.data())
@settings(max_examples=examples(25))
def test_it_leads_from_any_file_to_any_scenario(before: Scenario, after: Scenario, data: st.DataObject) -> None:
    held = data.draw(st.sets(st.sampled_from(of_files())))
    kept = {parameter.key: value(before, parameter.key) for parameter in held}
    if data.draw(st.booleans()):
        after = take_prices(after, "weak", data.draw(st.sampled_from(MODELS)))
    try:
        after = vary(after, kept)
    except ValueError:  # these do not go together
        return
    name = data.draw(st.sampled_from(["a b", "it's", "$(x)", "-f", "ü"]))
    with TemporaryDirectory() as folder:
        source = save_as(before, f"{folder}/{name}").source
        found = understood(command(after, source, bundled()))
    for key in PARAMETERS:
        assert value(found, key) == value(after, key)
    assert ranged(found) == ranged(after)


@pytest.mark.slow
def test_a_shell_gives_the_same_figures(tmp_path: Path, home: Path) -> None:
    source = save_as(open_scenario("swe-issue").scenario, str(tmp_path / "it's $HOME; `id` & *.toml")).source
    saved = open_scenario(str(source.path)).scenario
    ranges = {"weak.bugs": (0.1, 0.9), "strong.bugs": None}
    scenario = vary(saved, {"weak.bugs": 0.3, "assumptions.attempt_limit": 5, "workflow.context": "shared"}, ranges)
    line = command(scenario, source, bundled())
    path = os.pathsep.join([str(Path(crossover()[0]).parent), os.environ["PATH"]])
    shell = ["sh", "-c", f"{line.rstrip()} --json"]
    done = subprocess.run(shell, env=environment(home, {"PATH": path}), capture_output=True, text=True, check=True, cwd="/")
    expected = outcome_json(evaluate(scenario))
    assert json.loads(done.stdout) == json.loads(json_text(expected)) | {"name": saved.name}
    assert not done.stderr


def test_of_what_is_in_no_file_everything_is_said(home: Path) -> None:
    textbook = open_scenario("textbook")
    assert command(textbook.scenario, textbook.source, bundled()) == "crossover compare textbook\n"
    swe = open_scenario("swe-issue").scenario
    gone = Source("/no/such.toml", Path("/no/such.toml"), "")
    for source in (Source("standard input", None, ""), gone, replace(gone, word="/a\udcff.toml")):
        line = command(swe, source, bundled())
        assert line.startswith("crossover compare textbook --set weak.model=")
        assert evaluate(understood(line)).verdict == evaluate(swe).verdict
