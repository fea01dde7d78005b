"""All keys of a place, from the commands themselves; and beside them the tour, the recipes and the questions."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from coach.tui.commands import Command
from coach.tui.drawing.guide import draw_part, parts
from coach.tui.drawing.marks import hang
from coach.tui.screens.card import Card, keys
from coach.tui.widgets.drawn import Drawn, Line, link

KEYS = "Keys"


class HelpCard(Card[None]):
    """What can be done here, one row a command; → turns to the guide."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,enter,q", "leave", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown,space", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
        Binding("right,tab", "turn(1)", show=False),
        Binding("left,shift+tab", "turn(-1)", show=False),
    ]

    def __init__(self, groups: Sequence[tuple[str, Sequence[type[Command]]]]) -> None:
        super().__init__("Help")
        self._groups = groups
        self._parts = (KEYS, *parts())
        self._part = 0

    def compose_body(self) -> ComposeResult:
        """Groups of commands, and a part of the guide in their place."""
        with Vertical(id="help-keys"):
            for heading, commands in self._groups:
                yield Line(Content.styled(heading, "bold $text-primary"))
                yield Drawn(partial(draw_commands, commands))
                yield Line("")
            yield Line(
                keys(
                    ("ctrl+p", "search all commands", "app.command_palette"), ("ctrl+q", "close the coach", "app.quit")
                )
            )
        yield Drawn(id="help-guide")

    def on_mount(self) -> None:
        """The keys first."""
        self._show()

    def _show(self) -> None:
        row = Content("")
        for place, name in enumerate(self._parts):
            here = place == self._part
            style = "bold $text-primary" if here else "$foreground-muted"
            row = Content.assemble(row, link(f"[{name}]" if here else f" {name} ", f"screen.open({place})", style))
        self.query_one("#card-title", Line).show(row)
        guide, name = self.query_one("#help-guide", Drawn), self._parts[self._part]
        self.query_one("#help-keys").display = name == KEYS
        guide.display = name != KEYS
        if name != KEYS:
            guide.set_draw(partial(draw_part, name))
        self.query_one("#card-body").scroll_home(animate=False)

    def keys_row(self) -> Content:
        """How to read on, and to leave."""
        return keys(
            ("← →", "turn", "screen.turn(1)"), ("↑ ↓", "scroll", "screen.scroll(1)"), ("esc", "back", "screen.leave")
        )

    def action_scroll(self, rows: int) -> None:
        """Scroll by so many rows."""
        self.query_one("#card-body").scroll_relative(y=rows, animate=False)

    def action_turn(self, by: int) -> None:
        """To the next part, or the one before."""
        self.action_open((self._part + by) % len(self._parts))

    def action_open(self, place: int) -> None:
        """To that part."""
        self._part = place
        self._show()


def draw_commands(commands: Sequence[type[Command]], width: int) -> Content:
    """A row a command: its key and what it does."""
    rows = [
        Content.assemble((f"  {command.key_shown():<7}", "bold $text-accent"), hang(command.help_row(), width, 9))
        for command in commands
    ]
    return Content("\n").join(rows)
