"""Text that redraws only when it has something new to say."""

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.style import Style
from textual.widgets import Static

from coach.tui.widgets.painted import BLANK, Picture, changed_rows, fit, lines_of, painted, rows_at, same

Draw = Callable[[int], Picture]
"""Draws for so many columns."""


class Line(Static):
    """Text as it is, never markup; an update paints the lines that it changes, and one that changes nothing none."""

    def __init__(self, content: Picture | str = "", *, id: str | None = None, classes: str | None = None) -> None:
        self._lines = lines_of(content)
        self._rows: dict[int, tuple[Content, Strip]] = {}
        """Rows as they were painted, edge to edge, with the line that stands in each."""
        self._look: object = None
        """The colours and the width that they were painted for."""
        self._columns = 0
        """Columns of that width which are for words."""
        self._straight: Sequence[Content] | None = None
        """Lines that may be painted as they are."""
        super().__init__(id=id, classes=classes, markup=False)
        self.auto_links = False  # links look as they are drawn

    @property
    def text(self) -> str:
        """What stands there."""
        return "\n".join(line.plain for line in self._lines)

    def show(self, content: Picture | str) -> None:
        """Say this from now on."""
        old, new, width = self._lines, lines_of(content), self.content_size.width
        changed = changed_rows(old, new, width)
        if not changed:
            return
        self._lines = new
        if self._straight is old and len(old) == len(new) and fit([new[row.y] for row in changed], self._columns):
            self._straight = new  # as many lines, and each in a row of its own as before
            self.refresh(*changed)
        elif self._moves_others(old, new):
            self.refresh(layout=True)
        elif fit(old, width) and fit(new, width):
            self.refresh(*changed)
        else:
            self.refresh()

    def render(self) -> Content:
        """What is said."""
        return Content("\n").join(self._lines_at(self.content_size.width))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows, each painted when its line is another; where a line may have to be wrapped, as Textual does it."""
        styles, full = self.styles, self.outer_size.width
        look = (styles._cache_key, full, self.app.theme, self.text_selection, *self.get_line_filters())
        if look != self._look:
            self._look, self._columns, self._straight = look, self.size.width, None
            self._rows.clear()
        lines, padding = self._lines_at(self._columns), styles.padding
        if self._straight is not lines:
            if self._laid_otherwise() or not fit(lines, self._columns):
                return super().render_lines(crop)
            self._straight = lines
        below, rows = min(len(lines), self.outer_size.height - padding.height), []
        for y in crop.line_range:
            place = y - padding.top
            line = lines[place] if 0 <= place < below else BLANK
            kept = self._rows.get(y)
            if kept is None or not same(kept[0], line):
                row = painted(self, line, place, full, self.visual_style, padding.left)
                kept = self._rows[y] = (line, row)
            rows.append(kept[1])
        return rows if crop.column_span == (0, full) else [row.crop(*crop.column_span) for row in rows]

    def _lines_at(self, width: int) -> Sequence[Content]:
        return self._lines

    def _laid_otherwise(self) -> bool:
        """Whether more is to be done than to paint lines: edges, fading, a selection, lines in the middle."""
        styles = self.styles
        return bool(
            self.text_selection is not None
            or styles.text_align not in ("start", "left")
            or styles.content_align != ("left", "top")
            or styles.border.spacing
            or styles.tint.a
            or self.opacity != 1.0
        )

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows that it takes at a width."""
        return rows_at(self._lines_at(width), width) if width else 0

    def _moves_others(self, old: Sequence[Content], new: Sequence[Content]) -> bool:
        """Whether what is said now takes other room than what was said before."""
        width, height, columns = self.styles.width, self.styles.height, self.content_size.width
        if height is not None and not height.is_auto:
            return False
        if not columns or (width is not None and width.is_auto):
            return True
        before, after, room = rows_at(old, columns), rows_at(new, columns), self.content_size.height
        return before != after and not (before < room and after <= room)  # less than it has: it has its least height


class Drawn(Line):
    """A line or block that is drawn for whatever width it is given."""

    def __init__(self, draw: Draw | None = None, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._draw = draw
        self._drawn_for: int | None = None
        """The columns that its lines were drawn for."""
        self._of: object = None

    def set_draw(self, draw: Draw, of: object = None) -> None:
        """Draw so from now on; where that gives the same picture, nothing is done.

        `of`: all that the picture comes of. What comes of the same again is not even drawn.
        """
        if of is not None and of == self._of:
            return
        self._of = of
        first, self._draw = self._draw is None, draw
        if first:
            self.refresh(layout=True)
        else:
            self.redraw()

    def redraw(self) -> None:
        """Draw anew, for what is drawn may have changed; what is hidden waits until it is shown."""
        if self._drawn_for is not None and self._draw is not None:
            self.show(self._draw(self._drawn_for))

    def _lines_at(self, width: int) -> Sequence[Content]:
        if self._draw is not None and width and width != self._drawn_for:
            self._drawn_for, self._lines = width, lines_of(self._draw(width))
        return self._lines


def link(text: str, action: str, style: str = "") -> Content:
    """Text that runs an action when clicked."""
    content = Content.styled(text, Style.from_meta({"@click": action}))
    return content.stylize(style) if style else content


def spread(left: Content | str, right: Content | str, width: int) -> Content:
    """One line, its halves at the two ends; the right half goes first when there is no room for both."""
    left = left if isinstance(left, Content) else Content(left)
    right = right if isinstance(right, Content) else Content(right)
    gap = width - left.cell_length - right.cell_length
    if gap < 1:
        return left.truncate(width, ellipsis=True)
    return Content.assemble(left, " " * gap, right)
