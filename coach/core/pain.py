"""Every pain rating the log holds, wherever it was given, in one line of time."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from msgspec import Struct

from coach.core.asof import When, instant, known_by, later
from coach.core.history import History


class Rating(Struct, frozen=True):
    """Pain `nrs` (0-10) at a time."""

    at: datetime
    nrs: int

    @property
    def on(self) -> date:
        """The calendar date it was given for, in its own offset."""
        return self.at.date()


def ratings(history: History, when: When | None = None) -> tuple[Rating, ...]:
    """All pain ratings known by `when` (all there are when None), in order of time.

    From check-ins, from a spasm (at its onset) and from sessions: the rating before at the session's start, the rating
    after at its start plus the seconds really done. Of two at one instant the one with the smaller record id
    comes first, so that the order of the records does not matter.
    """
    found = [(instant(rating.at), key, rating) for key, rating in _each(history)]
    if when is not None:
        known = known_by(when)
        found = [entry for entry in found if known(entry[2].at)]
    found.sort(key=lambda entry: entry[:2])
    return tuple(entry[2] for entry in found)


def _each(history: History) -> Iterator[tuple[str, Rating]]:
    """Every rating with the id of its record; the one before a session comes before the one after it."""
    for pain in history.pains:
        yield pain.id, Rating(pain.at, pain.pain)
    for spasm in history.spasms:
        if spasm.pain is not None:
            yield spasm.id, Rating(spasm.at, spasm.pain)
    for session in history.sessions:
        if session.pain_before is not None:
            yield session.id, Rating(session.at, session.pain_before)
        if session.pain_after is not None:
            yield session.id, Rating(later(session.at, timedelta(seconds=session.seconds)), session.pain_after)
