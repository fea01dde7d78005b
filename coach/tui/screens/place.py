"""What the five places share: the row of places, the banner, the prompt bar, the hints."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from coach.core.concerns import Concern
from coach.tui.commands import PROMPT_COMMANDS, Command, Concerns, NotSo, YesSo, everywhere
from coach.tui.messages import PlaceShown
from coach.tui.ports import House, OpenPrompt
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

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house

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

    def on_screen_resume(self) -> None:
        """Come into view: ask for what has changed meanwhile."""
        self.post_message(PlaceShown())

    def renew_hints(self, can: Callable[[type[Command]], bool]) -> None:
        """Hints of what can be done now."""
        commands = [command for command in (*self.own, *everywhere(self.own)) if can(command)]
        self.query_one(Hints).show_commands(commands)

    def renew_frame(self, prompt: OpenPrompt | None, ready: bool, concern: Concern | None, problem: str) -> None:
        """Time, prompt and banner; what has not changed is not drawn again."""
        now = self.house.clock.wall()
        reads_only = self.begun and self.house.reminders.view() is None
        where = READS_ONLY if reads_only else self.house.settings.work.place
        self.query_one(PlaceBar).set_draw(draw_places(self.mode, where, now))
        self.query_one(PromptBar).show_prompt(prompt, ready)
        view = self.house.reminders.view() if self.met else None
        asked = QUESTIONS.get(view.question or "") if view is not None else None
        question = self.query_one("#question", Drawn)
        question.set_class(asked is not None, "-shown")
        question.set_draw(lambda width: question_text(asked or ""))
        banner = self.query_one("#banner", Drawn)
        banner.set_class(concern is not None or bool(problem), "-shown")
        banner.set_class(concern is not None and concern.level in GRAVE, "-grave")
        text = banner_text(concern) if concern is not None else Content(f" ! {problem}") if problem else Content("")
        banner.set_draw(lambda width: text)

    def renew(self) -> None:
        """Show what is so now."""


QUESTIONS = {
    "up": "Up just now? Then the counters start anew.",
    "reading": "Were you reading? Then those minutes count as sitting.",
}
"""What is asked after a while without input."""


def question_text(asked: str) -> Content:
    """The question in one line, with its keys."""
    return Content.assemble(
        f" {asked}  ",
        link("y", YesSo.action(), "bold $text-accent"),
        link(" yes", YesSo.action()),
        "  ",
        link("esc", NotSo.action(), "bold $text-accent"),
        link(" no", NotSo.action()),
    )


def banner_text(concern: Concern) -> Content:
    """A concern in the banner: the level in words, what it is about, and the key that tells more.

    A red flag is said whole and begins with what to do, which is its level in words; of the others the first sentence
    stands, so that the day keeps its room.
    """
    first, dot, rest = concern.message.partition(". ")
    grave = concern.level in GRAVE
    head = f"{first}{dot}" if grave else f"{LEVEL_WORDS.get(concern.level, concern.level)}: "
    return Content.assemble(
        (f" ! {head}", "bold"),
        rest if grave else first + dot.rstrip(),
        "  ",
        link("a", Concerns.action(), "bold underline"),
        link(" what next", Concerns.action()),
    )


LEVEL_WORDS = {
    "emergency": "Emergency",
    "same-day": "See a doctor today",
    "days": "See a doctor within days",
    "see-someone": "Worth a visit",
    "note": "Note",
}
"""Levels of concern as the banner calls them."""
