"""A picture of text line by line, each painted as one row, so that a change of one line paints that line alone."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.color import Color
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

Picture = Content | Sequence[Content]
"""Text with its styles, whole or line by line."""


BLANK = Content("")
BLACK = Color(0, 0, 0)


def lines_of(picture: Picture | str) -> Sequence[Content]:
    """Its lines."""
    if isinstance(picture, str):
        picture = Content(picture)
    if isinstance(picture, Content):
        return picture.split("\n", allow_blank=True)
    if any("\n" in line.plain for line in picture):
        return [part for line in picture for part in line.split("\n", allow_blank=True)]
    return picture


def stacked(pictures: Iterable[Picture]) -> list[Content]:
    """The lines of all of them under each other, a blank one between; those without a line are left out."""
    stack: list[Content] = []
    for lines in filter(None, map(lines_of, pictures)):
        stack += [BLANK, *lines] if stack else lines
    return stack


def fit(lines: Sequence[Content], width: int) -> bool:
    """Whether each line has room in so many columns, and needs nothing done to it."""
    return all(line.cell_length <= width and "\t" not in line.plain for line in lines)


def rows_at(lines: Sequence[Content], width: int) -> int:
    """Rows that they take in so many columns, wrapped where they must be."""
    return len(lines) if fit(lines, width) else sum(line.get_height({}, width) for line in lines)


def same(one: Content, other: Content) -> bool:
    """Whether two lines look the same."""
    return one is other or (one.plain == other.plain and one.spans == other.spans)


def changed_rows(before: Sequence[Content], after: Sequence[Content], width: int) -> list[Region]:
    """The rows, so many columns wide, in which two pictures differ; what only one of them has is among them."""
    rows, both = max(len(before), len(after)), min(len(before), len(after))
    return [Region(0, y, width, 1) for y in range(rows) if y >= both or not same(before[y], after[y])]


def painted(widget: Widget, line: Content, y: int, width: int, style: Style, margin: int = 0) -> Strip:
    """A line in a widget's style as a row so many columns wide, behind a margin; through the filters of the app.

    What has no room is cut off. Each piece knows its place among the words, for the mouse selects by it.
    """
    margin = min(margin, width)
    room = width - margin
    if line.cell_length > room:
        line = line.truncate(room)
    blank = style.background_style.rich_style
    segments, x = [Segment(" " * margin, blank)] if margin else [], 0
    for piece, texts in groupby(line.render(style, end="", parse_style=widget._get_style), itemgetter(1)):
        text = "".join([part for part, _ in texts])
        segments.append(Segment(text, _placed(style + piece, x, y)))
        x += len(text)
    if line.cell_length < room:
        segments.append(Segment(" " * (room - line.cell_length), blank))
    for known in widget.get_line_filters():
        segments = known.apply(segments, style.background or BLACK)
    return Strip(segments, width)


@lru_cache(2048)  # what is drawn again stands in the same columns for the most part
def _placed(style: Style, x: int, y: int) -> RichStyle:
    return style.rich_style_with_offset(x, y)
