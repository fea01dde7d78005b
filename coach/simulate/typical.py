"""A day at the desk by the user's own hours, with the log as it stands."""

from datetime import date, datetime, time, timedelta, tzinfo

from msgspec.structs import replace

from coach.core.history import History, everything, with_record
from coach.core.records import Record, Spasm
from coach.core.settings import Settings
from coach.simulate.trace import Line


def day_to_show(today: date, settings: Settings) -> date:
    """Today when it is a working day, else the next that is."""
    ahead = (today + timedelta(days=days) for days in range(7))
    return next((day for day in ahead if day.weekday() in settings.work.days), today)


def typical_day(on: date, settings: Settings, zone: tzinfo) -> tuple[Line, ...]:
    """A day at the desk by the user's own hours: there in the working ranges, away between them."""
    lines = []
    for span in settings.work.hours:
        lines.append(Line(datetime.combine(on, span.start, zone), presence="present"))
        lines.append(Line(datetime.combine(on, span.end, zone), presence="locked"))
    last = max(settings.work.awake.end, settings.work.hours[-1].end, time(23))
    lines.append(Line(datetime.combine(on, last, zone), end=True))
    return tuple(lines)


def as_it_stands(history: History, start: datetime, now: datetime) -> History:
    """The log as if all of it had been written before `start`, so that a day shown from then on knows it.

    What is later is moved, in its order, into the seconds before `start`.
    """

    def moved(at: datetime) -> datetime:
        return at if at < start else start - timedelta(seconds=1) - max(now - at, timedelta()) / 1000

    for record in everything(history):
        early: Record = replace(record, at=moved(record.at))
        if isinstance(early, Spasm) and early.ended is not None:
            early = replace(early, ended=max(early.at, moved(early.ended)))
        if early != record:
            history = with_record(history, early)
    return history
