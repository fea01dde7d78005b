"""Idle time, lock, full screen and presentation mode on Windows, each by one documented call.

GetLastInputInfo (winuser.h) and SHQueryUserNotificationState (shellapi.h). Focus Assist has no documented call.
"""

import sys
from typing import Any

from coach.presence.board import Board

LOCKED, BUSY, FULL_SCREEN_3D, PRESENTING = 1, 2, 3, 4
"""QUNS_NOT_PRESENT, QUNS_BUSY, QUNS_RUNNING_D3D_FULL_SCREEN, QUNS_PRESENTATION_MODE."""
TERMINAL_CLASSES = frozenset(("CASCADIA_HOSTING_WINDOW_CLASS", "ConsoleWindowClass", "mintty", "PuTTY"))
"""Window classes of terminals, whose full screen does not keep prompts back."""


class WindowsDesk:
    """Asks Windows; the calls are local and return at once."""

    name = "idle time (Windows)"
    state = "lock and full screen (Windows)"
    pace_s = 5.0
    hurries = True

    def __init__(self, board: Board) -> None:
        self._board = board

    def look(self) -> None:
        """Ask for both."""
        try:
            idle_s, state, front = _ask()
        except OSError as error:
            self._board.lock(self.state, None)
            for name in (self.name, self.state):
                self._board.fails(name, f"Windows does not tell: {error}")
            return
        self.take(idle_s, state, front)

    def take(self, idle_s: float, state: int, front: str) -> None:
        """Seconds without input, the notification state, and the class of the window in front."""
        if self._board.idle(self.name, idle_s):
            self._board.works(self.name, "Windows tells it")
        else:
            self._board.fails(self.name, f"Windows says {idle_s:g} s, which cannot be")
        self._board.lock(self.state, state == LOCKED)
        full = state == FULL_SCREEN_3D or (state == BUSY and front not in TERMINAL_CLASSES)
        self._board.fullscreen(self.state, full)
        self._board.focus(self.state, state == PRESENTING)
        self._board.works(self.state, "Windows tells it; Focus Assist it does not tell")

    def close(self) -> None:
        """Nothing is held."""


def _ask() -> tuple[float, int, str]:
    if sys.platform != "win32":
        raise OSError("this is not Windows")
    import ctypes
    from ctypes import wintypes

    class LastInput(ctypes.Structure):
        _fields_ = (("size", wintypes.UINT), ("tick", wintypes.DWORD))

    user32: Any = ctypes.windll.user32
    last = LastInput(ctypes.sizeof(LastInput), 0)
    if not user32.GetLastInputInfo(ctypes.byref(last)):
        raise ctypes.WinError()
    idle_ms = (ctypes.windll.kernel32.GetTickCount() - last.tick) & 0xFFFFFFFF  # both wrap after 49.7 days
    state = ctypes.c_int()
    if ctypes.windll.shell32.SHQueryUserNotificationState(ctypes.byref(state)) != 0:
        raise OSError("the notification state cannot be read")
    user32.GetForegroundWindow.restype = wintypes.HWND
    name = ctypes.create_unicode_buffer(256)
    user32.GetClassNameW(wintypes.HWND(user32.GetForegroundWindow()), name, len(name))
    return idle_ms / 1000, state.value, name.value
