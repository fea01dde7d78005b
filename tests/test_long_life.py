"""An app that stays open: many cards, odd sizes, midnight and summer time, a client that goes and comes back."""

import gc
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from textual._styles_cache import StylesCache
from textual.geometry import Size
from textual.notifications import Notification
from textual.screen import Screen
from textual.widgets._toast import Toast

from coach.clock import SystemClock
from coach.core.presence import Seen
from coach.core.records import Prompt
from coach.core.reminders.model import Answer, Hold
from coach.core.settings import Settings
from coach.journal import Journal
from coach.library import Library
from coach.log.log import Log
from coach.paths import find_paths
from coach.scheduler import Prompter
from coach.scheduler.keeper import MOST_DECISIONS
from coach.scheduler.prompter import GAP_S
from tests.clocks import HandAlarm, HandClock
from tests.test_scheduler import Desktop
from tests.tmux import eventually, running, tmux
from tests.tui_house import FakeHouse, opened

FULL = os.environ.get("COACH_FULL") == "1"
CARDS = 300 if FULL else 8
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.timeout(900)
async def test_cards_that_were_left_are_gone(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        for key in ("p", "question_mark", "s"):
            await coach.press(key, "escape")
        gc.collect()
        before = sum(isinstance(thing, Screen) for thing in gc.get_objects())
        for count in range(CARDS):
            await coach.press(("p", "question_mark", "s", "c")[count % 4], "escape")
        gc.collect()
        after = sum(isinstance(thing, Screen) for thing in gc.get_objects())
        assert after <= before + 2
        assert len(coach.app.screen_stack) == 1
        assert len(coach.app.workers) == 0
        await coach.press("p", "3")
        assert coach.house.journal.history.pains[-1].pain == 3


async def test_what_closed_cards_drew_is_gone(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:

        def drawings() -> int:
            gc.collect()
            return sum(isinstance(thing, StylesCache) for thing in gc.get_objects())

        async def after_cards(most: int, looks: int = 50) -> int:
            for key in ("p", "question_mark", "s", "c"):
                await coach.press(key, "escape")
            for _ in range(looks):  # a timer of the last one may hold it until it rings
                if drawings() <= most:
                    break
                await coach.pilot.pause(0.02)
            return drawings()

        before = await after_cards(0, looks=5)
        assert [await after_cards(before) for _ in range(3)] == [before] * 3


SIZES = [
    (1, 1),
    (2, 1),
    (20, 3),
    (33, 9),
    (59, 19),
    (61, 7),
    (75, 8),
    (97, 21),
    (98, 50),
    (131, 4),
    (250, 90),
    (80, 24),
]


async def test_odd_sizes_break_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        for key in ("1", "2", "3", "4", "5", "p", "question_mark", "s", "b"):
            await coach.press(key)
            for size in (*(SIZES if FULL else SIZES[::4]), (80, 24)):
                await coach.pilot.resize_terminal(*size)
                await coach.pilot.pause()
                assert coach.app.screen.size == Size(*size)
                assert all(len(row) <= size[0] for row in coach.text.split("\n"))
            await coach.press("escape")


@pytest.mark.parametrize(
    ("before", "forward_s", "shown"),
    [
        (datetime(2026, 11, 24, 23, 59, 55, tzinfo=UTC), 10, "Wed 25 Nov 00:00"),
        (datetime(2026, 12, 31, 23, 59, 55, tzinfo=UTC), 10, "Fri 1 Jan 00:00"),
    ],
)
async def test_midnight_in_an_open_app(tmp_path: Path, before: datetime, forward_s: int, shown: str) -> None:
    async with opened(tmp_path, house=FakeHouse(tmp_path, now=before)) as coach:
        await coach.forward(forward_s)
        for key in "12345":
            await coach.press(key)
            assert shown in coach.text


class BerlinClock:
    """A clock by hand whose wall clock has summer time."""

    def __init__(self, start: datetime) -> None:
        self.start, self.passed_s = start.astimezone(UTC).timestamp(), 0.0

    def wall(self) -> datetime:
        return datetime.fromtimestamp(self.start + self.passed_s, BERLIN)

    def elapsed(self) -> float:
        return 1000.0 + self.passed_s

    def forward(self, seconds: float) -> None:
        self.passed_s += seconds


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        (datetime(2026, 10, 25, 0, 59, 55, tzinfo=UTC), "Sun 25 Oct 02:00"),  # the hour that comes twice
        (datetime(2027, 3, 28, 0, 59, 55, tzinfo=UTC), "Sun 28 Mar 03:00"),  # the hour that is left out
    ],
)
async def test_summer_time_in_an_open_app(tmp_path: Path, before: datetime, shown: str) -> None:
    house = FakeHouse(tmp_path, example=False)
    clock = BerlinClock(before)
    house.clock = clock  # type: ignore[assignment]
    house.log = Log(house.paths.log, "desk", clock.wall)
    house.journal = Journal(house.log, clock)
    house.journal.spasm_start(pain=4)
    async with opened(tmp_path, house=house) as coach:
        await coach.forward(10)
        for key in "1235":
            await coach.press(key)
            assert shown in coach.text
        await coach.press("1", "p", "3")
        assert house.journal.history.pains[-1].at.timestamp() == clock.wall().timestamp()
        assert house.journal.history.pains[-1].at.utcoffset() == clock.wall().utcoffset()


async def test_a_week_open_is_a_week_of_right_dates(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        for day in range(25, 32):
            await coach.forward(24 * 3600)
            assert f"{day if day <= 30 else 1} {'Nov' if day <= 30 else 'Dec'} 10:42" in coach.text
        assert "spasm day 16" in coach.text


@pytest.mark.skipif(not FULL, reason="a program on a terminal of its own: COACH_FULL=1")
def test_a_tmux_client_that_detaches_and_returns_finds_the_app_as_it_was(coach_home: Path, tmp_path: Path) -> None:
    clock = SystemClock()
    Journal(Log(coach_home / "log", "elsewhere", clock.wall), clock).pain(2)
    outer, inner = tmp_path / "outer", tmp_path / "inner"
    outer.mkdir()
    inner.mkdir()
    environ = {"COACH_HOME": str(coach_home)}
    with tmux(inner, environ) as server, tmux(outer, environ) as window:
        pid = server.open(sys.executable, "-m", "coach")
        server.until("since you got up")
        attach = ("tmux", "-S", str(inner / "tmux.sock"), "-u", "attach")
        for columns, rows in ((100, 30), (60, 20)):
            window.open("env", "-u", "TMUX", *attach, columns=columns, rows=rows)
            window.until("it hurts")
            window.type("C-b", "d")
            assert eventually(lambda: "it hurts" not in window.screen(), 10)
            window.close_window()
        server.type("p")
        server.until("Pain now?")
        server.type("3")
        server.until("pain 3")
        assert running(pid)


class Awhile:
    """The conductor of an app that stays open, its user at the desk in working hours and away else."""

    def __init__(self, start: datetime, folder: Path) -> None:
        self.clock, self.alarm, self.desktop = HandClock(start), HandAlarm(), Desktop()
        self.journal = Journal(Log(find_paths().log, "desk", self.clock.wall), self.clock)
        library = Library(find_paths())
        self.folder = folder
        self.prompter = Prompter(
            clock=self.clock, settings=Settings, journal=self.journal, routines=lambda: library.routines, folder=folder,
            alarm=self.alarm, deliver=self.desktop, world=self,
        )  # fmt: skip
        self.prompter.look()

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def hold(self) -> Hold | None:
        return None

    def busy(self) -> Sequence[tuple[datetime, datetime]]:
        return ()

    def seen(self, elapsed_ms: int) -> Seen:
        now = self.clock.wall()
        at_desk = now.weekday() < 5 and (time(8, 50) <= now.time() < time(12, 30) or time(13, 15) <= now.time())
        return Seen("present" if at_desk and now.time() < time(17, 40) else "asleep")

    def days(self, count: int) -> None:
        """So many days, looked at when it asked to be, and twice a minute while the user is there."""
        end = self.clock.elapsed() + count * 24 * 3600
        while self.clock.elapsed() < end:
            step_s = GAP_S - 2 if self.seen(0).mode == "present" else 3600
            self.clock.forward(min(step_s, max(1, self.alarm.in_seconds or step_s)))
            self.prompter.look()
            prompt = self.prompter.open
            if prompt is not None and self.clock.elapsed() % 2 < 1:  # some are answered, some are not
                self.prompter.look((Answer("done", None, prompt.id),))

    @property
    def kept_bytes(self) -> int:
        return sum(path.stat().st_size for path in self.folder.iterdir() if path.is_file())


SUMMER_TIME = [
    datetime(2026, 10, 24, 8, 0, tzinfo=BERLIN),  # an hour comes twice on the Sunday
    datetime(2027, 3, 27, 8, 0, tzinfo=BERLIN),  # an hour is left out on the Sunday
]
"""The Saturdays before."""


@pytest.fixture
def awhile(state_folder: Path) -> Iterator[Callable[[datetime], Awhile]]:
    begun: list[Awhile] = []

    def begin(start: datetime) -> Awhile:
        begun.append(Awhile(start, state_folder))
        return begun[-1]

    with patch("os.fsync"):
        yield begin
    for each in begun:
        each.prompter.close()


def came_by_date(desk: Awhile) -> dict[date, list[Prompt]]:
    """The prompts that came, as they are on disk, by their own date and in order of time."""
    found: dict[date, list[Prompt]] = {}
    for prompt in Log(find_paths().log, "desk", desk.clock.wall).history().prompts:
        if prompt.came:
            found.setdefault(prompt.on, []).append(prompt)
    return found


def is_a_day_of_prompts(prompts: list[Prompt]) -> None:
    """What a steady working day with a lunch has to show, in the user's hours, whatever the clock did before."""
    counts = Counter(prompt.kind for prompt in prompts)
    assert counts["walk"] == counts["checkin"] == 1 and counts["breathe"] == 2
    assert 3 <= counts["break"] <= 7
    assert all(time(9) <= prompt.at.time() < time(17, 45) for prompt in prompts)
    noon = datetime.combine(prompts[0].on, time(12), BERLIN)
    assert {prompt.at.utcoffset() for prompt in prompts} == {noon.utcoffset()}
    assert all(after.at - before.at >= timedelta(minutes=10) for before, after in pairwise(prompts))


@pytest.mark.parametrize("saturday", SUMMER_TIME, ids=["autumn", "spring"])
def test_the_monday_after_summer_time_has_its_prompts_at_the_users_hours(
    saturday: datetime, awhile: Callable[[datetime], Awhile]
) -> None:
    desk = awhile(saturday)
    desk.days(3)
    days = came_by_date(desk)
    assert list(days) == [saturday.date() + timedelta(days=2)]
    is_a_day_of_prompts(days[saturday.date() + timedelta(days=2)])


@pytest.mark.skipif(not FULL, reason="a week, look by look: COACH_FULL=1")
def test_a_week_without_an_end_has_five_days_of_prompts_and_grows_nothing(
    awhile: Callable[[datetime], Awhile],
) -> None:
    desk = awhile(datetime(2026, 10, 19, 8, 0, tzinfo=BERLIN))
    threads = threading.active_count()
    desk.days(8)
    days = came_by_date(desk)
    assert [day.day for day in days] == [19, 20, 21, 22, 23, 26]
    for prompts in days.values():
        is_a_day_of_prompts(prompts)
    assert desk.kept_bytes < 60_000 and threading.active_count() == threads
    state = desk.prompter._state
    assert state is not None and len(state.fired) < 40 and len(state.known) < 40 and len(state.pending) < 5
    assert len(desk.prompter.decisions) <= MOST_DECISIONS and len(desk.prompter.started_here) <= 1


@pytest.mark.skipif(not FULL, reason="a program on a terminal of its own: COACH_FULL=1")
def test_ctrl_z_does_not_stop_it_and_a_stop_from_outside_gives_the_terminal_back(
    coach_home: Path, tmp_path: Path
) -> None:
    clock = SystemClock()
    Journal(Log(coach_home / "log", "elsewhere", clock.wall), clock).pain(2)
    with tmux(tmp_path, {"COACH_HOME": str(coach_home)}) as terminal:
        pid = terminal.open(sys.executable, "-m", "coach", columns=100, rows=30)
        terminal.until("it hurts", 40)
        terminal.type("C-z")
        terminal.type("p")
        terminal.until("Pain now?")
        terminal.type("4")
        terminal.until("pain 4")
        os.kill(pid, signal.SIGSTOP)
        os.kill(pid, signal.SIGCONT)
        terminal.type("p")
        terminal.until("Pain now?")
        terminal.type("5")
        terminal.until("pain 5")
        assert running(pid)


@pytest.mark.timeout(60)
async def test_a_message_that_comes_too_late_to_be_shown_does_not_hold_up_the_app(tmp_path: Path) -> None:
    """As after the terminal or the machine stood still: without the mend the app turns without a pause for ever."""
    async with opened(tmp_path) as coach:
        late = Toast(Notification("late", timeout=-6))
        await coach.app.screen.mount(late)
        while late.is_attached:
            await coach.pilot.pause(0.01)
        await coach.press("p")
        assert "Pain now?" in coach.text
