"""The small card on top of a screen: a question or two, answered by one key or one click."""

from collections.abc import Sequence
from typing import ClassVar, Generic, Self, TypeVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.strip import Strip

from coach.tui.messages import CardShown
from coach.tui.ports import SaysFlag
from coach.tui.screens.pain import Scale
from coach.tui.screens.styled import StyledFor
from coach.tui.widgets.behind import behind
from coach.tui.widgets.drawn import Draw, Drawn, Line, link
from coach.tui.widgets.prompt_bar import STRIP_BELOW

Answer = TypeVar("Answer")
MARK, GAP = 5, 3
"""Columns before a choice's name, and between it and the word on it."""
FRAME_ROWS = 7
"""Rows of a card around its body: edges, a title of up to two rows, the keys, the gaps."""
THIN = 12
"""Columns below which a card has no scrollbar: with it words would take more rows, which it then comes and goes for."""


class Card(ModalScreen[Answer | None], Generic[Answer]):
    """A question in the middle of the screen. Escape leaves it without an answer."""

    VERTICAL_BREAKPOINTS = [(0, "-strip"), (STRIP_BELOW, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave", show=False)]

    def __init__(self, title: str) -> None:
        super().__init__()
        self.card_title = title
        self.auto_links = False
        self._styled_for = StyledFor()
        self._behind: list[Strip] | None = None
        """The rows behind it, until something there is another."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """What is behind the card: the screen below, pale, as it was when it was painted last."""
        if self._behind is None:
            stack, veil = self.app.screen_stack, self.styles.background
            place = stack.index(self) if self in stack else 0
            if not place or veil.a == 1:
                return super().render_lines(crop)
            self._behind = behind(stack[place - 1], veil, self.size, self.get_line_filters())
        rows = self._behind[crop.y : crop.bottom]
        return rows if crop.column_span == (0, self.size.width) else [row.crop(*crop.column_span) for row in rows]

    def _set_dirty(self, *regions: Region) -> None:
        super()._set_dirty(*regions)
        self._behind = None

    def compose(self) -> ComposeResult:
        """Title, body, keys."""
        yield Line(self._flag(), id="card-flag")
        with Vertical(id="card"):
            yield Line(self.card_title, id="card-title")
            with VerticalScroll(id="card-body", can_focus=False):
                yield from self.compose_body()
            yield Line(self.keys_row(), id="card-keys")

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Come into view: once it stands, keys typed ahead may come."""
        event.refresh_styles = self._styled_for.note(self.app)
        self.call_after_refresh(self.post_message, CardShown())

    def on_mount(self) -> None:
        """Each part was given its style when it was made."""
        self._styled_for.note(self.app)

    def on_resize(self) -> None:
        """Keep title and keys in view: the body scrolls when the window is low."""
        around = 1 if self.size.height < STRIP_BELOW else FRAME_ROWS
        flag = self.query_one("#card-flag", Line)
        flag.set_class(bool(flag.text), "-shown")
        around += bool(flag.text)
        body = self.query_one("#card-body")
        body.styles.max_height = max(1, self.size.height - around)
        body.styles.scrollbar_size_vertical = int(self.size.width >= THIN)

    def _flag(self) -> str:
        """What to do about an open red flag: said on every screen."""
        return self.app.flag_line() if isinstance(self.app, SaysFlag) else ""

    def compose_body(self) -> ComposeResult:
        """What the card asks."""
        yield Line("")

    def keys_row(self) -> Content:
        """The last row: how to answer."""
        return keys(("esc", "leave", "screen.leave"))

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Answer, and go; a second answer, by a double click, comes too late."""
        return super().dismiss(result) if self.is_current else AwaitComplete()


def keys(*entries: tuple[str, str, str]) -> Content:
    """A row of clickable keys: (key, what it does, action)."""
    row = Content("")
    for key, label, action in entries:
        row = Content.assemble(row, link(key, action, "bold $text-accent"), link(f" {label}", action), "   ")
    return row


class ScaleCard(Card[int]):
    """Asks for one number from 0 to 10; a digit is the answer, `t` is ten."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(digit), f"rate({digit})", show=False) for digit in range(10)),
        Binding("t", "rate(10)", show=False),
        Binding("enter", "leave", show=False),
    ]

    def __init__(self, scale: Scale) -> None:
        super().__init__(scale.title)
        self._scale = scale

    def ask(self, scale: Scale) -> Self:
        """Ask for this number from now on: the card stays made, for it is asked many times a day."""
        known = self._scale == scale
        self.card_title, self._scale = scale.title, scale
        if self.is_mounted and not known:
            self.query_one("#card-title", Line).show(scale.title)
            self.query_one("#card-keys", Line).show(self.keys_row())
            self._show_scale()
        return self

    def on_mount(self) -> None:
        """Say what its ends mean."""
        self._show_scale()

    def compose_body(self) -> ComposeResult:
        """The scale, and what its ends mean."""
        digits = Content(" ").join(
            [*(link(f" {digit} ", f"screen.rate({digit})", "bold $text-accent") for digit in range(10)),
             link(" 10 (t) ", "screen.rate(10)", "bold $text-accent")]
        )  # fmt: skip
        yield Line(digits, id="scale")
        yield Line(id="scale-ends", classes="quiet")
        yield Line(id="scale-note", classes="quiet")

    def _show_scale(self) -> None:
        low, high = self._scale.low, self._scale.high
        self.query_one("#scale-ends", Line).show(f" {low}{high:>{max(1, 46 - len(low))}}")
        note = self.query_one("#scale-note", Line)
        note.show(f"\n{self._scale.note}")
        note.display = bool(self._scale.note)

    def keys_row(self) -> Content:
        """A digit answers."""
        return Content.assemble(
            ("0-9", "bold $text-accent"), " a digit is saved at once   ", ("t", "bold $text-accent"), " ten   ",
            keys(("esc", self._scale.leave, "screen.leave")),
        )  # fmt: skip

    def action_rate(self, number: int) -> None:
        """That is the answer."""
        self.dismiss(number)


class ChoiceCard(Card[str]):
    """Asks for one of a few things; their numbers are the keys, Enter takes the marked one."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(digit), f"pick({digit})", show=False) for digit in range(1, 10)),
        Binding("enter", "pick(0)", show=False),
        Binding("down,j", "mark(1)", show=False),
        Binding("up,k", "mark(-1)", show=False),
    ]

    def __init__(
        self, title: str, choices: Sequence[tuple[str, str, str]], note: str = "", leave: str = "leave"
    ) -> None:
        super().__init__(title)
        self._choices = choices
        """(value, what it is called, a word on it)"""
        self._note, self._leave, self._marked = note, leave, 0

    def compose_body(self) -> ComposeResult:
        """The choices in rows."""
        rows = Drawn(id="choices")
        rows.set_draw(self._rows)
        yield rows
        if self._note:
            yield Line(f"\n{self._note}", classes="quiet")

    def on_resize(self) -> None:
        """A window that became a strip, or no longer is one, has other rows at the same width."""
        self.query_one("#choices", Drawn).redraw()

    def keys_row(self) -> Content:
        """A number, or Enter for the marked one."""
        return keys(("enter", "choose", "screen.pick(0)"), ("esc", self._leave, "screen.leave"))

    def _rows(self, width: int) -> Content:
        names = max(cell_len(name) for _, name, _ in self._choices)
        words = max(cell_len(word) for _, _, word in self._choices)
        low = self.app.size.height < STRIP_BELOW
        beside = MARK + names + GAP + words <= width and not low  # else a word stands under its name
        rows = []
        for place, (_, name, word) in enumerate(self._choices):
            marked = place == self._marked
            action = f"screen.pick({place + 1})"
            apart = " " * (names - cell_len(name) + GAP) if beside else f"\n{' ' * MARK}"
            rows.append(
                Content.assemble(
                    ("▸ " if marked else "  ", "bold $text-accent"),
                    link(f"{place + 1}  ", action, "bold $text-accent"),
                    link(name, action, "bold" if marked else ""),
                    link(f"{apart}{word}" if word and not low else "", action, "$foreground-muted"),
                )
            )
        if low:
            return Content(" ").join(rows[self._marked :]).truncate(width, ellipsis=True)
        return Content("\n").join(rows)

    def action_mark(self, by: int) -> None:
        """Mark the next or the one before."""
        self._marked = (self._marked + by) % len(self._choices)
        self.query_one("#choices", Drawn).redraw()

    def action_pick(self, number: int) -> None:
        """Take the one of that number; 0 is the marked one."""
        place = self._marked if number == 0 else number - 1
        if place < len(self._choices):
            self.dismiss(self._choices[place][0])


class NoticeCard(Card[str]):
    """Says something that must be read; one key for each thing that can be done about it."""

    AUTO_FOCUS = ""

    def __init__(
        self, title: str, body: Content | Draw, answers: Sequence[tuple[str, str, str]], grave: bool = False
    ) -> None:
        super().__init__(title)
        self._body, self._answers, self._grave = body, answers, grave
        """Answers as (key, what it does, value)."""

    def on_mount(self) -> None:
        """Its keys, and the red edge that only red flags have."""
        self.query_one("#card").set_class(self._grave, "-grave")
        for key, _, value in self._answers:
            self._bindings.bind(key, f"answer('{value}')", show=False)

    def compose_body(self) -> ComposeResult:
        """What it says."""
        yield Line(self._body) if isinstance(self._body, Content) else Drawn(self._body)

    def keys_row(self) -> Content:
        """What can be done about it."""
        return keys(*((key, does, f"screen.answer('{value}')") for key, does, value in self._answers))

    def action_answer(self, value: str) -> None:
        """That is the answer."""
        self.dismiss(value)
