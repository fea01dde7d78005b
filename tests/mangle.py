"""Files as bad disks, other programs and ill will leave them: bytes made worse from a seed."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random

FULL = os.environ.get("COACH_FULL") == "1"
_TOKEN = re.compile(rb'"[^"\n]*"|[-+]?\d[\d.:TZ+-]*|\w+')
_DELIMITERS = (b"{", b"}", b"[", b"]", b'"', b"'", b",", b":", b";", b"=", b"\n", b"\r", b"\t", b" ", b"#", b"\\")
WORSE = (
    b"null", b"true", b"-1", b"0", b"11", b"1e999", b"-0.0", b"NaN", b"0.5", b"9223372036854775808", b"9" * 400,
    b"9" * 5000, b'""', b'"\\u0000"', b'"\\ud800"', b'"\\u001b[31mred"', b'"' + b"x" * 20_000 + b'"', b"[]", b"{}",
    b"[" * 3000, b'{"a":' * 3000, b'"0001-01-01T00:00:00+14:00"', b'"9999-12-31T23:59:59-14:00"', b"9999-12-31",
    b'"1900-01-01T00:00:00Z"', b'"2200-12-31T23:59:59Z"', b'"2026-02-30T10:00:00Z"', b'"2026-11-24T10:00:00"',
    b'"2026-11-24T10:00:00.123456-23:59"', b"24:00", b"00:00", b"99991231T235959", b"00010101T000000Z", b"P9999999D",
    b"-PT1H", b"\xff\xfe", b"\xc3", b"\x00", b"\x1b]0;x\x07", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"../../x", b"~", b"",
)  # fmt: skip
"""What may stand where something else stood."""


def mangled(data: bytes, random: Random) -> bytes:
    """The bytes with one to four things done to them."""
    for _ in range(random.choice((1, 1, 2, 4))):
        data = random.choice((_token, _token, _token, _cut, _flip, _drop, _again, _swap, _put))(data, random)
    return data


def _token(data: bytes, random: Random) -> bytes:
    """One word, number or text becomes another, of the file's own or of the worse ones."""
    found = list(_TOKEN.finditer(data))
    if not found:
        return data + random.choice(WORSE)
    one = random.choice(found)
    worse = random.choice(found)[0] if random.random() < 0.3 else random.choice(WORSE)
    return data[: one.start()] + worse + data[one.end() :]


def _span(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.choice((1, 3, 30, 300)))


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _flip(data: bytes, random: Random) -> bytes:
    start, end = _span(data, random)
    return data[:start] + random.randbytes(min(3, end - start)) + data[min(start + 3, end) :]


def _drop(data: bytes, random: Random) -> bytes:
    start, end = _span(data, random)
    return data[:start] + data[end:]


def _again(data: bytes, random: Random) -> bytes:
    start, end = _span(data, random)
    return data[:end] + data[start:end] + data[end:]


def _swap(data: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _put(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data) + 1)
    return data[:start] + random.choice((*_DELIMITERS, *WORSE)) + data[start:]


def cases(goods: Sequence[bytes], everyday: int, full: int, first: int = 0) -> Iterator[tuple[int, bytes]]:
    """So many mangled files, each with the seed it came from."""
    for seed in range(first, first + (full if FULL else everyday)):
        random = Random(seed)
        yield seed, mangled(random.choice(goods), random)


@contextmanager
def told(*about: object) -> Iterator[None]:
    """What fails in here says with what."""
    try:
        yield
    except BaseException as error:
        error.add_note(" ".join(map(repr, about))[-4000:])
        raise


def is_a_sentence(words: str) -> bool:
    """One line that a terminal shows as it is, not a traceback."""
    return bool(words) and "\n" not in words and words.isprintable() and "Traceback" not in words and words[-1] in ".?"
