"""A month of the log as a calendar shows it, day by day; and the entries of one day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from coach.core.episodes import BEYOND_TWO_WEEKS_DAY, bouts, last_day
from coach.core.history import History, everything
from coach.core.pain import Rating, ratings
from coach.core.records import Posture, Prompt, Record
from coach.core.since import oldest_record, on_dates

_DAY = timedelta(days=1)


class DayMark(Struct, frozen=True):
    """What is known of a date.

    `pain` is its last rating (NRS 0-10), `lowest` and `highest` all of its ratings; None when it has none, which is not
    a good day but an unknown one. `spasm_day` is the number of its day in the bout, None on a date without spasm.
    `coming` for a date after today.
    """

    day: date
    pain: int | None = None
    lowest: int | None = None
    highest: int | None = None
    spasm_day: int | None = None
    coming: bool = False

    @property
    def beyond_two_weeks(self) -> bool:
        """Whether it is a spasm day after the bout's 14th."""
        return self.spasm_day is not None and self.spasm_day >= BEYOND_TWO_WEEKS_DAY


def first_of_month(day: date, months: int = 0) -> date:
    """The first of the month of `day`, or of one so many months later (earlier when negative)."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def month_marks(history: History, month: date, now: datetime) -> tuple[DayMark, ...]:
    """Every date of the month that holds `month`, as the log stands `now`."""
    first = first_of_month(month)
    return day_marks(history, first, first_of_month(first, 1) - _DAY, now)


def day_marks(history: History, first: date, last: date, now: datetime) -> tuple[DayMark, ...]:
    """The dates from `first` to `last`, both included, as the log stands `now`."""
    by_day: dict[date, list[int]] = {}
    for rating in _ratings(history, first, last, now):
        by_day.setdefault(rating.on, []).append(rating.nrs)
    spasm_days = _spasm_days(history, first, last, now)
    marks = []
    for number in range((last - first).days + 1):
        day = first + number * _DAY
        rated = by_day.get(day)
        mark = DayMark(day=day, spasm_day=spasm_days.get(day), coming=day > now.date())
        if rated:
            mark = replace(mark, pain=rated[-1], lowest=min(rated), highest=max(rated))
        marks.append(mark)
    return tuple(marks)


def gaps(history: History, first: date, last: date, now: datetime) -> tuple[date, ...]:
    """The dates from `first` to `last` that have no pain rating: those gone by, and after the log began."""
    oldest = oldest_record(history)
    if oldest is None:
        return ()
    marks = day_marks(history, max(first, oldest.on), last, now)
    return tuple(mark.day for mark in marks if mark.pain is None and mark.day < now.date())


def entries_on(history: History, day: date, now: datetime) -> tuple[Record, ...]:
    """What the log shows of a date: the spasms that lasted on it, then what was written down for it, in order of time.

    What the coach noted by itself (prompts, changes of posture) is left out.
    """
    spasms = [spasm for spasm in history.spasms if spasm.on < day <= last_day(spasm, now)]
    written = [record for record in records_on(history, day, day) if not isinstance(record, Prompt | Posture)]
    return (*spasms, *written)


def records_on(history: History, first: date, last: date) -> tuple[Record, ...]:
    """Every record whose own date lies from `first` to `last`, in order of time."""
    return tuple(everything(_cut(history, first, last)))


def _cut(history: History, first: date, last: date) -> History:
    """The history with every table cut to these dates."""
    changes: dict[str, Sequence[Record]] = {
        name: on_dates(getattr(history, name), first, last) for name in history.__struct_fields__
    }
    return replace(history, **changes)


def _ratings(history: History, first: date, last: date, now: datetime) -> list[Rating]:
    near = _cut(history, first - _DAY, last)  # a session may be rated after midnight
    return [rating for rating in ratings(near, now) if first <= rating.on <= last]


def _spasm_days(history: History, first: date, last: date, now: datetime) -> dict[date, int]:
    """The number in its bout of every date with spasm."""
    found: dict[date, int] = {}
    for bout in bouts(history, now):
        if bout.last_day < first or bout.onset > last:
            continue
        for spasm in bout.spasms:
            day, end = max(spasm.on, first), min(last_day(spasm, now), last)
            while day <= end:
                found[day] = (day - bout.onset).days + 1
                day += _DAY
    return found
