"""What has come into the log since the last look, in the words of the reminder rules."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from coach.core.history import History
from coach.core.records import Record
from coach.core.reminders.model import Command, Did, SpasmLogged, StressLogged

WITHIN = timedelta(minutes=10)
"""A record counts as just logged when what it tells of is no older than this (our default)."""
LOOKED_AT = 8
"""So many of the newest records of a type are looked at."""


class News:
    """Tells the rules of each spasm, stress rating and session away from the app once."""

    def __init__(self) -> None:
        self._told: set[str] = set()
        self._primed = False

    def since_last(self, history: History, now: datetime) -> tuple[Command, ...]:
        """What is new since the last time; the first time nothing is."""
        found = [(record_id, command) for record_id, command in _recent(history, now) if record_id not in self._told]
        self._told &= {record.id for newest in _newest(history) for record in newest}
        self._told |= {record_id for record_id, _ in found}
        if not self._primed:
            self._primed = True
            return ()
        return tuple(command for _, command in found)


def _newest(history: History) -> tuple[tuple[Record, ...], ...]:
    return history.spasms[-LOOKED_AT:], history.stresses[-LOOKED_AT:], history.sessions[-LOOKED_AT:]


def _recent(history: History, now: datetime) -> Iterator[tuple[str, Command]]:
    since = now - WITHIN
    for spasm in history.spasms[-LOOKED_AT:]:
        if spasm.at >= since:
            yield spasm.id, SpasmLogged()
    for rating in history.stresses[-LOOKED_AT:]:
        if rating.at >= since:
            yield rating.id, StressLogged(rating.stress)
    for session in history.sessions[-LOOKED_AT:]:
        if session.told and session.at + timedelta(seconds=session.seconds) >= since:
            yield session.id, Did(session.kind)
