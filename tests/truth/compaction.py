"""Conversations that are compacted: walks call by call, the chances of their attempts, and runs played event by event.

Before a call whose prompt would pass a share of the window, the agent sends the conversation once more, writes a summary,
and goes on from the initial prompt and that; only the first call of a conversation is sent however long it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .fraction import Fraction
from .reading import Setup, Values, fraction, setup
from .sessions import Session


@dataclass(frozen=True)
class Limit:
    """When conversations are compacted, and to what."""

    longest: Fraction | None
    """Tokens of a prompt that is not yet too long; None if none ever is."""
    kept: Fraction
    """Tokens of the prompt after a compaction."""
    summary: Fraction
    """Those of them that it writes."""
    long_prompt: Fraction | None = None
    """Tokens of a prompt above which a request is dear."""


@dataclass
class Talk:
    """A conversation, and what it has taken so far."""

    prompt: Fraction | float
    """Tokens that the next call would send."""
    unsent: Fraction | float
    """Those of them that were never sent."""
    calls: int = 0
    again: Fraction | float = Fraction(0)
    new: Fraction | float = Fraction(0)
    written: Fraction | float = Fraction(0)
    compactions: int = 0
    dear_again: Fraction | float = Fraction(0)
    dear_new: Fraction | float = Fraction(0)
    dear_written: Fraction | float = Fraction(0)

    def amounts(self) -> tuple[Fraction | float, ...]:
        """What it has taken."""
        dear = self.dear_again, self.dear_new, self.dear_written
        return self.again, self.new, self.written, self.compactions, *dear

    def call(self, limit: Limit, answer: Fraction, added: Fraction) -> None:
        """One call, with a compaction before it where it is due."""
        if self.calls and limit.longest is not None and self.prompt > limit.longest:
            self._send(limit, limit.summary)
            self.compactions += 1
            self.prompt = self.unsent = limit.kept
        self._send(limit, answer)
        self.calls += 1
        self.prompt += added
        self.unsent = added

    def _send(self, limit: Limit, answer: Fraction) -> None:
        self.again += self.prompt - self.unsent
        self.new += self.unsent
        self.written += answer
        if limit.long_prompt is not None and self.prompt > limit.long_prompt:
            self.dear_again += self.prompt - self.unsent
            self.dear_new += self.unsent
            self.dear_written += answer


def limit_of(values: Values, model: str) -> Limit:
    """When conversations of a model are compacted."""
    summary = fraction(values, "workflow.summary_tokens") if values.get("workflow.summary_tokens") else Fraction(0)
    known = [key for key in (f"{model}.context_window", f"{model}.input_limit") if values.get(key) is not None]
    share = values.get("assumptions.compact_at")
    longest = None
    if known and share is not None:
        longest = decimal(share) * min(fraction(values, key) for key in known)
    dearer = values.get(f"{model}.long_prompt_threshold") is not None
    long_prompt = fraction(values, f"{model}.long_prompt_threshold") if dearer else None
    return Limit(longest, fraction(values, "workflow.prompt_tokens") + summary, summary, long_prompt)


def decimal(number: object) -> Fraction:
    """A share as it is written down: 0.7 is seven tenths."""
    return Fraction(str(number))


def session_in(talk: Talk, session: Session, limit: Limit, calls: int, longer: Fraction) -> None:
    """One session, call by call."""
    for call in range(1, calls + 1):
        added = session.answer + (session.tool if call < calls else session.trace)
        talk.call(limit, session.answer * longer, added * longer)


def attempts_of(session: Session, limit: Limit, growth: Fraction, number: int) -> np.ndarray:
    """What each of so many attempts of a conversation takes: ``(number, 7)``."""
    talk, rows = Talk(session.start, session.start), [(Fraction(0),) * 7]
    for made in range(number):
        session_in(talk, session, limit, session.whole_calls, 1 + growth * made)
        rows.append(talk.amounts())  # type: ignore[arg-type]
    return np.diff(np.array([[float(x) for x in row] for row in rows]), axis=0)


def taking_place(case: Setup, number: int) -> np.ndarray:
    """The expected conversations of a run in which attempt 1, 2, … takes place: ``(number,)``; not both spread and fading."""
    ends = [_ends(case, c, number + 1) for c in (0, 1)]
    r, mix = float(case.regression_rate), [float(w) for w in case.mix]
    counts = [float(n) for n in case.counts]
    if not case.shared:
        fixed = [float(one.sum()) for one, _ in ends]
        again = r * sum(w * f for w, f in zip(mix, fixed, strict=True))
        new = r * sum(n * f for n, f in zip(counts, fixed, strict=True)) / (1 - again)
        open_ = [1.0 - np.cumsum(one + other)[:-1] for one, other in ends]
        return np.asarray(sum((n + w * new) * x for n, w, x in zip(counts, mix, open_, strict=True)))
    family = np.zeros(number + 1)
    for _ in range(number + 1 if r else 1):
        family = np.sum([w * _with_new(*one, family, r) for w, one in zip(mix, ends, strict=True)], axis=0)
    total = np.eye(1, number + 1)[0]
    for n, (one, other) in zip(counts, ends, strict=True):
        for _ in range(round(n)):
            total = np.convolve(total, _with_new(one, other, family, r))[: number + 1]
    return np.asarray(1.0 - np.cumsum(total)[:-1])


def _with_new(fixed: np.ndarray, given_up: np.ndarray, family: np.ndarray, r: float) -> np.ndarray:
    return np.asarray(fixed * (1 - r) + r * np.convolve(fixed, family)[: len(fixed)] + given_up)


def _ends(case: Setup, c: int, length: int) -> tuple[np.ndarray, np.ndarray]:
    """The law of the attempts at a bug that ends fixed, and at one that is given up on."""
    fixed, given_up, still_open = np.zeros(length), np.zeros(length), 1.0
    rate, spread = float(case.rates[c] or 1), float(case.spread)
    for t in range(1, length):
        chance = rate * float(case.fading) ** (t - 1) * (1 - spread) / (1 - spread + spread * (t - 1)) if rate < 1 else 1.0
        fixed[t] = still_open * chance
        still_open *= 1 - chance
        if t == case.limit:
            given_up[t] = still_open
            break
    return fixed, given_up


def expected(values: Values, generator: str, fixer: str, number: int) -> dict[str, float]:
    """What a strategy takes while fixing, and what its generation costs, from walks of so many attempts at the most."""
    case = setup(values, generator, fixer)
    each = attempts_of(case, limit_of(values, fixer), case.growth, number)
    chances = taking_place(case, number)
    again, new, written, often, *dear = chances @ each
    once = attempts_of(case.generation, limit_of(values, generator), Fraction(0), 1)[0]
    return {
        "tokens_reread": again,
        "tokens_read": again + new,
        "tokens_written": written,
        "compactions": often + once[3],
        "generation_cost": _dollars(case.generation, *once[:3]),
        "long_prompt_cost": _dearer(case.generation, *once[4:]) + _dearer(case, *dear),
        "fixing_cost": _dollars(case, again, new, written),
        "seconds": _seconds(case, chances.sum(), written, often) + _seconds(case.generation, 1.0, once[2], once[3]),
    }


def _seconds(session: Session, attempts: float, written: float, compactions: float) -> float:
    """What so many attempts take that write so much, with their compactions."""
    calls = session.whole_calls
    each = calls * session.first_token + (calls - 1) * session.tool_seconds + session.test_seconds
    return attempts * float(each) + written * float(session.token_seconds) + compactions * float(session.first_token)


def _dollars(session: Session, again: float, new: float, written: float) -> float:
    prices = session.again_price, session.new_price, session.output_price
    return sum(float(price) * tokens for price, tokens in zip(prices, (again, new, written), strict=True))


def _dearer(session: Session, again: float, new: float, written: float) -> float:
    """What tokens of requests with long prompts cost more."""
    more = (
        session.dear_again_price - session.again_price,
        session.dear_new_price - session.new_price,
        session.dear_output_price - session.output_price,
    )
    return sum(float(price) * tokens for price, tokens in zip(more, (again, new, written), strict=True))


class _Talks:
    """Conversations side by side, call by call."""

    def __init__(self, runs: int, session: Session, limit: Limit) -> None:
        self._session, self._limit = session, limit
        self.cost = np.zeros(runs)
        self._prompt, self._unsent = np.full((2, runs), float(session.start))
        self._begun = np.zeros(runs, dtype=bool)

    def attempt(self, calls: np.ndarray, longer: float) -> None:
        """A session of so many calls in each."""
        one, limit = self._session, self._limit
        longest = math.inf if limit.longest is None else float(limit.longest)
        answer = float(one.answer) * longer
        for call in range(1, calls.max() + 1):
            at = np.flatnonzero(calls >= call)
            full = at[self._begun[at] & (self._prompt[at] > longest)]
            self._send(full, float(limit.summary))
            self._prompt[full] = self._unsent[full] = float(limit.kept)
            self._send(at, answer)
            self._unsent[at] = answer + np.where(calls[at] > call, float(one.tool), float(one.trace)) * longer
            self._prompt[at] += self._unsent[at]
            self._begun[at] = True

    def _send(self, at: np.ndarray, answer: float) -> None:
        new, again = self._unsent[at], self._prompt[at] - self._unsent[at]
        one, long_prompt = self._session, self._limit.long_prompt
        dear = self._prompt[at] > (math.inf if long_prompt is None else float(long_prompt))
        self.cost[at] += np.where(dear, float(one.dear_again_price), float(one.again_price)) * again
        self.cost[at] += np.where(dear, float(one.dear_new_price), float(one.new_price)) * new
        self.cost[at] += np.where(dear, float(one.dear_output_price), float(one.output_price)) * answer


def played(values: Values, generator: str, fixer: str, number: int, runs: int, seed: int) -> tuple[float, float]:
    """The mean dollars of runs whose numbers of calls vary, with so many attempts at the most, and its standard error.

    Every attempt is played in every run, and counts by the chance that it takes place. What the numbers of calls and their
    squares are off their means explains nearly all of a run's dollars, so that a few hundred runs tell the mean.
    """
    case, rng = setup(values, generator, fixer), np.random.default_rng(seed)
    cost, known = np.zeros(runs), [np.ones(runs)]
    for session, model, growth, chances in (
        (case.generation, generator, 0.0, np.ones(1)),
        (case, fixer, float(case.growth), taking_place(case, number)),
    ):
        talks, law = _Talks(runs, session, limit_of(values, model)), _Calls.of(session)
        for made, chance in enumerate(chances):
            before, more = talks.cost.copy(), law.after_the_first(rng, runs)
            talks.attempt(1 + more, 1.0 + growth * made)
            cost += chance * (talks.cost - before)
            known += [more / law.mean - 1.0, (more / law.mean - 1.0) ** 2 - law.variance / law.mean**2]
    explaining = np.stack(known, axis=1)
    share, *_ = np.linalg.lstsq(explaining, cost, rcond=None)
    return float(share[0]), float((cost - explaining @ share).std() / (runs - len(known)) ** 0.5)


@dataclass(frozen=True)
class _Calls:
    """Calls after the first: a negative binomial law, or a Poisson law where they spread too little for that."""

    mean: float
    variance: float

    @classmethod
    def of(cls, session: Session) -> _Calls:
        mean = float(session.calls) - 1.0
        return cls(mean, max((float(session.calls_spread) * mean) ** 2, mean))

    def after_the_first(self, rng: np.random.Generator, number: int) -> np.ndarray:
        mean, variance = self.mean, self.variance
        if variance <= mean:
            return rng.poisson(mean, number)
        return rng.negative_binomial(mean * mean / (variance - mean), mean / variance, number)
