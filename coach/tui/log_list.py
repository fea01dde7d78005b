"""The log as a list: the newest on top, with filters; months of long ago are read when the end comes near."""

from collections.abc import Iterable
from datetime import date, datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from coach.clock import Clock
from coach.core.episodes import BEYOND_TWO_WEEKS_DAY, SpasmSummary, bouts, last_day, spasm_summaries
from coach.core.month import first_of_month
from coach.core.records import Record, Spasm
from coach.tui.drawing.log import Title, entry_row, spasm_row
from coach.tui.logbook import Logbook
from coach.tui.widgets.drawn import Drawn, link
from coach.tui.widgets.rows import RowList

FILTERS: dict[str, tuple[str, ...]] = {
    "all": ("spasm", "pain", "stress", "session", "medicine", "redflag", "concern", "note"),
    "spasms": ("spasm",),
    "pain": ("pain", "spasm"),
    "sessions": ("session",),
    "medicines": ("medicine",),
    "notes": ("note", "stress", "redflag", "concern"),
    "prompts": ("prompt", "posture"),
}
"""Filters by name, with the tables they let through; what the coach noted by itself only where it is asked for."""
MORE_ROWS = 40
"""Rows that are added at a time when the end comes near (our default)."""
MORE_MONTHS = 12
"""Old months that are read at a time for them, at most (our default)."""


class LogList(Vertical):
    """The filters and the rows."""

    def __init__(self, book: Logbook, clock: Clock, title: Title, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._book, self._clock, self._title = book, clock, title
        self.filter = "all"
        self._records: list[Record] = []
        self._summaries: dict[str, SpasmSummary] = {}
        self._beyond: set[str] = set()
        """Spasms whose bout had lasted past two weeks by their last day."""
        self._down_to = date.max
        """The first date of the oldest month that was read."""

    def compose(self) -> ComposeResult:
        """A row of filters above the rows."""
        yield Drawn(id="filters")
        yield RowList(id="entries")

    @property
    def rows(self) -> RowList:
        """The rows."""
        return self.query_one("#entries", RowList)

    @property
    def marked(self) -> Record | None:
        """The marked entry."""
        return self._records[self.rows.marked] if self.rows.marked < len(self._records) else None

    def renew(self) -> None:
        """Read the log anew; the mark stays with its entry, or at its row when that is gone."""
        was, down_to = self.marked, self._down_to
        self._records = list(self._passing(self._book.newest_first()))
        self._down_to = self._book.kept_from
        while self._down_to > down_to:
            self._read_month()
        self._read_on(MORE_ROWS)
        row = next((row for row, record in enumerate(self._records) if was is not None and record.id == was.id), None)
        self._show(row)

    def turn(self, by: int) -> None:
        """Another filter."""
        names = list(FILTERS)
        self.choose(names[(names.index(self.filter) + by) % len(names)])

    def choose(self, name: str) -> None:
        """That filter."""
        self.filter, self._down_to = name, date.max
        self.rows.marked = 0
        self._records = []
        self.renew()

    @on(RowList.EndNear)
    def _more(self, event: RowList.EndNear) -> None:
        event.stop()
        before = self._down_to
        self._read_on(len(self._records) + MORE_ROWS)
        if self._down_to != before:
            self._show(None)

    def _read_on(self, rows: int) -> None:
        """Read older months until there are so many rows, a year of them at most."""
        for _ in range(MORE_MONTHS):
            if len(self._records) >= rows or not self._read_month():
                return

    def _read_month(self) -> bool:
        """Add one older month; whether there was one."""
        oldest = self._book.oldest
        if oldest is None or self._down_to <= oldest:
            return False
        self._down_to = first_of_month(self._down_to, -1)
        self._records.extend(self._passing(self._book.older(self._down_to)))
        return True

    @property
    def _goes_on(self) -> bool:
        """Whether there are months that were not read."""
        oldest = self._book.oldest
        return oldest is not None and self._down_to > oldest

    def _passing(self, records: Iterable[Record]) -> Iterable[Record]:
        tables = FILTERS[self.filter]
        return (record for record in records if type(record).table in tables)

    def _show(self, row: int | None) -> None:
        now = self._clock.wall()
        if self.filter == "spasms":
            self._summaries = self._summarised([record for record in self._records if isinstance(record, Spasm)], now)
        self._beyond = past_two_weeks([record for record in self._records if isinstance(record, Spasm)], now)
        self.query_one("#filters", Drawn).set_draw(self._filters)
        self.rows.show_rows(max(1, len(self._records) + self._goes_on), self._row, row)

    def _summarised(self, spasms: Iterable[Spasm], now: datetime) -> dict[str, SpasmSummary]:
        found: dict[str, SpasmSummary] = {}
        for spasm in spasms:
            if spasm.id not in found:
                found.update((each.id, each) for each in spasm_summaries(self._book.history_for(spasm.on), now))
        return found

    def _filters(self, width: int) -> Content:
        parts = [Content.styled("← → ", "bold $text-accent")]
        for name in FILTERS:
            here = name == self.filter
            label = f"[{name}]" if here else f" {name} "
            action = f"screen.filter('{name}')"
            parts.append(link(label, action, "bold $text-primary" if here else "$foreground-muted"))
        return Content("").join(parts).truncate(width, ellipsis=True)

    def _row(self, row: int, width: int) -> Content:
        if row == len(self._records) and self._goes_on:
            return Content.styled(f"Before {self._down_to:%B %Y}: ↓ reads on.", "$foreground-muted")
        if not self._records:
            return Content.styled("Nothing of this kind is written down.", "$foreground-muted")
        record, now = self._records[row], self._clock.wall()
        if self.filter == "spasms" and record.id in self._summaries:
            return spasm_row(self._summaries[record.id], now)
        dated = row == 0 or row == self.rows.marked
        above = None if dated else self._records[row - 1]
        return entry_row(record, now, above, record.id in self._beyond, self._title)


def past_two_weeks(spasms: Iterable[Spasm], now: datetime) -> set[str]:
    """Ids of the spasms whose bout had lasted 15 days or more by their last day."""
    return {
        spasm.id
        for bout in bouts(spasms, now)
        for spasm in bout.spasms
        if (last_day(spasm, now) - bout.onset).days + 1 >= BEYOND_TWO_WEEKS_DAY
    }
