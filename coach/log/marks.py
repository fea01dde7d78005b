"""What documents say beside their records: which act each was written in, and which act it takes back.

`op` is the id of the act (an act may write several records; a first revision without one is an act of its own, under
its own id), `undoes` the act it takes back, `from` the device an imported one was written on: that is no act of ours.
Ids sort by time, so the acts of a device are in order whatever times their records tell of.
"""

from contextlib import suppress
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Struct

from coach.log.shards import UNDECODABLE

USER_TABLES = ("spasm", "pain", "stress", "session", "medicine", "redflag", "concern", "note")
"""Tables of what the user records; prompts and postures the coach notes by itself."""


class Mark(Struct):
    """One document's id, revision and marks."""

    id: str
    rev: int = 1
    op: str = ""
    undoes: str = ""
    origin: str = msgspec.field(name="from", default="")

    @property
    def act(self) -> str:
        """The id of the act it was written in."""
        return self.op or self.id


def marks_of(data: bytes) -> list[Mark]:
    """The marks of a shard's bytes, of what the user recorded; what cannot be read has none."""
    try:
        tables = _whole().decode(data)
    except UNDECODABLE:
        found = _one_by_one(data)
    else:
        found = [mark for table in USER_TABLES for mark in getattr(tables, table).values()]
    return found


@lru_cache(maxsize=1)
def _whole() -> Any:
    fields: Any = [(table, dict[str, Mark], msgspec.field(default_factory=dict)) for table in USER_TABLES]
    return msgspec.json.Decoder(msgspec.defstruct("Marks", fields))


def _one_by_one(data: bytes) -> list[Mark]:
    found = []
    try:
        tables = msgspec.json.decode(data, type=dict[str, dict[str, msgspec.Raw]])
    except UNDECODABLE:
        return []
    for table in USER_TABLES:
        for raw in tables.get(table, {}).values():
            with suppress(*UNDECODABLE):  # a document that cannot be read cannot be taken back
                found.append(msgspec.json.decode(raw, type=Mark))
    return found
