"""The log as rows of text: spasms with their two-weeks mark, then everything else that was written down."""

from datetime import datetime

from textual.content import Content

from coach.core.episodes import SpasmSummary
from coach.core.records import Record
from coach.log.said import described

TWO_WEEKS = "past two weeks"
"""The mark of a spasm whose bout lasted 15 days or more."""


def day_words(at: datetime, now: datetime) -> str:
    """Weekday, date and time; the year when it is another."""
    year = f" {at.year}" if at.year != now.year else ""
    return f"{at:%a} {at.day:>2} {at:%b}{year} {at:%H:%M}"


def spasm_row(spasm: SpasmSummary, now: datetime) -> Content:
    """One spasm: since when, how long, its pain, and the mark."""
    until = "still open" if spasm.end is None else f"to {spasm.end:%a} {spasm.end.day} {spasm.end:%b}"
    days = "1 day" if spasm.days == 1 else f"{spasm.days} days"
    pains = [pain for pain in (spasm.pain_first, spasm.pain_peak, spasm.pain_last) if pain is not None]
    pain = (
        f"pain {spasm.pain_first} peak {spasm.pain_peak} last {spasm.pain_last}" if len(pains) == 3 else "no pain entry"
    )
    style = "bold" if spasm.end is None else ""
    return Content.assemble(
        (f"{day_words(spasm.start, now)}  ", "$text-muted"),
        (f"{until:<15} {days:>8}  ", style),
        f"{pain:<23}",
        (f"  ! {TWO_WEEKS}" if spasm.beyond_two_weeks else "", "bold $text-warning"),
    )


def entry_row(record: Record, now: datetime) -> Content:
    """One entry in words."""
    return Content.assemble((f"{day_words(record.at, now)}  ", "$text-muted"), described(record, now))
