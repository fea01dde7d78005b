"""The week: which one, its figures beside those of the week before, and what comes next."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from coach.core.concerns import Concern, concerns, next_appointment
from coach.core.episodes import bouts
from coach.core.history import History
from coach.core.pain import Rating, ratings
from coach.core.plan import DayPlan, day_plans
from coach.core.records import Pain
from coach.core.routine import Routine
from coach.core.settings import Settings
from coach.core.since import from_date, on_dates, since
from coach.core.stage import Stage
from coach.core.week_figures import BeforeSpasm, Figures, before_spasm, figures
from coach.core.when import within_years
from coach.errors import WrongUse

ONE_DAY = timedelta(days=1)
LEANS_ON = 29 * ONE_DAY
"""So long before a week lies what its figures lean on."""
CONCERN_DAYS = 400
"""No concern looks further back than so many days, spasms aside."""
WHOLE_DAYS = 60
"""Up to so many days before the week, and before the last bout, ratings are all read."""
_WRITTEN = re.compile(r"(\d{4})-?W(\d{1,2})", re.ASCII | re.IGNORECASE)


class Week(Struct, frozen=True, order=True):
    """An ISO week: Monday to Sunday, in the ISO year that holds its Thursday."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"

    @property
    def first(self) -> date:
        """Its Monday."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its Sunday."""
        return date.fromisocalendar(self.year, self.number, 7)

    def __contains__(self, on: date) -> bool:
        return self.first <= on <= self.last

    @property
    def before(self) -> "Week":
        """The week before it."""
        return week_of(self.first - ONE_DAY)

    @property
    def after(self) -> "Week":
        """The week after it."""
        return week_of(self.last + ONE_DAY)


class NextWeek(Struct, frozen=True):
    """The plan of the week after, as far as the log tells: walks on a day that has some, and on how many days.

    `line` says it in words, `why` why.
    """

    stage: Stage
    walks: int
    minutes: int | None
    days: int
    line: str
    why: str


class WeekView(Struct, frozen=True):
    """All that is shown of a week.

    `figures` are the week's, `before` those of the week before. `current` when `today` lies in it. `spasms` are the
    onsets in the week with the day before them. `raised` are concerns whose `since` lies in it, as they stood on
    the last of its days they held. `next` is the plan of the week after.
    """

    week: str
    first: date
    last: date
    today: date
    current: bool
    figures: Figures
    before: Figures
    spasms: tuple[BeforeSpasm, ...]
    raised: tuple[Concern, ...]
    next: NextWeek
    appointment: date | None


def week_of(on: date) -> Week:
    """The ISO week a date lies in."""
    year, number, _ = on.isocalendar()
    return Week(year, number)


def parse_week(text: str, today: date) -> Week:
    """The week named: `this`, `last`, or as `2026-W47`.

    Raises WrongUse for other words, for weeks that a year does not have, and for years before 1970 or after 2200.
    """
    word = text.strip().lower()
    if word in ("this", ""):
        return week_of(today)
    if word == "last":
        return week_of(today).before
    written = _WRITTEN.fullmatch(word)
    if written is None:
        raise WrongUse(f"{text!r} is no week: write this, last, or a week such as {week_of(today)}.")
    year, number = int(written[1]), int(written[2])
    within_years(year, text)
    last = week_of(date(year, 12, 28)).number  # 28 December always lies in the last one
    if not 1 <= number <= last:
        raise WrongUse(f"{year} has no week {number}: its weeks go from 1 to {last}.")
    return Week(year, number)


def week_view(
    history: History,
    week: Week,
    settings: Settings,
    now: datetime,
    routines: Mapping[str, Routine] | None = None,
) -> WeekView:
    """The week's view at `now`; a week to come has empty figures.

    Of a history cut to some months the figures of the week and the one before are whole as long as it holds the
    bout that was going on, and LEANS_ON before the week.
    """
    today = now.date()
    days = [week.before.first + count * ONE_DAY for count in range(3 * 7)]
    plans = {plan.on: plan for plan in day_plans(history, days, now, settings)}
    return WeekView(
        week=str(week),
        first=week.first,
        last=week.last,
        today=today,
        current=today in week,
        figures=figures(history, week.first, settings, now, plans, routines),
        before=figures(history, week.before.first, settings, now, plans, routines),
        spasms=tuple(
            before_spasm(history, spasm, settings) for spasm in on_dates(history.spasms, week.first, week.last)
        ),
        raised=_raised(history, week, today),
        next=_next_week([plans[on] for on in days[-7:]], today),
        appointment=next_appointment(history, today),
    )


def _raised(history: History, week: Week, today: date) -> tuple[Concern, ...]:
    far = week.first - CONCERN_DAYS * ONE_DAY
    near = _thinned(replace(since(history, far), prompts=(), postures=()), week.first)
    found: dict[str, Concern] = {}
    on = week.first
    while on <= min(week.last, today):
        for concern in concerns(near, on):
            if concern.since in week:
                found[concern.code] = concern
        on += ONE_DAY
    return tuple(found.values())


def _thinned(history: History, first: date) -> History:
    """The history with fewer old ratings: of dates 60 days before `first`, and before the last bout, two a day.

    Of that time concerns ask only when pain above 0 was first and last rated: `recurring` parts it into episodes.
    Asking seven days costs a fifth so.
    """
    known = bouts(history, first + 6 * ONE_DAY)
    until = min([first - WHOLE_DAYS * ONE_DAY, *(bout.onset - WHOLE_DAYS * ONE_DAY for bout in known[-1:])])
    ends: dict[date, list[Rating]] = {}
    for rating in ratings(replace(history, spasms=()), until):
        if rating.nrs > 0:
            ends.setdefault(rating.on, [rating])[1:] = [rating]
    old = [
        Pain(id=f"{rating.at.isoformat()} {index}", at=rating.at, pain=rating.nrs)
        for pair in ends.values()
        for index, rating in enumerate(pair)
    ]
    return replace(
        history,
        pains=(*old, *from_date(history.pains, until + ONE_DAY)),
        sessions=from_date(history.sessions, until + ONE_DAY),
    )


def _next_week(plans: Sequence[DayPlan], today: date) -> NextWeek:
    """What the week is like from its first day that is still to come, and how many of its days are so."""
    ahead = [plan for plan in plans if plan.on > today] or plans[-1:]
    plan = next((plan for plan in ahead if plan.walk_minutes is not None), ahead[0])
    steady = plan.stage == "steady"
    walking = [other for other in plans if other.walk_minutes is not None and (other.stage == "steady") == steady]
    walks = len(plan.of("walk"))
    minutes = plan.walk_minutes
    if minutes is None:
        line = "no walk is planned"
    elif steady:
        line = f"one walk of {minutes} min on {_days_words(len(walking))}"
    else:
        line = f"{walks} walks of {minutes} min a day" if walks != 1 else f"a walk of {minutes} min a day"
    return NextWeek(
        stage=plan.stage,
        walks=walks,
        minutes=minutes,
        days=len(walking),
        line=line,
        why=plan.why[0],
    )


def _days_words(count: int) -> str:
    return "one day" if count == 1 else f"{count} days"
