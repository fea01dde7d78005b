"""The week in a few sentences and one table; the arrow keys turn the weeks."""

from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from coach.core.week import Week, week_of, week_view
from coach.tui.commands import FillGaps, WeekAfter, WeekBefore
from coach.tui.drawing import week as draw
from coach.tui.messages import GapsChosen
from coach.tui.ports import House
from coach.tui.screens.place import Place, bindings
from coach.tui.widgets.drawn import Draw, Drawn


class WeekPlace(Place):
    """The third place."""

    mode = "week"
    own = (WeekBefore, WeekAfter, FillGaps)
    BINDINGS = bindings(WeekBefore, WeekAfter, FillGaps)
    AUTO_FOCUS = "#sheet"

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._turned = 0
        """Weeks from the present one; 0 or less."""
        self._shown: tuple[object, ...] = ()
        self._gaps: tuple[date, ...] = ()

    def compose_place(self) -> ComposeResult:
        """Title, sentences, table, the rest."""
        yield Drawn(id="strip")
        with VerticalScroll(id="sheet"):
            for name in ("title", "sentences", "table", "around"):
                yield Drawn(id=name)

    @property
    def week(self) -> Week:
        """The week in view."""
        week = week_of(self.house.clock.wall().date())
        for _ in range(-self._turned):
            week = week.before
        return week

    def renew(self) -> None:
        """Work the week out anew when the log, the day or the week is another."""
        history, now, week = self.house.journal.history, self.house.clock.wall(), self.week
        shown = (id(history), now.date(), week)
        if shown == self._shown:
            return
        self._shown, self._history = shown, history
        view = week_view(history, week, self.house.settings, now, self.house.library.routines)
        self._gaps = view.figures.gaps
        drawings: dict[str, Draw] = {
            "title": lambda width: draw.draw_title(view, width),
            "sentences": lambda width: draw.draw_sentences(view, width),
            "table": lambda width: draw.draw_table(view, width),
            "around": lambda width: draw.draw_around(view, width),
        }
        for name, drawing in drawings.items():
            self.query_one(f"#{name}", Drawn).set_draw(drawing)

    @on(FillGaps)
    def _fill(self) -> None:
        if self._gaps:
            self.post_message(GapsChosen(self._gaps))
        else:
            self.notify("Every day of this week has a pain entry.", markup=False)

    @on(WeekBefore)
    def _before(self) -> None:
        self._turned -= 1
        self.renew()

    @on(WeekAfter)
    def _after(self) -> None:
        self._turned = min(0, self._turned + 1)
        self.renew()
