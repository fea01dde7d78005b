"""The day as it would come with some settings: the simulator's answer in a few lines."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct

from coach.clock import zone_named
from coach.core.history import History
from coach.core.records import Kind
from coach.core.routine import Routine
from coach.core.settings import Settings

NOUNS: dict[Kind, tuple[str, str]] = {
    "shift": ("shift", "shifts"), "break": ("break", "breaks"), "walk": ("walk", "walks"), "rest": ("rest", "rests"),
    "breathe": ("breathing", "breathings"), "checkin": ("check-in", "check-ins"), "week": ("week", "weeks"),
}  # fmt: skip
"""Kinds as the preview calls one and many of them."""


class Coming(Struct, frozen=True):
    """One prompt of the day: its time, its kind, its length in minutes (0 for none)."""

    at: datetime
    kind: Kind
    minutes: int


class DayAhead(Struct, frozen=True):
    """The date that is shown, and its prompts in order."""

    on: date
    prompts: tuple[Coming, ...]

    @property
    def words(self) -> str:
        """How many of each in one sentence."""
        counts = Counter(prompt.kind for prompt in self.prompts)
        if not counts:
            return "No prompt would come."
        parts = [f"{counts[kind]} {one if counts[kind] == 1 else many}"
                 for kind, (one, many) in NOUNS.items() if counts[kind]]  # fmt: skip
        return f"{len(self.prompts)} prompt{'s' if len(self.prompts) > 1 else ''}: {', '.join(parts)}."


def day_ahead(history: History, settings: Settings, routines: Mapping[str, Routine], now: datetime) -> DayAhead:
    """The next working day at the desk with these settings, each prompt begun a minute after it comes.

    Takes some hundredths of a second, more with a long log: not for the app's loop.
    """
    from coach.simulate import as_it_stands, day_to_show, simulate, typical_day  # not needed for the first paint

    named = settings.work.timezone != "local"
    zone = zone_named(settings.work.timezone) if named or now.tzinfo is None else now.tzinfo
    now = now.astimezone(zone)
    on = day_to_show(now.date(), settings)
    lines = typical_day(on, settings, zone)
    start = min(datetime.combine(on, settings.work.awake.start, zone), lines[0].at)
    stands = as_it_stands(history, start, now)
    events = simulate(lines, settings, routines, zone=zone, history=stands, diligent=True).events
    return DayAhead(
        on,
        tuple(
            Coming(event.at, event.kind, event.minutes)
            for event in events
            if event.event == "prompt" and event.kind is not None
        ),
    )
