"""A list to choose from, which stays where the window is too small for it."""

from textual.widgets import OptionList


class Options(OptionList):
    """Textual's, whose pages are turned only where there is room: without, its version 8.2 ends with a KeyError."""

    def action_page_up(self) -> None:
        """A page up."""
        if self.scrollable_content_region:
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        """A page down."""
        if self.scrollable_content_region:
            super().action_page_down()  # type: ignore[no-untyped-call]
