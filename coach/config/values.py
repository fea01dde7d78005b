"""The kinds of value a setting can have: how each is read from TOML, shown, and told to the user."""

from collections.abc import Iterable
from datetime import time
from typing import Protocol

from coach.core.settings import WEEKDAYS, Span
from coach.errors import WrongUse

_UNITS = {"h": 3600, "m": 60, "s": 1}
_MOST_DIGITS = 6
_LAST_SECOND = time(23, 59, 59)
"""How `24:00`, the end of a day, is kept: `time` has no 24."""


def parse_duration(text: str) -> int:
    """Seconds of a duration such as 90s, 30m, 1h, 1h30m or 0s. Raises WrongUse for anything else."""
    seconds, digits, units = 0, "", "hms"
    for char in text:
        if char in "0123456789" and len(digits) < _MOST_DIGITS:
            digits += char
        elif digits and char in units:
            seconds += int(digits) * _UNITS[char]
            digits, units = "", units[units.index(char) + 1 :]
        else:
            break
    else:
        if text and not digits:
            return seconds
    shown = text if len(text) <= 40 else text[:39] + "…"
    raise WrongUse(f"{shown!r} is not a duration: write 90s, 30m, 1h or 1h30m.")


def format_duration(seconds: int) -> str:
    """The shortest way to write that many seconds, such as 1h30m; `parse_duration` reads it back."""
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    parts = ((hours, "h"), (minutes, "m"), (rest, "s"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0s"


class Value(Protocol):
    """One kind of value."""

    allowed: str
    """What can stand there, to go after "allowed: "."""

    def read(self, raw: object) -> object:
        """The typed value of what TOML gave. Raises ValueError, perhaps with a word of what is wrong."""

    def show(self, value: object) -> str:
        """The value as TOML."""


class Duration:
    """A duration between two limits, both allowed; kept as seconds."""

    def __init__(self, low: str, high: str) -> None:
        self._low, self._high = parse_duration(low), parse_duration(high)
        self.allowed = f'a duration in quotes such as "90s", "30m" or "1h30m", from {low} to {high}'

    def read(self, raw: object) -> int:
        """Seconds."""
        if not isinstance(raw, str):
            raise ValueError
        try:
            seconds = parse_duration(raw)
        except WrongUse:
            raise ValueError from None
        if not self._low <= seconds <= self._high:
            raise ValueError
        return seconds

    def show(self, value: object) -> str:
        """Quoted, the shortest way."""
        assert isinstance(value, int)
        return f'"{format_duration(value)}"'


class Whole:
    """A whole number between two limits, both allowed."""

    def __init__(self, low: int, high: int, of: str = "") -> None:
        self._low, self._high = low, high
        self.allowed = f"a whole number{of and f' of {of}'} from {low} to {high}"

    def read(self, raw: object) -> int:
        """The number."""
        if isinstance(raw, bool) or not isinstance(raw, int) or not self._low <= raw <= self._high:
            raise ValueError
        return raw

    def show(self, value: object) -> str:
        """The number."""
        return str(value)


class YesNo:
    """True or false."""

    allowed = "true or false"

    def read(self, raw: object) -> bool:
        """The answer."""
        if not isinstance(raw, bool):
            raise ValueError
        return raw

    def show(self, value: object) -> str:
        """In TOML's small letters."""
        return "true" if value else "false"


class Word:
    """One of a few words."""

    def __init__(self, *words: str) -> None:
        self.words = words
        quoted = [f'"{word}"' for word in words]
        self.allowed = f"{', '.join(quoted[:-1])} or {quoted[-1]}"

    def read(self, raw: object) -> str:
        """The word."""
        if not isinstance(raw, str) or raw not in self.words:
            raise ValueError
        return raw

    def show(self, value: object) -> str:
        """The word, quoted."""
        return f'"{value}"'


class Name:
    """A short name; which ones there are is known elsewhere."""

    allowed = "a name of at most 60 characters, in quotes"

    def read(self, raw: object) -> str:
        """The name."""
        if not isinstance(raw, str) or not 0 < len(raw) <= 60 or not raw.isprintable():
            raise ValueError
        return raw

    def show(self, value: object) -> str:
        """The name, quoted as JSON quotes, which TOML reads the same."""
        import json

        return json.dumps(value, ensure_ascii=False)


class Zone:
    """`local`, or the name of a time zone that this machine knows."""

    allowed = '"local" or the name of a time zone such as "Europe/Berlin"'

    def read(self, raw: object) -> str:
        """The name."""
        if not isinstance(raw, str):
            raise ValueError
        if raw != "local":
            from coach.clock import zone_named

            try:
                zone_named(raw)
            except KeyError:
                raise ValueError from None
        return raw

    def show(self, value: object) -> str:
        """The name, quoted."""
        return f'"{value}"'


class Days:
    """Days of the week, at least one; kept as numbers, Monday 0, in order."""

    allowed = "one or more of " + ", ".join(f'"{day}"' for day in WEEKDAYS)

    def read(self, raw: object) -> tuple[int, ...]:
        """Their numbers."""
        days = _texts(raw)
        if not days or any(day not in WEEKDAYS for day in days):
            raise ValueError
        return tuple(sorted({WEEKDAYS.index(day) for day in days}))

    def show(self, value: object) -> str:
        """Their names."""
        assert isinstance(value, tuple)
        return _listed(WEEKDAYS[number] for number in value)


class OneSpan:
    """A stretch of one day."""

    allowed = 'a start and a later end on the same day such as "07:30-22:00"'

    def read(self, raw: object) -> Span:
        """The stretch."""
        if not isinstance(raw, str):
            raise ValueError
        first, dash, last = raw.partition("-")
        start, end = _clock(first.strip()), _clock(last.strip(), end=True)
        if not dash or start is None or end is None or end <= start:
            raise ValueError
        return Span(start, end)

    def show(self, value: object) -> str:
        """Both times, quoted."""
        assert isinstance(value, Span)
        end = "24:00" if value.end == _LAST_SECOND else f"{value.end:%H:%M}"
        return f'"{value.start:%H:%M}-{end}"'


class Spans:
    """Stretches of one day, at least one, in order of time, none reaching into the next."""

    allowed = 'one or more ranges in order of time that do not overlap, such as ["09:00-12:30", "13:15-17:30"]'

    def read(self, raw: object) -> tuple[Span, ...]:
        """The stretches."""
        one = OneSpan()
        spans = tuple(one.read(text) for text in _texts(raw))
        if not spans or any(after.start < before.end for before, after in zip(spans, spans[1:], strict=False)):
            raise ValueError
        return spans

    def show(self, value: object) -> str:
        """All of them."""
        assert isinstance(value, tuple)
        one = OneSpan()
        return "[" + ", ".join(one.show(span) for span in value) + "]"


class Times:
    """Times of day, perhaps none; kept in order, each once."""

    allowed = 'times of day such as ["10:00", "16:00"]; [] for none'

    def read(self, raw: object) -> tuple[time, ...]:
        """The times."""
        times = [_clock(text) for text in _texts(raw)]
        known = [at for at in times if at is not None]
        if len(known) != len(times) or len(times) > 24:
            raise ValueError
        return tuple(sorted(set(known)))

    def show(self, value: object) -> str:
        """All of them."""
        assert isinstance(value, tuple)
        return _listed(f"{at:%H:%M}" for at in value)


class Places:
    """Names of a kind, perhaps none: files or folders unless said otherwise."""

    def __init__(self, allowed: str = 'names of files or folders such as ["~/work.ics"]; [] for none') -> None:
        self.allowed = allowed

    def read(self, raw: object) -> tuple[str, ...]:
        """The names, as they were written."""
        names = _texts(raw)
        if any(not name or "\0" in name for name in names):
            raise ValueError
        return tuple(names)

    def show(self, value: object) -> str:
        """All of them, quoted as JSON quotes, which TOML reads the same."""
        import json

        assert isinstance(value, tuple)
        return "[" + ", ".join(json.dumps(name, ensure_ascii=False) for name in value) + "]"


class Words:
    """Some of a few words, each at most once, in the user's order."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.allowed = f"some of {_listed(words)}, each once"

    def read(self, raw: object) -> tuple[str, ...]:
        """The words, in their order."""
        found = _texts(raw)
        if not found or len(set(found)) != len(found) or not set(found) <= set(self.words):
            raise ValueError
        return tuple(found)

    def show(self, value: object) -> str:
        """All of them, quoted."""
        assert isinstance(value, tuple)
        return _listed(value)


def _texts(raw: object) -> list[str]:
    if not isinstance(raw, list | tuple):
        raise ValueError
    found = [item for item in raw if isinstance(item, str)]
    if len(found) != len(raw):
        raise ValueError
    return found


def _clock(text: str, end: bool = False) -> time | None:
    if end and text == "24:00":
        return _LAST_SECOND
    hour, colon, minute = text.partition(":")
    if not (colon and hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit()):
        return None
    if len(hour) > 2 or len(minute) != 2 or int(hour) > 23 or int(minute) > 59:
        return None
    return time(int(hour), int(minute))


def _listed(texts: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{text}"' for text in texts) + "]"
