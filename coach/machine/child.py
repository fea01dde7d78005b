"""Programs run for a moment: a limit, no shell, and killed with all they started."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace


class Ended(Struct, frozen=True):
    """How a program ended: `code` is its exit code (below 0: the signal that ended it), None when we killed it."""

    code: int | None
    out: str
    err: str


class Unanswered(Exception):
    """A program gave no answer; the text says why."""


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
            ended = _finish(process, stdin.encode("utf-8", "replace"), limit_s)
        finally:
            with self._lock:
                self._running = None
        return replace(ended, code=None) if self._closed else ended

    def close(self) -> None:
        """Kill what runs. Returns at once; may be called from any thread and more than once."""
        with self._lock:
            self._closed = True
            if self._running is not None:
                kill(self._running)


def answer_of(command: Sequence[str], environ: Mapping[str, str], limit_s: float) -> str:
    """What `command` prints within `limit_s` seconds. Raises Unanswered."""
    name = os.path.basename(command[0])
    try:
        ended = Children().run(command, limit_s=limit_s, env=environ, stderr=False)
    except FileNotFoundError:
        raise Unanswered(f"{name} is not installed") from None
    except OSError as error:
        raise Unanswered(f"{name} cannot be started: {error.strerror or error}") from error
    if ended.code is None:
        raise Unanswered(f"{name} did not answer within {limit_s:g} s")
    if ended.code != 0:
        raise Unanswered(f"{name} ended with exit code {ended.code}")
    return ended.out


def kill(process: subprocess.Popen[bytes]) -> None:
    """End the process and all it started, now."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _finish(process: subprocess.Popen[bytes], stdin: bytes, limit_s: float) -> Ended:
    try:
        out, err = process.communicate(stdin, timeout=limit_s)
        code: int | None = process.returncode
    except subprocess.TimeoutExpired:
        kill(process)
        out, err, code = b"", b"", None
        # a grandchild that left the group may still hold the pipes
        with contextlib.suppress(subprocess.TimeoutExpired):
            out, err = process.communicate(timeout=0.5)
    return Ended(code, out.decode("utf-8", "replace"), (err or b"").decode("utf-8", "replace"))
