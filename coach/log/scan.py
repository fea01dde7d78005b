"""What lies in the log folder: the shards of every device, and the state each file is in."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from coach.log.files import Key, is_leftover, key_of, reason_of

_DEVICE = re.compile(r"[0-9a-z][0-9a-z_-]{0,63}")
_SHARD = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))\.json")
_DAMAGED = re.compile(r"\d{4}-\d{2}\.json\.damaged-(\d{8}T\d{6})(?:-\d+)?")


class ShardFile(Struct, frozen=True, order=True):
    """One shard as it lies there: sorts by device, then month (`2026-11`)."""

    device: str
    month: str
    path: str
    key: Key

    @property
    def name(self) -> str:
        """What sentences call it."""
        return f"{self.device}/{self.month}.json"


class Scan(Struct, frozen=True):
    """The log folder at one moment.

    `damaged`: copies of our own damaged shards with the time in their names; `leftovers`: whether a killed writer
    of ours left temporary files.
    """

    files: tuple[ShardFile, ...] = ()
    problems: tuple[str, ...] = ()
    damaged: tuple[tuple[str, str], ...] = ()
    leftovers: bool = False

    @property
    def keys(self) -> dict[str, Key]:
        """The state of every shard by its path."""
        return {file.path: file.key for file in self.files}


def scan_log(folder: Path, own: str) -> Scan:
    """Look at the folder. Anything that is not a shard, as what tools for synchronising leave there, is passed by."""
    found: list[ShardFile] = []
    problems: list[str] = []
    damaged: list[tuple[str, str]] = []
    leftovers = False
    for name, path, info in _entries(str(folder), problems):
        if not _DEVICE.fullmatch(name) or stat.S_ISREG(info.st_mode):
            continue
        mine = name == own
        if stat.S_ISLNK(info.st_mode) and not mine:
            problems.append(f"{name}: passed over, because it is a link.")
            continue
        for file, file_path, file_info in _entries(path, problems):
            if shard := _SHARD.fullmatch(file):
                if mine and stat.S_ISLNK(file_info.st_mode):
                    try:
                        file_info = os.stat(file_path)
                    except OSError:
                        continue
                found.append(ShardFile(name, shard[1], file_path, key_of(file_info)))
            elif mine and (copy := _DAMAGED.fullmatch(file)):
                damaged.append((file_path, copy[1]))
            elif mine and is_leftover(file):
                leftovers = True
    return Scan(tuple(sorted(found)), tuple(problems), tuple(sorted(damaged)), leftovers)


def _entries(folder: str, problems: list[str]) -> Iterator[tuple[str, str, os.stat_result]]:
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        problems.append(f"{os.path.basename(folder)}: passed over, because {reason_of(error)}.")
        return
    for name in names:
        path = f"{folder}{os.sep}{name}"
        try:
            yield name, path, os.lstat(path)
        except OSError:
            continue
