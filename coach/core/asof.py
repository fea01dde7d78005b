"""Looking at the log as of a day or an instant: what is known by then, and which calendar date it is."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

When = date | datetime
"""As of when the log is read: to the end of a date (each record by its own date), or to an aware instant."""


def instant(at: datetime) -> datetime:
    """The same instant in UTC.

    Two times in one zone compare and subtract by the wall clock in Python, which is an hour off across a
    change of summer time; in UTC they do not.
    """
    return at.astimezone(UTC)


def later(at: datetime, by: timedelta) -> datetime:
    """The time `by` after `at`, counted as time that passes, in `at`'s own zone."""
    return (instant(at) + by).astimezone(at.tzinfo)


def day_of(when: When) -> date:
    """The calendar date of `when`, in its own offset."""
    return when.date() if isinstance(when, datetime) else when


def known_by(when: When) -> Callable[[datetime], bool]:
    """A test of whether something that happened at a time had happened by `when`."""
    if isinstance(when, datetime):
        limit = instant(when)
        return lambda at: instant(at) <= limit
    return lambda at: at.date() <= when
