"""Idle time and full screen on a real X display, with a mouse that moves and rests."""

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from coach.clock import SystemClock, elapsed_seconds, monotonic_seconds
from coach.core.presence import Desk, Return, desk_at, observe
from coach.core.reminders.model import Hold
from coach.core.settings import PresenceSettings
from coach.presence.board import KNOWN_FOR_S
from coach.presence.watch import Watch
from coach.presence.x11 import Display, NoDisplay, parse_display
from coach.presence.x11_desk import is_terminal
from tests.dbus_daemon import until
from tests.watched import Watched, watched
from tests.x_display import Screen, Window, screen

IDLE = "idle time (X11)"
FULL = "full screen (X11)"


@pytest.fixture(scope="module")
def display() -> Iterator[Screen]:
    with screen() as running:
        yield running


@pytest.fixture
def desk(display: Screen) -> Iterator[Watched]:
    with watched(display.env) as made:
        yield made


def ms() -> int:
    return round(elapsed_seconds() * 1000)


def test_a_mouse_that_rests_and_moves_is_an_absence_a_break_and_a_return(display: Screen) -> None:
    settings = replace(PresenceSettings(), away_after_s=1, natural_after_s=1)
    watch = Watch(SystemClock(), environ=display.env, monotonic=monotonic_seconds)
    display.hand("mousemove", "10", "10")
    watch.start()
    try:
        assert until(lambda: watch.seen(ms()).mode == "idle", "the display tells of input")
        desk = desk_at(ms())
        returns: list[Return] = []

        def look() -> Desk:
            nonlocal desk
            desk, back = observe(desk, now := ms(), watch.seen(now), settings)
            returns.extend([back] if back else [])
            return desk

        until(lambda: look().absent_since is not None and desk.natural, "resting is an absence and then a break")
        assert not returns
        display.hand("mousemove", "50", "50")
        until(lambda: look().absent_since is None, "moving is the return")
        assert [(back.natural, back.by_idle) for back in returns] == [(True, True)]
    finally:
        watch.stop()


def test_the_display_tells_of_itself(desk: Watched) -> None:
    assert desk.state(IDLE).works
    assert desk.seen().mode == "idle"


def test_a_window_that_fills_the_screen_holds_until_it_does_not(display: Screen, desk: Watched) -> None:
    window = Window(display, "mpv\0mpv\0")
    for full in (False, True, False, True):
        window.fill(full)
        desk.forward(6)
        assert desk.watch.hold() == (Hold("fullscreen") if full else None)
    window.close()
    desk.forward(6)
    assert desk.watch.hold() is None
    assert desk.state(FULL).works
    window.leave()


@pytest.mark.parametrize("wm_class", ["xterm\0XTerm\0", "kitty\0kitty\0", "org.gnome.Terminal\0Gnome-terminal\0"])
def test_a_terminal_that_fills_the_screen_does_not_hold(display: Screen, desk: Watched, wm_class: str) -> None:
    window = Window(display, wm_class)
    window.fill(True)
    desk.forward(6)
    assert desk.watch.hold() is None
    window.leave()


def test_the_terminal_we_are_in_does_not_hold_whatever_it_is(display: Screen) -> None:
    window = Window(display, "mystery\0Mystery\0")
    window.fill(True)
    with watched({**display.env, "WINDOWID": str(window.id)}) as desk:
        assert desk.watch.hold() is None
    with watched(display.env) as desk:
        assert desk.watch.hold() == Hold("fullscreen")
    window.leave()


@pytest.mark.parametrize(
    ("wm_class", "terminal"),
    [
        ("Navigator\0firefox\0", False),
        ("mpv\0mpv\0", False),
        ("watermark\0Watermark\0", False),
        ("", False),
        ("\0\0", False),
        ("st\0st-256color\0", True),
        ("Alacritty\0Alacritty\0", True),
        ("xfce4-terminal\0Xfce4-terminal\0", True),
        ("org.wezfurlong.wezterm\0org.wezfurlong.wezterm\0", True),
        ("myterm\0MyTerm\0", True),
    ],
)
def test_a_terminal_is_known_by_its_class(wm_class: str, terminal: bool) -> None:
    assert is_terminal(wm_class) is terminal


def test_a_display_that_goes_away_costs_nothing_but_its_own_findings() -> None:
    with screen() as running, watched(running.env) as desk:
        window = Window(running, "mpv\0mpv\0")
        window.fill(True)
        desk.forward(6)
        assert desk.watch.hold() == Hold("fullscreen")
        running.end()
        desk.forward(6)
        assert desk.watch.hold() is None
        assert not desk.state(IDLE).works and not desk.state(FULL).works
        desk.forward(KNOWN_FOR_S + 1)
        assert desk.seen().mode == "present"


def test_a_display_that_hangs_is_given_up_for_the_moment() -> None:
    with screen() as running, watched(running.env) as desk:
        running.hang()
        desk.forward(6)
        assert desk.state(IDLE).says == "the X display did not answer in time"
        running.wake()
        desk.forward(6)
        assert not desk.state(IDLE).works  # left alone for a minute, so that it holds up nothing else
        desk.forward(60)
        assert desk.state(IDLE).works


def test_a_display_that_asks_for_a_key_gets_it(tmp_path: Path) -> None:
    def authority(name: str, cookie: bytes) -> str:
        fields = (b"", b"", b"MIT-MAGIC-COOKIE-1", cookie)
        entry = b"\xff\xff" + b"".join(struct.pack(">H", len(field)) + field for field in fields)
        (tmp_path / name).write_bytes(entry)
        return str(tmp_path / name)

    right, wrong = authority("right", b"0123456789abcdef"), authority("wrong", b"f" * 16)
    with screen(["-auth", right]) as running:
        Display({**running.env, "XAUTHORITY": right}).close()
        for environ in ({"XAUTHORITY": wrong}, {"XAUTHORITY": "/dev/null"}, {}):
            with pytest.raises(NoDisplay, match="lets us not in"):
                Display({**running.env, **environ})


@pytest.mark.parametrize(
    ("display", "parts"),
    [
        (":0", ("", 0, 0)),
        (":1.2", ("", 1, 2)),
        ("unix:3", ("", 3, 0)),
        ("localhost:10.0", ("localhost", 10, 0)),
        ("[::1]:10.0", ("[::1]", 10, 0)),
        ("/private/tmp/com.apple.launchd.x/org.xquartz:0", ("", 0, 0)),
    ],
)
def test_a_display_is_understood(display: str, parts: tuple[str, int, int]) -> None:
    assert parse_display(display) == parts


@pytest.mark.parametrize("display", ["", "0", "nonsense", ":", ":x", ":0.x", ":-1", ":99999", "localhost:1"])
def test_a_display_that_is_not_there_is_said(display: str) -> None:
    with pytest.raises(NoDisplay):
        Display({"DISPLAY": display})
