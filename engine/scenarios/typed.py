"""Reading what people type for a parameter: a value, or a change of the present one.

A value is a word (``none``, ``on``) or a number: ``20k``, ``1.5M``, ``97%``, ``$4``, ``20 000``, ``200,000``. A number behind
``+``, ``-``, ``*`` or ``/`` changes the present value: ``+10%`` and ``-50%`` by a share of it, ``+1000`` by an amount,
``*0.5`` and ``/2`` by a factor. No parameter is ever negative, so a sign is always a change.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import Enum

from engine.scenarios.notation import digits, full
from engine.scenarios.parameters import Domain, Parameter, ParameterError, Setting

_NUMBER = re.compile(
    r"([+*/-]?)(\$?)((?:\d{1,3}(?:,\d{3})+|\d*)(?:\.\d*)?(?:e[+-]?\d+)?)([kmg%]?)",
    re.ASCII | re.IGNORECASE,
)
"""Operator, dollar sign, digits and suffix of what is typed without blanks."""

_SUFFIXES = {"": 0, "k": 3, "m": 6, "g": 9, "%": -2}
_WORDS = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
_AS_TYPED = str.maketrans({"_": "", "×": "*", "÷": "/", "\N{MINUS SIGN}": "-"})
_LONGEST = 60
"""Characters of the longest number, its groups included."""

_EXACT = Context(prec=400)
"""Sums and products of two floats, and what is typed, have no more digits but in the most absurd cases."""


class Place(Enum):
    """Where something is typed: what a bare number of a parameter in percent means there, and how it is called."""

    SCREEN = "screen"
    """As the row shows it: ``97`` is 97 %, and the parameter is called by its title."""

    FILES = "files"
    """As files have it, and so on the command line: ``0.97`` is 97 %, and the parameter is called by its key."""


class Unfinished(ParameterError):
    """No value yet, but one may come of it with more typing; ``str()`` says why it is none as it is."""

    def __init__(self, sentence: str, so_far: str = "") -> None:
        super().__init__(sentence)
        self.so_far = so_far
        """What there is to say while typing goes on; empty if nothing is."""


@dataclass(frozen=True)
class Typed:
    """What was typed, understood.

    Attributes:
        parameter: The parameter.
        place: Where it was typed.
        text: The text.
        setting: The value; ``None`` (also left out) where it depends on the present one.
        operator: ``+``, ``-``, ``*`` or ``/`` if it changes the present value.
        amount: What the operator takes.
        share: Whether ``amount`` is a share of the present value, to add or to take away.
        ended: Whether nothing can follow that would make it another number.
        hint: What else may have been meant.
    """

    parameter: Parameter
    place: Place
    text: str
    setting: Setting = None
    operator: str = ""
    amount: Decimal = Decimal()
    share: bool = False
    ended: bool = True
    hint: str = ""

    def value(self, now: Setting) -> Setting:
        """The value that results from the present one.

        Raises:
            ParameterError: If there is none; one sentence.
        """
        if not self.operator:
            return self.setting
        name = name_of(self.parameter, self.place)
        if not isinstance(now, int | float):
            raise ParameterError(f'{name} has no value of its own that "{self.text}" could change')
        present = Decimal(repr(float(now)))
        amount = _EXACT.multiply(present, self.amount) if self.share else self.amount
        try:
            number = float(_OPERATIONS[self.operator](present, amount))
        except ArithmeticError:
            raise self._refused(f"{name} cannot be changed by {self.text}") from None
        if number not in self.parameter.kind.domain:
            sentence = _refusal(self.parameter, self.place, _said(self.parameter, self.place, number))
            raise self._refused(sentence, f"{self._step(now, number)}, but must be {_allowed(self.parameter, self.place)}")
        return number

    def around(self, value: float) -> tuple[float, float]:
        """A value less what a change by ``+`` adds to it, and with that; in or outside its domain."""
        present = Decimal(repr(value))
        amount = _EXACT.multiply(present, self.amount) if self.share else self.amount
        return float(_EXACT.subtract(present, amount)), float(_EXACT.add(present, amount))

    def meaning(self, now: Setting) -> str:
        """What it means, in all its digits: ``= 5 %``, ``90 % → 99 %``; with what else may have been meant."""
        value = self.value(now)
        return f"{self._step(now, value) if self.operator else f'= {full(self.parameter, value)}'}{self.hint}"

    def _step(self, now: Setting, value: Setting) -> str:
        return f"{full(self.parameter, now)} → {full(self.parameter, value)}"

    def _refused(self, sentence: str, so_far: str = "") -> ParameterError:
        return ParameterError(sentence) if self.ended else Unfinished(sentence, so_far)


_OPERATIONS = {"+": _EXACT.add, "-": _EXACT.subtract, "*": _EXACT.multiply, "/": _EXACT.divide}


def read(parameter: Parameter, text: str, place: Place) -> Typed:
    """Understand what was typed.

    A parameter that may be left out takes ``none``, nothing, and the word that is shown for it.

    Raises:
        Unfinished: If it is no value, but the beginning of one.
        ParameterError: If the text is no value of that parameter and no change of one; one sentence.
    """
    word = text.strip()
    kind = parameter.kind
    if parameter.optional and word.lower() in _words(parameter):
        return Typed(parameter, place, word)
    if kind.flag and word.lower() in _WORDS:
        return Typed(parameter, place, word, _WORDS[word.lower()])
    if word in kind.choices:
        return Typed(parameter, place, word, word)
    if not kind.numeric or len(word) > _LONGEST:
        raise ParameterError(_refusal(parameter, place, quoted(word)))
    return _number(parameter, word, place)


def checked(parameter: Parameter, value: Setting, place: Place) -> Setting:
    """``Parameter.check``, whose sentence speaks as people do where it is read.

    Raises:
        ParameterError: If the value is of the wrong type or outside the domain.
    """
    try:
        return parameter.check(value)
    except ParameterError:
        raise ParameterError(_refusal(parameter, place, _said(parameter, place, value))) from None


def _number(parameter: Parameter, word: str, place: Place) -> Typed:
    """A number, or a change by one."""
    compact = "".join(word.split()).translate(_AS_TYPED)
    found = _parts(compact)
    if found is None:
        sentence = _refusal(parameter, place, quoted(word)) + _with_a_dot(compact)
        begins = any(_parts(compact + rest) for rest in ("0", "00", "000"))
        raise (Unfinished if begins or _begins_a_word(parameter, word) else ParameterError)(sentence)
    operator, dollar, number, suffix = found
    money, percent = parameter.kind.notation == "money", parameter.kind.notation == "percent"
    adds = operator in ("", "+", "-")
    if dollar and not (money and adds):
        raise ParameterError(f"{_refusal(parameter, place, quoted(word))}; it is no amount of dollars")
    if suffix == "%" and not operator and not percent:
        raise ParameterError(f"{_refusal(parameter, place, quoted(word))}; a percent sign only changes it, as in +{compact}")
    as_shown = percent and place is Place.SCREEN and suffix != "%" and adds
    exponent = _SUFFIXES[suffix] - (2 if as_shown else 0)
    try:
        # Decimal shifts exactly: 97% is the same number as 0.97.
        amount = _EXACT.scaleb(Decimal(number), exponent)
        value = float(amount)
    except ArithmeticError:
        raise ParameterError(_refusal(parameter, place, quoted(word))) from None
    if operator and math.isinf(value):
        raise ParameterError(_refusal(parameter, place, quoted(word)))
    if operator:
        share = adds and suffix == "%"
        points = f"; for {digits(Decimal(number))} points type {operator}{digits(Decimal(number))}" if share and percent else ""
        return Typed(parameter, place, word, None, operator, amount, share, bool(suffix), points)
    if value not in parameter.kind.domain:
        sentence = _refusal(parameter, place, _said(parameter, place, value))
        if percent and place is Place.FILES and not suffix and 0.01 * value in parameter.kind.domain:
            sentence += f"; for {digits(amount)} % write {digits(amount)}%"
        # On the way to 0.5 there is a 0.
        raise (ParameterError if value or suffix else Unfinished)(sentence)
    fraction = as_shown and not suffix and "." in number and Decimal(number) <= 1 and 100.0 * value in parameter.kind.domain
    meant = digits(_EXACT.scaleb(Decimal(number), 2)) if fraction and value else ""
    return Typed(parameter, place, word, value, hint=f"; for {meant} % type {meant}" if meant else "")


def _parts(compact: str) -> tuple[str, str, str, str] | None:
    """Operator, dollar sign, digits and suffix, small and without commas; ``None`` if it is no number."""
    found = _NUMBER.fullmatch(compact)
    if found is None:
        return None
    operator, dollar, number, suffix = found.groups()
    number = number.replace(",", "").lower()
    return (operator, dollar, number, suffix.lower()) if number[:1].isdigit() or number[1:2].isdigit() else None


def _with_a_dot(compact: str) -> str:
    """``; did you mean 1.5?`` for ``1,5``."""
    whole, comma, rest = compact.rpartition(",")
    dotted = f"{whole.replace('.', '')}.{rest}"
    return f"; did you mean {dotted}?" if comma and rest and _parts(dotted) else ""


def _begins_a_word(parameter: Parameter, word: str) -> bool:
    return parameter.optional and any(known.startswith(word.lower()) for known in _words(parameter))


def _words(parameter: Parameter) -> tuple[str, ...]:
    """What a parameter that may be left out takes for that."""
    return "none", "", parameter.entry.absent.lower()


def _refusal(parameter: Parameter, place: Place, said: str) -> str:
    return f"{name_of(parameter, place)} must be {_allowed(parameter, place)}, not {said}"


def name_of(parameter: Parameter, place: Place) -> str:
    """How a parameter is called where something is typed."""
    return parameter.title if place is Place.SCREEN else parameter.key


def _allowed(parameter: Parameter, place: Place) -> str:
    kind = parameter.kind
    if place is Place.SCREEN and kind.notation == "percent":
        return _percentages(kind.domain)
    return kind.allowed


def _percentages(domain: Domain) -> str:
    lower = f"{'above' if domain.open_low else 'at least'} {100 * domain.low:g} %"
    if math.isinf(domain.high):
        return f"a finite percentage {lower}"
    return f"{lower} and {'below' if domain.open_high else 'at most'} {100 * domain.high:g} %"


def _said(parameter: Parameter, place: Place, value: Setting) -> str:
    """A value that is not allowed, as people write it there."""
    if not isinstance(value, float):
        return quoted(str(value))
    return full(parameter, value) if place is Place.SCREEN else f"{value:.17g}" if math.isinf(value) else digits(value)


def quoted(word: str) -> str:
    """What was typed as a refusal repeats it."""
    return f'"{word}"' if len(word) <= 60 else f'"{word[:56]}…"'
