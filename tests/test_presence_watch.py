"""The watch as a whole: what it concludes from its sources, and that none of them can do harm."""

import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from coach.clock import SystemClock, monotonic_seconds
from coach.core.presence import Seen
from coach.core.reminders.model import Hold
from coach.presence.board import ASKED_GRACE_S, KNOWN_FOR_S, LOCK_GRACE_S, STALE_S, Board, Findings, SourceState, seen
from coach.presence.bus import Bus
from coach.presence.here import sources_here
from coach.presence.watch import Watch, _Turn
from coach.scheduler.ports import World
from tests.calendar_text import calendar
from tests.clocks import HandClock
from tests.dbus_daemon import private_bus, until
from tests.libraries import require_library
from tests.watched import NINE, Watched, watched

NOW = 1000.0


@pytest.mark.parametrize(
    ("found", "key_at", "expected"),
    [
        (Findings(NOW), None, Seen()),
        (Findings(NOW), 999.0, Seen()),  # a key in the app says nothing of keys elsewhere
        (Findings(NOW, last_input=900.0), None, Seen("idle", 900_000)),
        (Findings(NOW, last_input=900.0), 800.0, Seen("idle", 900_000)),
        (Findings(NOW, last_input=900.0), 950.0, Seen("idle", 950_000)),
        (Findings(NOW - STALE_S, last_input=900.0), None, Seen("idle", 900_000)),
        (Findings(NOW - STALE_S - 0.001, last_input=900.0), None, Seen()),
        (Findings(NOW - STALE_S - 0.001, locked_since=900.0), None, Seen()),
        (Findings(NOW, asleep=True), None, Seen("asleep")),
        (Findings(NOW, last_input=900.0, asleep=True, locked_since=950.0), None, Seen("asleep", 900_000)),
        (Findings(NOW, locked_since=950.0), None, Seen("locked")),
        (Findings(NOW, last_input=999.0, locked_since=950.0), None, Seen("locked", 999_000)),  # the lock screen's
        (Findings(NOW, locked_since=950.0), 950.0 + LOCK_GRACE_S, Seen("locked")),
        (Findings(NOW, locked_since=950.0), 950.1 + LOCK_GRACE_S, Seen()),
        (Findings(NOW, last_input=960.0, elsewhere=960.0, locked_since=950.0), None, Seen("idle", 960_000)),
        (Findings(NOW, last_input=960.0, elsewhere=940.0, locked_since=950.0), None, Seen("locked", 960_000)),
        (Findings(NOW, asked_since=950.0), None, Seen()),
        (Findings(NOW, last_input=949.0, asked_since=950.0), None, Seen("locked", 949_000)),
        (Findings(NOW, last_input=950.0 + ASKED_GRACE_S, asked_since=950.0), None, Seen("locked", 960_000)),
        (Findings(NOW, last_input=950.1 + ASKED_GRACE_S, asked_since=950.0), None, Seen("idle", 960_100)),
    ],
)
def test_what_is_found_becomes_presence(found: Findings, key_at: float | None, expected: Seen) -> None:
    assert seen(found, key_at, NOW, 0) == expected


def board(clock: HandClock) -> Board:
    return Board(clock.elapsed, clock.elapsed)


@pytest.mark.parametrize("idle_s", [-0.001, -1e9, float("nan"), float("inf"), -float("inf"), 1e12])
def test_a_source_that_lies_counts_for_nothing_from_then_on(idle_s: float) -> None:
    told = board(HandClock(NINE))
    assert told.idle("honest", 30) and told.idle("liar", 20)
    assert not told.idle("liar", idle_s)
    assert told.findings().last_input == 970
    assert not told.idle("honest", idle_s)
    assert told.findings().last_input is None


def test_an_answer_that_took_long_is_not_taken_for_new_input() -> None:
    clock = HandClock(NINE)
    told = board(clock)
    told.idle("desk", 300)
    for took_s in (0.0, 5.0, 0.0, 20.0, 0.0):
        asked_at, idle_s = clock.elapsed(), clock.elapsed() - 700
        clock.forward(took_s)  # idle when asked, the answer came later
        told.idle("desk", idle_s, asked_at=asked_at)
        assert told.findings().last_input == 700
    asked_at = clock.elapsed()
    clock.forward(0.2)
    told.idle("desk", 0.1, asked_at=asked_at)
    assert told.findings().last_input == clock.elapsed() - 0.1


def test_an_input_that_has_a_mark_is_new_when_the_mark_is() -> None:
    clock = HandClock(NINE)
    told = board(clock)
    told.idle("tmux", 300, mark=7)
    told.idle("tmux", 200, mark=7)  # somebody moved the wall clock
    assert told.findings().last_input == 700
    told.idle("tmux", 100, mark=8)
    assert told.findings().last_input == 900


def test_an_idle_time_that_nobody_confirms_is_believed_for_a_while() -> None:
    clock = HandClock(NINE)
    told = board(clock)
    told.idle("desk", 10)
    clock.forward(KNOWN_FOR_S)
    assert told.findings().last_input == 990
    clock.forward(0.1)
    assert told.findings().last_input is None


def test_the_newest_input_of_all_sources_wins() -> None:
    told = board(HandClock(NINE))
    told.idle("desk", 300)
    told.idle("tmux", 100, elsewhere=True)
    assert (told.findings().last_input, told.findings().elsewhere) == (900, 900)
    told.idle("desk", 10)
    assert (told.findings().last_input, told.findings().elsewhere) == (990, 900)


def test_what_was_idle_before_a_suspend_is_not_taken_for_input_after_it() -> None:
    clock, suspended = HandClock(NINE), 0.0
    told = Board(clock.elapsed, lambda: clock.elapsed() - suspended)
    told.idle("desk", 60)
    suspended = 3600.0
    clock.forward(3600)
    told.idle("desk", 60.5)  # as X and Mutter say it: their clock stood still
    assert told.findings().last_input == 940
    clock.forward(10)
    told.idle("desk", 2)
    assert told.findings().last_input == clock.elapsed() - 2


def test_a_lock_told_by_two_lasts_until_both_have_taken_it_back() -> None:
    clock = HandClock(NINE)
    told = board(clock)
    told.lock("logind", True)
    clock.forward(5)
    told.lock("saver", True)
    told.lock("logind", True)
    assert told.findings().locked_since == 1000
    told.lock("logind", False)
    assert told.findings().locked_since == 1005
    told.lock("saver", None)
    assert told.findings().locked_since is None


def test_taking_a_lock_off_is_input() -> None:
    clock = HandClock(NINE)
    told = board(clock)
    told.idle("desk", 10)
    told.lock("logind", True)
    clock.forward(60)
    told.lock("logind", False)
    assert told.findings().last_input == 1060
    clock.forward(60)
    told.lock("logind", False)
    told.lock("saver", True)
    told.lock("saver", None)  # it has gone: nobody need have done anything
    assert told.findings().last_input == 1060


def test_the_same_input_is_told_the_same_each_time() -> None:
    with watched({}) as desk:
        desk.watch._board.idle("desk", 300)
        desk.watch._publish()
        times = []
        for number, late_ms in enumerate(
            (0, 3, 1, 7, 2), start=1
        ):  # between the conductor's look at the clock and ours
            desk.clock.forward(10)
            desk.watch._board.idle("desk", 300 + 10 * number)
            desk.step()
            times.append(desk.watch.seen(round(desk.clock.elapsed() * 1000) + 5_000_000 - late_ms).last_input)
        assert times == [99_700_000 + 5_000_000] * 5


@pytest.mark.parametrize(("asked_each_s", "looked_each_s"), [(10, 5), (3, 5), (2, 1), (1, 1)])
def test_whoever_asks_each_second_has_idle_time_looked_at_each_second(asked_each_s: int, looked_each_s: int) -> None:
    looks: list[float] = []
    with watched({}) as desk:
        add(desk, Fake("fast", lambda: looks.append(desk.clock.elapsed())))
        for second in range(40):
            if second % asked_each_s == 0:
                desk.seen()
            desk.forward(1)
        assert {b - a for a, b in zip(looks[-5:], looks[-4:], strict=False)} == {looked_each_s}
        looks.clear()
        for _ in range(30):  # nobody asks any more
            desk.forward(1)
        assert looks[-1] - looks[-2] == 5


class Fake:
    hurries = True
    pace_s = 5.0

    def __init__(self, name: str, look: object) -> None:
        self.name = name
        self._look = look

    def look(self) -> None:
        assert callable(self._look)
        self._look()

    def close(self) -> None: ...


def add(desk: Watched, source: Fake) -> None:
    desk.watch._all_turns().append(_Turn(source))
    desk.settle()


def test_a_source_that_fails_in_an_unforeseen_way_costs_only_itself() -> None:
    with watched({}) as desk:
        add(desk, Fake("bad", lambda: 1 / 0))
        add(desk, Fake("good", lambda: desk.watch._board.idle("good", 7)))
        assert desk.state("bad").says == "it failed: division by zero"
        assert desk.idle_s() == 7


def test_a_watch_that_hangs_leaves_the_user_present_and_ends_at_once() -> None:
    stuck, ended = threading.Event(), threading.Event()

    def hang() -> None:
        stuck.set()
        ended.wait(30)

    clock = HandClock(NINE)
    watch = Watch(clock, environ={}, monotonic=clock.elapsed)
    watch._board.idle("desk", 300)
    watch._board.focus("desk", True)
    watch.look()
    watch._all_turns().append(_Turn(Fake("stuck", hang)))
    watch.start()
    try:
        assert stuck.wait(5)
        assert watch.seen(0).mode == "idle"
        assert watch.hold() == Hold("focus")
        clock.forward(31)
        assert watch.seen(31_000) == Seen()
        assert watch.hold() is None
        began = monotonic_seconds()
        watch.stop()
        assert monotonic_seconds() - began < 1
    finally:
        ended.set()
        watch._thread.join(5)


def test_a_bus_that_hangs_holds_nobody_up() -> None:
    with private_bus() as bus:
        bus.hang()
        watch = Watch(SystemClock(), environ={"DBUS_SESSION_BUS_ADDRESS": bus.address})
        watch.start()
        began = monotonic_seconds()
        assert watch.seen(0) == Seen() and watch.hold() is None and watch.busy() == ()
        watch.stop()
        assert monotonic_seconds() - began < 1
        until(lambda: not watch._thread.is_alive(), "the thread has ended")


def test_a_meeting_is_known_ahead_and_holds_before_all_else(tmp_path: Path) -> None:
    require_library("recurring_ical_events")
    path = tmp_path / "a.ics"
    path.write_text(calendar(("DTSTART:20261026T093000", "DTEND:20261026T100000")), "utf-8")
    with watched({}, [str(path)]) as desk:
        desk.until(desk.watch.busy, "the calendar has been read")
        desk.watch._board.focus("desk", True)
        start, end = NINE + timedelta(minutes=30), NINE + timedelta(hours=1)
        assert desk.watch.busy() == ((start, end),)
        assert desk.state(f"calendar {path}").works
        for minutes, hold in ((0, Hold("focus")), (30, Hold("meeting", end)), (29, Hold("meeting", end))):
            desk.clock.forward(minutes * 60)
            desk.step()
            assert desk.watch.hold() == hold
        desk.watch._board.focus("desk", False)
        desk.watch._board.fullscreen("desk", True)
        desk.forward(60)
        assert desk.watch.hold() == Hold("fullscreen")


TMUX = "keys in tmux"
X11 = "idle time (X11)"
GNOME = "idle time (GNOME)"
WAYLAND = "idle time (Wayland)"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these are the sources of Linux")
@pytest.mark.parametrize(
    ("environ", "asked", "not_asked"),
    [
        ({}, {GNOME}, {TMUX, X11}),
        ({"DISPLAY": ":0"}, {GNOME, X11}, {TMUX}),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, {GNOME, WAYLAND}, {X11}),
        ({"DISPLAY": ":0", "XDG_SESSION_TYPE": "wayland"}, {GNOME, WAYLAND}, {X11}),
        ({"WAYLAND_DISPLAY": "wayland-0", "SSH_CONNECTION": "a"}, set(), {GNOME, WAYLAND, X11}),
        ({"TMUX": "/s,1,0"}, {TMUX, GNOME}, {X11}),
        ({"TMUX": "/s,1,0", "SSH_CONNECTION": "a"}, {TMUX, GNOME}, set()),
        ({"SSH_CONNECTION": "a", "DISPLAY": ":0"}, set(), {TMUX, GNOME, X11}),
        ({"SSH_TTY": "/dev/pts/1", "DISPLAY": "localhost:10.0"}, {X11}, {TMUX, GNOME}),
    ],
)
def test_only_sources_that_know_of_this_user_are_asked(
    environ: dict[str, str], asked: set[str], not_asked: set[str]
) -> None:
    clock = HandClock(NINE)
    told = board(clock)
    bus = Bus("session", lambda: None, clock.elapsed)
    names = {source.name for source in sources_here(environ, told, bus, bus, clock.wall, clock.elapsed, lambda: None)}
    assert asked <= names and not names & not_asked


def test_it_is_a_world_for_the_conductor_and_settles_for_the_doctor() -> None:
    watch = Watch(SystemClock(), environ={})
    world: World = watch
    watch.start()
    try:
        assert watch.settled()
        assert (world.seen(0), world.hold(), world.busy()) == (Seen(), None, ())
        assert {state.name for state in watch.sources()} >= {"idle time (GNOME)", "lock and sleep (logind)"}
        assert not any(state.works for state in watch.sources())
    finally:
        watch.stop()


def test_whether_idle_time_is_known_at_all_is_said_first() -> None:
    with watched({}) as desk:
        assert desk.watch.sources()[0] == SourceState(
            "idle time", False, "not known, so you count as present", "start it as: tmux new -A -s coach coach"
        )
        desk.watch._board.idle("desk", 30)
        desk.step()
        assert desk.watch.sources()[0] == SourceState("idle time", True, "the last input was 30 s ago")


def test_over_ssh_without_tmux_the_user_is_told_how_to_be_seen() -> None:
    with watched({"SSH_CONNECTION": "a"}) as desk:
        assert desk.seen() == Seen()
        assert desk.state(TMUX).hint == "start it as: tmux new -A -s coach coach"


def test_the_watch_brings_little_with_it() -> None:
    program = (
        "import sys, coach.presence.watch;"
        "print(*(name for name in ('jeepney', 'icalendar', 'textual', 'apscheduler', 'tinydb', 'ctypes') "
        "if name in sys.modules))"
    )
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
