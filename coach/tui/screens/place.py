"""What the five places share: the row of places, the banner, the prompt bar, the hints."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from coach.core.concerns import Concern
from coach.core.rows import RemindersView
from coach.tui.commands import PROMPT_COMMANDS, Command, Concerns, NotSo, Quiet, Reading, YesSo, everywhere
from coach.tui.messages import PlaceShown
from coach.tui.ports import House, OpenPrompt
from coach.tui.screens.styled import StyledFor
from coach.tui.widgets.big_words import wrap_words
from coach.tui.widgets.drawn import Drawn, link
from coach.tui.widgets.hints import Hints, PlaceBar, draw_places
from coach.tui.widgets.prompt_bar import STRIP_BELOW, PromptBar

READS_ONLY = "read and log"
"""In place of the place, while another window reminds: what can be done in this one."""
GRAVE = ("emergency", "same-day", "days")
"""Levels of concern that come from a red flag, and alone are red."""


def bindings(*own: type[Command]) -> list[BindingType]:
    """Keys of a place: its own, then those that every place has."""
    return [command.binding() for command in (*own, *everywhere(own), *PROMPT_COMMANDS)]


class Place(Screen[None]):
    """One of the five places. `renew` is called when there may be news."""

    mode: ClassVar[str] = ""
    own: ClassVar[tuple[type[Command], ...]] = ()
    """Commands that only this place has."""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "app.focus_next", show=False)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-normal"), (98, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-strip"), (STRIP_BELOW, "-tall")]

    begun: bool = False
    """Whether it is known who reminds: this app, or another one."""
    met: bool = False
    """Whether the conductor is there to be asked."""
    raised: Sequence[Concern] | None = None
    """The concerns of today, when they are known."""
    made: bool = False
    """Whether its widgets are there."""
    fill: Callable[["Place"], None] | None = None
    """What shows in it what is so now, for its first picture."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house
        self._was_low = False
        """Whether the banner and the bar were drawn for a strip."""
        self.styled_for = StyledFor()

    def compose(self) -> ComposeResult:
        """The frame, and inside it the place."""
        yield PlaceBar(id="places")
        yield Drawn(id="banner")
        yield Drawn(id="question")
        yield from self.compose_place()
        yield Hints(id="hints")
        yield PromptBar(id="prompt")

    def compose_place(self) -> ComposeResult:
        """What is in the frame."""
        yield Drawn(id="strip")

    def render_lines(self, crop: Region) -> list[Strip]:
        """Its own background: one row, as often as it is needed."""
        return super().render_lines(Region(crop.x, 0, crop.width, 1)) * crop.height

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Come into view: ask for what has changed meanwhile; styles are looked up anew only if they may be others."""
        event.refresh_styles = self.styled_for.note(self.app)
        self.post_message(PlaceShown())

    def _screen_resized(self, size: Size) -> None:
        """Textual lays a place out whenever it comes into view; one that has its size needs that only for news."""
        if size != self._size or any(widget._layout_required for widget in (self, *self.walk_children(Widget))):
            super()._screen_resized(size)

    def suit(self, size: Size) -> None:
        """Be styled for that size from the first, as Textual will at each change of it."""
        for length, breakpoints in (
            (size.width, self.HORIZONTAL_BREAKPOINTS),
            (size.height, self.VERTICAL_BREAKPOINTS),
        ):
            self.add_class(max(breakpoint for breakpoint in breakpoints if breakpoint[0] <= length)[1])

    def on_mount(self) -> None:
        """Be filled before the first layout: one of empty widgets would only be done anew."""
        self.made = True
        self.styled_for.note(self.app)  # each widget was styled as it came
        if self.fill is not None:
            self.fill(self)

    def renew_hints(self, can: Callable[[type[Command]], bool]) -> None:
        """Hints of what can be done now."""
        commands = [command for command in (*self.own, *everywhere(self.own)) if can(command)]
        self.query_one(Hints).show_commands(commands)

    def renew_frame(self, prompt: OpenPrompt | None, ready: bool, concern: Concern | None, problem: str) -> None:
        """Time, prompt and banner; what has not changed is not drawn again."""
        now = self.house.clock.wall()
        reads_only = self.begun and self.house.reminders.view() is None
        where = READS_ONLY if reads_only else self.house.settings.work.place
        self.query_one(PlaceBar).set_draw(
            draw_places(self.mode, where, now), (where, f"{now:%x %H:%M}", tuple(Command.changed.items()))
        )
        self.query_one(PromptBar).show_prompt(prompt, ready)
        self.set_class(prompt is not None, "-prompted")
        view = self.house.reminders.view() if self.met else None
        asked = QUESTIONS.get(view.question or "") if view is not None else None
        told = self.house.reminders_view() if reads_only else view
        state = bool(asked or state_words(told))
        question = self.query_one("#question", Drawn)
        question.set_class(state, "-shown")
        self.set_class(asked is not None, "-asked")
        question.set_draw(lambda width: question_text(asked, width) if asked else state_text(told, width))
        banner = self.query_one("#banner", Drawn)
        grave = concern is not None and concern.level in GRAVE
        banner.set_class(concern is not None or bool(problem), "-shown")
        banner.set_class(grave, "-grave")
        self.set_class(grave, "-grave")
        banner.set_draw(
            lambda width: banner_text(concern, width, self.low) if concern is not None else problem_text(problem, width)
        )

    @property
    def low(self) -> bool:
        """Whether the window is a strip of two rows."""
        return self.size.height < STRIP_BELOW

    def on_resize(self) -> None:
        """In a strip the banner and the bar have other lines, though the width may be the same."""
        if self.low != self._was_low:
            self._was_low = self.low
            for drawn in (self.query_one("#banner", Drawn), self.query_one(PromptBar)):
                drawn.redraw()

    def renew(self) -> None:
        """Show what is so now."""


QUESTIONS = {
    "up": "Up just now? Then the counters start anew.",
    "reading": "Were you reading? Then those minutes count as sitting.",
}
"""What is asked after a while without input."""


HOLDS = {"meeting": "a meeting", "focus": "focus mode", "fullscreen": "full screen"}
"""What keeps the desktop silent, as a reason."""


def state_words(view: RemindersView | None) -> str:
    """Why no prompt comes to the desktop now, or how presence is counted; empty when all is as usual.

    An open red flag is said by the banner.
    """
    if view is None:
        return ""
    if view.hold_reason == "paused":
        return "Paused" + (f" until {view.hold_until:%H:%M}" if view.hold_until is not None else "")
    if view.hold_reason in HOLDS:
        until = f" until {view.hold_until:%H:%M}" if view.hold_until is not None else ""
        return f"Silent{until}: {HOLDS[view.hold_reason]}"
    return "Reading or watching" if view.stay else ""


def state_text(view: RemindersView | None, width: int) -> Content:
    """The same as a line, with what it means where there is room, and the key that ends it."""
    words = state_words(view)
    if view is None or not words:
        return Content("")
    if view.hold_reason == "paused":
        return _with_keys(f" ‖ {words}.", " Prompts wait here, in silence.", width, (Quiet, "go on"))
    if view.hold_reason is not None:
        return _with_keys(f" ‖ {words}.", " Prompts wait here.", width)
    return _with_keys(f" ◌ {words}.", " Only lock and sleep count as away.", width, (Reading, "end it"))


def question_text(asked: str, width: int) -> Content:
    """The question in one line, what a yes means where there is room, and its keys."""
    question, mark, meant = asked.partition("?")
    return _with_keys(f" {question}{mark}", meant, width, (YesSo, "yes"), (NotSo, "no"))


def _with_keys(words: str, more: str, width: int, *keys: tuple[type[Command], str]) -> Content:
    tail = Content("")
    for by, label in keys:
        key = link(by.key_shown(), by.action(), "bold $text-accent")
        tail = Content.assemble(tail, "  ", key, link(f" {label}", by.action()))
    room = width - tail.cell_length
    said = f"{words}{more}" if len(words + more) <= room else words
    return Content.assemble(Content(said).truncate(room, ellipsis=True), tail)


def banner_text(concern: Concern, width: int, low: bool = False) -> Content:
    """A concern in the banner: the level in words, what it is about, and the key that tells more.

    A red flag is said whole and begins with what to do, which is its level in words; of the others the first sentence
    stands, so that the day keeps its room. Where the window is `low` all of it is on one line, which ends with a sign
    where it is cut.
    """
    first, dot, rest = concern.message.partition(". ")
    grave = concern.level in GRAVE
    head = f"{first}{dot}".rstrip() if grave else f"{LEVEL_WORDS.get(concern.level, concern.level)}:"
    said = rest if grave else first + dot.rstrip()
    tail = Content.assemble(
        link(Concerns.key_shown(), Concerns.action(), "bold underline"), link(" what next", Concerns.action())
    )
    if low:
        line = Content.assemble((f" ! {head} ", "bold"), said)
        return Content.assemble(line.truncate(width - tail.cell_length - 3, ellipsis=True), "  ", tail)
    lines = wrap_words(f"{head} {said}", width - INDENT - 1)
    whole = Content("\n".join(lines)).stylize("bold", 0, len(head))
    apart = "  " if len(lines[-1]) + 2 + tail.cell_length <= width - INDENT - 1 else "\n"
    return _hung(Content.assemble(whole, apart, tail))


def problem_text(problem: str, width: int) -> Content:
    """Something that the user should mend."""
    return _hung(Content("\n".join(wrap_words(problem, width - INDENT - 1)))) if problem else Content("")


def _hung(said: Content) -> Content:
    lines = said.split("\n")
    return Content("\n").join(
        Content.assemble((" ! " if number == 0 else " " * INDENT, "bold"), line) for number, line in enumerate(lines)
    )


INDENT = 3
"""Columns of the sign before what the banner says."""
LEVEL_WORDS = {
    "emergency": "Emergency",
    "same-day": "See a doctor today",
    "days": "See a doctor within days",
    "see-someone": "Worth a visit",
    "note": "Note",
}
"""Levels of concern as the banner calls them."""
