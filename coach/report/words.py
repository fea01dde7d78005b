"""How numbers, dates and lists are said on a page."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from coach.report.charts import MONTHS
from coach.report.page import Line, Own, Para, line

NONE = "–"
"""What stands for nothing noted, or not known."""
MOST_LISTED = 60
"""Characters of a list in one cell; what we ask for is shorter, another device may have written anything."""


def more(total: int, shown: int, what: str) -> list[Para]:
    """What is said below a table that does not show everything; nothing when it does."""
    if total == shown:
        return []
    return [Para(line(f"The newest {shown} of {total} {what} are shown; a shorter period shows the others."), "small")]


def listed(words: Iterable[str]) -> Line:
    """Words that were ticked, with commas."""
    found = ", ".join(words)
    return line(Own(clipped(found, MOST_LISTED))) if found else line(NONE)


def clipped(text: str, most: int) -> str:
    """The text, or its first `most` characters and how long it is."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text):,} characters in all)"


def joined(words: Sequence[str]) -> str:
    """One, two and three."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def bouts_counted(count: int) -> str:
    """1 bout, 2 bouts."""
    return "1 bout" if count == 1 else f"{count} bouts"


def days_counted(count: int) -> str:
    """1 day, 2 days."""
    return "1 day" if count == 1 else f"{count} days"


def number(found: int | None) -> str:
    """A whole number, or that it is not known."""
    return NONE if found is None else str(found)


def one_decimal(found: float | None) -> str:
    """A number with one decimal, or that it is not known."""
    return NONE if found is None else f"{found:.1f}"


def short_date(on: date) -> str:
    """16 Nov."""
    return f"{on.day} {MONTHS[on.month - 1]}"


def long_date(on: date) -> str:
    """16 Nov 2026."""
    return f"{short_date(on)} {on.year}"


def moment(at: datetime) -> str:
    """16 Nov 2026, 14:10."""
    return f"{long_date(at.date())}, {at:%H:%M}"


def from_to(first: date, last: date) -> str:
    """16–22 Nov 2026, with no more said twice than must be; one date for one day."""
    if first == last:
        return long_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{long_date(last)}"
    begin = short_date(first) if first.year == last.year else long_date(first)
    return f"{begin} – {long_date(last)}"


def span_words(first: date, last: date, grain: str) -> str:
    """The dates of a row by week, month or year; of several rows in one, an empty grain."""
    if grain == "year":
        return str(first.year)
    if grain == "month":
        return f"{MONTHS[first.month - 1]} {first.year}"
    return from_to(first, last)
