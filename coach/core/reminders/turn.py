"""The working piece of one look: the state being changed, the time it stands at, what has been decided so far."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from coach.core.presence import restart
from coach.core.records import Kind, Outcome
from coach.core.reminders.model import (
    EPOCH,
    Channel,
    Event,
    EventName,
    Fact,
    HoldReason,
    Inputs,
    Open,
    PostureChanged,
    PromptEnded,
    Slot,
    State,
)
from coach.core.settings import Settings, Work

RANGED: frozenset[Kind] = frozenset(("shift", "break", "breathe"))
"""Kinds that come in working ranges only."""
POSTURE: tuple[Kind, ...] = ("break", "shift")
"""Kinds that hang on the counters, and that a natural break answers."""
UP_KINDS: frozenset[str] = frozenset(("break", "walk", "rest", "relief"))
"""What gets the user up, so that both counters restart."""
FLOATING: frozenset[Kind] = frozenset(("checkin", "week"))
"""Kinds outside the order of rule 6: they go first, and wait for nothing but the distance."""
GUIDED: frozenset[Kind] = frozenset(("break", "walk", "rest", "breathe"))
"""Kinds that open a session."""
HELD_BY_SAME_DAY: frozenset[Kind] = frozenset(("walk", "rest", "breathe"))
"""What a red flag to be looked at today keeps back; the nudges to move go on."""

HOLD_WORDS: dict[HoldReason, str] = {
    "paused": "paused",
    "meeting": "meeting",
    "focus": "focus mode",
    "fullscreen": "full screen",
    "redflag": "a safety answer is open",
}


def local_time(on: date, at: time, zone: tzinfo) -> datetime:
    """When the clock of `zone` first shows that time of a date; where it jumps over it, when it does."""
    wall = datetime.combine(on, at, zone)
    ahead = wall.replace(fold=1).utcoffset() or timedelta()
    if (wall.utcoffset() or timedelta()) >= ahead:
        return wall
    before, after = wall.replace(fold=1).astimezone(UTC), wall.astimezone(UTC)
    while after - before > timedelta(seconds=1):
        between = before + (after - before) / 2
        if between.astimezone(zone).utcoffset() == ahead:
            after = between
        else:
            before = between
    return after.replace(microsecond=0).astimezone(zone)


@lru_cache(maxsize=1024)
def local_ms(on: date, at: time, zone: tzinfo) -> int:
    """`local_time` in UTC milliseconds."""
    return (local_time(on, at, zone) - EPOCH) // timedelta(milliseconds=1)


class Hours(Struct, frozen=True):
    """A date in milliseconds: its waking hours, its working ranges by name, and the midnight it ends with."""

    awake: tuple[int, int]
    ranges: tuple[tuple[str, int, int], ...]
    ends: int


@lru_cache(maxsize=16)
def _hours(on: date, work: Work, zone: tzinfo) -> Hours:
    """A date by the settings, in UTC milliseconds."""
    spans = work.hours if on.weekday() in work.days else ()
    return Hours(
        (local_ms(on, work.awake.start, zone), local_ms(on, work.awake.end, zone)),
        tuple((f"{on} {span.start}", local_ms(on, span.start, zone), local_ms(on, span.end, zone)) for span in spans),
        local_ms(on + timedelta(days=1), time(0), zone),
    )


class Turn:
    """One look. Private to this package: outside, `advance` takes values and gives values."""

    def __init__(self, state: State, settings: Settings, t: int) -> None:
        self.state = state
        self.settings = settings
        self.t = t
        self.events: list[Event] = []
        self.facts: list[Fact] = []
        self._now: tuple[int, datetime] | None = None
        self._hours: dict[date, Hours] = {}
        self._due_times: tuple[tuple[Slot, int], ...] | None = None

    def set(self, **changes: Any) -> None:
        """Change the state; the clock and the inputs by `take_in` alone."""
        self.state = replace(self.state, **changes)

    def take_in(self, utc_base: int, inputs: Inputs) -> None:
        """From here on the wall clock and the inputs are these."""
        before = self.state
        self.set(utc_base=utc_base, inputs=inputs)
        same_clock = utc_base == before.utc_base and inputs.zone == before.inputs.zone
        if not same_clock:
            self._now = None
            self._hours.clear()
        if not same_clock or inputs.slots is not before.inputs.slots:
            self._due_times = None

    # the clock ------------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """The wall clock at this look."""
        if self._now is None or self._now[0] != self.t:
            self._now = (self.t, self.state.wall(self.t))
        return self._now[1]

    def when(self, on: date, at: time) -> int:
        """When the local clock first shows that time of a date, or jumps over it; elapsed."""
        return local_ms(on, at, self.state.inputs.zone) - self.state.utc_base

    def range_at(self, t: int) -> tuple[str, int] | None:
        """The working range that the local clock is in at `t`, if any: its name, and when it ends.

        Compared as instants: an hour that the clock goes through twice is not entered twice.
        """
        for name, start, end in self.hours(self._date_at(t)).ranges:
            if start <= t < end:
                return name, end
        return None

    def awake_at(self, t: int) -> bool:
        """Inside waking hours."""
        start, end = self.hours(self._date_at(t)).awake
        return start <= t < end

    def _date_at(self, t: int) -> date:
        return self.now.date() if t == self.t else self.state.wall(t).date()

    def boundaries(self) -> list[int]:
        """When ranges, waking hours and the date of today change, and when the last minutes of a range begin."""
        today, last_ms = self.hours(self.now.date()), self.settings.prompts.range_end_s * 1000
        edges = [edge for _, start, end in today.ranges for edge in (start, end, end - last_ms)]
        return [*today.awake, *edges, today.ends]

    def hours(self, on: date) -> Hours:
        """A date by the settings, in elapsed time."""
        known = self._hours.get(on)
        if known is None:
            base, utc = self.state.utc_base, _hours(on, self.settings.work, self.state.inputs.zone)
            known = self._hours[on] = Hours(
                (utc.awake[0] - base, utc.awake[1] - base),
                tuple([(name, start - base, end - base) for name, start, end in utc.ranges]),
                utc.ends - base,
            )
        return known

    def slots(self) -> tuple[tuple[Slot, int], ...]:
        """The slots of the day plan, and when each is set for; elapsed."""
        if self._due_times is None:
            self._due_times = tuple((slot, self.when(slot.on, slot.at)) for slot in self.state.inputs.slots)
        return self._due_times

    # what has been decided ------------------------------------------------------------------------------------

    def say(
        self,
        event: EventName,
        kind: Kind | None = None,
        why: str = "",
        channel: Channel | None = None,
        of: Open | None = None,
    ) -> None:
        """Note a decision and its reason."""
        self.events.append(
            Event(
                self.now,
                event,
                of.kind if of else kind,
                channel,
                of.routine if of else None,
                why,
                of.number if of else None,
                of.seconds if of else 0,
                of.minutes if of else 0,
            )
        )

    def close(self, outcome: Outcome, why: str, reason: str | None = None) -> None:
        """End the open prompt with its one outcome."""
        opened = self.state.open
        assert opened is not None
        self.say(outcome, why=why, of=opened)
        self.facts.append(
            PromptEnded(
                opened.kind,
                outcome,
                due=opened.came_at,
                came=opened.came_at,
                closed=self.now,
                routine=opened.routine,
                channel=opened.channel,
                snoozes=opened.snoozes,
                repeats=opened.repeats,
                reason=reason,
                why=opened.why,
                held_s=opened.held_s,
            )
        )
        self.set(open=None, last_closed=self.t)
        if opened.kind == "shift" and outcome in ("done", "skipped"):
            self.set(shifts_quiet=False)

    def close_unseen(self, kind: Kind, outcome: Outcome, due: int, why: str, held_ms: int = 0) -> None:
        """End something that never came up."""
        self.say(outcome, kind, why)
        self.facts.append(
            PromptEnded(kind, outcome, due=self.state.wall(due), closed=self.now, why=why, held_s=held_ms // 1000)
        )

    def moved(self, change: str, cause: str, *, at: int | None = None, away_ms: int | None = None) -> None:
        """Note a change of posture for the log; a change of `up` says how long the sit was that it ended."""
        when = self.t if at is None else at
        sat = self.state.desk.up.at(self.t) // 1000 if change == "up" else None
        self.posture_fact(change, cause, when, sat, away_ms)

    def posture_fact(self, change: Any, cause: Any, at: int, sat_s: int | None, away_ms: int | None = None) -> None:
        """Put a change of posture down for the log."""
        away_s = None if away_ms is None else away_ms // 1000
        self.facts.append(PostureChanged(self.state.wall(at), change, cause, sat_s, away_s))

    def restart(self, *, up: bool) -> None:
        """The counters at zero: `shift` alone, or both when the user was `up`."""
        back = self.state.back
        self.set(
            desk=restart(self.state.desk, self.t, up=up),
            back=None if up or back is None else replace(back, moved=True),
            shift_from=0,
            break_from=0 if up else self.state.break_from,
        )

    def took(self, kind: str, cause: str) -> None:
        """Something of that kind was done: its counters restart."""
        if kind in UP_KINDS:
            self.moved("up", cause)
            self.restart(up=True)
        elif kind == "shift":
            self.moved("shift", "told")
            self.restart(up=False)

    def signed(self) -> None:
        """A sign of the user: nothing counts as ignored any more."""
        self.set(unanswered=0, shifts_ignored=0)

    # the state of things --------------------------------------------------------------------------------------

    def hold(self, kind: Kind | None = None, seconds: int = 0) -> HoldReason | None:
        """Why the desktop is to stay silent now: for everything, or (a known meeting) for a guided prompt."""
        inputs = self.state.inputs
        if inputs.redflag == "emergency" or (inputs.redflag == "same-day" and kind in HELD_BY_SAME_DAY):
            return "redflag"
        if self.state.paused_until is not None:
            return "paused"
        if inputs.hold is not None:
            return inputs.hold.reason
        meeting = inputs.meeting_at
        if meeting is not None and kind in GUIDED and self.t < self.state.elapsed(meeting) < self.t + seconds * 1000:
            return "meeting"
        return None

    def hold_words(self, reason: HoldReason) -> str:
        """A hold in words, with its end where that is known."""
        until = None
        if reason == "paused" and self.state.paused_until is not None:
            until = self.state.wall(self.state.paused_until)
        elif self.state.inputs.hold is not None and self.state.inputs.hold.reason == reason:
            until = self.state.inputs.hold.until
        elif reason == "meeting" and self.state.inputs.meeting_at is not None:
            return f"it would run into the meeting at {self.state.inputs.meeting_at:%H:%M}"
        return HOLD_WORDS[reason] + (f" until {until.astimezone(self.state.inputs.zone):%H:%M}" if until else "")
