"""Reading one file that somebody else may have written: never trusting its size, kind, encoding or syntax."""

import re
import stat
import tomllib
from pathlib import Path

from msgspec import Struct

MOST_BYTES = 1_000_000
"""A file above this is not read: ours have about 2,000 bytes."""


Where = tuple[str | int, ...]
"""A way into a file of TOML: ("steps", 2, "each", 0, "say")."""


class Problem(Struct, frozen=True):
    """A fault in a file: one sentence, and the line it is about (from 1; None when it is the file itself)."""

    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        """`file:line: message`, the way editors and compilers point at a line."""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.message}"


class Unreadable(Exception):
    """A file that cannot be used at all; carries its one problem."""

    def __init__(self, file: Path, line: int | None, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(str(file), line, message)


def read_text(file: Path) -> str:
    """The text of `file`. Raises Unreadable: absent, not a regular file, over 1 MB, not UTF-8."""
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable(file, None, "This is not a regular file.")
        if found.st_size > MOST_BYTES:
            raise Unreadable(file, None, "This file has over 1 MB; a routine needs a few thousand bytes.")
        with file.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise Unreadable(file, None, "There is no such file.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "its name is not possible"
        raise Unreadable(file, None, f"This file cannot be read: {reason}.") from None
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(file, line, "This file is not UTF-8 text; save it with that encoding.") from None


def read_toml(file: Path) -> tuple[dict[str, object], str]:
    """The table in `file` and its text. Raises Unreadable as `read_text` does, and for invalid TOML."""
    text = read_text(file)
    try:
        return tomllib.loads(text), text
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError; so is a number of 5,000 digits
        line, reason = _place_of(str(error), text)
        raise Unreadable(file, line, f"This is not valid TOML: {reason}.") from None


def _place_of(message: str, text: str) -> tuple[int | None, str]:
    found = re.search(r"^(?P<reason>.*?) ?\((?:at line (?P<line>\d+), column (?P<column>\d+)|at end of document)\)$",
                      message, re.DOTALL)  # fmt: skip
    if found is None:
        return None, "it is nested too deep, or holds a number too long"
    reason = " ".join(found["reason"].split())
    if found["line"] is None:
        return max(1, len(text.splitlines())), f"{reason}, at the end of the file"
    return int(found["line"]), f"{reason}, column {found['column']}"
