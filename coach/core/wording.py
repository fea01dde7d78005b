"""What a prompt says: a title and one sentence that is complete in itself."""

from collections.abc import Mapping

from msgspec import Struct

from coach.core.records import Kind
from coach.core.routine import DEFAULT_PROMPTS, Routine
from coach.core.stage import StageNow

TITLES: dict[Kind, str] = {
    "shift": "Time to shift",
    "break": "Time to get up",
    "walk": "Time for a walk",
    "rest": "Time for a rest",
    "breathe": "A few slow breaths",
    "checkin": "How was the day?",
    "week": "Your week",
}
"""Titles that say nothing of backs or pain, for a screen that others may see."""

SENTENCES: dict[Kind, str] = {
    "checkin": "Two keys before you go: how it is now, and how the day was.",
    "week": "It is ready to read: a minute in the coach.",
}


def in_a_sentence(title: str) -> str:
    """A title as it stands within a sentence: its first letter small, unless the second is a capital too."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def first_large(words: str) -> str:
    """Words as a line begins with them."""
    return words[:1].upper() + words[1:]


class Words(Struct, frozen=True):
    """What is shown of a prompt."""

    title: str
    body: str


def prompt_words(
    kind: Kind,
    routine_id: str | None,
    minutes: int,
    routines: Mapping[str, Routine],
    *,
    held: str = "",
    stage: StageNow | None = None,
) -> Words:
    """The words of a prompt.

    `minutes` is what the plan says of its length, 0 where it says nothing. `held` says that and why it was kept back.
    `stage` is given only where the words may speak of the back (`discreet = false`).
    """
    routine = routines.get(routine_id or "")
    sentence = routine.prompt if routine is not None and routine.prompt else ""
    if not sentence:
        sentence = next((text for name, text in DEFAULT_PROMPTS.items() if name == kind), SENTENCES.get(kind, ""))
    title = TITLES[kind]
    if kind in ("walk", "rest") and minutes:
        title += f", {minutes} min"
    if stage is not None and stage.spasm_day is not None and kind not in ("shift", "week"):
        title += f" (spasm day {stage.spasm_day})"
    if held:
        sentence = f"{sentence} ({held})"
    return Words(title, sentence)
