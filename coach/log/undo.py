"""What was done last on this device, and what it was before."""

from msgspec import Struct
from msgspec.structs import replace

from coach.core.records import Record
from coach.log.log import Log
from coach.log.marks import Mark, marks_of


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
    acts: dict[str, list[Mark]] = {}
    undone: set[str] = set()
    for mark in _own_marks(log):
        if mark.undoes:
            undone.add(mark.undoes)
        else:
            acts.setdefault(mark.act, []).append(mark)
    for act in sorted(acts.keys() - undone, reverse=True):
        known = log.all_revisions({mark.id for mark in acts[act]})
        taken = [found for mark in acts[act] if (found := _taken(known[mark.id], mark)) is not None]
        if taken:
            return Act(act, tuple(taken))
    return None


def _taken(revisions: list[Record], mark: Mark) -> Taken | None:
    if not revisions:
        return None
    current = revisions[-1]
    before = [record for record in revisions if record.rev < mark.rev]
    back = replace(before[-1], rev=current.rev + 1) if before else replace(current, rev=current.rev + 1, deleted=True)
    return Taken(current, back, not before)


def _own_marks(log: Log) -> list[Mark]:
    return [
        mark
        for file, data in log.shards()
        if file.device == log.device and file.main
        for mark in marks_of(data)
        if not mark.origin
    ]
