"""The safety questions on the command line: the card, the questions as a list, and what to do about a yes."""

from collections.abc import Sequence

from coach.cli.ask import ask
from coach.cli.house import House
from coach.cli.say import say
from coach.core.redflags import (
    ACTIONS,
    CHECKED,
    HISTORY,
    LABEL_OF,
    LEVELS,
    NONE_OF_THESE,
    OpenFlag,
    Symptom,
    early_visit,
    flags_now,
    history_group,
    questions,
    worst_level,
)

_HEADINGS = {
    "emergency": "Call your local emergency number now, if:",
    "same-day": "Call a doctor or advice line today, if:",
    "days": "See a doctor within the next few days, if:",
}


def card(house: House) -> None:
    """Ask the questions once; a yes is recorded and followed by what to do, and so is "none of these".

    Ctrl+d or `q` leaves them unanswered, and nothing is recorded.
    """
    asked = questions(house.history, house.now)
    say("", "With this pain, is one of these true? First the most urgent.", *numbered(asked), "")
    slugs = _answer([symptom.slug for symptom in asked])
    if slugs is None:
        say("Not answered. coach redflag asks again.")
        return
    if slugs:
        house.journal.redflag("ticked", slugs)
        say("", *state(flags_now(house.history, house.now)))
    else:
        house.journal.redflag("none", ())
        say("", NONE_OF_THESE)
    early = early_visit(house.history, house.now)
    if early is not None:
        say(early)


def history_once(house: House) -> None:
    """Ask the history group while it was never answered; left with ctrl+d or `q` it is asked another time."""
    if history_group(house.history, house.now) is not None:
        return
    say("", "Asked once: does one of these go for you?")
    say(*(f"  {number:2}  {item.question}" for number, item in enumerate(HISTORY, start=1)), "")
    slugs = _answer([item.slug for item in HISTORY])
    if slugs is None:
        return
    say(house.journal.redflag("history", slugs).said)
    early = early_visit(house.history, house.now)
    if early is not None:
        say(early)


def numbered(asked: tuple[Symptom, ...]) -> list[str]:
    """The questions as lines, numbered, under what a yes would mean."""
    lines = []
    level = None
    for number, symptom in enumerate(asked, start=1):
        if symptom.level != level:
            level = symptom.level
            lines.append(_HEADINGS[level])
        lines.append(f"  {number:2}  {symptom.question}")
    return lines


def state(flags: tuple[OpenFlag, ...]) -> list[str]:
    """What stands as ticked, and the action of its most urgent level."""
    worst = worst_level(flags)
    if worst is None:
        return ["Nothing is ticked. If one of the signs turns up, tick it and get it checked: coach redflag --list."]
    lines = [ACTIONS[worst]]
    for level in LEVELS:
        noted = [
            f"{LABEL_OF.get(flag.slug, flag.slug)} ({flag.slug}, since {flag.since})"
            for flag in flags
            if flag.level == level
        ]
        lines += [f"  {level}: {each}" for each in noted]
    if worst != "emergency":
        lines.append(CHECKED)
    lines.append("When it has been looked at: coach redflag --cleared. Ticked by mistake: coach redflag --mistake.")
    return lines


def _answer(slugs: Sequence[str]) -> tuple[str, ...] | None:
    while True:
        typed = ask("Numbers of those that are true, Enter for none of these, q to answer later:")
        if typed is None or typed.lower() == "q":
            return None
        found: dict[str, None] = {}
        wrong = None
        for word in typed.replace(",", " ").split():
            if word in slugs:
                found[word] = None
            elif word.isascii() and word.isdigit() and 1 <= int(word[:9]) <= len(slugs):
                found[slugs[int(word) - 1]] = None
            else:
                wrong = word
        if wrong is None:
            return tuple(found)
        say(f"{wrong} is none of the numbers 1 to {len(slugs)}.")
