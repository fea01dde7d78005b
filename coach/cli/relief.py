"""Relief on the command line: what can be done now where the user is, and its steps as text."""

from collections.abc import Iterable
from itertools import groupby

from coach.cli.ask import pick
from coach.cli.house import House
from coach.cli.say import say
from coach.core.day import GENTLEST
from coach.core.lengths import length_words
from coach.core.redflags import flags_now, worst_level
from coach.core.routine import STOP_ALWAYS, Routine, choose, flatten, length_s
from coach.core.stage import stage

KINDS = ("relief", "rest", "breathe", "walk")
"""What can ease: cold or heat and positions first, a few steps last."""


def offer(house: House, pain: int | None = None) -> None:
    """Let the user pick one thing that may ease it, and print its steps; nothing in an emergency.

    With a red flag to be looked at today only cold, heat and a position are left (rule 14). `pain` is the one just
    rated, NRS 0-10: it goes with the words that note the session afterwards.
    """
    level = worst_level(flags_now(house.history, house.now))
    if level == "emergency":
        return
    now = stage(house.history, house.now)
    found = fitting(house, now.stage, now.strong_pain, held=level == "same-day")
    if not found:
        return
    say("", "What may ease it:")
    for number, routine in enumerate(found, start=1):
        say(f"  {number:2}  {routine.title}, {length_words(length_s(routine, now.stage))}")
    chosen = pick("Which one? A number, or Enter for none:", len(found))
    if chosen is not None:
        routine = found[chosen - 1]
        before = "" if pain is None else f" --pain-before {pain}"
        after = f"coach did {routine.id}{before} --pain-after N"
        say("", *steps(routine, now.stage), "", f"When you have done it, with your pain then: {after}")


def fitting(house: House, stage_now: str, strong_pain: bool = False, held: bool = False) -> list[Routine]:
    """What may ease it in this stage where the user is: the whole chain of relief first, then in the order of `KINDS`.

    Strong pain has no walks, and a minute on one's feet in their place. `held` leaves relief proper alone, without the
    chain, which has breathing and steps in it.
    """
    place, routines = house.settings.work.place, house.library.routines
    chain = choose(routines, "relief", stage_now, place, 0)
    found = [
        routine
        for kind in (KINDS[:1] if held else KINDS)
        for routine in routines.values()
        if routine.kind == kind
        and stage_now in routine.stages
        and place in routine.places
        and not (strong_pain and kind == "walk")
        and routine is not chain
    ]
    if held:
        return [routine for routine in found if not routine.prompt]
    gentlest = routines.get(GENTLEST) if strong_pain else None
    return [*([] if chain is None else [chain]), *found, *([] if gentlest is None else [gentlest])]


def steps(routine: Routine, stage_now: str, plan_seconds: int | None = None) -> list[str]:
    """The routine as lines to be read: its title, when to stop, and each step with its length; a group is one line."""
    lines = [routine.title, f"Stop at: {'; '.join((*STOP_ALWAYS, *routine.stop_if))}.", ""]
    first_rounds = (step for step in flatten(routine, stage_now, plan_seconds) if step.round == 1)
    for _, part in groupby(first_rounds, key=lambda step: step.part):
        played = list(part)
        often = f"{played[0].rounds} times: " if played[0].rounds > 1 else ""
        lines.append(f"  {often}{'; '.join(f'{step.say} ({_length(step.seconds)})' for step in played)}")
    return lines


def _length(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    parts: Iterable[str] = (f"{minutes} min" if minutes else "", f"{rest} s" if rest else "")
    return " ".join(part for part in parts if part) or "0 s"
