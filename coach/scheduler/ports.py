"""What the conductor talks to: who is told, how a prompt leaves the app, and what the machine knows of the user."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from coach.core.presence import Seen
from coach.core.records import Kind
from coach.core.reminders.model import Hold


class OpenPrompt(Struct, frozen=True):
    """The prompt that waits for an answer, as screens show it. `minutes` is 0 for a nudge."""

    id: int
    kind: Kind
    routine: str | None
    title: str
    body: str
    minutes: int
    came: datetime
    repeats: int
    silent: bool
    seconds: int = 0


class Listener(Protocol):
    """Who is told. Called from the conductor's thread: return at once."""

    def prompt_came(self, prompt: OpenPrompt) -> None:
        """A prompt came, or came again."""

    def start_wanted(self, prompt: OpenPrompt) -> None:
        """It was started from outside (a notification's button, the command line): play it; it is answered already."""

    def changed(self) -> None:
        """Something that is shown may be different now."""

    def log_changed(self) -> None:
        """The log holds something new from elsewhere."""


class Deliver(Protocol):
    """How a prompt leaves the app. None of these may block."""

    def show(self, prompt: OpenPrompt) -> None:
        """Put it on the desktop."""

    def chime(self, title: str, body: str) -> None:
        """Say something on the desktop with a sound; nothing is asked."""

    def take_back(self, prompt_id: int) -> None:
        """It has been answered elsewhere."""

    def close(self) -> None:
        """End now."""


class World(Protocol):
    """What the conductor is told of the machine. None of these may block."""

    def start(self) -> None:
        """Begin to look."""

    def stop(self) -> None:
        """Look no more."""

    def seen(self, elapsed_ms: int) -> Seen:
        """The user's presence."""

    def hold(self) -> Hold | None:
        """A reason to be silent."""

    def busy(self) -> Sequence[tuple[datetime, datetime]]:
        """Meetings known ahead."""


class Unknowing:
    """A machine that tells nothing: the user counts as present."""

    def start(self) -> None:
        """Nothing to look at."""

    def stop(self) -> None:
        """Nothing was looked at."""

    def seen(self, elapsed_ms: int) -> Seen:
        """Present, as far as is known."""
        return Seen()

    def hold(self) -> Hold | None:
        """Nothing is known."""
        return None

    def busy(self) -> Sequence[tuple[datetime, datetime]]:
        """Nothing is known."""
        return ()
