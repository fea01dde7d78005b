"""Where TinyDB meets the disk: a storage that writes a shard whole and durably, and the table our ids go into."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document, Table

from coach.core.records import Record
from coach.log.files import Key, read_plain, write_durably
from coach.log.shards import UNDECODABLE, BrokenShard

Tables = dict[str, dict[str, dict[str, Any]]]
"""What a shard holds: tables by name, in each the documents by id."""

Marks = Mapping[str, str]
"""What a document says beside its record: `op`, `undoes` (see `coach.log.undo`)."""

_DOCUMENT = b':{"id":"'
"""How a document begins in a shard; inside a text the quotes would be escaped."""
_decoder = msgspec.json.Decoder(Tables)
_encoder = msgspec.json.Encoder()


def doc_id(record: Record) -> str:
    """The TinyDB document id of a record: its own id, and for a later revision the number of it behind a `~`."""
    return record.id if record.rev == 1 else f"{record.id}~{record.rev}"


def document_of(record: Record) -> dict[str, Any]:
    """A record as it lies in its shard: what has its default is left out, but never the revision and the version.

    A default may be another one in a later version; a document must say for itself which it was written by.
    """
    fields = msgspec.to_builtins(record)
    return {"id": record.id, "rev": record.rev, "at": fields["at"], "v": record.v, **fields}


def encode_tables(tables: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> bytes:
    """A shard as strict JSON, a document a line: what a cut-off file still holds can be found again."""
    parts = []
    for name, documents in tables.items():
        lines = b",\n".join(
            _encoder.encode(key) + b":" + _encoder.encode(document) for key, document in documents.items()
        )
        parts.append(_encoder.encode(name) + b":{\n" + lines + b"\n}" if lines else _encoder.encode(name) + b":{}")
    return b"{" + b",\n".join(parts) + b"}\n"


def decode_tables(data: bytes) -> Tables:
    """The tables of a shard. Raises BrokenShard for what is not strict JSON of that shape.

    Also for one in which a key stands twice, as after a merge by hand: of the two, writing it anew would lose one.
    """
    try:
        tables = _decoder.decode(data)
    except UNDECODABLE as error:
        raise BrokenShard(str(error)) from error
    # looked at closely only where something looks like a document too many: it may be a document inside another
    if data.count(_DOCUMENT) > sum(map(len, tables.values())) and _has_a_key_twice(data):
        raise BrokenShard("a key stands twice")
    return tables


def _has_a_key_twice(data: bytes) -> bool:
    twice = False

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        found = dict(pairs)
        twice = twice or len(found) < len(pairs)
        return found

    try:
        json.loads(data, object_pairs_hook=look)
    except (ValueError, RecursionError):  # deeper, or a longer number, than in any document of ours
        return True
    return twice


class ShardStorage(Storage):
    """A TinyDB storage for one shard.

    Between `read` and `flush` the tables stay in memory, so that several inserts are one write: `flush` puts
    them on disk durably, and only then is anything acknowledged. Hold the folder's lock around both.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tables: Tables | None = None
        self._dirty = False
        self.read_key: Key | None = None
        """The state of the file that was read; None when there was none."""

    def read(self) -> Tables | None:
        """The tables. Raises BrokenShard for a broken file, Unreadable for one that is no plain file."""
        if self._tables is None:
            try:
                data, self.read_key = read_plain(self._path, follow=True, most=None)
            except FileNotFoundError:
                return None
            self._tables = decode_tables(data)
        return self._tables

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Take the tables over; `flush` puts them on disk."""
        self._tables = dict(data)  # type: ignore[arg-type]
        self._dirty = True

    def flush(self) -> Key | None:
        """Put what was written on disk; the file's new key, or None when nothing changed. Raises OSError."""
        if not self._dirty or self._tables is None:
            return None
        key = write_durably(self._path, encode_tables(self._tables))
        self._dirty = False
        return key


class RecordTable(Table):
    """A table whose document ids are ours."""

    document_id_class = str  # type: ignore[assignment]


class Shard(TinyDB):
    """One month of one device, as a TinyDB."""

    table_class = RecordTable

    def __init__(self, path: Path) -> None:
        self.store = ShardStorage(path)
        super().__init__(storage=lambda: self.store)

    def add_documents(self, table: str, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Insert whole documents by their ids; one that is there already stays as it is. `flush` as ever."""
        held = (self.store.read() or {}).get(table, {})
        new = [Document(dict(content), key) for key, content in documents.items() if key not in held]  # type: ignore[arg-type]
        if new:
            self.table(table).insert_multiple(new)

    def add(self, entries: Iterable[tuple[Record, Marks]]) -> list[Record]:
        """Insert records, each under its own document id; returns them as they were stored.

        One that is there already, the very same, is not stored twice (a write tried again). A later revision
        whose number another process has just taken gets the next free one. Nothing is on disk before `flush`.
        """
        stored = []
        fresh: dict[str, dict[str, dict[str, Any]]] = {}
        for record, marks in entries:
            name = type(record).table
            held = (self.store.read() or {}).get(name, {})
            new = fresh.setdefault(name, {})
            while (known := held.get(doc_id(record)) or new.get(doc_id(record))) is not None:
                if _same(known, record):
                    break
                if record.rev == 1:
                    raise ValueError(f"another record has the id {record.id}")
                record = msgspec.structs.replace(record, rev=record.rev + 1)
            else:
                new[doc_id(record)] = {**document_of(record), **marks}
            stored.append(record)
        for name, documents in fresh.items():
            if documents:
                table = self.table(name)
                table.insert_multiple(Document(content, key) for key, content in documents.items())  # type: ignore[arg-type]
        return stored


def _same(document: Mapping[str, Any], record: Record) -> bool:
    try:
        return msgspec.convert(document, type(record)) == record
    except msgspec.ValidationError:
        return False
