"""The plan of a day: which walks, rests and reminders, when, how long, and why."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from msgspec import Struct

from coach.core.asof import instant
from coach.core.history import History
from coach.core.records import Kind
from coach.core.settings import RANK, Settings, Span
from coach.core.stage import STRONG_PAIN, Stage
from coach.core.walking import ONE_DAY, Ground, WalkDay, ground_of, in_pain, stage_at, walk_days

APART_MINUTES = 20
"""Walks, rests and breathing keep so many minutes from each other where they can (our default)."""
MOVE_MINUTES = 60
"""A slot moves at most so far from the time set for it (our default)."""
NOON = 12 * 60
BREATHE_MINUTES = 5
"""How much free time a breathing slot looks for: settling and 24 slow breaths take just under 5 minutes."""
WHEN_STRONG = "a minute or two on your feet, if you feel able"
IF_ABLE = "if you feel able"
NOT_ADDED = "a missed walk is not added to the next"


class PlannedSlot(Struct, frozen=True):
    """One slot of a day, in local time.

    `minutes` is how long it is meant to last (0 for checkin and week). `set_for` is the time in the settings; it
    names the slot, also when `at` has moved away from a busy time.
    """

    at: time
    kind: Kind
    minutes: int
    optional: bool = False
    why: str = ""
    set_for: time | None = None


class DayPlan(Struct, frozen=True):
    """All slots of a date, sorted by time.

    `stage` is the stage now on today, at noon on a day to come, at its last minute on a past day. `walk_minutes` is
    the length of one walk, None when no walk is planned. `why` says each change in one line, at least one,
    the main one first.
    """

    on: date
    stage: Stage
    slots: tuple[PlannedSlot, ...]
    walk_minutes: int | None
    why: tuple[str, ...]

    def of(self, kind: Kind) -> tuple[PlannedSlot, ...]:
        """The slots of one kind."""
        return tuple(slot for slot in self.slots if slot.kind == kind)

    @property
    def walk_total(self) -> int:
        """Planned minutes of walking, all walks together."""
        return sum(slot.minutes for slot in self.of("walk"))


def day_plan(
    history: History,
    on: date,
    now: datetime,
    settings: Settings,
    busy: Sequence[tuple[datetime, datetime]] = (),
) -> DayPlan:
    """The plan of one date; see `day_plans`."""
    return day_plans(history, (on,), now, settings, busy)[0]


def day_plans(
    history: History,
    days: Iterable[date],
    now: datetime,
    settings: Settings,
    busy: Sequence[tuple[datetime, datetime]] = (),
) -> tuple[DayPlan, ...]:
    """The plans of some dates, from the history alone: nothing is stored, and asking twice gives the same.

    Each slot follows the stage as it stands at the slot's own time, so that a spasm logged in the afternoon changes
    the afternoon and not the morning that is over. `now` gives the zone of all dates, and which of them is today.
    `busy` are the known meetings, from and to.

    "In pain", said to any prompt, eases the rest of its date: walks after it are no longer than the first ones of a
    spasm (our default). It changes no other day.

    A slot keeps off what is busy and 20 minutes from slots placed before it (walks first, then rests, then
    breathing): it moves to the first free minute within the hour after the time set for it, else to the last within
    the hour before, else it stays where it was set. Check-in and week stand where the working day ends.
    """
    wanted = sorted(set(days))
    if not wanted:
        return ()
    ground = ground_of(history, wanted[0], now.date())
    walks = walk_days(ground, wanted[-1], settings.walk, now.date())
    return tuple(_plan(ground, walks[on], now, settings, busy) for on in wanted)


def _plan(
    ground: Ground, walk: WalkDay, now: datetime, settings: Settings, busy: Sequence[tuple[datetime, datetime]]
) -> DayPlan:
    on = walk.on
    working = on.weekday() in settings.work.days and bool(settings.work.hours)
    stage, _ = stage_at(ground, _reference(on, now))
    wanted = [
        slot
        for slot in (
            *_walks(ground, walk, now, settings, working),
            *_rests(ground, on, now, settings),
            *(_breaths(settings) if working else ()),
        )
        if (slot.set_for or slot.at) in settings.work.awake
    ]
    slots = [*_placed(wanted, _busy_minutes(busy, on, now), settings), *(_ends(on, settings) if working else ())]
    slots.sort(key=lambda slot: (slot.at, RANK[slot.kind]))
    lengths = [slot.minutes for slot in slots if slot.kind == "walk"]
    return DayPlan(
        on=on,
        stage=stage,
        slots=tuple(slots),
        walk_minutes=lengths[-1] if lengths else None,
        why=tuple(_reasons(ground, walk, now, settings)),
    )


def _walks(ground: Ground, walk: WalkDay, now: datetime, settings: Settings, working: bool) -> Iterable[PlannedSlot]:
    steady_slot = min(settings.walk.at, key=lambda at: (abs(_minute(at) - NOON), at), default=None)
    for at in sorted(set(settings.walk.at)):
        stage, strong = stage_at(ground, _instant(walk.on, at, now))
        if strong or (stage == "steady" and not (working and at == steady_slot)):
            continue
        if stage == "flare":
            minutes, why = settings.walk.first_minutes, IF_ABLE
        elif stage == "steady":
            minutes, why = walk.steady, walk.steady_why
        else:
            minutes, why = walk.acute, walk.acute_why
        if _eased(ground, _instant(walk.on, at, now)):
            minutes, why = min(minutes, settings.walk.first_minutes), IF_ABLE
        yield PlannedSlot(at=at, kind="walk", minutes=minutes, why=why, set_for=at)


def _eased(ground: Ground, moment: datetime) -> bool:
    since = ground.in_pain.get(moment.date())
    return since is not None and instant(since) <= instant(moment)


def in_pain_by(history: History, now: datetime) -> bool:
    """Whether "in pain" was said to a prompt earlier on the date of `now`."""
    since = in_pain(history, now.date()).get(now.date())
    return since is not None and instant(since) <= instant(now)


def _rests(ground: Ground, on: date, now: datetime, settings: Settings) -> Iterable[PlannedSlot]:
    times = sorted(set(settings.rest.at))
    for at in times:
        stage, strong = stage_at(ground, _instant(on, at, now))
        middle = at == times[len(times) // 2]
        if stage == "flare" or (stage in ("easing", "prolonged") and middle):
            yield PlannedSlot(
                at=at,
                kind="rest",
                minutes=settings.rest.minutes,
                optional=stage == "prolonged",
                why=WHEN_STRONG if strong else "only if it feels good" if stage == "prolonged" else "a short rest",
                set_for=at,
            )


def _breaths(settings: Settings) -> Iterable[PlannedSlot]:
    for at in sorted(set(settings.stress.breathe_at)):
        if any(at in span for span in settings.work.hours):
            yield PlannedSlot(at=at, kind="breathe", minutes=BREATHE_MINUTES, why="a pause from strain", set_for=at)


def _ends(on: date, settings: Settings) -> Iterable[PlannedSlot]:
    last = settings.work.hours[-1]
    checkin = _before(last, settings.checkin.before_end_s)
    yield PlannedSlot(at=checkin, kind="checkin", minutes=0, why="the day's pain, before you leave", set_for=checkin)
    if on.weekday() == max(settings.work.days):
        week = _before(last, settings.checkin.week_before_end_s)
        yield PlannedSlot(at=week, kind="week", minutes=0, why="the week, on its last working day", set_for=week)


def _placed(
    wanted: Iterable[PlannedSlot], busy: Sequence[tuple[int, int]], settings: Settings
) -> Iterable[PlannedSlot]:
    taken: list[int] = []
    for slot in sorted(wanted, key=lambda slot: (RANK[slot.kind], slot.at)):
        set_for = _minute(slot.at)
        inside = settings.work.hours if slot.kind == "breathe" else (settings.work.awake,)
        home = next((span for span in inside if slot.at in span), settings.work.awake)
        later = range(set_for, set_for + MOVE_MINUTES + 1)
        earlier = range(set_for - 1, set_for - MOVE_MINUTES - 1, -1)
        at = next(
            (
                minute
                for minute in (*later, *earlier)
                if _minute(home.start) <= minute < _minute(home.end) and _free(minute, slot.minutes, taken, busy)
            ),
            set_for,
        )
        taken.append(at)
        if at == set_for:
            yield slot
        else:
            cause = "you are busy then" if _overlaps(set_for, slot.minutes, busy) else "another slot is near"
            moved = f"moved from {slot.at:%H:%M}: {cause}"
            yield PlannedSlot(
                at=_time(at),
                kind=slot.kind,
                minutes=slot.minutes,
                optional=slot.optional,
                why=f"{slot.why}; {moved}" if slot.why else moved,
                set_for=slot.set_for,
            )


def _free(minute: int, length: int, taken: Iterable[int], busy: Iterable[tuple[int, int]]) -> bool:
    return all(abs(minute - other) >= APART_MINUTES for other in taken) and not _overlaps(minute, length, busy)


def _overlaps(minute: int, length: int, busy: Iterable[tuple[int, int]]) -> bool:
    return any(start < minute + max(1, length) and minute < end for start, end in busy)


def _busy_minutes(busy: Iterable[tuple[datetime, datetime]], on: date, now: datetime) -> tuple[tuple[int, int], ...]:
    """Busy times as minutes of the local date, those of other dates left out."""
    found = []
    for start, end in busy:
        local, until = start.astimezone(now.tzinfo), end.astimezone(now.tzinfo)
        if local.date() <= on <= until.date():
            first = _minute(local.time()) if local.date() == on else 0
            last = _minute(until.time()) + bool(until.second) if until.date() == on else 24 * 60
            if first < last:
                found.append((first, last))
    return tuple(found)


def _reasons(ground: Ground, walk: WalkDay, now: datetime, settings: Settings) -> Iterable[str]:
    stage, strong = stage_at(ground, _reference(walk.on, now))
    if strong:
        yield f"pain of {STRONG_PAIN} or more within a day: no walk is asked for; {WHEN_STRONG}"
    else:
        yield from _walk_reasons(ground, walk, stage, settings)
    if stage == "prolonged":
        yield "past two weeks: planned as easing, and the rest is yours to leave"
    yesterday = walk.on - ONE_DAY
    if not strong and yesterday not in ground.in_pain and _some_missed(ground, yesterday, now, settings):
        yield NOT_ADDED


def _walk_reasons(ground: Ground, walk: WalkDay, stage: Stage, settings: Settings) -> Iterable[str]:
    if walk.on in ground.in_pain:
        yield (
            f"in pain at {ground.in_pain[walk.on]:%H:%M}, so the rest of the day is easier: a walk is "
            f"{settings.walk.first_minutes} min at most, {IF_ABLE}, and breaks are the gentlest"
        )
    if not settings.walk.at:
        yield "no time is set for walks: none is planned"
    elif stage == "flare":
        yield f"{walk.acute_why}, {IF_ABLE}"
    elif stage in ("easing", "prolonged"):
        yield walk.acute_why
    elif walk.on.weekday() in settings.work.days:
        yield walk.steady_why
    else:
        yield "a free day: no walk is planned"


def _some_missed(ground: Ground, on: date, now: datetime, settings: Settings) -> bool:
    """Whether fewer walks were noted on that past date than its stage at noon asked for."""
    if on < ground.begin or on >= now.date():
        return False
    stage, strong = stage_at(ground, _instant(on, time(12), now))
    if strong:
        return False
    asked = len(settings.walk.at)
    if stage == "steady":
        asked = min(1, asked) if on.weekday() in settings.work.days else 0
    return len(ground.walks.get(on, ())) < asked


def _reference(on: date, now: datetime) -> datetime:
    if on == now.date():
        return now
    return _instant(on, time(12) if on > now.date() else time(23, 59), now)


def _instant(on: date, at: time, now: datetime) -> datetime:
    return datetime.combine(on, at, tzinfo=now.tzinfo)


def _before(span: Span, seconds: int) -> time:
    return _time(max(_minute(span.start), _minute(span.end) - seconds // 60))


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)
