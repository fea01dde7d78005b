"""The log as one: appends to this device's own shards, and the merged view of all devices' shards."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import ref

from coach.core.history import History, history_of
from coach.core.records import Record, RedFlag, Spasm
from coach.errors import CoachError, NotSaved
from coach.log.files import (
    LOCK_WAIT_S,
    UNREAD,
    Key,
    Unreadable,
    locked,
    make_durable,
    not_saved,
    opens,
    sweep,
)
from coach.log.ids import new_id, written_at
from coach.log.quiet import Quiet
from coach.log.scan import Scan, ShardFile, scan_log
from coach.log.seen import EMPTIED, Seen, is_empty
from coach.log.shards import BrokenShard
from coach.log.shelf import Shelf

if TYPE_CHECKING:
    from coach.log.storage import Shard

_MOST_VIEWS = 4
"""How many answers of `history` are followed at a time; the app and a report need two."""


_FEW = 20


class _View:
    """What `history` handed out from one month on, and the state of the files it was made from.

    It is handed out again while somebody holds it: years that nobody looks at any more need not stay in memory.
    """

    def __init__(self, keys: dict[str, Key], history: History) -> None:
        self.keys = keys
        self._history: ref[History] | None = ref(history)

    @property
    def history(self) -> History | None:
        """What was handed out; None when nobody holds it, or it is no longer all."""
        return None if self._history is None else self._history()

    def outdated(self) -> None:
        """More has come than is in it."""
        self._history = None

    def holds(self, scan: Scan) -> bool:
        """Whether it is of all that can be read now: every file is as it was, or still lets nobody read it."""
        there = scan.keys
        if self.keys == there:
            return True
        return self.keys.keys() == there.keys() and all(
            key == there[path] or (key == UNREAD and not opens(path)) for path, key in self.keys.items()
        )


class Log:
    """The log of one user on one device. All methods may be called from any thread.

    `folder` holds a folder a device, `device` is the name of ours, `now` gives the wall clock. `quiet` is a file in
    which may be kept what spares a later start the reading of old months (see `coach.log.quiet`), `seen` one that
    tells a later start that the folder was not empty (see `coach.log.seen`). Making a log touches nothing on disk.
    """

    def __init__(
        self,
        folder: Path,
        device: str,
        now: Callable[[], datetime],
        *,
        lock_wait_s: float = LOCK_WAIT_S,
        quiet: Path | None = None,
        seen: Path | None = None,
    ) -> None:
        self.folder = folder
        self.device = device
        self.now = now
        self._own = folder / device
        self._wait_s = lock_wait_s
        self._guard = threading.RLock()
        self._quiet = Quiet(quiet)
        self._shelf = Shelf(self._own, now, lock_wait_s, self._quiet)
        self._views: dict[tuple[str, str], _View] = {}
        self._last = Scan()
        self._seen = Seen(folder, seen)
        self._rooted = False
        self._swept = False
        self._newest_act = ""
        self._acts_known = False

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
                marks = {"op": self.act_id(), **marks}
            month = f"{record.at:%Y-%m}"
            months.setdefault(month, []).append((record, marks))
            places.setdefault(month, []).append(place)
        stored: list[Record] = [record for record, _ in entries]
        with self._saving():
            for month, group in months.items():
                written = self._change(month, partial(_add, group))
                for place, record in zip(places[month], written, strict=True):
                    stored[place] = record
        return tuple(stored)

    def act_id(self) -> str:
        """A new id, later than that of every act this device has written, though its clock was set back since."""
        with self._guard:
            if not self._acts_known:
                self._newest_act = max(self._newest_act, self._find_newest_act())
                self._acts_known = True
            self._newest_act = new_id(self.now(), self._newest_act)
            return self._newest_act

    def _find_newest_act(self) -> str:
        """Only where one can lie ahead of the clock: in this month's shard, a later one, or one touched later."""
        from coach.log.marks import marks_of

        now = self.now()
        month, stamp = f"{now:%Y-%m}", now.timestamp() * 1e9
        newest = ""
        for file in self._look().files:
            if file.device == self.device and file.main and (file.month >= month or file.key[0] > stamp):
                data = self._shelf.bytes_of(file)
                for mark in [] if data is None else marks_of(data):
                    if not mark.origin and written_at(mark.act) is not None:
                        newest = max(newest, mark.act)
        return newest

    def write_documents(self, documents: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
        """Write whole documents, each with its table and document id; what is there already stays as it is.

        For what another log has written and its caller has checked. Raises NotSaved.
        """
        months: dict[str, dict[str, dict[str, dict[str, Any]]]] = {}
        for table, key, document in documents:
            month = f"{datetime.fromisoformat(document['at']):%Y-%m}"
            months.setdefault(month, {}).setdefault(table, {})[key] = document
        with self._saving():
            for month, tables in months.items():
                self._change(month, partial(_add_documents, tables))

    @contextmanager
    def _saving(self) -> Iterator[None]:
        with self._guard:
            try:
                self._make_folder()
                with locked(self._own, self._wait_s):
                    if not self._swept:
                        sweep(self._own)
                        self._swept = True
                    yield
            except OSError as error:
                self._swept = False
                raise not_saved(error, self._own) from error
            except Unreadable as error:
                raise NotSaved(f"Not saved: the log in {self._own} cannot be read, {error}.") from error

    def _make_folder(self) -> None:
        if why := self._gone():
            raise NotSaved(f"Not saved: the folder {self.folder} {why}.")
        make_durable(self._own)
        self._rooted = True

    def _change(self, month: str, add: Callable[["Shard"], list[Record] | None]) -> list[Record]:
        """Add to the shard of a month, under the lock. `add` gives the records it added, or None when it cannot say."""
        from coach.log.storage import Shard

        path = self._own / f"{month}.json"
        shard = Shard(path)
        try:
            stored = add(shard)
        except BrokenShard:
            self._shelf.mend(path)
            shard = Shard(path)
            stored = add(shard)
        new_key = shard.store.flush()
        if new_key is not None:
            self._follow(str(path), shard.store.read_key, new_key, stored)
        return stored or []

    def _follow(self, path: str, old: Key | None, new: Key, stored: list[Record] | None) -> None:
        """Keep what is known of a shard up to date with our own write, if nobody else wrote in between."""
        self._shelf.follow(path, old, new, stored)
        for view in self._views.values():
            view.outdated()
            if view.keys.get(path) == old:
                view.keys[path] = new

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────

    def history(self, since: date | None = None, unasked_since: date | None = None) -> History:
        """What is known, merged over all devices, from the month of `since` on (all of it when None).

        Spasms still open and red flags are in it however old they are; what the coach noted unasked (prompts, changes
        of posture) from the month of `unasked_since` on. In the month with which the log begins it is whole, so that
        the first record stays the first.
        """
        first, unasked_first = wanted = _month(since), _month(unasked_since)
        with self._guard:
            scan = self._look()
            known = self._views.get(wanted)
            if known is not None and known.history is not None and known.holds(scan):
                return known.history
            keys: dict[str, Key] = {}
            begun = min((file.month for file in scan.files), default="")
            old: list[Record] = []
            records: list[Record] = []
            for file in scan.files:
                if file.month < first:
                    keys[file.path], found = self._shelf.lasting(file)
                    old.extend(found)
                else:
                    whole = file.month >= unasked_first or file.month == begun
                    keys[file.path], reading = self._shelf.keep(file, unasked=whole)
                    records.extend(reading.records)
            records.extend(_still_of_interest(old))
            if first:
                self._quiet.keep(scan.files)
            self._acts_known = False  # another process may have written one
            history = history_of(records)
            self._views.pop(wanted, None)
            self._views[wanted] = _View(keys, history)
            while len(self._views) > _MOST_VIEWS:
                del self._views[next(iter(self._views))]
            self._shelf.forget(scan, min((month for month, _ in self._views if month), default="9999"))
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
                        records.extend(self._shelf.pass_by(file).records)
            for record in everything(history_of(records)):
                if (first is None or record.on >= first) and (last is None or record.on <= last):
                    yield record

    def revisions(self, record_id: str) -> list[Record]:
        """Every revision of one record on any device, the winner last; deletions among them; empty if unknown."""
        return self.all_revisions({record_id})[record_id]

    def all_revisions(self, record_ids: set[str]) -> dict[str, list[Record]]:
        """The same of several records, by id, in one look through the shards."""
        # a few are sought in the bytes, which spares most shards the decoding
        needles = [f'"{record_id}'.encode() for record_id in record_ids] if len(record_ids) <= _FEW else [b'"id"']
        found: dict[str, list[tuple[int, str, Record]]] = {record_id: [] for record_id in record_ids}
        with self._guard:
            for file in self._look().files:
                data = self._shelf.bytes_of(file)
                if data is None or not any(needle in data for needle in needles):
                    continue
                for record in self._shelf.pass_by(file).records:
                    if record.id in found:
                        found[record.id].append((record.rev, file.device, record))
        return {
            record_id: [record for _, _, record in sorted(entries, key=lambda entry: entry[:2])]
            for record_id, entries in found.items()
        }

    def shards(self) -> Iterator[tuple[ShardFile, bytes]]:
        """Every shard that can be read, with its bytes, by device and month."""
        with self._guard:
            files = self._look().files
        for file in files:
            with self._guard:
                data = self._shelf.bytes_of(file)
            if data is not None:
                yield file, data

    def refresh(self, since: date | None = None, unasked_since: date | None = None) -> bool:
        """Whether any shard changed since `history` last read them so: by another process, or another device.

        Costs one look at each file's state. Our own appends do not count. True when it was never read.
        """
        with self._guard:
            view = self._views.get((_month(since), _month(unasked_since)))
            return view is None or not view.holds(self._look())

    @property
    def problems(self) -> tuple[str, ...]:
        """What the last reading could not use, and damage mended of late: a sentence each."""
        with self._guard:
            if why := self._gone():
                return (f"The folder {self.folder} {why}{'; what is shown was read before' if self._rooted else ''}.",)
            return self._shelf.problems(scan_log(self.folder, self.device))

    def missing(self, first: date, last: date) -> bool:
        """Whether what was noted from `first` to `last` may be more than what could be read; by months."""
        with self._guard:
            return bool(self._gone()) or self._shelf.missing(self._look(), _month(first), _month(last))

    @property
    def mended(self) -> tuple[str, ...]:
        """Damage to our own shards that this process met and mended: a sentence each."""
        with self._guard:
            return self._shelf.mended

    def _gone(self) -> str:
        """What became of the folder in which a log was; empty where it is there, or never was."""
        if self._rooted and not os.path.isdir(self.folder):
            return "is gone"
        return EMPTIED if is_empty(self.folder) and (self._rooted or self._seen.before()) else ""

    def _look(self) -> Scan:
        if self._gone():
            return self._last  # what is known stays on the screen
        scan = self._last = scan_log(self.folder, self.device).with_known(self._last)
        if scan.files:
            self._rooted = True
            self._seen.note()
        if scan.leftovers and not self._swept:
            self._swept = True
            try:
                with locked(self._own, 0):
                    sweep(self._own)
            except (CoachError, OSError):
                self._swept = False  # somebody is writing, or we may not: the next append sweeps
        return scan


def _still_of_interest(old: list[Record]) -> list[Record]:
    history = history_of(old)
    spasms: list[Spasm] = [spasm for spasm in history.spasms if spasm.ended is None]
    flags: tuple[RedFlag, ...] = history.redflags
    return [*spasms, *flags]


def _month(since: date | None) -> str:
    return "" if since is None else f"{since:%Y-%m}"


def _add(group: list[tuple[Record, dict[str, str]]], shard: "Shard") -> list[Record]:
    return shard.add(group)


def _add_documents(tables: dict[str, dict[str, dict[str, Any]]], shard: "Shard") -> None:
    for table, documents in tables.items():
        shard.add_documents(table, documents)
