"""What the commands print: plain lines that no terminal can be hurt by, and JSON."""

import sys
from collections.abc import Sequence

from coach.core.plain import spelled


def clean(text: str) -> str:
    """The text on one line, with control characters and those that turn the direction of writing made visible."""
    return spelled(text)


def say(*lines: str) -> None:
    """Print lines to be read; whatever stands in them, each stays one line and commands no terminal."""
    if sys.stdout is not None:  # closed by the shell with >&-
        sys.stdout.write("".join(clean(line).rstrip() + "\n" for line in lines))


def say_json(value: object) -> None:
    """Print a core value (structs, tuples, dates) as JSON in ASCII, which every terminal and reader takes."""
    import json

    import msgspec

    if sys.stdout is not None:
        sys.stdout.write(json.dumps(msgspec.to_builtins(value), indent=2) + "\n")


def complain(sentence: str) -> None:
    """Print the one sentence of an error."""
    if sys.stderr is not None:
        sys.stderr.write(clean(sentence) + "\n")
        sys.stderr.flush()


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table, columns padded to the widest and two spaces apart."""
    cleaned = [[clean(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cleaned) for column in range(len(head))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cleaned]


def hhmm(seconds: int) -> str:
    """Seconds as minutes and hours in words, such as 42 min or 1 h 5 min."""
    minutes = seconds // 60
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
