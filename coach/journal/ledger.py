"""The ledger: what the last 13 months hold, at hand for every thread, and what is still to be put on disk."""

import threading
from datetime import date, datetime

from coach.clock import Clock
from coach.core.history import History, with_record
from coach.core.records import UNASKED, Record
from coach.errors import NotSaved
from coach.log.log import Log

KEPT_MONTHS = 13
"""Months of log that are kept at hand: a year and a month, for the bouts of a year (design of the log)."""
UNASKED_MONTHS = 2
"""Of what the coach noted unasked, so many months before this one: today, this week, some before it (our default)."""
YEAR_DAYS = 330
"""What is so many days old leans on nothing that is older than the months kept at hand (our default)."""
_MANY = 100
"""Records at once from which on it is quicker to read the history anew."""


class Ledger:
    """The history of the last 13 months, kept up with everything that is written here.

    What the coach noted unasked (prompts, changes of posture) is in it from two months before this one on alone; who
    needs more asks `back_to`.

    Every method may be called from any thread; `guard` is held over reading a record and writing what follows from it.
    """

    def __init__(self, log: Log, clock: Clock) -> None:
        self.log = log
        self.guard = threading.RLock()
        self._clock = clock
        self._history: History | None = None
        self._since = self._unasked_since = date.min
        self._version = 0
        self._pending: list[tuple[Record, dict[str, str]]] = []

    @property
    def now(self) -> datetime:
        """The time that a record of now carries."""
        return self._clock.wall()

    @property
    def history(self) -> History:
        """The last 13 months, merged over all devices, with everything that was appended here."""
        with self.guard:
            if self._history is None:
                today = self.now.date()
                self._since, self._unasked_since = (
                    _months_before(today, months) for months in (KEPT_MONTHS, UNASKED_MONTHS)
                )
                self._history = self.log.history(self._since, self._unasked_since)
            return self._history

    def back_to(self, day: date) -> date | None:
        """From when on the log is to be read for a look at all of `day` and later; None where `history` will do.

        `date.min` where nothing but the whole log will.
        """
        with self.guard:
            self.history  # noqa: B018  how far back it goes is known once it was read
            if day >= self._unasked_since:
                return None
            return self._since if (self.now.date() - day).days <= YEAR_DAYS else date.min

    def history_back_to(self, day: date) -> History:
        """A history with all of `day` and later; read for it where the one at hand will not do."""
        since = self.back_to(day)
        return self.history if since is None else self.history_since(since)

    def history_since(self, since: date) -> History:
        """A history read anew from a date on that `back_to` gave."""
        return self.log.history(None if since == date.min else since)

    def refresh(self) -> bool:
        """Read what other processes and devices have written since; whether there was anything."""
        with self.guard:
            if self._history is not None and not self.log.refresh(self._since, self._unasked_since):
                return False
            before = self._history
            self._history = None
            self._version += 1
            return self.history != before

    @property
    def version(self) -> int:
        """Counts up whenever the history may have changed.

        For those who look in turn: only the first of them sees `refresh` say so.
        """
        with self.guard:
            return self._version

    @property
    def pending(self) -> tuple[Record, ...]:
        """Records that could not be saved; the next record or `retry` tries them again."""
        with self.guard:
            return tuple(record for record, _ in self._pending)

    def retry(self) -> tuple[Record, ...]:
        """Save what is pending; returns what was saved. Raises NotSaved when it cannot be done yet."""
        with self.guard:
            return self.write() if self._pending else ()

    def lost(self) -> str:
        """A last try, at the end: what could not be saved even then, in one sentence; empty where nothing is left."""
        try:
            self.retry()
        except NotSaved as error:
            count = len(self.pending)
            return f"{'1 record is' if count == 1 else f'{count} records are'} lost. {error}"
        return ""

    def write(self, *entries: tuple[Record, dict[str, str]]) -> tuple[Record, ...]:
        """Write what is pending and the new entries: records whose fields are checked, each with its marks.

        Returns them as they are on disk, the new ones last. Raises NotSaved; then all of them stay pending.
        """
        with self.guard:
            wanted = [*self._pending, *entries]
            try:
                stored = self.log.write(wanted)
            except NotSaved:
                self._pending = wanted
                raise
            self._pending = []
            self._version += 1
            if len(stored) > _MANY:
                self._history = None
            if self._history is not None:
                for record in stored:
                    if record.at.date() < (self._unasked_since if isinstance(record, UNASKED) else self._since):
                        self._history = None
                        break
                    self._history = with_record(self._history, record)
            return stored


def _months_before(day: date, months: int) -> date:
    """The first day of the month that lies so many months before that of `day`."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
