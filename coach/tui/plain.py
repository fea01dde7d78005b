"""Text of users, files and calendars as it may go to a terminal: what would steer the terminal is made visible."""

import re

from rich.cells import cell_len, chop_cells

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb]"
)
"""Control characters (escape among them), marks that turn the direction of writing, lone surrogates."""


def as_text(text: str) -> str:
    """The text in its lines; tabs are blanks, and a dot stands for each character that would steer the terminal."""
    return _STEERING.sub("·", text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4))


def as_line(text: str) -> str:
    """The same on one line: a return sign stands for each new line."""
    return as_text(text).strip().replace("\n", " ⏎ ")


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken between words where that is possible."""
    lines = []
    for paragraph in as_text(text).split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if cell_len(longer) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            *full, line = chop_cells(word, width) or [""]
            lines.extend(full)
        lines.append(line)
    return lines
