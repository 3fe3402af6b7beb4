"""From what was gathered to numbers: each with its range, from how many it comes, and whether that is enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cached_property, reduce
from math import isfinite

import numpy as np

from engine.estimates.counts import mean_count, share
from engine.estimates.episodes import Episode, Tally, tally
from engine.estimates.estimate import Estimate, ranged
from engine.estimates.fix_rates import belief, fix_rates
from engine.estimates.resamples import Resamples, ratio
from engine.numerics.arrays import Array
from engine.scenarios.notation import counted, grouped
from engine.scenarios.registry import find
from engine.scenarios.scenario import Scenario
from presets.calibration.calibration import Measured, dates
from presets.calibration.gathered import Gathered
from presets.calibration.request_price import HOUR_WRITE
from presets.calibration.sizes import ENOUGH, GOES_ON, MANY_REPEATED, SIZES, Size, growth, mean, speeds
from presets.calibration.sums import Resampled
from presets.prices.scenario_prices import SIDES, Side

FEW_BUGS = 10
"""Attempted bugs below which a model's fix rate stays as in the base scenario."""


class Measuring:
    """Works out the numbers of a scenario.

    Attributes:
        whole: Whether further work counts as generation: where tasks go on for long after passed checks, a scenario without it
            would say nothing like what they cost.
        measured: What was found, by key.
        kept: What stays as in the base scenario and why, a sentence each.
    """

    def __init__(self, gathered: Gathered, roles: dict[Side, str], base: Scenario) -> None:
        self.gathered = gathered
        self.roles = roles
        self.base = base
        self.resamples = Resamples.drawn(max(1, gathered.drawn))
        self.whole = False
        self._summed: dict[tuple[str, frozenset[int]], Resampled] = {}
        sums = self.sums(roles.values())
        self.whole = bool(mean(sums, "all generated")[0] > GOES_ON * mean(sums, "generated")[0])
        self.measured: dict[str, Measured] = {}
        self.kept: list[str] = []

    def measure(self) -> None:
        """Measure all that can be."""
        self.sizes()
        for side in self.roles:
            self.own(side)
        self.verbosity()
        self.rates()
        self.growth()

    @cached_property
    def both(self) -> Resampled:
        """The sums of both models together."""
        if len(self.one) < len(SIDES):
            return next(iter(self.one.values()), self.sums([]))
        return self.one["strong"].joined(self.one["weak"], self.written_more)

    @cached_property
    def one(self) -> dict[Side, Resampled]:
        """The sums of each."""
        return {side: self.sums([name]) for side, name in self.roles.items()}

    def sums(self, names: Iterable[str], projects: set[int] | None = None) -> Resampled:
        """The sums of some models, of some projects if not all."""
        each = [self._one(name, projects) for name in names]
        found = reduce(lambda one, other: one.joined(other, None), each) if each else Resampled.of([], [], self.resamples)
        return found.whole() if self.whole else found

    def _one(self, name: str, projects: set[int] | None) -> Resampled:
        """The sums of one model, worked out once."""
        own = self.gathered.of(name).sums
        some = frozenset(project for _, _, project in own if projects is None or project in projects)
        if (name, some) not in self._summed:
            rows = [(held, at) for held, at, project in own if project in some]
            self._summed[name, some] = Resampled.of([held for held, _ in rows], [at for _, at in rows], self.resamples)
        return self._summed[name, some]

    def reference(self, size: Size) -> Resampled | None:
        """Whose sessions tell a size: the strong model's, both where only one has enough, or nobody's."""
        candidates = [self.one["strong"], self.both] if "strong" in self.one else [self.both]
        return next((sums for sums in candidates if size.sessions(sums) >= ENOUGH), None)

    def sizes(self) -> None:
        """The sizes of the work, and how fast each model is."""
        too_few: list[str] = []
        for size in SIZES:
            self.size(size, self.reference(size), too_few)
        for side in self.roles:
            for size in speeds(side):
                enough = size.sessions(self.one[side]) >= ENOUGH
                self.size(size, self.one[side] if enough else None, too_few)
        if too_few:
            self.kept.append(f"fewer than {ENOUGH} sessions tell: {'; '.join(find(key).title for key in too_few)}")

    def size(self, size: Size, sums: Resampled | None, too_few: list[str]) -> None:
        """One size from the sessions that tell it; without any it is one of those that too few tell."""
        estimate = size.estimate(sums) if sums is not None else None
        if sums is None or estimate is None or not isfinite(estimate.value):
            too_few.append(size.key)
            return
        self.found(size.key, estimate, sums.seen(size.counted), size.unit, size.sessions(sums))

    def own(self, side: Side) -> None:
        """What is one model's own: its bugs, and what it pays for writing to the cache."""
        sums, key, name = self.one[side], f"{side}.bugs", self.roles[side]
        tasks, trials = sums.seen("bugs"), sums.seen("failed")
        sessions = sums.sessions("bugs") + sums.sessions("failed")
        bugs = sums.total("bugs") + sums.total("failed")
        if sessions < ENOUGH:
            few = counted(sessions, "session") if sessions else "no session"
            self.kept.append(f"{find(key).title}: {few} of {name} with a check, {ENOUGH} are needed")
        elif tasks:
            self.found(
                key, mean_count(bugs, sums.count("bugs") + sums.count("failed"), sessions), tasks + trials, "tasks", sessions
            )
        else:
            self.found(key, share(bugs, sums.count("failed"), sessions), trials, "trials", sessions)
        self.hour_writes(side, sums)

    def hour_writes(self, side: Side, sums: Resampled) -> None:
        """The price of writing to the cache, where some of it is kept for an hour."""
        price = self.write_price(self.roles[side])
        if price is not None:
            sessions = sums.sessions("written to cache")
            count = sums.seen("written to cache")
            self.found(f"{side}.cache_write_price", ranged(price, sessions, 0.0), count, "calls", sessions)

    def write_price(self, name: str) -> Array | None:
        """Dollars per million tokens that a model writes to the cache; ``None`` where none are kept for an hour."""
        model, sums = self.gathered.names.find(name), self.sums([name])
        hour = ratio(sums.total("written for an hour"), sums.total("written to cache"))
        if model is None or not hour[0] > 0.0:
            return None
        return (1.0 - hour) * model.cache_write_price + hour * HOUR_WRITE * model.input_price

    @cached_property
    def common(self) -> list[Resampled]:
        """The sums of both models' sessions in projects that they have in common."""
        projects = [{project for _, _, project in self.gathered.of(name).sums} for name in self.roles.values()]
        return [self.sums([self.roles[side]], set.intersection(*projects)) for side in SIDES]

    @cached_property
    def written_more(self) -> Array | None:
        """What the weak model writes for each token of the strong one; ``None`` where too few sessions tell."""
        return _written_more(self.common) if len(self.one) == len(SIDES) else None

    def verbosity(self) -> None:
        """How much the weak model writes for what the strong one does; of other projects it is only shown."""
        if len(self.one) < len(SIDES):
            return
        key, used = "weak.verbosity", self.written_more is not None
        pair = self.common if used else [self.one[side] for side in SIDES]
        drawn, sessions = _written_more(pair), min(sums.sessions("generated") for sums in pair)
        if drawn is not None:
            self.found(key, ranged(drawn, sessions, 0.0), pair[1].seen("generated"), "generations", sessions, used=used)
        if not used:
            self.kept.append(f"{find(key).title}: fewer than {ENOUGH} sessions of each model are of projects of both")

    def rates(self) -> None:
        """The fix rates of models that attempted enough bugs, and how much bugs differ."""
        episodes = {side: attempted(self.gathered.of(name).episodes) for side, name in self.roles.items()}
        enough: list[Side] = [side for side in SIDES if len(episodes.get(side, ())) >= FEW_BUGS]
        for side in self.roles:
            if side not in enough:
                few = counted(len(episodes[side]), "bug") if episodes[side] else "no bug"
                self.kept.append(f"{side} fix rates: {self.roles[side]} attempted {few}, {FEW_BUGS} are needed")
        if not enough:
            return
        tallies: list[Tally] = [tally(episodes[side], self.gathered.drawn) for side in enough]
        held = belief([getattr(self.base, side) for side in enough], float(self.base.assumptions.spread))
        rates = fix_rates(tallies, held, self.resamples)
        for side, rate in zip(enough, rates.rates, strict=True):
            self.found(f"{side}.easy_fix_rate", rate, len(episodes[side]), "bugs", distinct(episodes[side]))
        bugs = [one for side in enough for one in episodes[side]]
        self.found("assumptions.spread", rates.spread, len(bugs), "bugs", distinct(bugs))

    def growth(self) -> None:
        """How much more later attempts write, where enough bugs took several."""
        key, size = "assumptions.growth", next(size for size in SIZES if size.key == "workflow.fix_tokens")
        sums = self.reference(size)
        names = self.roles.values() if sums is self.both else [self.roles.get("strong", "")]
        again = sum(one.attempts > 1 for name in names for one in self.gathered.of(name).episodes)
        if sums is None or again < MANY_REPEATED:
            return
        sessions = sums.sessions("fixed")
        estimate = ranged(growth(sums), sessions, -np.inf)
        told = estimate.ends is not None and estimate.ends[0] > 0.0
        self.found(key, estimate if told else Estimate(0.0), again, "bugs attempted again", sessions)
        if not told:
            return
        # What attempts write on average is the first one's and what the later ones write more.
        mean_number = float(mean(sums, "earlier attempts")[0])
        for tokens in ("workflow.fix_tokens", "workflow.trace_tokens", "workflow.tool_tokens"):
            if (held := self.measured.get(tokens)) is not None:
                less = 1.0 + estimate.value * mean_number
                ends = None if held.low is None or held.high is None else (held.low / less, held.high / less)
                self.found(tokens, Estimate(held.value / less, ends), held.count, held.unit, sessions)

    def found(self, key: str, estimate: Estimate, count: int, unit: str, sessions: int, *, used: bool = True) -> None:
        """A number is measured."""
        value = _rounded(estimate.value)
        ends = tuple(map(_rounded, estimate.ends)) if estimate.ends else (value, value)
        low, high = ends if ends[0] < value < ends[1] else (None, None)
        unit = unit.removesuffix("s") if count == 1 else unit
        within = "" if unit.startswith("session") else f" in {counted(sessions, 'session')}"
        source = f"{grouped(count)} {unit}{within}{self.dates}"
        self.measured[key] = Measured(key, value, low, high, count, unit, source, used)

    @cached_property
    def dates(self) -> str:
        """From when to when, to follow other words."""
        return dates(day(self.gathered.first), day(self.gathered.last))


def _written_more(pair: Sequence[Resampled]) -> Array | None:
    """What the second model writes for each token of the first; ``None`` where too few sessions tell."""
    if min(sums.sessions("generated") for sums in pair) < ENOUGH:
        return None
    return ratio(mean(pair[1], "generated"), mean(pair[0], "generated"))


def _rounded(number: float) -> float:
    """A number with as many digits as anybody wants to read in a file."""
    return float(f"{number:.6g}")


def attempted(episodes: Sequence[Episode]) -> list[Episode]:
    """Those with an attempt."""
    return [one for one in episodes if one.attempts]


def distinct(episodes: Sequence[Episode]) -> int:
    """In how many sessions they are."""
    return len({one.session for one in episodes})


def day(time: float) -> str:
    """The day of a time; empty where it is none."""
    try:
        return datetime.fromtimestamp(time, UTC).date().isoformat()
    except (OverflowError, OSError, ValueError):
        return ""
