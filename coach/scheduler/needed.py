"""What a coach that stays open needs only later: kept at hand, for an upgrade may take its files away meanwhile."""

from coach.machine.at_hand import keep_at_hand

NEEDED = (
    *(f"coach.{room}" for room in ("config", "core", "library", "link", "log", "notify", "presence")),
    "tinydb",
    "jeepney",
)
"""To write a record down, to follow an edit of settings, routines or calendars, to show a prompt on the desktop."""


def keep_needed() -> None:
    """Keep all of it at hand; what is not there is said where it is needed. Raises nothing."""
    keep_at_hand(NEEDED)
