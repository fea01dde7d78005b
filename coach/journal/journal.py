"""Recording: a spasm, a pain, a session, a prompt and its outcome, each checked, written down for good, and said."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, TypedDict

from msgspec.structs import replace

from coach.clock import Clock
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
from coach.errors import CoachError, WrongUse
from coach.journal.corrections import Corrections
from coach.journal.ledger import Ledger
from coach.journal.receipt import Receipt
from coach.log.fields import checked_record, shown
from coach.log.log import Log
from coach.log.said import Title, clock, said


class _Base(TypedDict):
    id: str
    at: datetime


class Journal(Ledger):
    """What the user and the coach write down.

    A wrong word raises WrongUse, what cannot be done now CoachError, and what could not be put on disk NotSaved; such
    a record stays in `pending`. A time given must be aware (ValueError); None means now. `title` gives what a routine
    is called, by its id; receipts call it so. What is written already is put right by its `corrections`.
    """

    def __init__(self, log: Log, clock: Clock, title: Title = str) -> None:
        super().__init__(log, clock)
        self.corrections = Corrections(self, title)
        self._title = title

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
        with self.guard:
            self.refresh()
            if spasm_id is not None:
                spasm = self.corrections.find(spasm_id)
                if not isinstance(spasm, Spasm):
                    raise WrongUse(f"{shown(spasm_id)} is not a spasm.")
                if spasm.ended is not None:
                    raise CoachError(f"That spasm has already ended, {clock(spasm.ended, self.now)}.")
            else:
                still_open = [spasm for spasm in self.history.spasms if spasm.ended is None]
                if not still_open:
                    raise CoachError("No spasm is open, so there is none to end.")
                spasm = still_open[-1]
            ended = replace(spasm, ended=at if at is not None else self.now, rev=spasm.rev + 1)
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

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _base(self, at: datetime | None) -> _Base:
        now = self.now
        return {"id": self.log.act_id(), "at": now if at is None else at}

    def _record(self, record: Record, before: Record | None = None) -> Receipt:
        with self.guard:
            checked = checked_record(record, self.now, before)
            stored = self.write((checked, {}))[-1]
            return Receipt(stored, said(stored, self.now, self._title))
