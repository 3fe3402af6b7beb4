"""Long prompts and context windows are said where they matter, and only there."""

from __future__ import annotations

import pytest

from engine.costs import costs
from engine.long_prompts import Terms
from engine.registry import assign
from presets.catalogue import bundled
from presets.library import open_scenario
from presets.prices import prompt_terms
from tui.cli import main
from tui.prompt_notices import prompt_notices


def test_dearer_prompts_and_full_windows_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "long-horizon"]) == 0
    text = capsys.readouterr().out
    assert "more than shown, since prompts beyond a length have dearer prices" in text


def test_nothing_is_said_without_terms_or_reason() -> None:
    scenario = assign(open_scenario("textbook").scenario, {"workflow.trace_tokens": 100.0})
    figures = costs(scenario)
    assert prompt_notices(scenario, figures, {"strong": Terms(), "weak": Terms()}) == []
    assert prompt_notices(scenario, figures, prompt_terms(scenario, bundled())) == []


def test_a_small_window_is_outgrown() -> None:
    scenario = open_scenario("textbook").scenario
    (sentence,) = prompt_notices(scenario, costs(scenario), {"strong": Terms(), "weak": Terms(window=40_000)})
    assert sentence.startswith("A strong")
    assert "outgrows the context window" in sentence
