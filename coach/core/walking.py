"""How long a planned walk is on each day: it grows on settled days, steps back on unsettled ones, and says why."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from msgspec import Struct

from coach.core.asof import instant, later
from coach.core.episodes import bouts
from coach.core.history import History
from coach.core.pain import Rating, ratings
from coach.core.records import Session, Spasm
from coach.core.settings import WalkSettings
from coach.core.since import from_date, oldest_record, since
from coach.core.stage import EASING_DAYS, FLARE_DAYS, STRONG_FOR, STRONG_PAIN, Stage

LEAST_MINUTES = 3
"""A planned walk never gets shorter than this (our default)."""
SETTLED_DAYS_TO_GROW = 2
"""Settled days before a walk gets a minute longer while a spasm is open (our default)."""
RISE = 2
"""Points of NRS that count as a rise: the smallest change that is not noise (Childs 2005)."""
HOLD_DAYS = 7
"""Two steps back within so many days hold the minutes for as many (our default)."""
ONE_DAY = timedelta(days=1)


class Verdict(Struct, frozen=True):
    """Whether a day was settled: True, False, or None when that is not known. `why` says so in a few words."""

    settled: bool | None
    why: str


class WalkDay(Struct, frozen=True):
    """The minutes of one walk on a date: `acute` while a spasm is open, `steady` while none is.

    On the day of an onset `steady` is for the hours before it; on the day of an end, for those after it.
    `acute_why` and `steady_why` say in one line how the number came about.
    """

    on: date
    acute: int
    steady: int
    acute_why: str
    steady_why: str


class Ground(Struct, frozen=True):
    """What the plan reads of the history, put in order once.

    Ratings and walks by date; spasms by onset; the instants (UTC) of strong ratings; the date to walk
    from, and the date the log begins (today while it is empty). `in_pain`: when a prompt was first skipped for
    pain, by date.
    """

    ratings: dict[date, tuple[Rating, ...]]
    walks: dict[date, tuple[Session, ...]]
    spasms: tuple[Spasm, ...]
    strong: tuple[datetime, ...]
    start: date
    begin: date
    in_pain: dict[date, datetime] = {}


def ground_of(history: History, first: date, today: date) -> Ground:
    """What plans from the date `first` on need of the history.

    It reaches back to the onset of the bout before the one that `first` lies in or follows, or to the first
    record: what is older cannot change those plans.
    """
    begun = bouts(history, first)
    oldest = oldest_record(history)
    begin = today if oldest is None else oldest.on
    start = begun[-2].onset if len(begun) > 1 else begin
    by_day: dict[date, list[Rating]] = {}
    strong: list[datetime] = []
    for rating in ratings(since(history, start - 2 * ONE_DAY)):
        by_day.setdefault(rating.on, []).append(rating)
        if rating.nrs >= STRONG_PAIN:
            strong.append(instant(rating.at))
    walks: dict[date, list[Session]] = {}
    for session in from_date(history.sessions, start):
        if session.kind == "walk":
            walks.setdefault(session.on, []).append(session)
    spasms = [spasm for spasm in history.spasms if spasm.ended is None or spasm.ended.date() >= start]
    return Ground(
        ratings={on: tuple(found) for on, found in by_day.items()},
        walks={on: tuple(found) for on, found in walks.items()},
        spasms=tuple(sorted(spasms, key=lambda spasm: (instant(spasm.at), spasm.id))),
        strong=tuple(strong),
        start=min(start, first),
        begin=begin,
        in_pain=in_pain(history, first - ONE_DAY),
    )


def stage_at(ground: Ground, moment: datetime) -> tuple[Stage, bool]:
    """Stage and strong pain at a moment: as `coach.core.stage.stage`, from a ground that is in order already.

    At a moment to come, what they will be if nothing else is logged.
    """
    at = instant(moment)
    strong = any(rated <= at < rated + STRONG_FOR for rated in ground.strong)
    for spasm in reversed(ground.spasms):
        if instant(spasm.at) <= at and (spasm.ended is None or instant(spasm.ended) > at):
            day = (moment.date() - spasm.on).days + 1
            if strong or day <= FLARE_DAYS:
                return "flare", strong
            return ("easing" if day <= EASING_DAYS else "prolonged"), strong
    return "steady", strong


def verdict(ground: Ground, on: date) -> Verdict:
    """Whether `on` was settled, by its own ratings, its walks and the last rating of the day before.

    Pain before a walk is the session's own, or the last rating of that day up to its start; pain after it the
    session's own, or the first rating of that day from its end on. After a day without pain a rise cannot be told, so
    the day is unknown, unless a walk makes it unsettled.
    """
    known = ground.ratings.get(on, ())
    if not known:
        return Verdict(settled=None, why=f"no pain entry for {day_words(on)}, so nothing changes")
    for walk in ground.walks.get(on, ()):
        before, after = _around(walk, known)
        if before is not None and after is not None and after - before >= RISE:
            return Verdict(settled=False, why=f"pain {before}, then {after} after a walk on {day_words(on)}")
    earlier = ground.ratings.get(on - ONE_DAY, ())
    if not earlier:
        return Verdict(settled=None, why=f"no pain entry for {day_words(on - ONE_DAY)}, so nothing changes")
    if known[-1].nrs - earlier[-1].nrs >= RISE:
        return Verdict(
            settled=False, why=f"pain ended {day_words(on)} at {known[-1].nrs}, the day before at {earlier[-1].nrs}"
        )
    return Verdict(settled=True, why=f"{day_words(on)} was settled")


def walk_days(ground: Ground, until: date, walk: WalkSettings, today: date) -> dict[date, WalkDay]:
    """The minutes of every date from the ground's start to `until`, each from the days before it alone.

    Flare keeps the first minutes. Then a minute more after every two settled days, up to `most_minutes`; a minute
    less after an unsettled one; two steps back within 7 days, and nothing changes for 7. Steady begins at the
    minutes reached (`steady_first_minutes` when there was no spasm yet) and grows by a tenth each week up to
    `steady_most_minutes`; an unsettled day takes one such step back. From `today` on an unknown day is one that
    is still to be told, and no reason is given for it.
    """
    state = _State(acute=walk.first_minutes, base=walk.steady_first_minutes, since=ground.begin)
    found: dict[date, WalkDay] = {}
    own_days = _own_days(ground.spasms, ground.start, until)
    on = ground.start
    while on <= until:
        day = own_days.get(on)
        steady_before, steady_why = state.steady_minutes(walk), state.steady_why
        fresh = not state.in_spasm
        state.enter(day, on, walk)
        if day is not None and not fresh:
            steady_before = state.acute
            steady_why = f"{state.acute} min were reached, and steady begins there"
        elif day is None:
            steady_before, steady_why = state.steady_minutes(walk), state.steady_why
        found[on] = WalkDay(
            on=on, acute=state.acute, steady=steady_before, acute_why=state.acute_why, steady_why=steady_why
        )
        seen = verdict(ground, on)
        if seen.settled is not None or on < today:
            state.learn(day, on, seen, walk)
        on += ONE_DAY
    return found


def steady_minutes(base: int, steps: int, most: int) -> int:
    """`base` minutes grown (or shrunk, below 0) by a tenth `steps` times, never up by more: whole minutes, floored."""
    up, down = int(11 ** abs(steps)), int(10 ** abs(steps))
    grown = base * up // down if steps >= 0 else base * down // up
    return max(LEAST_MINUTES, min(most, grown))


class _State:
    """Where the plan stands while it is walked day by day."""

    def __init__(self, acute: int, base: int, since: date) -> None:
        self.acute = acute
        self.acute_why = ""
        self.base = base
        self.steps = 0
        self.since = since
        self.steady_why = f"{base} min to begin with"
        self.settled_run = 0
        self.last_back_off: date | None = None
        self.hold_until: date | None = None
        self.in_spasm = False
        self.in_flare = False

    def steady_minutes(self, walk: WalkSettings) -> int:
        return steady_minutes(self.base, self.steps, walk.steady_most_minutes)

    def enter(self, day: int | None, on: date, walk: WalkSettings) -> None:
        """Begin the date: a spasm that began, one that ended, a week that went by."""
        if day is not None and day <= FLARE_DAYS:
            self._forget()
            self.acute = walk.first_minutes
            self.acute_why = f"{self.acute} min in the first {FLARE_DAYS} days"
        elif day is not None and (self.in_flare or not self.acute_why):
            self.acute_why = f"{self.acute} min to begin with; a minute more after {SETTLED_DAYS_TO_GROW} settled days"
        if day is None and self.in_spasm:
            self._forget()
            self.base, self.steps, self.since = self.acute, 0, on
            self.steady_why = f"{self.base} min were reached, and steady begins there"
        elif day is None and (on - self.since).days >= 7:
            self.since = on
            self._grow_steady(on, walk)
        self.in_spasm = day is not None
        self.in_flare = day is not None and day <= FLARE_DAYS

    def learn(self, day: int | None, on: date, seen: Verdict, walk: WalkSettings) -> None:
        """Take what the date showed into the next one."""
        if day is not None and day <= FLARE_DAYS:
            return
        tomorrow = on + ONE_DAY
        if self.hold_until is not None and tomorrow <= self.hold_until:
            return
        if seen.settled is None:
            if day is not None:
                self.acute_why = f"{self.acute} min: {seen.why}"
        elif seen.settled:
            if day is not None:
                self._settled(walk)
        elif day is not None:
            self.acute = min(self.acute, max(LEAST_MINUTES, self.acute - 1))
            self.acute_why = self._back_off(tomorrow, f"{self.acute} min", seen.why)
        else:
            if self.steady_minutes(walk) > LEAST_MINUTES:
                self.steps -= 1
            self.since = tomorrow
            self.steady_why = self._back_off(tomorrow, f"{self.steady_minutes(walk)} min", seen.why)

    def _settled(self, walk: WalkSettings) -> None:
        self.settled_run += 1
        if self.acute >= walk.most_minutes:
            self.settled_run = 0
            self.acute_why = f"{self.acute} min is the most while a spasm is open"
        elif self.settled_run >= SETTLED_DAYS_TO_GROW:
            self.settled_run = 0
            self.acute += 1
            self.acute_why = f"{self.acute} min: two settled days, so one minute more"
        else:
            self.acute_why = f"{self.acute} min: one settled day; after one more a minute is added"

    def _grow_steady(self, on: date, walk: WalkSettings) -> None:
        if self.hold_until is not None and on <= self.hold_until:
            return
        before = self.steady_minutes(walk)
        if before >= walk.steady_most_minutes:
            self.steady_why = f"{before} min is as long as it gets"
            return
        self.steps += 1
        after = self.steady_minutes(walk)
        self.steady_why = (
            f"{after} min: a tenth more each week, from {self.base}"
            if after > before
            else f"{after} min: a tenth a week, not yet a whole minute more"
        )

    def _back_off(self, tomorrow: date, minutes: str, why: str) -> str:
        self.settled_run = 0
        last, self.last_back_off = self.last_back_off, tomorrow
        if last is not None and (tomorrow - last).days < HOLD_DAYS:
            self.hold_until = tomorrow + (HOLD_DAYS - 1) * ONE_DAY
            return f"{minutes}, kept until {day_words(self.hold_until)}: two steps back within {HOLD_DAYS} days ({why})"
        return f"{minutes}: {why}, so one step back"

    def _forget(self) -> None:
        self.settled_run = 0
        self.last_back_off = None
        self.hold_until = None


def in_pain(history: History, first: date) -> dict[date, datetime]:
    """When the first prompt of each date was skipped for pain, from `first` on."""
    found: dict[date, datetime] = {}
    for prompt in from_date(history.prompts, first):
        if prompt.outcome == "skipped" and prompt.reason == "pain":
            before = found.setdefault(prompt.on, prompt.closed)
            found[prompt.on] = min(before, prompt.closed, key=instant)
    return found


def _own_days(spasms: Iterable[Spasm], first: date, last: date) -> dict[date, int]:
    """For each date with a spasm open, the newest one's own day number."""
    found: dict[date, int] = {}
    for spasm in spasms:
        end = min(last, spasm.ended.date()) if spasm.ended is not None else last
        on = max(first, spasm.on)
        while on <= end:
            found[on] = (on - spasm.on).days + 1
            on += ONE_DAY
    return found


def _around(walk: Session, known: tuple[Rating, ...]) -> tuple[int | None, int | None]:
    before, after = walk.pain_before, walk.pain_after
    if before is None:
        start = instant(walk.at)
        before = next((rating.nrs for rating in reversed(known) if instant(rating.at) <= start), None)
    if after is None:
        end = instant(later(walk.at, timedelta(seconds=walk.seconds)))
        after = next((rating.nrs for rating in known if instant(rating.at) >= end), None)
    return before, after


def day_words(on: date) -> str:
    """A date as it is said: `Mon 23 Nov`, the same in every locale."""
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[on.weekday()]
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[on.month - 1]
    return f"{weekday} {on.day} {month}"
