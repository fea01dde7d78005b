"""Records made in few words, for tests of the rules."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import count
from typing import Literal

from coach.core.history import History, history_of
from coach.core.records import ConcernSeen, Medicine, Pain, Record, RedFlag, Session, Spasm

DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)
"""The date most tests ask about, a Tuesday."""

_numbers = count()


def new_id() -> str:
    """An id that no other record of this run has; later ones sort after."""
    return f"{next(_numbers):012d}"


def on(day: date | int, at: str = "09:00", zone: tzinfo = UTC) -> datetime:
    """An instant on a date; a number is days from TODAY (-13: thirteen days ago)."""
    if isinstance(day, int):
        day = TODAY + day * DAY
    return datetime.combine(day, time.fromisoformat(at), zone)


def spasm(first: date | int, last: date | int | None = None, pain: int | None = None, at: str = "09:00") -> Spasm:
    """A spasm from 09:00 on a date to 21:00 on another, open when `last` is None."""
    return Spasm(id=new_id(), at=on(first, at), ended=None if last is None else on(last, "21:00"), pain=pain)


def pain(day: date | int, nrs: int, at: str = "17:00") -> Pain:
    """A rating."""
    return Pain(id=new_id(), at=on(day, at), pain=nrs)


def session(at: datetime, before: int | None, after: int | None, seconds: int = 600, told: bool = False) -> Session:
    """A walk."""
    return Session(
        id=new_id(),
        at=at,
        routine="walk",
        kind="walk",
        seconds=seconds,
        pain_before=before,
        pain_after=after,
        told=told,
    )


def nsaid(day: date | int, marked: bool = True) -> Medicine:
    """A dose of ibuprofen."""
    return Medicine(id=new_id(), at=on(day), name="ibuprofen", nsaid=marked)


def flag(
    day: date | int,
    *symptoms: str,
    action: Literal["ticked", "none", "cleared", "mistake", "history"] = "ticked",
    at: str = "09:00",
) -> RedFlag:
    """An answer to the safety questions."""
    return RedFlag(id=new_id(), at=on(day, at), action=action, symptoms=symptoms)


def seen(day: date | int, code: str, message: str = "", appointment: date | None = None) -> ConcernSeen:
    """A concern folded away at noon."""
    return ConcernSeen(id=new_id(), at=on(day, "12:00"), code=code, message=message, appointment=appointment)


def log(*records: Record) -> History:
    """The history of these records."""
    return history_of(records)


def unsorted(records: Iterable[Record]) -> History:
    """A history whose tables keep the order in which the records are handed in."""
    tables: dict[str, list[Record]] = {}
    names = {
        "spasm": "spasms", "pain": "pains", "session": "sessions", "medicine": "medicines", "redflag": "redflags",
        "concern": "concerns", "stress": "stresses", "note": "notes", "posture": "postures", "prompt": "prompts",
    }  # fmt: skip
    for record in records:
        tables.setdefault(names[record.table], []).append(record)
    return History(**{name: tuple(found) for name, found in tables.items()})  # type: ignore[arg-type]
