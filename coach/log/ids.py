"""Ids of records: unique, in order of time of writing, and short enough to type off a screen."""

import os
import threading
from datetime import UTC, datetime, timedelta
from hashlib import sha256

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: no i, l, o, u, so that nothing is mistaken for 1, 0 or v."""

_TIME_CHARS = 9
"""45 bits of milliseconds since 1970: enough to the year 3084."""
_RANDOM_CHARS = 6
"""30 bits of chance in each millisecond."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MISREAD = str.maketrans("ilou", "110v")

_guard = threading.Lock()
_last = 0


def new_id(at: datetime, after: str = "") -> str:
    """A new id for a record written at `at` (aware), 15 characters, which sorts behind the id `after`.

    Ids made one after the other in one process sort in that order, also within one millisecond. When the clock was set
    back, so that `after` lies ahead of it, the new id is of the millisecond that follows `after`.
    """
    global _last
    stamp = max((at - _EPOCH) // timedelta(milliseconds=1), 0)
    chance = int.from_bytes(os.urandom(4), "big") & ((1 << 30) - 1)
    ahead = written_at(after)
    if ahead is not None and _text((stamp << 30) | chance) <= after:
        stamp = (ahead - _EPOCH) // timedelta(milliseconds=1) + 1
    with _guard:
        fresh = (stamp << 30) | chance
        if _last >> 30 == stamp and fresh <= _last:
            fresh = _last + 1
        _last = fresh
    return _text(fresh)


def fixed_id(at: datetime, about: str) -> str:
    """An id for something that comes from elsewhere: the same each time for the same instant and the same `about`."""
    stamp = max((at - _EPOCH) // timedelta(milliseconds=1), 0)
    chance = int.from_bytes(sha256(about.encode("utf-8", "surrogatepass")).digest()[:4], "big") & ((1 << 30) - 1)
    return _text((stamp << 30) | chance)


def written_at(record_id: str) -> datetime | None:
    """When an id was made, to the millisecond in UTC; None for one that `new_id` did not make."""
    if len(record_id) != _TIME_CHARS + _RANDOM_CHARS:
        return None
    stamp = 0
    for char in record_id[:_TIME_CHARS]:
        digit = ALPHABET.find(char)
        if digit < 0:
            return None
        stamp = stamp << 5 | digit
    return _EPOCH + timedelta(milliseconds=stamp)


def as_typed(text: str) -> str:
    """An id as a person typed it, put right: capitals, spaces around it, o for 0, l or i for 1."""
    return text.strip().lower().translate(_MISREAD)


def _text(number: int) -> str:
    chars = []
    for _ in range(_TIME_CHARS + _RANDOM_CHARS):
        chars.append(ALPHABET[number & 31])
        number >>= 5
    return "".join(reversed(chars))
