"""What the log's screens ask the app to do with entries: each message begins one errand."""

from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from textual.message import Message


class Errands(Protocol):
    """Who does them."""

    async def open(self, record_id: str) -> None:
        """All about an entry."""

    async def delete(self, record_id: str) -> None:
        """Take an entry out."""

    async def details(self, record_id: str | None) -> None:
        """Where, signs, triggers and note of a spasm; of the newest open one when None."""

    async def new(self, day: date | None) -> None:
        """Something of a day; of now when None."""


class LogErrand(Message):
    """Something is to be done with the log."""

    def begin(self, errands: Errands) -> Coroutine[None, None, None]:
        """The errand, still to be run."""
        raise NotImplementedError


@dataclass
class EntryChosen(LogErrand):
    """An entry is to be shown whole."""

    record_id: str
    """Its id in the log."""

    def begin(self, errands: Errands) -> Coroutine[None, None, None]:
        """Show it."""
        return errands.open(self.record_id)


@dataclass
class DeleteChosen(LogErrand):
    """The marked entry is to go."""

    record_id: str
    """Its id in the log."""

    def begin(self, errands: Errands) -> Coroutine[None, None, None]:
        """Take it out."""
        return errands.delete(self.record_id)


@dataclass
class DetailsChosen(LogErrand):
    """The details of a spasm are to be filled in."""

    record_id: str | None
    """Its id in the log; None for the newest open one."""

    def begin(self, errands: Errands) -> Coroutine[None, None, None]:
        """Ask for them."""
        return errands.details(self.record_id)


@dataclass
class NewChosen(LogErrand):
    """Something is to be written down for a day."""

    day: date | None
    """The day; None for now."""

    def begin(self, errands: Errands) -> Coroutine[None, None, None]:
        """Ask what."""
        return errands.new(self.day)
