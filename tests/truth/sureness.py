"""How sure an answer of the published model is, by plain random points: no lattice, no polynomials, formulas of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Numbers: TypeAlias = Mapping[str, float | Array]
Ranges: TypeAlias = Mapping[str, tuple[float, float]]

_NORMAL_95 = 1.6448536269514722
_GRID = 61
_SHARES = ("hard_fraction", "easy_fix_rate", "hard_fix_rate")


@dataclass(frozen=True)
class Sureness:
    """What random points say.

    Attributes:
        a_cheaper: Share of them at which A is cheaper than B.
        cheapest: Share at which each strategy is the cheapest of the four, generator-fixer.
        saving: 5, 50 and 95 % quantiles of (C_B − C_A)/max(C_A, C_B).
        not_knowing: What perfect knowledge would save.
        worth: What knowing one number would save.
    """

    a_cheaper: float
    cheapest: dict[str, float]
    saving: list[float]
    not_knowing: float
    worth: dict[str, float]


def published(values: Numbers, generator: str, fixer: str) -> Array:
    """Total dollars of section 3 of the model, fresh or shared by ``values["shared"]``."""
    v = values
    generated = v[f"{generator}.verbosity"] * v["workflow.generation_tokens"]
    written = v[f"{fixer}.verbosity"] * v["workflow.fix_tokens"]
    prompt, added = v["workflow.prompt_tokens"] + generated, written + v["workflow.trace_tokens"]
    attempts: float | Array = 0.0
    variance: float | Array = 0.0
    for kind in ("easy", "hard"):
        share = v[f"{generator}.hard_fraction"] if kind == "hard" else 1.0 - v[f"{generator}.hard_fraction"]
        bugs, rate = v[f"{generator}.bugs"] * share, v[f"{fixer}.{kind}_fix_rate"]
        attempts = attempts + bugs / rate
        variance = variance + bugs * (1.0 - rate) / rate**2
    pairs = (attempts**2 + variance - attempts) / 2.0 if v["shared"] else variance
    read, out = v[f"{fixer}.input_price"], v[f"{fixer}.output_price"]
    generation = v[f"{generator}.input_price"] * v["workflow.prompt_tokens"] + v[f"{generator}.output_price"] * generated
    return np.asarray((generation + attempts * (read * prompt + out * written) + read * added * pairs) / 1e6)


def at(values: Numbers, ranges: Ranges, scores: Mapping[str, float | Array]) -> dict[str, float | Array]:
    """The values with those that have a range at a normal score each."""
    found = dict(values)
    for key, score in scores.items():
        share, now = key.endswith(_SHARES), float(values[key])
        low, middle, high = (log(x / (1.0 - x)) if share else log(x) for x in (ranges[key][0], now, ranges[key][1]))
        scaled = middle + np.where(np.less(score, 0.0), (middle - low) * score, (high - middle) * score) / _NORMAL_95
        found[key] = 1.0 / (1.0 + np.exp(-scaled)) if share else np.exp(scaled)
    return found


def sureness(values: Numbers, ranges: Ranges, points: int, seed: int = 1) -> Sureness:
    """What so many random points say."""
    random = np.random.default_rng(seed)
    scores: dict[str, float | Array] = {key: random.standard_normal(points) for key in ranges}
    drawn = at(values, ranges, scores)
    pairs = [("strong", "weak"), ("weak", "strong"), ("strong", "strong"), ("weak", "weak")]
    costs = {f"{g}-{f}": np.broadcast_to(published(drawn, g, f), points) for g, f in pairs}
    a, b = costs["strong-weak"], costs["weak-strong"]
    first = np.argmin(np.stack(list(costs.values())), axis=0)
    return Sureness(
        float((a < b).mean()),
        {key: float((first == index).mean()) for index, key in enumerate(costs)},
        np.quantile((b - a) / np.maximum(a, b), [0.05, 0.5, 0.95]).tolist(),
        float(min(a.mean(), b.mean()) - np.minimum(a, b).mean()),
        {key: _worth(values, ranges, scores, key, points // 20) for key in ranges},
    )


def _worth(values: Numbers, ranges: Ranges, scores: Mapping[str, float | Array], key: str, points: int) -> float:
    """The same of one number: both means at each of its scores, over the same points of all others."""
    grid = np.linspace(-4.0, 4.0, _GRID)
    weights = np.exp(-(grid**2) / 2.0)
    weights /= weights.sum()
    few = {other: np.asarray(score)[:points] for other, score in scores.items()}
    drawn = [at(values, ranges, {**few, key: np.full(points, score)}) for score in grid.tolist()]
    a, b = (np.array([published(one, *pair).mean() for one in drawn]) for pair in (("strong", "weak"), ("weak", "strong")))
    return float(min(weights @ a, weights @ b) - weights @ np.minimum(a, b))
