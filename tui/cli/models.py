"""``crossover models``: the price catalogue."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from engine.scenarios.notation import grouped, money
from presets.files.searching import meant
from presets.files.text import plain_text
from presets.prices.catalogue import CatalogueModel, catalogue
from tui.answers.as_text import table
from tui.cli import output


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("search", nargs="*", metavar="SEARCH", help="words that id, name or tier must contain")
    parser.add_argument("--json", action="store_true", help="one JSON object, prices unrounded")


def run(arguments: argparse.Namespace) -> int:
    """List the models that fit; returns the exit status."""
    listed = catalogue()
    search = " ".join(arguments.search)
    found = listed.search(search)
    if arguments.json:
        output.write_json({"priced": listed.priced, "source": listed.source, "models": [asdict(model) for model in found]})
        return 0
    if not found:
        near = meant(search, (plain_text(model.name) for model in listed.models))
        output.message(f'no model of the catalogue fits "{plain_text(search)}"{near}')
        return 0
    header = ["id", "name", "tier", "input", "output", "cache read", "cache write", "window", "priced"]
    for line in table(header, [_row(model) for model in found], left=3):
        output.write(line)
    output.write("")
    output.write(f"dollars per million tokens, {plain_text(listed.priced)}: {plain_text(listed.source)}")
    for model in found:
        if model.long_prompt_threshold is not None:
            output.write(_long(model))
    return 0


def _row(model: CatalogueModel) -> list[str]:
    prices = (model.input_price, model.output_price, model.cache_read_price, model.cache_write_price)
    name = plain_text(model.name) + (" (own)" if model.own else "")
    return [plain_text(model.id), name, model.tier, *map(money, prices), grouped(model.context_window), model.priced]


def _long(model: CatalogueModel) -> str:
    threshold = grouped(model.long_prompt_threshold or 0)
    prices = f"{money(model.long_input_price or 0.0)} in, {money(model.long_output_price or 0.0)} out"
    return f"{plain_text(model.name)}: {prices} for a whole request of more than {threshold} prompt tokens"
