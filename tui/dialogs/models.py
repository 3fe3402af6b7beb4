"""The price catalogue: taking a model's prices into one side of the scenario, and its measured quality with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from engine.scenarios.notation import counted, grouped, money, percent, plain, show
from engine.scenarios.parameters import ParameterError
from engine.scenarios.registry import find
from engine.verdict import value_text
from presets.files.searching import has_words
from presets.files.text import plain_text
from presets.prices.catalogue import CatalogueModel
from presets.prices.measurements import Measurement
from presets.prices.scenario_prices import PriceChange, Side
from tui.dialogs.measured import about_measurement
from tui.dialogs.picker import Picker
from tui.keys.registry import bindings
from tui.state.workspace import Workspace
from tui.widgets.matching import best_first

OWN, NEW = "+own", "+new"
"""The lines that save the scenario's prices, and that add other ones, as a model of the user's own."""

_ASKS = {
    OWN: "Asks for a name; the entry is kept in your models.toml.",
    NEW: "Asks for a name and for prices; the entry is kept in your models.toml, and taken.",
}

_WITH = " "
"""Between the ids of a model and of a measurement, which have none inside, in the id of a line that takes both."""


class ModelsDialog(Picker):
    """Search as you type; Tab changes between the strong and the weak model."""

    HINT = "type to search, Enter takes, Tab other model, ^t batches, ^r 1 h cache"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "other_side", "Other model", priority=True),
        *bindings("models"),
    ]

    def __init__(self, workspace: Workspace, side: Side) -> None:
        super().__init__()
        self._workspace = workspace
        self.side: Side = side
        self.terms = workspace.prices.terms(side)
        """The terms on which prices are taken."""

    def heading(self) -> str:
        """Whose prices are taken."""
        held = self._workspace.prices.model_name(self.side) or "prices of its own"
        terms = f"{', in batches' if self.terms.batch else ''}{', cache for 1 h' if self.terms.hour else ''}"
        return f"Model for {self.side.upper()} (now {held}){terms}"

    def model(self, name: str) -> CatalogueModel | None:
        """The model of a line."""
        return self._workspace.prices.catalogue.get(name.partition(_WITH)[0])

    def measurement(self, name: str) -> Measurement | None:
        """The measurement of a line; ``None`` if it takes prices only."""
        measured = name.partition(_WITH)[2]
        return next((one for one in self._workspace.prices.quality.measurements if one.id == measured), None)

    def found(self, text: str) -> Iterable[tuple[str, Content]]:
        """Models and, below each, benchmarks on which it was measured, that have every word in what they are called.

        The model of that very name comes first, else the one in use.
        """
        held = getattr(self._workspace.session.scenario, self.side).model
        models = sorted(self._workspace.prices.catalogue.models, key=lambda model: (model.id != held, model.tier != self.side))
        for model in best_first(text, models, lambda model: (model.name, model.id, model.id.partition("/")[2])):
            measured = self._workspace.prices.quality.of(model.id)
            if has_words(text, model.called):
                yield model.id, _line(model, measured, "●" if model.id == held else "+" if model.own else " ")
            for one in measured:
                benchmark = self._workspace.prices.quality.benchmark(one.benchmark).name
                if has_words(text, f"{model.called} {one.name} {benchmark}"):
                    yield f"{model.id}{_WITH}{one.id}", _measured_line(one, benchmark)
        if not text.strip():
            yield NEW, Content("+ add a model of your own …")
            yield OWN, Content(f"+ save the {self.side} model's prices as a model of your own …")

    def preview(self, name: str) -> Content:
        """All its prices, its context window, and who said so when; or what was measured, and what of it is taken."""
        model, measurement = self.model(name), self.measurement(name)
        if model is None:
            return Content(f"\n{_ASKS[name]}")
        if measurement is None:
            return _about(model, self._changes(model))
        try:
            taken = self._workspace.prices.with_quality(self.side, model, measurement, self.terms)
        except ParameterError as error:
            return Content(f"\n{error}")
        return about_measurement(model, measurement, self._workspace.prices.quality, taken)

    def _changes(self, model: CatalogueModel) -> list[PriceChange]:
        return [
            change for change in self._workspace.prices.changes() if change.model.id == model.id and change.side == self.side
        ]

    def action_other_side(self) -> None:
        """Take prices for the other model."""
        self.side = "weak" if self.side == "strong" else "strong"
        self.terms = self._workspace.prices.terms(self.side)
        self.refill()

    def action_batch(self) -> None:
        """Take the prices of batches, or the usual ones."""
        self.terms = replace(self.terms, batch=not self.terms.batch)
        self.refill()

    def action_hour(self) -> None:
        """Take the price of an hour's cache, or the usual one."""
        self.terms = replace(self.terms, hour=not self.terms.hour)
        self.refill()


def _line(model: CatalogueModel, measured: Sequence[Measurement], mark: str) -> Content:
    """A model with its two first prices, and on how many benchmarks it was measured."""
    prices = f"{money(model.input_price):>7} {money(model.output_price):>7} $/Mtok"
    benchmarks = len({one.benchmark for one in measured})
    count = f"  {counted(benchmarks, 'benchmark')}" if benchmarks else ""
    return Content.assemble(f"{mark} {plain_text(model.name)[:26]:<26} {prices}  ", (f"{model.tier:<6}{count}", "dim"))


def _measured_line(one: Measurement, benchmark: str) -> Content:
    """A benchmark on which it was measured, as what, and with what result."""
    rates = "" if one.fixes is None else f", fixes {percent(one.fixes.easy.value)}"
    if one.fixes is not None and one.fixes.easy != one.fixes.hard:
        rates += f" and {percent(one.fixes.hard.value)}"
    result = f": {plain_text(one.name)}, {one.bugs.value:.2g} bugs{rates}"
    return Content.assemble("    quality on ", plain_text(benchmark), (result, "dim"))


def _about(model: CatalogueModel, changes: list[PriceChange]) -> Content:
    lines = [
        "",
        f"{plain_text(model.id)}   context {grouped(model.context_window)} tokens"
        + (f", prompt {grouped(model.input_limit)}" if model.input_limit is not None else ""),
        (
            f"input ${money(model.input_price)}  output ${money(model.output_price)}  "
            f"cache read ${money(model.cache_read_price)}  write ${money(model.cache_write_price)}  per Mtok"
        ),
        f"prices of {model.priced}, {plain_text(model.source)}",
    ]
    if model.long_prompt_threshold is not None:
        lines.append(
            f"prompts above {grouped(model.long_prompt_threshold)} tokens: "
            f"${money(model.long_input_price or 0.0)} and ${money(model.long_output_price or 0.0)}"
        )
    if terms := terms_sold(model):
        lines.append(terms)
    if model.note:
        lines.append(plain_text(model.note))
    lines += map(_told, changes)
    return Content("\n".join(lines))


def terms_sold(model: CatalogueModel) -> str:
    """What a model costs on other terms, if on any: ``in batches ×0.5 (cache read $0.075); cache for 1 h $8.00``."""
    sold = []
    if model.batch_factor is not None:
        read = f" (cache read ${money(model.batch_cache_read_price)})" if model.batch_cache_read_price is not None else ""
        sold.append(f"in batches ×{plain(model.batch_factor)}{read}")
    if model.cache_write_1h_price is not None:
        sold.append(f"cache for 1 h ${money(model.cache_write_1h_price)}")
    return "; ".join(sold)


def _told(change: PriceChange) -> str:
    parameter = find(change.key)
    held, listed = (show(parameter, x) if x is None else value_text(parameter, x) for x in (change.held, change.listed))
    return f"the scenario's {parameter.label}: {held}; the catalogue's: {listed}"
