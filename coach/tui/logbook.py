"""The log for long views: the last 13 months from memory, older months read one by one when they come into view."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from coach.core.history import History, everything, history_of
from coach.core.month import first_of_month
from coach.core.records import Record
from coach.journal import KEPT_MONTHS
from coach.tui.ports import House

LOOK_BACK_MONTHS = 12
"""How many months before an old one are read with it, so that a spasm that lasted into it is known (our default)."""
KEPT_OLD_MONTHS = 24
"""Old months kept in memory at a time (our default)."""
_DAY = timedelta(days=1)


class Logbook:
    """The journal's history, and what lies before it."""

    def __init__(self, house: House) -> None:
        self._journal, self._clock = house.journal, house.clock
        self._months: dict[date, tuple[Record, ...]] = {}
        self._histories: dict[date, History] = {}
        self._oldest: date | None = None
        self._looked = False
        self._version = -1

    @property
    def kept_from(self) -> date:
        """From this date on the journal has everything in memory."""
        return first_of_month(self._clock.wall().date(), -KEPT_MONTHS)

    @property
    def oldest(self) -> date | None:
        """The date of the oldest record; None in an empty log."""
        self._freshen()
        if not self._looked:
            self._looked = True
            first = next(iter(self._journal.log.stream(None, self.kept_from - _DAY)), None)
            if first is None:
                first = next(iter(everything(self._journal.history)), None)
            self._oldest = None if first is None else first.on
        return self._oldest

    def history_for(self, day: date) -> History:
        """A history that knows the month of `day`: the journal's, or one of that month and the year before it."""
        if day >= self.kept_from:
            return self._journal.history
        self._freshen()
        month = first_of_month(day)
        if month not in self._histories:
            self._histories.clear()
            months = [self._month(first_of_month(month, -back)) for back in range(LOOK_BACK_MONTHS + 1)]
            self._histories[month] = history_of(record for records in months for record in records)
        return self._histories[month]

    def newest_first(self) -> Iterator[Record]:
        """Every record of the last 13 months, the newest first."""
        return (record for record in reversed(everything(self._journal.history)) if record.on >= self.kept_from)

    def older(self, month: date) -> tuple[Record, ...]:
        """The records of one old month, the newest first."""
        self._freshen()
        return self._month(month)[::-1]

    def device_of(self, record: Record) -> str:
        """The device that wrote this revision down; empty when it cannot be told."""
        from coach.log.storage import doc_id  # with it comes the database, which only this needs

        needle = f'"{doc_id(record)}"'.encode()
        month = f"{record.at:%Y-%m}"
        wrote = [file.device for file, data in self._journal.log.shards() if file.month == month and needle in data]
        return max(wrote, default="")

    def _month(self, month: date) -> tuple[Record, ...]:
        if month not in self._months:
            while len(self._months) >= KEPT_OLD_MONTHS:
                del self._months[next(iter(self._months))]
            self._months[month] = tuple(self._journal.log.stream(month, first_of_month(month, 1) - _DAY))
        return self._months[month]

    def _freshen(self) -> None:
        version = self._journal.version
        if version != self._version:
            self._version, self._looked = version, False
            self._months.clear()
            self._histories.clear()


def at_evening(day: date, now: datetime) -> datetime:
    """The time under which something of an earlier day is filled in: 20:00 of it; `now` when that is still to come."""
    return min(datetime(day.year, day.month, day.day, 20, tzinfo=now.tzinfo), now)
