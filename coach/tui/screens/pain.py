"""The numbers that are asked for, 0 to 10: pain, stress, and the one that follows `it hurts`."""

from dataclasses import dataclass

WORST = "worst imaginable"
"""The upper end of the NRS for pain."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What a number from 0 to 10 is asked for."""

    title: str
    low: str
    """What 0 means."""
    high: str
    """What 10 means."""
    note: str = ""
    leave: str = "leave"
    """What becomes of the question without a number."""


STRESS = Scale("How tense are you now?", "calm", "very tense")


def pain_scale(title: str = "Pain now?", leave: str = "leave") -> Scale:
    """Asks for pain, NRS 0 to 10."""
    return Scale(title, "no pain", WORST, leave=leave)


def hurts_scale(open_day: int | None) -> Scale:
    """Asks how bad it is; the digit starts a spasm, or is the pain of the one that is open."""
    note = "A spasm is written down as of now."
    if open_day is not None:
        note = f"A spasm is open (day {open_day}): this is written down as its pain."
    return Scale("It hurts. How bad is it?", "no pain", WORST, note)
