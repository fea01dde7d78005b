"""Idle time, lock and Focus on macOS, as far as it lets itself be asked."""

import json
import os
import plistlib
from collections.abc import Callable, Mapping
from typing import Any

from coach.machine.child import Unanswered, answer_of
from coach.presence.board import Board

LIMIT_S = 2.0
"""Seconds ioreg may take: our choice."""
_GRAPHICS = "/System/Library/Frameworks/CoreGraphics.framework/CoreGraphics"
_HARDWARE, _ANY_INPUT = 1, 0xFFFFFFFF  # kCGEventSourceStateHIDSystemState, kCGAnyInputEventType
_ASSERTIONS = "Library/DoNotDisturb/DB/Assertions.json"


def seconds_since_input() -> float:
    """CGEventSourceSecondsSinceLastEventType, of the hardware. Raises OSError or AttributeError."""
    import ctypes

    ask = ctypes.CDLL(_GRAPHICS).CGEventSourceSecondsSinceLastEventType
    ask.restype, ask.argtypes = ctypes.c_double, (ctypes.c_int32, ctypes.c_uint32)
    return float(ask(_HARDWARE, _ANY_INPUT))


class MacIdle:
    """Asks Core Graphics; a local call that returns at once."""

    name = "idle time (macOS)"
    pace_s = 5.0
    hurries = True

    def __init__(self, board: Board, ask: Callable[[], float] = seconds_since_input) -> None:
        self._board = board
        self._ask = ask

    def look(self) -> None:
        """Ask."""
        try:
            idle_s = self._ask()
        except (OSError, AttributeError) as error:
            self._board.fails(self.name, f"Core Graphics cannot be asked: {error}")
            return
        if self._board.idle(self.name, idle_s):
            self._board.works(self.name, "macOS tells it")
        else:
            self._board.fails(self.name, f"macOS says {idle_s:g} s, which cannot be")

    def close(self) -> None:
        """Nothing is held."""


class MacLock:
    """Asks ioreg whether the console is locked."""

    name = "lock (macOS)"
    pace_s = 15.0
    hurries = False

    def __init__(self, board: Board, environ: Mapping[str, str]) -> None:
        self._board = board
        self._environ = environ

    def look(self) -> None:
        """Ask."""
        try:
            locked = console_locked(answer_of(["/usr/sbin/ioreg", "-n", "Root", "-d1", "-a"], self._environ, LIMIT_S))
        except Unanswered as error:
            self._board.lock(self.name, None)
            self._board.fails(self.name, str(error))
        else:
            self._board.lock(self.name, locked)
            self._board.works(self.name, "the screen is locked" if locked else "ioreg tells it")

    def close(self) -> None:
        """Nothing is held."""


class MacFocus:
    """Reads which Focus is on from the file in which macOS keeps it; that needs Full Disk Access."""

    name = "Focus (macOS)"
    pace_s = 15.0
    hurries = False

    def __init__(self, board: Board, home: str) -> None:
        self._board = board
        self._path = os.path.join(home, _ASSERTIONS)

    def look(self) -> None:
        """Read the file."""
        try:
            with open(self._path, encoding="utf-8") as file:
                on = focus_on(file.read(1 << 20))
        except PermissionError:
            hint = "System Settings > Privacy & Security > Full Disk Access: switch it on for your terminal"
            self._fail("macOS lets this terminal not read which Focus is on", hint)
        except FileNotFoundError:
            self._fail("this macOS does not tell which Focus is on")
        except (OSError, ValueError) as error:
            self._fail(f"which Focus is on cannot be read: {error}")
        else:
            self._board.focus(self.name, on)
            self._board.works(self.name, f"Focus: {'on' if on else 'off'}")

    def close(self) -> None:
        """Nothing is held."""

    def _fail(self, says: str, hint: str = "") -> None:
        self._board.focus(self.name, False)
        self._board.fails(self.name, says, hint)


def console_locked(said: str) -> bool:
    """Whether ioreg's property list of its root says that the console is locked. Raises Unanswered."""
    try:
        root: Any = plistlib.loads(said.encode())
    except Exception as error:  # what plistlib raises on nonsense cannot be listed
        raise Unanswered("ioreg gave an answer that cannot be read") from error
    match root:
        case {"IOConsoleLocked": bool(locked)}:
            return locked
        case {"IOConsoleUsers": list(users)}:
            return any(isinstance(user, dict) and bool(user.get("CGSSessionScreenIsLocked")) for user in users)
        case _:
            raise Unanswered("ioreg does not say whether the console is locked")


def focus_on(said: str) -> bool:
    """Whether macOS's list of assertions holds one that is in force. Raises ValueError."""
    match json.loads(said):
        case {"data": [dict(store), *_]}:
            return bool(store.get("storeAssertionRecords"))
        case _:
            raise ValueError("the file has another form than expected")
