"""A clean end: SIGHUP, SIGTERM and SIGINT keep the running session, restore the terminal and are through in 3 s.

The app's own loop may be stalled in a write to a terminal that no longer reads, so none of this waits for it; nor for
the main thread to take a step, between two of which Python handles a signal: the system itself tells of it on a socket.
"""

import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread
from types import FrameType, TracebackType
from typing import Any

GRACE_S = 2.0
"""Seconds the app is given to end by itself before the process is ended; our default."""
LOOK_EVERY_S = 5.0
"""Seconds between two looks whether the terminal is still there."""

_OVER = 0
"""In place of a signal's number: the app has ended by itself."""
_NORMAL_SCREEN = (
    b"\x1b[<u\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1004l\x1b[?2004l\x1b[?2048l\x1b[?7h"
    b"\x1b[?1049l\x1b[?25h\x1b[0m"
)
"""Keyboard protocol, mouse, focus, paste and resize reports off; lines wrap; normal screen; cursor shown."""


class Unfinished:
    """What would be lost if everything ended now: how to keep each session that runs, done once by whoever is first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept_by: list[Callable[[], None]] = []

    def begin(self, keep: Callable[[], None]) -> None:
        """From now on `keep` writes down what has been done so far; it may be called from another thread."""
        with self._lock:
            self._kept_by.append(keep)

    def take(self, keep: Callable[[], None]) -> bool:
        """Take this duty over; False when somebody else has kept it already."""
        with self._lock:
            if keep not in self._kept_by:
                return False
            self._kept_by.remove(keep)
            return True

    def save(self) -> None:
        """Keep what there is to keep, the newest session first."""
        while True:
            with self._lock:
                if not self._kept_by:
                    return
                keep = self._kept_by.pop()
            keep()


class CleanEnd:
    """While entered, the ending signals `save`, `ask` the app to end, and end the process when it does not."""

    def __init__(
        self,
        save: Callable[[], None],
        ask: Callable[[], None],
        grace_s: float = GRACE_S,
        leave: Callable[[int], Any] = os._exit,
    ) -> None:
        self._save, self._ask, self._grace_s, self._leave = save, ask, grace_s, leave
        self._bell, self._ear = socket.socketpair()
        for end in (self._bell, self._ear):
            end.setblocking(False)
        self._rung_before = -1
        self._over = Event()
        self._before: dict[int, Any] = {}
        self._terminal: list[Any] | None = None
        self._helper: Thread | None = None

    def __enter__(self) -> "CleanEnd":
        self._terminal = _terminal_state()
        for name in ("SIGHUP", "SIGTERM", "SIGINT"):
            number = getattr(signal, name, None)  # Windows has no SIGHUP
            if number is not None:
                self._before[number] = signal.signal(number, self._on_signal)
        self._rung_before = signal.set_wakeup_fd(self._bell.fileno(), warn_on_full_buffer=False)
        self._helper = Thread(target=self._wait, name="coach-ending", daemon=True)
        self._helper.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ring(_OVER)
        if self._helper is not None:
            self._helper.join()  # what is being kept is kept; the watchdog bounds it
        self._over.set()
        signal.set_wakeup_fd(self._rung_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        for end in (self._bell, self._ear):
            end.close()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._ring(number)  # where a loop has put another socket in the place of ours, as on Windows

    def _ring(self, number: int) -> None:
        with suppress(OSError):  # full: it has been rung
            self._bell.send(bytes((number,)))

    def _wait(self) -> None:
        if self._next() == _OVER:
            return
        Thread(target=self._watch, name="coach-watchdog", daemon=True).start()
        with suppress(Exception):  # the disk may be full; the end goes on
            self._save()
        with suppress(Exception):
            self._ask()

    def _next(self) -> int:
        """The signal that ends it; a terminal that has hung up ends it too, where the signal went to somebody else."""
        while True:
            if select.select([self._ear], [], [], LOOK_EVERY_S)[0]:
                for number in self._ear.recv(4096):
                    if number == _OVER or number in self._before:
                        return number
            elif self._terminal is not None and hung_up():
                return int(getattr(signal, "SIGHUP", signal.SIGTERM))

    def _watch(self) -> None:
        if self._over.wait(self._grace_s):
            return
        _restore_terminal(self._terminal)
        self._leave(0)


def hung_up() -> bool:
    """Whether the terminal on stdin is gone: a program that has it as its own would read an empty line for ever."""
    with suppress(ImportError, OSError, ValueError, AttributeError):
        asked = select.poll()
        asked.register(sys.__stdin__.fileno(), 0)  # type: ignore[union-attr]
        return any(found & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, found in asked.poll(0))
    return False


def _terminal_state() -> list[Any] | None:
    """The terminal's settings as they were, or None where there is none to restore."""
    with suppress(ImportError, OSError, ValueError, AttributeError):
        import termios

        with suppress(termios.error):
            return termios.tcgetattr(sys.__stdin__.fileno())  # type: ignore[union-attr]
    return None


def _restore_terminal(state: list[Any] | None) -> None:
    """Put the terminal back without waiting for it to read."""
    if state is None:
        return
    import termios

    with suppress(termios.error, OSError, ValueError, AttributeError):
        termios.tcsetattr(sys.__stdin__.fileno(), termios.TCSANOW, state)  # type: ignore[union-attr]
    with suppress(termios.error, OSError, ValueError, AttributeError):
        screen = sys.__stderr__.fileno()  # type: ignore[union-attr]
        termios.tcflush(screen, termios.TCOFLUSH)
        os.set_blocking(screen, False)
        try:
            os.write(screen, _NORMAL_SCREEN)
        finally:
            os.set_blocking(screen, True)
