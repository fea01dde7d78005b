"""What widgets and other threads tell the app."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual.message import Message

from coach.tui.ports import OpenPrompt

if TYPE_CHECKING:
    from coach.tui.setting_fields import Field  # not needed for the first picture

if TYPE_CHECKING:
    from coach.core.week import WeekView


@dataclass
class PromptCame(Message):
    """A prompt came, or came again."""

    prompt: OpenPrompt
    """The prompt, as it stands."""


class RemindersChanged(Message):
    """What the conductor shows may be different now."""


class LogChanged(Message):
    """The log was changed by somebody else."""


class LogWritten(Message):
    """Something was written by this app: every screen that shows the log is due."""


class PlaceShown(Message):
    """A place came into view."""


@dataclass
class GapsChosen(Message):
    """Days without a pain entry are to be filled in."""

    days: tuple[date, ...]
    """The days, the earliest first."""


@dataclass
class ExportChosen(Message):
    """A week is to be written into a file."""

    week: "WeekView"
    """The week, as it is shown."""


@dataclass
class StartChosen(Message):
    """A routine was chosen to be played."""

    routine: str
    """Its id."""


@dataclass
class StartWanted(Message):
    """A prompt was started from outside the app, and is answered already."""

    prompt: OpenPrompt
    """What to play."""


@dataclass
class SettingChosen(Message):
    """A setting is to be changed."""

    field: "Field"
    """Which."""


@dataclass
class HistoryTicked(Message):
    """One of the safety history is to be ticked or unticked."""

    slug: str
    """Which."""


class SettingsWritten(Message):
    """A setting was changed here: it counts from now on."""


class CardShown(Message):
    """A card or a session stands, and takes keys."""


class Relay:
    """What the conductor's thread says, brought into the app's own loop by the one call that is safe from there."""

    def __init__(self, post: Callable[[Message], bool], shown: Callable[[], object]) -> None:
        self._post, self._shown = post, shown
        """How to send a message, and how to know all that the screen shows of the conductor."""
        self._shown_last: object = self

    def prompt_came(self, prompt: OpenPrompt) -> None:
        """A prompt came, or came again."""
        self._post(PromptCame(prompt))

    def start_wanted(self, prompt: OpenPrompt) -> None:
        """A prompt was started from outside the app."""
        self._post(StartWanted(prompt))

    def changed(self) -> None:
        """The conductor has looked: the app hears of it when that gave something new to show."""
        shown = self._shown()
        if shown != self._shown_last:
            self._shown_last = shown
            self._post(RemindersChanged())

    def log_changed(self) -> None:
        """The log was written by somebody else."""
        self._post(LogChanged())
