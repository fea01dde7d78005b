"""Busy times out of the text of an iCalendar file (RFC 5545), whoever wrote it.

Of each event only the lines that say when it is and whether it counts are kept, before anything reads them: what a
meeting is about is nobody's business here, and a line that is broken elsewhere does no harm.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple

Busy = tuple[datetime, datetime]

_KEPT_WORDS = (
    "UID SEQUENCE DTSTART DTEND DURATION RRULE RDATE EXDATE RECURRENCE-ID STATUS TRANSP ATTENDEE "
    "X-MICROSOFT-CDO-BUSYSTATUS X-MICROSOFT-CDO-ALLDAYEVENT X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT"
)
_KEPT = frozenset(_KEPT_WORDS.split())
_ALL_DAY = ("X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT")
_REPEATS = ("RRULE", "RDATE", "RECURRENCE-ID")
_DAY = re.compile(r":(\d{8})")
_ADDRESS = re.compile(r"[^\s@:;]+@[^\s@:;]+\Z")
_LONGEST = timedelta(hours=24)
"""An event this long or longer is no meeting somebody sits in: it does not hold."""
_SLACK = timedelta(days=2)
"""Kept around the days asked for when only dates are compared: more than any two zones differ."""


class NotACalendar(ValueError):
    """The text is no iCalendar file."""


class Reading(NamedTuple):
    """The busy times of one file, and what of it could not be used."""

    busy: list[Busy]
    problems: list[str]


class _Parts(NamedTuple):
    """A calendar taken apart: its own lines, its zones, the events that may matter."""

    head: list[str]
    zones: list[list[str]]
    events: list[list[str]]


def read(text: str, zone: tzinfo, start: datetime, end: datetime, addresses: Iterable[str] = ()) -> Reading:
    """The busy times between `start` and `end` (aware), in `zone`, which is also that of floating times.

    Not busy: cancelled or transparent events, all-day ones and those of 24 hours or more, "free" and "working
    elsewhere" in Outlook, and invitations declined by the user, who is known by `addresses`, by the calendar's name
    where that is an address (as Google writes it), or as the only one invited. Raises NotACalendar.
    """
    problems: list[str] = []
    busy: list[Busy] = []
    for parts in _calendars(text, start, end, problems):
        if not parts.events:
            continue
        unknown: set[str] = set()
        mine = {address.lower() for address in addresses} | _own_address(parts.head)
        for event in _occurrences(parts, start - _SLACK, end + _SLACK, problems, unknown):
            span = _span(event, zone, mine)
            if span is not None and span[0] < end and span[1] > start:
                busy.append(span)
        problems += [f"the zone {name} is not known; its times are taken as yours" for name in sorted(unknown)]
    return Reading(busy, problems)


def merged(spans: Iterable[Busy]) -> list[Busy]:
    """In order, those that touch or overlap as one."""
    out: list[Busy] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


# the text ------------------------------------------------------------------------------------------------------------


def _lines(text: str) -> Iterator[str]:
    """Content lines, unfolded, whatever ends them."""
    whole = re.sub(r"(\r\n|\n|\r)[ \t]", "", text.removeprefix("\ufeff"))
    return (line for line in re.split(r"\r\n|\n|\r", whole) if line)


def _name(line: str) -> str:
    return re.split("[;:]", line, maxsplit=1)[0].upper()


def _calendars(text: str, start: datetime, end: datetime, problems: list[str]) -> Iterator[_Parts]:
    """Every calendar of the text, with only the events that may fall between `start` and `end`."""
    first, last = (start - _SLACK).strftime("%Y%m%d"), (end + _SLACK).strftime("%Y%m%d")
    parts: _Parts | None = None
    inside: list[str] = []
    found = 0
    for line in _lines(text):
        name = _name(line)
        if name == "BEGIN":
            component = line.partition(":")[2].strip().upper()
            inside.append(component)
            if component == "VCALENDAR":
                parts, inside, found = _Parts([], [], []), ["VCALENDAR"], found + 1
            elif parts is not None and inside[1:] == ["VEVENT"]:
                parts.events.append([])
            elif parts is not None and inside[1:] == ["VTIMEZONE"]:
                parts.zones.append([])
        if parts is None:
            continue
        match inside[1:]:
            case []:
                parts.head.append(line)
            case ["VTIMEZONE", *_] if _name(line) not in ("COMMENT", "LAST-MODIFIED", "TZURL"):
                parts.zones[-1].append(line)
            case ["VEVENT"] if name in _KEPT:
                parts.events[-1].append(line)
        if name == "END" and inside:
            ended = inside.pop()
            if ended == "VEVENT" and len(inside) == 1 and not _may_matter(parts.events[-1], first, last):
                parts.events.pop()
            if ended == "VCALENDAR":
                yield parts
                parts = None
    if parts is not None:
        problems.append("it ends in the middle; what came before is used")
        if len(inside) > 1 and inside[1] == "VEVENT":
            parts.events.pop()
        if len(inside) > 1 and inside[1] == "VTIMEZONE":
            parts.zones.pop()
        yield parts
    if not found:
        raise NotACalendar("it is no calendar")


def _may_matter(event: list[str], first: str, last: str) -> bool:
    """Whether an event repeats, or its dates (YYYYMMDD) touch those asked for."""
    lines = {_name(line): line for line in event}
    if any(name in lines for name in _REPEATS):
        return True
    days = [found[1] for name in ("DTSTART", "DTEND") if (found := _DAY.search(lines.get(name, "")))]
    if not days or "DURATION" in lines:
        return not days or days[0] <= last
    return days[0] <= last and days[-1] >= first


def _own_address(head: list[str]) -> set[str]:
    for line in head:
        if _name(line) == "X-WR-CALNAME":
            name = line.partition(":")[2].strip()
            return {name.lower()} if _ADDRESS.match(name) else set()
    return set()


# what it says ---------------------------------------------------------------------------------------------------------


def _occurrences(
    parts: _Parts, start: datetime, end: datetime, problems: list[str], unknown: set[str]
) -> Iterator[Any]:
    """Every occurrence as an icalendar event; series by series when the whole cannot be read."""
    try:
        yield from _expand(parts, parts.events, start, end, unknown)
        return
    except ImportError:
        raise
    except Exception:  # what the libraries raise on nonsense cannot be listed
        pass
    broken = 0
    for series in _series(parts.events):
        try:
            yield from _expand(parts, series, start, end, unknown)
        except Exception:
            broken += 1
    if broken:
        problems.append("1 event in it cannot be read" if broken == 1 else f"{broken} events in it cannot be read")


def _series(events: Sequence[list[str]]) -> list[list[list[str]]]:
    series: dict[str, list[list[str]]] = {}
    for number, event in enumerate(events):
        uid = next((line for line in event if _name(line) == "UID"), str(number))
        series.setdefault(uid, []).append(event)
    return list(series.values())


def _expand(parts: _Parts, events: Sequence[list[str]], start: datetime, end: datetime, unknown: set[str]) -> list[Any]:
    import recurring_ical_events
    from icalendar import Calendar
    from icalendar.timezone import tzp

    tzp.use_default()  # it keeps the zones of one calendar for the next, where the same name may mean another
    lines = ["BEGIN:VCALENDAR"]
    lines += [line for line in parts.head if _name(line) in ("VERSION", "PRODID", "X-WR-TIMEZONE")]
    for component in (*parts.zones, *events):
        begin = [] if component[:1] and component[0].upper().startswith("BEGIN:") else ["BEGIN:VEVENT"]
        lines += [*begin, *component, *(["END:VEVENT"] if begin else [])]
    calendar = Calendar.from_ical("\r\n".join([*lines, "END:VCALENDAR", ""]))
    unknown.update(_unknown_zones(calendar))
    return list(recurring_ical_events.of(calendar).between(start, end))


def _span(event: Any, zone: tzinfo, mine: set[str]) -> Busy | None:
    """When the user is busy with an event, None when it does not hold."""
    if _word(event, "STATUS") == "CANCELLED" or _word(event, "TRANSP") == "TRANSPARENT":
        return None
    if _word(event, "X-MICROSOFT-CDO-BUSYSTATUS") in ("FREE", "WORKINGELSEWHERE") or _declined(event, mine):
        return None
    if any(_word(event, name) == "TRUE" for name in _ALL_DAY):
        return None
    start, end = _local(event.start, zone), _local(event.end, zone)
    if start is None or end is None or end <= start or end - start >= _LONGEST:
        return None
    if start.time() == time() == end.time():  # from midnight to midnight, also on the day that has 23 hours
        return None
    return start, end


def _local(moment: date | datetime, zone: tzinfo) -> datetime | None:
    if not isinstance(moment, datetime):
        return None
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def _unknown_zones(calendar: Any) -> Iterator[str]:
    """The zones of events that nobody knows and the calendar does not define."""
    for event in calendar.walk("VEVENT"):
        start = event.get("DTSTART")
        moment = getattr(start, "dt", None)
        if isinstance(moment, datetime) and moment.tzinfo is None and "TZID" in start.params:
            yield str(start.params["TZID"])


def _word(event: Any, name: str) -> str:
    value = event.get(name)
    return "" if value is None else str(value).strip().upper()


def _declined(event: Any, mine: set[str]) -> bool:
    attendees = event.get("ATTENDEE")
    if attendees is None:
        return False
    invited = attendees if isinstance(attendees, list) else [attendees]
    answers = [(str(each).lower().removeprefix("mailto:"), _answer(each)) for each in invited]
    ours = [answer for address, answer in answers if address in mine]
    if not ours and len(answers) == 1:
        ours = [answers[0][1]]
    return "DECLINED" in ours


def _answer(attendee: Any) -> str:
    return str(getattr(attendee, "params", {}).get("PARTSTAT", "")).upper()
