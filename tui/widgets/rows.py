"""All parameter rows in one widget: moving, stepping, typing in place, finding by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from engine.scenarios.evidence import rangeless
from engine.scenarios.notation import exact
from engine.scenarios.typed_range import proposed
from tui.keys.registry import active_in, bindings
from tui.state.panels import FOLDS, OPEN, PANEL_OF, PANELS, row_of
from tui.state.session import Session
from tui.state.snapshot import Snapshot
from tui.widgets.line_editor import LONGEST, LineEditor, TooLong
from tui.widgets.row_finder import Finder
from tui.widgets.row_list import RowList
from tui.workarounds.bindings import OrderedKeys

_BEGINS_TYPING = frozenset("0123456789$+-*±(")
"""Not ``/``, which finds a row; while typing it divides like any other character."""


class Rows(OrderedKeys, RowList, can_focus=True):
    """The rows of every panel; one of them is in focus."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("rows"), *bindings("editing"), *bindings("finding"), *bindings("found")]

    @dataclass
    class ModeChanged(Message):
        """Typing or finding began or ended: other keys are active now."""

        mode: str

    @dataclass
    class Say(Message):
        """Tell the person: why a key did nothing."""

        text: str

    def __init__(self, session: Session, widget_id: str | None = None) -> None:
        super().__init__(session, widget_id)
        self._finder = Finder()

    @property
    def mode(self) -> str:
        """``editing``, ``finding`` or ``rows``: whose keys are active."""
        return "editing" if self._editor else "finding" if self.sought else "rows"

    @property
    def sought(self) -> LineEditor | None:
        """The part of a name being typed, while finding."""
        return self._finder.typed

    @property
    def has_found(self) -> bool:
        """Whether a name was looked for, so that its next match can be asked for."""
        return bool(self._finder.last)

    def show(self, snapshot: Snapshot) -> None:
        """Draw the state of the session."""
        if snapshot.editing is None and self._editor is not None:
            self._editor = None
            self._changed_mode()
        self.rebuild()

    # Keys

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Each mode has its own keys."""
        if action in _ACTIONS:
            return action in _ACTIONS_OF[self.mode] or (
                self.mode == "rows" and self.has_found and action in _ACTIONS_OF["found"]
            )
        return True

    def check_consume_key(self, key: str, character: str | None = None) -> bool:  # noqa: ARG002  as Textual calls it
        """Whether a key is text: a digit or a sign starts typing; while typing or finding every character is text."""
        if character is None or not character.isprintable():
            return False
        return self.mode != "rows" or character in _BEGINS_TYPING

    async def on_key(self, event: events.Key) -> None:
        """Take characters; Textual calls the mixin's handler for everything else."""
        if event.character is not None and self.check_consume_key(event.key, event.character):
            event.stop()
            event.prevent_default()
            self._insert(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text is typed text; only its first line counts."""
        event.stop()
        self._insert(event.text.strip().partition("\n")[0].strip())

    def _insert(self, text: str) -> None:
        if len(text) > (self.sought or self._editor or LineEditor()).room:
            self.post_message(TooLong(LONGEST))
        if self.sought is not None:
            self._seek(self.sought.insert(text))
        elif self._editor is None:
            parameter = row_of(self._session.snapshot.focus)
            if parameter.kind.numeric:
                self._begin(LineEditor().insert(text))
            else:
                self.post_message(self.Say(f"{parameter.title} is no number; ← → change it"))
        else:
            self._type(self._editor.insert(text))

    def action_move(self, by: int) -> None:
        """Move to another row."""
        snapshot = self._session.snapshot
        places = snapshot.places
        self._session.focus(places[min(max(places.index(snapshot.focus) + by, 0), len(places) - 1)])

    def action_move_to(self, index: int) -> None:
        """Move to the first or last row."""
        self._session.focus(self._session.snapshot.places[index])

    def action_panel(self, by: int) -> None:
        """Move to the beginning of another panel."""
        snapshot = self._session.snapshot
        now = PANEL_OF[snapshot.focus]
        panel = PANELS[min(max(PANELS.index(now) + by, 0), len(PANELS) - 1)]
        self._session.focus(next(key for key in snapshot.places if PANEL_OF[key] is panel))

    def action_step(self, count: int) -> None:
        """Change the value by steps."""
        self.step(self._session.snapshot.focus, count)

    def step(self, key: str, count: int) -> None:
        """Change a value by steps, or say that it goes no further."""
        before = self._session.snapshot.value(key)
        self._session.step(key, count)
        snapshot = self._session.snapshot
        if snapshot.value(key) == before:
            self.post_message(self.Say(f"{row_of(key).title} goes no further than {snapshot.text(key)}"))

    def action_revert(self) -> None:
        """Put back the saved value."""
        snapshot = self._session.snapshot
        if snapshot.changed(snapshot.focus):
            self._session.revert(snapshot.focus)
        else:
            self.post_message(self.Say(f"{row_of(snapshot.focus).title} is as it was saved"))

    # Typing a value

    def action_edit(self) -> None:
        """Start typing over the present value; a choice, a flag or a heading takes its other value instead."""
        snapshot = self._session.snapshot
        parameter = row_of(snapshot.focus)
        if not parameter.kind.numeric:
            self.action_step(-1 if snapshot.value(parameter.key) == OPEN else 1)
            return
        value = snapshot.value(parameter.key)
        self._begin(LineEditor.prefilled("" if value is None else exact(parameter, value)))

    def action_edit_range(self) -> None:
        """Start typing over the range of the present value, or over one that is proposed."""
        snapshot = self._session.snapshot
        parameter = row_of(snapshot.focus)
        if why := rangeless(parameter):
            self.post_message(self.Say(f"{parameter.title} {why}"))
        else:
            text = proposed(parameter, snapshot.value(parameter.key), snapshot.known(parameter.key))
            self._begin(LineEditor.prefilled(text))

    def _begin(self, editor: LineEditor) -> None:
        self._editor = editor
        self._session.begin()
        self._changed_mode()
        if editor.text:
            self._session.type(editor.text)

    def _type(self, editor: LineEditor) -> None:
        retyped = self._editor is None or editor.text != self._editor.text
        self._editor = editor
        if retyped:
            self._session.type(editor.text)
        else:
            self.rebuild()

    def action_cursor(self, by: int) -> None:
        """Move the cursor."""
        if self._editor:
            self._type(self._editor.move(by))

    def action_rub_out(self) -> None:
        """Delete before the cursor."""
        if self._editor:
            self._type(self._editor.rub_out())

    def action_delete(self) -> None:
        """Delete at the cursor."""
        if self._editor:
            self._type(self._editor.delete())

    def action_clear(self) -> None:
        """Delete everything typed."""
        self._type(LineEditor())

    def action_commit(self) -> None:
        """Take the value; an impossible one stays until it is changed or given up."""
        self._session.commit()

    def action_commit_and_move(self, by: int) -> None:
        """Take the value and go to the next row."""
        if self._session.commit():
            self.action_move(by)

    def action_cancel(self) -> None:
        """Put the old value back."""
        self._session.cancel()

    # Finding a row

    def begin_finding(self) -> None:
        """Start typing part of a row's name."""
        self._finder.begin(self._session.snapshot.focus)
        self._changed_mode()
        self.rebuild()

    def _seek(self, typed: LineEditor) -> None:
        self._session.focus(self._finder.type(typed), passing=True)
        self._changed_mode()

    def action_seek_next(self, by: int) -> None:
        """Go to the next row that matches."""
        if row := self._finder.beside(self._session.snapshot.focus, by):
            self._session.focus(row, passing=True)

    def action_seek_rub_out(self) -> None:
        """Delete the last character."""
        if self.sought:
            self._seek(self.sought.rub_out())

    def action_found(self) -> None:
        """Stay on the row."""
        self._finder.take()
        self._session.focus(self._session.snapshot.focus)
        self._changed_mode()

    def action_give_up(self) -> None:
        """Go back to where finding began."""
        self._session.focus(self._finder.give_up())
        self._changed_mode()

    def action_found_next(self, by: int) -> None:
        """Go to another row that matches what was looked for."""
        if row := self._finder.another(self._session.snapshot.focus, by):
            self._session.focus(row)
        else:
            self.post_message(self.Say(f"No other row has ‘{self._finder.last}’"))

    def action_forget_found(self) -> None:
        """Keys are what they were before finding."""
        self._finder.last = ""
        self._changed_mode()

    # The rest

    def _changed_mode(self) -> None:
        self.post_message(self.ModeChanged(self.mode))

    def on_focus(self) -> None:
        """The row in focus looks different while a view has the keys."""
        self.rebuild()

    def on_blur(self) -> None:
        """A value being typed is taken if it is one."""
        if self._editor is not None and not self._session.commit():
            self._session.cancel()
        self._finder.typed = None
        self.rebuild()

    def on_click(self, event: events.Click) -> None:
        """A click moves to a row; one on the row in focus starts typing. A heading is opened or folded at once."""
        key = self._shown[event.y].key if event.y < len(self._shown) else ""
        snapshot = self._session.snapshot
        if key not in snapshot.places:
            return
        if key in FOLDS or (key == snapshot.focus and self._editor is None):
            self._session.focus(key)
            self.action_edit()
        else:
            self._session.focus(key)

    def on_mouse_scroll_down(self) -> None:
        """The wheel moves the focus."""
        self.action_move(1)

    def on_mouse_scroll_up(self) -> None:
        """The wheel moves the focus."""
        self.action_move(-1)


def _action_names(where: str) -> frozenset[str]:
    return frozenset(key.action.partition("(")[0] for key in active_in(where))


_ACTIONS_OF = {mode: _action_names(mode) for mode in ("rows", "editing", "finding", "found")}
_ACTIONS = frozenset().union(*_ACTIONS_OF.values())
