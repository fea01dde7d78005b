"""The details of a spasm, filled in after the fact: where on a drawn back, signs and triggers as ticks, a note."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.content import Content

from coach.core.records import AREAS, SIGNS, TRIGGERS, Spasm
from coach.tui.drawing.body import BACK, NAMES, draw_body, toggled
from coach.tui.plain import as_line
from coach.tui.screens.card import Card, keys
from coach.tui.widgets.drawn import Drawn, Line, link
from coach.tui.widgets.writing import Writing

SIGN_WORDS = {
    "tension": "tension", "sharp": "sudden, sharp", "stiff": "hard to bend", "persistent": "persistent",
    "weakness": "weakness",
}  # fmt: skip
"""Signs as the founding guide lists them, in a word or two."""
TRIGGER_WORDS = {
    "posture": "posture", "overexertion": "overexertion", "exercise": "exercise", "no-exercise": "no exercise",
    "stress": "stress", "lifting": "lifting", "sitting": "long sitting", "sleep": "sleep", "other": "other",
}  # fmt: skip
"""Triggers, as people say them."""
LETTERS = "abcdefghijklmnopqrstu"
"""A letter each: the areas first, then signs, then triggers."""
_ROWS = (*(("where", word) for word in AREAS), *(("signs", word) for word in SIGNS),
         *(("triggers", word) for word in TRIGGERS))  # fmt: skip


class SpasmCard(Card[dict[str, str]]):
    """Asks where, how and after what; the result holds the words for each field, None when it was left."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-normal")]
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(letter, f"tick({place})", show=False) for place, letter in enumerate(LETTERS)),
        Binding("space", "tick(-1)", show=False),
        Binding("down", "mark(1)", show=False),
        Binding("up", "mark(-1)", show=False),
        Binding("right", "jump(1)", show=False),
        Binding("left", "jump(-1)", show=False),
        Binding("v", "write", show=False),
        Binding("enter", "save", show=False),
    ]

    def __init__(self, title: str, spasm: Spasm) -> None:
        super().__init__(title)
        self._ticked: dict[str, set[str]] = {
            "where": set(spasm.where), "signs": set(spasm.signs), "triggers": set(spasm.triggers)
        }  # fmt: skip
        self._note = spasm.note
        self._begun_as = self._words()
        self._marked = 0
        self._writing = False
        self._asked = False
        """Whether to leave what is not saved was asked for once."""

    def compose_body(self) -> ComposeResult:
        """The back and its parts; signs; triggers; the note."""
        with Container(id="details"):
            with Horizontal(id="where"):
                yield Drawn(lambda width: Content("\n").join(draw_body(self._ticked["where"])), id="body")
                yield Drawn(lambda width: self._ticks("where", "Where", AREAS, NAMES, width), id="areas")
            with Horizontal(id="how"):
                yield Drawn(self._signs_and_note, id="signs")
                yield Drawn(
                    lambda width: self._ticks("triggers", "After", TRIGGERS, TRIGGER_WORDS, width), id="triggers"
                )
        yield Writing(id="writing")

    def on_mount(self) -> None:
        """The note is written only when asked for."""
        self.query_one(Writing).display = False

    def keys_row(self) -> Content:
        """Letters tick, Enter saves."""
        if self._writing:
            return keys(("enter", "that is the note", "screen.hand_over"), ("esc", "leave it", "screen.leave"))
        if self._asked:
            unsaved = keys(("enter", "saves it", "screen.save"), ("esc", "once more leaves it", "screen.leave"))
            return Content.assemble("Not saved yet: ", unsaved)
        letters = Content.assemble(("a-u", "bold $text-accent"), " tick   ")
        return Content.assemble(
            letters,
            keys(("v", "note", "screen.write"), ("enter", "save", "screen.save"), ("esc", "leave", "screen.leave")),
        )

    def _ticks(self, field: str, title: str, words: Sequence[str], names: dict[str, str], width: int) -> Content:
        rows = [Content.styled(f"  {title}", "bold $text-primary")]
        for word in words:
            place = _ROWS.index((field, word))
            ticked, action = word in self._ticked[field], f"screen.tick({place})"
            rows.append(
                Content.assemble(
                    ("▸" if place == self._marked else " ", "bold $text-accent"),
                    link(f"{LETTERS[place]} ", action, "bold $text-accent"),
                    link("[x] " if ticked else "[ ] ", action, "bold" if ticked else ""),
                    link(names[word], action, "bold" if ticked else ""),
                ).truncate(width, ellipsis=True)
            )
        return Content("\n").join(rows)

    def _signs_and_note(self, width: int) -> Content:
        note = as_line(self._note) or "none yet"
        return Content.assemble(
            self._ticks("signs", "Signs", SIGNS, SIGN_WORDS, width),
            "\n\n", ("  Note", "bold $text-primary"), "\n ", link("v ", "screen.write", "bold $text-accent"),
            Content(note).truncate(max(4, width - 4), ellipsis=True),
        )  # fmt: skip

    def _show(self) -> None:
        for name in ("body", "areas", "signs", "triggers"):
            self.query_one(f"#{name}", Drawn).redraw()
        self.query_one("#card-keys", Line).show(self.keys_row())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the note is written, keys are words."""
        return not (self._writing and action in ("tick", "mark", "jump", "write", "save", "part"))

    def action_mark(self, by: int) -> None:
        """Mark the next or the one before."""
        self._marked = (self._marked + by) % len(_ROWS)
        self._show()
        self._keep_in_view()

    def action_jump(self, by: int) -> None:
        """Mark the first of the next list, or of the one before."""
        starts = (0, len(AREAS), len(AREAS) + len(SIGNS))
        here = max(place for place in range(3) if starts[place] <= self._marked)
        self._marked = starts[(here + by) % 3]
        self._show()
        self._keep_in_view()

    def _keep_in_view(self) -> None:
        starts = (0, len(AREAS), len(AREAS) + len(SIGNS))
        row = self._marked - max(start for start in starts if start <= self._marked)
        if self._marked >= starts[1] and self.query_one("#how").region.y != self.query_one("#where").region.y:
            row += len(BACK) + 1  # one below the other
        if not self.is_current:
            return  # left, before what was to be shown was drawn
        body = self.query_one("#card-body")
        if row + 2 > body.scroll_offset.y + body.size.height or row < body.scroll_offset.y:
            body.scroll_to(y=max(0, row + 2 - body.size.height), animate=False)

    def action_tick(self, place: int) -> None:
        """Tick or untick; -1 is the marked one."""
        self._asked = False
        self._marked = self._marked if place < 0 else place
        field, word = _ROWS[self._marked]
        self._ticked[field] ^= {word}
        self._show()

    def action_part(self, side: str, height: str) -> None:
        """A part of the drawn back, clicked."""
        self._asked = False
        self._ticked["where"] = toggled(side, height, self._ticked["where"])
        self._show()

    def action_write(self) -> None:
        """Write the note."""
        self._writing, self._asked = True, False
        area = self.query_one(Writing)
        area.display = True
        area.begin(self._note)
        area.focus()
        self._show()
        self.call_after_refresh(area.scroll_visible, animate=False)

    def action_hand_over(self) -> None:
        """The note is written, clicked."""
        self.query_one(Writing).action_hand_over()

    @on(Writing.Told)
    def _told(self, event: Writing.Told) -> None:
        self._note = event.words
        self._end_writing()

    @on(Writing.LetBe)
    def _end_writing(self) -> None:
        self._writing = False
        self.query_one(Writing).display = False
        self.set_focus(None)
        self._show()

    def action_leave(self) -> None:
        """Leave the note; or the card, and what was filled in only where that is asked for twice."""
        if self._writing:
            self._end_writing()
        elif not self._asked and self._words() != self._begun_as:
            self._asked = True
            self._show()
        else:
            self.dismiss(None)

    def action_save(self) -> None:
        """That is what it was."""
        self.dismiss(self._words())

    def _words(self) -> dict[str, str]:
        """What is filled in, by field."""
        words = {field: " ".join(sorted(ticked)) for field, ticked in self._ticked.items()}
        return {**words, "note": self._note}
