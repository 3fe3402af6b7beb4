"""What single requests say, looked at many at a time: a gigabyte of logs may hold ten million."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.numerics.arrays import Array
from presets.calibration.gathered import Gathered, OfModel
from presets.calibration.request_price import Used, listed_price, prices
from presets.calibration.sums import Sums, count
from presets.calibration.tasks import BETWEEN, Between
from presets.logs.record import Request
from presets.prices.catalogue import CatalogueModel

UNCOUNTED: Final = "uncounted"
"""The account of what the dollar check does not look at."""

NOWHERE: Final = ""
"""That of what nobody counts."""

_TOGETHER = 8192
"""Requests from which they are looked at."""

_SAME = 0.8
"""A prompt of at least this share of the one before goes on with its conversation."""

_IDLE = 600.0
"""Seconds beyond which nobody waits for a tool or an answer: somebody was asked, or a computer slept."""

_NUMBERS = (*Used._fields, "time", "seconds", "dollars", "aside")


@dataclass(eq=False)
class Work:
    """What one model did in one session.

    Attributes:
        of: What is kept of the model.
        listed: It in the catalogue.
        at: Which of those that are drawn again the session belongs to.
        project: The session's.
        sized: Whether the session tells the sizes of single requests.
        caches: Whether anything in the session came from a cache, or was written to it.
        sums: What the session says, without what single requests say.
        kept: Whether the session says anything of the model.
    """

    of: OfModel
    listed: CatalogueModel | None
    at: int
    project: int
    sized: bool
    caches: bool
    sums: Sums = field(default_factory=Sums)
    kept: bool = False


class Calls:
    """Collects requests, and adds what they say to what is kept of all sessions."""

    def __init__(self, into: Gathered) -> None:
        self.into = into
        self._empty()

    def _empty(self) -> None:
        self._requests: list[Request] = []
        self._works: list[Work] = []
        self._work: list[int] = []
        self._before: list[int] = []
        self._between: list[int] = []
        self._groups: list[tuple[int, str, bool]] = []

    @property
    def number(self) -> int:
        """The number of the next request; it holds up to the end of its session, like those of work."""
        return len(self._requests)

    def work(self, number: int) -> Work:
        """The work that has a number."""
        return self._works[number]

    def begin(self, work: Work) -> int:
        """Take in the work of a model in a session; its number."""
        self._works.append(work)
        return len(self._works) - 1

    def add(self, requests: Sequence[Request], work: Sequence[int], account: str, *, counts: bool) -> None:
        """Take in requests of one session.

        Args:
            requests: They.
            work: The number of the work that each belongs to.
            account: Where their dollars go: a part of the dollar check, ``UNCOUNTED``, or ``NOWHERE``.
            counts: Whether they are of a task that counts.
        """
        none = [0] * len(requests)
        self._requests += requests
        self._work += work
        self._before += none
        self._between += none
        self._groups.append((len(requests), account, counts))

    def follow(self, first: int, before: int, between: Sequence[Between]) -> int:
        """Say how requests follow each other that were taken in as those of a conversation.

        Args:
            first: The number of the first.
            before: That of the request before it.
            between: What came between each and the one before.

        Returns:
            The number of the last one; of the one before, if there is none.
        """
        if not between:
            return before
        end = first + len(between)
        self._before[first:end] = [before, *range(first, end - 1)]
        self._between[first:end] = map(BETWEEN.index, between)
        return end - 1

    def end_session(self) -> None:
        """A session is at its end: look at what came together if that is enough."""
        if len(self._requests) >= _TOGETHER:
            self.settle()

    def settle(self) -> None:
        """Look at all that came together."""
        told = np.fromiter(chain.from_iterable(map(attrgetter(*_NUMBERS), self._requests)), np.float64)
        numbers = dict(zip(_NUMBERS, told.reshape(-1, len(_NUMBERS)).T, strict=True))
        if self._works:
            work = np.array(self._work, dtype=np.int64)
            self._spent(numbers, work)
            self._measured(numbers, work)
        self._empty()

    def _spent(self, numbers: dict[str, Array], work: NDArray[np.int64]) -> None:
        """How many requests there are, from when to when, and what they cost, by model and by account."""
        into, works = self.into, self._works
        by_model = {key: prices(key[0], by_length=key[1]) for key in {(one.listed, one.sized) for one in works}}
        held = np.array([by_model[one.listed, one.sized] for one in works])
        listed = listed_price(Used(*(numbers[name] for name in Used._fields)), held[work])
        # Who has a subscription pays nothing by the request, and logs say 0.
        logged = np.where(numbers["dollars"] > 0.0, numbers["dollars"], listed)
        unpriced = ~np.isfinite(logged)
        logged, listed = np.where(unpriced, 0.0, logged), np.nan_to_num(listed)
        each = (np.ones_like(logged), 1.0 - numbers["aside"], unpriced, logged)
        by_work = (np.bincount(work, of, len(works)).tolist() for of in each)
        for one, requests, main, free, dollars in zip(works, *by_work, strict=True):
            one.of.requests += int(requests)
            one.of.main += int(main)
            one.of.unpriced += int(free)
            one.of.dollars += dollars
        into.requests += len(work)
        times = numbers["time"][np.isfinite(numbers["time"])]
        if times.size:
            into.first, into.last = min(into.first, float(times.min())), max(into.last, float(times.max()))
        accounts = sorted({account for _, account, _ in self._groups})
        account = self._by_group([accounts.index(account) for _, account, _ in self._groups])
        paid, at_list = (np.bincount(account, of, len(accounts)).tolist() for of in (logged, listed))
        for name, more, more_listed in zip(accounts, paid, at_list, strict=True):
            if name == UNCOUNTED:
                into.uncounted += more
            elif name:
                into.dollars[name].logged += more
                into.dollars[name].listed += more_listed

    def _measured(self, numbers: dict[str, Array], work: NDArray[np.int64]) -> None:
        """What requests say of sizes."""
        prompt, output, read, write, hour, time, seconds, _, _ = numbers.values()
        works, before = self._works, np.array(self._before, dtype=np.int64)
        between = np.array(self._between, dtype=np.int64)
        sized, caches = (np.array([getattr(one, name) for one in works])[work] for name in ("sized", "caches"))
        self.into.longest = max(self.into.longest, int((prompt + output)[sized].max(initial=0.0)))
        sums = np.stack([one.sums.array for one in works])

        def add(where: NDArray[np.bool_], quantities: dict[str, Array]) -> None:
            for quantity, values in quantities.items():
                count(sums, quantity, work[where], values[where])

        add(sized & (write > 0.0), {"written to cache": write, "written for an hour": hour})
        known = sized & (seconds > 0.0) & (seconds < _IDLE) & (output > 0.0)
        add(known, {"answer": output, "answer seconds": seconds, "answer, by seconds": output * seconds})
        step, sent = sized & (between > 0), prompt[before]
        held = np.minimum(read, sent)
        cached = {"re-read": held, "sent before": sent, "missed": (2.0 * held < sent).astype(np.float64)}
        add(step & caches & (prompt >= _SAME * sent), cached)
        step &= self._by_group([counts for _, _, counts in self._groups]) > 0
        grown, tools, failed = prompt - sent - output[before], BETWEEN.index("tools"), BETWEEN.index("failed check")
        add(step & (prompt >= sent) & (between == tools), {"tool output": grown})
        add(step & (prompt >= sent) & (between == failed), {"trace": grown})
        waited = time - seconds - time[before]
        add(step & (between == tools) & (waited >= 0.0) & (waited < _IDLE), {"tool seconds": waited})
        for one, own in zip(works, sums, strict=True):
            if one.kept:
                one.of.sums.append((own, one.at, one.project))

    def _by_group(self, of: Sequence[int]) -> NDArray[np.int64]:
        """What holds for a group of requests, for each."""
        return np.repeat(np.array(of, dtype=np.int64), [size for size, _, _ in self._groups])
