"""Meetings known ahead, from the user's calendars; no thread and no process runs while none is configured."""

import contextlib
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import IO

import msgspec

from coach.clock import Clock
from coach.machine.child import kill
from coach.presence.board import SourceState
from coach.presence.calendar_child import MOST_FILES, Answer, Question

log = logging.getLogger(__name__)

PACE_S = 20.0
"""Seconds between two looks at whether a calendar changed: our choice."""
LIMIT_S = 20
"""Seconds that reading may take: our choice; a large calendar takes two."""
DAYS = 2
"""Days that are read, today the first."""

Busy = tuple[tuple[datetime, datetime], ...]
Mark = tuple[int, int, int]
"""What tells one state of a file from another: time of change, size, number."""


class Meetings:
    """Reads the calendars on a thread of its own, since a path can hang (a share that is gone), and publishes them.

    `busy`, `states` and `unread` (calendars of which nothing could be read, with the reason) are replaced whole and may
    be read by any thread.
    """

    def __init__(
        self,
        clock: Clock,
        paths: Callable[[], Sequence[str]],
        addresses: Callable[[], Sequence[str]],
        environ: Mapping[str, str],
        *,
        limit_s: int = LIMIT_S,
        pace_s: float = PACE_S,
    ) -> None:
        self.busy: Busy = ()
        self.states: tuple[SourceState, ...] = ()
        self.unread: tuple[str, ...] = ()
        self._clock = clock
        self._paths = paths
        self._addresses = addresses
        self._environ = environ
        self._limit_s = limit_s
        self._pace_s = pace_s
        self._read_last: object = None
        self._slow: dict[str, Mark] = {}
        self._day: date | None = None
        self._answers: dict[str, Answer] = {}
        self._old: dict[str, Answer] = {}
        """What is known of files that could not be read anew."""
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._bell = threading.Event()
        self._settled = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None

    def tend(self) -> None:
        """Begin to look, once a calendar is configured."""
        if self._thread is None and not self._stopping:
            if self._paths():
                self._thread = threading.Thread(target=self._run, name="coach-calendar", daemon=True)
                self._thread.start()
            else:
                self._settled.set()

    def stop(self) -> None:
        """End, and whatever is being read with it; waits for nothing."""
        self._stopping = True
        self._bell.set()
        with self._lock:
            if self._process is not None:
                kill(self._process)

    def settled(self, within_s: float) -> bool:
        """Wait until the calendars have been read once."""
        return self._settled.wait(within_s)

    def until(self, now: datetime) -> datetime | None:
        """When the meeting that is on at `now` ends, with those that follow without a gap; None when there is none."""
        return next((end for start, end in self.busy if start <= now < end), None)

    def look(self) -> None:
        """Read the calendars where one of them, the date or the settings changed since the last time."""
        paths = [os.path.expanduser(path) for path in self._paths()]
        if not paths:
            self._read_last, self.busy, self.states, self.unread = None, (), (), ()
            return
        now = self._clock.wall()
        assert now.tzinfo is not None
        found = {path: _files(path) for path in paths}
        files = {file: mark for marks, _ in found.values() for file, mark in marks.items()}
        addresses = tuple(self._addresses())
        state = (paths, files, addresses, now.date(), str(now.tzinfo))
        if state == self._read_last:
            return
        if now.date() != self._day:
            self._day, self._slow = now.date(), {}
        self._slow = {file: mark for file, mark in self._slow.items() if files.get(file) == mark}
        start = datetime.combine(now.date(), time(), now.tzinfo)
        end = datetime.combine(now.date() + timedelta(days=DAYS), time(), now.tzinfo)
        zone = getattr(now.tzinfo, "key", "UTC" if now.utcoffset() == timedelta(0) else "")
        question = Question((), zone, start, end, addresses, self._limit_s)
        if self._read(question, files):
            self._read_last = state
        self._publish(found, now)

    # the thread -----------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping:
            try:
                self.look()
            except Exception as error:
                log.exception("the calendars cannot be read")  # tried again; what was known stays
                self.states = (SourceState("calendar", False, f"it cannot be read: {error}"),)
            self._settled.set()
            self._bell.wait(self._pace_s)

    def _read(self, question: Question, files: Mapping[str, Mark]) -> bool:
        """Have every file read that is not known to be slow; False when that could not be done."""
        known, self._answers, self._old = {**self._old, **self._answers}, {}, {}
        left = [file for file in files if file not in self._slow]
        while left and not self._stopping:
            answers = self._ask(msgspec.structs.replace(question, files=tuple(left)))
            begun = next((answer.file for answer in reversed(answers) if answer.begun), None)
            done = {answer.file: answer for answer in answers if not answer.begun}
            self._answers.update(done)
            if begun is None:
                self._old = {file: known[file] for file in left if file in known}
                return False
            if begun not in done:
                self._slow[begun] = files[begun]
            left = [file for file in left if file not in done and file != begun]
        return not self._stopping

    def _ask(self, question: Question) -> list[Answer]:
        """Run the child; what it said until it ended or its time was over."""
        command = [sys.executable, "-P", "-m", "coach.presence.calendar_child"]
        with self._lock:
            if self._stopping:
                return []
            self._process = process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_with_coach(self._environ),
                start_new_session=sys.platform != "win32",  # so that what it starts can be killed with it
            )
        timer = threading.Timer(self._limit_s, kill, (process,))
        timer.daemon = True
        timer.start()
        assert process.stdin is not None and process.stdout is not None
        try:
            with contextlib.suppress(OSError), process.stdin as pipe:
                pipe.write(msgspec.json.encode(question))
            return list(_decoded(process.stdout))
        finally:
            timer.cancel()
            with self._lock:
                self._process = None
            kill(process)
            process.stdout.close()
            process.wait()

    def _publish(self, found: Mapping[str, tuple[Mapping[str, Mark], str]], now: datetime) -> None:
        from coach.presence.ics import merged

        spans = [span for answer in (*self._answers.values(), *self._old.values()) for span in answer.busy]
        busy = tuple((start.astimezone(now.tzinfo), end.astimezone(now.tzinfo)) for start, end in merged(spans))
        if busy != self.busy:
            self.busy = busy
        self.states = tuple(self._state(path, files, problem) for path, (files, problem) in found.items())
        self.unread = tuple(self._unread(found))

    def _unread(self, found: Mapping[str, tuple[Mapping[str, Mark], str]]) -> Iterator[str]:
        for path, (files, problem) in found.items():
            if problem:
                yield f"Calendar {path}: {problem}"
            for file in files:
                if lacks := self._lacks(file):
                    yield f"Calendar {file}: {lacks}"

    def _lacks(self, file: str) -> str:
        """Why no meeting of that file counts; empty where some do."""
        if file in self._slow:
            return f"reading takes longer than {self._limit_s} s, so it is skipped"
        if file in self._old:
            return ""
        answer = self._answers.get(file)
        if answer is None:
            return "it was not read"
        return answer.problem if answer.unread else ""

    def _state(self, path: str, files: Mapping[str, Mark], problem: str) -> SourceState:
        name = f"calendar {path}"
        problems = [problem] if problem else []
        for file in files:
            where = "" if file == path else f"{os.path.basename(file)}: "
            if lacks := self._lacks(file):
                problems.append(f"{where}{lacks}")
            elif file in self._old:
                problems.append(f"{where}it was not read anew; what was known still counts")
            elif self._answers[file].problem:
                problems.append(f"{where}{self._answers[file].problem}")
        if problems:
            more = f" (and {len(problems) - 3} more)" if len(problems) > 3 else ""
            return SourceState(name, False, "; ".join(problems[:3]) + more)
        spans = sum(len(self._answers[file].busy) for file in files if file in self._answers)
        return SourceState(name, True, f"{spans} busy time{'' if spans == 1 else 's'} today and tomorrow")


def _files(path: str) -> tuple[dict[str, Mark], str]:
    """The calendar files at a path, each with its mark, and what is wrong with the path (empty: nothing).

    A folder is a vdir, or holds vdirs as its folders.
    """
    try:
        if not os.path.isdir(path):
            return {path: _mark(os.stat(path))}, ""
        found = dict(_in_folder(path, deeper=True))
    except (OSError, ValueError) as error:
        return {}, f"it cannot be read: {getattr(error, 'strerror', None) or error}"
    if len(found) > MOST_FILES:
        return {}, f"it has {len(found)} files and is skipped ({MOST_FILES} at most)"
    return dict(sorted(found.items())), "" if found else "there is no .ics file in this folder"


def _in_folder(path: str, deeper: bool) -> Iterator[tuple[str, Mark]]:
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            with contextlib.suppress(OSError):  # it went meanwhile
                if entry.name.lower().endswith(".ics"):
                    yield entry.path, _mark(entry.stat())
                elif deeper and entry.is_dir():
                    yield from _in_folder(entry.path, deeper=False)


def _mark(about: os.stat_result) -> Mark:
    return about.st_mtime_ns, about.st_size, about.st_ino


def _decoded(lines: IO[bytes]) -> Iterator[Answer]:
    for line in lines:
        with contextlib.suppress(msgspec.MsgspecError):  # the last one, when it was cut off
            yield msgspec.json.decode(line, type=Answer)


def _with_coach(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment, with the place that this package was imported from."""
    place = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return {**environ, "PYTHONPATH": os.pathsep.join(filter(None, (place, environ.get("PYTHONPATH"))))}
