"""The log as a list: spasms first, then everything else, newest on top."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from coach.core.episodes import spasm_summaries
from coach.core.history import History, everything
from coach.core.records import Posture, Prompt, Spasm
from coach.tui.commands import DeleteEntry
from coach.tui.drawing.log import entry_row, spasm_row
from coach.tui.messages import DeleteChosen
from coach.tui.ports import House
from coach.tui.screens.place import Place, bindings
from coach.tui.widgets.drawn import Line

MOST_ROWS = 300
"""Entries shown; older ones are in the export."""


class LogPlace(Place):
    """The second place."""

    mode = "log"
    own = (DeleteEntry,)
    BINDINGS = bindings(DeleteEntry)
    AUTO_FOCUS = "#entries"

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._shown: tuple[History, object] | None = None

    def compose_place(self) -> ComposeResult:
        """One list."""
        yield Line("", id="strip")
        yield OptionList(id="entries", markup=False)

    def renew(self) -> None:
        """List anew when the log is another, the marked row kept."""
        history, now = self.house.journal.history, self.house.clock.wall()
        if self._shown is not None and self._shown[0] is history and self._shown[1] == now.date():
            return
        self._shown = (history, now.date())
        entries = self.query_one("#entries", OptionList)
        marked = entries.highlighted
        spasms = sorted(spasm_summaries(history, now), key=lambda spasm: spasm.start, reverse=True)
        written = [r for r in everything(history) if not isinstance(r, Spasm | Prompt | Posture)][::-1]
        options: list[Option | None] = [_title("SPASMS" if spasms else "SPASMS   none so far")]
        options.extend(Option(spasm_row(spasm, now), id=spasm.id) for spasm in spasms)
        options.extend((None, _title("ENTRIES" if written else "ENTRIES   none so far")))
        options.extend(Option(entry_row(record, now), id=record.id) for record in written[:MOST_ROWS])
        if len(written) > MOST_ROWS:
            options.append(_title(f"{len(written) - MOST_ROWS} older ones: coach export --csv DIR"))
        entries.clear_options()
        entries.add_options(options)
        if entries.option_count > 1:
            entries.highlighted = 1 if marked is None else min(marked, entries.option_count - 1)

    @on(DeleteEntry)
    def _delete(self) -> None:
        entries = self.query_one("#entries", OptionList)
        option = entries.highlighted_option
        if option is not None and option.id is not None:
            self.post_message(DeleteChosen(option.id))


def _title(text: str) -> Option:
    return Option(Content.styled(text, "bold $foreground-muted"), disabled=True)
