"""Whether the user looks at the app: the terminal says that it has the focus, and a key or click came lately."""

from textual import events

from coach.tui.ports import House

LATELY_S = 60.0
"""So long after a key or click the user counts as looking at a focused window (our default)."""


class Looking:
    """Follows keys, clicks and focus; tells the conductor and the house."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._focused = False
        self.input_s: float | None = None
        """When the last key or click came, in elapsed seconds."""

    def follow(self, event: events.Event) -> None:
        """Take in one event of the app."""
        if isinstance(event, events.AppFocus | events.AppBlur):
            self._focused = isinstance(event, events.AppFocus)
        elif isinstance(event, events.Key | events.MouseDown):
            self.input_s = self._house.clock.elapsed()
            self._house.key_pressed()
        else:
            return
        self.tell()

    def tell(self) -> None:
        """Say how it is now; also called as time passes."""
        lately = self.input_s is not None and self._house.clock.elapsed() - self.input_s < LATELY_S
        self._house.reminders.looked_at(self._focused and lately)
