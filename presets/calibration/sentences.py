"""What is said of logs beside the numbers: what was left out, and what they show that no number of a scenario says."""

from __future__ import annotations

from collections.abc import Iterator

from engine.scenarios.notation import counted, grouped, money
from engine.verdict import in_percent
from presets.calibration.calibration import DollarCheck
from presets.calibration.gathered import Gathered
from presets.calibration.measuring import Measuring
from presets.calibration.sizes import MUCH, mean
from presets.calibration.written import habit

_REASONS = (
    (
        "no check",
        "task had no check and says nothing of bugs and sizes",
        "tasks had no check and say nothing of bugs and sizes",
    ),
    (
        "no edit",
        "task changed no file and says nothing of bugs and sizes",
        "tasks changed no file and say nothing of bugs and sizes",
    ),
    ("unknown", "check did not tell whether it passed", "checks did not tell whether they passed"),
    ("reruns", "check was run again with nothing changed", "checks were run again with nothing changed"),
    ("only_tests", "check failed when only tests had changed: no bug", "checks failed when only tests had changed: no bugs"),
    ("unchanged", "check had nothing changed before it", "checks had nothing changed before them"),
    ("mixed", "generation or attempt was the work of two models", "generations or attempts were the work of two models"),
    (
        "no sizes",
        "task has only sums of tokens, and is not in the dollar check",
        "tasks have only sums of tokens, and are not in the dollar check",
    ),
    (
        "no price",
        "task has no dollars: the catalogue does not know its model",
        "tasks have no dollars: the catalogue does not know their models",
    ),
)


def left_out(gathered: Gathered) -> tuple[str, ...]:
    """What is left out of the counts, and why."""
    found = [(gathered.left_out[why], one, many) for why, one, many in _REASONS]
    said = [f"{grouped(count)} {one if count == 1 else many}" for count, one, many in found if count]
    if gathered.uncounted > 0.0:
        said.append(f"tasks without a check cost ${money(gathered.uncounted)}, which is not in the dollar check")
    return tuple(said)


def remarks(measuring: Measuring, check: DollarCheck | None) -> Iterator[str]:
    """What logs show and no number of the scenario says."""
    gathered = measuring.gathered
    yield from _longer(measuring, check)
    bugs = [one for name in measuring.roles.values() for one in gathered.of(name).episodes]
    if any(one.given_up for one in bugs):
        given_up = sum(one.given_up for one in bugs)
        yield f"{counted(given_up, 'bug')} given up, after {counted(habit(measuring), 'attempt')} at most"
    if gathered.compactions:
        often = in_percent(gathered.compactions / max(1, gathered.requests))
        longest = grouped(gathered.longest)
        yield f"{often} of 100 calls came after a compaction; the longest conversation had {longest} tokens"
    missed = mean(measuring.both, "missed")[0] if measuring.both.seen("missed") else 0.0
    if missed > 0.0:
        yield f"the cache held less than half of what it could at {in_percent(missed)} % of the calls"
    taken_over = sum(gathered.of(name).taken_over for name in measuring.roles.values())
    if taken_over:
        yield f"{counted(taken_over, 'bug')} went from one model to the other: only these say how one fixes what the other left"
    else:
        yield "no bug went from one model to the other: each was seen at its own bugs only"


def _longer(measuring: Measuring, check: DollarCheck | None) -> Iterator[str]:
    """Where tasks are more than the definitions say: several in a conversation, or going on after a passed check."""
    begun, first = (float(mean(measuring.both, quantity)[0]) for quantity in ("begun with", "prompt"))
    if begun > MUCH * first:
        yield (
            f"tasks begin with {grouped(round(begun))} tokens, sessions with {grouped(round(first))}, since conversations go "
            f"on from task to task{_less(check)}"
        )
    if measuring.whole:
        yield "tasks go on after their first passed check: what is done up to the next one counts as generation as well"


def _less(check: DollarCheck | None) -> str:
    """What that costs, and how much of it the scenario has."""
    if check is None or not check.anew < check.predicted:
        return ""
    share = 1.0 - check.anew / check.predicted
    return (
        f", which is {in_percent(share)} % of their predicted dollars: tasks of the scenario begin with the latter and have "
        "none of it; with the former as prompt they have somewhat more, since nothing of it is in the cache"
    )
