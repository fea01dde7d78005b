"""The report's figures over time: pain, spasm days, walking, sitting and medicines by day, week, month or year."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from coach.core.pain import Rating
from coach.core.records import Medicine, Posture, Session
from coach.core.routine import Routine
from coach.core.tally import FeltAfter, felt_after, is_up, mean, median, sits, walked_s, whole_minutes

Grain = Literal["day", "week", "month", "year"]
"""What one step of a series is; a week begins on Monday."""

_DAY = timedelta(days=1)
MOST_POINTS = 190
"""A chart has no more steps than this where a coarser one is to be had (our own: a line of print holds no more)."""
MOST_ROWS = 27
"""A table has no more rows than this where a coarser one is to be had (our own)."""
STRONG = 7
"""NRS from which pain is called strong, as in the stages (our default)."""


class Stretch(Struct, frozen=True):
    """The figures of the dates from `first` to `last`, both included.

    `pain_mean` is the mean of the known dates' means; `known_days` counts dates with a rating, which are NRS 0-10.
    Minutes and counts of a part that was left out of the report are None, and so is what is unknown: `sit_usual_s` is
    the median and `sit_longest_s` the longest presence at the desk without getting up, in seconds.
    """

    first: date
    last: date
    known_days: int | None
    pain_least: int | None
    pain_mean: float | None
    pain_most: int | None
    pain_last: int | None
    spasm_days: int | None
    walks: int | None
    walked_minutes: int | None
    medicine_days: int | None
    sit_usual_s: int | None
    sit_longest_s: int | None


class PainFigures(Struct, frozen=True):
    """Pain ratings (NRS 0-10) of the period: dates with one, their number, and the last with its date.

    `mean` is the mean of the dates' means; `strong_days` counts dates with a rating of 7 or more.
    """

    known_days: int
    ratings: int
    mean: float | None
    least: int | None
    most: int | None
    most_on: date | None
    last: int | None
    last_on: date | None
    strong_days: int


class WalkFigures(Struct, frozen=True):
    """Walks as really done, in whole minutes; `felt` counts better, same and worse after each sort of session."""

    walks: int
    days: int
    minutes: int
    longest_minutes: int
    felt: tuple[FeltAfter, ...]


class SitFigures(Struct, frozen=True):
    """Presence at the desk without getting up, in seconds: median and longest, of `stretches` on `days` dates."""

    days: int
    stretches: int
    usual_s: int | None
    longest_s: int | None
    longest_on: date | None


class MedicineRow(Struct, frozen=True):
    """One medicine as noted: on how many dates and how often, first and last date, longest run of dates.

    `amounts` are the words noted, each once; `relief` is the median of the ratings 0-10, `relief_known` their number.
    """

    name: str
    days: int
    times: int
    first: date
    last: date
    running: int
    nsaid: bool
    prescribed: bool
    amounts: tuple[str, ...]
    relief: float | None
    relief_known: int


class Days(Struct, frozen=True):
    """The records of the period that the series are made of; `spasm` are its dates with spasm."""

    rated: tuple[Rating, ...]
    spasm: frozenset[date]
    sessions: tuple[Session, ...]
    postures: tuple[Posture, ...]
    medicines: tuple[Medicine, ...]

    @property
    def dates(self) -> set[date]:
        """Every date that holds one of them."""
        records = (*self.sessions, *self.postures, *self.medicines)
        return {*self.spasm, *(rating.on for rating in self.rated), *(record.on for record in records)}


def grain_for(days: int, most: int, finest: Grain) -> Grain:
    """The finest grain from `finest` on in which so many dates make no more than `most` steps; else years."""
    lengths: tuple[tuple[Grain, int], ...] = (("day", 1), ("week", 7), ("month", 30))
    names = [name for name, _ in lengths]
    start = names.index(finest) if finest in names else len(names)
    return next((name for name, length in lengths[start:] if days <= most * length), "year")


def spans(first: date, last: date, grain: Grain) -> tuple[tuple[date, date], ...]:
    """The dates from `first` to `last` in steps of the grain; the outer steps are cut to the period."""
    found = []
    begin = first
    while begin <= last:
        end = min(last, _end_of(begin, grain))
        found.append((begin, end))
        begin = end + _DAY
    return tuple(found)


def series(days: Days, steps: Sequence[tuple[date, date]]) -> tuple[Stretch, ...]:
    """The figures of each step; the steps follow on each other."""
    place = {begin + count * _DAY: n for n, (begin, end) in enumerate(steps) for count in range((end - begin).days + 1)}
    rated: list[list[Rating]] = [[] for _ in steps]
    walks: list[list[Session]] = [[] for _ in steps]
    ups: list[list[Posture]] = [[] for _ in steps]
    taken: list[set[date]] = [set() for _ in steps]
    spasm = [0] * len(steps)
    for rating in days.rated:
        rated[place[rating.on]].append(rating)
    for session in days.sessions:
        if session.kind == "walk":
            walks[place[session.on]].append(session)
    for posture in days.postures:
        ups[place[posture.on]].append(posture)
    for medicine in days.medicines:
        taken[place[medicine.on]].add(medicine.on)
    for on in days.spasm:
        spasm[place[on]] += 1
    found = []
    for n, (begin, end) in enumerate(steps):
        by_day, lengths = _by_day(rated[n]), sits(ups[n])
        usual = median(lengths)
        found.append(
            Stretch(
                first=begin,
                last=end,
                known_days=len(by_day),
                pain_least=min((rating.nrs for rating in rated[n]), default=None),
                pain_mean=mean(sum(nrs) / len(nrs) for nrs in by_day.values()),
                pain_most=max((rating.nrs for rating in rated[n]), default=None),
                pain_last=rated[n][-1].nrs if rated[n] else None,
                spasm_days=spasm[n],
                walks=len(walks[n]),
                walked_minutes=whole_minutes(walked_s(walks[n])),
                medicine_days=len(taken[n]),
                sit_usual_s=None if usual is None else round(usual),
                sit_longest_s=max(lengths, default=None),
            )
        )
    return tuple(found)


def pain_figures(rated: Sequence[Rating]) -> PainFigures:
    """The figures of these ratings, sorted by time."""
    by_day = _by_day(rated)
    top = max(rated, key=lambda rating: rating.nrs, default=None)
    return PainFigures(
        known_days=len(by_day),
        ratings=len(rated),
        mean=mean(sum(nrs) / len(nrs) for nrs in by_day.values()),
        least=min((rating.nrs for rating in rated), default=None),
        most=None if top is None else top.nrs,
        most_on=None if top is None else top.on,
        last=rated[-1].nrs if rated else None,
        last_on=rated[-1].on if rated else None,
        strong_days=sum(max(nrs) >= STRONG for nrs in by_day.values()),
    )


def walk_figures(sessions: Sequence[Session], routines: Mapping[str, Routine] | None) -> WalkFigures:
    """The walks among these sessions, and how it felt after each sort of session."""
    walks = [session for session in sessions if session.kind == "walk"]
    return WalkFigures(
        walks=len(walks),
        days=len({session.on for session in walks}),
        minutes=whole_minutes(walked_s(walks)),
        longest_minutes=whole_minutes(max((session.seconds for session in walks), default=0)),
        felt=felt_after(sessions, routines),
    )


def sit_figures(postures: Iterable[Posture]) -> SitFigures:
    """The stretches of sitting among these records."""
    ended = [(posture.sat_s, posture.on) for posture in postures if is_up(posture) and posture.sat_s is not None]
    usual = median(length for length, _ in ended)
    longest = max(ended, key=lambda found: found[0], default=None)
    return SitFigures(
        days=len({on for _, on in ended}),
        stretches=len(ended),
        usual_s=None if usual is None else round(usual),
        longest_s=None if longest is None else longest[0],
        longest_on=None if longest is None else longest[1],
    )


def medicine_rows(medicines: Iterable[Medicine]) -> tuple[MedicineRow, ...]:
    """By name (its case and spaces aside, as written last), the one noted on most dates first."""
    by_name: dict[str, list[Medicine]] = {}
    for entry in medicines:
        by_name.setdefault(" ".join(entry.name.split()).casefold(), []).append(entry)
    rows = [_medicine_row(entries) for entries in by_name.values()]
    return tuple(sorted(rows, key=lambda row: (-row.days, row.name)))


def longest_run(days: Iterable[date]) -> int:
    """The largest number of dates that follow on each other."""
    longest = run = 0
    before: date | None = None
    for on in sorted(set(days)):
        run = run + 1 if before is not None and on - before == _DAY else 1
        longest, before = max(longest, run), on
    return longest


def _medicine_row(entries: Sequence[Medicine]) -> MedicineRow:
    days = {entry.on for entry in entries}
    relief = [entry.relief for entry in entries if entry.relief is not None]
    return MedicineRow(
        name=entries[-1].name,
        days=len(days),
        times=len(entries),
        first=min(days),
        last=max(days),
        running=longest_run(days),
        nsaid=any(entry.nsaid for entry in entries),
        prescribed=any(entry.prescribed for entry in entries),
        amounts=tuple(dict.fromkeys(entry.amount for entry in entries if entry.amount)),
        relief=median(relief),
        relief_known=len(relief),
    )


def _by_day(rated: Iterable[Rating]) -> dict[date, list[int]]:
    found: dict[date, list[int]] = {}
    for rating in rated:
        found.setdefault(rating.on, []).append(rating.nrs)
    return found


def _end_of(on: date, grain: Grain) -> date:
    """The last date of the step that `on` lies in."""
    match grain:
        case "day":
            return on
        case "week":
            return on + (6 - on.weekday()) * _DAY
        case "month":
            return (on.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY
        case _:
            return on.replace(month=12, day=31)
