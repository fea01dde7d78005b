"""What the watch asks of a source."""

import socket
from typing import Protocol, runtime_checkable


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


@runtime_checkable
class Hears(Protocol):
    """What is told things, and when: the watch waits on its socket."""

    @property
    def socket(self) -> socket.socket | None:
        """What to wait on; None while there is no connection."""

    def pump(self) -> None:
        """Take in what has come, once the socket is readable."""
