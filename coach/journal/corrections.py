"""Corrections: what was recorded is found again, taken back, deleted or put right."""

from collections.abc import Callable, Iterable
from datetime import timedelta, tzinfo

from msgspec.structs import replace

from coach.core.history import everything
from coach.core.records import Posture, Prompt, Record, RedFlag
from coach.errors import CoachError, WrongUse
from coach.journal.ledger import Ledger
from coach.journal.receipt import Receipt
from coach.log.fields import edited, shown
from coach.log.ids import as_typed, new_id, written_at
from coach.log.said import Title, described

_TYPED_AT_LEAST = 4


class Corrections:
    """Puts right what a ledger holds: nothing is changed in place, each correction is a record more.

    Every method may be called from any thread. A wrong word raises WrongUse, what cannot be done now CoachError, and
    what could not be put on disk NotSaved. `title` gives what a routine is called, by its id.
    """

    def __init__(self, ledger: Ledger, title: Title) -> None:
        self._ledger = ledger
        self._title = title

    def find(self, record_id: str) -> Record:
        """A record by its id, or by the end of it (4 characters or more) if only one of the last 13 months has it.

        Raises WrongUse when there is none, or several; CoachError when it is deleted.
        """
        with self._ledger.guard:
            for candidate in (record_id.strip(), as_typed(record_id)):
                if candidate and (revisions := self._ledger.log.revisions(candidate)):
                    if revisions[-1].deleted:
                        raise CoachError(f"The record {candidate} is already deleted.")
                    return revisions[-1]
            ending = as_typed(record_id)
            if len(ending) >= _TYPED_AT_LEAST:
                self._ledger.refresh()
                found = [record for record in everything(self._ledger.history) if record.id.endswith(ending)]
                if len(found) == 1:
                    return found[0]
                if found:
                    raise WrongUse(f"{shown(record_id)} fits {len(found)} records; give the whole id.")
            raise WrongUse(f"There is no record {shown(record_id)}.")

    def undo(self) -> Receipt:
        """Take back the last thing the user recorded on this device; again takes back the one before it.

        CoachError when nothing is left. Prompts and postures that the coach noted do not count.
        """
        from coach.log.undo import last_act

        with self._ledger.guard:
            act = last_act(self._ledger.log)
            if act is None:
                raise CoachError("There is nothing to take back on this device.")
            marks = {"undoes": act.id, "op": self._ledger.log.act_id()}
            stored = self._ledger.write(*((taken.back, marks) for taken in act.records))
            shows = next((taken for taken in act.records if not taken.back.deleted), act.records[0])
            count = len(act.records)
            # only an import writes more than two; of the two of a moved record one comes back
            if count > 2 or (count == 2 and all(taken.back.deleted for taken in act.records)):
                words = f"Taken back: an import of {count} records."
            elif shows.first or (shows.back.deleted and not shows.now.deleted):
                words = f"Taken back: {self._described(shows.now)}."
            elif shows.now.deleted and len(act.records) == 1:
                words = f"No longer deleted: {self._described(shows.back)}."
            else:
                words = f"Change taken back; it is again: {self._described(shows.back)}."
            return Receipt(stored[act.records.index(shows) - len(act.records)], words)

    def edit(self, record_id: str, fields: dict[str, str], zone: tzinfo | None = None) -> Receipt:
        """Change fields of a record, given as words (`{"pain": "6", "at": "yesterday 14:00"}`).

        Times are read in the rules of `zone`, of the clock's own when None.
        """
        with self._ledger.guard:
            if not fields:
                raise WrongUse("Say what to change, as FIELD=VALUE.")
            record = self.find(record_id)
            changed = edited(record, fields, self._ledger.now, zone)
            if changed == record:
                return Receipt(record, f"Nothing changed: {self._described(record)}.")
            new = _id_of_corrected(record, changed, self._ledger.log.act_id)
            if new is None:
                (stored,) = self._ledger.write((replace(changed, rev=record.rev + 1), {}))[-1:]
            else:
                act = {"op": self._ledger.log.act_id()}
                moved = replace(changed, id=new, rev=1)
                gone = replace(record, rev=record.rev + 1, deleted=True)
                stored = self._ledger.write((moved, act), (gone, act))[-2]
            return Receipt(stored, f"Changed; it is now: {self._described(stored)}.")

    def delete(self, record_id: str) -> Receipt:
        """Delete a record; `undo` brings it back."""
        with self._ledger.guard:
            record = self.find(record_id)
            (stored,) = self._ledger.write((replace(record, rev=record.rev + 1, deleted=True), {}))[-1:]
            return Receipt(stored, f"Deleted: {self._described(record)}.")

    def natural_taken_back(self, away_s: int) -> None:
        """The natural break noted last, of so many seconds, was none: the user was reading all the while."""
        with self._ledger.guard:
            unsaved = self._ledger.pending
            postures = [*self._ledger.history.postures, *(record for record in unsaved if isinstance(record, Posture))]
            prompts = [*self._ledger.history.prompts, *(record for record in unsaved if isinstance(record, Prompt))]
            corrected = _without_natural(postures, prompts, away_s)
            if corrected:
                self._ledger.write(*((record, {}) for record in corrected))

    def _described(self, record: Record) -> str:
        return described(record, self._ledger.now, self._title)


def _id_of_corrected(record: Record, changed: Record, fresh: Callable[[], str]) -> str | None:
    """The id of a corrected record that is written as a new one; None where it is a revision of the old.

    A record stays in its month's file, so it moves as a new one. A safety answer keeps its place among the others
    then, unless the correction ticks more: that is a tick of now, and no clearing from before may hide it. `fresh`
    gives an id of now.
    """
    from coach.core.redflags import more_is_ticked

    if isinstance(record, RedFlag) and isinstance(changed, RedFlag) and more_is_ticked(record, changed):
        return fresh()
    if (changed.at.year, changed.at.month) == (record.at.year, record.at.month):
        return None
    written = written_at(record.id) if isinstance(record, RedFlag) else None
    return fresh() if written is None else new_id(written)


def _without_natural(postures: Iterable[Posture], prompts: Iterable[Prompt], away_s: int) -> list[Record]:
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
