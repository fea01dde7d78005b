"""`coach simulate`: the app's own rules on a virtual clock, for a typical day or for a trace."""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, tzinfo
from pathlib import Path
from typing import NamedTuple

import click

from coach.cli.house import House
from coach.cli.say import clean, say
from coach.cli.words import FILE, json_option
from coach.clock import zone_named
from coach.core.day import day_of
from coach.core.history import History
from coach.core.reminders.model import Event
from coach.core.routine import Routine
from coach.core.settings import Settings
from coach.core.wording import TITLES
from coach.errors import WrongUse
from coach.link.snapshot import NOUNS
from coach.simulate import Line, as_it_stands, day_to_show, event_json, read_trace, simulate, typical_day

MOST_SEED = 2**31 - 1
WHAT = {
    "prompt": "", "repeat": "again", "held": "held", "released": "released", "done": "done", "started": "begun",
    "snoozed": "snoozed", "skipped": "skipped", "unanswered": "no answer", "natural": "natural break",
    "dropped": "dropped", "stage": "",
}  # fmt: skip
"""What a line of the text says of an event; a prompt that comes says nothing but itself."""
ANSWERS = ("done", "started")
NARROWEST = 20
"""With less room for the reasons than this they go on over the whole line."""
UNGUIDED = ("shift", "checkin", "week")
MANY = {
    "shift": "shifts",
    "break": "breaks",
    "walk": "walks",
    "rest": "rests",
    "check-in": "check-ins",
    "week": "weeks",
}


HELP = """\
When the prompts would come, by the app's own rules: on a typical day of yours, or for a TRACE.

The typical day knows your log as it stands. A TRACE (a file, or - for a pipe) begins with an empty log. It has one
JSON object a line, in order of time, each with "at" (ISO 8601 with its offset) and one thing that happened:

\b
  "presence": "present" | "typing" | "idle" | "locked" | "asleep"
  "hold": "meeting" | "focus" | "fullscreen" | null, perhaps with "until": T
  "answer": "start" | "done" | "snooze" | "skip", perhaps with "reason"
  "pause": "1h"    "resume": true    "stay": true | false
  "posture": "sit" | "stand"    "pain": 6    "stress": 6
  "spasm": "start" | "end", perhaps with "pain"
  "redflag": "fever" | null (null clears)
  "clock": 3600 (the wall clock jumps by seconds)
  "zone": "America/New_York"    "end": true

Hours in the settings are read in their timezone; where that is "local" and the trace's first line has another
offset than this machine, in the offset of that line.
"""


class Row(NamedTuple):
    """One line: when, what, and why."""

    at: datetime
    what: str
    title: str
    minutes: str
    why: str


@click.command("simulate", help=HELP)
@click.argument("trace", metavar="[TRACE]", required=False, type=FILE)
@click.option("--config", "config_file", metavar="FILE", type=FILE, help="Other settings than yours.")
@click.option("--seed", metavar="N", type=int, default=0, help="Which routines come first.")
@json_option
@click.pass_obj
def simulate_command(house: House, trace: str | None, config_file: str | None, seed: int, as_json: bool) -> None:
    """When the prompts would come, on a typical day or for a trace."""
    if not 0 <= seed <= MOST_SEED:
        raise WrongUse(f"--seed is a whole number from 0 to {MOST_SEED}, not {seed}.")
    settings = house.settings if config_file is None else _settings(config_file)
    zone = zone_named(settings.work.timezone)
    routines = house.library.routines
    if trace is not None:
        lines = read_trace(_text(trace))
        if settings.work.timezone == "local" and lines:
            zone = _zone_of(lines[0], zone)
        events: Sequence[Event] = simulate(lines, settings, routines, zone=zone, seed=seed).events
        head: list[str] = []
    else:
        lines, log, head = _typical(house, settings, zone, routines)
        events = simulate(lines, settings, routines, zone=zone, seed=seed, history=log, diligent=True).events
    if as_json:
        if sys.stdout is not None:
            sys.stdout.write("".join(event_json(event).decode() + "\n" for event in events))
        return
    shown = events if trace is not None else [event for event in events if event.event not in ANSWERS]
    say(*head)
    _print(rows(shown, routines), dated=trace is not None)
    say(*_sum(events))


def rows(events: Iterable[Event], routines: Mapping[str, Routine]) -> list[Row]:
    """The events as lines to be read."""
    return [_row(event, routines) for event in events]


def _row(event: Event, routines: Mapping[str, Routine]) -> Row:
    if event.kind is None:
        return Row(event.at, event.event, "", "", event.why)
    came = event.event in ("prompt", "repeat")
    what = f"{NOUNS[event.kind]} {WHAT[event.event]}".rstrip()
    if event.event == "prompt" and event.channel == "app":
        what += " in the app"
    routine = routines.get(event.routine or "")
    title = (routine.title if routine is not None else TITLES[event.kind]) if came else ""
    minutes = "" if not came or event.kind in UNGUIDED else f"{event.minutes or max(1, round(event.seconds / 60))} min"
    return Row(event.at, what, title, minutes, event.why)


def _print(found: Sequence[Row], dated: bool) -> None:
    """The rows in columns, the reasons after them; dim on a terminal that shows it."""
    if not found or sys.stdout is None:
        return
    whats, titles, lengths = (max(len(text) for text in column) for column in list(zip(*found, strict=True))[1:4])
    on = None
    for row in found:
        if dated and row.at.date() != on:
            on = row.at.date()
            say(f"{on:%A} {on.isoformat()}")
        columns = [f"{row.at:%H:%M}", row.what.ljust(whats), row.title.ljust(titles), row.minutes.rjust(lengths)]
        _put("  ".join(column for column in columns if column), row.why)


def _put(front: str, why: str) -> None:
    """One row. On a terminal the reason is dim and stays in its column, elsewhere a row is a line."""
    if not sys.stdout.isatty():
        say(f"{front}  {why}")
        return
    from shutil import get_terminal_size
    from textwrap import wrap

    front, room = clean(front), get_terminal_size().columns - len(front) - 2
    dim, plain = ("\x1b[2m", "\x1b[22m") if _dims() else ("", "")
    for line in wrap(clean(why), room) if room >= NARROWEST else [clean(why)]:
        sys.stdout.write(f"{front}  {dim}{line}{plain}\n")
        front = " " * len(front)


def _dims() -> bool:
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"


def _typical(
    house: House, settings: Settings, zone: tzinfo, routines: Mapping[str, Routine]
) -> tuple[tuple[Line, ...], History, list[str]]:
    """A typical day: its trace, the log it begins with, and the lines above it."""
    now = house.now.astimezone(zone)
    on = day_to_show(now.date(), settings)
    lines = typical_day(on, settings, zone)
    start = min(datetime.combine(on, settings.work.awake.start, zone), lines[0].at)
    history = as_it_stands(house.history, start, now)
    day = day_of(history, settings, lines[0].at, routines)
    hours = " and ".join(f"{_clock(span.start)}-{_clock(span.end)}" for span in settings.work.hours)
    head = [
        f"{on:%A} {on.isoformat()}, at the desk {hours}, {settings.work.place}; {day.stage_why}.",
        "As it goes when each prompt is begun a minute after it comes:",
        "",
    ]
    return lines, history, head


def _clock(at: time) -> str:
    return "24:00" if at == time(23, 59, 59) else f"{at:%H:%M}"


def _sum(events: Sequence[Event]) -> list[str]:
    came = [event for event in events if event.event == "prompt"]
    if not came:
        return ["No prompt comes."]
    kinds = Counter(NOUNS[event.kind] for event in came if event.kind is not None)
    counts = ", ".join(f"{count} {MANY.get(noun, noun) if count > 1 else noun}" for noun, count in kinds.items())
    in_app = sum(event.channel == "app" for event in came)
    where = f"; {in_app} in the app only" if in_app else ""
    return ["", f"{len(came)} prompt{'s' if len(came) != 1 else ''}: {counts}{where}."]


def _settings(file: str) -> Settings:
    from coach.config import load_settings

    path = Path(file)
    if not path.exists():
        raise WrongUse(f"{file}: there is no such file.")
    return load_settings(path)


def _text(file: str) -> str:
    """What the trace holds. Raises WrongUse, with the line of what is no text."""
    if file == "-" and sys.stdin is None:  # closed by the shell with <&-
        raise WrongUse("There is no input to read a trace from.")
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise WrongUse(f"{file}: cannot be read: {reason or error}.") from error
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        number = raw.count(b"\n", 0, error.start) + 1
        raise WrongUse(f"trace line {number}: this is not UTF-8 text.") from error


def _zone_of(first: Line, machine: tzinfo) -> tzinfo:
    """The machine's zone where the trace was written in it, else the offset that the trace was written in."""
    same = first.at.astimezone(machine).utcoffset() == first.at.utcoffset()
    return machine if same or first.at.tzinfo is None else first.at.tzinfo
