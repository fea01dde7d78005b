"""The one way to record something: checks it, writes it down for good, and says in one sentence what was done."""

import threading
from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from typing import Literal, TypedDict

from msgspec import Struct
from msgspec.structs import replace

from coach.clock import Clock
from coach.core.history import History, everything, with_record
from coach.core.records import (
    ConcernSeen,
    Feeling,
    Kind,
    Medicine,
    Note,
    Outcome,
    Pain,
    Posture,
    Prompt,
    Record,
    RedFlag,
    Session,
    Spasm,
    Stress,
)
from coach.errors import CoachError, NotSaved, WrongUse
from coach.log.fields import checked_record, edited, shown
from coach.log.ids import as_typed
from coach.log.log import Log
from coach.log.said import Title, clock, described, said

KEPT_MONTHS = 13
"""Months of log that are kept at hand: a year and a month, for the bouts of a year (design of the log)."""
_TYPED_AT_LEAST = 4
_MANY = 100
"""Records at once from which on it is quicker to read the history anew."""


class _Base(TypedDict):
    id: str
    at: datetime


class Receipt(Struct, frozen=True):
    """What was recorded, as it is on disk, and one sentence that says so."""

    record: Record
    said: str


class Journal:
    """What the user and the coach write down, and the history of the last 13 months.

    Every method may be called from any thread. A wrong word raises WrongUse, what cannot be done now CoachError, and
    what could not be put on disk NotSaved; such a record stays in `pending`. A time given must be aware (ValueError);
    None means now. `title` gives what a routine is called, by its id; receipts call it so.
    """

    def __init__(self, log: Log, clock: Clock, title: Title = str) -> None:
        self.log = log
        self._clock = clock
        self._title = title
        self._guard = threading.RLock()
        self._history: History | None = None
        self._since = date.min
        self._version = 0
        self._pending: list[tuple[Record, dict[str, str]]] = []

    # ── what is known ────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def history(self) -> History:
        """The last 13 months, merged over all devices, with everything that was appended here."""
        with self._guard:
            if self._history is None:
                self._since = _months_before(self._clock.wall().date(), KEPT_MONTHS)
                self._history = self.log.history(self._since)
            return self._history

    def refresh(self) -> bool:
        """Read what other processes and devices have written since; whether there was anything."""
        with self._guard:
            if self._history is not None and not self.log.refresh(self._since):
                return False
            before = self._history
            self._history = None
            self._version += 1
            return self.history != before

    @property
    def version(self) -> int:
        """Counts up whenever the history may have changed.

        For those who look in turn: only the first of them sees `refresh` say so.
        """
        with self._guard:
            return self._version

    @property
    def pending(self) -> tuple[Record, ...]:
        """Records that could not be saved; the next record or `retry` tries them again."""
        with self._guard:
            return tuple(record for record, _ in self._pending)

    def retry(self) -> tuple[Record, ...]:
        """Save what is pending; returns what was saved. Raises NotSaved when it cannot be done yet."""
        with self._guard:
            return self._write() if self._pending else ()

    # ── what the user records ────────────────────────────────────────────────────────────────────────────────────

    def spasm_start(
        self,
        at: datetime | None = None,
        pain: int | None = None,
        where: Iterable[str] = (),
        triggers: Iterable[str] = (),
        signs: Iterable[str] = (),
        note: str = "",
        ended: datetime | None = None,
    ) -> Receipt:
        """A spasm began, and perhaps has `ended` already.

        `pain` is NRS 0-10 at its onset, the words are of AREAS, TRIGGERS and SIGNS.
        """
        return self._record(
            Spasm(
                **self._base(at),
                ended=ended,
                pain=pain,
                where=tuple(where),
                triggers=tuple(triggers),
                signs=tuple(signs),
                note=note,
            )
        )

    def spasm_end(self, spasm_id: str | None = None, at: datetime | None = None) -> Receipt:
        """A spasm ended: the one named, or the newest open one. CoachError when none is open."""
        with self._guard:
            self.refresh()
            if spasm_id is not None:
                spasm = self.find(spasm_id)
                if not isinstance(spasm, Spasm):
                    raise WrongUse(f"{shown(spasm_id)} is not a spasm.")
                if spasm.ended is not None:
                    raise CoachError(f"That spasm has already ended, {clock(spasm.ended, self._now)}.")
            else:
                still_open = [spasm for spasm in self.history.spasms if spasm.ended is None]
                if not still_open:
                    raise CoachError("No spasm is open, so there is none to end.")
                spasm = still_open[-1]
            ended = replace(spasm, ended=at if at is not None else self._now, rev=spasm.rev + 1)
            return self._record(ended, spasm)

    def pain(self, nrs: int, at: datetime | None = None, note: str = "") -> Receipt:
        """Pain, NRS 0-10."""
        return self._record(Pain(**self._base(at), pain=nrs, note=note))

    def stress(self, level: int, at: datetime | None = None, note: str = "") -> Receipt:
        """Stress, 0-10."""
        return self._record(Stress(**self._base(at), stress=level, note=note))

    def session(
        self,
        routine: str,
        kind: str,
        seconds: int,
        at: datetime | None = None,
        planned_seconds: int | None = None,
        partial: bool = False,
        pain_before: int | None = None,
        pain_after: int | None = None,
        felt: Feeling | None = None,
        told: bool = False,
    ) -> Receipt:
        """A run of a routine that began at `at`; `told` when it was done away from the app."""
        return self._record(
            Session(
                **self._base(at),
                routine=routine,
                kind=kind,
                seconds=seconds,
                planned_seconds=planned_seconds,
                partial=partial,
                pain_before=pain_before,
                pain_after=pain_after,
                felt=felt,
                told=told,
            )
        )

    def took(
        self,
        name: str,
        at: datetime | None = None,
        amount: str = "",
        nsaid: bool = False,
        prescribed: bool = False,
        relief: int | None = None,
        note: str = "",
    ) -> Receipt:
        """A medicine was taken: recorded only. `amount` is free text, `relief` 0-10."""
        if not name.strip():
            raise WrongUse("The name of the medicine is missing.")
        medicine = Medicine(
            **self._base(at), name=name, amount=amount, nsaid=nsaid, prescribed=prescribed, relief=relief, note=note
        )
        return self._record(medicine)

    def redflag(
        self,
        action: Literal["ticked", "none", "cleared", "mistake", "history"],
        symptoms: Iterable[str] = (),
        at: datetime | None = None,
    ) -> Receipt:
        """An answer to the safety questions; `symptoms` are slugs of `coach.core.redflags`."""
        named = tuple(symptoms)
        if action == "ticked" and not named:
            raise WrongUse("Say which symptom was noticed.")
        return self._record(RedFlag(**self._base(at), action=action, symptoms=named))

    def concern_seen(
        self, code: str, message: str = "", appointment: date | None = None, at: datetime | None = None
    ) -> Receipt:
        """A concern is folded away until it changes (its `message`, as it read) or the appointment's day comes."""
        return self._record(ConcernSeen(**self._base(at), code=code, message=message, appointment=appointment))

    def note(self, text: str, at: datetime | None = None) -> Receipt:
        """A free note."""
        if not text.strip():
            raise WrongUse("The note is empty.")
        return self._record(Note(**self._base(at), text=text))

    # ── what the coach notes by itself ───────────────────────────────────────────────────────────────────────────

    def prompt(
        self,
        kind: Kind,
        outcome: Outcome,
        at: datetime,
        closed: datetime,
        routine: str | None = None,
        channel: Literal["desktop", "app"] | None = None,
        snoozes: int = 0,
        repeats: int = 0,
        reason: str | None = None,
        why: str = "",
        held_s: int = 0,
        came: bool = True,
    ) -> Receipt:
        """A prompt that came at `at` ended at `closed` with this outcome."""
        return self._record(
            Prompt(
                **self._base(at),
                kind=kind,
                outcome=outcome,
                closed=closed,
                routine=routine,
                channel=channel,
                snoozes=snoozes,
                repeats=repeats,
                reason=reason,
                why=why,
                held_s=held_s,
                came=came,
            )
        )

    def posture(
        self,
        change: Literal["up", "shift", "sit", "stand"],
        at: datetime | None = None,
        cause: Literal["natural", "break", "walk", "rest", "relief", "told", "day"] = "told",
        sat_s: int | None = None,
        away_s: int | None = None,
    ) -> Receipt:
        """The posture changed, or a sit ended."""
        return self._record(Posture(**self._base(at), change=change, cause=cause, sat_s=sat_s, away_s=away_s))

    def natural_taken_back(self, away_s: int) -> None:
        """The natural break noted last, of so many seconds, was none: the user was reading all the while."""
        from coach.log.correcting import natural_taken_back

        with self._guard:
            unsaved = [record for record, _ in self._pending]
            postures = [*self.history.postures, *(record for record in unsaved if isinstance(record, Posture))]
            prompts = [*self.history.prompts, *(record for record in unsaved if isinstance(record, Prompt))]
            corrected = natural_taken_back(postures, prompts, away_s)
            if corrected:
                self._write(*((record, {}) for record in corrected))

    # ── taking back and putting right ────────────────────────────────────────────────────────────────────────────

    def undo(self) -> Receipt:
        """Take back the last thing the user recorded on this device; again takes back the one before it.

        CoachError when nothing is left. Prompts and postures that the coach noted do not count.
        """
        from coach.log.undo import last_act

        with self._guard:
            act = last_act(self.log)
            if act is None:
                raise CoachError("There is nothing to take back on this device.")
            marks = {"undoes": act.id, "op": self.log.act_id()}
            stored = self._write(*((taken.back, marks) for taken in act.records))
            shows = next((taken for taken in act.records if not taken.back.deleted), act.records[0])
            if len(act.records) > 2:  # no act but an import writes more
                words = f"Taken back: an import of {len(act.records)} records."
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
        from coach.log.correcting import id_of_corrected

        with self._guard:
            if not fields:
                raise WrongUse("Say what to change, as FIELD=VALUE.")
            record = self.find(record_id)
            changed = edited(record, fields, self._now, zone)
            if changed == record:
                return Receipt(record, f"Nothing changed: {self._described(record)}.")
            new = id_of_corrected(record, changed, self.log.act_id)
            if new is None:
                (stored,) = self._write((replace(changed, rev=record.rev + 1), {}))[-1:]
            else:
                act = {"op": self.log.act_id()}
                moved = replace(changed, id=new, rev=1)
                gone = replace(record, rev=record.rev + 1, deleted=True)
                stored = self._write((moved, act), (gone, act))[-2]
            return Receipt(stored, f"Changed; it is now: {self._described(stored)}.")

    def delete(self, record_id: str) -> Receipt:
        """Delete a record; `undo` brings it back."""
        with self._guard:
            record = self.find(record_id)
            (stored,) = self._write((replace(record, rev=record.rev + 1, deleted=True), {}))[-1:]
            return Receipt(stored, f"Deleted: {self._described(record)}.")

    def find(self, record_id: str) -> Record:
        """A record by its id, or by the end of it (4 characters or more) if only one of the last 13 months has it.

        Raises WrongUse when there is none, or several; CoachError when it is deleted.
        """
        with self._guard:
            for candidate in (record_id.strip(), as_typed(record_id)):
                if candidate and (revisions := self.log.revisions(candidate)):
                    if revisions[-1].deleted:
                        raise CoachError(f"The record {candidate} is already deleted.")
                    return revisions[-1]
            ending = as_typed(record_id)
            if len(ending) >= _TYPED_AT_LEAST:
                self.refresh()
                found = [record for record in everything(self.history) if record.id.endswith(ending)]
                if len(found) == 1:
                    return found[0]
                if found:
                    raise WrongUse(f"{shown(record_id)} fits {len(found)} records; give the whole id.")
            raise WrongUse(f"There is no record {shown(record_id)}.")

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _now(self) -> datetime:
        return self._clock.wall()

    def _described(self, record: Record) -> str:
        return described(record, self._now, self._title)

    def _base(self, at: datetime | None) -> _Base:
        now = self._now
        return {"id": self.log.act_id(), "at": now if at is None else at}

    def _record(self, record: Record, before: Record | None = None) -> Receipt:
        with self._guard:
            checked = checked_record(record, self._now, before)
            stored = self._write((checked, {}))[-1]
            return Receipt(stored, said(stored, self._now, self._title))

    def _write(self, *entries: tuple[Record, dict[str, str]]) -> tuple[Record, ...]:
        """Write what is pending and the new entries; on failure all of them stay pending."""
        wanted = [*self._pending, *entries]
        try:
            stored = self.log.write(wanted)
        except NotSaved:
            self._pending = wanted
            raise
        self._pending = []
        self._version += 1
        if len(stored) > _MANY:
            self._history = None
        if self._history is not None:
            for record in stored:
                if record.at.date() < self._since:
                    self._history = None
                    break
                self._history = with_record(self._history, record)
        return stored


def _months_before(day: date, months: int) -> date:
    """The first day of the month that lies so many months before that of `day`."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
