"""The price catalogue: taking a model's prices into one side of the scenario."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from engine.scenarios.notation import grouped, money, show
from engine.scenarios.registry import find
from engine.verdict import value_text
from presets.files.text import plain_text
from presets.prices.catalogue import CatalogueModel
from presets.prices.scenario_prices import PriceChange, Side
from tui.dialogs.picker import Picker
from tui.state.workspace import Workspace
from tui.widgets.matching import best_first

OWN = "+own"
"""The line that saves the scenario's prices as a model of the user's own."""


class ModelsDialog(Picker):
    """Search as you type; Tab changes between the strong and the weak model."""

    HINT = "type to search, ↑↓, Enter takes the prices, Tab other model, Esc back"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "other_side", "Other model", priority=True)]

    def __init__(self, workspace: Workspace, side: Side) -> None:
        super().__init__()
        self._workspace = workspace
        self.side: Side = side

    def heading(self) -> str:
        """Whose prices are taken."""
        held = self._workspace.model_name(self.side) or "prices of its own"
        return f"Model for {self.side.upper()} (now {held})"

    def found(self, text: str) -> Iterable[tuple[str, Content]]:
        """Models that have every word in id, name or tier: the one of that very name first, else the one in use."""
        held = getattr(self._workspace.session.scenario, self.side).model
        models = sorted(self._workspace.catalogue.search(text), key=lambda model: (model.id != held, model.tier != self.side))
        for model in best_first(text, models, lambda model: (model.name, model.id, model.id.partition("/")[2])):
            mark = "●" if model.id == held else "+" if model.own else " "
            prices = f"{money(model.input_price):>7} {money(model.output_price):>7} $/Mtok"
            yield model.id, Content.assemble(f"{mark} {plain_text(model.name)[:30]:<30} {prices}  ", (model.tier, "dim"))
        if not text.strip():
            yield OWN, Content(f"+ save the {self.side} model's prices as a model of your own …")

    def preview(self, name: str) -> Content:
        """All its prices, its context window, and who said so when."""
        model = self._workspace.catalogue.get(name)
        return (
            _about(model, self._changes(model))
            if model
            else Content("\nAsks for a name; the entry is kept in your models.toml.")
        )

    def _changes(self, model: CatalogueModel) -> list[PriceChange]:
        return [
            change for change in self._workspace.price_changes() if change.model.id == model.id and change.side == self.side
        ]

    def action_other_side(self) -> None:
        """Take prices for the other model."""
        self.side = "weak" if self.side == "strong" else "strong"
        self.refill()


def _about(model: CatalogueModel, changes: list[PriceChange]) -> Content:
    lines = [
        "",
        f"{plain_text(model.id)}   context {grouped(model.context_window)} tokens",
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
    if model.note:
        lines.append(plain_text(model.note))
    lines += map(_told, changes)
    return Content("\n".join(lines))


def _told(change: PriceChange) -> str:
    parameter = find(change.key)
    held, listed = (show(parameter, x) if x is None else value_text(parameter, x) for x in (change.held, change.listed))
    return f"the scenario's {parameter.label}: {held}; the catalogue's: {listed}"
