"""The scale cards: pain, stress, and the one that follows `it hurts`."""

from coach.tui.screens.card import ScaleCard


def pain_card(title: str = "Pain now?", note: str = "", optional: str = "") -> ScaleCard:
    """Asks for pain, NRS 0 to 10."""
    return ScaleCard(title, "no pain", "worst imaginable", note, optional)


def stress_card() -> ScaleCard:
    """Asks for stress, 0 to 10."""
    return ScaleCard("How tense are you now?", "calm", "very tense")


def hurts_card(open_day: int | None) -> ScaleCard:
    """Asks how bad it is; the digit starts a spasm, or is the pain of the one that is open."""
    if open_day is None:
        return ScaleCard(
            "It hurts. How bad is it?", "no pain", "worst imaginable", "A spasm is written down as of now."
        )
    note = f"A spasm is open (day {open_day}): this is written down as its pain."
    return ScaleCard("It hurts. How bad is it?", "no pain", "worst imaginable", note)
