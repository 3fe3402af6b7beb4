"""The second anchor: the same sums on a sheet of Debian's ``sc``, in C, with curses."""

from __future__ import annotations

from collections.abc import Iterator

_INPUTS = (
    ("strong input price", 4.0), ("strong output price", 20.0), ("weak input price", 1.0), ("weak output price", 5.0),
    ("strong bugs", 2.0), ("strong hard fraction", 0.5), ("strong fixes easy", 0.9), ("strong fixes hard", 0.5),
    ("weak bugs", 4.0), ("weak hard fraction", 0.25), ("weak fixes easy", 0.6), ("weak fixes hard", 0.15),
    ("prompt", 5000.0), ("generation", 20000.0), ("fix attempt", 1000.0), ("error trace", 10000.0),
)  # fmt: skip
_CELL = {name: f"B{row}" for row, (name, _) in enumerate(_INPUTS)}
_POINTS = 100
_FOCUS = _CELL["weak bugs"]


def sheet() -> str:
    """The file: inputs, the costs of A and B (fresh context, published assumptions), and both along the weak model's bugs."""
    return "\n".join([*_inputs(), *_answer(), *_curves(), f"goto {_FOCUS}", ""])


def _inputs() -> Iterator[str]:
    yield "format A 20 2 0"
    for row, (name, number) in enumerate(_INPUTS):
        yield f'leftstring A{row} = "{name}"'
        yield f"let B{row} = {number}"


def _answer() -> Iterator[str]:
    yield 'leftstring D0 = "A strong, weak"'
    yield f"let E0 = {_cost('strong', 'weak', _CELL['strong bugs'])}"
    yield 'leftstring D1 = "B weak, strong"'
    yield f"let E1 = {_cost('weak', 'strong', _CELL['weak bugs'])}"
    yield 'leftstring D2 = "cheaper"'
    yield 'leftstring E2 = E0<E1?"strong first":"weak first"'


def _curves() -> Iterator[str]:
    for row in range(_POINTS):
        yield f"let G{row} = {8 * row / _POINTS}"
        yield f"let H{row} = {_cost('strong', 'weak', _CELL['strong bugs'])}"
        yield f"let I{row} = {_cost('weak', 'strong', f'G{row}')}"


def _cost(generator: str, fixer: str, bugs: str) -> str:
    """What a strategy costs: generation, attempts, and the growing conversations they read again."""

    def of(model: str, name: str) -> str:
        return _CELL[f"{model} {name}"]

    hard = f"{bugs}*{of(generator, 'hard fraction')}"
    easy = f"{bugs}*(1-{of(generator, 'hard fraction')})"
    p_easy, p_hard = of(fixer, "fixes easy"), of(fixer, "fixes hard")
    attempts = f"({easy}/{p_easy}+{hard}/{p_hard})"
    pairs = f"({easy}*(1-{p_easy})/{p_easy}^2+{hard}*(1-{p_hard})/{p_hard}^2)"
    prompt, generation, fix, trace = (_CELL[name] for name in ("prompt", "generation", "fix attempt", "error trace"))
    written = f"{of(generator, 'input price')}*{prompt}+{of(generator, 'output price')}*{generation}"
    fixing = f"{attempts}*({of(fixer, 'input price')}*({prompt}+{generation})+{of(fixer, 'output price')}*{fix})"
    return f"({written}+{fixing}+{of(fixer, 'input price')}*({fix}+{trace})*{pairs})/1000000"
