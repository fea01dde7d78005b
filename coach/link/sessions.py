"""Sessions in a window that does not prompt: each a small file, locked while it runs, for whoever prompts to see.

The lock goes with the process, however that ends: a session whose file is not locked any more is over.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout
from msgspec import Struct

from coach.link.files import private_folder, read_private, write_private
from coach.link.owner import PROBE_S

FOLDER = "sessions"
MOST = 16
"""So many are looked at, the newest of them: one person does not do more at a time."""
MOST_LISTED = 1000
MOST_WORDS = 200
"""Characters of a kind or a routine's id; more is none of ours."""


class Played(Struct, frozen=True):
    """A session elsewhere. `running` while its process is in it; `whole` when it came to its planned end."""

    name: str
    kind: str
    routine: str
    running: bool
    whole: bool


class _Told(Struct, frozen=True):
    kind: str
    routine: str
    whole: bool = False


class Playing:
    """The session that this process plays, as others are to see it; one at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER
        self._lock: FileLock | None = None
        self._file: Path | None = None
        self._told = _Told("", "")

    @property
    def open(self) -> bool:
        """Whether one is told of."""
        return self._lock is not None

    def begin(self, name: str, kind: str, routine: str) -> None:
        """It runs from now on; `name` must be unique and should sort by time. Raises OSError when it cannot be told."""
        self.end(whole=False)
        private_folder(self._folder)
        lock = FileLock(self._folder / f"{name}.lock", mode=0o600, thread_local=False)
        try:
            lock.acquire(timeout=PROBE_S, poll_interval=PROBE_S / 5)
        except Timeout as error:
            raise OSError("somebody else holds the session's lock") from error
        self._lock, self._file, self._told = lock, self._folder / f"{name}.json", _Told(kind, routine)
        write_private(self._file, msgspec.json.encode(self._told))

    def end(self, *, whole: bool) -> None:
        """It is over; nothing happens where none was told of."""
        lock, self._lock = self._lock, None
        if lock is None or self._file is None:
            return
        try:
            if whole:
                with suppress(OSError):  # then it counts as broken off
                    write_private(self._file, msgspec.json.encode(_Told(self._told.kind, self._told.routine, True)))
            if not self._file.exists():  # it could not be told of at all
                _remove(self._file.with_suffix(".lock"))
        finally:
            lock.release()


def names(folder: Path) -> frozenset[str]:
    """The sessions that are told of, by name: one look at a folder. Raises nothing."""
    try:
        with os.scandir(folder / FOLDER) as entries:
            found = [entry.name for entry in islice(entries, MOST_LISTED)]
    except OSError:
        return frozenset()
    return frozenset(name.removesuffix(".json") for name in found if name.endswith(".json") and name[0] != ".")


def played(folder: Path, listed: frozenset[str]) -> list[Played]:
    """The sessions of other windows that `names` listed, the oldest first. Raises nothing.

    One that is over is told once, and cleared away. For whoever prompts.
    """
    found = []
    for name in sorted(listed)[-MOST:]:
        file = folder / FOLDER / f"{name}.json"
        with _probed(file.with_suffix(".lock")) as running:
            told = _read(file)
            if not running:
                _remove(file)
                _remove(file.with_suffix(".lock"))
        if told is not None:
            found.append(Played(name, told.kind, told.routine, running, told.whole))
    return found


def _read(file: Path) -> _Told | None:
    try:
        told = msgspec.json.decode(read_private(file), type=_Told)
    except (OSError, msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return told if len(told.kind) <= MOST_WORDS and len(told.routine) <= MOST_WORDS else None


@contextmanager
def _probed(lock_file: Path) -> Iterator[bool]:
    """Whether some process holds that lock; while nobody does, it is held here."""
    lock = FileLock(lock_file, mode=0o600, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except (Timeout, OSError):
        yield os.path.exists(lock_file)  # False too where it may not be asked for
        return
    try:
        yield False
    finally:
        lock.release()


def _remove(file: Path) -> None:
    with suppress(OSError):
        file.unlink()
