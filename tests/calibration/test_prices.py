import numpy as np
import pytest

from presets.calibration.model_names import ModelNames
from presets.calibration.request_price import Used, listed_price, prices
from presets.prices.catalogue import bundled


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("claude-opus-5-20260901", "anthropic/claude-opus-5"),
        ("us.anthropic.claude-opus-5-20260901-v1:0", "anthropic/claude-opus-5"),
        ("claude-haiku-4-5@20251001", "anthropic/claude-haiku-4-5"),
        ("claude-opus-5[1m]", "anthropic/claude-opus-5"),
        ("anthropic/claude-sonnet-4.6", "anthropic/claude-sonnet-4-6"),
        ("gpt-5.3-codex", "openai/gpt-5.3-codex"),
        ("gpt-5-mini-2025-08-07", "openai/gpt-5-mini"),
        ("GPT-6.1 Sol (high)", "openai/gpt-6.1-sol"),
        ("openrouter/moonshotai/kimi-k3:free", "moonshot/kimi-k3"),
        ("gemini-3.1-pro", "google/gemini-3.1-pro-preview"),
        ("claude-opus-4-5-20251101", None),
        ("gpt-5.3-codex-mini", None),
        ("2026", None),
        ("", None),
    ],
)
def test_models_are_found_by_the_names_that_logs_have(name: str, model: str | None) -> None:
    found = ModelNames(bundled()).find(name)
    assert (found.id if found else None) == model


def test_every_model_of_the_catalogue_is_found_by_its_own_name() -> None:
    names = ModelNames(bundled())
    for model in bundled().models:
        for name in (model.id, model.id.rpartition("/")[2]):
            assert names.find(name) is model


def test_requests_cost_what_the_price_list_says() -> None:
    models = {model.id: model for model in bundled().models}
    opus, haiku = models["anthropic/claude-opus-5"], models["anthropic/claude-haiku-5-5"]
    numbers = [(100_000, 2_000, 60_000, 30_000, 10_000), (200_000, 1_000, 100_000, 0, 0), (200_000, 1_000, 100_000, 0, 0)]
    used = Used(*np.array(numbers, dtype=float).T)
    held = np.stack([prices(opus), prices(haiku), prices(haiku, by_length=False)])
    dollars = [
        10_000 * 5.0 + 60_000 * 0.5 + 20_000 * 6.25 + 10_000 * 10.0 + 2_000 * 25.0,
        100_000 * 0.5 + 100_000 * 0.05 + 1_000 * 2.5,
        100_000 * 0.1 + 100_000 * 0.01 + 1_000 * 0.5,
    ]
    assert listed_price(used, held) == pytest.approx(np.array(dollars) / 1e6)
    assert np.isnan(listed_price(used, prices(None))).all()
