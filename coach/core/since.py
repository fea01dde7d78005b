"""Parts of a long log by date, found without looking at all of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from msgspec.structs import replace

from coach.core.asof import instant
from coach.core.history import History
from coach.core.pain import Rating
from coach.core.records import Record

_MARGIN = timedelta(days=2)  # they are sorted by instant, and offsets can put their dates out of order by two days

R = TypeVar("R", bound=Record)
T = TypeVar("T")


def on_dates(records: Sequence[R], first: date, last: date) -> tuple[R, ...]:
    """Those of the sorted `records` whose own date lies from `first` to `last`, both included."""
    return _between(records, first, last, lambda record: record.on)


def from_date(records: Sequence[R], first: date) -> tuple[R, ...]:
    """Those of the sorted `records` whose own date is `first` or later."""
    return on_dates(records, first, date.max - _MARGIN)


def ratings_on(ratings: Sequence[Rating], first: date, last: date) -> tuple[Rating, ...]:
    """Those of the sorted ratings whose own date lies from `first` to `last`, both included."""
    return _between(ratings, first, last, lambda rating: rating.on)


def since(history: History, first: date) -> History:
    """The history with the long tables cut to `first` and later; spasms and other rare records stay whole.

    A session that began before midnight and was rated after it goes with the date it began on, so take a day more
    where ratings matter.
    """
    return replace(
        history,
        pains=from_date(history.pains, first),
        stresses=from_date(history.stresses, first),
        sessions=from_date(history.sessions, first),
        prompts=from_date(history.prompts, first),
        postures=from_date(history.postures, first),
    )


def oldest_record(history: History) -> Record | None:
    """The record of any type that happened first, None in an empty log."""
    firsts = (records[0] for records in _tables(history) if records)
    return min(firsts, key=lambda record: instant(record.at), default=None)


def newest_records(history: History) -> list[Record]:
    """Of each type the record that happened last."""
    return [records[-1] for records in _tables(history) if records]


def _tables(history: History) -> tuple[Sequence[Record], ...]:
    return (
        history.spasms, history.pains, history.stresses, history.sessions, history.prompts, history.postures,
        history.medicines, history.redflags, history.concerns, history.notes,
    )  # fmt: skip


def _between(items: Sequence[T], first: date, last: date, on: Callable[[T], date]) -> tuple[T, ...]:
    begin = bisect_left(items, first - _MARGIN, key=on)
    end = bisect_right(items, last + _MARGIN, key=on)
    surely_from = bisect_left(items, first + _MARGIN, begin, end, key=on)
    surely_to = bisect_right(items, last - _MARGIN, surely_from, end, key=on)
    return (
        *(item for item in items[begin:surely_from] if first <= on(item) <= last),
        *items[surely_from:surely_to],
        *(item for item in items[surely_to:end] if first <= on(item) <= last),
    )
