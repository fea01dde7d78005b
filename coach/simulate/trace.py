"""Reading a trace: JSON lines of what happened at a desk, each checked, each fault told with its line."""

from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from coach.clock import zone_named
from coach.core.redflags import SLUGS
from coach.core.reminders.model import Action
from coach.errors import WrongUse

FIRST_YEAR, LAST_YEAR = 1970, 2200
MOST_JUMP = timedelta(days=366)
"""So far may the jumps of the clock lead away in all."""


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a trace: `at`, and one thing that happened then."""

    at: datetime
    presence: Literal["present", "typing", "idle", "locked", "asleep"] | None = None
    hold: Literal["meeting", "focus", "fullscreen"] | None | UnsetType = UNSET
    until: datetime | None = None
    answer: Action | None = None
    reason: str | None = None
    pause: str | None = None
    resume: bool | None = None
    stay: bool | None = None
    posture: Literal["stand", "sit", "up"] | None = None
    pain: int | None = None
    stress: int | None = None
    spasm: Literal["start", "end"] | None = None
    redflag: str | None | UnsetType = UNSET
    clock: int | None = None
    zone: str | None = None
    end: bool | None = None


WORDS = (
    "presence", "hold", "answer", "pause", "resume", "stay", "posture", "pain", "stress", "spasm", "redflag", "clock",
    "zone", "end",
)  # fmt: skip

_RATING = "a whole number from 0 to 10"
_TIME = "a time with its offset, such as 2026-11-24T09:00:00+01:00"
_TAKES = {
    "at": _TIME,
    "presence": "present, typing, idle, locked or asleep",
    "hold": "meeting, focus, fullscreen or null",
    "until": _TIME,
    "answer": "start, done, snooze or skip",
    "reason": "a few words",
    "pause": "a duration such as 1h",
    "resume": "true",
    "stay": "true or false",
    "posture": "sit, stand or up",
    "pain": _RATING,
    "stress": _RATING,
    "spasm": "start or end",
    "redflag": "the name of a symptom, or null",
    "clock": "whole seconds, which lead away by a year at most in all",
    "zone": "the name of a time zone such as Europe/Berlin",
    "end": "true",
}
"""What may stand after each key."""


def read_trace(text: str) -> tuple[Line, ...]:
    """The lines of a trace, empty ones left out. Raises WrongUse with the line's number for one that cannot be."""
    lines: list[Line] = []
    ahead = timedelta()
    last: datetime | None = None
    for number, row in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not row.strip():
            continue
        try:
            line = _read_line(row)
            if last is not None and line.at - ahead < last:
                raise WrongUse("it lies before the line above it; lines stand in order of elapsed time.")
            jumped = ahead + timedelta(seconds=line.clock or 0)
            if abs(jumped) > MOST_JUMP:
                raise _wrong("clock", line.clock)
        except WrongUse as error:
            raise WrongUse(f"trace line {number}: {error}") from error
        last, ahead = line.at - ahead, jumped
        lines.append(line)
    return tuple(lines)


def duration_s(text: str) -> int:
    """A duration as in config.toml, in seconds. Raises WrongUse."""
    from coach.config import parse_duration

    return parse_duration(text)


def _read_line(row: str) -> Line:
    try:
        found = msgspec.json.decode(row)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise WrongUse('this is not a JSON object such as {"at": "2026-11-24T09:00:00+01:00", "presence": "present"}.')
    for key in found:
        if key not in _TAKES:
            close = get_close_matches(str(key)[:40], _TAKES, n=1)
            hint = f"did you mean {close[0]}?" if close else f"it can say {', '.join(WORDS)}."
            raise WrongUse(f"there is no {_shown(key)}; {hint}")
    if "at" not in found:
        raise WrongUse(f"at is missing: {_TIME}.")
    times = {key: _time(key, found[key]) for key in ("at", "until") if found.get(key) is not None or key == "at"}
    line = _typed({**found, **times})
    _check(line)
    return line


def _time(key: str, value: object) -> datetime:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise _wrong(key, value)
    return at


def _typed(found: dict[str, object]) -> Line:
    try:
        return msgspec.convert(found, Line)
    except msgspec.ValidationError as error:
        for key, value in found.items():
            try:
                msgspec.convert({"at": found["at"], key: value}, Line)
            except msgspec.ValidationError:
                raise _wrong(key, value) from error
        raise WrongUse(f"{error}.") from error


def _check(line: Line) -> None:
    """What the types do not say. Raises WrongUse."""
    said = [word for word in WORDS if _is_said(word, getattr(line, word))]
    if "spasm" in said and "pain" in said:
        said.remove("pain")
    if len(said) != 1:
        raise WrongUse(f"a line says one thing of {', '.join(WORDS)}, and this one {', '.join(said) or 'none'}.")
    for key in ("pain", "stress"):
        rating = getattr(line, key)
        if rating is not None and not 0 <= rating <= 10:
            raise _wrong(key, rating)
    for key in ("resume", "end"):
        if getattr(line, key) is False:
            raise _wrong(key, False)
    if line.reason is not None and line.answer is None:
        raise WrongUse("reason belongs to an answer.")
    if line.until is not None and not isinstance(line.hold, str):
        raise WrongUse("until belongs to a hold.")
    if isinstance(line.redflag, str) and line.redflag not in SLUGS:
        close = get_close_matches(line.redflag[:40], SLUGS, n=1)
        hint = f"did you mean {close[0]}?" if close else f"one of {', '.join(sorted(SLUGS))}."
        raise WrongUse(f"there is no red flag {_shown(line.redflag)}; {hint}")
    if line.clock is not None and abs(line.clock) > MOST_JUMP.total_seconds():
        raise _wrong("clock", line.clock)
    if line.pause is not None and duration_s(line.pause) == 0:
        raise _wrong("pause", line.pause)
    if line.zone is not None:
        try:
            zone_named(line.zone)
        except KeyError:
            raise WrongUse(f"there is no time zone {_shown(line.zone)}.") from None


def _is_said(word: str, value: object) -> bool:
    """Whether a line says that word; `null` says something of a hold and a red flag alone."""
    return value is not UNSET and (value is not None or word in ("hold", "redflag"))


def _wrong(key: str, value: object) -> WrongUse:
    return WrongUse(f"{key} is {_TAKES[key]}, not {_shown(value)}.")


def _shown(value: object) -> str:
    """A value on one line, with what cannot be seen made visible."""
    words = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in msgspec.json.encode(value).decode())
    return words if len(words) <= 60 else words[:59] + "…"
