"""The log as the rules see it: the winning revision of every record, by type, in order of time."""

from collections.abc import Iterable
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from coach.core.records import (
    ConcernSeen,
    Medicine,
    Note,
    Pain,
    Posture,
    Prompt,
    Record,
    RedFlag,
    Session,
    Spasm,
    Stress,
)


class History(Struct, frozen=True, weakref=True):
    """What is known, each type sorted by (`at`, `id`), deleted records left out."""

    spasms: tuple[Spasm, ...] = ()
    pains: tuple[Pain, ...] = ()
    stresses: tuple[Stress, ...] = ()
    sessions: tuple[Session, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    postures: tuple[Posture, ...] = ()
    medicines: tuple[Medicine, ...] = ()
    redflags: tuple[RedFlag, ...] = ()
    concerns: tuple[ConcernSeen, ...] = ()
    notes: tuple[Note, ...] = ()


_FIELDS: dict[type[Record], str] = {
    Spasm: "spasms", Pain: "pains", Stress: "stresses", Session: "sessions", Prompt: "prompts",
    Posture: "postures", Medicine: "medicines", RedFlag: "redflags", ConcernSeen: "concerns", Note: "notes",
}  # fmt: skip


def history_of(records: Iterable[Record]) -> History:
    """Sort records into a History: of each id in a table only the highest `rev`, none that is deleted.

    Where two devices wrote the same `rev` of one id, the caller hands the winner in last.
    """
    winners: dict[type[Record], dict[str, Record]] = {of_type: {} for of_type in _FIELDS}
    for record in records:
        of_type = winners[type(record)]
        known = of_type.setdefault(record.id, record)
        if known is not record and record.rev >= known.rev:
            of_type[record.id] = record
    return History(**{_FIELDS[one]: _in_order(found.values()) for one, found in winners.items()})  # type: ignore[arg-type]


def with_record(history: History, record: Record) -> History:
    """The history with one more record, or a newer revision of one it holds."""
    field = _FIELDS[type(record)]
    held: tuple[Record, ...] = getattr(history, field)
    if any(known.id == record.id and known.rev > record.rev for known in held):
        return history
    kept = [known for known in held if known.id != record.id]
    if not record.deleted:
        kept.append(record)
        if len(kept) > 1 and _order(kept[-2]) > _order(record):
            kept.sort(key=_order)
    return replace(history, **{field: tuple(kept)})


def everything(history: History) -> list[Record]:
    """All records of all types, in order of time."""
    return sorted((record for name in _FIELDS.values() for record in getattr(history, name)), key=_order)


def _in_order(records: Iterable[Record]) -> tuple[Record, ...]:
    """Those that are not deleted, in the order of `_order`; a year's are sorted at each start, so without its pairs."""
    kept = [record for record in records if not record.deleted]
    kept.sort(key=attrgetter("id"))
    kept.sort(key=attrgetter("at"))
    return tuple(kept)


def _order(record: Record) -> tuple[object, str]:
    return (record.at, record.id)
