"""An X display of the test's own, with a hand on its mouse and windows as a window manager shows them."""

import contextlib
import os
import signal
import struct
import subprocess
from collections.abc import Iterator, Sequence

from coach.presence.x11 import Display
from tests.tools import require

_ATOM, _STRING, _WINDOW = 4, 31, 33


class Screen:
    """Xvfb; `env` is what a program needs to reach it."""

    def __init__(self, process: subprocess.Popen[bytes], display: str) -> None:
        self.env = {"DISPLAY": display}
        self._process = process

    def hand(self, *arguments: str) -> None:
        """Do something with xdotool."""
        environ = {**os.environ, **self.env}
        subprocess.run([require("xdotool"), *arguments], env=environ, check=True, timeout=10)

    def hang(self) -> None:
        """Stop answering (SIGSTOP)."""
        self._process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Go on after `hang`."""
        self._process.send_signal(signal.SIGCONT)

    def end(self) -> None:
        """The display goes away, as at the end of a session."""
        self._process.kill()
        self._process.wait()


class Window:
    """A window in front, drawn by a client of its own; the properties are those a window manager sets."""

    def __init__(self, screen: Screen, wm_class: str) -> None:
        self._display = display = Display(screen.env, limit_s=5)
        self.id = display.new_id()
        body = struct.pack("<IIhhHHHHII", self.id, display.root, 0, 0, 100, 100, 0, 1, 0, 0)
        display.send(1, 0, body)
        self._change(self.id, "WM_CLASS", _STRING, 8, wm_class.encode())
        self._change(display.root, "_NET_ACTIVE_WINDOW", _WINDOW, 32, struct.pack("<I", self.id))

    def fill(self, full: bool) -> None:
        """Fill the screen, or no longer."""
        states = [self._display.atom("_NET_WM_STATE_FULLSCREEN")] if full else []
        self._change(self.id, "_NET_WM_STATE", _ATOM, 32, struct.pack(f"<{len(states)}I", *states))

    def close(self) -> None:
        """Close it; that it was in front stays on the root window for the moment, as it does."""
        self._display.send(4, 0, struct.pack("<I", self.id))
        self._display.extension("MIT-SCREEN-SAVER")  # an answer means that all before it was done

    def leave(self) -> None:
        """Leave the display."""
        self._display.close()

    def _change(self, window: int, name: str, kind: int, size: int, value: bytes) -> None:
        count = len(value) * 8 // size
        head = struct.pack("<IIIBxxxI", window, self._display.atom(name), kind, size, count)
        self._display.send(18, 0, head + value)
        self._display.extension("MIT-SCREEN-SAVER")


@contextlib.contextmanager
def screen(arguments: Sequence[str] = ()) -> Iterator[Screen]:
    """Xvfb, with more arguments. Skips the test when it is missing."""
    hear, say = os.pipe()
    command = [require("Xvfb"), "-displayfd", str(say), "-screen", "0", "320x200x24", "-nolisten", "tcp"]
    command += ["-noreset", *arguments]  # without it the display starts anew when its last client leaves
    process = subprocess.Popen(command, pass_fds=(say,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(say)
    try:
        with os.fdopen(hear) as pipe:
            yield Screen(process, ":" + pipe.readline().strip())
    finally:
        process.kill()
        process.wait()
