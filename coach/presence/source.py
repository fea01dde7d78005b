"""What the watch asks of a source."""

from typing import Protocol

NOT_YET = "was not asked yet"


class Source(Protocol):
    """One thing the machine knows of the user. All on the watch's thread; what it finds it writes on the board."""

    name: str
    """As `coach doctor` shows it."""
    pace_s: float
    """Seconds between two looks."""
    hurries: bool
    """Whether it is worth a look every second while a prompt waits for a pause in typing."""

    def look(self) -> None:
        """Ask once; takes its own limit at most."""

    def close(self) -> None:
        """Let go of what is held."""
