"""How the values of parameters are shown to people; ``engine.scenarios.typed`` reads what they type."""

from __future__ import annotations

import math
from decimal import Decimal

from engine.numerics.arrays import Quantity
from engine.scenarios.parameters import Parameter, Setting

_LONGEST = 40
"""Characters of a number that is written in full."""


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


def show_range(parameter: Parameter, low: float, high: float) -> str:
    """A range as a row shows it: ``2.0..8.0``, ``90..97 %``."""
    first, last = show(parameter, low), show(parameter, high)
    return f"{first.removesuffix(' %')}..{last}"


def exact_range(parameter: Parameter, low: float, high: float) -> str:
    """A range as ``typed_range.read_range`` takes it wherever it is typed, without loss."""
    return f"{exact(parameter, low)}..{exact(parameter, high)}"


def exact(parameter: Parameter, value: Setting) -> str:
    """A value as ``typed.read`` takes it wherever it is typed, without loss: what an editor starts from."""
    if value is None:
        return "none"
    if isinstance(value, bool | str):
        return show(parameter, value)
    if parameter.kind.notation == "percent":
        return f"{digits(Decimal(repr(float(value))).scaleb(2))}%"
    return digits(value)


def full(parameter: Parameter, value: Setting) -> str:
    """A value in all its digits, with its unit: ``20 000 tokens``, ``0.97 %``, ``$4/Mtok``, ``×1.5``, ``none``."""
    if value is None or isinstance(value, bool | str) or not math.isfinite(value):
        return show(parameter, value)
    kind, text = parameter.kind, digits(value)
    match kind.notation:
        case "money":
            return f"${text}{kind.unit[1:]}"
        case "percent":
            return f"{exact(parameter, value)[:-1]} %"
        case "factor":
            return f"×{text}"
        case "tokens" if text.isdigit():
            text = f"{int(text):,}".replace(",", " ")
    unit = kind.unit.removesuffix("s") if text == "1" else kind.unit
    return f"{text} {unit}".rstrip()


def digits(number: Quantity | Decimal) -> str:
    """A finite number in all its digits: in full, except where that would be too long to type."""
    exactly = (number if isinstance(number, Decimal) else Decimal(repr(float(number)))).normalize()
    return f"{exactly:f}" if abs(exactly.adjusted()) < _LONGEST and len(f"{exactly:f}") < _LONGEST else str(exactly)


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


def percent(chance: float) -> str:
    """A probability, never rounded to certainty: ``99.4 %``, ``>99.9 %``."""
    if chance in (0.0, 1.0):
        return f"{chance:.0%}".replace("%", " %")
    if chance > 0.9995:
        return ">99.9 %"
    if chance < 0.0005:
        return "<0.1 %"
    return f"{100 * chance:.3g} %"


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


def duration(seconds: float) -> str:
    """A time as people say it: ``0.4 s``, ``45 s``, ``4 min 10 s``, ``12 min``, ``1.3 h``, ``5 days``."""
    if math.isinf(seconds):
        return "∞"
    whole = round(seconds)
    if whole < 60:
        return f"{plain(float(f'{seconds:.2g}'))} s"
    if whole < 600:
        minutes, rest = divmod(whole, 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    if whole < 3570:
        return f"{whole / 60:.0f} min"
    hours = seconds / 3600
    return f"{plain(float(f'{hours:.2g}'))} h" if hours < 99.5 else f"{plain(float(f'{hours / 24:.2g}'))} days"


def grouped(number: float) -> str:
    """A token count with thin groups of three digits."""
    if abs(number) >= 1e9:
        return f"{number:.3g}"
    return f"{number:,.0f}".replace(",", " ") if number == round(number) or number >= 1000 else plain(number)


def counted(count: int, what: str) -> str:
    """A number of things: ``1 session``, ``12 sessions``."""
    return f"{grouped(count)} {what}{'' if count == 1 else 's'}"


def rounded(number: float) -> float:
    """A number with three digits: as many as one that was measured has at best."""
    return float(f"{number:.3g}")
