"""``crossover parameters``: every number, choice and switch of a scenario."""

from __future__ import annotations

import argparse
import math

from engine.scenarios.notation import show
from engine.scenarios.parameters import Domain, Parameter
from engine.scenarios.registry import PARAMETERS
from presets.files.searching import has_words, meant
from presets.files.text import plain_text
from tui.answers.as_text import table
from tui.cli import output


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("search", nargs="*", metavar="SEARCH", help="words that key, label or symbol must contain")
    parser.add_argument("--json", action="store_true", help="one JSON object, with the help of each")


def run(arguments: argparse.Namespace) -> int:
    """List those that fit; returns the exit status."""
    wanted = " ".join(arguments.search)
    found = [p for p in PARAMETERS.values() if has_words(wanted, f"{p.key} {p.title} {p.full_symbol}")]
    if arguments.json:
        output.write_json({"parameters": [_as_json(parameter) for parameter in found]})
    elif found:
        for line in table(["key", "what", "symbol", "unit", "allowed", "left out"], [_row(p) for p in found], left=6):
            output.write(line)
    else:
        near = meant(wanted, (parameter.title for parameter in PARAMETERS.values()))
        output.message(f'no parameter fits "{plain_text(wanted)}"{near}')
    return 0


def _row(parameter: Parameter) -> list[str]:
    left_out = "required" if parameter.required else "" if parameter.linked else show(parameter, parameter.default)
    return [parameter.key, parameter.title, parameter.full_symbol, parameter.kind.unit, parameter.kind.allowed, left_out]


def _as_json(parameter: Parameter) -> dict[str, object]:
    kind = parameter.kind
    found: dict[str, object] = {
        "key": parameter.key,
        "label": parameter.title,
        "symbol": parameter.full_symbol,
        "help": parameter.entry.about,
        "unit": kind.unit,
        "allowed": kind.allowed,
    }
    found |= _limits(kind.domain) if kind.numeric else {"choices": [False, True] if kind.flag else list(kind.choices)}
    if parameter.linked:
        return found | {"sets": list(parameter.targets)}
    return found | ({"required": True} if parameter.required else {"required": False, "default": parameter.default})


def _limits(domain: Domain) -> dict[str, object]:
    """The domain in the words of JSON Schema."""
    found: dict[str, object] = {"type": "integer" if domain.whole else "number"}
    found["exclusiveMinimum" if domain.open_low else "minimum"] = domain.low
    if math.isfinite(domain.high):
        found["exclusiveMaximum" if domain.open_high else "maximum"] = domain.high
    return found
