"""The last decisions about prompts, each with its reason."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from coach.tui.commands import Reasons
from coach.tui.drawing.marks import hang
from coach.tui.screens.card import Card, keys
from coach.tui.widgets.drawn import Drawn

MOST = 40
"""So many of the newest are shown; `coach why -n` prints more."""


NOTHING_YET = "Nothing was decided yet."


def not_here() -> str:
    """Where the reasons are told, while another window reminds."""
    return f"Another window reminds: {Reasons.key_shown()} tells the reasons there, and coach why in any terminal."


class ReasonsCard(Card[None]):
    """What was decided, newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h,enter,q", "leave", show=False),
        Binding("down", "scroll(1)", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("pagedown,space", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
    ]

    def __init__(self, lines: Sequence[str], none: str = NOTHING_YET) -> None:
        super().__init__("How come: the last decisions, newest first")
        self._lines = list(lines)[::-1][:MOST]
        self._none = none

    def compose_body(self) -> ComposeResult:
        """A paragraph a decision."""
        if not self._lines:
            yield Drawn(lambda width: Content(hang(self._none, width, 0)))
        else:
            yield Drawn(partial(draw_reasons, self._lines))

    def keys_row(self) -> Content:
        """How to leave."""
        return keys(("↑↓", "scroll", "screen.scroll(1)"), ("esc", "back", "screen.leave"))

    def action_scroll(self, rows: int) -> None:
        """Scroll by so many rows."""
        self.query_one("#card-body").scroll_relative(y=rows, animate=False)


def draw_reasons(lines: Sequence[str], width: int) -> Content:
    """Each decision hangs under its time."""
    return Content("\n").join(
        Content.assemble((f"{at} ", "$text-muted"), hang(rest, width, len(at) + 1))
        for at, _, rest in (line.partition(" ") for line in lines)
    )
