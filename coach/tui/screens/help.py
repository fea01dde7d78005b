"""All keys of a place, from the commands themselves."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from coach.tui.commands import Command
from coach.tui.drawing.marks import hang
from coach.tui.screens.card import Card, keys
from coach.tui.widgets.drawn import Drawn, Line


class HelpCard(Card[None]):
    """What can be done here, one row a command."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,enter,q", "leave", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown,space", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
    ]

    def __init__(self, groups: Sequence[tuple[str, Sequence[type[Command]]]]) -> None:
        super().__init__("All keys")
        self._groups = groups

    def compose_body(self) -> ComposeResult:
        """Groups of commands."""
        for heading, commands in self._groups:
            yield Line(Content.styled(heading, "bold $text-primary"))
            yield Drawn(partial(draw_commands, commands))
            yield Line("")
        yield Line(
            keys(("ctrl+p", "search all commands", "app.command_palette"), ("ctrl+q", "close the coach", "app.quit"))
        )

    def keys_row(self) -> Content:
        """How to leave."""
        return keys(("↑↓", "scroll", "screen.scroll(1)"), ("esc", "back", "screen.leave"))

    def action_scroll(self, rows: int) -> None:
        """Scroll by so many rows."""
        self.query_one("#card-body").scroll_relative(y=rows, animate=False)


def draw_commands(commands: Sequence[type[Command]], width: int) -> Content:
    """A row a command: its key and what it does."""
    rows = [
        Content.assemble((f"  {command.key_shown():<7}", "bold $text-accent"), hang(command.help_row(), width, 9))
        for command in commands
    ]
    return Content("\n").join(rows)
