"""A clock that stands still until a test moves it, and an alarm that a test rings by hand."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class HandClock:
    """A clock moved by hand. `wall` is aware."""

    def __init__(self, wall: datetime, elapsed: float = 1000.0) -> None:
        self._wall = wall
        self._elapsed = elapsed

    def wall(self) -> datetime:
        return self._wall

    def elapsed(self) -> float:
        return self._elapsed

    def forward(self, seconds: float) -> None:
        """Time passes."""
        self._wall = (self._wall.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(self._wall.tzinfo)
        self._elapsed += seconds

    def set_wall(self, wall: datetime) -> None:
        """Somebody sets the wall clock; no time passes."""
        self._wall = wall


class HandAlarm:
    """Rings when a test says so; remembers what it was asked for."""

    def __init__(self) -> None:
        self.in_seconds: float | None = None
        self.beat_s: float | None = None
        self.stopped = False
        self.beat: Callable[[], None] = lambda: None
        self.due: Callable[[], None] = lambda: None

    def start(self, beat: Callable[[], None], due: Callable[[], None]) -> None:
        self.beat, self.due = beat, due

    def ring_at(self, now: datetime, seconds: float) -> None:
        self.in_seconds = seconds

    def beat_every(self, seconds: float) -> None:
        self.beat_s = seconds

    def stop(self) -> None:
        self.stopped = True
