"""The safety card: the red flags, asked after a spasm was saved; and what to do when one was ticked."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from coach.core.redflags import ACTIONS, CHECKED, LABEL_OF, LEVELS, Level, Symptom, level_of
from coach.tui.screens.card import Card, NoticeCard, keys
from coach.tui.widgets.big_words import wrap_words
from coach.tui.widgets.drawn import Drawn, Line, link

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class SafetyCard(Card[tuple[str, ...]]):
    """Asks which of the red flags are there; its result are the ticked slugs, empty for none, None when left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(letter, f"tick({place})", show=False) for place, letter in enumerate(LETTERS)),
        Binding("space", "tick(-1)", show=False),
        Binding("down", "mark(1)", show=False),
        Binding("up", "mark(-1)", show=False),
        Binding("enter", "answer", show=False),
    ]

    def __init__(self, saved: str, questions: tuple[Symptom, ...]) -> None:
        super().__init__(f"{saved} Is any of these there too?")
        self._questions = questions
        self._ticked: set[int] = set()
        self._marked = 0

    def compose_body(self) -> ComposeResult:
        """One row a symptom."""
        rows = Drawn(id="symptoms")
        rows.set_draw(self._rows)
        yield rows

    def keys_row(self) -> Content:
        """Enter answers, with what is ticked or with none."""
        count = len(self._ticked)
        answer = f"these {count}" if count > 1 else "this one" if count else "none of these"
        letters = Content.styled(f"a-{LETTERS[len(self._questions) - 1]}", "bold $text-accent")
        tick = keys(("space", "tick", "screen.tick(-1)"), ("esc", "later", "screen.leave"))
        return Content.assemble(keys(("enter", answer, "screen.answer")), letters, " or ", tick)

    def _rows(self, width: int) -> Content:
        rows = []
        for place, symptom in enumerate(self._questions):
            ticked, marked = place in self._ticked, place == self._marked
            action = f"screen.tick({place})"
            label = "\n       ".join(wrap_words(symptom.label, width - 7))
            row = Content.assemble(
                ("▸" if marked else " ", "bold $text-accent"),
                link(f"{LETTERS[place]} ", action, "bold $text-accent"),
                link("[x] " if ticked else "[ ] ", action, "bold" if ticked else ""),
                link(label, action, "bold" if ticked else ""),
            )
            rows.append(row)
        return Content("\n").join(rows)

    def _show(self) -> None:
        self.query_one("#symptoms", Drawn).redraw()
        self.query_one("#card-keys", Line).show(self.keys_row())

    def action_mark(self, by: int) -> None:
        """Mark the next or the one before."""
        self._marked = (self._marked + by) % len(self._questions)
        self._show()
        body = self.query_one("#card-body")
        body.scroll_to(y=max(0, self._marked - body.size.height // 2), animate=False)

    def action_tick(self, place: int) -> None:
        """Tick or untick; -1 is the marked one."""
        if place < 0:
            place = self._marked
        if place >= len(self._questions):
            return
        self._marked = place
        self._ticked ^= {place}
        self._show()

    def action_answer(self) -> None:
        """These, or none."""
        self.dismiss(tuple(self._questions[place].slug for place in sorted(self._ticked)))


def worst(slugs: tuple[str, ...]) -> Level:
    """The most urgent level among the slugs."""
    return min((level_of(slug) for slug in slugs), key=LEVELS.index)


def action_card(slugs: tuple[str, ...]) -> NoticeCard:
    """What to do about the ticked symptoms; results: `go-on`, `cleared`, `mistake`, None."""
    level = worst(slugs)
    rows = [(ACTIONS[level] + "\n\n", "bold $text-error")]
    if level != "emergency":
        rows.append((CHECKED + "\n\n", ""))
    rows.append(("Ticked:\n", "$foreground-muted"))
    rows.extend((f"  {LABEL_OF.get(slug, slug)}\n", "") for slug in slugs)
    rows.append(("\nThis stays on the screen until it has been looked at.", "$foreground-muted"))
    answers = [("enter", "read", "go-on"), ("l", "it was looked at", "cleared"), ("m", "ticked by mistake", "mistake")]
    return NoticeCard("Get this checked", Content.assemble(*rows), answers, grave=True)
