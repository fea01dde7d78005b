"""A program in a pseudo-terminal of its own: what it draws is read, and keys are pressed."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]
"""Where the packages `coach` and `tests` lie."""
COACH = [sys.executable, "-c", "from coach.cli.main import main; main()"]
"""The coach as its installed script starts it, with the interpreter that all references use."""
_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_].*?(?:\x1b\\|\x07)|[@-Z\\^_=>()][0-9A-B]?)", re.DOTALL)


class Silent(Exception):
    """The program did not draw what was waited for."""


def environment(home: Path) -> dict[str, str]:
    """Variables for a program in a house of its own: a common terminal, no desktop, no tmux, nothing set for Python.

    With PYTHONDONTWRITEBYTECODE a checkout would be compiled anew at each start, which no installed program is.
    """
    hidden = (
        "DISPLAY", "WAYLAND_DISPLAY", "TMUX", "DBUS_SESSION_BUS_ADDRESS", "NO_COLOR", "TEXTUAL", "COLORTERM", "PYTHON",
    )  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    more = {"COACH_HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    return {**kept, **more, "PYTHONPATH": str(ROOT), "HOME": str(home)}


def plain(drawn: bytes) -> str:
    """What was drawn, without the sequences that steer a terminal."""
    return _ESCAPES.sub(b"", drawn).decode("utf-8", "replace")


class Terminal:
    """One program in a pseudo-terminal, from its start (`began`, of perf_counter) to its end."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], columns: int = 80, rows: int = 24) -> None:
        self.drawn = b""
        """What it drew since the last `forget`."""
        self.began = perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                os.chdir(ROOT)
                os.execve(command[0], list(command), dict(env))
            finally:
                os._exit(127)
        self.resize(columns, rows)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size; the program is told."""
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def forget(self) -> None:
        """What was drawn up to here is of no interest."""
        self.drawn = b""

    def press(self, keys: str) -> float:
        """Press keys; when (of perf_counter)."""
        self.forget()
        at = perf_counter()
        os.write(self._fd, keys.encode())
        return at

    def read(self, within_s: float) -> bool:
        """Take what is drawn, at once when there is something; whether there was."""
        ready, _, _ = select.select([self._fd], [], [], max(0.0, within_s))
        if not ready:
            return False
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:  # the program has ended
            data = b""
        if not data:
            raise Silent(f"the program ended: {plain(self.drawn)[-400:]}")
        self.drawn += data
        return True

    def until(self, words: str, within_s: float = 60.0) -> float:
        """Read until these words (any at all when empty) are drawn; when (of perf_counter). Raises Silent."""
        end = perf_counter() + within_s
        while perf_counter() < end:
            if self.read(end - perf_counter()):
                at = perf_counter()
                if words in plain(self.drawn):
                    return at
        raise Silent(f"no {words!r} within {within_s} s: {plain(self.drawn)[-400:]}")

    def settle(self, quiet_s: float = 0.08, within_s: float = 10.0) -> None:
        """Read until nothing was drawn for `quiet_s`."""
        end = perf_counter() + within_s
        while perf_counter() < end and self.read(quiet_s):
            pass

    def end(self) -> None:
        """End the program."""
        try:
            os.kill(self.pid, signal.SIGTERM)
            end = perf_counter() + 5
            while perf_counter() < end:
                try:
                    self.read(0.05)
                except Silent:
                    break
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.pid, 0)
        os.close(self._fd)
