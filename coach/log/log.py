"""The log as one: appends to this device's own shards, and the merged view of all devices' shards."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from coach.core.history import History, history_of
from coach.core.records import Record, RedFlag, Spasm
from coach.errors import CoachError, NotSaved
from coach.log.files import (
    LOCK_WAIT_S,
    Key,
    Unreadable,
    locked,
    make_private,
    not_saved,
    read_plain,
    sweep,
)
from coach.log.ids import new_id
from coach.log.mend import mend
from coach.log.scan import Scan, ShardFile, scan_log
from coach.log.shards import MOST_BYTES, BrokenShard, Reading, read_lasting, read_shard

_SAY_DAMAGE_FOR = timedelta(days=7)
"""How long a damaged copy is spoken of (our default)."""


class Log:
    """The log of one user on one device. All methods may be called from any thread.

    `folder` holds a folder a device, `device` is the name of ours, `now` gives the wall clock. Making one touches
    nothing on disk.
    """

    def __init__(
        self, folder: Path, device: str, now: Callable[[], datetime], *, lock_wait_s: float = LOCK_WAIT_S
    ) -> None:
        self.folder = folder
        self.device = device
        self.now = now
        self._own = folder / device
        self._wait_s = lock_wait_s
        self._guard = threading.RLock()
        self._decoded: dict[str, tuple[Key, Reading]] = {}
        self._lasting: dict[str, tuple[Key, tuple[Record, ...]]] = {}
        self._handed: dict[str, Key] = {}
        self._memo: tuple[str, History] | None = None
        self._said: dict[str, tuple[str, ...]] = {}
        self._mended: dict[str, str] = {}
        self._rooted = False
        self._swept = False

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────────

    def append(self, *records: Record) -> tuple[Record, ...]:
        """Write records; on return they are on disk. Returns them as stored.

        A later revision may come back with a higher `rev` than it was given, when another process was faster.
        Raises NotSaved, and then nothing on disk was harmed; the same call may be tried again. ValueError for
        a time without an offset, which is a fault of the program.
        """
        return self.write([(record, {}) for record in records])

    def write(self, entries: Sequence[tuple[Record, dict[str, str]]]) -> tuple[Record, ...]:
        """As `append`, with marks kept beside each record (see `coach.log.undo`)."""
        for record, _ in entries:
            if record.at.tzinfo is None:
                raise ValueError(f"a time without an offset: {record.at}")
        months: dict[str, list[tuple[Record, dict[str, str]]]] = {}
        places: dict[str, list[int]] = {}
        for place, (record, marks) in enumerate(entries):
            if record.rev > 1:
                marks = {"op": new_id(self.now()), **marks}
            month = f"{record.at:%Y-%m}"
            months.setdefault(month, []).append((record, marks))
            places.setdefault(month, []).append(place)
        stored: list[Record] = [record for record, _ in entries]
        with self._guard:
            try:
                self._make_folder()
                with locked(self._own, self._wait_s):
                    if not self._swept:
                        sweep(self._own)
                        self._swept = True
                    for month, group in months.items():
                        written = self._write_month(self._own / f"{month}.json", group)
                        for place, record in zip(places[month], written, strict=True):
                            stored[place] = record
            except OSError as error:
                self._swept = False
                raise not_saved(error, self._own) from error
            except Unreadable as error:
                raise NotSaved(f"Not saved: the log in {self._own} cannot be read, {error}.") from error
        return tuple(stored)

    def _make_folder(self) -> None:
        if self._rooted and not self.folder.is_dir():
            raise NotSaved(f"Not saved: the folder {self.folder} is gone.")
        make_private(self._own)
        self._rooted = True

    def _write_month(self, path: Path, group: list[tuple[Record, dict[str, str]]]) -> list[Record]:
        from coach.log.storage import Shard

        shard = Shard(path)
        try:
            stored = shard.add(group)
        except BrokenShard:
            self._say_mended(path, *mend(path, self.now()))
            shard = Shard(path)
            stored = shard.add(group)
        new_key = shard.store.flush()
        if new_key is not None:
            self._follow(str(path), shard.store.read_key, new_key, stored)
        return stored

    def _follow(self, path: str, old: Key | None, new: Key, stored: list[Record]) -> None:
        """Keep what is known of a shard up to date with our own write, if nobody else wrote in between."""
        known = self._decoded.pop(path, None)
        if known is not None and known[0] == old:
            self._decoded[path] = (new, Reading(known[1].records + tuple(stored), known[1].problems))
        self._lasting.pop(path, None)
        self._memo = None
        if self._handed.get(path) == old:
            self._handed[path] = new

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────

    def history(self, since: date | None = None) -> History:
        """What is known, merged over all devices, from the month of `since` on (all of it when None).

        Spasms still open and red flags are in it however old they are.
        """
        first = "" if since is None else f"{since:%Y-%m}"
        with self._guard:
            scan = self._look()
            if self._memo is not None and self._memo[0] == first and scan.keys == self._handed:
                return self._memo[1]
            self._said, self._handed = {}, {}
            old: list[Record] = []
            records: list[Record] = []
            kept: set[str] = set()
            for file in scan.files:
                if file.month < first:
                    old.extend(self._old(file))
                else:
                    records.extend(self._reading(file).records)
                    kept.add(file.path)
            if since is not None:
                self._decoded = {path: known for path, known in self._decoded.items() if path in kept}
            else:
                self._decoded = {}  # ten years need not stay in memory twice
            records.extend(_still_of_interest(old))
            history = history_of(records)
            self._memo = (first, history) if since is not None else None
            return history

    def stream(self, first: date | None = None, last: date | None = None) -> Iterator[Record]:
        """The records from `first` to `last` (dates in each record's own offset), month by month, in order of time.

        Holds one month in memory at a time; deleted ones are left out.
        """
        from coach.core.history import everything

        with self._guard:
            files = self._look().files
        for month in sorted({file.month for file in files}):
            if (first is not None and month < f"{first:%Y-%m}") or (last is not None and month > f"{last:%Y-%m}"):
                continue
            records: list[Record] = []
            for file in files:
                if file.month == month:
                    with self._guard:
                        kept = file.path in self._decoded
                        records.extend(self._reading(file).records)
                        if not kept:
                            self._decoded.pop(file.path, None)
            for record in everything(history_of(records)):
                if (first is None or record.on >= first) and (last is None or record.on <= last):
                    yield record

    def revisions(self, record_id: str) -> list[Record]:
        """Every revision of one record on any device, the winner last; deletions among them; empty if unknown."""
        needle = f'"{record_id}'.encode()
        found: list[tuple[int, str, Record]] = []
        with self._guard:
            for file in self._look().files:
                data = self._bytes(file)
                if data is not None and needle in data:
                    kept = file.path in self._decoded
                    found.extend(
                        (record.rev, file.device, record)
                        for record in self._reading(file).records
                        if record.id == record_id
                    )
                    if not kept:
                        self._decoded.pop(file.path, None)
        return [record for _, _, record in sorted(found, key=lambda entry: entry[:2])]

    def shards(self) -> Iterator[tuple[ShardFile, bytes]]:
        """Every shard that can be read, with its bytes, by device and month."""
        with self._guard:
            files = self._look().files
        for file in files:
            with self._guard:
                data = self._bytes(file)
            if data is not None:
                yield file, data

    def refresh(self) -> bool:
        """Whether any shard changed since `history` last read them, on this device by another process or elsewhere.

        Costs one look at each file's state. Our own appends do not count.
        """
        with self._guard:
            return self._look().keys != self._handed

    @property
    def problems(self) -> tuple[str, ...]:
        """What the last reading could not use, and damage mended of late: a sentence each."""
        with self._guard:
            scan = scan_log(self.folder, self.device)
            said = [*scan.problems]
            for path in sorted(self._said):
                said.extend(self._said[path])
            said.extend(self._mended.values())
            now = self.now().replace(tzinfo=None)
            for copy, stamp in scan.damaged:
                told = os.path.basename(copy).split(".damaged-")[0]
                if told not in self._mended and now - datetime.strptime(stamp, "%Y%m%dT%H%M%S") < _SAY_DAMAGE_FOR:
                    said.append(f"{told} was damaged; what could be read was kept, and the damaged file is {copy}.")
            return tuple(said)

    def _look(self) -> Scan:
        scan = scan_log(self.folder, self.device)
        self._rooted = self._rooted or bool(scan.files)
        if scan.leftovers and not self._swept:
            self._swept = True
            try:
                with locked(self._own, 0):
                    sweep(self._own)
            except (CoachError, OSError):
                self._swept = False  # somebody is writing, or we may not: the next append sweeps
        return scan

    def _reading(self, file: ShardFile) -> Reading:
        known = self._decoded.get(file.path)
        if known is not None and known[0] == file.key:
            reading, key = known[1], known[0]
        else:
            reading, key = self._read(file)
            self._decoded[file.path] = (key, reading)
        self._handed[file.path] = key
        self._said[file.path] = reading.problems
        return reading

    def _read(self, file: ShardFile) -> tuple[Reading, Key]:
        mine = file.device == self.device
        try:
            data, key = read_plain(Path(file.path), follow=mine, most=None if mine else MOST_BYTES)
            try:
                return read_shard(data, file.name), key
            except BrokenShard:
                if not mine:
                    raise Unreadable("it is damaged or not yet complete") from None
        except FileNotFoundError:
            return Reading(), file.key
        except Unreadable as error:
            return Reading((), (f"{file.name}: passed over, because {error}.",)), file.key
        return self._mend(file, data), file.key

    def _mend(self, file: ShardFile, data: bytes) -> Reading:
        from coach.log.salvage import salvage
        from coach.log.storage import encode_tables

        path = Path(file.path)
        try:
            with locked(self._own, self._wait_s):
                self._say_mended(path, *mend(path, self.now()))
                data, _ = read_plain(path, follow=True, most=None)
            return read_shard(data, file.name)
        except (OSError, Unreadable, CoachError, BrokenShard):
            reading = read_shard(encode_tables(salvage(data)), file.name)
            said = f"{file.name} is damaged and cannot be mended now; {len(reading.records)} records of it can be read."
            return Reading(reading.records, (*reading.problems, said))

    def _say_mended(self, path: Path, copy: Path | None, saved: int) -> None:
        if copy is not None:
            records = "1 record was" if saved == 1 else f"{saved} records were"
            self._mended[path.name] = (
                f"{path.name} was damaged: {records} saved from it, and the damaged file was kept as {copy}."
            )

    def _old(self, file: ShardFile) -> tuple[Record, ...]:
        known = self._lasting.get(file.path)
        if known is None or known[0] != file.key:
            data = self._bytes(file)
            known = (file.key, () if data is None else read_lasting(data))
            self._lasting[file.path] = known
        self._handed[file.path] = file.key
        return known[1]

    def _bytes(self, file: ShardFile) -> bytes | None:
        mine = file.device == self.device
        try:
            return read_plain(Path(file.path), follow=mine, most=None if mine else MOST_BYTES)[0]
        except (FileNotFoundError, Unreadable):
            return None


def _still_of_interest(old: list[Record]) -> list[Record]:
    history = history_of(old)
    spasms: list[Spasm] = [spasm for spasm in history.spasms if spasm.ended is None]
    flags: tuple[RedFlag, ...] = history.redflags
    return [*spasms, *flags]
