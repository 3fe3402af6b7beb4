"""What long prompts add to the cascade (docs/model.md, More strategies).

Each model has a threshold of its own. The conversation that the strong model inherits is as long as the weak model
left it; one that it begins is as long as the first one was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.attempts.attempt_sums import late
from engine.contenders.dear_requests import Dear, dear_requests
from engine.numerics.arrays import Array
from engine.numerics.infinity import times
from engine.prices.long_prompts import Surcharge
from engine.prices.pairing import Pairing
from engine.prices.prompt_lengths import Growing
from engine.scenarios.scenario import Scenario


@dataclass(frozen=True, eq=False)
class DearCascade:
    """The dear requests of a cascade: those of the weak model and those of the strong one."""

    weak: Dear
    strong: Dear

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


def dear_cascade(scenario: Scenario, generator: str) -> DearCascade:
    """The dear requests of the cascade behind a generator."""
    return DearCascade(*(dear_requests(scenario, generator, fixer) for fixer in ("weak", "strong")))
