"""The reference: a Textual app with one line of text, which a key changes."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static


class EmptyApp(App[None]):
    """One line, `ready`; the key x turns it to `on` and `off`."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("x", "turn", show=False)]

    on: bool = False

    def compose(self) -> ComposeResult:
        yield Static("ready")

    def action_turn(self) -> None:
        self.on = not self.on
        self.query_one(Static).update("turned on" if self.on else "turned off")


if __name__ == "__main__":
    EmptyApp().run()
