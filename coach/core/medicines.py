"""Medicines as the log knows them: recorded, counted in days, never dosed."""

from datetime import date, timedelta

from msgspec import Struct

from coach.core.history import History
from coach.core.records import Medicine

PHARMACIST_FIRST = (
    "Ask a pharmacist first if you have had a stomach ulcer or bleeding, are 60 or over, take blood thinners, steroids "
    "or another medicine of this kind, drink alcohol daily, have kidney, heart or asthma trouble, or are pregnant."
)
"""Said once, with the first anti-inflammatory medicine (US labels of ibuprofen; kidney, heart, asthma and pregnancy
after common advice)."""
LEAFLET = "Check the leaflet or ask a pharmacist."
COUNTED_DAYS = 7
"""The days in which taking is counted when a medicine is written down (our default)."""
_DAY = timedelta(days=1)


class Known(Struct, frozen=True):
    """A medicine that was written down before: its name as last written, and what sort it was then."""

    name: str
    nsaid: bool
    prescribed: bool


def used_before(history: History, most: int) -> tuple[Known, ...]:
    """At most so many medicines of the log, the one taken last first; names that differ only in capitals are one."""
    found: dict[str, Known] = {}
    for record in reversed(history.medicines):
        key = record.name.strip().casefold()
        if key not in found:
            found[key] = Known(record.name, record.nsaid, record.prescribed)
        if len(found) == most:
            break
    return tuple(found.values())


def first_nsaid(history: History, medicine: Medicine) -> bool:
    """Whether this is the only anti-inflammatory medicine in the log."""
    return medicine.nsaid and not any(known.nsaid and known.id != medicine.id for known in history.medicines)


def nsaid_dates(history: History) -> set[date]:
    """The dates on which an anti-inflammatory medicine was taken."""
    return {record.on for record in history.medicines if record.nsaid}


def days_line(history: History, on: date) -> str:
    """On how many of the last 7 days an anti-inflammatory medicine was logged; empty when on none.

    A count, never a limit; on all seven it says whom to ask.
    """
    dates = nsaid_dates(history)
    count = sum(on - back * _DAY in dates for back in range(COUNTED_DAYS))
    if not count:
        return ""
    line = f"Anti-inflammatory logged on {count} of the last {COUNTED_DAYS} days."
    return f"{line} {LEAFLET}" if count == COUNTED_DAYS else line
