"""Keys that the user mapped anew.

Textual's own keymap takes every action off a key when one of them is mapped elsewhere, so keys that several modes share
(Enter takes a value, Enter begins one) would be lost. This builds the map of one screen or widget anew instead; made for
Textual 8.2 (``DOMNode._bindings``), with Textual's keymap as the way out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode
from textual.widget import Widget


def remap(node: DOMNode, keys: Mapping[str, str]) -> None:
    """Give a screen or widget the keys that the user chose.

    Args:
        node: The screen or widget, before it is mounted.
        keys: Keys by the id of their action, as ``tui.state.settings`` checked them.
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
