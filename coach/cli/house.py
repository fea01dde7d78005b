"""What the commands work with: places, settings, clock, log, journal and library, each made when first asked for."""

from datetime import date, datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING

from coach.errors import CoachError, WrongUse

if TYPE_CHECKING:
    from pathlib import Path

    from coach.clock import Clock
    from coach.core.history import History
    from coach.core.rows import RemindersView
    from coach.core.settings import Settings
    from coach.journal import Journal
    from coach.library import Library
    from coach.log.log import Log
    from coach.paths import Paths


class House:
    """One run of the command line. Making one touches nothing and imports nothing."""

    def __init__(self, clock: "Clock | None" = None) -> None:
        self.given_clock = clock
        self._settings: Settings | None = None

    @cached_property
    def paths(self) -> "Paths":
        """Where the user's files lie. Raises WrongUse for a COACH_HOME that cannot be."""
        from coach.paths import find_paths

        try:
            return find_paths()
        except RuntimeError:  # a ~somebody that nobody is
            raise WrongUse("COACH_HOME names the home of a user that does not exist.") from None

    @property
    def settings(self) -> "Settings":
        """What the user set. Raises WrongConfig."""
        if self._settings is None:
            from coach.config import load_settings

            self._settings = load_settings(self.paths.config)
        return self._settings

    @cached_property
    def clock(self) -> "Clock":
        """The machine's clock. Its times carry the zone's offset of now, which is all that recording needs."""
        if self.given_clock is not None:
            return self.given_clock
        from coach.clock import SystemClock

        return SystemClock(None if self.settings.work.timezone == "local" else self.zone)

    @cached_property
    def zone(self) -> tzinfo:
        """The user's zone with its rules, which times of other days need."""
        from coach.clock import zone_named

        return zone_named(self.settings.work.timezone)

    @cached_property
    def now(self) -> datetime:
        """The moment of this run, in the user's zone with its rules; the same however often it is asked."""
        return self.clock.wall().astimezone(self.zone)

    def when(self, text: str | None) -> datetime | None:
        """The time a user typed after `--at`, None when they typed none. Raises WrongUse."""
        if text is None:
            return None
        from coach.core.when import parse_when

        return parse_when(text, self.now, self.zone)

    def date(self, text: str | None) -> date:
        """The date a user typed, today when they typed none. Raises WrongUse."""
        from coach.core.when import parse_date

        return self.now.date() if text is None else parse_date(text, self.now.date())

    @cached_property
    def device(self) -> str:
        """The id of this machine. Raises CoachError where none can be kept."""
        from coach.log.device import device_id

        try:
            return device_id(self.paths.state)
        except OSError as error:
            raise CoachError(f"{self.paths.state}: {error.strerror or error}.") from error

    @property
    def own_state(self) -> "Path":
        """The folder of this machine, where its windows and commands meet whoever prompts."""
        return self.paths.state / self.device

    @cached_property
    def log(self) -> "Log":
        """The log of all devices, written to by this one."""
        from coach.log.log import Log

        quiet = self.own_state / "quiet.json"
        return Log(self.paths.log, self.device, self.clock.wall, quiet=quiet, seen=self.log_seen)

    @property
    def log_seen(self) -> "Path":
        """The file by which an empty folder is told from one whose disk is not there now."""
        return self.own_state / "log-seen"

    @property
    def mended(self) -> tuple[str, ...]:
        """Damage to the log that this run met and mended; a run that did not open the log met none."""
        return self.log.mended if "log" in self.__dict__ else ()

    @cached_property
    def journal(self) -> "Journal":
        """The one way to record something."""
        from coach.journal import Journal

        self.settings  # noqa: B018  a config that cannot be used is said before anything is written
        return Journal(self.log, self.clock, self._title)

    def _title(self, routine: str) -> str:
        known = self.library.routines.get(routine)
        return routine if known is None else known.title

    @property
    def history(self) -> "History":
        """The last 13 months."""
        return self.journal.history

    @cached_property
    def library(self) -> "Library":
        """The routines, ours and the user's own."""
        from coach.library import Library

        return Library(self.paths)

    def reminders_view(self) -> "RemindersView | None":
        """What the running app told of its prompts in its snapshot; None when none runs."""
        from coach.cli.status import newest_snapshot

        told = newest_snapshot(str(self.paths.state))
        until = None if told is None else _number(told, "until")
        if told is None or until is None or until < self.clock.wall().timestamp():
            return None
        return _view(told, self.zone)


def _view(told: dict[str, object], zone: tzinfo) -> "RemindersView | None":
    import msgspec
    from msgspec.structs import replace

    from coach.core.rows import RemindersView

    try:
        view = msgspec.convert(told.get("view"), RemindersView)
    except msgspec.ValidationError:  # not from an app of ours
        return None
    times = {name: getattr(view, name) for name in ("next_at", "open_since", "snoozed_until", "hold_until")}
    return replace(view, **{name: at.astimezone(zone) for name, at in times.items() if at is not None})


def _number(told: dict[str, object], name: str) -> float | None:
    found = told.get(name)
    return float(found) if isinstance(found, int | float) else None
