"""Keys in the order they were pressed.

Textual hands a key to the focused widget and, when that does not stop it, finds its binding only after the key has
bubbled up to the application. Meanwhile the widget already gets the next key. Over a slow link several keys arrive at
once, and ``4 Backspace 5`` would end as an empty field. So a widget that takes characters runs its bindings itself, at
once; made for Textual 8.2 (``DOMNode._bindings``). Without that name keys bubble as usual.
"""

from __future__ import annotations

from textual import events
from textual.dom import DOMNode
from textual.widget import Widget


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
