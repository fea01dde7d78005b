"""The one view of today that the Today screen and `coach today` both show."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from coach.core.asof import instant
from coach.core.concerns import Concern, concerns, next_appointment
from coach.core.episodes import open_spasms
from coach.core.history import History
from coach.core.pain import Rating, ratings
from coach.core.plan import DayPlan, day_plans
from coach.core.records import Kind, Posture
from coach.core.redflags import ACTIONS, LABEL_OF, Level, OpenFlag, open_flags, worst_level
from coach.core.routine import Routine, length_s
from coach.core.rows import PlanRow, RemindersView, hold_words, plan_rows
from coach.core.settings import Settings, Work
from coach.core.since import newest_records, on_dates, ratings_on, since
from coach.core.stage import Stage, stage
from coach.core.tally import FeltAfter, felt_after, is_up, last_by_day, sits, title_of, walked_s, whole_minutes

PAIN_DAYS = 14
"""Days of pain that Today shows."""
FELT_DAYS = 28
"""Days over which Today counts what felt better after."""

__all__ = [
    "Counters", "DayPain", "FlagNow", "NextPrompt", "PainNow", "RemindersView", "Standing", "TodayView", "Tomorrow",
    "standing_of", "today_view",
]  # fmt: skip


class PainNow(Struct, frozen=True):
    """The last pain rating (NRS 0-10) and when it was given."""

    nrs: int
    at: datetime


class DayPain(Struct, frozen=True):
    """The last rating (NRS 0-10) of a date; None when the day has none, which is not a good day but an unknown one."""

    on: date
    last: int | None


class FlagNow(Struct, frozen=True):
    """An open red flag: its slug, level and date, what was ticked in a few words, and what to do."""

    slug: str
    level: Level
    since: date
    label: str
    action: str


class Counters(Struct, frozen=True):
    """The two counters in seconds, None when no app is running, and the limits at which prompts come."""

    since_up_s: int | None
    since_shift_s: int | None
    up_limit_s: int
    shift_limit_s: int


class NextPrompt(Struct, frozen=True):
    """The next prompt: when, and in how many seconds (0 when it is due).

    `from_plan` when no app is running, so that it is only the next slot of the plan. `minutes` is its length where
    known.
    """

    at: datetime
    kind: Kind | str
    in_s: int
    routine: str | None
    title: str
    minutes: int | None
    from_plan: bool = False


class Tomorrow(Struct, frozen=True):
    """Tomorrow's walks as far as the log tells today: how many, how long, in one line, and why."""

    walks: int
    minutes: int | None
    line: str
    why: str


class TodayView(Struct, frozen=True):
    """All that is shown of today.

    Day numbers belong to the newest open spasm, None when none is open. `pain` is the last rating ever, `pains` the
    14 days up to today. Minutes are whole. `longest_s` is today's longest stretch without getting up, the one that runs
    now included; None when unknown. `felt` counts the last 28 days. `plan` are the rows of the day. `why` is the
    plan's main reason in one line, `whys` all of them. `hold` says why and until when the desktop is silent.
    `rest` says why nothing more comes, where the working hours are the reason.
    """

    at: datetime
    on: date
    stage: Stage
    strong_pain: bool
    spasm_day: int | None
    bout_day: int | None
    open_spasms: tuple[str, ...]
    pain: PainNow | None
    pains: tuple[DayPain, ...]
    walked_minutes: int
    planned_minutes: int
    tomorrow: Tomorrow
    felt: tuple[FeltAfter, ...]
    got_up: tuple[datetime, ...]
    longest_s: int | None
    concerns: tuple[Concern, ...]
    flags: tuple[FlagNow, ...]
    flag_level: Level | None
    appointment: date | None
    counters: Counters
    next: NextPrompt | None
    plan: tuple[PlanRow, ...]
    why: str
    whys: tuple[str, ...]
    hold: str | None
    quiet: bool
    present: bool | None
    running: bool
    note: str
    rest: str


class Standing(Struct, frozen=True):
    """What of a day's view is long to work out, and stands until the log or the settings change, or until `until`.

    The plans of the day and of the next, the concerns, and the nearest appointment. `of` is what they come of.
    """

    of: tuple[History, Settings, tuple[tuple[datetime, datetime], ...]]
    since: datetime
    until: datetime
    plans: tuple[DayPlan, ...]
    concerns: tuple[Concern, ...]
    appointment: date | None

    def holds(
        self, history: History, settings: Settings, now: datetime, busy: Sequence[tuple[datetime, datetime]] = ()
    ) -> bool:
        """Whether it can be used at `now` for these."""
        of = self.of
        return of[0] is history and of[1] is settings and of[2] == tuple(busy) and self.since <= now < self.until


def standing_of(
    history: History,
    settings: Settings,
    now: datetime,
    busy: Sequence[tuple[datetime, datetime]] = (),
    raised: Sequence[Concern] | None = None,
) -> Standing:
    """What stands at `now`: until midnight or until strong pain lapses; no time at all where a record lies ahead.

    `raised` are the concerns of that date, where the caller has worked them out.
    """
    on = now.date()
    midnight = datetime.combine(on + timedelta(days=1), time(0), now.tzinfo)
    lapse = stage(history, now).changes_at
    newest = (record.at for record in newest_records(history) if instant(record.at) > instant(now))
    return Standing(
        of=(history, settings, tuple(busy)),
        since=now,
        until=now if any(True for _ in newest) else midnight if lapse is None else min(midnight, lapse),
        plans=day_plans(history, (on, on + timedelta(days=1)), now, settings, busy),
        concerns=tuple(concerns(history, now) if raised is None else raised),
        appointment=next_appointment(history, now),
    )


def today_view(
    history: History,
    settings: Settings,
    now: datetime,
    reminders: RemindersView | None = None,
    routines: Mapping[str, Routine] | None = None,
    busy: Sequence[tuple[datetime, datetime]] = (),
    standing: Standing | None = None,
) -> TodayView:
    """The view at `now` (aware, in the user's zone), of what had happened by then.

    `reminders` is what the running app knows, None without one. `routines` by id. `busy` are meetings known ahead.
    `standing` spares working out what stands, for those who look each minute.
    """
    known = routines or {}
    on = now.date()
    stage_now = stage(history, now)
    if standing is None or not standing.holds(history, settings, now, busy):
        standing = standing_of(history, settings, now, busy)
    plan, plan_tomorrow = standing.plans
    flags = open_flags(history, now)
    level = worst_level(flags)
    rows = plan_rows(plan, history, now, settings, known, reminders, level)
    rated = ratings(since(history, on - timedelta(days=PAIN_DAYS)), now) or ratings(history, now)
    until = instant(now)
    postures = [p for p in on_dates(history.postures, on, on) if instant(p.at) <= until]
    sessions = [s for s in on_dates(history.sessions, on - timedelta(days=FELT_DAYS - 1), on) if instant(s.at) <= until]
    return TodayView(
        at=now,
        on=on,
        stage=stage_now.stage,
        strong_pain=stage_now.strong_pain,
        spasm_day=stage_now.spasm_day,
        bout_day=stage_now.bout_day,
        open_spasms=tuple(spasm.id for spasm in open_spasms(history, now)),
        pain=PainNow(rated[-1].nrs, rated[-1].at) if rated else None,
        pains=_pain_days(rated, on),
        walked_minutes=whole_minutes(walked_s(session for session in sessions if session.on == on)),
        planned_minutes=plan.walk_total,
        tomorrow=_tomorrow(plan_tomorrow),
        felt=felt_after(sessions, known),
        got_up=tuple(posture.at for posture in postures if is_up(posture)),
        longest_s=_longest(postures, reminders),
        concerns=standing.concerns,
        flags=tuple(_flag(flag) for flag in flags),
        flag_level=level,
        appointment=standing.appointment,
        counters=_counters(settings, reminders),
        next=_next(rows, now, settings, known, reminders, stage_now.stage),
        plan=rows,
        why=plan.why[0],
        whys=plan.why,
        hold=_hold(reminders),
        quiet=reminders.quiet if reminders is not None else False,
        present=reminders.present if reminders is not None else None,
        running=reminders is not None,
        note=reminders.note if reminders is not None else "",
        rest=rest_words(settings.work, now),
    )


def rest_words(work: Work, now: datetime) -> str:
    """Why no prompt comes any more on the day of `now` (local), by the working hours alone; nothing within them."""
    if now.weekday() not in work.days or not work.hours:
        return "a free day"
    end = work.hours[-1].end
    return f"your hours ended at {end:%H:%M}" if now.time() >= end else ""


def _pain_days(rated: Sequence[Rating], on: date) -> tuple[DayPain, ...]:
    first = on - timedelta(days=PAIN_DAYS - 1)
    last = last_by_day(ratings_on(rated, first, on))
    days = (first + timedelta(days=count) for count in range(PAIN_DAYS))
    return tuple(DayPain(day, last.get(day)) for day in days)


def _tomorrow(plan: DayPlan) -> Tomorrow:
    walks = plan.of("walk")
    return Tomorrow(walks=len(walks), minutes=plan.walk_minutes, line=walks_line(plan), why=plan.why[0])


def walks_line(plan: DayPlan) -> str:
    """A day's walks in one line: "3 × 7 min", "one walk of 12 min", "no walk"."""
    minutes = [slot.minutes for slot in plan.of("walk")]
    if not minutes:
        return "no walk"
    if len(minutes) == 1:
        return f"one walk of {minutes[0]} min"
    if len(set(minutes)) > 1:
        return "walks of " + ", ".join(map(str, minutes)) + " min"
    return f"{len(minutes)} × {minutes[0]} min"


def _longest(postures: Sequence[Posture], reminders: RemindersView | None) -> int | None:
    stretches = list(sits(postures))
    if reminders is not None and reminders.since_up_s is not None:
        stretches.append(int(reminders.since_up_s))
    return max(stretches, default=None)


def _flag(flag: OpenFlag) -> FlagNow:
    return FlagNow(flag.slug, flag.level, flag.since, LABEL_OF.get(flag.slug, flag.slug), ACTIONS[flag.level])


def _counters(settings: Settings, reminders: RemindersView | None) -> Counters:
    up = reminders.since_up_s if reminders is not None else None
    shift = reminders.since_shift_s if reminders is not None else None
    return Counters(
        since_up_s=None if up is None else int(up),
        since_shift_s=None if shift is None else int(shift),
        up_limit_s=settings.posture.break_after_s,
        shift_limit_s=settings.posture.shift_after_s,
    )


def _next(
    rows: Sequence[PlanRow],
    now: datetime,
    settings: Settings,
    routines: Mapping[str, Routine],
    reminders: RemindersView | None,
    stage_now: Stage,
) -> NextPrompt | None:
    if reminders is None:
        row = next((row for row in rows if row.state == "coming" and row.at >= now), None)
        if row is None:
            return None
        return NextPrompt(
            at=row.at, kind=row.kind, in_s=_until(row.at, now), routine=row.routine, title=row.title,
            minutes=row.minutes, from_plan=True,
        )  # fmt: skip
    coming = _soonest(reminders)
    if coming is None:
        return None
    at, kind, name = coming
    routine = routines.get(name) if name is not None else None
    row = next((row for row in rows if row.kind == kind and row.state in ("coming", "held")), None)
    minutes = row.minutes if row is not None else None
    if minutes is None and routine is not None:
        minutes = max(1, whole_minutes(length_s(routine, stage_now)))
    return NextPrompt(
        at=at,
        kind=kind,
        in_s=_until(at, now),
        routine=name,
        title=routine.title if routine is not None else title_of(kind),
        minutes=minutes,
    )


def _soonest(reminders: RemindersView) -> tuple[datetime, Kind, str | None] | None:
    """When, what and with which routine: the next prompt, or before it the one that was snoozed, which comes again."""
    again, ahead = reminders.snoozed_until, reminders.next_at
    if again is not None and reminders.open_kind is not None and (ahead is None or instant(again) <= instant(ahead)):
        return again, reminders.open_kind, reminders.open_routine
    if ahead is None or reminders.next_kind is None:
        return None
    return ahead, reminders.next_kind, reminders.next_routine


def _until(at: datetime, now: datetime) -> int:
    return max(0, int((instant(at) - instant(now)).total_seconds()))


def _hold(reminders: RemindersView | None) -> str | None:
    if reminders is None or reminders.hold_reason is None:
        return None
    return hold_words(reminders.hold_reason, reminders.hold_until)
