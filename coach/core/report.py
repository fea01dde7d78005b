"""The page for a clinician: every figure of a period, worked out from the records alone."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from coach.core.asof import When, instant, known_by
from coach.core.episodes import spasm_days
from coach.core.history import History
from coach.core.pain import ratings
from coach.core.records import Medicine, Note, Pain, Record, Spasm, Stress
from coach.core.report_days import (
    MOST_POINTS,
    MOST_ROWS,
    Days,
    Grain,
    MedicineRow,
    PainFigures,
    SitFigures,
    Stretch,
    WalkFigures,
    grain_for,
    medicine_rows,
    pain_figures,
    series,
    sit_figures,
    spans,
    walk_figures,
)
from coach.core.report_spasm import (
    BoutRow,
    EpisodeRow,
    Marks,
    RedFlags,
    bout_rows,
    episode_rows,
    marks,
    red_flags,
)
from coach.core.routine import Routine
from coach.core.settings import Settings
from coach.core.since import oldest_record, on_dates, ratings_on
from coach.core.week_figures import BeforeSpasm, before_spasm
from coach.errors import WrongUse

SECTIONS = ("bouts", "episodes", "marks", "redflags", "pain", "medicines", "walking", "sitting", "before")
"""What can be left out of a report, by name, in the order of the page."""
DEFAULT_MONTHS = 3
"""The period when none is named: from the same day so many months earlier (our default)."""

R = TypeVar("R", bound=Record)


class NoteRow(Struct, frozen=True):
    """A note in the user's own words; `about` is what it was written with (spasm, pain, stress, medicine, note)."""

    at: datetime
    about: str
    text: str


class ReportView(Struct, frozen=True):
    """All that the page shows of the dates from `first` to `last`, both included, as the log stood at their end.

    `days` counts them; `noted_from` is the first of them that the log reaches (None when it begins later or is empty)
    and `noted_days` counts the dates from there on. `incomplete` when a part of the log could not be read. A section
    that was left out is None, and its name stands in `without`; `notes` is None unless asked for. `spasm_days` counts
    dates with spasm. `chart` and `table` are the period in steps of `chart_grain` and `table_grain`.
    """

    first: date
    last: date
    days: int
    made: datetime
    noted_from: date | None
    noted_days: int
    incomplete: bool
    without: tuple[str, ...]
    spasm_days: int | None
    bouts: tuple[BoutRow, ...] | None
    episodes: tuple[EpisodeRow, ...] | None
    marks: Marks | None
    redflags: RedFlags | None
    pain: PainFigures | None
    medicine_days: int | None
    nsaid_days: int | None
    medicines: tuple[MedicineRow, ...] | None
    walking: WalkFigures | None
    sitting: SitFigures | None
    before: tuple[BeforeSpasm, ...] | None
    notes: tuple[NoteRow, ...] | None
    chart_grain: Grain
    chart: tuple[Stretch, ...]
    table_grain: Grain
    table: tuple[Stretch, ...]

    @property
    def empty(self) -> bool:
        """Whether the log holds nothing up to the end of the period."""
        return self.noted_from is None


def period(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """The period meant: up to today, and three months long, where a bound is not given. Raises WrongUse."""
    end = today if last is None else last
    if end > today:
        raise WrongUse(f"{end} is still to come: a report ends today or earlier.")
    begin = _months_before(end, DEFAULT_MONTHS) if first is None else first
    if begin > end:
        raise WrongUse(f"The period would end before it begins: {begin} to {end}.")
    return begin, end


def sections(names: Iterable[str]) -> tuple[str, ...]:
    """The sections named, each once, in the order of the page. Raises WrongUse for a name that is none."""
    wanted = [name.strip().lower() for name in names]
    for name in wanted:
        if name not in SECTIONS:
            raise WrongUse(f"There is no section {name[:40]!r}: what can be left out is {', '.join(SECTIONS)}.")
    return tuple(name for name in SECTIONS if name in wanted)


def report_view(
    history: History,
    first: date,
    last: date,
    settings: Settings,
    now: datetime,
    routines: Mapping[str, Routine] | None = None,
    *,
    notes: bool = False,
    without: Sequence[str] = (),
    incomplete: bool = False,
) -> ReportView:
    """The report on the dates from `first` to `last`, which is today or earlier.

    Read as of the end of `last` (as of `now` when that is today): what ended or was cleared later is going on. The
    history must be whole, since bouts and episodes reach back without limit. `settings` tell the working days;
    `incomplete` is the reader's word that part of the period's log could not be read.
    """
    when: When = now if last >= now.date() else last
    all_rated = ratings(history, when)
    oldest = oldest_record(history)
    sessions = _until(on_dates(history.sessions, first, last), when)
    postures = _until(on_dates(history.postures, first, last), when)
    medicines = _until(on_dates(history.medicines, first, last), when)
    spasms = _until(on_dates(history.spasms, first, last), when)
    days = Days(
        ratings_on(all_rated, first, last), frozenset(spasm_days(history, first, last)), sessions, postures, medicines
    )
    noted_from = None if oldest is None or oldest.on > last else min([max(first, oldest.on), *days.dates])
    begin = first if noted_from is None else noted_from
    noted_days = 0 if noted_from is None else (last - begin).days + 1
    chart_grain, table_grain = grain_for(noted_days, MOST_POINTS, "day"), grain_for(noted_days, MOST_ROWS, "week")
    view = ReportView(
        first=first,
        last=last,
        days=(last - first).days + 1,
        made=now,
        noted_from=noted_from,
        noted_days=noted_days,
        incomplete=incomplete,
        without=(),
        spasm_days=len(days.spasm),
        bouts=bout_rows(history, all_rated, first, when),
        episodes=episode_rows(history, first, when),
        marks=marks(history, first, when),
        redflags=red_flags(history, first, when),
        pain=pain_figures(days.rated),
        medicine_days=len({entry.on for entry in medicines}),
        nsaid_days=len({entry.on for entry in medicines if entry.nsaid}),
        medicines=medicine_rows(medicines),
        walking=walk_figures(sessions, routines),
        sitting=sit_figures(postures),
        before=tuple(before_spasm(history, spasm, settings) for spasm in spasms),
        notes=_notes(history, first, last, when) if notes else None,
        chart_grain=chart_grain,
        chart=series(days, spans(begin, last, chart_grain) if noted_days else ()),
        table_grain=table_grain,
        table=series(days, spans(begin, last, table_grain) if noted_days else ()),
    )
    return _leave_out(view, sections(without))


def _leave_out(view: ReportView, names: Sequence[str]) -> ReportView:
    """The view without these sections, in the series too."""
    empty: dict[str, dict[str, None]] = {
        "pain": dict.fromkeys(("known_days", "pain_least", "pain_mean", "pain_most", "pain_last")),
        "medicines": dict.fromkeys(("medicine_days",)),
        "walking": dict.fromkeys(("walks", "walked_minutes")),
        "sitting": dict.fromkeys(("sit_usual_s", "sit_longest_s")),
        "bouts": dict.fromkeys(("spasm_days",)),
    }
    gone = {field: None for name in names for field in empty.get(name, {})}
    whole: dict[str, None] = dict.fromkeys(names)
    if "bouts" in names:
        whole["spasm_days"] = None
    if "medicines" in names:
        whole |= {"medicine_days": None, "nsaid_days": None}
    view = replace(
        view,
        without=tuple(names),
        chart=tuple(replace(step, **gone) for step in view.chart),
        table=tuple(replace(step, **gone) for step in view.table),
        **whole,
    )
    if view.bouts is not None and "pain" in names:
        no_pain = {"pain_first": None, "pain_peak": None, "pain_last": None}
        view = replace(view, bouts=tuple(replace(row, **no_pain) for row in view.bouts))
    marked = view.marks
    if marked is not None and "medicines" in names:
        marked = replace(marked, nsaid_since=None)
    if marked is not None and "pain" in names:
        marked = replace(marked, worsening_since=None)
    return replace(view, marks=marked)


def _notes(history: History, first: date, last: date, when: When) -> tuple[NoteRow, ...]:
    tables: tuple[Sequence[Spasm | Pain | Stress | Medicine | Note], ...] = (
        history.spasms, history.pains, history.stresses, history.medicines, history.notes,
    )  # fmt: skip
    found = [
        NoteRow(record.at, type(record).table, text)
        for table in tables
        for record in _until(on_dates(table, first, last), when)
        if (text := record.text if isinstance(record, Note) else record.note)
    ]
    return tuple(sorted(found, key=lambda row: instant(row.at)))


def _until(found: Iterable[R], when: When) -> tuple[R, ...]:
    """Those that had happened by `when`."""
    known = known_by(when)
    return tuple(record for record in found if known(record.at))


def _months_before(on: date, months: int) -> date:
    """The same day so many months earlier, or that month's last."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
