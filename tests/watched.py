"""A watch stepped by hand: time stands still until a test moves it, buses and programs are real."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from coach.core.presence import Seen
from coach.presence.board import SourceState
from coach.presence.watch import Watch
from tests.clocks import HandClock
from tests.dbus_daemon import until

NINE = datetime(2026, 10, 26, 9, tzinfo=ZoneInfo("Europe/Berlin"))


class Watched:
    """A watch, its clocks, and what it says."""

    def __init__(self, environ: Mapping[str, str], calendars: Sequence[str] = ()) -> None:
        self.clock = HandClock(NINE, elapsed=100_000.0)
        self.suspended = 0.0
        path = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
        self.watch = Watch(
            self.clock,
            calendars=lambda: calendars,
            environ={**path, **environ},
            monotonic=lambda: self.clock.elapsed() - self.suspended,
        )

    def step(self) -> None:
        self.watch.look()
        self.watch.listen(0.002)
        self.watch.look()

    def forward(self, seconds: float) -> None:
        """Time passes, and all that is due is asked and has answered."""
        self.clock.forward(seconds)
        self.settle()

    def suspend(self, seconds: float) -> None:
        """The machine sleeps, without telling."""
        self.suspended += seconds
        self.clock.forward(seconds)

    def settle(self) -> None:
        """Step until no answer is awaited."""
        self.watch._settled.clear()
        self.until(self.watch._settled.is_set, "every source has answered")

    def until(self, look: Callable[[], object], what: str, *, passing_s: float = 0.0) -> None:
        """Step until `look` gives something true; at each step so many seconds pass, and what is asked is answered."""

        def after_a_step() -> object:
            if passing_s:
                self.forward(passing_s)
            self.step()
            return look()

        until(after_a_step, what)

    def seen(self) -> Seen:
        return self.watch.seen(round(self.clock.elapsed() * 1000))

    def idle_s(self) -> float | None:
        """Seconds since the last input; None while the user counts as present for want of knowledge."""
        seen = self.seen()
        return None if seen.last_input is None else round(self.clock.elapsed() - seen.last_input / 1000, 3)

    def state(self, name: str) -> SourceState:
        return next(state for state in self.watch.sources() if state.name == name)


@contextmanager
def watched(environ: Mapping[str, str], calendars: Sequence[str] = ()) -> Iterator[Watched]:
    """A watch in that environment, which was asked once."""
    made = Watched(environ, calendars)
    try:
        made.settle()
        yield made
    finally:
        made.watch.stop()
        made.watch.close()
