"""The times and dates a user can write, read against a `now` that is handed in."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from coach.errors import WrongUse

ALLOWED = "write HH:MM (today), yesterday HH:MM, -2h, or ISO 8601 such as 2026-11-24T09:30"
_FIRST_YEAR, _LAST_YEAR = 1970, 2200
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_AGO = re.compile(r"-(?:([0-9]{1,5})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m(?:in)?)?(?:([0-9]{1,7})s)?")


def parse_when(text: str, now: datetime, zone: tzinfo) -> datetime:
    """The instant `text` names, in `zone`; `now` is aware.

    Reads ISO 8601, `HH:MM` (today), `yesterday HH:MM` and `-2h` (also `-90m`, `-20min`, `-1h30m`, `-3d`). A naive time
    is local to `zone`. Where clocks went back, a time that came twice is the last one that is not in the future; one
    that never came, because clocks went forward over it, is refused, and so is every time after `now`. Raises WrongUse.
    """
    words = " ".join(text.split())
    now = now.astimezone(zone)
    if words.startswith("-") and words != "-":
        return _ago(words, now, zone)
    day, clock = now.date(), words
    if words.lower().startswith("yesterday "):
        day, clock = now.date() - timedelta(days=1), words[len("yesterday ") :]
    found = _CLOCK.fullmatch(clock)
    if found is not None:
        at = local(datetime.combine(day, time(int(found[1]), int(found[2]))), now, zone, words)
        if at > now:
            raise WrongUse(f"{words} today is still to come; for yesterday write: yesterday {words}.")
        return at
    try:
        at = datetime.fromisoformat(words)
        if at.tzinfo is None:
            # a date alone is its first instant, which in some zones is not midnight
            at = _start_of(at.date(), zone) if _is_date(words) else local(at, now, zone, words)
        at = at.astimezone(zone)
    except (ValueError, OverflowError):
        raise WrongUse(f"{_shown(text)} is not a time: {ALLOWED}.") from None
    within_years(at.year, text)
    if at > now:
        raise WrongUse(f"{_shown(words)} is still to come: only what has happened can be recorded.")
    return at


def parse_date(text: str, today: date) -> date:
    """The date `text` names: ISO 8601, `today`, `yesterday` or `tomorrow`. Raises WrongUse."""
    words = text.strip().lower()
    named = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if words in named:
        return today + timedelta(days=named[words])
    try:
        found = date.fromisoformat(words)
    except ValueError:
        raise WrongUse(f"{_shown(text)} is not a date: write it as 2026-11-24.") from None
    within_years(found.year, text)
    return found


def _ago(words: str, now: datetime, zone: tzinfo) -> datetime:
    found = _AGO.fullmatch(words)
    if found is None or not any(found.groups()):
        raise WrongUse(f"{_shown(words)} is not a time: {ALLOWED}.")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    ago = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    try:
        at = (now.astimezone(UTC) - ago).astimezone(zone)  # by way of UTC: an hour ago is an hour ago on any night
    except OverflowError:
        raise WrongUse(f"{_shown(words)} is too long ago.") from None
    within_years(at.year, words)
    return at


def local(naive: datetime, now: datetime, zone: tzinfo, words: str) -> datetime:
    """The instant at which the clocks of `zone` showed that time; `words` are what the user wrote.

    A time that came twice is the last one that is not after `now`. Raises WrongUse for one that never came.
    """
    first, second = (naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) != naive.replace(fold=0):
        raise WrongUse(f"{_shown(words)} never came: the clocks went forward over it.")
    return second if second <= now.astimezone(UTC) else first


def _start_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC).astimezone(zone)


def _is_date(words: str) -> bool:
    try:
        date.fromisoformat(words)
    except ValueError:
        return False
    return True


def within_years(year: int, text: str) -> None:
    """Raise WrongUse for a year that no log reaches, which is mostly a slip of the finger; `text` is as written."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise WrongUse(f"{_shown(text)}: the year must be from {_FIRST_YEAR} to {_LAST_YEAR}.")


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")
