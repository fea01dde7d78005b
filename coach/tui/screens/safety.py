"""The safety cards: the red flags, the history group, and what to do when one was ticked."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from coach.core.history import History
from coach.core.redflags import (
    ACTIONS,
    CHECKED,
    HISTORY,
    LABEL_OF,
    LEVELS,
    Level,
    Symptom,
    flags_now,
    level_of,
    worst_level,
)
from coach.tui.screens.card import Card, ChoiceCard, NoticeCard, keys
from coach.tui.widgets.big_words import wrap_words
from coach.tui.widgets.drawn import Drawn, Line, link
from coach.tui.widgets.prompt_bar import STRIP_BELOW

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class TickCard(Card[tuple[str, ...]]):
    """Asks which of some things are so; its result are the ticked slugs, empty for none, None when left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(letter, f"tick({place})", show=False) for place, letter in enumerate(LETTERS)),
        Binding("space", "tick(-1)", show=False),
        Binding("down", "mark(1)", show=False),
        Binding("up", "mark(-1)", show=False),
        Binding("enter", "answer", show=False),
    ]

    def __init__(self, title: str, rows: Sequence[tuple[str, str]], ticked: Sequence[str] = (), note: str = "") -> None:
        super().__init__(title)
        self._asked, self._note = rows, note
        """(slug, words) of each."""
        self._ticked = {place for place, (slug, _) in enumerate(rows) if slug in ticked}
        self._marked = 0

    def compose_body(self) -> ComposeResult:
        """One row a thing."""
        rows = Drawn(id="symptoms")
        rows.set_draw(self._rows)
        yield rows
        if self._note:
            yield Line(self._note, classes="quiet")

    def keys_row(self) -> Content:
        """Enter answers, with what is ticked or with none."""
        letters = Content.styled(f"a-{LETTERS[len(self._asked) - 1]}", "bold $text-accent")
        tick = keys(("space", "tick", "screen.tick(-1)"), ("esc", "later", "screen.leave"))
        return Content.assemble(keys(("enter", self._answer_words(), "screen.answer")), letters, " or ", tick)

    def _answer_words(self) -> str:
        count = len(self._ticked)
        return f"these {count}" if count > 1 else "this one" if count else "none of these"

    def on_resize(self) -> None:
        """A window that became a strip, or no longer is one, has other rows at the same width."""
        self._show()

    def _rows(self, width: int) -> Content:
        if self.size.height < STRIP_BELOW:
            return self._low_rows(width)
        rows = []
        for place, (_, words) in enumerate(self._asked):
            label = "\n       ".join(wrap_words(words, width - 7))
            rows.append(self._row(place, label))
        return Content("\n").join(rows)

    def _low_rows(self, width: int) -> Content:
        """From the marked one on, a line each; beside the first how to answer, for a strip has no row of keys."""
        answer = Content.assemble("  ", keys(("enter", self._answer_words(), "screen.answer"))).rstrip()
        first, *rest = (
            self._row(place, words) for place, (_, words) in enumerate(self._asked) if place >= self._marked
        )
        rows = [Content.assemble(first.truncate(width - answer.cell_length, ellipsis=True), answer)]
        return Content("\n").join([*rows, *(row.truncate(width, ellipsis=True) for row in rest)])

    def _row(self, place: int, label: str) -> Content:
        ticked, marked = place in self._ticked, place == self._marked
        action = f"screen.tick({place})"
        return Content.assemble(
            ("▸" if marked else " ", "bold $text-accent"),
            link(f"{LETTERS[place]} ", action, "bold $text-accent"),
            link("[x] " if ticked else "[ ] ", action, "bold" if ticked else ""),
            link(label, action, "bold" if ticked else ""),
        )

    def _show(self) -> None:
        self.query_one("#symptoms", Drawn).redraw()
        self.query_one("#card-keys", Line).show(self.keys_row())

    def action_mark(self, by: int) -> None:
        """Mark the next or the one before."""
        self._marked = (self._marked + by) % len(self._asked)
        self._show()
        if not self.is_current:
            return  # left, before what was to be shown was drawn
        body = self.query_one("#card-body")
        above = 0 if self.size.height < STRIP_BELOW else self._marked - body.size.height // 2
        body.scroll_to(y=max(0, above), animate=False)

    def action_tick(self, place: int) -> None:
        """Tick or untick; -1 is the marked one."""
        if place < 0:
            place = self._marked
        if place >= len(self._asked):
            return
        self._marked = place
        self._ticked ^= {place}
        self._show()

    def action_answer(self) -> None:
        """These, or none."""
        self.dismiss(tuple(self._asked[place][0] for place in sorted(self._ticked)))


class SafetyCard(TickCard):
    """Asks which of the red flags are there. `early` is the sentence for a user with one of the history group."""

    def __init__(self, saved: str, questions: Sequence[Symptom], early: str | None = None) -> None:
        super().__init__(
            f"{saved} Is any of these there too?".strip(),
            [(symptom.slug, symptom.label) for symptom in questions],
            note=early or "",
        )


class HistoryCard(TickCard):
    """Asks which of the history group apply, once; `applies` are those ticked so far. Settings can ask it again."""

    def __init__(self, applies: Sequence[str] | None = None) -> None:
        super().__init__(
            "Asked once: does one of these go for you?",
            [(item.slug, item.label) for item in HISTORY],
            applies or (),
            "With one of them a doctor should see a new spasm early. It can be changed in Settings.",
        )


def worst(slugs: tuple[str, ...]) -> Level:
    """The most urgent level among the slugs."""
    return min((level_of(slug) for slug in slugs), key=LEVELS.index)


def action_card(slugs: tuple[str, ...], waiting: str = "") -> NoticeCard:
    """What to do about the ticked symptoms; results: `go-on`, `cleared`, `mistake`, None.

    `waiting` is the title of the routine that was asked for and is held by them.
    """
    level = worst(slugs)
    rows = [(ACTIONS[level] + "\n\n", "bold $text-error")]
    if level != "emergency":
        rows.append((CHECKED + "\n\n", ""))
    rows.append(("Ticked:\n", "$foreground-muted"))
    rows.extend((f"  {LABEL_OF.get(slug, slug)}\n", "") for slug in slugs)
    also = f" {waiting} waits until then." if waiting else ""
    rows.append((f"\nThis stays on the screen until it has been looked at.{also}", "$foreground-muted"))
    answers = [
        ("enter", "go on", "go-on"),
        ("l", "it was looked at", "cleared"),
        ("m", "ticked by mistake", "mistake"),
    ]
    return NoticeCard("Get this checked", Content.assemble(*rows), answers, grave=True)


def minor_fall_card() -> ChoiceCard:
    """Asked of a user of the history group whose card did not count a minor fall; results: `yes`, `no`."""
    return ChoiceCard(
        "Did this come after an accident or a fall, even a minor one?",
        (("no", "no", ""), ("yes", "yes", "")),
        leave="later",
    )


def flag_line(history: History, now: datetime) -> str:
    """What to do about the most urgent open red flag, in one line for every screen; empty without one."""
    level = worst_level(flags_now(history, now))
    return "" if level is None else f"! {ACTIONS[level]}"
