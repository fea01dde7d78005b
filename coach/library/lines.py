"""Finding the line on which a key of a TOML file stands, so that a fault can point at it."""

import re

from coach.library.files import Where

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)\s*(?:\.[^=]*)?=""")


class Lines:
    """The lines of one file's tables and keys."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Where, int] = {}
        self._counts: dict[Where, int] = {}
        table: Where = ()
        closing: str | None = None
        for number, line in enumerate(text.split("\n"), start=1):
            if closing is not None:  # inside a text of several lines nothing is a key
                closing = None if closing in line else closing
                continue
            closing = _left_open(line)
            header = _HEADER.match(line)
            key = _KEY.match(line)
            if header is not None:
                table = self._table(header[2], repeated=header[1] == "[[")
                self._lines.setdefault(table, number)
                if header[1] == "[[":
                    self._lines.setdefault(table[:-1], number)
            elif key is not None:
                self._lines.setdefault((*table, key[1].strip("\"'")), number)

    def line_of(self, where: Where) -> int:
        """The line of that key or table, else of the nearest thing around it, else 1."""
        while where:
            if where in self._lines:
                return self._lines[where]
            where = where[:-1]
        return 1

    def _table(self, dotted: str, repeated: bool) -> Where:
        names = [name.strip().strip("\"'") for name in dotted.split(".")]
        table: Where = ()
        for depth, name in enumerate(names):
            table = (*table, name)
            if repeated and depth == len(names) - 1:
                self._counts[table] = self._counts.get(table, -1) + 1
            if table in self._counts:
                table = (*table, self._counts[table])
        return table


def _left_open(line: str) -> str | None:
    """The mark that closes a text of several lines which begins on this line and does not end on it."""
    for mark in ('"""', "'''"):
        if line.count(mark) % 2 == 1:
            return mark
    return None
