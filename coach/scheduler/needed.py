"""What a coach that stays open needs only later: imported soon, for an upgrade may take its files away meanwhile."""

from contextlib import suppress
from importlib import import_module

NEEDED = (
    *(f"coach.log.{name}" for name in ("storage", "undo", "salvage")),
    "coach.config.read",
    "coach.library.lines",
    "coach.presence.ics",
    *(f"coach.notify.{name}" for name in ("dbus", "plyer_channel", "tmux", "osc", "terminal")),
)
"""To write a record down, to follow an edit of settings, routines or calendars, to show a prompt on the desktop."""


def import_needed() -> None:
    """Import all of it; what cannot be imported is said where it is needed. Raises nothing."""
    for name in NEEDED:
        with suppress(ImportError):
            import_module(name)
