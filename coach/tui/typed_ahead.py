"""Keys typed ahead of a card: "s6" in one go is it hurts, six, also where the card takes a moment to stand."""

from textual.events import Key

WAIT_FOR_CARD_S = 1.0
"""A card that does not stand by then will not: its keys go to whatever is in view."""


class TypedAhead:
    """Keeps keys between the one that opens a card and the card."""

    def __init__(self) -> None:
        self._kept: list[Key] | None = None

    def begin(self) -> None:
        """A card will open: keep what is typed until it stands."""
        self._kept = self._kept or []

    def keep(self, key: Key) -> bool:
        """Keep this key, if a card is awaited; whether it was."""
        if self._kept is None:
            return False
        self._kept.append(key)
        return True

    def give(self) -> list[Key]:
        """What was kept, once, in the order in which it was typed; new ones, which were nowhere yet."""
        kept, self._kept = self._kept or [], None
        return [key.copy() for key in sorted(kept, key=lambda key: key.time)]
