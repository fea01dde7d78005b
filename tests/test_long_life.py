"""An app that stays open: many cards, odd sizes, midnight and summer time, a client that goes and comes back."""

import gc
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from textual._styles_cache import StylesCache
from textual.geometry import Size
from textual.screen import Screen

from coach.clock import SystemClock
from coach.journal import Journal
from coach.log.log import Log
from tests.tmux import eventually, running, tmux
from tests.tui_house import FakeHouse, opened

FULL = os.environ.get("COACH_FULL") == "1"
CARDS = 500 if FULL else 16
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

        async def drawings() -> int:
            for key in ("p", "question_mark", "s", "c"):
                await coach.press(key, "escape")
            gc.collect()
            return sum(isinstance(thing, StylesCache) for thing in gc.get_objects())

        before = await drawings()
        assert [await drawings() for _ in range(3)] == [before] * 3


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


@pytest.mark.parametrize("keys", [("1",), ("2",), ("3",), ("4",), ("5",), ("p",), ("question_mark",), ("s",), ("b",)])
async def test_odd_sizes_break_nothing(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async with opened(tmp_path) as coach:
        await coach.press(*keys)
        for size in SIZES if FULL else SIZES[::3] + SIZES[-1:]:
            await coach.pilot.resize_terminal(*size)
            await coach.pilot.pause()
            assert coach.app.screen.size == Size(*size)
            assert all(len(row) <= size[0] for row in coach.text.split("\n"))


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
