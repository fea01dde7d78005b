"""Relief on the command line: what can be done now where the user is, and its steps as text."""

from collections.abc import Iterable

from coach.cli.ask import pick
from coach.cli.house import House
from coach.cli.say import hhmm, say
from coach.core.redflags import open_flags, worst_level
from coach.core.routine import STOP_ALWAYS, Routine, flatten, length_s
from coach.core.stage import stage

KINDS = ("relief", "rest", "breathe", "walk")
"""What can ease: cold or heat and positions first, a few steps last."""


def offer(house: House) -> None:
    """Let the user pick one thing that may ease it, and print its steps; nothing while a red flag stands."""
    if worst_level(open_flags(house.history, house.now)) in ("emergency", "same-day"):
        return
    now = stage(house.history, house.now)
    found = fitting(house, now.stage, walks=not now.strong_pain)
    if not found:
        return
    say("", "What may ease it:")
    for number, routine in enumerate(found, start=1):
        say(f"  {number:2}  {routine.title}, {hhmm(length_s(routine, now.stage))}")
    chosen = pick("Which one? A number, or Enter for none:", len(found))
    if chosen is not None:
        routine = found[chosen - 1]
        say("", *steps(routine, now.stage), "", f"When you have done it: coach did {routine.id}")


def fitting(house: House, stage_now: str, walks: bool = True) -> list[Routine]:
    """The routines that may ease it in this stage where the user is, in the order of `KINDS`."""
    place = house.settings.work.place
    return [
        routine
        for kind in KINDS
        for routine in house.library.routines.values()
        if routine.kind == kind
        and stage_now in routine.stages
        and place in routine.places
        and (walks or kind != "walk")
    ]


def steps(routine: Routine, stage_now: str, plan_seconds: int | None = None) -> list[str]:
    """The routine as lines to be read: its title, when to stop, and each step with its length."""
    lines = [routine.title, f"Stop at: {'; '.join((*STOP_ALWAYS, *routine.stop_if))}.", ""]
    previous: tuple[str, int] | None = None
    times = 1
    played = [(step.say, step.seconds) for step in flatten(routine, stage_now, plan_seconds)]
    for step in [*played, None]:
        if step == previous:
            times += 1
            continue
        if previous is not None:
            often = f"{times} times " if times > 1 else ""
            lines.append(f"  {previous[0]} ({often}{_length(previous[1])})")
        previous, times = step, 1
    return lines


def _length(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    parts: Iterable[str] = (f"{minutes} min" if minutes else "", f"{rest} s" if rest else "")
    return " ".join(part for part in parts if part) or "0 s"
