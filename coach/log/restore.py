"""Reading an export back: nothing is lost, and nothing is there twice however often it is read."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from coach.core.records import TYPES
from coach.errors import WrongUse
from coach.log.export import FORMAT, FORMAT_VERSION, Exported, ExportFile
from coach.log.log import Log
from coach.log.migrate import newest
from coach.log.shards import UNDECODABLE, convert

MOST_IMPORT_BYTES = 500_000_000
"""The largest file that is read: over a million records (our default)."""


class Restored(Struct, frozen=True):
    """How many records were added, and how many were there already."""

    added: int
    known: int

    @property
    def said(self) -> str:
        """One sentence."""
        records = "1 record" if self.added == 1 else f"{self.added} records"
        return f"Imported {records}; {already_there(self.known)}."


def already_there(known: int) -> str:
    """How many were not new, inside a sentence."""
    return "1 was already there" if known == 1 else f"{known} were already there"


def import_json(log: Log, data: bytes) -> Restored:
    """Add what an export holds and the log does not, into this device's own folder.

    A record that the log knows only gets the revisions that are newer than its own. Everything is checked before
    anything is written: WrongUse for a file that is not an export, or holds what no record may hold. NotSaved as ever;
    then the same file may be read again.
    """
    if len(data) > MOST_IMPORT_BYTES:
        raise WrongUse(f"The file is larger than {MOST_IMPORT_BYTES // 1_000_000} MB.")
    try:
        whole = msgspec.json.decode(data, type=ExportFile)
    except UNDECODABLE:
        raise WrongUse("The file is not an export of the coach, or not all of it.") from None
    if whole.format != FORMAT:
        raise WrongUse("The file is not an export of the coach.")
    if whole.version > FORMAT_VERSION:
        raise WrongUse("The file was written by a newer coach; update this one to read it.")
    by_id: dict[str, list[tuple[int, Exported]]] = {}
    for number, entry in enumerate(whole.records, 1):
        by_id.setdefault(_checked(entry, number), []).append((_revision(entry), entry))
    newest = newest_revisions(log)
    added: list[tuple[str, str, dict[str, Any]]] = []
    for record_id, entries in by_id.items():
        have = newest.get(record_id, 0)
        # two devices may have used one number; in one folder each revision needs its own
        last = 0
        for rev, entry in sorted(entries, key=lambda pair: (pair[0], pair[1].device)):
            if rev > have:
                last = max(rev, last + 1)
                added.append(_numbered(entry, last))
    log.write_documents(added)
    return Restored(len(added), len(whole.records) - len(added))


def newest_revisions(log: Log) -> dict[str, int]:
    """The highest revision of every record in the log, by id, on any device, of any version."""
    newest: dict[str, int] = {}
    for _, data in log.shards():
        try:
            tables = msgspec.json.decode(data, type=dict[str, dict[str, _Numbered]])
        except UNDECODABLE:
            continue
        for documents in tables.values():
            for document in documents.values():
                newest[document.id] = max(newest.get(document.id, 0), document.rev)
    return newest


class _Numbered(Struct):
    id: str
    rev: int = 1


class _Head(Struct):
    id: str
    at: datetime
    rev: int = 1
    v: int = 1


def _checked(entry: Exported, number: int) -> str:
    """The id of a document that may be stored. A newer version's is taken as it is."""
    try:
        head = msgspec.convert(entry.document, _Head)
        if head.at.tzinfo is None or not 1 <= head.rev <= 1_000_000 or not head.id:
            raise msgspec.ValidationError("id, at or rev is out of range")
        if head.v <= newest() and entry.table in TYPES:
            convert(entry.document, entry.table)
    except msgspec.ValidationError as error:
        raise WrongUse(f"Record {number} of the file cannot be used: {error}.") from None
    return head.id


def _revision(entry: Exported) -> int:
    return int(entry.document.get("rev", 1))


def _numbered(entry: Exported, rev: int) -> tuple[str, str, dict[str, Any]]:
    document = {**entry.document, "from": entry.device}
    if rev != 1:
        document["rev"] = rev
    key = str(document["id"]) if rev == 1 else f"{document['id']}~{rev}"
    return (entry.table, key, document)
