"""Corrections that are more than a new revision: of which id the corrected record is, and what goes with a break."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from msgspec.structs import replace

from coach.core.records import Posture, Prompt, Record, RedFlag
from coach.core.redflags import more_is_ticked
from coach.log.ids import new_id, written_at


def id_of_corrected(record: Record, changed: Record, fresh: Callable[[], str]) -> str | None:
    """The id of a corrected record that is written as a new one; None where it is a revision of the old.

    A record stays in its month's file, so it moves as a new one. A safety answer keeps its place among the others
    then, unless the correction ticks more: that is a tick of now, and no clearing from before may hide it. `fresh`
    gives an id of now.
    """
    if isinstance(record, RedFlag) and isinstance(changed, RedFlag) and more_is_ticked(record, changed):
        return fresh()
    if (changed.at.year, changed.at.month) == (record.at.year, record.at.month):
        return None
    written = written_at(record.id) if isinstance(record, RedFlag) else None
    return fresh() if written is None else new_id(written)


def natural_taken_back(postures: Iterable[Posture], prompts: Iterable[Prompt], away_s: int) -> list[Record]:
    """The revisions by which the natural break noted last was none: it goes, and has answered no prompt.

    `away_s` is its length as it was noted, in seconds; nothing when the last one was of another.
    """
    last = max((each for each in postures if each.cause == "natural"), key=lambda each: each.id, default=None)
    if last is None or last.away_s != away_s:
        return []
    back = last.at + timedelta(seconds=away_s + 1)
    answered = [
        replace(prompt, rev=prompt.rev + 1, outcome="unanswered")
        for prompt in prompts
        if prompt.outcome == "natural" and last.at <= prompt.closed <= back
    ]
    return [replace(last, rev=last.rev + 1, deleted=True), *answered]
