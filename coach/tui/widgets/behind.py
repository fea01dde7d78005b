"""What is behind a card: the screen below it, pale, and dead to the mouse.

Textual does the same by way of its rich console, and works every colour out anew: half of what a card took to open.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip

NOTHING = Style()


def behind(screen: Screen[Any], veil: Color, size: Size, filters: Sequence[LineFilter]) -> list[Strip]:
    """The rows of a screen as they are now, under a veil of a colour that is not quite opaque, through these filters.

    As many rows as the size has, and as wide: a screen that is behind may not have heard of another size yet.
    """
    rows = []
    for row in screen._compositor.render_strips()[: size.height]:
        segments = [Segment(text, veiled(style or NOTHING, veil), control) for text, style, control in row]
        for known in filters:
            segments = known.apply(segments, veil)
        rows.append(Strip(segments, row.cell_length).adjust_cell_length(size.width))
    return rows + [Strip.blank(size.width)] * (size.height - len(rows))


@lru_cache(512)
def veiled(style: Style, veil: Color) -> Style:
    """A style as it looks through the veil, without links and what they lead to."""
    bare = style.clear_meta_and_links()
    ink, paper = (
        None if colour is None else (Color.from_rich_color(colour) + veil).rich_color
        for colour in (bare.color, bare.bgcolor)
    )
    return bare + Style.from_color(ink, paper)
