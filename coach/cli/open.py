"""Bare `coach`: open the app."""

import gc
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from coach.cli.ask import interactive
from coach.cli.house import House
from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.clock import Clock
    from coach.core.rows import RemindersView
    from coach.core.settings import Settings
    from coach.tui.ports import Answer, Listener, OpenPrompt, Reminders


class NoReminders:
    """What the app is handed when it is not the one that prompts: nothing comes, and nothing is expected of it."""

    def start(self, listener: "Listener") -> None:
        """Nothing to begin."""

    def stop(self) -> None:
        """Nothing to end."""

    def view(self) -> "RemindersView | None":
        """Nothing is known."""
        return None

    def open_prompt(self) -> "OpenPrompt | None":
        """None ever is."""
        return None

    def answer(self, prompt_id: int, answer: "Answer", reason: str | None = None) -> None:
        """Nothing to answer."""

    def session_started(self, kind: str, routine: str) -> None:
        """Nothing to keep back."""

    def session_ended(self, kind: str, seconds: int, partial: bool) -> None:
        """Nothing to restart."""

    def moved(self, change: Literal["shift", "sit", "stand", "up"]) -> None:
        """Nothing counts."""

    def did(self, kind: str) -> None:
        """Nothing counts."""

    def log_changed(self) -> None:
        """Nothing depends on it."""

    def pause(self, seconds: int) -> None:
        """Nothing to keep back."""


class AppHouse(House):
    """The house of the app: it opens whatever stands in config.toml, and says what it could not use."""

    def __init__(self, clock: "Clock | None" = None) -> None:
        super().__init__(clock)
        self._config_problems: list[str] = []

    @cached_property
    def settings(self) -> "Settings":
        """What the user set, every faulty key at its default."""
        from coach.config import load_or_default

        settings, self._config_problems = load_or_default(self.paths.config)
        return settings

    @cached_property
    def clock(self) -> "Clock":
        """The machine's clock in the user's zone with its rules: the app stays open over days."""
        if self.given_clock is not None:
            return self.given_clock
        from coach.clock import SystemClock

        return SystemClock(self.zone)

    @cached_property
    def reminders(self) -> "Reminders":
        """Who prompts."""
        return NoReminders()

    @property
    def problems(self) -> Sequence[str]:
        """What could not be read: settings, routines, log."""
        self.settings  # noqa: B018  its faults are known once it has been read
        self.journal.history  # noqa: B018  and so are those of the log
        return [*self._config_problems, *map(str, self.library.problems), *self.log.problems]


def open_app(house: House) -> int:
    """Open the app and stay until it is closed; the exit code.

    Raises CoachError where there is no terminal to draw on.
    """
    if not interactive():
        raise CoachError("The app needs a terminal to draw on; coach --help lists what works without one.")
    gc.enable()  # switched off for commands, see coach.cli.main
    from coach.tui.app import run_app

    return run_app(AppHouse(house.given_clock))
