"""A tmux of the test's own: a real terminal to open the app in, type at and look at."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from coach.clock import monotonic_seconds
from tests.tools import require

LOOK_S = 0.05


class Tmux:
    """A server on a socket of its own, with one window."""

    def __init__(self, socket: Path, env: Mapping[str, str]) -> None:
        self._program = require("tmux")
        self._socket = socket
        self._env = {**os.environ, **env, "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        self._env.pop("TMUX", None)

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            [self._program, "-S", str(self._socket), "-u", "-f", os.devnull, *words],
            env=self._env,
            capture_output=True,
            text=True,
            timeout=20,
        )
        return done.stdout

    def open(self, *command: str, columns: int = 80, rows: int = 24) -> int:
        """Open a window with that command; its process id."""
        self._run("new-session", "-d", "-s", "test", "-x", str(columns), "-y", str(rows), *command)
        return int(self._run("display-message", "-p", "-t", "test", "#{pane_pid}"))

    def screen(self) -> str:
        """What stands on the screen."""
        return self._run("capture-pane", "-p", "-t", "test")

    def type(self, *keys: str) -> None:
        """Press keys, named as tmux names them."""
        self._run("send-keys", "-t", "test", *keys)

    def until(self, words: str, within_s: float = 15) -> str:
        """The screen once it shows these words."""
        seen = ""

        def there() -> bool:
            nonlocal seen
            seen = self.screen()
            return words in seen

        assert eventually(there, within_s), f"no {words!r} on the screen:\n{seen}"
        return seen

    def close_window(self) -> None:
        """The window is closed: the program in it gets SIGHUP."""
        self._run("kill-session", "-t", "test")

    def end(self) -> None:
        """End the server and what runs in it."""
        self._run("kill-server")


@contextmanager
def tmux(folder: Path, env: Mapping[str, str] | None = None) -> Iterator[Tmux]:
    """A tmux whose windows have this environment; ended at the end of the block."""
    server = Tmux(folder / "tmux.sock", env or {})
    try:
        yield server
    finally:
        server.end()


def eventually(look: "object", within_s: float) -> bool:
    """Look again and again until it is so; False when it was not so in time."""
    assert callable(look)
    until = monotonic_seconds() + within_s
    while not look():
        if monotonic_seconds() > until:
            return False
        time.sleep(LOOK_S)  # noqa: TID251  a real program on a real terminal has no clock to hand it
    return True


def running(pid: int) -> bool:
    """Whether the process lives."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
