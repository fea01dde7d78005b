"""The card of all concerns: each with its reason and source, `seen`, and the date of an appointment."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from coach.core.concerns import Concern
from coach.core.when import parse_date
from coach.errors import WrongUse
from coach.tui.plain import wrapped
from coach.tui.screens.card import Card, keys
from coach.tui.screens.place import GRAVE, LEVEL_WORDS
from coach.tui.widgets.drawn import Drawn, Line, link
from coach.tui.widgets.writing import Writing

DATE_WORDS = "A date such as 2026-12-03, or tomorrow. It comes back on that day."


class ConcernAnswer(Struct, frozen=True):
    """What was said to a concern: `does` is seen, flags (look at the red flags), over or pain (of an open spasm)."""

    does: str
    concern: Concern
    appointment: date | None = None


class ConcernsCard(Card[ConcernAnswer]):
    """Shows the concerns, the marked one in full; each red flag is answered on a card of its own."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "mark(1)", show=False),
        Binding("up", "mark(-1)", show=False),
        Binding("enter", "seen", show=False),
        Binding("d", "date", show=False),
        Binding("o", "say('over')", show=False),
        Binding("p", "say('pain')", show=False),
        Binding("pagedown", "scroll(6)", show=False),
        Binding("pageup", "scroll(-6)", show=False),
    ]

    def __init__(self, found: Sequence[Concern], appointments: Mapping[str, date], today: date) -> None:
        super().__init__("Worth looking at")
        self._found, self._appointments, self._today = found, appointments, today
        self._marked = 0
        self._writing = False

    def compose_body(self) -> ComposeResult:
        """A row each; the marked one in full below."""
        yield Drawn(self._rows, id="concerns")
        yield Drawn(self._whole, id="whole")
        yield Line("", id="said")
        yield Writing(id="writing")

    def on_mount(self) -> None:
        """The date is written only when asked for; one concern needs no list."""
        self.query_one(Writing).display = False
        self.query_one("#said").display = False
        self.query_one("#concerns").display = len(self._found) > 1

    @property
    def concern(self) -> Concern:
        """The marked one."""
        return self._found[self._marked]

    def keys_row(self) -> Content:
        """What can be said to the marked one."""
        if self._writing:
            return keys(("enter", "that is the day", "screen.hand_over"), ("esc", "leave it", "screen.leave"))
        concern = self.concern
        if concern.level in GRAVE:
            return keys(("enter", "what to do", "screen.seen"), ("esc", "close", "screen.leave"))
        answers = [("enter", "seen, fold it away", "screen.seen"), ("d", "appointment", "screen.date")]
        if concern.code == "still-open":
            answers = [("o", "it is over", "screen.say('over')"), ("p", "pain now", "screen.say('pain')"), answers[0]]
        return keys(*answers, ("esc", "close", "screen.leave"))

    def _rows(self, width: int) -> Content:
        rows = []
        for place, concern in enumerate(self._found):
            marked = place == self._marked
            row = Content.assemble(
                ("▸ " if marked else "  ", "bold $text-accent"),
                (f"{LEVEL_WORDS.get(concern.level, concern.level)}: ", "$foreground-muted" if concern.seen else "bold"),
                link(concern.message.partition(". ")[0], f"screen.place({place})"),
            )
            rows.append(row.truncate(width, ellipsis=True))
        return Content.assemble(Content("\n").join(rows), "\n")

    def _whole(self, width: int) -> Content:
        concern = self.concern
        red = concern.level in GRAVE
        head = f"{LEVEL_WORDS.get(concern.level, concern.level)}, since {concern.since.day} {concern.since:%B}"
        parts = [
            Content.styled(head, "bold $text-error" if red else "bold $text-primary"),
            Content("\n".join(wrapped(concern.message, width))),
            Content(""),
            Content.styled("\n".join(wrapped(f"Source: {concern.source}", width)), "$foreground-muted"),
        ]
        day = self._appointments.get(concern.code)
        if day is not None:
            parts.append(Content(f"Appointment: {day:%A} {day.day} {day:%B} {day.year}"))
        if concern.seen:
            until = "that day comes or it changes" if day is not None and day > self._today else "it changes"
            parts.append(Content.styled(f"Seen, and folded away until {until}.", "$foreground-muted"))
        return Content("\n").join(parts)

    def _show(self) -> None:
        self.query_one("#concerns", Drawn).redraw()
        self.query_one("#whole", Drawn).redraw()
        self.query_one("#card-keys", Line).show(self.keys_row())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a date is written, keys are words."""
        return not (self._writing and action in ("mark", "seen", "date", "say", "scroll", "place"))

    def action_mark(self, by: int) -> None:
        """Mark the next or the one before."""
        self.action_place((self._marked + by) % len(self._found))

    def action_place(self, place: int) -> None:
        """Mark that one."""
        self._marked = place
        self._show()

    def action_scroll(self, rows: int) -> None:
        """Scroll by so many rows."""
        self.query_one("#card-body").scroll_relative(y=rows, animate=False)

    def action_seen(self) -> None:
        """Seen; a red flag is looked at instead."""
        does = "flags" if self.concern.level in GRAVE else "seen"
        self.dismiss(ConcernAnswer(does, self.concern, self._coming()))

    def action_say(self, does: str) -> None:
        """About a spasm left open."""
        if self.concern.code == "still-open":
            self.dismiss(ConcernAnswer(does, self.concern))

    def _coming(self) -> date | None:
        day = self._appointments.get(self.concern.code)
        return day if day is not None and day > self._today else None

    def action_date(self) -> None:
        """Write down an appointment."""
        if self.concern.level in GRAVE:
            return
        self._writing = True
        area = self.query_one(Writing)
        area.display = True
        day = self._coming()
        area.begin("" if day is None else day.isoformat(), one_line=True)
        area.focus()
        self._say(DATE_WORDS)
        self._show()
        self.call_after_refresh(area.scroll_visible, animate=False)

    def _say(self, words: str, wrong: bool = False) -> None:
        self.query_one("#said").display = bool(words)
        line = Content.styled(
            f"\n! {words}" if wrong else f"\n{words}", "bold $text-warning" if wrong else "$foreground-muted"
        )
        self.query_one("#said", Line).show(line if words else "")

    def action_hand_over(self) -> None:
        """The date is written, clicked."""
        self.query_one(Writing).action_hand_over()

    @on(Writing.Told)
    def _told(self, event: Writing.Told) -> None:
        if not event.words.strip():
            self._end_writing()
            return
        try:
            day = parse_date(event.words, self._today)
        except WrongUse as error:
            self._say(str(error), wrong=True)
            return
        if day < self._today:
            self._say("That day has gone by; an appointment is still to come.", wrong=True)
            return
        self.dismiss(ConcernAnswer("seen", self.concern, day))

    @on(Writing.LetBe)
    def _end_writing(self) -> None:
        self._writing = False
        self.query_one(Writing).display = False
        self.set_focus(None)
        self._say("")
        self._show()

    def action_leave(self) -> None:
        """Leave the date; or the card."""
        if self._writing:
            self._end_writing()
        else:
            self.dismiss(None)
