"""The card that fills in the pain of days gone by: a digit a day, each written down as it is pressed."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from coach.errors import CoachError
from coach.tui.drawing.marks import pain_style
from coach.tui.screens.card import Card, keys
from coach.tui.widgets.drawn import Drawn, Line, link

Tell = Callable[[date, int], None]
"""Writes down the pain (NRS 0-10) of a day; raises CoachError with the sentence to show."""


class GapsCard(Card[int]):
    """Asks for the pain at the end of each of some days; the result is how many were told."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(digit), f"rate({digit})", show=False) for digit in range(10)),
        Binding("t", "rate(10)", show=False),
        Binding("down,space", "mark(1)", show=False),
        Binding("up", "mark(-1)", show=False),
        Binding("enter", "leave", show=False),
    ]

    def __init__(self, days: Sequence[date], tell: Tell) -> None:
        one = days[0]
        super().__init__(
            f"{one:%A} {one.day} {one:%B}: pain at its end?" if len(days) == 1 else "Pain at the end of these days?"
        )
        self._days, self._tell = days, tell
        self._told: dict[date, int] = {}
        self._marked = 0
        self._said = ""

    def compose_body(self) -> ComposeResult:
        """The days, the scale, and what a gap means."""
        yield Drawn(self._rows, id="days")
        scale = Content(" ").join(
            link(f" {digit} ", f"screen.rate({digit})", "bold $text-accent") for digit in range(11)
        )
        yield Line(Content.assemble("\n ", scale))
        yield Line(f" no pain{'worst imaginable':>33}", classes="quiet")
        yield Line("\nA day you cannot tell stays unknown.", classes="quiet", id="said")

    def keys_row(self) -> Content:
        """A digit answers and goes on to the next day."""
        return Content.assemble(
            ("0-9", "bold $text-accent"), " saved at once   ", ("t", "bold $text-accent"), " ten   ",
            keys(("space", "leave this day out", "screen.mark(1)"), ("esc", "close", "screen.leave")),
        )  # fmt: skip

    def _rows(self, width: int) -> Content:
        rows = []
        for place, day in enumerate(self._days):
            marked, nrs = place == self._marked, self._told.get(day)
            said = "?" if nrs is None else str(nrs)
            rows.append(
                Content.assemble(
                    ("▸ " if marked else "  ", "bold $text-accent"),
                    link(f"{day:%A} {day.day} {day:%b}".ljust(20), f"screen.day({place})", "bold" if marked else ""),
                    (said, "$foreground-muted" if nrs is None else f"bold {pain_style(nrs)}"),
                )
            )
        return Content("\n").join(rows)

    def action_day(self, place: int) -> None:
        """Mark that day."""
        self._marked = place
        self.query_one("#days", Drawn).redraw()

    def action_mark(self, by: int) -> None:
        """Mark the next day or the one before; after the last the card is done."""
        if self._marked + by >= len(self._days):
            self.action_leave()
            return
        self.action_day(max(0, self._marked + by))

    def action_rate(self, number: int) -> None:
        """That was its pain; on to the next."""
        day = self._days[self._marked]
        try:
            self._tell(day, number)
        except CoachError as error:
            self.query_one("#said", Line).show(Content.styled(f"\n! {error}", "bold $text-warning"))
            return
        self._told[day] = number
        self.action_mark(1)

    def action_leave(self) -> None:
        """Done; what was told is written down already."""
        self.dismiss(len(self._told))
