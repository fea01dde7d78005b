"""The conductor and the scheduler behind it, taken through whole days by hand: they give what the simulator gives."""

import os
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.base import BaseScheduler

from coach.core.presence import Seen
from coach.core.reminders.model import Advance, Answer, Command, Hold, SessionBegan, SessionEnded
from coach.core.settings import Settings
from coach.journal import Journal
from coach.library import Library
from coach.log.log import Log
from coach.paths import find_paths
from coach.scheduler import Conductor, OpenPrompt, Prompter, SchedulerAlarm
from coach.scheduler.alarm import BEAT_S, Alarm
from coach.simulate import Line, read_trace, simulate
from tests.clocks import HandAlarm, HandClock

ZONE = ZoneInfo("Europe/Berlin")
SCENARIOS = Path(__file__).parent / "scenarios"
FULL = os.environ.get("COACH_FULL") == "1"
Shown = tuple[str, str, str | None]


class Machine:
    """A desk that follows a trace: what the user and the machine do as its time comes."""

    def __init__(self, clock: HandClock, lines: Sequence[Line]) -> None:
        self.clock = clock
        self.lines = list(lines)
        self.now_seen = Seen("asleep", 0)
        self.now_hold: Hold | None = None

    def due(self) -> tuple[Command, ...]:
        """Live up to the clock; gives the answers of the user."""
        answers: list[Command] = []
        while self.lines and self.lines[0].at <= self.clock.wall():
            line = self.lines.pop(0)
            if line.presence is not None:
                idle_since = round(self.clock.elapsed() * 1000) if line.presence == "idle" else None
                self.now_seen = Seen(line.presence, idle_since)
            elif line.answer is not None:
                answers.append(Answer(line.answer, line.reason))
            elif not line.end:
                self.now_hold = Hold(line.hold) if isinstance(line.hold, str) else None
        return tuple(answers)

    def until_next_s(self) -> float:
        return (self.lines[0].at - self.clock.wall()) / timedelta(seconds=1) if self.lines else 1e9

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def seen(self, elapsed_ms: int) -> Seen:
        return self.now_seen

    def hold(self) -> Hold | None:
        return self.now_hold

    def busy(self) -> Sequence[tuple[datetime, datetime]]:
        return ()


class Desktop:
    """What left the app, and when."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock
        self.shown: list[tuple[str, str]] = []

    def show(self, prompt: OpenPrompt) -> None:
        self.shown.append((f"{self.clock.wall():%H:%M:%S}", prompt.kind))

    def chime(self, title: str, body: str) -> None: ...

    def take_back(self, prompt_id: int) -> None: ...

    def close(self) -> None: ...


class App:
    """A conductor over a real log, with the clock, the alarm and the machine in the test's hand."""

    def __init__(
        self,
        lines: Sequence[Line],
        folder: Path,
        alarm: Callable[[], Alarm] = HandAlarm,
        clock: HandClock | None = None,
    ) -> None:
        self.clock = HandClock(lines[0].at.astimezone(ZONE)) if clock is None else clock
        self.machine = Machine(self.clock, lines)
        self.folder = folder
        self.make_alarm = alarm
        self.open()

    def open(self) -> None:
        paths = find_paths()
        library = Library(paths)
        self.alarm = self.make_alarm()
        self.desktop = Desktop(self.clock)
        self.journal = Journal(Log(paths.log, "desk", self.clock.wall), self.clock)
        self.prompter = Prompter(
            clock=self.clock,
            settings=Settings,
            journal=self.journal,
            routines=lambda: library.routines,
            folder=self.folder,
            alarm=self.alarm,
            deliver=self.desktop,
            world=self.machine,
        )
        self.conductor = Conductor(self.prompter, self.clock, self.folder)
        self.alarm.start(self.ring, self.ring)
        self.prompter.look(self.machine.due())

    def ring(self) -> None:
        """What the alarm does in the app: it asks for a look."""
        self.conductor._queue.put("look")

    def run_until(self, when: str, beat_s: float = 25) -> None:
        """The app is open until then, looked at in every beat and whenever it asked to be."""
        assert isinstance(self.alarm, HandAlarm)
        end = datetime.combine(self.clock.wall(), datetime.strptime(when, "%H:%M").time(), ZONE)
        while (left := (end - self.clock.wall()) / timedelta(seconds=1)) > 0:
            asked = beat_s if self.alarm.in_seconds is None else max(0.001, self.alarm.in_seconds)
            self.clock.forward(min(beat_s, left, asked, self.machine.until_next_s()))
            self.prompter.look(self.machine.due())

    def restart_after(self, seconds: float) -> None:
        """The app ends, and opens again after so long."""
        self.prompter.close()
        self.clock.forward(seconds)
        self.open()

    @property
    def told(self) -> list[Shown]:
        return [
            (f"{d.at.astimezone(ZONE):%H:%M:%S}", f"{d.event} {d.kind}", d.channel) for d in self.conductor.decisions()
        ]

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        return [(prompt.kind, prompt.outcome) for prompt in self.journal.history.prompts]


def trace(name: str) -> tuple[Line, ...]:
    return read_trace((SCENARIOS / f"{name}.jsonl").read_text(encoding="utf-8"))


def simulated(lines: Sequence[Line]) -> list[Shown]:
    result = simulate(lines, Settings(), Library(find_paths()).routines, zone=ZONE)
    return [(f"{e.at:%H:%M:%S}", f"{e.event} {e.kind}", e.channel) for e in result.events]


@pytest.mark.parametrize(
    ("name", "until"),
    [
        ("a-present-day-in-steady", "18:00" if FULL else "12:45"),
        ("a-day-on-which-nothing-is-answered", "12:45"),
        ("no-burst-after-a-long-meeting", "12:30"),
    ],
)
def test_the_conductor_taken_through_a_day_gives_what_the_simulator_gives(
    name: str, until: str, state_folder: Path
) -> None:
    lines = trace(name)
    app = App(lines, state_folder)
    app.run_until(until)
    told = [event for event in simulated(lines) if event[0] < until]
    assert len(told) > 8
    assert app.told == told
    heard = [(at, what.split()[1]) for at, what, channel in told if channel == "desktop"]
    assert app.desktop.shown == heard
    ended = [what.split() for _, what, _ in told]
    assert sorted(app.outcomes) == sorted(
        (kind, name) for name, kind in ended if name in ("done", "unanswered", "dropped", "skipped", "natural")
    )


# the real scheduler, its clock in the test's hand ------------------------------------------------------------------


class SteppedScheduler(BaseScheduler):  # type: ignore[misc]  # APScheduler publishes no types
    """APScheduler without its thread: a test asks it to look at its jobs."""

    def wakeup(self) -> None: ...

    def shutdown(self, wait: bool = True) -> None: ...

    def process(self) -> float:
        """Run what is due; gives the seconds until something is."""
        wait = self._process_jobs()
        assert wait is not None
        return float(wait)


@pytest.fixture
def stepped(monkeypatch: pytest.MonkeyPatch) -> Callable[[HandClock], None]:
    """Takes the thread and the clock from APScheduler, and nothing else."""

    def install(clock: HandClock) -> None:
        class HandDatetime(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Any:
                return clock.wall().astimezone(tz)

        for module in ("schedulers.base", "triggers.interval", "executors.base"):
            monkeypatch.setattr(f"apscheduler.{module}.datetime", HandDatetime)
        monkeypatch.setattr("coach.scheduler.alarm.BackgroundScheduler", SteppedScheduler)
        monkeypatch.setattr("coach.scheduler.alarm.ThreadPoolExecutor", lambda _: DebugExecutor())

    return install


def step_until(app: App, when: str) -> int:
    """Let APScheduler and the user live until then; gives how often the conductor was woken."""
    assert isinstance(app.alarm, SchedulerAlarm)
    scheduler = app.alarm._scheduler
    end = datetime.combine(app.clock.wall(), datetime.strptime(when, "%H:%M").time(), ZONE)
    woken = 0
    while app.clock.wall() < end:
        for answer in app.machine.due():
            app.conductor.post(answer)
        wait = scheduler.process()
        if not app.conductor._queue.empty():
            app.conductor._turn()
            woken += 1
        else:
            app.clock.forward(max(0.001, min(wait, app.machine.until_next_s())))
    return woken


@pytest.mark.parametrize("name", ["a-present-day-in-steady", "typing-puts-a-prompt-off-for-ninety-seconds"])
def test_apscheduler_stepped_through_a_morning_wakes_the_conductor_when_the_rules_ask(
    name: str, stepped: Callable[[HandClock], None], state_folder: Path
) -> None:
    lines = trace(name)
    clock = HandClock(lines[0].at.astimezone(ZONE))
    stepped(clock)
    app = App(lines, state_folder, SchedulerAlarm, clock)
    end = min(f"{lines[-1].at:%H:%M}", "11:00")  # a morning tells it
    woken = step_until(app, end)
    beats = (clock.wall() - lines[0].at) / timedelta(seconds=10)
    assert app.told == [event for event in simulated(lines) if event[0] < end]
    assert beats * 0.95 < woken < beats * 1.4, "a beat of ten seconds, and little more"


def test_a_suspend_longer_than_a_break_brings_one_look_and_no_burst(
    stepped: Callable[[HandClock], None], state_folder: Path
) -> None:
    start = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
    clock = HandClock(start)
    stepped(clock)
    app = App([Line(start, presence="present")], state_folder, SchedulerAlarm, clock)
    step_until(app, "09:59")
    clock.forward(75 * 60)
    assert isinstance(app.alarm, SchedulerAlarm)
    app.alarm._scheduler.process()
    assert app.conductor._queue.qsize() <= 2, "a beat and a date, however many were missed"
    step_until(app, "11:50")
    nudged, missed, again, next_nudge = app.desktop.shown
    assert [nudged[1], missed[1], again[1], next_nudge[1]] == ["shift", "breathe", "breathe", "shift"]
    assert "11:16" <= missed[0] < "11:17", "the breathing of 10:45, two minutes after it woke"
    assert "11:44" <= next_nudge[0] < "11:45", "half an hour after it woke"


@pytest.mark.parametrize("set_by_s", [-3600, 3600, -86400], ids=["back", "forward", "back a day"])
def test_a_clock_that_is_set_stops_no_beat(
    set_by_s: int, stepped: Callable[[HandClock], None], state_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coach.scheduler.conductor.WAIT_S", 0.0)
    start = datetime(2026, 11, 24, 10, 50, tzinfo=ZONE)
    clock = HandClock(start)
    stepped(clock)
    app = App([Line(start, presence="present")], state_folder, SchedulerAlarm, clock)
    looks: list[float] = []
    look = app.prompter.look

    def counted(commands: tuple[Command, ...] = ()) -> Advance | None:
        looks.append(clock.elapsed())
        return look(commands)

    monkeypatch.setattr(app.prompter, "look", counted)

    def seconds(count: int) -> None:
        assert isinstance(app.alarm, SchedulerAlarm)
        for _ in range(count):
            clock.forward(1)
            app.alarm._scheduler.process()
            app.conductor._turn()

    seconds(60)
    clock.set_wall(clock.wall() + timedelta(seconds=set_by_s))
    set_at = clock.elapsed()
    seconds(120)
    after = [at - set_at for at in looks if at > set_at]
    gaps = [later - sooner for sooner, later in pairwise([0.0, *after])]
    assert max(gaps) <= 1.5 * BEAT_S, "nobody counts as away for it"
    assert max(gaps[2:]) <= BEAT_S + 1, "and the beat goes on as before"


# a restart in the middle of a prompt -------------------------------------------------------------------------------

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)


def at_the_desk(state_folder: Path, *more: Line, start: datetime = MORNING) -> App:
    return App([Line(start, presence="present"), *more], state_folder)


def at(when: str) -> datetime:
    return datetime.combine(MORNING, datetime.strptime(when, "%H:%M").time(), ZONE)


def test_a_restart_in_the_middle_of_a_prompt_neither_doubles_nor_loses_it(state_folder: Path) -> None:
    app = at_the_desk(state_folder)
    app.run_until("10:05")
    app.restart_after(60)
    assert app.desktop.shown == []
    app.run_until("10:30")
    assert [what for _, what in app.desktop.shown] == ["break"], "its one repeat"
    assert app.outcomes == [("shift", "unanswered"), ("break", "unanswered")]


def test_a_restart_while_a_prompt_is_snoozed_brings_it_back_once(state_folder: Path) -> None:
    app = at_the_desk(state_folder, Line(at("10:02"), answer="snooze"))
    app.run_until("10:04")
    assert app.conductor.open_prompt() is None
    app.restart_after(30)
    app.run_until("10:09")
    assert [what for _, what in app.desktop.shown] == ["break"]


def test_a_restart_longer_than_a_break_answers_a_break(state_folder: Path) -> None:
    app = at_the_desk(state_folder)
    app.run_until("10:05")
    app.restart_after(10 * 60)
    app.run_until("10:44")
    assert app.outcomes == [("shift", "unanswered"), ("break", "natural")]
    assert app.desktop.shown == []


def test_a_walk_open_before_a_long_restart_is_offered_again_once(state_folder: Path) -> None:
    app = at_the_desk(state_folder, start=at("11:50"))
    app.run_until("12:01")
    app.restart_after(19 * 60)
    app.run_until("12:45")
    assert [kind for _, kind in app.desktop.shown] == ["walk"]
    assert app.outcomes == [("walk", "unanswered")]


def test_a_restart_in_the_middle_of_a_meeting_still_knows_what_it_holds(state_folder: Path) -> None:
    app = at_the_desk(state_folder, Line(at("09:50"), hold="meeting"), Line(at("10:30"), hold=None))
    app.run_until("10:10")
    app.restart_after(45)
    app.run_until("10:35")
    assert [what for _, what, _ in app.told][2:] == [
        "held break",
        "held shift",
        "released break",
        "dropped shift",
        "prompt break",
    ]


def test_a_walk_that_ends_while_the_user_is_still_away_counts_the_sit_before_it_once(state_folder: Path) -> None:
    app = at_the_desk(
        state_folder, Line(at("12:02"), presence="locked"), Line(at("12:20"), presence="present"), start=at("11:30")
    )
    app.run_until("12:01")
    app.prompter.look((SessionBegan("walk", "gentle-walk"),))
    app.run_until("12:12")
    app.prompter.look((SessionEnded(),))
    app.run_until("12:25")
    sits = [posture.sat_s for posture in app.journal.history.postures if posture.change == "up"]
    assert sits == [31 * 60, 0]


def test_a_restart_over_midnight_begins_a_new_day(state_folder: Path) -> None:
    app = at_the_desk(state_folder, start=at("17:10"))
    app.run_until("17:20")
    app.restart_after(15 * 3600)
    assert app.outcomes == [("checkin", "unanswered")]
    app.run_until("09:31")
    assert [kind for _, kind in app.desktop.shown] == ["shift"]
