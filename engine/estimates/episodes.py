"""Attempts that were seen: how often bugs were attempted for the t-th time, and how often that fixed them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from engine.numerics.arrays import Array

FOLLOWED = 200
"""Attempts up to which a bug is followed; one that took more counts as still open after these."""


@dataclass(frozen=True, slots=True)
class Episode:
    """What became of one bug.

    Attributes:
        session: In which session it was, from 0.
        attempts: How many attempts it took, not below 0.
        fixed: Whether the last of them fixed it.
        given_up: Whether it was given up after them. A bug that is neither was left open: nobody knows.
    """

    session: int
    attempts: int
    fixed: bool = False
    given_up: bool = False


@dataclass(frozen=True, eq=False)
class Tally:
    """How the attempts at many bugs went, by number of the attempt; the last axis counts t from 1.

    Attributes:
        fixed: How many bugs the t-th attempt fixed, ``(…, attempts)``.
        failed: How many it left, ``(…, attempts)``.
    """

    fixed: Array
    failed: Array

    @property
    def at_risk(self) -> Array:
        """How many bugs were attempted for the t-th time."""
        return self.fixed + self.failed

    @property
    def summed(self) -> Tally:
        """The attempts of all sessions together: ``(attempts,)``."""
        return Tally(self.fixed.sum(axis=0), self.failed.sum(axis=0))


def tally(episodes: Iterable[Episode], sessions: int = 0, *, together: bool = False) -> Tally:
    """The attempts by session and number: ``(sessions, attempts)``, at least one attempt wide.

    Args:
        episodes: The bugs.
        sessions: How many sessions there are: those without a bug are part of the data; at least as many as the bugs name.
        together: Whether all bugs count as those of one session; tables of many sessions are large.

    Raises:
        ValueError: If a bug was fixed by no attempt.
    """
    rows = [(one.session, one.attempts, one.fixed) for one in episodes]
    session, attempts, fixed = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    session = np.zeros_like(session) if together else session
    if ((attempts < 1) & (fixed == 1)).any():
        raise ValueError("a bug is fixed by an attempt")
    fixed &= attempts <= FOLLOWED
    attempts = np.clip(attempts, 0, FOLLOWED)
    sessions = max(sessions, int(session.max(initial=-1)) + 1)
    ended = np.zeros((2, sessions, max(1, int(attempts.max(initial=0))) + 1))
    np.add.at(ended, (fixed, session, attempts), 1.0)
    # A bug that ended at its t-th attempt was attempted for the first time, the second, … and the t-th.
    at_risk = ended.sum(axis=0)[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    return Tally(ended[1, :, 1:], at_risk - ended[1, :, 1:])


def never_fixed(episodes: Iterable[Episode]) -> list[Episode]:
    """The episodes, had those that were given up been attempted for ever in vain."""
    return [replace(one, attempts=FOLLOWED) if one.given_up else one for one in episodes]


def habitual_limit(episodes: Iterable[Episode]) -> int:
    """After how many attempts bugs are given up: a habit, of which a spread of bugs needs one to have finite costs.

    The most attempts after which one was given up; where none was, as many as 95 of 100 bugs needed at most. From 1 on.
    """
    given_up, all_of_them = [], [1]
    for one in episodes:
        all_of_them.append(one.attempts)
        if one.given_up:
            given_up.append(one.attempts)
    return int(max(given_up, default=0) or np.quantile(all_of_them, 0.95, method="higher"))
