"""Spasms put together into bouts and episodes, with their day numbers."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from msgspec import Struct

from coach.core.asof import When, day_of, instant, known_by
from coach.core.history import History
from coach.core.pain import Rating, ratings
from coach.core.records import Spasm

MOST_FREE_DAYS = 3
"""Spasm-free days between two spasms of one bout, at most (our own number)."""
BEYOND_TWO_WEEKS_DAY = 15
"""From this day of a bout on it has lasted beyond two weeks (the founding guide's rule)."""
EPISODE_FREE_DAYS = 30
"""Days free of pain that part two episodes: "at least a month" (de Vet 2002), a month taken as 30 days."""
EPISODE_LONGER_THAN = timedelta(hours=24)
"""An episode is more than this (de Vet 2002)."""

_DAY = timedelta(days=1)


class Bout(Struct, frozen=True):
    """Spasms with at most three spasm-free days between them, as the log stood when it was asked.

    `onset` is the date of the first spasm, `last_day` the last date with spasm (the date asked, while one is
    open), `spasm_days` how many dates between them had spasm. `spasms` are sorted by onset.
    """

    spasms: tuple[Spasm, ...]
    onset: date
    last_day: date
    open: bool
    spasm_days: int

    @property
    def days(self) -> int:
        """Calendar days from onset to the last spasm day, both included."""
        return _days(self.onset, self.last_day)

    @property
    def beyond_two_weeks(self) -> bool:
        """Whether it has lasted 15 days or more, still open or not."""
        return self.days >= BEYOND_TWO_WEEKS_DAY


class Episode(Struct, frozen=True):
    """A stretch of more than 24 h of pain; `onset` and `last_day` are its first and last dates with pain.

    `over` once 30 dates without pain have followed.
    """

    onset: date
    last_day: date
    over: bool


class SpasmSummary(Struct, frozen=True):
    """One spasm as a list shows it.

    `days` are its own calendar days. `bout_day` is the day number of its bout on the spasm's last day (today's
    while it is open); `beyond_two_weeks` when that is 15 or more. Pain is NRS 0-10, of all ratings from start to end.
    """

    id: str
    start: datetime
    end: datetime | None
    days: int
    bout_day: int
    pain_first: int | None
    pain_peak: int | None
    pain_last: int | None
    beyond_two_weeks: bool


def is_open(spasm: Spasm, when: When) -> bool:
    """Whether the spasm had no end yet by `when` (an end after it is not known then)."""
    return spasm.ended is None or not known_by(when)(spasm.ended)


def last_day(spasm: Spasm, when: When) -> date:
    """The spasm's last calendar date by `when`: the date of its end, or of `when` while it is open.

    Never before its onset date, which travel westward could otherwise bring about.
    """
    ended = spasm.ended
    day = day_of(when) if ended is None or not known_by(when)(ended) else ended.date()
    return max(day, spasm.on)


def spasm_day(spasm: Spasm, when: When) -> int:
    """The spasm's day number by `when`: its onset date is day 1; an ended one stays at its last day."""
    return _days(spasm.on, last_day(spasm, when))


def open_spasms(history: History, when: When) -> tuple[Spasm, ...]:
    """The spasms open by `when`, the newest last."""
    return tuple(spasm for spasm in _known(history.spasms, when) if is_open(spasm, when))


def bouts(source: History | Iterable[Spasm], when: When) -> tuple[Bout, ...]:
    """The bouts in the log as of `when`, in order of onset; only the last can be open.

    Spasms belong to one bout when at most 3 spasm-free dates lie between them (evidence.md; our own number), so
    that a spasm logged in pieces is still one bout. Spasms after `when` do not exist; one that ended after it is open.
    """
    spasms = source.spasms if isinstance(source, History) else tuple(source)
    spans = sorted(
        ((spasm.on, last_day(spasm, when), spasm) for spasm in _known(spasms, when)), key=lambda span: span[0]
    )
    found: list[Bout] = []
    members: list[Spasm] = []
    onset = end = date.min
    covered = 0
    for first, last, spasm in spans:
        if members and (first - end).days - 1 > MOST_FREE_DAYS:
            found.append(_bout(members, onset, end, covered, when))
            members = []
        if not members:
            onset, end, covered = first, first - _DAY, 0
        covered += max(0, (last - max(first - _DAY, end)).days)
        end = max(end, last)
        members.append(spasm)
    if members:
        found.append(_bout(members, onset, end, covered, when))
    return tuple(found)


def bout_day(bout: Bout, when: When) -> int:
    """The bout's day number by `when`: its onset date is day 1; one that is not open stays at its last day."""
    return max(1, _days(bout.onset, min(day_of(when), bout.last_day)))


def spasm_days(history: History, first: date, last: date) -> set[date]:
    """The dates from `first` to `last`, both included, that had spasm.

    The log is read as of `last`, so an open spasm fills every date up to it: do not ask for dates to come.
    """
    days: set[date] = set()
    reached = first - _DAY
    for spasm in sorted(_known(history.spasms, last), key=lambda known: known.on):
        end = min(last, last_day(spasm, last))
        day = max(spasm.on, reached + _DAY)
        while day <= end:
            days.add(day)
            day += _DAY
        reached = max(reached, end)
    return days


def episodes(history: History, when: When) -> tuple[Episode, ...]:
    """The episodes in the log as of `when`: more than 24 h of pain, with a month free of pain before and after.

    After de Vet 2002; in order of onset. Pain is a spasm, from its onset to its end, or a rating above 0, at its
    instant. Pain with fewer than 30 dates free of it in between is one stretch; a stretch is an episode when its first
    and last pain lie more than 24 h apart. Dates without an entry count as free of pain, and so does the time before
    the log begins. An episode whose 30 days after have not passed yet is there too, not `over`.
    """
    return episodes_from(history.spasms, ratings(history, when), when)


def episodes_from(spasms: Iterable[Spasm], rated: Iterable[Rating], when: When) -> tuple[Episode, ...]:
    """As `episodes`, for one who holds the ratings known by `when` already."""
    pains = [(spasm.on, last_day(spasm, when), instant(spasm.at), _end(spasm, when)) for spasm in _known(spasms, when)]
    pains += [(rating.on, rating.on, instant(rating.at), instant(rating.at)) for rating in rated if rating.nrs > 0]
    pains.sort()
    found: list[Episode] = []
    stretch: tuple[date, date, datetime, datetime] | None = None
    for pain in pains:
        if stretch is None or not _free_between(stretch[1], pain[0]):
            stretch = pain if stretch is None else _joined(stretch, pain)
            continue
        _keep_episode(found, stretch, over=True)
        stretch = pain
    if stretch is not None:
        _keep_episode(found, stretch, over=(day_of(when) - stretch[1]).days >= EPISODE_FREE_DAYS)
    return tuple(found)


def spasm_summaries(history: History, when: When) -> list[SpasmSummary]:
    """Every spasm known by `when`, in order of onset, with its days, its bout's day and its pain."""
    line = _Line(ratings(history, when))
    return [_summary(spasm, bout, line, when) for bout in bouts(history, when) for spasm in bout.spasms]


class _Line:
    """The ratings in order of time, made ready for one look per spasm."""

    def __init__(self, rated: Sequence[Rating]) -> None:
        self.times = [instant(rating.at) for rating in rated]
        self.nrs = [rating.nrs for rating in rated]
        self.peak_from = list(accumulate(reversed(self.nrs), max))[::-1]  # so that open spasms, forgotten, cost nothing

    def between(self, start: datetime, end: datetime | None) -> tuple[int | None, int | None, int | None]:
        """The first, highest and last rating from `start` to `end`, both included (to the last there is when None)."""
        first = bisect_left(self.times, instant(start))
        stop = len(self.times) if end is None else bisect_right(self.times, instant(end))
        if first >= stop:
            return None, None, None
        peak = self.peak_from[first] if end is None else max(self.nrs[first:stop])
        return self.nrs[first], peak, self.nrs[stop - 1]


def _summary(spasm: Spasm, bout: Bout, line: _Line, when: When) -> SpasmSummary:
    end = None if is_open(spasm, when) else spasm.ended
    pain_first, pain_peak, pain_last = line.between(spasm.at, end)
    day = _days(bout.onset, last_day(spasm, when))
    return SpasmSummary(
        id=spasm.id,
        start=spasm.at,
        end=end,
        days=spasm_day(spasm, when),
        bout_day=day,
        pain_first=pain_first,
        pain_peak=pain_peak,
        pain_last=pain_last,
        beyond_two_weeks=day >= BEYOND_TWO_WEEKS_DAY,
    )


def _known(spasms: Iterable[Spasm], when: When) -> list[Spasm]:
    known = known_by(when)
    return sorted((spasm for spasm in spasms if known(spasm.at)), key=lambda spasm: (instant(spasm.at), spasm.id))


def _bout(members: Sequence[Spasm], onset: date, end: date, covered: int, when: When) -> Bout:
    by_onset = sorted(members, key=lambda spasm: (instant(spasm.at), spasm.id))
    return Bout(tuple(by_onset), onset, end, any(is_open(spasm, when) for spasm in members), covered)


def _days(first: date, last: date) -> int:
    return (last - first).days + 1


def _end(spasm: Spasm, when: When) -> datetime:
    """The instant up to which the spasm is known to have lasted by `when`; of a date, its end where the spasm began."""
    if spasm.ended is not None and not is_open(spasm, when):
        return max(instant(spasm.ended), instant(spasm.at))
    if isinstance(when, datetime):
        return instant(when)
    return instant(datetime.combine(when + _DAY, time(), spasm.at.tzinfo))


def _free_between(last: date, first: date) -> bool:
    return (first - last).days - 1 >= EPISODE_FREE_DAYS


def _joined(
    one: tuple[date, date, datetime, datetime], other: tuple[date, date, datetime, datetime]
) -> tuple[date, date, datetime, datetime]:
    return (min(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), max(one[3], other[3]))


def _keep_episode(found: list[Episode], stretch: tuple[date, date, datetime, datetime], *, over: bool) -> None:
    if stretch[3] - stretch[2] > EPISODE_LONGER_THAN:
        found.append(Episode(stretch[0], stretch[1], over))
