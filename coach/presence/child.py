"""Programs asked for one answer: a limit, no shell, and killed with all they started."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence


class Unanswered(Exception):
    """A program gave no answer; the text says why."""


def answer_of(command: Sequence[str], environ: Mapping[str, str], limit_s: float) -> str:
    """What `command` prints within `limit_s` seconds. Raises Unanswered."""
    name = os.path.basename(command[0])
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(environ),
            start_new_session=sys.platform != "win32",  # so that what it starts can be killed with it
        )
    except FileNotFoundError:
        raise Unanswered(f"{name} is not installed") from None
    except OSError as error:
        raise Unanswered(f"{name} cannot be started: {error.strerror or error}") from error
    try:
        out, _ = process.communicate(timeout=limit_s)
    except subprocess.TimeoutExpired:
        kill(process)
        with contextlib.suppress(subprocess.TimeoutExpired):  # a grandchild that left the group may hold the pipe
            process.communicate(timeout=0.5)
        raise Unanswered(f"{name} did not answer within {limit_s:g} s") from None
    if process.returncode != 0:
        raise Unanswered(f"{name} ended with exit code {process.returncode}")
    return out.decode("utf-8", "replace")


def kill(process: subprocess.Popen[bytes]) -> None:
    """End the process and all it started, now."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
