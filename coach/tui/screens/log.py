"""The log: a month as a calendar beside the entries of the marked day, or everything as a list with filters."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from coach.core.history import History
from coach.core.month import DayMark, entries_on, first_of_month, gaps, month_marks
from coach.core.records import Record, Spasm
from coach.core.tally import title_of
from coach.tui import log_commands as do
from coach.tui.command import Command
from coach.tui.commands import NewEntry
from coach.tui.drawing import month as draw
from coach.tui.drawing.log import open_row, timed_row
from coach.tui.log_list import LogList
from coach.tui.log_messages import DeleteChosen, DetailsChosen, EntryChosen, NewChosen
from coach.tui.logbook import Logbook
from coach.tui.messages import GapsChosen
from coach.tui.ports import House
from coach.tui.screens.place import Place, bindings
from coach.tui.widgets.drawn import Drawn
from coach.tui.widgets.painted import Picture
from coach.tui.widgets.rows import RowList
from coach.tui.widgets.sheet import Sheet

GAP_DAYS = 7
"""How many days up to the marked one are looked at for gaps; our default: a weekend and the week before it."""
_DAY = timedelta(days=1)
_OWN: tuple[type[Command], ...] = (do.OpenEntries, do.CalendarOrList, NewEntry, *do.LOG_COMMANDS[2:])


class LogPlace(Place):
    """The second place."""

    mode = "log"
    own = _OWN
    BINDINGS = bindings(*_OWN)
    AUTO_FOCUS = ""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.book = Logbook(house)
        self.day = house.clock.wall().date()
        """The marked date."""
        self._today = self.day
        self.listing = False
        """Whether the list is shown, not the calendar."""
        self._of_day: tuple[Record, ...] = ()
        self._mark = DayMark(day=self.day)
        self._marks: Sequence[DayMark] = ()
        self._month: tuple[date, date] | None = None
        self._marked_by = History()
        """The day and the month that the marks are of, and the log."""
        self._shown: tuple[object, ...] = ()
        self._history = History()

    def compose_place(self) -> ComposeResult:
        """The calendar and the day beside it; or the list."""
        yield Drawn(id="strip")
        with Horizontal(id="calendar"):
            with Sheet(id="month-side", can_focus=False):
                yield Drawn(id="month")
            with Vertical(id="day-side"):
                yield Drawn(id="day-title")
                yield RowList(id="day")
        yield LogList(self.book, self.house.clock, self._title, id="list")

    def on_mount(self) -> None:
        """The entries' mark shows only once one is among them."""
        self.query_one("#day", RowList).asleep = True
        self.query_one("#list").display = False

    # What is shown --------------------------------------------------------------------------------------------------

    def renew(self) -> None:
        """Draw anew when the log, the date, the marked day or the view is another."""
        now = self.house.clock.wall()
        if self._today != now.date():
            if self.day == self._today:
                self.day = now.date()  # who looked at today goes on looking at today
            self._today = now.date()
        history = self.book.history_for(self.day)
        shown = (id(history), self._today, self.day, self.listing)
        if shown == self._shown:
            return
        self._shown, self._history = shown, history
        if self.listing:
            self.query_one(LogList).renew()
            return
        marks = self._marks_of(history, now)
        self._mark = marks[self.day.day - 1]
        self._of_day = entries_on(history, self.day, now)
        self._draw_month(marks)
        self.query_one("#day-title", Drawn).set_draw(lambda width: draw.draw_day_title(self._mark, self._today, width))
        entries = [timed_row(record, title=self._title) for record in self._of_day if record.on == self.day]
        self.query_one("#strip", Drawn).set_draw(lambda width: draw.draw_day_strip(self._mark, entries, width))
        self.query_one("#day", RowList).show_rows(max(1, len(self._of_day)), self._day_row)

    def _marks_of(self, history: History, now: datetime) -> Sequence[DayMark]:
        """The days of the month in view; worked out once for each."""
        month = (self._today, first_of_month(self.day))
        if self._month != month or self._marked_by is not history:
            self._month, self._marked_by = month, history
            self._marks = month_marks(history, self.day, now)
        return self._marks

    def _draw_month(self, marks: Sequence[DayMark]) -> None:
        side = self.query_one("#month-side")
        height = side.size.height

        def picture(width: int) -> Picture:
            return draw.draw_month(marks, self.day, self._today, _go, width, height)

        self.query_one("#month", Drawn).set_draw(picture)
        self.call_after_refresh(self._roll_month)

    def _roll_month(self) -> None:
        """Bring the marked date's week into view, where the month is higher than the window."""
        side = self.query_one("#month-side")
        if side.max_scroll_y:
            row = draw.row_of(self._marks, self.day)
            side.scroll_to(y=max(0, row + 2 - side.size.height), animate=False)

    def _day_row(self, row: int, width: int) -> Content:
        if not self._of_day:
            words = "Still to come." if self._mark.coming else f"Nothing written down.   {NewEntry.key_shown()} new"
            return Content.styled(words, "$foreground-muted")
        record = self._of_day[row]
        if isinstance(record, Spasm) and record.on != self.day:
            return open_row(record, (self.day - record.on).days + 1)
        return timed_row(record, title=self._title)

    def _title(self, routine: str) -> str:
        return title_of(routine, self.house.library.routines)

    def on_resize(self) -> None:
        """There may be room for more, or less."""
        self._shown = ()
        self.call_after_refresh(self.renew)

    # Moving ---------------------------------------------------------------------------------------------------------

    def action_mark(self, day: str) -> None:
        """Mark a date."""
        self._go(date.fromisoformat(day))

    def action_filter(self, name: str) -> None:
        """Show only what is of that kind."""
        self.query_one(LogList).choose(name)

    def _go(self, day: date) -> None:
        oldest = first_of_month(self.book.oldest or self._today)
        self.day = min(max(day, oldest), self._today)
        self.query_one("#day", RowList).marked = 0
        self.renew()

    @on(do.DayBefore)
    def _before(self) -> None:
        if self.listing:
            self.query_one(LogList).turn(-1)
        else:
            self._go(self.day - _DAY)

    @on(do.DayAfter)
    def _after(self) -> None:
        if self.listing:
            self.query_one(LogList).turn(1)
        else:
            self._go(self.day + _DAY)

    @on(do.SameDayBefore)
    def _week_back(self) -> None:
        self._go(self.day - 7 * _DAY)

    @on(do.SameDayAfter)
    def _week_on(self) -> None:
        self._go(self.day + 7 * _DAY)

    @on(do.MonthBefore)
    def _month_back(self) -> None:
        self._turn_month(-1)

    @on(do.MonthAfter)
    def _month_on(self) -> None:
        self._turn_month(1)

    def _turn_month(self, by: int) -> None:
        month = first_of_month(self.day, by)
        last = first_of_month(month, 1) - _DAY
        self._go(month.replace(day=min(self.day.day, last.day)))

    @on(do.ThisDay)
    def _today_again(self) -> None:
        self._go(self._today)

    @on(do.CalendarOrList)
    def _turn_view(self) -> None:
        self.listing = not self.listing
        self.query_one("#calendar").display = not self.listing
        self.query_one("#list").display = self.listing
        self.set_class(self.listing, "-listing")
        self.set_focus(self.query_one(LogList).rows if self.listing else None)
        self.renew()

    @on(do.BackToCalendar)
    def _back(self) -> None:
        if self.listing:
            self._turn_view()
        else:
            self.set_focus(None)

    # Doing ----------------------------------------------------------------------------------------------------------

    @property
    def marked(self) -> Record | None:
        """The marked entry, if one is marked."""
        if self.listing:
            return self.query_one(LogList).marked
        rows = self.query_one("#day", RowList)
        return self._of_day[rows.marked] if rows.has_focus and self._of_day else None

    @on(do.OpenEntries)
    def _open(self) -> None:
        rows = self.query_one("#day", RowList)
        if not self.listing and not rows.has_focus:
            if self._of_day:
                self.set_focus(rows)
            else:
                self.post_message(NewChosen(self.day))

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        record = self.marked
        if record is not None:
            self.post_message(EntryChosen(record.id))

    @on(do.DeleteEntry)
    def _delete(self) -> None:
        record = self.marked
        if record is not None:
            self.post_message(DeleteChosen(record.id))
        else:
            self.notify("Enter marks an entry of the day; then it can be deleted.", markup=False)

    @on(do.SpasmDetails)
    def _details(self) -> None:
        record = self.marked
        if record is None:
            record = next((known for known in self._of_day if isinstance(known, Spasm) and not self.listing), None)
        self.post_message(DetailsChosen(record.id if isinstance(record, Spasm) else None))

    @on(NewEntry)
    def _new(self, event: NewEntry) -> None:
        event.stop()
        self.post_message(NewChosen(None if self.listing or self.day == self._today else self.day))

    @on(do.FillGaps)
    def _fill(self) -> None:
        found = gaps(self._history, self.day - (GAP_DAYS - 1) * _DAY, self.day, self.house.clock.wall())
        if found:
            self.post_message(GapsChosen(found))
        else:
            self.notify(f"No gap in the {GAP_DAYS} days up to here, as far back as the log goes.", markup=False)


def _go(day: date) -> str:
    return f"screen.mark('{day.isoformat()}')"
