"""A field in which keys act in the order in which they were typed, however fast they come.

Textual asks what a key is bound to only once the key has come up through all that the field lies in, and letters typed
right behind a backspace are in the field by then: over a slow line "1h" put right to "45m" became "1h4".
"""

from textual import events
from textual.widget import Widget
from textual.widgets import Input


class InOrder(Widget):
    """To be named behind the field that it is to be, whose styles the first name gives."""

    async def on_key(self, event: events.Key) -> None:
        """Do at once what the field itself has the key for."""
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if not binding.priority and await self.app.run_action(binding.action, self):
                event.stop()
                event.prevent_default()
                return


class OneLine(Input, InOrder):
    """One line to write in."""
