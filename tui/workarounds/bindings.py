"""Keys that several modes share, mapped anew; and keys in the order they were pressed.

Textual's own keymap takes every action off a key when one of them is mapped elsewhere, so keys that several modes share
(Enter takes a value, Enter begins one) would be lost. ``remap`` builds the map of one screen or widget anew instead, with
Textual's keymap as the way out.

Textual hands a key to the focused widget and, when that does not stop it, finds its binding only after the key has
bubbled up to the application. Meanwhile the widget already gets the next key, and every key takes a tenth longer.
So a widget that takes characters runs its bindings itself, at once; otherwise keys bubble as usual.

Made for Textual 8.2 (``DOMNode._bindings``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from textual import events
from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode
from textual.widget import Widget


def remap(node: DOMNode, keys: Mapping[str, str]) -> None:
    """Give a screen or widget the keys that the user chose.

    Args:
        node: The screen or widget, before it is mounted.
        keys: Keys by the id of their action, as ``tui.keys.mapping`` checked them.
    """
    present = getattr(node, "_bindings", None)
    if not keys or not isinstance(present, BindingsMap):
        if keys and isinstance(node, Widget):
            node.app.update_keymap(dict(keys))
        return
    chosen: dict[tuple[str | None, str], Binding] = {}
    for listed in present.key_to_bindings.values():
        for binding in listed:
            words = keys[binding.id].split(",") if binding.id is not None and binding.id in keys else [binding.key]
            for word in words:
                chosen[binding.id or binding.action, word] = replace(binding, key=word)
    node._bindings = BindingsMap(chosen.values())  # noqa: SLF001


async def run_binding(node: DOMNode, event: events.Key) -> bool:
    """Run what a key is bound to in a widget or screen, if anything is; then nobody else gets the key."""
    bound = getattr(node, "_bindings", None)
    for binding in bound.key_to_bindings.get(event.key, ()) if bound is not None else ():
        if await node.app.run_action(binding.action, default_namespace=node):
            event.stop()
            event.prevent_default()
            return True
    return False


class OrderedKeys:
    """A mixin, before the widget's class: its own bindings, then those of its screen, at once."""

    async def on_key(self, event: events.Key) -> None:
        """Run the key's binding; characters that are text are left to the widget."""
        # Textual looks for the rules of a style along the first base that is a widget, so this is none.
        assert isinstance(self, Widget)  # noqa: S101
        if not self.check_consume_key(event.key, event.character) and not await run_binding(self, event):
            await run_binding(self.screen, event)
