"""Programs run for a moment on the notifier's thread: a limit, no shell, and killed with all they started."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence

from msgspec import Struct


class Ended(Struct, frozen=True):
    """How a program ended: `code` is its exit code, None when it was killed at the limit or at our own end."""

    code: int | None
    out: str
    err: str


class Children:
    """Runs one program at a time; `close` kills the one that runs and lets no other start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._closed = False

    def run(
        self, command: Sequence[str], *, limit_s: float, env: Mapping[str, str], stdin: str = "", stderr: bool = True
    ) -> Ended:
        """Run `command` with `stdin`, for `limit_s` seconds at most. Raises OSError when it cannot be started.

        With `stderr` false what it writes there is thrown away.
        """
        with self._lock:
            if self._closed:
                return Ended(None, "", "")
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE if stderr else subprocess.DEVNULL,
                env=dict(env),
                start_new_session=sys.platform != "win32",  # so that what it starts can be killed with it
            )
            self._running = process
        try:
            return _finish(process, stdin.encode("utf-8", "replace"), limit_s)
        finally:
            with self._lock:
                self._running = None

    def close(self) -> None:
        """Kill what runs. Returns at once; may be called from any thread and more than once."""
        with self._lock:
            self._closed = True
            if self._running is not None:
                _kill(self._running)


def _finish(process: subprocess.Popen[bytes], stdin: bytes, limit_s: float) -> Ended:
    code: int | None = None
    try:
        out, err = process.communicate(stdin, timeout=limit_s)
        code = process.returncode
    except subprocess.TimeoutExpired:
        _kill(process)
        out, err = b"", b""
        # a grandchild that left the group may still hold the pipes
        with contextlib.suppress(subprocess.TimeoutExpired):
            out, err = process.communicate(timeout=0.5)
    if code is not None and code < 0:
        code = None
    return Ended(code, out.decode("utf-8", "replace"), (err or b"").decode("utf-8", "replace"))


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
