"""The log as rows of text: spasms with their two-weeks mark, then everything else that was written down."""

from datetime import datetime

from textual.content import Content

from coach.core.episodes import SpasmSummary
from coach.core.records import ConcernSeen, Medicine, Note, Pain, Record, RedFlag, Session, Stress
from coach.core.redflags import LABEL_OF
from coach.core.tally import whole_minutes

TWO_WEEKS = "past two weeks"
"""The mark of a spasm whose bout lasted 15 days or more."""


def day_words(at: datetime, now: datetime) -> str:
    """Weekday, date and time; the year when it is another."""
    year = f" {at.year}" if at.year != now.year else ""
    return f"{at:%a} {at.day:>2} {at:%b}{year} {at:%H:%M}"


def spasm_row(spasm: SpasmSummary, now: datetime) -> Content:
    """One spasm: since when, how long, its pain, and the mark."""
    until = "still open" if spasm.end is None else f"to {spasm.end.day} {spasm.end:%b}"
    days = "1 day" if spasm.days == 1 else f"{spasm.days} days"
    pain = "no pain entry"
    if spasm.pain_first is not None:
        pain = f"pain {spasm.pain_first} peak {spasm.pain_peak} last {spasm.pain_last}"
    return Content.assemble(
        (f"{day_words(spasm.start, now)}  ", "$foreground-muted"),
        (f"{until:<10} {days:>7}  ", "bold" if spasm.end is None else ""),
        f"{pain:<20}",
        (f"  ! {TWO_WEEKS}" if spasm.beyond_two_weeks else "", "bold $text-warning"),
    )


def entry_row(record: Record, now: datetime) -> Content:
    """One entry in words."""
    return Content.assemble((f"{day_words(record.at, now)}  ", "$foreground-muted"), entry_words(record))


def entry_words(record: Record) -> str:
    """What was written down, its time left out."""
    match record:
        case Pain():
            return f"pain {record.pain}" + (f"   {record.note}" if record.note else "")
        case Stress():
            return f"stress {record.stress}" + (f"   {record.note}" if record.note else "")
        case Session():
            return _session_words(record)
        case Medicine():
            parts = (record.name, record.amount, f"relief {record.relief}" if record.relief is not None else "")
            return "took " + ", ".join(part for part in parts if part)
        case RedFlag(action="none"):
            return "safety questions: none of these"
        case RedFlag():
            labels = ", ".join(LABEL_OF.get(slug, slug) for slug in record.symptoms)
            return f"safety questions, {record.action}: {labels or 'all'}"
        case ConcernSeen():
            return f"seen: {record.message or record.code}"
        case Note():
            return f"note: {record.text}"
        case _:
            return record.table


def _session_words(record: Session) -> str:
    parts = [f"{record.routine} {max(1, whole_minutes(record.seconds))} min"]
    if record.partial:
        parts.append("ended early")
    if record.pain_before is not None and record.pain_after is not None:
        parts.append(f"pain {record.pain_before} → {record.pain_after}")
    if record.felt is not None:
        parts.append(f"felt {record.felt}")
    return ", ".join(parts)
