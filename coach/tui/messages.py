"""What widgets and other threads tell the app."""

from dataclasses import dataclass
from datetime import date

from textual.message import Message

from coach.tui.ports import OpenPrompt


@dataclass
class PromptCame(Message):
    """A prompt came, or came again."""

    prompt: OpenPrompt
    """The prompt, as it stands."""


@dataclass
class RemindersChanged(Message):
    """What the conductor shows may be different now."""


@dataclass
class LogChanged(Message):
    """The log was changed by somebody else."""


@dataclass
class LogWritten(Message):
    """Something was written by this app: every screen that shows the log is due."""


@dataclass
class PlaceShown(Message):
    """A place came into view."""


@dataclass
class DeleteChosen(Message):
    """The marked entry is to go."""

    record_id: str
    """Its id in the log."""


@dataclass
class GapsChosen(Message):
    """Days without a pain entry are to be filled in."""

    days: tuple[date, ...]
    """The days, the earliest first."""


@dataclass
class StartChosen(Message):
    """A routine was chosen to be played."""

    routine: str
    """Its id."""
