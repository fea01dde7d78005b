"""What the reminder rules promise on any day: meetings, red flags, travel and wrong clocks included.

Some hundred random days in the everyday run, new ones each time, thousands with COACH_FULL=1.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.core.history import History
from coach.core.reminders.model import (
    Advance,
    Command,
    Did,
    Event,
    Reading,
    SessionBegan,
    SessionEnded,
    State,
    UpJustNow,
)
from coach.core.routine import Routine
from coach.core.settings import NotifySettings, PostureSettings, PresenceSettings, Settings, StressSettings
from coach.library import Library
from coach.paths import Paths
from coach.simulate import Line, duration_s
from coach.simulate.run import _Run

FULL = os.environ.get("COACH_FULL") == "1"
pytestmark = pytest.mark.timeout(900 if FULL else 120)
ZONE = ZoneInfo("Europe/Berlin")
NOWHERE = Path("/nonexistent")
ENDS = ("done", "started", "skipped", "unanswered", "natural", "dropped")
MINUTE = 60_000

QUICK = Settings(
    posture=PostureSettings(shift_after_s=900, break_after_s=1500),
    notify=NotifySettings(most_a_day=3),
    stress=StressSettings(breathe_at=tuple(time(hour, 20) for hour in range(9, 18))),
)
"""More prompts, fewer notifications."""
SLOW_TO_REST = Settings(presence=PresenceSettings(natural_after_s=600))
RULES = st.sampled_from([Settings(), Settings(), QUICK, SLOW_TO_REST])


def examples(few: int, many: int) -> settings:
    return settings(
        max_examples=many if FULL else few,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


@cache
def routines() -> Mapping[str, Routine]:
    return Library(Paths(NOWHERE, NOWHERE, NOWHERE, NOWHERE)).routines


# random days -------------------------------------------------------------------------------------------------------

Thing = tuple[str, object]


def said(word: str, values: Sequence[object]) -> st.SearchStrategy[Thing]:
    return st.tuples(st.just(word), st.sampled_from(values))


AT_THE_DESK = (
    said("presence", ["present", "present", "typing", "idle", "locked", "asleep"]),
    said("answer", ["start", "done", "snooze", "snooze", "skip"]),
    said("hold", ["meeting", "focus", "fullscreen", None, None]),
    said("posture", ["stand", "sit", "up"]),
    said("pain", [0, 5, 8]),
    said("stress", [3, 7, 9]),
    said("spasm", ["start", "end"]),
    said("pause", ["10m", "1h", "5h"]),
    said("resume", [True]),
    said("stay", [True, False]),
    said("redflag", ["fever", "saddle-numbness", "cough", None, None]),
)
TRAVEL = (
    said("clock", [-5400, -600, 61, 1500, 4000, 86400, -86400]),
    said("zone", ["Europe/London", "America/New_York", "Asia/Tokyo", "Europe/Berlin"]),
)
BESIDE = said(
    "command",
    [
        Reading(),
        UpJustNow(),
        Did("walk"),
        Did("break"),
        SessionBegan("break", "x"),
        SessionBegan("breathe", "x"),
        SessionBegan("shift", "x"),
        SessionEnded(),
    ],
)
GAPS = st.one_of(st.integers(1, 130), st.integers(100, 700), st.integers(600, 5400))


class RandomDay:
    """Lines of a trace, commands beside it, meetings known ahead."""

    def __init__(
        self, lines: list[Line], commands: list[tuple[datetime, Command]], busy: list[tuple[datetime, datetime]]
    ) -> None:
        self.lines, self.commands, self.busy = lines, commands, busy

    def __repr__(self) -> str:
        rows = [f"{line.at} " + " ".join(_words(line)) for line in self.lines]
        return "\n".join(["", *rows, *(f"{at} {command}" for at, command in self.commands), f"busy {self.busy}"])


def _words(line: Line) -> list[str]:
    empty = Line(line.at)
    return [f"{n}={getattr(line, n)}" for n in line.__struct_fields__ if getattr(line, n) != getattr(empty, n)]


@st.composite
def random_days(draw: st.DrawFn, *, travel: bool = True, beside: bool = True, meetings: bool = False) -> RandomDay:
    on = draw(st.sampled_from([date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 28)]))
    start = draw(st.sampled_from([time(6, 50), time(8, 45), time(8, 59), time(11, 0), time(15, 30)]))
    kinds = st.one_of(*AT_THE_DESK, *(TRAVEL if travel else ()), *((BESIDE,) if beside else ()))
    now = datetime.combine(on, start, ZONE)
    busy = []
    if meetings:
        for minutes, length in draw(st.lists(st.tuples(st.integers(0, 600), st.integers(10, 90)), max_size=3)):
            began = now + timedelta(minutes=minutes)
            busy.append((began, began + timedelta(minutes=length)))
    lines, commands = [Line(now, presence="present")], []
    ahead = timedelta()
    if draw(st.booleans()):
        lines.append(Line(now, spasm="start", pain=5))
    for gap, (word, value) in draw(st.lists(st.tuples(GAPS, kinds), min_size=3, max_size=30)):
        now += timedelta(seconds=gap)
        if isinstance(value, Command):
            commands.append((now, value))
            continue
        lines.append(Line(now + ahead, **{word: value}))
        ahead += timedelta(seconds=lines[-1].clock or 0)
    now = max(now, datetime.combine(on, time(18), ZONE)) + timedelta(hours=draw(st.sampled_from([1, 6, 20])))
    lines.append(Line(now + ahead, end=True))
    return RandomDay(lines, commands, busy)


class Watched(_Run):
    """A run whose every look is kept: the state after it, and its events."""

    def __init__(self, day: RandomDay, rules: Settings) -> None:
        super().__init__(rules, routines(), ZONE, 0, History(), False)
        self.busy, self.commands = day.busy, day.commands
        self.kept: list[Advance] = []

    def _take_out(self, step: Advance) -> None:
        self.kept.append(step)
        super()._take_out(step)


def run(day: RandomDay, rules: Settings, beat_s: float | None = None) -> Watched:
    watched = Watched(day, rules)
    watched.play(day.lines, beat_s)
    return watched


class Late(Watched):
    """Looks at nothing but news: never when the rules asked for it."""

    def _take_out(self, step: Advance) -> None:
        super()._take_out(step)
        self.next_at = 1e12


# what must hold ----------------------------------------------------------------------------------------------------


class Desk:
    """What the trace says of the user and the machine, told anew and simply: the measure of the rules."""

    def __init__(self, origin: datetime) -> None:
        self.origin = origin
        self.ahead = timedelta()
        self.mode = "asleep"
        self.since = self.back = 0
        self.stay = False
        self.away = True
        self.hold = False
        self.flags: set[str] = set()
        self.paused_until: int | None = None
        self.there = 0
        self.at = 0

    def forward(self, t: int) -> None:
        """Time passes."""
        if self.mode == "idle" and not self.stay and not self.away and t >= self.since + 5 * MINUTE:
            self.away = True
            self.there += max(0, self.since + 5 * MINUTE - self.at)
        elif not self.away:
            self.there += t - self.at
        self.at = t
        if self.paused_until is not None and t >= self.paused_until:
            self.paused_until = None

    def take(self, line: Line, t: int) -> None:
        """Something happens."""
        self.forward(t)
        if line.presence is not None:
            self.mode, self.since = line.presence, t
            gone = self.mode in ("locked", "asleep")
            if self.away and not gone:
                self.back = t
            self.away = gone
        if line.stay is not None:
            self.stay = line.stay
            if line.stay and self.mode == "idle" and self.away:
                self.away, self.back = False, t
            self.forward(t)
        if line.hold in (None, "meeting", "focus", "fullscreen"):
            self.hold = line.hold is not None
        if line.redflag is None or isinstance(line.redflag, str):
            self.flags = self.flags | {line.redflag} if line.redflag else set()  # the word said last counts
        if line.pause is not None:
            self.paused_until = t + duration_s(line.pause) * 1000
        if line.resume:
            self.paused_until = None

    def silent_for(self, kind: str | None) -> bool:
        """Whether nothing of that kind may be heard."""
        same_day = "fever" in self.flags and kind in ("walk", "rest", "breathe")
        return self.hold or self.paused_until is not None or "saddle-numbness" in self.flags or same_day


def in_hours(rules: Settings, at: datetime) -> float | None:
    """Seconds left of the working range at that time of day, None outside."""
    if at.weekday() not in rules.work.days:
        return None
    for span in rules.work.hours:
        if at.time() in span:
            return (datetime.combine(at.date(), span.end) - at.replace(tzinfo=None)).total_seconds()
    return None


def check(day: RandomDay, rules: Settings) -> None:
    watched = run(day, rules)
    desk = Desk(day.lines[0].at)
    lines = list(day.lines)
    open_number: int | None = None
    ended: set[int] = set()
    repeats = snoozes = 0
    shown: int | None = None
    closed: int | None = None
    counted = 0
    on: date | None = None
    for step in watched.kept:
        t = step.state.at
        while lines and ((lines[0].at - desk.origin - desk.ahead) / timedelta(milliseconds=1)) <= t:
            line = lines.pop(0)
            desk.take(line, round((line.at - desk.origin - desk.ahead) / timedelta(milliseconds=1)))
            desk.ahead += timedelta(seconds=line.clock or 0)
        desk.forward(t)
        on_date = step.state.wall(t).date()
        counted, on = (counted, on) if on_date == on else (0, on_date)
        for place, event in enumerate(step.events):
            local = event.at
            if event.event == "prompt":
                assert open_number is None, "never two prompts open"
                assert shown is None or t - shown >= 10 * MINUTE, "never closer than ten minutes"
                if event.kind not in ("checkin", "week"):
                    replaced = any(earlier.event == "dropped" and earlier.number for earlier in step.events[:place])
                    assert closed is None or t - closed >= 5 * MINUTE or replaced, "five minutes after the last"
                if event.kind in ("shift", "break", "breathe"):
                    left = in_hours(rules, local)
                    assert left is not None, "none of these outside the working hours"
                    assert left > 600 or event.kind == "breathe", "no nudge in the last ten minutes"
                open_number, repeats, snoozes = event.number, 0, 0
            if event.event in ("prompt", "repeat"):
                assert not desk.away, "none while away"
                assert t - desk.back >= 2 * MINUTE, "none before two minutes at the desk"
                assert local.time() in rules.work.awake, "none outside waking hours"
                assert not desk.silent_for(event.kind), "nothing is heard in a hold"
                shown = t
                counted += event.channel == "desktop" and event.kind not in ("shift", "checkin", "week")
                assert counted <= rules.notify.most_a_day, "not more than the day's notifications"
            if event.event == "repeat":
                assert event.number == open_number
                repeats += 1
                assert repeats <= 1 + snoozes and (event.kind != "shift" or snoozes)
            if event.event == "snoozed":
                snoozes += 1
                assert snoozes <= 2
            if event.event == "held":
                assert event.channel == "app" and not desk.away
            if event.number is not None and event.event in ENDS:
                assert event.number == open_number and event.number not in ended, "one outcome each"
                ended.add(event.number)
                open_number, closed = None, t
        check_state(step.state, desk, rules, honest=not day.commands)
    prompts = {event.number for event in watched.events if event.event == "prompt"}
    assert prompts - ended <= {open_number}
    came = [outcome for outcome in watched.outcomes if outcome.came is not None]
    assert len(came) == len(ended)
    unseen = [outcome for outcome in watched.outcomes if outcome.came is None]
    assert len(unseen) == len([e for e in watched.events if e.number is None and e.event in ENDS])


def check_state(state: State, desk: Desk, rules: Settings, *, honest: bool) -> None:
    """`honest`: nothing was said of minutes away that the trace knows to be away."""
    t, now = state.at, state.wall(state.at)
    up, shift = state.desk.up.at(t), state.desk.shift.at(t)
    assert 0 <= shift <= up <= (desk.there if honest else t), "counters within what presence allows"
    assert state.desk.present is not desk.away
    hours = in_hours(rules, now)
    kinds = {held.kind for held in state.held} | ({state.open.kind} if state.open else set())
    assert hours is not None or not kinds & {"shift", "break", "breathe"}
    assert now.time() in rules.work.awake or not kinds
    assert len({held.kind for held in state.held}) == len(state.held), "held once a kind"
    assert len({pending.slot.kind for pending in state.pending}) == len(state.pending)
    assert state.session is None or state.open is None


@examples(60, 3000)
@given(random_days(), RULES)
def test_the_promises_hold_on_any_day(day: RandomDay, rules: Settings) -> None:
    check(day, rules)


@examples(30, 1500)
@given(random_days(travel=False, beside=False), RULES)
def test_the_promises_hold_on_a_day_at_one_place(day: RandomDay, rules: Settings) -> None:
    check(day, rules)


@examples(8, 200)
@given(random_days(meetings=True), RULES, st.sampled_from([17.3, 61.0, 300.7]))
def test_the_beat_changes_nothing(day: RandomDay, rules: Settings, beat_s: float) -> None:
    assert told(run(day, rules, beat_s)) == told(run(day, rules))


@examples(30, 1500)
@given(random_days(), RULES)
def test_a_look_that_comes_late_brings_what_looks_in_time_would_have_brought(day: RandomDay, rules: Settings) -> None:
    late = Late(day, rules)
    late.play(day.lines, None)
    in_time = [step for step in run(day, rules).kept if step.state.at <= late.kept[-1].state.at]
    assert told(late) == [event for step in in_time for event in step.events]


def told(watched: Watched) -> list[Event]:
    return watched.events
