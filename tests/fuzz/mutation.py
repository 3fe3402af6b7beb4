"""Files that nearly are what they should be."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.fuzz.seeds import TOKENS, VALUES, seeds

_MOST_STEPS = 6
_RUN = 40
_HUGE = 300_000
_ONE_IN = 2_000
"""How rarely an input is huge: each takes as long as hundreds of others."""


class Mutator:
    """An endless source of inputs, the same ones for the same number.

    Args:
        seed: The number.
    """

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._seeds = seeds()
        self._steps: tuple[Callable[[bytes], bytes], ...] = (
            self._flip,
            self._drop,
            self._repeat,
            self._insert,
            self._insert,
            self._revalue,
            self._revalue,
            self._revalue,
            self._rekey,
            self._swap,
            self._splice,
        )

    def input(self) -> bytes:
        """The next input."""
        content = self._seed()
        for _ in range(self._random.randint(1, _MOST_STEPS)):
            content = self._random.choice(self._steps)(content)
        return self._huge(content) if self._random.randrange(_ONE_IN) == 0 else content

    def _seed(self) -> bytes:
        return self._random.choice(self._random.choice(self._seeds))

    def _span(self, content: bytes, longest: int) -> tuple[int, int]:
        start = self._random.randint(0, len(content))
        return start, min(start + self._random.randint(0, longest), len(content))

    def _flip(self, content: bytes) -> bytes:
        start, _ = self._span(content, 0)
        return content[:start] + bytes([self._random.randrange(256)]) + content[start + 1 :]

    def _drop(self, content: bytes) -> bytes:
        start, end = self._span(content, _RUN)
        return content[:start] + content[end:]

    def _repeat(self, content: bytes) -> bytes:
        start, end = self._span(content, _RUN)
        return content[:end] + content[start:end] * self._random.randint(1, 4) + content[end:]

    def _insert(self, content: bytes) -> bytes:
        start, _ = self._span(content, 0)
        return content[:start] + self._random.choice(TOKENS) + content[start:]

    def _revalue(self, content: bytes) -> bytes:
        """Another value in one line."""
        lines = content.split(b"\n")
        number = self._random.randrange(len(lines))
        key, sign, _ = lines[number].partition(b"=")
        if sign:
            lines[number] = key + b"= " + self._random.choice(VALUES)
        return b"\n".join(lines)

    def _rekey(self, content: bytes) -> bytes:
        """Another key in one line, or one more part of it."""
        lines = content.split(b"\n")
        number = self._random.randrange(len(lines))
        key, sign, value = lines[number].partition(b"=")
        if sign:
            token = self._random.choice(TOKENS).strip()
            lines[number] = self._random.choice([token + b" ", key.strip() + b"." + token + b" "]) + b"=" + value
        return b"\n".join(lines)

    def _swap(self, content: bytes) -> bytes:
        lines = content.split(b"\n")
        one, other = self._random.randrange(len(lines)), self._random.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
        return b"\n".join(lines)

    def _splice(self, content: bytes) -> bytes:
        other = self._seed()
        return content[: self._random.randint(0, len(content))] + other[self._random.randint(0, len(other)) :]

    def _huge(self, content: bytes) -> bytes:
        """A piece over and over, up to beyond what a file may have."""
        piece = self._random.choice([*TOKENS, *VALUES, b"a=1\n", b"[a]\n", b"a.", b"[a.b]\n", b"x", b"9", b"\\\\"])
        size = self._random.choice([1_000, 16_000, 64_000, 200_000, _HUGE])
        start, _ = self._span(content, 0)
        return content[:start] + piece * (size // len(piece)) + content[start:]
