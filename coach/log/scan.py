"""What lies in the log folder: the shards of every device, and the state each file is in."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from coach.log.files import Key, is_leftover, key_of, reason_of

_DEVICE = re.compile(r"[0-9a-z][0-9a-z_-]{0,63}")
_SHARD = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))\.json")
_COPY = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))(?:\.sync-conflict-[^/]*\.json|[ _-][^/]*\.json|[^/]*\.json\.orig)")
"""A shard that a tool for synchronising set aside because two machines had written it: Syncthing's `.sync-conflict-`,
the `(conflicted copy)`, `_conf` or `-HOST` of cloud folders, git's `.orig`."""
_RENAMED = re.compile(r"[0-9a-f]{12}[ ._(~-].*")
"""A device's folder under a name that a tool for synchronising gave it."""
_OURS = re.compile(r"[0-9a-f]{12}")
_DAMAGED = re.compile(r"\d{4}-\d{2}\.json\.damaged-(\d{8}T\d{6})(?:-\d+)?")


class ShardFile(Struct, frozen=True, order=True):
    """One shard as it lies there: sorts by device, then month (`2026-11`), the shard itself behind its copies.

    `main` is false for a copy that a tool for synchronising set aside. It is read like the file of another device, in
    whosever folder it lies: only read, and passed over when it is broken.
    """

    device: str
    month: str
    main: bool
    path: str
    key: Key
    touched_ns: int
    """When the system last changed anything about the file, its times included, in Unix ns."""

    @property
    def name(self) -> str:
        """What sentences call it."""
        return f"{self.device}/{os.path.basename(self.path)}"


class Scan(Struct, frozen=True):
    """The log folder at one moment.

    `damaged`: copies of our own damaged shards with the time in their names; `leftovers`: whether a killed writer
    of ours left temporary files; `unseen`: folders and files that the system did not let us look at.
    """

    files: tuple[ShardFile, ...] = ()
    problems: tuple[str, ...] = ()
    damaged: tuple[tuple[str, str], ...] = ()
    leftovers: bool = False
    unseen: tuple[str, ...] = ()

    def with_known(self, before: "Scan") -> "Scan":
        """With the shards of an earlier look where this one could not see: they are taken to be as they were."""
        if not self.unseen:
            return self
        hidden = tuple(f"{path}{os.sep}" for path in self.unseen)
        known = (file for file in before.files if f"{file.path}{os.sep}".startswith(hidden))
        return replace(self, files=tuple(sorted({*self.files, *known})))

    @property
    def keys(self) -> dict[str, Key]:
        """The state of every shard by its path."""
        return {file.path: file.key for file in self.files}


def scan_log(folder: Path, own: str) -> Scan:
    """Look at the folder. What else tools for synchronising leave there is passed by: `.stfolder`, `.git`, `*.tmp`."""
    found: list[ShardFile] = []
    problems: list[str] = []
    unseen: list[str] = []
    damaged: list[tuple[str, str]] = []
    leftovers = False
    for name, path, info in _entries(str(folder), problems, unseen):
        mine = name == own
        if not _DEVICE.fullmatch(name):
            if _RENAMED.fullmatch(name) and stat.S_ISDIR(info.st_mode):
                problems.append(f"{name}: passed over, because a folder of the log is not called so; was it renamed?")
            continue
        if stat.S_ISREG(info.st_mode):
            if mine or _OURS.fullmatch(name):
                problems.append(f"{name}: passed over, because it is a file where a folder should be.")
            continue
        if stat.S_ISLNK(info.st_mode) and not mine:
            problems.append(f"{name}: passed over, because it is a link.")
            continue
        for file, file_path, file_info in _entries(path, problems, unseen):
            if shard := _SHARD.fullmatch(file):
                if mine and stat.S_ISLNK(file_info.st_mode):
                    try:
                        file_info = os.stat(file_path)
                    except OSError as error:
                        _note_unseen(file_path, error, unseen)
                        continue
                found.append(ShardFile(name, shard[1], True, file_path, key_of(file_info), file_info.st_ctime_ns))
            elif copy := _COPY.fullmatch(file):
                found.append(ShardFile(name, copy[1], False, file_path, key_of(file_info), file_info.st_ctime_ns))
            elif mine and (copy := _DAMAGED.fullmatch(file)):
                damaged.append((file_path, copy[1]))
            elif mine and is_leftover(file):
                leftovers = True
    return Scan(tuple(sorted(found)), tuple(problems), tuple(sorted(damaged)), leftovers, tuple(unseen))


def _entries(folder: str, problems: list[str], unseen: list[str]) -> Iterator[tuple[str, str, os.stat_result]]:
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        problems.append(f"{os.path.basename(folder)}: passed over, because {reason_of(error)}.")
        unseen.append(folder)
        return
    for name in names:
        path = f"{folder}{os.sep}{name}"
        try:
            yield name, path, os.lstat(path)
        except OSError as error:
            _note_unseen(path, error, unseen)


def _note_unseen(path: str, error: OSError, unseen: list[str]) -> None:
    """A path that is there and could not be asked for; one that has just gone is not there."""
    if not isinstance(error, FileNotFoundError):
        unseen.append(path)
