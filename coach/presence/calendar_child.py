"""The short-lived process that reads calendars: a question as JSON on stdin, an answer a file as JSON on stdout.

In a process of its own, because a calendar can take long to read, whoever wrote it, and then the process is ended;
and because what reads it need not stay in memory for a file that changes a few times a day.
"""

import contextlib
import os
import signal
import stat
import sys
from collections.abc import Iterator
from datetime import datetime

import msgspec

LARGEST = 10 * 1024 * 1024
"""Bytes of the largest file that is read: our choice, some ten thousand events."""
MOST_FILES = 20_000
"""Files of a folder that are looked at: our choice."""


class Question(msgspec.Struct, frozen=True):
    """What to read: `zone` is a name (empty: the machine's own), `start` and `end` are aware."""

    files: tuple[str, ...]
    zone: str
    start: datetime
    end: datetime
    addresses: tuple[str, ...]
    limit_s: int


class Answer(msgspec.Struct, frozen=True):
    """What one file gave. `begun` alone comes before it is read, so that one that hangs is known by name.

    `unread`: nothing of it could be read; without it a problem is one of single events.
    """

    file: str
    begun: bool = False
    busy: tuple[tuple[datetime, datetime], ...] = ()
    problem: str = ""
    unread: bool = False


def answers(question: Question) -> Iterator[Answer]:
    """Read every file in turn."""
    from coach.clock import zone_named
    from coach.presence import ics

    zone = zone_named(question.zone or "local")
    for path in question.files:
        yield Answer(path, begun=True)
        try:
            text = _text(path)
            reading = ics.read(text, zone, question.start, question.end, question.addresses)
        except ImportError as error:
            how = "in your clone: .venv/bin/pip install -c constraints.txt '.[calendar]'"
            problem = f"calendars need the extra `calendar`; {how} ({error.name} is missing)"
            yield Answer(path, problem=problem, unread=True)
        except OSError as error:
            yield Answer(path, problem=f"it cannot be read: {error.strerror or error}", unread=True)
        except ValueError as error:
            yield Answer(path, problem=str(error), unread=True)
        else:
            yield Answer(path, busy=tuple(reading.busy), problem="; ".join(reading.problems))


def _text(path: str) -> str:
    """The text of a regular file that is not too large. Raises OSError, ValueError."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(handle, "rb") as file:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise ValueError("it is no regular file")
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        size = max(about.st_size, len(data)) / 1048576
        raise ValueError(f"it has {size:.0f} MB and is skipped ({LARGEST // 1048576} MB at most)")
    return data.decode("utf-8", "replace")


def main() -> None:
    """Answer the question on stdin."""
    question = msgspec.json.decode(sys.stdin.buffer.read(), type=Question)
    if sys.platform != "win32":
        signal.alarm(question.limit_s + 1)  # ends this process when its parent no longer can
        with contextlib.suppress(OSError):
            os.nice(10)
    for answer in answers(question):
        sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
