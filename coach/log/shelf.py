"""The shards as records at hand: each read once, kept while its file stays as it is, and mended when it is ours."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from coach.core.records import Record
from coach.errors import CoachError
from coach.log.files import UNREAD, Key, Refused, Unreadable, locked, read_plain
from coach.log.mend import mend
from coach.log.quiet import Quiet
from coach.log.scan import Scan, ShardFile
from coach.log.shards import MOST_BYTES, BrokenShard, Reading, is_quiet, read_lasting, read_shard

_SAY_DAMAGE_FOR = timedelta(days=7)
"""How long a damaged copy is spoken of (our default)."""


class Shelf:
    """What has been read of a log folder. Its owner holds a lock around every call."""

    def __init__(self, own: Path, now: Callable[[], datetime], lock_wait_s: float, quiet: Quiet) -> None:
        self._own = own
        self._now = now
        self._wait_s = lock_wait_s
        self._quiet = quiet
        self._decoded: dict[str, tuple[Key, Reading]] = {}
        self._asked: set[str] = set()
        """The files of `_decoded` that are at hand without what was noted unasked."""
        self._lasting: dict[str, tuple[Key, tuple[Record, ...]]] = {}
        self._said: dict[str, tuple[str, ...]] = {}
        self._mended: dict[str, str] = {}
        self._aside: dict[str, tuple[Key, Key | None, str]] = {}

    def keep(self, file: ShardFile, *, unasked: bool = True) -> tuple[Key, Reading]:
        """The records of a shard, kept at hand, and the state of the file they were read from.

        What is at hand without what was noted `unasked` stays so: a look at all of it is one in passing.
        """
        known = self._decoded.get(file.path)
        if known is None or known[0] != file.key:
            known = self._decoded[file.path] = self._read(file, unasked)
            self._asked.discard(file.path)
            if not unasked:
                self._asked.add(file.path)
        elif unasked and file.path in self._asked:
            known = self._read(file)
        elif not unasked and file.path not in self._asked:
            known = self._decoded[file.path] = (known[0], known[1].asked())
            self._asked.add(file.path)
        self._said[file.path] = known[1].problems
        return known

    def pass_by(self, file: ShardFile) -> Reading:
        """The records of a shard for a look in passing: what was not at hand before is not kept."""
        kept = file.path in self._decoded
        _, reading = self.keep(file)
        if not kept:
            del self._decoded[file.path]
        return reading

    def lasting(self, file: ShardFile) -> tuple[Key, tuple[Record, ...]]:
        """Only the spasms and red flags of a shard, and the state of the file."""
        known = self._lasting.get(file.path)
        if known is None or known[0] != file.key:
            known = self._lasting[file.path] = self._read_lasting(file)
        return known

    def _read_lasting(self, file: ShardFile) -> tuple[Key, tuple[Record, ...]]:
        if file in self._quiet:
            return file.key, ()
        try:
            data, key = self._plain(file)
        except (FileNotFoundError, Refused):
            return UNREAD, ()
        except Unreadable:
            return file.key, ()
        if not is_quiet(data):
            return file.key, read_lasting(data)
        if key == file.key:
            self._quiet.add(file, int(self._now().timestamp() * 1e9))
        return file.key, ()

    def bytes_of(self, file: ShardFile) -> bytes | None:
        """The bytes of a shard; None for one that cannot be read."""
        try:
            return self._plain(file)[0]
        except (FileNotFoundError, Unreadable):
            return None

    def follow(self, path: str, old: Key | None, new: Key, stored: list[Record] | None) -> None:
        """Keep up with a write of ours: `stored` went into a file that was in state `old` and is now in `new`."""
        known = self._decoded.pop(path, None)
        if known is not None and known[0] == old and stored is not None:
            reading = Reading(known[1].records + tuple(stored), known[1].problems)
            self._decoded[path] = (new, reading.asked() if path in self._asked else reading)
        self._lasting.pop(path, None)

    def forget(self, scan: Scan, oldest: str) -> None:
        """Let go of the records of months before `oldest`, and of what is said of files that are gone."""
        needed = {file.path for file in scan.files if file.month >= oldest}
        there = scan.keys
        self._decoded = {path: known for path, known in self._decoded.items() if path in needed}
        self._asked &= needed
        self._said = {path: said for path, said in self._said.items() if path in there}

    def mend(self, path: Path) -> None:
        """Put a damaged shard of ours right, under the lock of its folder. Raises OSError, Unreadable."""
        copy, saved = mend(path, self._now())
        if copy is not None:
            records = "1 record was" if saved == 1 else f"{saved} records were"
            self._mended[path.name] = (
                f"{path.name} was damaged: {records} saved from it, and the damaged file was kept as {copy}."
            )

    @property
    def mended(self) -> tuple[str, ...]:
        """What was damaged and has been mended here: a sentence each."""
        return tuple(self._mended.values())

    def problems(self, scan: Scan) -> tuple[str, ...]:
        """What could not be used, and damage mended of late: a sentence each."""
        said = list(scan.problems)
        for path in sorted(self._said):
            said.extend(self._said[path])
        said.extend(self._set_aside(scan))
        said.extend(self._mended.values())
        now = self._now().replace(tzinfo=None)
        for copy, stamp in scan.damaged:
            name = os.path.basename(copy).split(".damaged-")[0]
            if name not in self._mended and now - datetime.strptime(stamp, "%Y%m%dT%H%M%S") < _SAY_DAMAGE_FOR:
                said.append(f"{name} was damaged; what could be read was kept, and the damaged file is {copy}.")
        return tuple(said)

    def missing(self, scan: Scan, first: str, last: str) -> bool:
        """Whether the months from `first` to `last` may lack something that was noted.

        A shard, or a part of it, that could not be read; one of ours that was damaged, however well it was mended; and
        what could not be looked into, for nobody knows its months. A copy set aside that could be read lacks nothing.
        """
        parts = (file.month for file in scan.files if self._said.get(file.path))
        mended = (os.path.basename(copy)[: len(first)] for copy, _ in scan.damaged)
        return bool(scan.problems) or any(first <= month <= last for month in (*parts, *mended))

    def _set_aside(self, scan: Scan) -> Iterator[str]:
        """What is to be done with each copy that a tool for synchronising set aside."""
        shards = {(file.device, file.month): file for file in scan.files if file.main}
        for file in scan.files:
            if file.main:
                continue
            shard = shards.get((file.device, file.month))
            keys = (file.key, None if shard is None else shard.key)
            known = self._aside.get(file.path)
            if known is None or known[:2] != keys:
                known = self._aside[file.path] = (*keys, self._copy_said(file, shard))
            if known[2]:
                yield known[2]

    def _copy_said(self, file: ShardFile, shard: ShardFile | None) -> str:
        reading = self.pass_by(file)
        if reading.problems and not reading.records:
            return ""  # what is wrong with it is said already
        held = set() if shard is None else set(self.pass_by(shard).records)
        only = sum(record not in held for record in reading.records)
        what = f"{file.name} was set aside by a tool for synchronising"
        if not only:
            return f"{what}; all of it is in the log, so you may delete it."
        records = "1 record of it is" if only == 1 else f"{only} records of it are"
        return f"{what}; {records} in no other file, and shown: leave it there."

    def _is_ours(self, file: ShardFile) -> bool:
        return file.main and file.device == self._own.name

    def _plain(self, file: ShardFile) -> tuple[bytes, Key]:
        mine = self._is_ours(file)
        return read_plain(Path(file.path), follow=mine, most=None if mine else MOST_BYTES)

    def _read(self, file: ShardFile, unasked: bool = True) -> tuple[Key, Reading]:
        try:
            data, key = self._plain(file)
            try:
                return key, read_shard(data, file.name, unasked=unasked)
            except BrokenShard:
                if not self._is_ours(file):
                    raise Unreadable("it is damaged or not yet complete") from None
        except FileNotFoundError:
            return UNREAD, Reading()
        except Unreadable as error:
            key = UNREAD if isinstance(error, Refused) else file.key
            return key, Reading((), (f"{file.name}: passed over, because {error}.",))
        reading = self._read_damaged(file, data)
        return file.key, reading if unasked else reading.asked()

    def _read_damaged(self, file: ShardFile, data: bytes) -> Reading:
        path = Path(file.path)
        try:
            with locked(self._own, self._wait_s):
                self.mend(path)
                data, _ = read_plain(path, follow=True, most=None)
            return read_shard(data, file.name)
        except (OSError, Unreadable, CoachError, BrokenShard):
            from coach.log.salvage import salvage
            from coach.log.storage import encode_tables

            reading = read_shard(encode_tables(salvage(data)), file.name)
            said = f"{file.name} is damaged and cannot be mended now; {len(reading.records)} records of it can be read."
            return Reading(reading.records, (*reading.problems, said))
