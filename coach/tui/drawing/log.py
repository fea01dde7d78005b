"""The log as rows of text: spasms with their two-weeks mark, and everything else that was written down."""

from collections.abc import Callable
from datetime import datetime

from textual.content import Content

from coach.core.episodes import SpasmSummary
from coach.core.lengths import length_words
from coach.core.records import (
    ConcernSeen,
    Medicine,
    Note,
    Pain,
    Posture,
    Prompt,
    Record,
    RedFlag,
    Session,
    Spasm,
    Stress,
)
from coach.core.redflags import LABEL_OF
from coach.core.tally import KIND_WORDS, title_of
from coach.core.wording import in_a_sentence
from coach.tui.drawing.marks import pain_style
from coach.tui.plain import as_line

Title = Callable[[str], str]
"""What a routine is called, by its id."""
TWO_WEEKS = "past two weeks"
"""The mark of a spasm whose bout lasted 15 days or more."""
MOST_IN_ROW = 300
"""Characters of a note that a row looks at; the rest is in its details."""
ANSWERS = {
    "ticked": ("safety questions, ticked", ""),
    "cleared": ("safety questions, looked at", "all that was ticked"),
    "mistake": ("safety questions, ticked by mistake", "all that was ticked"),
    "history": ("safety history", "none of these"),
    "none": ("safety questions", "none of these"),
}
"""What an answer to the safety questions is called, and what is said where it names no sign."""


def day_words(at: datetime, now: datetime) -> str:
    """Weekday, date and time; the year when it is another."""
    return f"{date_words(at, now)} {at:%H:%M}"


def date_words(at: datetime, now: datetime) -> str:
    """Weekday and date; the year when it is another."""
    year = f" {at.year}" if at.year != now.year else ""
    return f"{at:%a} {at.day:>2} {at:%b}{year}"


def spasm_row(spasm: SpasmSummary, now: datetime) -> Content:
    """One spasm: since when, how long, its pain; the mark beside its days, where no window cuts it, and in words."""
    until = "still open" if spasm.end is None else f"to {spasm.end.day} {spasm.end:%b}"
    days = "1 day" if spasm.days == 1 else f"{spasm.days} days"
    pain = "no pain entry"
    if spasm.pain_first is not None:
        pain = f"pain {spasm.pain_first} peak {spasm.pain_peak} last {spasm.pain_last}"
    return Content.assemble(
        (f"{day_words(spasm.start, now)}  ", "$foreground-muted"),
        (f"{until:<10} {days:>7} ", "bold" if spasm.end is None else ""),
        ("! " if spasm.beyond_two_weeks else "  ", "bold $text-warning"),
        f"{pain:<20}",
        (f"  {TWO_WEEKS}" if spasm.beyond_two_weeks else "", "bold $text-warning"),
    )


def entry_row(
    record: Record, now: datetime, after: Record | None = None, beyond: bool = False, title: Title = title_of
) -> Content:
    """One entry in words; its date is left out when the entry above it (`after`) has the same.

    `beyond` for a spasm whose bout lasted past two weeks; `title` gives what a routine is called.
    """
    date = date_words(record.at, now)
    if after is not None and after.on == record.on:
        date = " " * len(date)
    return Content.assemble((f"{date} ", "$foreground-muted"), timed_row(record, beyond, title))


def timed_row(record: Record, beyond: bool = False, title: Title = title_of) -> Content:
    """One entry in words, with its time of day."""
    return Content.assemble((f"{record.at:%H:%M}  ", "$foreground-muted"), *_weighed(record, beyond, title))


def open_row(spasm: Spasm, day_number: int) -> Content:
    """A spasm on a day after its first."""
    return Content.assemble(
        ("  ·    ", "$foreground-muted"), ("spasm", "bold"), f" since {spasm.at.day} {spasm.at:%b}, day {day_number}"
    )


def _weighed(record: Record, beyond: bool, title: Title) -> list[Content | tuple[str, str]]:
    words = entry_words(record, title)
    if isinstance(record, Pain):
        number = f"{record.pain}"
        return [("pain ", ""), (number, f"bold {pain_style(record.pain)}"), (words.removeprefix(f"pain {number}"), "")]
    if isinstance(record, Spasm):
        mark = f" ! {TWO_WEEKS}" if beyond else ""
        return [("spasm", "bold"), (mark, "bold $text-warning"), (words.removeprefix("spasm"), "")]
    if isinstance(record, Prompt | Posture):
        return [(words, "$foreground-muted")]
    return [(words, "")]


def entry_words(record: Record, title: Title = title_of) -> str:
    """What was written down, its time left out; `title` gives what a routine is called."""
    match record:
        case Pain():
            return f"pain {record.pain}" + _noted(record.note)
        case Stress():
            return f"stress {record.stress}" + _noted(record.note)
        case Spasm():
            return _spasm_words(record)
        case Session():
            return _session_words(record, title)
        case Medicine():
            parts = (record.name, record.amount, f"relief {record.relief}" if record.relief is not None else "")
            return "took " + ", ".join(_short(part) for part in parts if part) + _noted(record.note)
        case RedFlag():
            asked, without = ANSWERS[record.action]
            labels = ", ".join(LABEL_OF.get(slug, slug) for slug in record.symptoms)
            return f"{asked}: {labels or without}"
        case ConcernSeen():
            return f"seen: {_short(record.message or record.code)}"
        case Note():
            return f"note: {_short(record.text)}"
        case Prompt():
            outcome = record.outcome + (f" ({record.reason})" if record.reason else "")
            return f"asked to {KIND_WORDS.get(record.kind, record.kind)}: {_short(outcome)}"
        case Posture():
            return f"posture: {record.change}, {record.cause}"
        case _:
            return record.table


def _spasm_words(record: Spasm) -> str:
    parts = ["spasm" if record.pain is None else f"spasm, pain {record.pain}"]
    if record.ended is not None:
        same = record.ended.date() == record.on
        parts.append(f"to {record.ended:%H:%M}" if same else f"to {record.ended.day} {record.ended:%b}")
    if record.where:
        parts.append(" ".join(record.where))
    return ", ".join(parts) + _noted(record.note)


def _session_words(record: Session, title: Title) -> str:
    parts = [f"{in_a_sentence(_short(title(record.routine)))} {length_words(record.seconds)}"]
    if record.partial:
        parts.append("ended early")
    if record.pain_before is not None and record.pain_after is not None:
        parts.append(f"pain {record.pain_before} → {record.pain_after}")
    if record.felt is not None:
        parts.append(f"felt {record.felt}")
    return ", ".join(parts)


def _noted(note: str) -> str:
    return f"   {_short(note)}" if note.strip() else ""


def _short(text: str) -> str:
    return as_line(text[:MOST_IN_ROW])
