"""What can be done: the routines on the left, the marked one's page on the right; Enter starts it."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from coach.tui.commands import StartRoutine
from coach.tui.drawing.routine import routine_page, routine_row
from coach.tui.messages import StartChosen
from coach.tui.ports import House
from coach.tui.screens.place import Place, bindings
from coach.tui.widgets.drawn import Drawn, Line

KIND_TITLES = {
    "relief": "RELIEF", "breathe": "BREATHING", "walk": "WALKS", "rest": "REST", "break": "BREAKS", "shift": "SHIFTS",
}  # fmt: skip
"""Kinds in the order of the list."""


class RoutinesPlace(Place):
    """The fourth place."""

    mode = "routines"
    own = (StartRoutine,)
    BINDINGS = bindings(StartRoutine)
    AUTO_FOCUS = "#list"

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._shown: tuple[str, ...] = ()

    def compose_place(self) -> ComposeResult:
        """List and page."""
        yield Line("", id="strip")
        with Container(id="both"):
            yield OptionList(id="list", markup=False)
            with VerticalScroll(id="sheet"):
                yield Drawn(id="page")

    def renew(self) -> None:
        """List anew when the routines are others."""
        routines = self.house.library.routines
        names = tuple(sorted(routines))
        if names == self._shown:
            return
        self._shown = names
        rows: list[Option | None] = []
        for kind, title in KIND_TITLES.items():
            of_kind = [routines[name] for name in names if routines[name].kind == kind]
            if of_kind:
                rows.append(Option(Content.styled(title, "bold $foreground-muted"), disabled=True))
                rows.extend(Option(routine_row(routine), id=routine.id) for routine in of_kind)
        listed = self.query_one("#list", OptionList)
        listed.clear_options()
        listed.add_options(rows)
        if rows:
            listed.highlighted = 1

    @on(OptionList.OptionHighlighted, "#list")
    def _marked(self, event: OptionList.OptionHighlighted) -> None:
        routine = self.house.library.routines.get(event.option.id or "")
        if routine is not None:
            evidence = self.house.library.evidence
            self.query_one("#page", Drawn).set_draw(lambda width: routine_page(routine, evidence, width))
            self.query_one("#sheet").scroll_home(animate=False)

    @on(OptionList.OptionSelected, "#list")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        if event.option.id is not None:
            self.post_message(StartChosen(event.option.id))

    @on(StartRoutine)
    def _start(self) -> None:
        option = self.query_one("#list", OptionList).highlighted_option
        if option is not None and option.id is not None:
            self.post_message(StartChosen(option.id))
