"""One line of the line-up: a strategy and what it costs, leaves and finishes."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from engine.attempts.finished import none_of, per_finished_task
from engine.numerics.arrays import Array
from engine.numerics.infinity import times
from engine.scenarios.scenario import Scenario

_PUBLISHED: dict[str, object] = {"caching": False, "growth": 0.0, "regression_rate": 0.0, "spread": 0.0}
"""Assumptions that some formulas cannot hold together with, by field, and their published values."""

_WORDS = {"caching": "caching", "growth": "growth", "regression_rate": "regressions", "spread": "spread"}


@dataclass(frozen=True, kw_only=True)
class Contender:
    """One strategy on the inputs of a scenario. What does not apply to it is ``None``.

    Attributes:
        key: Name in JSON, such as ``cascade-weak``.
        name: Name on the screen.
        generator: ``strong`` or ``weak``.
        total_cost: Expected dollars; may be infinite, as all that follows.
        generation_cost: Dollars of that for generation, by the length of its prompt.
        attempts: Expected fix attempts, of both models.
        unresolved_bugs: Expected bugs given up on.
        finished: Chance that a task ends finished: that no bug is given up on.
        fixer: Which model fixes, for the four plain strategies.
        limit: Weak attempts per bug before the cascade escalates or a run of best-of-n gives up; infinite for no limit.
        best_limit: The limit that would be best: cheapest for the cascade, most successful for best-of-n.
        escalated_bugs: Expected bugs that the cascade hands to the strong model.
        consultations: Expected times that the advisor is asked.
        runs: Number of runs that the budget pays for.
        success: Chance that one of them fixes every bug.
        run_cost: Dollars for one run.
        note: What this line leaves out or takes differently, one sentence for the user; usually empty.
    """

    key: str
    name: str
    generator: str
    total_cost: float
    generation_cost: float
    attempts: float
    unresolved_bugs: float | None
    finished: float
    fixer: str | None = None
    limit: float | None = None
    best_limit: float | None = None
    escalated_bugs: float | None = None
    consultations: float | None = None
    runs: float | None = None
    success: float | None = None
    run_cost: float | None = None
    note: str = ""

    @property
    def cost_per_finished_task(self) -> float:
        """Expected dollars spent for every task that ends finished: the total cost over the chance to finish."""
        return float(per_finished_task(self.total_cost, self.finished))

    def as_dict(self) -> dict[str, float | str]:
        """All figures that apply, by name, as ``crossover lineup --json`` gives them."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        found["cost_per_finished_task"] = self.cost_per_finished_task
        return {name: value for name, value in found.items() if value is not None and value != ""}


def without(scenario: Scenario, *assumptions: str) -> tuple[Scenario, list[str]]:
    """The scenario with the published values of some assumptions, and which of them were in force, in words."""
    assumed = scenario.assumptions
    dropped = [name for name in assumptions if getattr(assumed, name) != _PUBLISHED[name]]
    values = {name: _PUBLISHED[name] for name in dropped}
    return replace(scenario, assumptions=replace(assumed, **values)), [_WORDS[name] for name in dropped]  # type: ignore[arg-type]


def computed_without(left_out: list[str], *, shared: bool) -> str:
    """A sentence that says what a formula leaves out, if anything."""
    words = " and ".join([", ".join(left_out[:-1]), left_out[-1]] if len(left_out) > 1 else left_out)
    formula = "its formula for one shared conversation" if shared else "its formula"
    return f"Computed without {words}, which {formula} cannot hold." if words else ""


def families(introduced: Array, regression: float, unresolved: Array) -> Array:
    """(I − B)⁻¹, ``(2, 2, limits)``: bugs of the second class among one of the first and all that descend from it.

    Every term is positive, so that none is lost however near to 1 the regressions are.

    Args:
        introduced: B: bugs of the second class that one of the first introduces, ``(2, 2, limits)``.
        regression: Chance that a fix introduces one.
        unresolved: Share of a class's bugs that is given up on, ``(2, limits)``.
    """
    easy, hard = (1.0 - regression) + regression * unresolved
    other_easy, other_hard = introduced[1, 0], introduced[0, 1]
    system = np.array([[hard + other_easy, other_hard], [other_easy, easy + other_hard]])
    return np.asarray(system / (easy * (hard + other_easy) + other_hard * hard))


def with_regressions(bugs: Array, family: Array) -> Array:
    """Bugs in all by class, ``(2, limits)``: n' = n + Bᵀ·n'.

    Args:
        bugs: Bugs left by the generator, ``(2,)``.
        family: What they and their descendants are, as ``families``.
    """
    return np.asarray((bugs[:, None, None] * family).sum(axis=0))


def chance_finished(bugs: Array, unresolved: Array, family: Array) -> Array:
    """Chance that no bug is given up on, ``(limits,)``; fractional counts are rounded at random.

    The chance e that a bug or one that descends from it is given up on solves e = u + B·e.

    Args:
        bugs: Bugs left by the generator, ``(2,)``.
        unresolved: Share of a class's bugs that is given up on, ``(2, limits)``.
        family: Bugs and their descendants, as ``families``.
    """
    ends_badly = np.minimum(1.0, (family * unresolved[None]).sum(axis=1))
    return none_of(bugs[:, None], ends_badly, 1.0 - ends_badly)


def between_bugs(bugs: Array, tokens: Array, dollars: Array) -> Array:
    """What sharing one conversation adds, bugs in random order: later attempts read what earlier bugs left there.

    Args:
        bugs: ``(2,)``.
        tokens: That one bug leaves in the conversation, ``(2, limits)``.
        dollars: Per token of the prompt that one bug reads, summed over its attempts, ``(2, limits)``.
    """
    n = bugs[:, None]
    all_pairs = times(times(n, tokens).sum(axis=0), times(n, dollars).sum(axis=0))
    own = times(n, times(tokens, dollars)).sum(axis=0)
    return np.asarray(np.where(np.isinf(all_pairs), np.inf, (all_pairs - own) / 2.0))
