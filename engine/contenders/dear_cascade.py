"""What long prompts add to the cascade (docs/model.md, More strategies).

Each model has a threshold of its own. The conversation that the strong model inherits is as long as the weak model
left it; one that it begins is as long as the first one was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.attempts.attempt_sums import late, up_to
from engine.contenders.dear_requests import Dear, dear_requests, is_reached, longest_cheap
from engine.contenders.random_order import Complex, EarlyRequests
from engine.numerics.arrays import Array
from engine.numerics.infinity import times
from engine.prices.long_prompts import Surcharge
from engine.prices.pairing import Pairing
from engine.prices.prompt_lengths import Growing
from engine.scenarios.scenario import Scenario


@dataclass(frozen=True, eq=False)
class DearCascade:
    """The dear requests of a cascade.

    Attributes:
        weak: Those of the weak model.
        strong: Those of the strong model.
        reached: Whether there are any in one conversation about all bugs.
    """

    weak: Dear
    strong: Dear
    reached: bool

    def per_bug(self, fixers: tuple[Pairing, Pairing], limits: Array, escalated: Array, *, inherits: bool) -> Array:
        """Dollars that a bug with a conversation of its own costs more, ``(2, limits)``.

        Args:
            fixers: The weak and the strong model.
            limits: Weak attempts, for each limit; infinite for no end of them.
            escalated: Chance that the strong model takes over, ``(2, limits)``.
            inherits: Whether it goes on with the conversation.
        """
        weak, strong = fixers
        made = np.minimum(limits, weak.limit)
        mine = late(weak.rates, weak.spread, weak.fading, made, self.weak.extra.before)
        extra = self._handed_over(np.where(np.isfinite(made), made, 0.0)) if inherits else self.strong.extra
        left = weak.limit - np.where(np.isfinite(made), made, 0.0)
        theirs = late(strong.rates, strong.spread, strong.fading, left, extra.before)
        return self.weak.extra.dollars(mine) + times(escalated, extra.dollars(theirs))

    def _handed_over(self, attempts: Array) -> Surcharge:
        """The strong model's surcharge where it goes on after so many weak attempts."""
        own = self.strong.prompts
        longer = 1.0 + own.growth * attempts
        prompts = Growing(self.weak.prompts.after(attempts), own.step * longer, own.growth / longer)
        before = prompts.attempts_within(np.array(self.strong.threshold))
        return replace(self.strong.extra, before=before, prompts=prompts, written=self.strong.extra.written * longer)

    def early(self, weak: Pairing) -> EarlyRequests:
        """The requests of one conversation that are not dear for both models."""
        return EarlyRequests(weak, self.weak.prompts, self.strong.prompts, longest_cheap(self.weak, self.strong))

    def cheap(self, early: EarlyRequests, fixers: tuple[Pairing, Pairing], limits: Array) -> Array:
        """What requests of one conversation that are not dear would cost more if they were, in dollars, ``(limits,)``.

        Args:
            early: Those requests, countable ones.
            fixers: The weak and the strong model, with the surcharges for prices.
            limits: Weak attempts.
        """
        weak, strong = fixers
        m, n = early.sizes
        z, y = early.variables
        mine, mine_so_far = _powers(up_to(weak.rates, weak.spread, weak.fading, m).open, z)
        _, theirs_so_far = _powers(up_to(strong.rates, strong.spread, strong.fading, n).open, y)
        prompts = early.prompts
        price = [
            np.where(prompts <= dear.threshold, fixer.new_price * prompts + fixer.output_price * fixer.written, 0.0)
            for dear, fixer in ((self.weak, weak), (self.strong, strong))
        ]
        # More weak attempts than that leave nothing cheap behind them.
        tried, where = np.unique(np.minimum(np.minimum(limits, weak.limit), m), return_inverse=True)
        found = []
        for k in tried.astype(np.int64).tolist():
            own_weak = mine_so_far[:, k]
            own_strong = mine[:, k] * theirs_so_far[:, int(min(weak.limit - k, n))]
            left = 1.0 - (1.0 - z) * own_weak - (1.0 - y) * own_strong
            counted = early.counted(left, own_weak, own_strong) if k < m else early.counted(left, own_weak)
            found.append(sum((requests * each).sum() for requests, each in zip(counted, price, strict=False)))
        return np.array(found)[where]


def _powers(still_open: Array, variable: Complex) -> tuple[Complex, Complex]:
    """Generating functions of the attempts of one model at a bug: one by one, and of so many first ones, by class."""
    t = np.arange(still_open.shape[1])[:, None, None]
    each = still_open[:, :, None, None] * variable**t
    return each, np.concatenate([np.zeros_like(each[:, :1]), np.cumsum(each, axis=1)], axis=1)


def dear_cascade(scenario: Scenario, generator: str, fixers: tuple[Pairing, Pairing]) -> DearCascade:
    """The dear requests of the cascade behind a generator."""
    weak, strong = (dear_requests(scenario, generator, fixer) for fixer in ("weak", "strong"))
    reached = True
    if fixers[0].shared:
        # No bug takes more attempts, and no attempt adds more, than with the slower and the wordier of the two.
        wordier = max((weak, strong), key=lambda dear: dear.prompts.step.item())
        least = np.array(min(weak.threshold, strong.threshold))
        rates = np.minimum(fixers[0].rates, fixers[1].rates)
        reached = is_reached(scenario, generator, rates, float(wordier.prompts.attempts_within(least).item()))
    return DearCascade(weak, strong, reached)
