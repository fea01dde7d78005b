"""The app: it wires places, flows, reminders and the log together, and does nothing else."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import ModalScreen, Screen
from textual.types import CSSPathType
from textual.widget import AwaitMount

from coach.core.concerns import Concern, concerns
from coach.core.episodes import open_spasms
from coach.core.history import History, everything
from coach.core.rows import to_the_minute
from coach.errors import CoachError
from coach.tui import commands as do
from coach.tui.dress import Dress
from coach.tui.ending import Unfinished
from coach.tui.later import make_ready, read_styles
from coach.tui.looking import Looking
from coach.tui.mended import mend
from coach.tui.messages import (
    LogChanged,
    LogWritten,
    PlaceShown,
    PromptCame,
    Relay,
    RemindersChanged,
    SettingsWritten,
    StartWanted,
)
from coach.tui.plain import Harmless
from coach.tui.ports import House
from coach.tui.screens.place import Place
from coach.tui.stylesheet import KeptStylesheet
from coach.tui.themes import without_colour
from coach.tui.tidy import Tidy
from coach.tui.typed_ahead import WAIT_FOR_CARD_S, TypedAhead
from coach.tui.upgrade import Installed
from coach.tui.widgets.prompt_bar import READY_AFTER_S
from coach.tui.wiring import Wired

if TYPE_CHECKING:
    from coach.tui.flows import Flows
    from coach.tui.papers import Papers

NEWS_EVERY_S = 10
"""Seconds between two looks at the clock; minutes are shown, so this is often enough."""
BEHIND, BEHIND_S = "A prompt waits behind this card.", 60
"""Said where a card hides the bar, and for so many seconds, or until the card or the prompt is gone."""
FIRST = "today"
"""The place that is opened first."""


class CoachApp(Wired):
    """The coach on a terminal."""

    TITLE = "coach"
    CSS_PATH: ClassVar[CSSPathType | None] = [
        "app.tcss",
        *(f"screens/{name}.tcss" for name in ("place", "today")),
    ]
    DEFAULT_MODE = FIRST
    """Where the app opens, without an empty screen before it."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q,ctrl+c", "quit", "Close the coach", show=False, priority=True),
    ]

    def __init__(self, house: House, unfinished: Unfinished | None = None) -> None:
        super().__init__(ansi_color=True if without_colour(os.environ) else None)
        mend(self)
        self.house = house
        self.dress = Dress(self)
        self.dress.follow(house.settings)
        self.stylesheet = KeptStylesheet(variables=self.get_css_variables())
        self.unfinished = unfinished if unfinished is not None else Unfinished()
        self._harmless = Harmless()
        self.looking = Looking(house)
        self.installed = Installed()
        self.tidy = Tidy()
        self.ahead = TypedAhead()
        self._bar: tuple[int, int] | None = None
        """The prompt in the bar, and its repeat."""
        self._bar_since_s = 0.0
        self._begun = False
        """Whether the conductor has had its first look."""
        self._met = False
        """Whether the conductor is there: it comes once the first picture stands."""
        self._places: dict[str, Place] = {}
        """The places that were opened, by mode."""
        self._at_once = False
        """Whether the place that comes shows what is so now, and its picture need not be held back."""
        self._concerns_of: tuple[History, object] | None = None
        self._concerns: list[Concern] = []
        self._problems: list[str] = []
        self._looked_for_problems: tuple[int, str] | None = None
        """The version of the log, and the minute, when problems were looked for last."""
        for mode in do.PLACES:
            self.add_mode(mode, partial(self._open_place, mode))

    def get_driver_class(self) -> type[Driver]:
        """Textual's, except that on a terminal of Linux or macOS nothing that is typed or pasted ends the app."""
        driver = super().get_driver_class()
        if driver.__name__ != "LinuxDriver":  # Windows, or one that the environment names
            return driver
        from coach.tui.terminal_input import TerminalDriver

        return TerminalDriver

    @cached_property
    def flows(self) -> "Flows":
        """The errands."""
        from coach.tui.flows import Flows

        return Flows(self, self.house, self.unfinished)

    @property
    def papers(self) -> "Papers":
        """What writes pages."""
        from coach.tui.papers import Papers

        return Papers(self, self.house)

    # Begin ---------------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Open Today; the conductor begins once it is drawn."""
        self.set_interval(NEWS_EVERY_S, self.look)
        self.call_after_refresh(self._begin)

    def on_ready(self) -> None:
        """Paint: the first picture need not wait for Textual's next beat."""
        self.screen._on_timer_update()

    def _begin(self) -> None:
        self._met = True
        read_styles(self.stylesheet)
        for place in self._places.values():
            place.styled_for.note(self)  # what was read is for others
        asked = self.house.reminders
        asked.start(Relay(self.post_message, lambda: (to_the_minute(asked.view()), asked.open_prompt())))
        self._problems = list(self.house.problems)
        self.renew()
        self.tidy.begin()
        self.run_worker(make_ready(self.stylesheet))
        if not everything(self.house.journal.history) and not self.house.journal.log.problems:
            from coach.tui.welcome import Welcome  # needed once in a lifetime

            self.run_worker(Welcome(self, self.house, self.flows).begin())

    async def on_event(self, event: events.Event) -> None:
        """Textual's own, and a note of whether somebody is there; keys meant for a card wait until it stands."""
        self.looking.follow(event)
        if isinstance(event, events.Key) and not event.is_forwarded and self._waits(event):
            return
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """A key that was not taken by what it was meant for is for what is in view by now, once that stands."""
        if self._waits(event):
            event.prevent_default()

    def _waits(self, key: events.Key) -> bool:
        """Keep a key that has nowhere to go yet: a card is awaited, or what is in view has as yet nothing in it."""
        if not self._screen_stack or self.ahead.keep(key):
            return True  # the first: closing, and the key is for nobody
        if self.screen.is_mounted:
            return False
        self.ahead.begin()
        self.screen.call_later(self.call_later, self.release_keys)
        self.set_timer(WAIT_FOR_CARD_S, self.release_keys)
        return self.ahead.keep(key)

    async def release_keys(self) -> None:
        """Give the keys that waited to whatever is in view."""
        for key in self.ahead.give():
            if not self._waits(key):
                await super().on_event(key)

    def _handle_exception(self, error: Exception) -> None:
        """Textual's own: the app ends. Where the package was upgraded under it, that is said instead."""
        super()._handle_exception(self.installed.explained(error))

    # News ----------------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Time has passed, or something happened: show what is so now."""
        self._begun = True
        self.looking.tell()
        self.tidy.look(self.looking.input_s, self.house.clock.elapsed())
        with suppress(CoachError):
            self.dress.follow(self.house.settings)
            if self.house.library.renew():
                self.house.reminders.log_changed()
            if self.house.reminders.view() is None:
                self.house.journal.refresh()  # whoever prompts reads the log at each look, and says what is new
            self.house.journal.retry()
            looked = (self.house.journal.version, f"{self.house.clock.wall():%H:%M}")
            if looked != self._looked_for_problems:
                self._looked_for_problems, self._problems = looked, list(self.house.problems)
        self.renew()

    @on(PlaceShown)
    def _shown(self) -> None:
        self._none_behind()
        if not self._at_once:
            self._bar = None  # a prompt that was covered has its second again
            self.renew()
        self._at_once = False

    def _none_behind(self) -> None:
        for said in [said for said in self._notifications if said.message == BEHIND]:
            self._unnotify(said)

    @on(PromptCame)
    def _came(self, event: PromptCame) -> None:
        if not event.prompt.silent:
            self.bell()
        if isinstance(self.screen, ModalScreen):
            self.notify(BEHIND, timeout=BEHIND_S, markup=False)
        self.renew()

    @on(StartWanted)
    def _wanted(self, event: StartWanted) -> None:
        self.run_worker(self.flows.wanted(event.prompt))

    @on(RemindersChanged)
    def _reminded(self) -> None:
        self._begun = True
        if self.house.reminders.open_prompt() is None:
            self._none_behind()  # it was answered elsewhere, or is over
        self.renew()

    @on(SettingsWritten)
    def _settings_written(self) -> None:
        self.house.reminders.log_changed()  # a look, which follows the settings
        self.look()

    @on(LogWritten)
    @on(LogChanged)
    def _changed(self) -> None:
        self.renew()

    def renew(self) -> None:
        """The place in view shows what is so now; others when they come into view."""
        if not self.is_running or not self.screen_stack:
            return  # closing: what is said from now on is shown no more
        if isinstance(self.screen, Place):
            self._renew(self.screen)

    def _renew(self, place: Place) -> None:
        if not place.made:
            return
        prompt = self.house.reminders.open_prompt() if self._met else None
        shown = None if prompt is None else (prompt.id, prompt.repeats)
        if shown != self._bar:
            self._bar, self._bar_since_s = shown, self.house.clock.elapsed()
            if shown is not None:
                self.set_timer(READY_AFTER_S, self.renew)
        problem = next(iter([*self._problems, *self.dress.problems]), "")
        place.begun, place.met = self._begun, self._met
        place.renew_frame(prompt, self.bar_ready, self.concern, problem)
        place.raised = self._concerns
        place.renew_hints(self.can)
        place.renew()

    @property
    def bar_ready(self) -> bool:
        """Whether the keys of the bar act by now."""
        return self._bar is not None and self.house.clock.elapsed() - self._bar_since_s >= READY_AFTER_S

    @property
    def concern(self) -> Concern | None:
        """The most urgent concern that was not folded away."""
        history, today = self.house.journal.history, self.house.clock.wall().date()
        known = self._concerns_of
        if known is None or known[0] is not history or known[1] != today:
            self._concerns_of = (history, today)
            self._concerns = concerns(history, self.house.clock.wall())
        return next((concern for concern in self._concerns if not concern.seen), None)

    def action_command_palette(self) -> None:
        """Textual's palette, where none is open."""
        from coach.tui.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def search_themes(self) -> None:
        """The palette over the themes."""
        from coach.tui.palette import Palette

        self.push_screen(Palette.of_themes())

    def flag_line(self) -> str:
        """What to do about an open red flag; empty without one."""
        from coach.tui.screens.safety import flag_line

        return flag_line(self.house.journal.history, self.house.clock.wall())

    # Places --------------------------------------------------------------------------------------------------------

    def _open_place(self, mode: str) -> Place:
        place = self._places[mode] = open_place(mode, self.house)
        place.fill = self._renew
        place.suit(self.size)
        place._css_update_count = self._css_update_count  # it is styled by the rules of now as it comes
        return place

    def switch_mode(self, mode: str) -> AwaitMount:
        """Go to a place. One that was open before shows what is so now with its first picture."""
        place = self._places.get(mode)
        if place is not None and mode != self.current_mode and place.size == self.size:
            self._bar = None
            self._renew(place)
            self._at_once = True
        return super().switch_mode(mode)

    def delay_update(self, delay: float = 0.05) -> None:
        """Textual holds pictures back so long at each change of place; there is no need where the place is ready."""
        if not self._at_once:
            super().delay_update(delay)

    # Commands ------------------------------------------------------------------------------------------------------

    def action_command(self, slug: str) -> None:
        """Send a command to the screen in view; what it does not take comes up to here."""
        command = do.ALL[slug]
        if self.can(command):
            if command.opens_card:
                self.ahead.begin()
                self.set_timer(WAIT_FOR_CARD_S, self.release_keys)
            self.screen.post_message(command())
        elif command.otherwise:
            self.flows.say(command.otherwise)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A command that cannot be done now has no key now, unless it says why."""
        if action == "command" and parameters:
            command = do.ALL[str(parameters[0])]
            return bool(command.otherwise) or self.can(command)
        return True

    def can(self, command: type[do.Command]) -> bool:
        """Whether it can be done now."""
        if command.needs == "spasm":
            return bool(open_spasms(self.house.journal.history, self.house.clock.wall()))
        if command.needs == "prompt":
            return self.bar_ready and self.house.reminders.open_prompt() is not None
        if command.needs == "question":
            view = self.house.reminders.view() if self._met else None
            return view is not None and view.question is not None
        if command.needs == "concern":
            return self.concern is not None or bool(self._concerns)
        return True

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own, and that no text steers the terminal."""
        return (*super().get_line_filters(), self._harmless)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: what can be done here, and Textual's own."""
        from coach.tui.screens.session import SessionScreen

        commands = (
            screen.commands
            if isinstance(screen, SessionScreen)
            else (*screen.own, *do.EVERYWHERE, *do.PROMPT_COMMANDS)
            if isinstance(screen, Place)
            else ()
        )
        for command in commands:
            if self.can(command):
                yield SystemCommand(
                    f"{command.title}  ({command.key_shown()})",
                    command.help_row(),
                    partial(self.action_command, command.slug()),
                )
        yield SystemCommand("Theme", "Choose the colours", self.action_change_theme)
        yield SystemCommand("Close the coach  (ctrl+q)", "Reminders end; the log is kept", self.action_quit)


def open_place(mode: str, house: House) -> Place:
    """A place by its mode, its module imported now if it was not yet."""
    made = getattr(import_module(f"coach.tui.screens.{mode}"), f"{mode.title()}Place")(house)
    assert isinstance(made, Place)
    return made
