"""The answer "I was reading" takes the natural break back: in the log, in the week, in Today, and for the prompt."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from coach.core.presence import Seen
from coach.core.reminders.model import Command, Hold, Moved, Reading, SessionBegan, Stay
from coach.core.settings import Settings
from coach.core.today import TodayView, today_view
from coach.core.week import week_of, week_view
from coach.errors import NotSaved
from coach.journal import Journal
from coach.library import Library
from coach.log.log import Log
from coach.paths import find_paths
from coach.scheduler import Prompter
from tests.clocks import HandAlarm, HandClock
from tests.test_scheduler import Desktop

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))


class Watched:
    """A machine that knows the last input."""

    def __init__(self) -> None:
        self.last_input_ms: int | None = None

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def seen(self, elapsed_ms: int) -> Seen:
        return Seen("present") if self.last_input_ms is None else Seen("idle", self.last_input_ms)

    def hold(self) -> Hold | None:
        return None

    def busy(self) -> Sequence[tuple[datetime, datetime]]:
        return ()


class Reader:
    """Somebody at a desk who types, and reads for a while, with the app open."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.machine = HandClock(NINE), Watched()
        self.journal = Journal(Log(find_paths().log, "desk", self.clock.wall), self.clock)
        library = Library(find_paths())
        self.prompter = Prompter(
            clock=self.clock, settings=Settings, journal=self.journal, routines=lambda: library.routines, folder=folder,
            alarm=HandAlarm(), deliver=Desktop(), world=self.machine,
        )  # fmt: skip
        self.look()

    def look(self, *commands: Command) -> None:
        self.prompter.look(commands)

    def types(self, minutes: float) -> None:
        self.machine.last_input_ms = None
        self._pass(minutes)

    def reads(self, minutes: float) -> None:
        state = self.prompter._state
        assert state is not None
        self.machine.last_input_ms = state.at
        self._pass(minutes)
        self.machine.last_input_ms = None
        self.look()

    def _pass(self, minutes: float) -> None:
        for _ in range(round(minutes * 6)):
            self.clock.forward(10)
            self.look()

    @property
    def breaks(self) -> list[tuple[str, int | None]]:
        """Every time the user was up, as it is on disk: by what, and the minutes sat before."""
        history = Log(find_paths().log, "desk", self.clock.wall).history()
        return [(p.cause, None if p.sat_s is None else p.sat_s // 60) for p in history.postures if p.change == "up"]

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        history = Log(find_paths().log, "desk", self.clock.wall).history()
        return [(prompt.kind, prompt.outcome) for prompt in history.prompts]

    @property
    def today(self) -> TodayView:
        return today_view(self.journal.history, Settings(), self.clock.wall(), self.prompter.view)

    @property
    def longest_minutes(self) -> float | None:
        """The longest sit of the day, as the week tells it."""
        now = self.clock.wall()
        week = week_view(self.journal.history, week_of(now.date()), Settings(), now)
        longest = week.figures.days[now.weekday()].longest_s
        return None if longest is None else longest // 60


@pytest.fixture
def reader(state_folder: Path) -> Iterator[Reader]:
    somebody = Reader(state_folder)
    yield somebody
    somebody.prompter.close()


def test_an_absence_that_was_reading_leaves_no_break_and_the_sit_is_as_long_as_it_was(reader: Reader) -> None:
    reader.types(20)
    reader.reads(10)
    assert reader.breaks == [("natural", 20)]
    assert len(reader.today.got_up) == 1
    reader.look(Reading())
    assert reader.breaks == []
    assert len(reader.today.got_up) == 0
    reader.types(5)
    reader.look(Moved("up"))
    assert reader.breaks == [("told", 35)]
    assert reader.longest_minutes == 35
    assert reader.today.longest_s == 35 * 60


def test_a_prompt_that_the_absence_had_answered_is_unanswered(reader: Reader) -> None:
    reader.types(31)
    reader.reads(10)
    assert reader.outcomes == [("shift", "natural")]
    reader.look(Reading())
    assert reader.outcomes == [("shift", "unanswered")]


def test_a_break_from_before_stays(reader: Reader) -> None:
    reader.types(10)
    reader.reads(6)
    reader.types(15)
    reader.reads(8)
    assert reader.breaks == [("natural", 10), ("natural", 15)]
    reader.look(Reading())
    assert reader.breaks == [("natural", 10)]
    reader.look(Reading())
    assert reader.breaks == [("natural", 10)]


def test_an_absence_that_was_not_denied_stays_a_break(reader: Reader) -> None:
    reader.types(20)
    reader.reads(10)
    reader.types(12)
    reader.look(Reading())
    assert reader.breaks == [("natural", 20)]


def test_after_the_clock_was_set_the_break_is_found_all_the_same(reader: Reader) -> None:
    reader.types(20)
    reader.reads(10)
    reader.clock.set_wall(reader.clock.wall() - timedelta(minutes=40))
    reader.look(Reading())
    assert reader.breaks == []


def test_a_break_that_could_not_be_saved_yet_is_taken_back_with_what_waits(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.types(20)
    write = reader.journal.log.write

    def full(entries: object) -> None:
        raise NotSaved("Not saved: the disk is full.")

    monkeypatch.setattr(reader.journal.log, "write", full)
    reader.reads(10)
    reader.look(Reading())
    assert reader.breaks == [] and reader.journal.pending
    monkeypatch.setattr(reader.journal.log, "write", write)
    reader.types(1)
    assert reader.breaks == [] and not reader.journal.pending
    reader.look(Moved("up"))
    assert reader.breaks == [("told", 31)]


def test_stay_on_while_away_takes_the_absence_back_in_the_log_too(reader: Reader) -> None:
    reader.types(31)
    reader.machine.last_input_ms = round(reader.clock.elapsed() * 1000)
    reader._pass(10)
    assert reader.outcomes == [("shift", "natural")]
    reader.look(Stay(True))
    assert reader.outcomes == [("shift", "unanswered")]
    assert reader.breaks == []
    reader._pass(4)
    reader.look(Moved("up"))
    assert reader.breaks == [("told", 35)]


def test_stay_on_back_at_the_desk_leaves_the_break_that_was(reader: Reader) -> None:
    reader.types(31)
    reader.reads(10)
    reader.look(Stay(True))
    assert reader.outcomes == [("shift", "natural")]
    assert reader.breaks == [("natural", 31)]


def test_stay_on_in_a_session_lets_no_counter_run(reader: Reader) -> None:
    reader.types(10)
    reader.look(SessionBegan("relief", "lie-down"))
    reader.machine.last_input_ms = round(reader.clock.elapsed() * 1000)
    reader._pass(10)
    reader.look(Stay(True))
    reader._pass(5)
    view = reader.prompter.view
    assert view is not None and view.since_up_s == 600
