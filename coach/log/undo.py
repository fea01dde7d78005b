"""What was done last on this device, and what it was before.

Beside its record a document may say `op`, the id of the act it was written in (an act may write two records; a first
revision without one is an act of its own, under its own id), `undoes`, the act it takes back, and `from`, the device an
imported one was written on: that is no act of this device. Ids sort by time, so
the acts of a device are in order whatever times their records tell of.
"""

from contextlib import suppress
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from coach.core.records import Record
from coach.log.log import Log
from coach.log.shards import UNDECODABLE

USER_TABLES = ("spasm", "pain", "stress", "session", "medicine", "redflag", "concern", "note")
"""Tables of what the user records; prompts and postures the coach notes by itself."""


class _Mark(Struct):
    id: str
    rev: int = 1
    op: str = ""
    undoes: str = ""
    origin: str = msgspec.field(name="from", default="")

    @property
    def act(self) -> str:
        return self.op or self.id


class Taken(Struct, frozen=True):
    """One record of the act to take back: as it is now, and the revision to write, which is as it was before."""

    now: Record
    back: Record
    first: bool
    """Whether the act wrote it down for the first time."""


class Act(Struct, frozen=True):
    """The last act of the user on this device that still stands."""

    id: str
    records: tuple[Taken, ...]


def last_act(log: Log) -> Act | None:
    """The act that an undo takes back next; None when there is none left."""
    acts: dict[str, list[_Mark]] = {}
    undone: set[str] = set()
    for mark in _own_marks(log):
        if mark.undoes:
            undone.add(mark.undoes)
        else:
            acts.setdefault(mark.act, []).append(mark)
    for act in sorted(acts, reverse=True):
        if act in undone:
            continue
        taken = [found for mark in acts[act] if (found := _taken(log, mark)) is not None]
        if taken:
            return Act(act, tuple(taken))
    return None


def _taken(log: Log, mark: _Mark) -> Taken | None:
    revisions = log.revisions(mark.id)
    if not revisions:
        return None
    current = revisions[-1]
    before = [record for record in revisions if record.rev < mark.rev]
    back = replace(before[-1], rev=current.rev + 1) if before else replace(current, rev=current.rev + 1, deleted=True)
    return Taken(current, back, not before)


def _own_marks(log: Log) -> list[_Mark]:
    found: list[_Mark] = []
    whole: Any = msgspec.json.Decoder(
        msgspec.defstruct(
            "Marks", [(table, dict[str, _Mark], msgspec.field(default_factory=dict)) for table in USER_TABLES]
        )
    )
    for file, data in log.shards():
        if file.device != log.device or not file.main:
            continue
        try:
            tables = whole.decode(data)
        except UNDECODABLE:
            found.extend(_one_by_one(data))
            continue
        for table in USER_TABLES:
            found.extend(getattr(tables, table).values())
    return [mark for mark in found if not mark.origin]


def _one_by_one(data: bytes) -> list[_Mark]:
    found = []
    try:
        tables = msgspec.json.decode(data, type=dict[str, dict[str, msgspec.Raw]])
    except UNDECODABLE:
        return []
    for table in USER_TABLES:
        for raw in tables.get(table, {}).values():
            with suppress(*UNDECODABLE):  # a document that cannot be read cannot be taken back
                found.append(msgspec.json.decode(raw, type=_Mark))
    return found
