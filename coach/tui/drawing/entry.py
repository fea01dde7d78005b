"""An entry as rows of fields: what each is called, what stands there, and how it is changed."""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

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
from coach.core.tally import whole_minutes
from coach.tui.drawing.log import ANSWERS, day_words
from coach.tui.plain import as_text

How = Literal["fixed", "typed", "long", "rating", "yesno", "choice", "details"]
"""fixed: not to be changed. typed: a line of words. long: words in lines. rating: a digit, `t` for ten. yesno, choice:
Enter turns it. details: Enter opens the card of a spasm's details."""
UNKNOWN = "–"
"""What stands for a field that was not told."""


class Field(Struct, frozen=True):
    """One row: `name` is the field's in the log, `shown` what stands there, `words` how a person would write it."""

    name: str
    label: str
    shown: str
    how: How
    words: str = ""
    optional: bool = True


def title_of_entry(record: Record) -> str:
    """What sort of entry it is."""
    match record:
        case Spasm():
            return "Spasm"
        case Pain():
            return "Pain"
        case Stress():
            return "Stress"
        case Session():
            return "Told afterwards" if record.told else "Session"
        case Medicine():
            return "Medicine"
        case RedFlag():
            return "Safety questions"
        case ConcernSeen():
            return "A concern, seen"
        case Note():
            return "Note"
        case _:
            return "Noted by the coach"


def fields_of(record: Record, now: datetime) -> tuple[Field, ...]:
    """The fields of an entry, in the order in which they are shown."""
    fixed = isinstance(record, Prompt | Posture | RedFlag)
    when = Field(
        "at", "when", day_words(record.at, now), "fixed" if fixed else "typed", f"{record.at:%Y-%m-%d %H:%M}", False
    )
    match record:
        case Spasm():
            end = record.ended
            return (
                when,
                Field(
                    "ended", "ended", "still open" if end is None else day_words(end, now), "typed",
                    "" if end is None else f"{end:%Y-%m-%d %H:%M}",
                ),
                _rating("pain", "pain at onset", record.pain),
                *(
                    Field(name, name, ", ".join(words) or UNKNOWN, "details")
                    for name, words in (("where", record.where), ("signs", record.signs), ("triggers", record.triggers))
                ),
                _long("note", record.note),
            )  # fmt: skip
        case Pain():
            return (_rating("pain", "pain", record.pain, False), when, _long("note", record.note))
        case Stress():
            return (_rating("stress", "stress", record.stress, False), when, _long("note", record.note))
        case Medicine():
            return (
                _typed("name", "name", record.name, False),
                when,
                _typed("amount", "amount", record.amount),
                _yesno("nsaid", "NSAID?", record.nsaid),
                _yesno("prescribed", "prescribed?", record.prescribed),
                _rating("relief", "relief", record.relief),
                _long("note", record.note, "note, effects"),
            )
        case Session():
            return (
                _typed("routine", "routine", record.routine, False),
                when,
                _typed("minutes", "minutes", str(max(1, whole_minutes(record.seconds))), False),
                _rating("pain_before", "pain before", record.pain_before),
                _rating("pain_after", "pain after", record.pain_after),
                Field("felt", "felt", record.felt or UNKNOWN, "choice", record.felt or ""),
                _yesno("partial", "ended early?", record.partial),
                Field("told", "done", "away from the app" if record.told else "in the app", "fixed"),
            )
        case Note():
            return (_long("text", record.text), when)
        case ConcernSeen():
            day = record.appointment
            return (
                Field("code", "concern", as_text(record.code), "fixed"),
                when,
                Field("appointment", "appointment", _date(day), "typed", "" if day is None else day.isoformat()),
                Field("message", "it read", as_text(record.message) or UNKNOWN, "fixed"),
            )
        case RedFlag():
            labels = "\n".join(LABEL_OF.get(slug, slug) for slug in record.symptoms)
            asked, without = ANSWERS[record.action]
            answer = asked.removeprefix("safety questions").removeprefix(", ") or without
            return (when, Field("action", "answer", answer, "fixed"),
                    Field("symptoms", "symptoms", labels or UNKNOWN, "fixed"))  # fmt: skip
        case _:
            return (when, *_others(record))


def _others(record: Record) -> tuple[Field, ...]:
    shared = ("id", "at", "rev", "v", "deleted")
    names = [name for name in record.__struct_fields__ if name not in shared]
    return tuple(
        Field(name, name.replace("_", " "), _said(getattr(record, name)), "fixed")
        for name in names
        if getattr(record, name) not in (None, "", ())
    )


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return as_text(str(value))


def _date(day: date | None) -> str:
    return UNKNOWN if day is None else f"{day:%a} {day.day} {day:%b} {day.year}"


def _rating(name: str, label: str, number: int | None, optional: bool = True) -> Field:
    said = UNKNOWN if number is None else f"{number} of 10"
    return Field(name, label, said, "rating", "" if number is None else str(number), optional)


def _yesno(name: str, label: str, value: bool) -> Field:
    return Field(name, label, "yes" if value else "no", "yesno", "yes" if value else "no")


def _typed(name: str, label: str, words: str, optional: bool = True) -> Field:
    return Field(name, label, as_text(words) or UNKNOWN, "typed", words, optional)


def _long(name: str, words: str, label: str = "") -> Field:
    return Field(name, label or name, as_text(words) or UNKNOWN, "long", words)
