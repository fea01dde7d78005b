"""Reading a shard: bytes to typed records, with what cannot be used left out and said."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from types import GenericAlias
from typing import Any

import msgspec
from msgspec import Struct

from coach.core.records import (
    TYPES,
    UNASKED,
    Medicine,
    Pain,
    Prompt,
    Record,
    Session,
    Spasm,
    Stress,
)
from coach.log.migrate import migrated, newest

MOST_BYTES = 32_000_000
"""The largest file of another device that is read: about 200,000 records in one month (our default)."""
_MOST_REVISIONS = 1_000_000
_YEARS = (1900, 2200)
UNDECODABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for bytes that are not what they should be."""


class Reading(Struct, frozen=True):
    """What a shard held: its records in order of the file, and sentences about what was left out."""

    records: tuple[Record, ...] = ()
    problems: tuple[str, ...] = ()

    def asked(self) -> "Reading":
        """The same without what the coach noted unasked."""
        return Reading(tuple(record for record in self.records if not isinstance(record, UNASKED)), self.problems)


class BrokenShard(Exception):
    """A file that is not strict JSON of a shard's shape, as a half-synchronised or damaged one."""


def read_shard(data: bytes, name: str, *, unasked: bool = True) -> Reading:
    """The records of a shard's bytes; `name` is what the sentences call it. Raises BrokenShard.

    A single document that cannot be used costs only itself. Without what was noted `unasked`, three quarters of a
    shard, reading takes a third of the time.
    """
    try:
        tables = (_whole() if unasked else _asked()).decode(data)
    except UNDECODABLE:
        pass
    else:
        found: list[Record] = []
        for table, of_type in TYPES.items():
            if unasked or of_type not in UNASKED:
                found.extend(getattr(tables, table).values())
        if _all_sound(found) and _of_today(found):
            return Reading(tuple(found), _doubled(found, name))
    reading = _one_by_one(data, name)
    return reading if unasked else reading.asked()


def is_quiet(data: bytes) -> bool:
    """Whether no spasm and no red flag can be in these bytes of a shard."""
    return b'"redflag"' not in data and b'"spasm"' not in data


def read_lasting(data: bytes) -> tuple[Record, ...]:
    """Only the spasms and red flags of a shard: they matter however old they are. Broken ones give nothing."""
    try:
        tables = _lasting().decode(data)
        found: list[Record] = [*tables.spasm.values(), *tables.redflag.values()]
        if _of_today(found):
            return tuple(filter(_sound, found))
    except UNDECODABLE:
        pass
    try:
        return tuple(record for record in _one_by_one(data, "").records if type(record).table in ("spasm", "redflag"))
    except BrokenShard:
        return ()


def convert(document: object, table: str) -> Record:
    """One document, of this version or an older one, as a record of its table.

    Raises msgspec.ValidationError, KeyError for an unknown table.
    """
    version = msgspec.convert(document, _Version).v
    if version > newest():
        raise msgspec.ValidationError("from a newer version")
    try:
        record = msgspec.convert(migrated(table, msgspec.convert(document, dict[str, Any])), TYPES[table])
    except ValueError as error:
        raise msgspec.ValidationError(str(error)) from error
    if not _sound(record):
        raise msgspec.ValidationError("a value out of range")
    return record


def _one_by_one(data: bytes, name: str) -> Reading:
    try:
        tables = _loose().decode(data)
    except UNDECODABLE as error:
        raise BrokenShard(str(error)) from error
    records: list[Record] = []
    newer = wrong = 0
    for table, documents in tables.items():
        for raw in documents.values():
            try:
                version = msgspec.json.decode(raw, type=_Version).v
                if version > newest() or table not in TYPES:
                    newer += 1
                    continue
                records.append(convert(msgspec.json.decode(raw), table))
            except UNDECODABLE:
                wrong += 1
    problems = []
    if newer:
        problems.append(
            f"{name}: {_count(newer)} written by a newer coach, kept and left out here; update the coach to see them."
        )
    if wrong:
        problems.append(f"{name}: {_count(wrong)} not readable, kept and left out.")
    return Reading(tuple(records), (*problems, *_doubled(records, name)))


def _doubled(records: list[Record], name: str) -> tuple[str, ...]:
    """A sentence when one id stands for two records of one type: only the later one is shown."""
    if len({record.id for record in records}) == len(records):
        return ()
    many = len(records) - len({(type(record), record.id, record.rev) for record in records})
    return (f"{name}: {_count(many)} hidden behind another with the same id, and kept.",) if many else ()


def _count(number: int) -> str:
    return "1 record is" if number == 1 else f"{number} records are"


class _Version(Struct):
    v: int = 1


def _field(table: str) -> tuple[str, Any, Any]:
    documents: Any = GenericAlias(dict, (str, TYPES[table]))
    return (table, documents, msgspec.field(default_factory=dict))


@lru_cache(maxsize=1)
def _whole() -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(msgspec.defstruct("Tables", map(_field, TYPES), forbid_unknown_fields=True))


@lru_cache(maxsize=1)
def _asked() -> msgspec.json.Decoder[Any]:
    """As `_whole`; what was noted unasked is only looked over."""
    fields = [(table, msgspec.Raw, msgspec.Raw()) if of in UNASKED else _field(table) for table, of in TYPES.items()]
    return msgspec.json.Decoder(msgspec.defstruct("Tables", fields, forbid_unknown_fields=True))


@lru_cache(maxsize=1)
def _lasting() -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(msgspec.defstruct("Lasting", map(_field, ("spasm", "redflag"))))


@lru_cache(maxsize=1)
def _loose() -> msgspec.json.Decoder[dict[str, dict[str, msgspec.Raw]]]:
    return msgspec.json.Decoder(dict[str, dict[str, msgspec.Raw]])


def _sound(record: Record) -> bool:
    """Whether the values lie where the rules expect them: what is read was perhaps written by a hand."""
    return _all_sound((record,))


def _all_sound(records: Iterable[Record]) -> bool:
    """The same of many: a year's records are looked through at each start, so it is one loop without calls."""
    most_v, (first, last) = newest(), _YEARS
    for record in records:
        text, at = record.id, record.at
        if not (
            record.v <= most_v
            and 1 <= record.rev <= _MOST_REVISIONS
            and 0 < len(text) <= 64
            and text.isascii()
            and text.isprintable()
            and at.tzinfo is not None
            and first <= at.year <= last
        ):
            return False
        check = _CHECKS.get(type(record))
        if check is not None and not check(record):
            return False
    return True


def _of_today(records: list[Record]) -> bool:
    """Whether all are of the newest version, so that no step is needed."""
    wanted = newest()
    return all(record.v >= wanted for record in records)


def _aware(at: datetime | None) -> bool:
    return at is None or (at.tzinfo is not None and _YEARS[0] <= at.year <= _YEARS[1])


def _rating(number: int | None) -> bool:
    return number is None or 0 <= number <= 10


_MOST_S = 366 * 86400
_CHECKS: dict[type[Record], Callable[[Any], bool]] = {
    Spasm: lambda r: _rating(r.pain) and _aware(r.ended) and (r.ended is None or r.ended >= r.at),
    Pain: lambda r: _rating(r.pain),
    Stress: lambda r: _rating(r.stress),
    Session: lambda r: _rating(r.pain_before) and _rating(r.pain_after) and 0 <= r.seconds <= _MOST_S,
    Medicine: lambda r: _rating(r.relief),
    Prompt: lambda r: _aware(r.closed),
}
