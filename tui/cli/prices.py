"""``crossover prices``: the catalogue against newer price data."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable
from datetime import UTC, datetime

from presets.files.refusal import Refusal, shown
from presets.files.text import plain_text
from presets.prices.catalogue import Catalogue, catalogue, own_catalogue, own_path
from presets.prices.offers import Offer, PriceList, passed_over
from presets.prices.own_models import save_own
from presets.prices.scenario_prices import PriceChange, price_changes
from presets.prices.updates import SOURCE, compare, taken
from presets.scenarios.document import open_path
from presets.scenarios.library import entries
from tui.cli import output, price_report
from tui.cli.price_report import Answer

_WAIT = 15.0
_LONGEST_WAIT = 600.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--at", metavar="MOMENT", help="the moment whose prices count, as 2026-11-20T12:00Z (default now)")
    parser.add_argument("--apply", action="store_true", help="write what changed into your own catalogue")
    parser.add_argument("--add", action="append", default=[], metavar="ID", help="write this model, too; may be repeated")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--offline", action="store_true", help="take the installed price data, use no network")
    source.add_argument("--url", metavar="URL", help="fetch the price data from here")
    parser.add_argument("--wait", default=f"{_WAIT:g}", metavar="SECONDS", help=f"how long to wait for it (default {_WAIT:g})")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Compare, and write if asked to; returns the exit status, 1 if a scenario cannot be used."""
    now = datetime.now(UTC)
    moment = now if arguments.at is None else _moment(arguments.at)
    wait = _seconds(arguments.wait)
    # Whatever is wrong with the user's own file is told before anything is fetched.
    listed = catalogue()
    prices, failure = _prices(arguments, listed, moment, now, wait)
    writes = arguments.apply or bool(arguments.add)
    if failure and writes:
        raise Refusal(f"nothing was written: {failure}; --offline takes the installed data instead")
    if failure and not arguments.json:
        output.message(plain_text(f"no newer price data: {failure}; {prices.source} as installed serves"))
    found = compare(listed, prices, passed_over(), pinned=arguments.at is not None)
    wanted = [change.offer for change in found.changed] if arguments.apply else []
    wanted += _wanted(arguments.add, prices)
    written = [taken(listed.get(offer.id), offer, prices, listed) for offer in wanted]
    replaced = own_catalogue() is not None
    if written:
        evaluated = f"{prices.source}, evaluated at {moment:%Y-%m-%d %H:%M} UTC"
        listed = save_own(written, moment.date().isoformat(), evaluated)
    scenarios, status = _scenarios(listed)
    answer = Answer(
        prices=prices,
        served="installed" if failure or arguments.offline else "fetched",
        failure=failure,
        pinned=arguments.at is not None,
        listed=listed,
        found=found,
        written=tuple(written) if writes else None,
        file=shown(own_path()),
        replaced=replaced,
        scenarios=scenarios,
    )
    if arguments.json:
        output.write_json(price_report.as_json(answer))
    else:
        for line in price_report.lines(answer):
            output.write(line)
    return status


def _moment(text: str) -> datetime:
    """The moment that ``--at`` gives; without a zone it is UTC.

    Raises:
        Usage: If it is none.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise output.Usage(f'--at takes a moment as 2026-11-20T12:00Z, not "{text}"') from None


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if 0.0 < seconds <= _LONGEST_WAIT:
        return seconds
    raise output.Usage(f'--wait takes seconds, more than 0 and at most {_LONGEST_WAIT:g}, not "{text}"')


def _prices(
    arguments: argparse.Namespace, listed: Catalogue, moment: datetime, now: datetime, wait: float
) -> tuple[PriceList, str]:
    """The newest price list there is, and what kept newer data away, if anything did."""
    # Imported only now: an extra that need not be installed, and by far the slowest import of all.
    from tui.cli import price_source

    failure = ""
    if not arguments.offline:
        try:
            offers = price_source.offers(price_source.fetched(arguments.url, wait), moment)
        except price_source.Unfetched as unfetched:
            failure = str(unfetched)
        else:
            if _covers(offers, listed):
                return PriceList(moment, f"{SOURCE}, fetched {now:%Y-%m-%d}", offers), ""
            failure = "the data that was fetched lacks most models of the catalogue"
    return PriceList(moment, price_source.installed_source(), price_source.offers(price_source.installed(), moment)), failure


def _covers(offers: Iterable[str], listed: Catalogue) -> bool:
    """Whether price data is what it should be; a list that lost most models is damaged, whatever its form."""
    expected = {model.id for model in listed.models if model.source.startswith(SOURCE)}
    return 2 * len(expected.intersection(offers)) >= len(expected)


def _wanted(ids: list[str], prices: PriceList) -> list[Offer]:
    """The offers that ``--add`` names.

    Raises:
        Usage: If the price data has no such model.
    """
    for model_id in ids:
        if model_id not in prices.offers:
            raise output.Usage(f'--add: the price data has no model "{model_id}"')
    return [prices.offers[model_id] for model_id in dict.fromkeys(ids)]


def _scenarios(listed: Catalogue) -> tuple[tuple[tuple[str, tuple[PriceChange, ...]], ...], int]:
    """The scenarios whose prices are not the catalogue's, and the exit status: 1 if one cannot be used."""
    found, status = [], 0
    for entry in entries():
        try:
            scenario = open_path(entry.path, entry.name).scenario
        except Refusal as refusal:
            output.message(str(refusal))
            status = 1
            continue
        if changes := price_changes(scenario, listed):
            found.append((entry.name, tuple(changes)))
    return tuple(found), status
