"""A list of rows of which only those in view are drawn, so that its length costs nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from coach.tui.widgets.painted import BLANK, changed_rows, painted

DrawRow = Callable[[int, int], Content]
"""Draws the row of that number for so many columns."""
GUTTER = 2
"""Columns of the mark."""


class RowList(ScrollView, can_focus=True):
    """Rows, one of them marked. Enter or a click on the marked one opens it."""

    DEFAULT_CSS = """
    RowList {
        height: 1fr; background: $background; scrollbar-size-vertical: 1; overflow-x: hidden;
        & > .rows--row { background: $background; }
        & > .rows--marked { background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground; }
        &:focus > .rows--marked {
            background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
        }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--row", "rows--marked"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "mark(-1)", show=False),
        Binding("down", "mark(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "mark_row(0)", show=False),
        Binding("end", "mark_row(-1)", show=False),
        Binding("enter", "open", show=False),
    ]

    @dataclass
    class Opened(Message):
        """The marked row was opened."""

        rows: "RowList"
        """The list."""
        row: int
        """Its number."""

        @property
        def control(self) -> "RowList":
            """The list."""
            return self.rows

    @dataclass
    class EndNear(Message):
        """The last row came into view: the time to add more, if there are more."""

        rows: "RowList"
        """The list."""

        @property
        def control(self) -> "RowList":
            """The list."""
            return self.rows

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._count = 0
        self._draw: DrawRow = _nothing
        self.marked = 0
        self.asleep = False
        """Whether the mark is hidden while the list has no focus."""
        self._seen: list[Content] = []
        """The rows of the window as they were painted."""

    def show_rows(self, count: int, draw: DrawRow, marked: int | None = None) -> None:
        """Show so many rows, drawn so, from now on; the mark stays at its number unless another is given."""
        self._count, self._draw = count, draw
        self.marked = max(0, min(self.marked if marked is None else marked, count - 1))
        if self._rolls(count):
            self.virtual_size = Size(0, count)
            self.call_after_refresh(self._keep_in_view)
            self.refresh()
        else:
            self._repaint()

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._count

    def render_line(self, y: int) -> Strip:
        """One row of the window."""
        width = self.scrollable_content_region.width
        if width <= 0:
            return Strip.blank(0)  # a window with no room for it
        row = int(self.scroll_offset.y) + y
        line = self._line(row, width)
        self._seen += [BLANK] * (y + 1 - len(self._seen))
        self._seen[y] = line
        style = self.get_visual_style("rows--row", *(["rows--marked"] if self._is_marked(row) else []))
        return painted(self, line, y, width, style)

    def _is_marked(self, row: int) -> bool:
        return row < self._count and row == self.marked and not (self.asleep and not self.has_focus)

    def _line(self, row: int, width: int) -> Content:
        """What stands in that row."""
        if row >= self._count:
            return BLANK
        words = self._draw(row, width - GUTTER).truncate(max(1, width - GUTTER), ellipsis=True)
        return Content(f"▸ {words.plain}") if self._is_marked(row) else Content.assemble("  ", words)

    def _rolls(self, count: int) -> bool:
        """Whether so many rows, or those there were, are more than the window has room for."""
        return max(count, self.virtual_size.height) > self.scrollable_content_region.height

    def on_mount(self) -> None:
        """Links look as they are drawn."""
        self.auto_links = False

    def watch_has_focus(self, _has_focus: bool) -> None:
        """The mark looks otherwise."""
        super().watch_has_focus(_has_focus)
        self.refresh()

    def on_resize(self) -> None:
        """Keep the marked row in view."""
        self.virtual_size = Size(0, self._count)
        self._keep_in_view()

    def on_click(self, event: events.Click) -> None:
        """Mark the row; open it when it was marked already."""
        row = int(self.scroll_offset.y) + event.y
        if row >= self._count:
            return
        if row == self.marked:
            self.action_open()
        else:
            self._mark(row)

    def action_mark(self, by: int) -> None:
        """Mark the next or the one before."""
        self._mark(self.marked + by)

    def action_page(self, by: int) -> None:
        """Mark the row a page on."""
        self._mark(self.marked + by * max(1, self.size.height - 1))

    def action_mark_row(self, row: int) -> None:
        """Mark the row of that number; -1 is the last."""
        self._mark(row if row >= 0 else self._count - 1)

    def action_open(self) -> None:
        """Open the marked row."""
        if self._count:
            self.post_message(self.Opened(self, self.marked))

    def _mark(self, row: int) -> None:
        if not self._count:
            return
        self.marked = max(0, min(row, self._count - 1))
        self._keep_in_view()
        self._repaint()
        if self.marked >= self._count - 2:
            self.post_message(self.EndNear(self))

    def _repaint(self) -> None:
        """Paint the rows of the window that are others now."""
        width, height = self.scrollable_content_region.size
        if width > 0:
            top = int(self.scroll_offset.y)
            lines = [self._line(row, width) for row in range(top, min(top + height, self._count))]
            changed = changed_rows(self._seen[:height], [*lines, *[BLANK] * (height - len(lines))], width)
            if changed:
                self.refresh(*changed)

    def _keep_in_view(self) -> None:
        height = self.scrollable_content_region.height
        if self._count and height and not 0 <= self.marked - self.scroll_offset.y < height:
            self.scroll_to_region(Region(0, self.marked, 1, 1), animate=False, force=True)


def _nothing(row: int, width: int) -> Content:
    return BLANK
