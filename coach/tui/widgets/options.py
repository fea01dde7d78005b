"""A list to choose from, which stays where the window is too small for it."""

from textual.reactive import reactive
from textual.widgets import OptionList


class Options(OptionList):
    """Textual's, with the mark painted where it was and where it is alone, not the whole list.

    Its pages are turned only where there is room: without, its version 8.2 ends with a KeyError.
    """

    highlighted: reactive[int | None] = reactive(None, repaint=False)

    def watch_highlighted(self, before: int | None, highlighted: int | None) -> None:  # type: ignore[override]
        """Paint the row that had the mark and the one that has it."""
        super().watch_highlighted(highlighted)
        for row in (before, highlighted):
            line = None if row is None else self._index_to_line.get(row)
            if row is not None and line is not None:
                self.refresh_lines(line, self._heights[row])

    def on_resize(self) -> None:
        """The mark stays in view in a window that has become lower."""
        self.call_after_refresh(self.scroll_to_highlight)

    def action_page_up(self) -> None:
        """A page up."""
        if self.scrollable_content_region:
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        """A page down."""
        if self.scrollable_content_region:
            super().action_page_down()  # type: ignore[no-untyped-call]
