"""The settings, to read; the file is where they are changed."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from coach.tui.drawing.settings import settings_page
from coach.tui.screens.place import Place, bindings
from coach.tui.widgets.drawn import Line


class SettingsPlace(Place):
    """The fifth place."""

    mode = "settings"
    BINDINGS = bindings()
    AUTO_FOCUS = "#sheet"

    def compose_place(self) -> ComposeResult:
        """One page."""
        yield Line("", id="strip")
        with VerticalScroll(id="sheet"):
            yield Line("", id="page")

    def renew(self) -> None:
        """Show what is set, and what could not be read."""
        self.query_one("#page", Line).show(settings_page(self.house.settings, str(self.house.paths.config)))
