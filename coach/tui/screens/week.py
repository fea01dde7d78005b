"""The week in a few sentences and one table; the arrow keys turn the weeks, and twelve stand under each other."""

from datetime import date
from functools import partial
from typing import Literal

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

from coach.core.history import History
from coach.core.week import LEANS_ON, ONE_DAY, Week, WeekView, week_of, week_view
from coach.core.weeks import MANY_WEEKS, weeks_view
from coach.tui.commands import (
    WEEK_COMMANDS,
    ExportWeek,
    FillGaps,
    PlainTable,
    TwelveWeeks,
    WeekAfter,
    WeekBefore,
)
from coach.tui.drawing import week as draw
from coach.tui.drawing.weeks import draw_weeks, draw_weeks_head, draw_weeks_key
from coach.tui.messages import ExportChosen, GapsChosen
from coach.tui.ports import House
from coach.tui.screens.place import Place, bindings
from coach.tui.widgets.drawn import Draw, Drawn
from coach.tui.widgets.painted import stacked
from coach.tui.widgets.sheet import Sheet

Shape = Literal["week", "table", "weeks"]


class OlderRead(Message):
    """Older months of the log were read, beside the app's loop."""

    def __init__(self, since: date, history: History, version: int) -> None:
        super().__init__()
        self.since, self.history, self.version = since, history, version
        """From when on, what it holds, and the journal's version before it was read."""


class WeekPlace(Place):
    """The third place."""

    mode = "week"
    own = WEEK_COMMANDS
    BINDINGS = bindings(*WEEK_COMMANDS)
    AUTO_FOCUS = "#sheet"

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._turned = 0
        """Weeks from the present one; 0 or less."""
        self._shape: Shape = "week"
        self._of: tuple[object, ...] = (None, None, None)
        self._on = date.min
        """What the weeks come of, and on which day."""
        self._views: dict[Week, WeekView] = {}
        self._pages: dict[tuple[Week, Shape, int], list[Content]] = {}
        """The weeks that were turned to, and how they looked in so many columns."""
        self._shown: tuple[Week, Shape] | None = None
        self._view: WeekView | None = None
        self._older: OlderRead | None = None
        self._reading: tuple[date, int] | None = None
        """From when on the log is being read, and the journal's version for which."""

    def compose_place(self) -> ComposeResult:
        """One page, and the same as a strip."""
        yield Drawn(id="strip")
        with Sheet(id="sheet"):
            yield Drawn(id="page")

    @property
    def week(self) -> Week:
        """The week in view."""
        week = week_of(self.house.clock.wall().date())
        for _ in range(-self._turned):
            week = week.before
        return week

    def on_screen_suspend(self) -> None:
        """Each visit begins with the present week; a card on top is no departure."""
        if self.app.current_mode != self.mode:
            self._turned, self._shape, self._older = 0, "week", None
            if self._of[0] is not self.house.journal.history:
                self._forget((None, None, None), date.min)  # the years before are not kept in memory

    def _forget(self, of: tuple[object, ...], on: date) -> None:
        self._of, self._on, self._shown = of, on, None
        self._views, self._pages = {}, {}

    def renew(self) -> None:
        """Show the week that is turned to; work all out anew when the log, the settings or the day are others."""
        now, week = self.house.clock.wall(), self.week
        history, settings, routines = self._history(week), self.house.settings, self.house.library.routines
        of = (history, settings, routines)
        if self._on != now.date() or any(a is not b for a, b in zip(of, self._of, strict=True)):
            self._forget(of, now.date())
        if self._shown == (week, self._shape):
            return
        self._shown = (week, self._shape)
        if history is None:
            self._view = None
            self._draw(lambda width: Content(f"{week}: reading the months before ..."))
            return
        if week not in self._views:
            self._views[week] = week_view(history, week, settings, now, routines)
        self._view = view = self._views[week]
        self.query_one("#strip", Drawn).set_draw(partial(draw.draw_strip, view))
        if self._shape == "weeks":
            lines = weeks_view(history, week, settings, now, routines)
            self._draw(partial(draw_weeks_head, lines), partial(draw_weeks, lines), draw_weeks_key)
            return
        head = (partial(draw.draw_title, view), partial(draw.draw_sentences, view))
        if self._shape == "table":
            self._draw(*head, partial(draw.draw_plain, view))
        else:
            rest = (draw.draw_table, draw.draw_around, draw.draw_hours)
            self._draw(*head, *(partial(drawn, view) for drawn in rest))

    def _draw(self, *parts: Draw) -> None:
        week, shape, pages = self.week, self._shape, self._pages

        def page(width: int) -> list[Content]:
            if (week, shape, width) not in pages:
                pages[week, shape, width] = stacked([part(width) for part in parts])
            return pages[week, shape, width]

        self.query_one("#page", Drawn).set_draw(page)

    def _history(self, week: Week) -> History | None:
        """What the week is worked out from; None while months that are not at hand are still being read."""
        weeks, journal = MANY_WEEKS if self._shape == "weeks" else 1, self.house.journal
        since = journal.back_to(week.first - 7 * (weeks - 1) * ONE_DAY - LEANS_ON)
        if since is None:
            return journal.history
        version = journal.version
        read = self._older if self._older is not None and self._older.since <= since else None
        if (read is None or read.version != version) and self._reading != (since, version):
            self._reading = (since, version)
            self.run_worker(partial(self._read, since, version), thread=True)
        return None if read is None else read.history

    def _read(self, since: date, version: int) -> None:
        self.post_message(OlderRead(since, self.house.journal.history_since(since), version))

    @on(OlderRead)
    def _have_read(self, event: OlderRead) -> None:
        self._older, self._reading = event, None
        self.renew()

    @on(FillGaps)
    def _fill(self) -> None:
        if self._view is None:
            return
        if self._view.figures.gaps:
            self.post_message(GapsChosen(self._view.figures.gaps))
        else:
            self.notify("Every day of this week has a pain entry.", markup=False)

    @on(PlainTable)
    def _table(self) -> None:
        self._show("table")

    @on(TwelveWeeks)
    def _twelve(self) -> None:
        self._show("weeks")

    def _show(self, shape: Shape) -> None:
        self._shape = "week" if self._shape == shape else shape
        self.query_one("#sheet").scroll_home(animate=False)
        self.renew()

    @on(ExportWeek)
    def _export(self) -> None:
        if self._view is not None:
            self.post_message(ExportChosen(self._view))

    @on(WeekBefore)
    def _before(self) -> None:
        self._turned -= 1
        self.renew()

    @on(WeekAfter)
    def _after(self) -> None:
        self._turned = min(0, self._turned + 1)
        self.renew()
