"""What was done, in one sentence each: the words of receipts."""

from collections.abc import Callable
from datetime import date, datetime

from coach.core.lengths import length_words
from coach.core.plain import one_line
from coach.core.records import ConcernSeen, Medicine, Note, Pain, Record, RedFlag, Session, Spasm, Stress

Title = Callable[[str], str]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clock(at: datetime, now: datetime) -> str:
    """A time beside now: `14:02` today, `Tue 10 Nov 14:02` else, with the year when it is another."""
    if at.date() == now.date():
        return f"{at:%H:%M}"
    year = "" if at.year == now.year else f" {at.year}"
    return f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]}{year} {at:%H:%M}"


def described(record: Record, now: datetime, title: Title = str) -> str:
    """A record inside a sentence: "pain 4 at 14:02". `title` gives what a routine is called, by its id."""
    when = clock(record.at, now)
    match record:
        case Spasm():
            rated = "" if record.pain is None else f", pain {record.pain}"
            end = "" if record.ended is None else f", ended {clock(record.ended, now)}"
            return f"spasm that started {when}{rated}{end}"
        case Pain():
            return f"pain {record.pain} at {when}"
        case Stress():
            return f"stress {record.stress} at {when}"
        case Session():
            return f"{plain(title(record.routine))}, {length_words(record.seconds)}, at {when}"
        case Medicine():
            return f"{plain(record.name)} at {when}"
        case RedFlag():
            return f"answer to the safety questions at {when}"
        case ConcernSeen():
            return f"{plain(record.code)} seen at {when}"
        case Note():
            return f"note of {when}"
        case _:
            return f"{type(record).table} of {when}"


def said(record: Record, now: datetime, title: Title = str) -> str:
    """What was just done, as a sentence: "Spasm started 14:02, pain 6. Day 1."."""
    match record:
        case Spasm(ended=None):
            rated = "" if record.pain is None else f", pain {record.pain}"
            return f"Spasm started {clock(record.at, now)}{rated}. Day {_day(record, now)}."
        case Spasm(ended=datetime() as ended):
            day = _day(record, now)
            return f"Spasm ended {clock(ended, now)}, on day {day}."
        case Medicine():
            return f"Noted: {plain(record.name)} at {clock(record.at, now)}."
        case RedFlag():
            return _answered(record)
        case ConcernSeen(appointment=date() as day):
            return f"Put aside until your appointment on {day.isoformat()}: {_named(record)}."
        case ConcernSeen():
            return f"Put aside until it changes: {_named(record)}."
        case _:
            return f"Noted: {described(record, now, title)}."


def _day(spasm: Spasm, now: datetime) -> int:
    from coach.core.episodes import spasm_day

    return spasm_day(spasm, now)


def _named(seen: ConcernSeen) -> str:
    return plain(seen.code).replace("-", " ")


def _answered(record: RedFlag) -> str:
    from coach.core.redflags import LABEL_OF

    named = ", ".join(LABEL_OF.get(slug, plain(slug)) for slug in record.symptoms)
    match record.action:
        case "ticked":
            return f"Ticked: {named}."
        case "none":
            return "Noted: none of these now."
        case "cleared":
            return f"Cleared: {named or 'all that was ticked'}."
        case "mistake":
            return f"Ticked by mistake, taken away: {named or 'all that was ticked'}."
        case "history":
            return f"Noted for your history: {named or 'none of these'}."


def plain(text: str) -> str:
    """A text of the user's in a sentence: one line, no control characters, cut at 60 characters."""
    line = one_line(text)
    return line if len(line) <= 60 else line[:59] + "…"
