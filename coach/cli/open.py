"""Bare `coach`: open the app."""

import gc
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from coach.cli.ask import interactive
from coach.cli.house import House
from coach.errors import CoachError
from coach.machine.file_state import state_of

if TYPE_CHECKING:
    from coach.clock import Clock
    from coach.core.settings import Settings
    from coach.presence.watch import Watch
    from coach.scheduler import Conductor, Prompter


class AppHouse(House):
    """The house of the app: it opens whatever stands in config.toml, and says what it could not use.

    Settings are read again when the file has changed, so that an edit counts in an app that stays open for days.
    `gives_way`: it prompts without a screen, and leaves the prompting to an app that opens.
    """

    def __init__(self, clock: "Clock | None" = None, gives_way: bool = False) -> None:
        super().__init__(clock)
        self._gives_way = gives_way
        self._config_problems: list[str] = []
        self._config_state: tuple[int, int, int] | None = None
        self._zone_set: object = None

    @property
    def settings(self) -> "Settings":
        """What the user set, every faulty key at its default."""
        from coach.config import load_or_default

        state = state_of(self.paths.config)
        if self._settings is None or state != self._config_state:
            self._config_state = state
            before = self._settings
            self._settings, self._config_problems = load_or_default(self.paths.config)
            if before is not None and before.work.timezone != self._settings.work.timezone:
                self._move(self._settings.work.timezone)
        self._travel(self._settings.work.timezone)
        return self._settings

    def _travel(self, zone: str) -> None:
        """Where the zone is the machine's own, it is followed when that is set to another while the app is open."""
        from coach.clock import zone_set

        before, self._zone_set = self._zone_set, zone_set()
        if zone == "local" and before is not None and before != self._zone_set:
            self._move(zone)

    def _move(self, zone: str) -> None:
        from coach.clock import SystemClock, zone_named

        self.zone = zone_named(zone)
        if isinstance(self.clock, SystemClock):
            self.clock.use_zone(self.zone)

    @cached_property
    def clock(self) -> "Clock":
        """The machine's clock in the user's zone with its rules: the app stays open over days."""
        if self.given_clock is not None:
            return self.given_clock
        from coach.clock import SystemClock

        return SystemClock(self.zone)

    @cached_property
    def reminders(self) -> "Conductor":
        """What the app tells of its user, and asks about prompts."""
        from coach.scheduler import Conductor

        return Conductor(self.prompter, self.clock, self.own_state)

    @cached_property
    def prompter(self) -> "Prompter":
        """Who prompts; where another app on this log does, it knows and stays silent."""
        from coach.cli.desktop import Desktop
        from coach.scheduler import Prompter, SchedulerAlarm

        return Prompter(
            clock=self.clock,
            settings=lambda: self.settings,
            journal=self.journal,
            routines=lambda: self.library.routines,
            folder=self.own_state,
            alarm=SchedulerAlarm(),
            deliver=Desktop(lambda: self.settings.notify, lambda number, action: self.reminders.press(number, action)),
            world=self.watch,
            gives_way=self._gives_way,
        )

    @cached_property
    def watch(self) -> "Watch":
        """What the machine tells of the user."""
        from coach.presence.watch import Watch

        return Watch(
            self.clock,
            calendars=lambda: self.settings.calendar.paths,
            addresses=lambda: self.settings.calendar.me,
        )

    def key_pressed(self) -> None:
        """A key or a click in the app: the user is there."""
        self.watch.key_pressed()

    @property
    def problems(self) -> Sequence[str]:
        """What could not be read: settings, routines, log, calendars."""
        self.settings  # noqa: B018  its faults are known once it has been read
        self.journal.history  # noqa: B018  and so are those of the log
        trouble = self.prompter.trouble if "prompter" in self.__dict__ else ""
        unread = self.watch.unread() if "watch" in self.__dict__ else ()
        calendars = [f"{each}. Its meetings keep no prompt back." for each in unread]
        own = [*self._config_problems, *map(str, self.library.problems), *self.log.problems, *calendars]
        return [trouble, *own] if trouble else own


def open_app(house: House) -> int:
    """Open the app and stay until it is closed; the exit code.

    Raises CoachError where there is no terminal to draw on.
    """
    if not interactive():
        raise CoachError("The app needs a terminal to draw on; coach --help lists what works without one.")
    from coach.tui.run import run_app

    try:
        return run_app(AppHouse(house.given_clock))
    finally:
        gc.enable()  # switched off at the start, see coach.cli.main; the app turns it on once its first picture stands
