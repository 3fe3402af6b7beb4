"""How the values of parameters are written by people and shown to them."""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation

from engine.parameters import Parameter, Setting

_SUFFIXES = {"k": 3, "K": 3, "m": 6, "M": 6, "g": 9, "G": 9}
_WORDS = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
_LONGEST = 40


def parse(parameter: Parameter, text: str) -> Setting:
    """The value that a person wrote: ``20k``, ``1.5M``, ``97%``, ``0.97``, ``20 000``, ``20_000``, ``on``.

    A parameter that may be left out takes ``none`` and the word that is shown for it.

    Raises:
        ParameterError: If the text is no value of that parameter; one sentence.
    """
    word = text.strip()
    kind = parameter.kind
    if parameter.optional and word.lower() in ("none", "", parameter.entry.absent):
        return None
    if kind.flag and word.lower() in _WORDS:
        return _WORDS[word.lower()]
    if kind.numeric and (number := _number(word)) is not None:
        return parameter.check(number)
    return parameter.check(word)


def _number(word: str) -> float | None:
    digits = word.replace(" ", "").replace("\N{NO-BREAK SPACE}", "").replace("_", "").lstrip("$")
    if len(digits) > _LONGEST or not digits.isascii():
        return None
    exponent = 0
    if digits.endswith("%"):
        digits, exponent = digits[:-1], -2
    elif digits[-1:] in _SUFFIXES and digits[-1:]:
        digits, exponent = digits[:-1], _SUFFIXES[digits[-1]]
    try:
        # Decimal shifts exactly: 97% is the same number as 0.97.
        number = Decimal(digits)
        return float(number.scaleb(exponent)) if number.is_finite() else float(number)
    except (InvalidOperation, OverflowError):
        return None


def show(parameter: Parameter, value: Setting) -> str:
    """A value as a row shows it, without its unit: ``4.00``, ``20 000``, ``97 %``, ``×1.33``, ``none``."""
    if value is None:
        return parameter.entry.absent or "—"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str):
        return value
    number = float(value)
    if math.isinf(number):
        return "∞"
    match parameter.kind.notation:
        case "money":
            return money(number)
        case "tokens":
            return grouped(number)
        case "percent":
            return f"{plain(number * 100)} %"
        case "factor":
            return f"×{plain(number, 2)}"
    return plain(number, 0 if parameter.kind.domain.whole else 1)


def exact(parameter: Parameter, value: Setting) -> str:
    """A value as ``parse`` takes it, without loss: what an editor starts from."""
    if value is None:
        return "none"
    if isinstance(value, bool | str):
        return show(parameter, value)
    number = Decimal(repr(float(value)))
    if parameter.kind.notation == "percent":
        return f"{_digits(number.scaleb(2))}%"
    return _digits(number)


def _digits(number: Decimal) -> str:
    # In full, except where parse would find that too long.
    text = f"{number.normalize():f}"
    return text if len(text) < _LONGEST else str(number.normalize())


def plain(number: float, decimals: int = 0) -> str:
    """A number with four significant digits at most and ``decimals`` decimals at least."""
    if number == 0:
        return f"{0:.{decimals}f}"
    size = abs(number)
    if size >= 1e7 or size < 1e-4:
        return f"{number:.3g}"
    places = min(max(3 - math.floor(math.log10(size)), 0), 7)
    text = f"{number:.{places}f}"
    whole, _, rest = text.partition(".")
    rest = rest.rstrip("0").ljust(decimals, "0")
    return f"{whole}.{rest}" if rest else whole


def money(number: float) -> str:
    """Dollars without the sign: cents, or as many digits as a small amount needs."""
    if math.isinf(number):
        return "∞"
    size = abs(number)
    if size >= 1e7:
        return f"{number:.3g}"
    if size >= 1000:
        return f"{number:,.0f}".replace(",", " ")
    if size >= 0.1 or size == 0:
        return f"{number:.2f}" if round(number, 2) == round(number, 4) or size >= 1 else f"{number:.3f}"
    return f"{number:.2g}" if size < 1e-4 else plain(number, 2)


def grouped(number: float) -> str:
    """A token count with thin groups of three digits."""
    if abs(number) >= 1e9:
        return f"{number:.3g}"
    return f"{number:,.0f}".replace(",", " ") if number == round(number) or number >= 1000 else plain(number)
