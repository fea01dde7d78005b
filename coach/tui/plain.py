"""Text of users, files and calendars as it may go to a terminal: what would steer the terminal is made visible."""

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from coach.core.plain import marked, steers


class Harmless(LineFilter):
    """The last thing each line of the screen goes through: what would steer the terminal is gone from it.

    Whoever shows text of others uses `as_text` and `as_line`, which say that something stood there; this is for what
    they forgot, and keeps the width of the line.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, those with such characters without them."""
        if not steers("".join([segment.text for segment in segments])):  # one search a line, nearly always in vain
            return segments
        return [s if s.control else Segment(_gone(s.text), s.style) for s in segments]


def _gone(text: str) -> str:
    return "".join(" " * cell_len(char) if steers(char) else char for char in text)


def as_text(text: str) -> str:
    """The text in its lines; tabs are blanks, and a dot stands for each character that would steer the terminal."""
    return marked(text, "·").expandtabs(4)


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
