"""The seat of the one that prompts on this machine: taken, asked for, and given up to the app when it opens."""

import logging
from pathlib import Path

from coach.clock import Clock
from coach.errors import CoachError
from coach.link import inbox
from coach.link.owner import Owner

ASK_EVERY_S = 60.0
"""Seconds between two requests to whoever prompts: one app does not yield to another, and is not to be pestered."""
STAND_BACK_S = 5.0
"""Seconds for which one that has yielded leaves the seat alone, so that the one that asked has it."""

log = logging.getLogger(__name__)


class Seat:
    """The right to prompt. One that `gives_way` leaves it to an app that asks; one that does not asks for it."""

    def __init__(self, folder: Path, clock: Clock, gives_way: bool = False) -> None:
        self._folder, self._clock, self.gives_way = folder, clock, gives_way
        self._owner = Owner(folder)
        self._asked_at: float | None = None
        self._back_at = float("-inf")

    def take(self) -> bool:
        """Try to have it; True when it is ours. Raises OSError.

        Asking whoever holds it may take three seconds; it is done once a minute at most.
        """
        if self._clock.elapsed() < self._back_at:
            return False
        if self._owner.take():
            return True
        return self._ask() and self._owner.take()

    def yield_it(self) -> None:
        """Leave it to the one that asked, and stand back for a moment."""
        self._back_at = self._clock.elapsed() + STAND_BACK_S
        self._owner.release()

    def release(self) -> None:
        """Leave it to whoever comes."""
        self._owner.release()

    def _ask(self) -> bool:
        """Whether the holder has yielded."""
        now = self._clock.elapsed()
        if self.gives_way or (self._asked_at is not None and now - self._asked_at < ASK_EVERY_S):
            return False
        self._asked_at = now
        wall = self._clock.wall().timestamp()
        try:
            return inbox.send(self._folder, inbox.Yield(), wall, f"yield-{round(wall * 1000)}").done
        except CoachError as error:  # it ended, or hangs: the next look tries again
            log.info("the seat was asked for: %s", error)
            return True
