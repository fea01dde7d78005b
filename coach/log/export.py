"""The log as files for other programs: JSON with every revision, and CSV for a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from coach.core.history import everything
from coach.core.plain import marked
from coach.core.records import SCHEMA_VERSION, TYPES, Record
from coach.log.files import make_durable, write_durably
from coach.log.log import Log
from coach.log.shards import UNDECODABLE

FORMAT = "back-coach-log"
FORMAT_VERSION = 1
UNITS = {
    "at": "ISO 8601 with offset: when it happened",
    "ended": "ISO 8601 with offset",
    "closed": "ISO 8601 with offset",
    "pain": "NRS 0-10",
    "pain_before": "NRS 0-10",
    "pain_after": "NRS 0-10",
    "stress": "0-10",
    "relief": "0-10",
    "seconds": "s",
    "planned_seconds": "s",
    "sat_s": "s",
    "away_s": "s",
    "held_s": "s",
    "appointment": "date",
}
"""What the numbers and times of a record are measured in."""


class Exported(Struct, frozen=True):
    """One document of an export: who wrote it, into which table, under which document id, and what it says."""

    device: str
    table: str
    key: str
    document: dict[str, Any]


class ExportFile(Struct, frozen=True):
    """The whole of a JSON export."""

    format: str
    version: int
    schema: int
    units: dict[str, str]
    records: list[Exported]


def export_json(log: Log) -> bytes:
    """Every revision of every record of every device, as strict JSON; the same log gives the same bytes.

    Also deletions, and what a newer version wrote. `coach.log.restore` reads it back.
    """
    log.history()  # mends what of ours is damaged
    records = sorted(_documents(log), key=lambda found: (found.device, found.table, found.key))
    whole = ExportFile(FORMAT, FORMAT_VERSION, SCHEMA_VERSION, UNITS, records)
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


def _documents(log: Log) -> Iterator[Exported]:
    """Every document once, though a copy that a tool for synchronising set aside may hold it again."""
    seen: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for file, data in log.shards():
        try:
            tables = msgspec.json.decode(data, type=dict[str, dict[str, dict[str, Any]]])
        except UNDECODABLE:
            continue  # said in log.problems
        for table, documents in tables.items():
            for key, document in documents.items():
                origin = str(document.pop("from", file.device))
                known = seen.setdefault((origin, table, key), [])
                if document not in known:
                    known.append(document)
                    yield Exported(origin, table, key, document)


def write_csv(log: Log, folder: Path) -> list[Path]:
    """A CSV file a type into `folder` (mode 0700, files 0600), newest revisions only; returns the files.

    UTF-8 with a header that names units. A cell that a spreadsheet would take for a formula begins with an apostrophe,
    and U+FFFD stands for a character that would steer what shows it; the JSON export keeps every one.
    Raises OSError.
    """
    make_durable(folder)
    by_table: dict[str, list[Record]] = {table: [] for table in TYPES}
    for record in everything(log.history()):
        by_table[type(record).table].append(record)
    written = []
    for table, records in by_table.items():
        names = [name for name in TYPES[table].__struct_fields__ if name not in ("v", "deleted")]
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow([f"{name} [{UNITS[name]}]" if name in UNITS else name for name in names])
        for record in records:
            writer.writerow([_cell(getattr(record, name)) for name in names])
        path = folder / f"{table}.csv"
        write_durably(path, text.getvalue().encode())
        written.append(path)
    return written


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime() | date():
            return value.isoformat()
        case tuple():
            return _cell(" ".join(map(str, value)))
        case str():
            text = marked(value, "\ufffd")
            return f"'{text}" if text.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\n", "'") else text
        case _:
            return str(value)
