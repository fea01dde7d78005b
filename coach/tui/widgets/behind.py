"""What is behind a card: the screen below it, pale, and dead to the mouse.

Textual does the same by way of its rich console, and works every colour out anew: half of what a card took to open.
"""

from functools import lru_cache
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.screen import Screen
from textual.strip import Strip
from textual.visual import Visual

NOTHING = Style()


class Behind(Visual):
    """A screen under a veil of a colour that is not quite opaque."""

    def __init__(self, screen: Screen[Any], veil: Color) -> None:
        self._screen, self._veil = screen, veil

    def render_strips(self, width: int, height: int | None, *_: object) -> list[Strip]:
        """The rows of the screen as they are now."""
        rows = self._screen._compositor.render_strips()[:height]
        return [self._veiled(row) for row in rows]

    def get_optimal_width(self, rules: object, container_width: int) -> int:
        """All there is."""
        return container_width

    def get_height(self, rules: object, width: int) -> int:
        """All there is."""
        return self._screen.size.height

    def _veiled(self, row: Strip) -> Strip:
        segments = [Segment(text, veiled(style or NOTHING, self._veil), control) for text, style, control in row]
        return Strip(segments, row.cell_length)


@lru_cache(512)
def veiled(style: Style, veil: Color) -> Style:
    """A style as it looks through the veil, without links and what they lead to."""
    bare = style.clear_meta_and_links()
    ink, paper = (
        None if colour is None else (Color.from_rich_color(colour) + veil).rich_color
        for colour in (bare.color, bare.bgcolor)
    )
    return bare + Style.from_color(ink, paper)
