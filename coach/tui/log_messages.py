"""What the log's screens ask the app to do with entries: each message begins one errand of `WritingDown`."""

from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from coach.tui.writing_down import WritingDown


class LogErrand(Message):
    """Something is to be done with the log."""

    def begin(self, errands: "WritingDown") -> Coroutine[None, None, None]:
        """The errand, still to be run."""
        raise NotImplementedError


@dataclass
class EntryChosen(LogErrand):
    """An entry is to be shown whole."""

    record_id: str
    """Its id in the log."""

    def begin(self, errands: "WritingDown") -> Coroutine[None, None, None]:
        """Show it."""
        return errands.open(self.record_id)


@dataclass
class DeleteChosen(LogErrand):
    """The marked entry is to go."""

    record_id: str
    """Its id in the log."""

    def begin(self, errands: "WritingDown") -> Coroutine[None, None, None]:
        """Take it out."""
        return errands.delete(self.record_id)


@dataclass
class DetailsChosen(LogErrand):
    """The details of a spasm are to be filled in."""

    record_id: str | None
    """Its id in the log; None for the newest open one."""

    def begin(self, errands: "WritingDown") -> Coroutine[None, None, None]:
        """Ask for them."""
        return errands.details(self.record_id)


@dataclass
class NewChosen(LogErrand):
    """Something is to be written down for a day."""

    day: date | None
    """The day; None for now."""

    def begin(self, errands: "WritingDown") -> Coroutine[None, None, None]:
        """Ask what."""
        return errands.new(self.day)
