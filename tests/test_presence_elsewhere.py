"""What Windows and macOS are asked, as far as it can be tried on another machine."""

import sys
from pathlib import Path

import pytest

from coach.machine.child import Unanswered
from coach.presence.board import Board, SourceState
from coach.presence.macos import MacFocus, MacIdle, MacLock, console_locked, focus_on
from coach.presence.windows import BUSY, FULL_SCREEN_3D, LOCKED, PRESENTING, WindowsDesk
from tests.clocks import HandClock
from tests.watched import NINE

_PLIST = '<?xml version="1.0"?><plist version="1.0">{}</plist>'
_USER = "<dict><key>IOConsoleUsers</key><array><dict>{}</dict></array></dict>"


@pytest.fixture
def board() -> Board:
    clock = HandClock(NINE)
    return Board(clock.elapsed, clock.elapsed)


@pytest.mark.parametrize(
    ("state", "front", "locked", "fullscreen", "focus"),
    [
        (5, "Chrome_WidgetWin_1", False, False, False),
        (6, "", False, False, False),
        (LOCKED, "", True, False, False),
        (BUSY, "mpv", False, True, False),
        (BUSY, "CASCADIA_HOSTING_WINDOW_CLASS", False, False, False),
        (FULL_SCREEN_3D, "", False, True, False),
        (PRESENTING, "", False, False, True),
    ],
)
def test_windows_tells_of_lock_full_screen_and_presentations(
    board: Board, state: int, front: str, locked: bool, fullscreen: bool, focus: bool
) -> None:
    WindowsDesk(board).take(30, state, front)
    found = board.findings()
    assert (found.locked_since is not None, found.fullscreen, found.focus) == (locked, fullscreen, focus)
    assert found.last_input == 970


@pytest.mark.skipif(sys.platform == "win32", reason="here it can be asked")
def test_windows_that_cannot_be_asked_is_said(board: Board) -> None:
    WindowsDesk(board).look()
    assert [state.works for state in board.states()] == [False, False]
    assert board.findings().last_input is None


def test_macos_tells_of_idle_time(board: Board) -> None:
    MacIdle(board, lambda: 30.0).look()
    assert board.findings().last_input == 970
    MacIdle(board, lambda: -1.0).look()
    assert board.findings().last_input is None
    assert board.states() == (SourceState(MacIdle.name, False, "macOS says -1 s, which cannot be"),)


@pytest.mark.skipif(sys.platform == "darwin", reason="here it can be asked")
def test_macos_that_cannot_be_asked_is_said(board: Board) -> None:
    MacIdle(board).look()
    MacLock(board, {}).look()
    assert [state.works for state in board.states()] == [False, False]


@pytest.mark.parametrize(
    ("said", "locked"),
    [
        ("<dict><key>IOConsoleLocked</key><true/></dict>", True),
        ("<dict><key>IOConsoleLocked</key><false/></dict>", False),
        (_USER.format("<key>CGSSessionScreenIsLocked</key><true/>"), True),
        (_USER.format("<key>kCGSSessionOnConsoleKey</key><true/>"), False),
    ],
)
def test_ioreg_tells_of_a_lock(said: str, locked: bool) -> None:
    assert console_locked(_PLIST.format(said)) is locked


@pytest.mark.parametrize("said", ["", "hello", _PLIST.format("<array/>"), _PLIST.format("<dict/>"), "<plist>"])
def test_ioreg_that_tells_nothing_is_said(said: str) -> None:
    with pytest.raises(Unanswered):
        console_locked(said)


def test_a_focus_of_macos_holds_prompts(board: Board, tmp_path: Path) -> None:
    source, path = MacFocus(board, str(tmp_path)), tmp_path / "Library/DoNotDisturb/DB/Assertions.json"
    source.look()
    assert not board.states()[0].works
    path.parent.mkdir(parents=True)
    for text, on, works in (
        ('{"data": [{"storeAssertionRecords": [{}]}]}', True, True),
        ('{"data": [{}]}', False, True),
        ("{}", False, False),
        ("no json", False, False),
    ):
        path.write_text(text, "utf-8")
        source.look()
        assert (board.findings().focus, board.states()[0].works) == (on, works)
    with pytest.raises(ValueError):
        focus_on("[]")
