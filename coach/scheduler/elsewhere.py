"""Sessions and windows: one that does not prompt tells of its session, and the one that prompts holds back for it."""

import logging
import os
from collections.abc import Iterable
from pathlib import Path

from coach.clock import Clock
from coach.core.reminders.model import Command, Moved, Pause, Resume, RunningSession, SessionBegan, SessionEnded, Stay
from coach.errors import CoachError
from coach.link import inbox, sessions

LONGEST_SESSION_S = 2 * 3600
"""No routine may be longer than this."""

log = logging.getLogger(__name__)


class Elsewhere:
    """What a window tells the others of its session and its keys, and what it hears of their sessions."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder, self._clock = folder, clock
        self._own = sessions.Playing(folder)
        self._listed: frozenset[str] = frozenset()
        self._follows: str | None = None
        self._given_up: frozenset[str] = frozenset()

    def tell(self, commands: Iterable[Command], prompts: bool) -> None:
        """Our own sessions among the commands: told while another process prompts, and ended whoever does."""
        for command in commands:
            match command:
                case SessionBegan(kind=kind, routine=routine) if not prompts:
                    name = f"{round(self._clock.wall().timestamp() * 1000):015d}-{os.getpid()}"
                    try:
                        self._own.begin(name, kind, routine)
                    except OSError as error:
                        log.warning("the session cannot be told of: %s", error)
                case SessionEnded(partial=partial):
                    self._own.end(whole=not partial)

    def hand_on(self, commands: Iterable[Command]) -> None:
        """What steers the reminders goes to the process that prompts; it may take three seconds to say that it has it.

        Nobody waits for its answer here; where it does not take one, nothing is done.
        """
        for number, command in enumerate(commands):
            if isinstance(command, Moved | Pause | Resume | Stay):
                at = self._clock.wall().timestamp()
                try:
                    inbox.send(self._folder, command, at, f"{round(at * 1000):015d}-{os.getpid()}-{number}")
                except CoachError as error:
                    log.info("a command was not handed on: %s", error)

    def stirs(self) -> bool:
        """Whether a session of another window has come since the last look; cheap enough for every second."""
        return bool(sessions.names(self._folder) - self._listed)

    def news(self, session: RunningSession | None, now_s: float) -> tuple[Command, ...]:
        """What the rules should hear at `now_s` on the clock of `session.since`.

        The session of another window began, or is over: its process said so, or is gone. One that nobody has ended
        for hours is over too, here or there: it must not keep prompts back for ever.
        """
        self._listed = sessions.names(self._folder)
        found = sessions.played(self._folder, self._listed)
        going_on = frozenset(each.name for each in found if each.running)
        self._given_up &= going_on
        over: tuple[Command, ...] = ()
        if session is not None and now_s - session.since / 1000 >= LONGEST_SESSION_S:
            self._given_up |= {self._follows} if self._follows is not None else frozenset()
            over = (SessionEnded(partial=True),)
        elif session is not None and self._follows is not None and self._follows not in going_on:
            over = (SessionEnded(not any(each.name == self._follows and each.whole for each in found)),)
        if session is not None and not over:
            return ()
        running = [each for each in found if each.running and each.name not in self._given_up]
        self._follows = running[0].name if running else None
        return (*over, *(SessionBegan(each.kind, each.routine) for each in running[:1]))

    def goes_on(self, session: RunningSession) -> bool:
        """Whether a session kept by whoever prompted before is one that still runs in a window; then it is followed."""
        for each in sessions.played(self._folder, sessions.names(self._folder)):
            if each.running and (each.kind, each.routine) == (session.kind, session.routine):
                self._follows = each.name
                return True
        return False

    def close(self) -> None:
        """The window ends: a session it was in is broken off, for all that others know."""
        self._own.end(whole=False)
