"""The fields of a record: what each may hold, checked as values and read from the words of a person."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

import msgspec

from coach.core.plain import one_line
from coach.core.records import AREAS, SIGNS, TRIGGERS, Posture, Prompt, Record, RedFlag, Session, Spasm
from coach.core.when import parse_date, parse_when
from coach.errors import WrongUse

MOST_TEXT = 10_000
"""Characters in a note or another text (our default)."""
MOST_SESSION_S = 24 * 3600
"""Seconds in a session (our default)."""
SESSION_KINDS = ("shift", "break", "walk", "rest", "breathe", "relief")
"""What a routine, and so a session, may be for."""
GRACE = timedelta(minutes=1)
"""How far ahead a time may lie: clocks of two programs differ a little (our default)."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def checked_moment(at: datetime, now: datetime, *, told: bool = True) -> datetime:
    """The time to store: whole seconds, its offset fixed.

    `told` is a time that a person gave: one in the future is refused with WrongUse. A time without an offset is a
    fault of the program: ValueError.
    """
    offset = at.utcoffset()
    if offset is None:
        raise ValueError(f"a time without an offset: {at}")
    if at.year < _FIRST_YEAR:
        raise WrongUse(f"The year {at.year} is too long ago.")
    if told and (at.year > _LAST_YEAR or at.astimezone(UTC) > now.astimezone(UTC) + GRACE):
        raise WrongUse(f"{at:%Y-%m-%d %H:%M} lies in the future; records are of what has happened.")
    return at.replace(microsecond=0, tzinfo=UTC if not offset else timezone(offset))


def checked_rating(number: int, what: str) -> int:
    """A rating, 0 to 10. Raises WrongUse."""
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= 10:
        raise WrongUse(f"{what} is a whole number from 0 to 10, not {number}.")
    return number


def checked_text(text: str, what: str, most: int = MOST_TEXT) -> str:
    """A text, as it is. Raises WrongUse for one that cannot be stored: too long, a NUL, half a character."""
    if len(text) > most:
        raise WrongUse(f"{what} may have up to {most:,} characters, not {len(text):,}.")
    if "\0" in text:
        raise WrongUse(f"{what} may not contain the NUL character.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise WrongUse(f"{what} contains half a character (a lone surrogate), which cannot be stored.") from None
    return text


def checked_words(words: Iterable[str], allowed: tuple[str, ...], what: str) -> tuple[str, ...]:
    """Words of a fixed list, each once, in the order of the list. Raises WrongUse, saying what is allowed."""
    given = set(words)
    for word in sorted(given - set(allowed)):
        raise WrongUse(f"{shown(word)} is no {what}; choose from {', '.join(allowed)}.")
    return tuple(word for word in allowed if word in given)


def checked_seconds(seconds: int, what: str) -> int:
    """A length in seconds, up to a day. Raises WrongUse."""
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 <= seconds <= MOST_SESSION_S:
        raise WrongUse(f"{what} is a length of up to 24 hours, not {seconds} seconds.")
    return seconds


def checked_record(record: Record, now: datetime, before: Record | None = None) -> Record:
    """A whole record with every field checked, and what its fields must be to each other. Raises WrongUse.

    `before` is what it was: a time that stays as it was may lie ahead, for the clock may have been set back since.
    """
    # what the coach noted by itself is never refused: the clock may have been set back since
    told = record.told if isinstance(record, Session) else not isinstance(record, (Prompt, Posture))
    fresh = told and (before is None or before.at != record.at)
    changes: dict[str, Any] = {"at": checked_moment(record.at, now, told=fresh)}
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if name in ("id", "rev", "v", "deleted", "at") or value is None:
            continue
        what = WHAT.get(name, name.replace("_", " ").capitalize())
        if isinstance(value, datetime):
            fresh = told and value != getattr(before, name, None)
            changes[name] = checked_moment(value, now, told=fresh)
        elif name in _RATINGS:
            changes[name] = checked_rating(value, what)
        elif name in ("seconds", "planned_seconds"):
            changes[name] = checked_seconds(value, what)
        elif name in _LISTS:
            changes[name] = checked_words(value, _allowed(record, name), what.lower())
        elif name == "kind" and isinstance(record, Session):
            changes[name] = checked_words((value,), SESSION_KINDS, "kind of session")[0]
        elif isinstance(value, str):
            changes[name] = checked_text(value, what)
    checked = msgspec.structs.replace(record, **changes)
    if isinstance(checked, Spasm) and checked.ended is not None and checked.ended < checked.at:
        raise WrongUse(
            f"A spasm cannot end ({checked.ended:%Y-%m-%d %H:%M}) before its start ({checked.at:%Y-%m-%d %H:%M})."
        )
    try:
        return msgspec.convert(msgspec.structs.asdict(checked), type(checked))
    except msgspec.ValidationError as error:
        raise WrongUse(f"That cannot be recorded: {error}.") from None


def edited(record: Record, fields: dict[str, str], now: datetime, zone: tzinfo | None = None) -> Record:
    """The record with fields changed, each given as the words of a person; an empty word clears what may be empty.

    Times are read in the rules of `zone`, of `now`'s own when None. Raises WrongUse for a field that is not there or a
    word it cannot take.
    """
    if isinstance(record, (Prompt, Posture)):
        raise WrongUse("What the coach noted by itself cannot be edited.")
    allowed = [name for name in record.__struct_fields__ if name not in ("id", "rev", "v", "deleted", "told")]
    zone = zone or now.tzinfo or UTC
    changes: dict[str, Any] = {}
    for given, value in fields.items():
        name = _ALIASES.get(given.strip().lower(), given.strip().lower())
        if name == "minutes" and "seconds" in allowed:
            changes["seconds"] = _whole(value, "Minutes") * 60
        elif name not in allowed:
            raise WrongUse(f"A {type(record).table} has no field {shown(given)}; it has {', '.join(allowed)}.")
        else:
            changes[name] = _parsed(record, name, value, now, zone)
    return checked_record(msgspec.structs.replace(record, **changes), now, record)


def _parsed(record: Record, name: str, value: str, now: datetime, zone: tzinfo) -> Any:
    what = WHAT.get(name, name.replace("_", " ").capitalize())
    word = value.strip().lower()
    held: Any = getattr(record, name)
    empty = word in ("", "none", "-")
    if name in ("at", "ended"):
        return None if name == "ended" and empty else parse_when(value, now, zone)
    if name == "appointment":
        return None if empty else parse_date(value, now.astimezone(zone).date())
    if name in _RATINGS:
        optional = name not in ("stress",) and not (name == "pain" and type(record).table == "pain")
        return None if optional and empty else checked_rating(_whole(value, what), what)
    if name in ("seconds", "planned_seconds"):
        return _whole(value, what)
    if name in _LISTS:
        return () if empty else checked_words(re.split(r"[\s,]+", word), _allowed(record, name), what.lower())
    if isinstance(held, bool):
        if word not in _YES_NO:
            raise WrongUse(f"{what} is yes or no, not {shown(value)}.")
        return _YES_NO[word]
    if name == "felt":
        return None if empty else checked_words((word,), ("better", "same", "worse"), "feeling")[0]
    if name in ("name", "code", "routine", "kind", "action") and not word:
        raise WrongUse(f"{what} may not be empty.")
    return value


def shown(text: str) -> str:
    """A word of the user's inside a sentence: without control characters, cut short."""
    plain = one_line(text, "·")
    return f'"{plain[:60]}{"…" if len(plain) > 60 else ""}"'


def _whole(text: str, what: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text.strip(), re.ASCII):
        raise WrongUse(f"{what} is a whole number, not {shown(text)}.")
    return int(text)


def _allowed(record: Record, name: str) -> tuple[str, ...]:
    if isinstance(record, RedFlag):
        from coach.core.redflags import HISTORY_SLUGS, SLUGS

        return HISTORY_SLUGS if record.action == "history" else SLUGS
    return _LISTS[name]


_RATINGS = ("pain", "stress", "relief", "pain_before", "pain_after")
_LISTS: dict[str, tuple[str, ...]] = {"where": AREAS, "triggers": TRIGGERS, "signs": SIGNS, "symptoms": ()}
_ALIASES = {
    "start": "at", "time": "at", "end": "ended", "area": "where", "trigger": "triggers", "sign": "signs",
    "before": "pain_before", "after": "pain_after",
}  # fmt: skip
_YES_NO = {"yes": True, "true": True, "y": True, "1": True, "no": False, "false": False, "n": False, "0": False}
WHAT = {
    "where": "Area", "triggers": "Trigger", "signs": "Sign", "symptoms": "Symptom", "pain_before": "Pain before",
    "pain_after": "Pain after", "seconds": "Length", "planned_seconds": "Planned length",
}  # fmt: skip
"""What a field is called in a sentence, where its own name will not do."""
