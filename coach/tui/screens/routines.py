"""What can be done: the routines on the left, the marked one's page on the right; Enter starts it."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.timer import Timer
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from coach.core.routine import Routine
from coach.core.stage import stage
from coach.library import Problem
from coach.tui.commands import StartRoutine
from coach.tui.drawing.preview import Shot, preview_block, shots
from coach.tui.drawing.routine import problem_page, routine_head, routine_page, routine_row
from coach.tui.messages import StartChosen
from coach.tui.ports import House
from coach.tui.screens.place import Place, bindings
from coach.tui.widgets.drawn import Drawn, Line
from coach.tui.widgets.options import Options
from coach.tui.widgets.sheet import Sheet

KIND_TITLES = {
    "relief": "RELIEF", "breathe": "BREATHING", "walk": "WALKS", "rest": "REST", "break": "BREAKS", "shift": "SHIFTS",
}  # fmt: skip
"""Kinds in the order of the list."""
FAULTS_TITLE = "TO MEND"
FAULT = "fault:"
"""How the ids of the rows of faults begin."""


class RoutinesPlace(Place):
    """The fourth place. It follows the user's files: what changes on disk is shown at the next look."""

    mode = "routines"
    own = (StartRoutine,)
    BINDINGS = bindings(StartRoutine)
    AUTO_FOCUS: ClassVar[str | None] = "#list"

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._listed: Mapping[str, Routine] | None = None
        self._faults: tuple[Problem, ...] = ()
        self._shots: tuple[Shot, ...] = ()
        self._shot = 0
        self._beat: Timer | None = None

    def compose_place(self) -> ComposeResult:
        """List and page; on the page the figures as they will move."""
        yield Line("", id="strip")
        with Container(id="both"):
            yield Options(id="list", markup=False)
            with Sheet(id="sheet"):
                yield Drawn(id="head")
                yield Drawn(id="preview")
                yield Drawn(id="page")

    def on_mount(self) -> None:
        """The beat of the preview; it stands still until a routine is marked."""
        self._beat = self.set_interval(1.0, self.next_shot, pause=True)

    def on_screen_suspend(self) -> None:
        """Nothing moves where nobody looks."""
        if self._beat is not None:
            self._beat.pause()

    def renew(self) -> None:
        """List anew when the files are others; the marked routine stays marked."""
        library = self.house.library
        if self._listed is library.routines:
            return
        self._listed, self._faults = library.routines, tuple(library.problems)
        rows: list[Option | None] = []
        if self._faults:
            rows.append(Option(Content.styled(FAULTS_TITLE, "bold $text-warning"), disabled=True))
        for place, fault in enumerate(self._faults):
            line = "" if fault.line is None else f" line {fault.line}"
            rows.append(Option(Content(f"{PurePath(fault.file).name}{line}"), id=f"{FAULT}{place}"))
        for kind, title in KIND_TITLES.items():
            of_kind = [routine for _, routine in sorted(self._listed.items()) if routine.kind == kind]
            if of_kind:
                rows.append(Option(Content.styled(title, "bold $foreground-muted"), disabled=True))
                rows.extend(Option(routine_row(routine), id=routine.id) for routine in of_kind)
        listed = self.query_one("#list", OptionList)
        marked = listed.highlighted_option
        listed.clear_options()
        listed.add_options(rows)
        ids = [None if row is None else row.id for row in rows]
        if marked is not None and marked.id in ids:
            listed.highlighted = ids.index(marked.id)
        elif rows:
            listed.highlighted = 1

    @on(OptionList.OptionHighlighted, "#list")
    def _marked(self) -> None:
        """The mark is painted first: who goes down the list waits for no page."""
        self.call_after_refresh(self._show_marked)

    def _show_marked(self) -> None:
        library, marked = self.house.library, self.query_one("#list", OptionList).highlighted_option
        option = (marked.id if marked is not None else None) or ""
        head, page = self.query_one("#head", Drawn), self.query_one("#page", Drawn)
        routine = library.routines.get(option)
        if routine is not None:
            now = stage(self.house.journal.history, self.house.clock.wall()).stage
            self._preview(shots(routine, now, library.figure))
            evidence = library.evidence
            head.set_draw(lambda width: routine_head(routine, width))
            page.set_draw(lambda width: routine_page(routine, evidence, width))
        elif option.startswith(FAULT):
            fault = self._faults[int(option.removeprefix(FAULT))]
            self._preview(())
            head.set_draw(lambda width: problem_page(fault, width))
            page.set_draw(lambda width: Content(""))
        self.query_one("#sheet").scroll_home(animate=False)

    def _preview(self, wanted: tuple[Shot, ...]) -> None:
        self._shots, self._shot = wanted, 0
        self._show_shot()
        if self._beat is not None:
            still = len(wanted) < 2 or self.app.animation_level == "none"
            (self._beat.pause if still else self._beat.resume)()

    def next_shot(self) -> None:
        """The next second of the preview; after the last it goes back to the first and stands still."""
        self._shot += 1
        if self._shot >= len(self._shots):
            self._shot = 0
            if self._beat is not None:
                self._beat.pause()
        self._show_shot()

    def _show_shot(self) -> None:
        shot = self._shots[self._shot] if self._shots else None
        self.query_one("#preview", Drawn).set_draw(lambda width: preview_block(shot, width))

    @on(OptionList.OptionSelected, "#list")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self._begin(event.option.id)

    @on(StartRoutine)
    def _start(self) -> None:
        option = self.query_one("#list", OptionList).highlighted_option
        self._begin(None if option is None else option.id)

    def _begin(self, routine: str | None) -> None:
        if routine is not None and routine in self.house.library.routines:
            self.post_message(StartChosen(routine))
