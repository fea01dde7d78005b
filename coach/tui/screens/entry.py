"""The card of one entry: all its fields, each changed where it stands; also for one still to be written down."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from coach.core.records import Record
from coach.errors import CoachError
from coach.tui.drawing.entry import UNKNOWN, Field, fields_of
from coach.tui.plain import wrapped
from coach.tui.screens.card import Card, keys
from coach.tui.widgets.drawn import Drawn, Line, link
from coach.tui.widgets.writing import Writing

Change = Callable[[Record, str, str], Record]
"""Puts words into a field of the record and gives it as it then is; raises CoachError with the sentence to show."""
LABEL = 15
"""Columns of the labels."""
WHEN_WORDS = "HH:MM, yesterday HH:MM, -2h, or 2026-11-24 09:30"
FEELINGS = ("better", "same", "worse", "")
HINTS = {
    "at": WHEN_WORDS,
    "ended": f"{WHEN_WORDS}; empty: still open",
    "appointment": "a date such as 2026-12-03, or tomorrow; empty: none",
    "amount": "as you would write it",
    "note": "ctrl+j begins a new line",
    "text": "ctrl+j begins a new line",
}
UNSAVED = "Not saved yet: s saves it, esc once more leaves it."
NSAID_WORDS = "an anti-inflammatory painkiller, such as ibuprofen, naproxen or diclofenac"


class EntryCard(Card[str]):
    """Shows a record and changes it field by field. Results: `save` (a draft), `delete`, `details`, None."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "mark(-1)", show=False),
        Binding("down", "mark(1)", show=False),
        Binding("pageup", "scroll(-8)", show=False),
        Binding("pagedown", "scroll(8)", show=False),
        Binding("enter", "enter", show=False),
        Binding("space", "turn", show=False),
        Binding("delete,backspace", "delete", show=False),
        Binding("minus", "rate(-1)", show=False),
        Binding("t", "rate(10)", show=False),
        Binding("s", "save", show=False),
        *(Binding(str(digit), f"rate({digit})", show=False) for digit in range(10)),
    ]

    def __init__(
        self,
        title: str,
        record: Record,
        change: Change,
        now: datetime,
        *,
        facts: str = "",
        missing: tuple[str, ...] = (),
        begun_as: Record | None = None,
    ) -> None:
        super().__init__(title)
        self.record = record
        self.missing = set(missing)
        """Fields of a draft that must be told before it can be saved."""
        self._begun_as = (record if begun_as is None else begun_as, set(missing))
        self._change, self._now, self._facts = change, now, facts
        self.draft = not facts
        self._marked = 0
        self._said = ""
        self._writing: Field | None = None

    def compose_body(self) -> ComposeResult:
        """The fields; where one is written in; what was wrong with it; and where the entry lies."""
        yield Drawn(id="fields")
        yield Line("", id="said")
        yield Writing(id="writing")
        if self._facts:
            yield Line(f"\n{self._facts}", id="facts", classes="quiet")

    def on_mount(self) -> None:
        """A draft that lacks words asks for them first."""
        self.query_one("#fields", Drawn).set_draw(self._rows)
        self.query_one(Writing).display = False
        self.query_one("#said").display = False
        self._show()
        first = self.fields[0]
        if first.name in self.missing and first.how in ("typed", "long"):
            self._begin(first)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The rows."""
        return fields_of(self.record, self._now)

    @property
    def field(self) -> Field:
        """The marked row."""
        return self.fields[min(self._marked, len(self.fields) - 1)]

    # What is shown ---------------------------------------------------------------------------------------------------

    def _rows(self, width: int) -> Content:
        rows = []
        for place, field in enumerate(self.fields):
            marked = place == self._marked
            action = f"screen.click({place})"
            lines = self._lines(field, width)
            value = "\n".join([lines[0], *(" " * (LABEL + 2) + line for line in lines[1:])])
            muted = field.how == "fixed" or value == UNKNOWN
            style = "bold" if marked and not muted else "$foreground-muted" if muted else ""
            rows.append(
                Content.assemble(
                    ("▸ " if marked else "  ", "bold $text-accent"),
                    link(f"{field.label:<{LABEL}}", action, "$text-primary" if marked else "$foreground-muted"),
                    link(value, action, style),
                )
            )
        return Content("\n").join(rows)

    def _lines(self, field: Field, width: int) -> list[str]:
        shown = UNKNOWN if field.name in self.missing else field.shown
        if field.name == "nsaid" and self.draft:
            shown = f"{shown}   ({NSAID_WORDS})"
        return wrapped(shown, max(10, width - LABEL - 2))

    def keys_row(self) -> Content:
        """What can be done with the marked field, and with the whole."""
        if self._writing is not None:
            return keys(("enter", "that is it", "screen.hand_over"), ("esc", "leave it as it was", "screen.leave"))
        field = self.field
        parts: list[tuple[str, str, str]] = []
        if field.how in ("typed", "long"):
            parts.append(("enter", "change", "screen.enter"))
        elif field.how == "details":
            parts.append(("enter", "where, signs, triggers", "screen.enter"))
        elif field.how in ("yesno", "choice"):
            parts.append(("space", "turn", "screen.turn"))
        row = keys(*parts)
        if field.how == "rating":
            none = "   - none" if field.optional else ""
            row = Content.assemble(("0-9", "bold $text-accent"), " t ten", f"{none}   ")
        if self.draft:
            return Content.assemble(row, keys(("s", "save", "screen.save"), ("esc", "leave", "screen.leave")))
        return Content.assemble(row, keys(("del", "delete", "screen.delete"), ("esc", "close", "screen.leave")))

    def _show(self) -> None:
        self.query_one("#fields", Drawn).redraw()
        self.query_one("#card-keys", Line).show(self.keys_row())
        said = self.query_one("#said", Line)
        hint = HINTS.get(self._writing.name, "") if self._writing is not None else ""
        said.display = bool(self._said or hint)
        words = (f"! {self._said}", "bold $text-warning") if self._said else (hint, "$foreground-muted")
        said.show(Content.assemble("\n", words))

    def _keep_in_view(self) -> None:
        if not self.is_current:
            return  # left, before what was to be shown was drawn
        body = self.query_one("#card-body")
        width = self.query_one("#fields").size.width
        above = sum(len(self._lines(field, width)) for field in self.fields[: self._marked])
        height = len(self._lines(self.field, width))
        if self._marked == len(self.fields) - 1:
            height = max(height, 1) if height > body.size.height else height + 4
        top = int(body.scroll_offset.y)
        if above < top:
            body.scroll_to(y=above, animate=False)
        elif above + height > top + body.size.height:
            body.scroll_to(y=min(above, above + height - body.size.height), animate=False)

    # Moving and changing ---------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While words are written, keys are words."""
        return self._writing is None or action in ("leave", "hand_over")

    def action_mark(self, by: int) -> None:
        """Mark the next field or the one before."""
        self._marked = (self._marked + by) % len(self.fields)
        self._said = ""
        self._show()
        self._keep_in_view()

    def action_scroll(self, rows: int) -> None:
        """Scroll by so many rows."""
        self.query_one("#card-body").scroll_relative(y=rows, animate=False)

    def action_click(self, place: int) -> None:
        """Mark a field; once more changes it."""
        if self._writing is not None:
            return
        if place == self._marked:
            self.action_enter()
        else:
            self.action_mark(place - self._marked)

    def action_enter(self) -> None:
        """Change the marked field; on a number of a draft, save it."""
        field = self.field
        if field.how in ("typed", "long"):
            self._begin(field)
        elif field.how == "details":
            self.dismiss("details")
        elif field.how == "rating" and self.draft:
            self.action_save()
        else:
            self.action_turn()

    def action_turn(self) -> None:
        """The next of a few values."""
        field = self.field
        if field.how == "yesno":
            self._put(field, "no" if field.words == "yes" else "yes")
        elif field.how == "choice":
            self._put(field, FEELINGS[(FEELINGS.index(field.words) + 1) % len(FEELINGS)])

    def action_rate(self, number: int) -> None:
        """A number for the marked field; -1 takes it away."""
        field = self.field
        if field.how == "rating" and (number >= 0 or field.optional):
            self._put(field, "" if number < 0 else str(number))

    def action_delete(self) -> None:
        """Take the entry out of the log."""
        if not self.draft:
            self.dismiss("delete")

    def action_save(self) -> None:
        """Write the draft down; what is missing is said."""
        if not self.draft:
            return
        lacking = next((field for field in self.fields if field.name in self.missing), None)
        if lacking is None:
            self.dismiss("save")
            return
        self._marked = self.fields.index(lacking)
        self._said = f"Still missing: {lacking.label}."
        self._show()

    def action_hand_over(self) -> None:
        """What was written, clicked."""
        self.query_one(Writing).action_hand_over()

    def action_leave(self) -> None:
        """Leave the words; or the card, and of a draft what was filled in only where that is asked for twice."""
        if self._writing is not None:
            self._end_writing()
        elif self.draft and self._said != UNSAVED and (self.record, self.missing) != self._begun_as:
            self._said = UNSAVED
            self._show()
        else:
            self.dismiss(None)

    def _begin(self, field: Field) -> None:
        self._writing, self._said = field, ""
        area = self.query_one(Writing)
        area.display = True
        area.begin("" if field.name in self.missing else field.words, one_line=field.how == "typed")
        area.focus()
        self._show()
        self.call_after_refresh(area.scroll_visible, animate=False)

    def _end_writing(self) -> None:
        self._writing, self._said = None, ""
        area = self.query_one(Writing)
        area.display = False
        self.set_focus(None)
        self._show()
        self.call_after_refresh(self._keep_in_view)

    @on(Writing.LetBe)
    def _let_be(self) -> None:
        self._end_writing()

    @on(Writing.Told)
    def _told(self, event: Writing.Told) -> None:
        field = self._writing
        if field is None:
            return
        as_it_was = event.words == field.words and field.name not in self.missing
        if as_it_was or self._put(field, event.words):  # a time written in another zone stays what it was
            self._end_writing()
            if self.draft:
                self.action_mark(1)

    def _put(self, field: Field, words: str) -> bool:
        """Change a field; when the words cannot be taken, say why and keep them."""
        try:
            self.record = self._change(self.record, field.name, words)
        except CoachError as error:
            self._said = str(error)
            self._show()
            return False
        if words.strip() or field.name not in self.missing:
            self.missing.discard(field.name)
        self._said = ""
        self._show()
        return True

    def on_resize(self) -> None:
        """Keep the marked field in view."""
        super().on_resize()
        self.call_after_refresh(self._keep_in_view)
