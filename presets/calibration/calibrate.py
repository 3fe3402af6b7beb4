"""The door: from sessions to everything that they say."""

from __future__ import annotations

from collections.abc import Iterable
from math import nan

from engine.estimates.seen_survival import seen_survival
from engine.scenarios.registry import PARAMETERS, value
from engine.scenarios.scenario import Scenario
from presets.calibration.calibration import Calibration, LoggedModel, Sources
from presets.calibration.calls import Calls
from presets.calibration.dollar_check import dollar_check
from presets.calibration.gathered import Gathered
from presets.calibration.measuring import Measuring, day
from presets.calibration.one_session import add
from presets.calibration.roles import roles
from presets.calibration.sentences import left_out, remarks
from presets.calibration.written import written
from presets.logs.book import Book
from presets.logs.record import LoggedSession
from presets.prices.catalogue import Catalogue
from presets.prices.scenario_prices import SIDES, Side


def calibrate(
    sessions: Iterable[LoggedSession], book: Book, base: Scenario, catalogue: Catalogue, *, strong: str = "", weak: str = ""
) -> Calibration:
    """What sessions say of the numbers of a scenario. They are looked at one at a time and not kept.

    Args:
        sessions: The sessions.
        book: What was read and left out on the way; read when the sessions are at their end.
        base: What stays where they say too little.
        catalogue: Prices and names of models.
        strong: Which model is the strong one; the two with the most bugs are taken unless one is named.
        weak: Which is the weak one.

    Raises:
        Refusal: If a name means no model, several, or the same one twice.
    """
    gathered = Gathered(catalogue)
    calls = Calls(gathered)
    for session in sessions:
        add(session, calls)
    calls.settle()
    named = roles(gathered, base, strong, weak)
    measuring = Measuring(gathered, named, base)
    measuring.measure()
    scenario, chosen = written(measuring)
    check = dollar_check(measuring, scenario)
    return Calibration(
        sources=_sources(gathered, book),
        models=_models(gathered, named, scenario),
        parameters=tuple(measuring.measured[key] for key in PARAMETERS if key in measuring.measured),
        dollars=check,
        left_out=left_out(gathered),
        kept=tuple(measuring.kept),
        remarks=(*chosen, *remarks(measuring, check)),
        scenario=scenario,
    )


def _sources(gathered: Gathered, book: Book) -> Sources:
    return Sources(
        files=book.files,
        sessions=gathered.sessions,
        requests=gathered.requests,
        duplicates=book.duplicates,
        skipped=tuple(book.skipped.most_common()),
        noted=tuple(book.noted.most_common()),
        agents=tuple(gathered.agents.most_common()),
        first=day(gathered.first),
        last=day(gathered.last),
    )


def _models(gathered: Gathered, named: dict[Side, str], scenario: Scenario) -> tuple[LoggedModel, ...]:
    sides = {name: side for side, name in named.items()}
    names = {**dict.fromkeys(sides), **dict.fromkeys(gathered.models)}
    order = sorted(names, key=lambda name: (SIDES.index(sides[name]) if name in sides else len(SIDES), *_less(gathered, name)))
    return tuple(_model(gathered, name, sides.get(name), scenario) for name in order)


def _less(gathered: Gathered, name: str) -> tuple[int, int]:
    of = gathered.of(name)
    return -of.bugs, -of.requests


def _model(gathered: Gathered, name: str, side: Side | None, scenario: Scenario) -> LoggedModel:
    of = gathered.of(name)
    attempts = sum(one.attempts for one in of.episodes)
    fitted = side is not None and attempts > 0
    rate = value(scenario, f"{side}.easy_fix_rate") if fitted else None
    return LoggedModel(
        name=name,
        listed=gathered.names.find(name) is not None,
        role=side,
        tasks=of.tasks,
        bugs=of.bugs,
        attempts=attempts,
        fixed=sum(one.fixed for one in of.episodes),
        given_up=sum(one.given_up for one in of.episodes),
        open=sum(not (one.fixed or one.given_up) for one in of.episodes),
        taken_over=of.taken_over,
        requests=of.requests,
        dollars=nan if of.unpriced == of.requests > 0 else of.dollars,
        curve=seen_survival(of.episodes, float(rate), float(scenario.assumptions.spread)) if isinstance(rate, float) else None,
    )
