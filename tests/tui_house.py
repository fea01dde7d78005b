"""A house for the app to live in during a test: a real journal in a temporary folder, a clock and reminders by hand."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from coach.core.records import Kind
from coach.core.rows import RemindersView
from coach.core.settings import Settings
from coach.journal import Journal
from coach.library import Library
from coach.log.log import Log
from coach.paths import Paths
from coach.tui.app import CoachApp
from coach.tui.ports import Listener
from tests.example_log import NOW, write_example


class HandClock:
    """A clock that moves when told."""

    def __init__(self, start: datetime = NOW) -> None:
        self._start, self._passed_s = start, 0.0

    def wall(self) -> datetime:
        return self._start + timedelta(seconds=self._passed_s)

    def elapsed(self) -> float:
        return 1000.0 + self._passed_s

    def forward(self, seconds: float) -> None:
        self._passed_s += seconds


class FakePrompt(Struct, frozen=True):
    """A prompt that waits."""

    id: int
    kind: Kind
    routine: str | None
    title: str
    body: str
    minutes: int
    came: datetime
    repeats: int = 0
    silent: bool = False


class FakeReminders:
    """Remembers what it was told, and shows what the test puts in."""

    def __init__(self, clock: HandClock) -> None:
        self.said: list[tuple[object, ...]] = []
        self.listener: Listener | None = None
        self.prompt: FakePrompt | None = None
        self.clock = clock
        self.shows: RemindersView | None = RemindersView(
            since_up_s=42 * 60, since_shift_s=12 * 60, next_at=clock.wall() + timedelta(minutes=18),
            next_kind="break", next_routine="standing-reset", present=True,
        )  # fmt: skip

    def start(self, listener: Listener) -> None:
        self.listener = listener

    def stop(self) -> None:
        self.said.append(("stop",))

    def view(self) -> RemindersView | None:
        return self.shows

    def open_prompt(self) -> FakePrompt | None:
        return self.prompt

    def answer(self, prompt_id: int, answer: str, reason: str | None = None) -> None:
        self.said.append(("answer", prompt_id, answer, reason))
        self.prompt = None

    def session_started(self, kind: str, routine: str) -> None:
        self.said.append(("session started", kind, routine))

    def session_ended(self, kind: str, seconds: int, partial: bool) -> None:
        self.said.append(("session ended", kind, seconds, partial))

    def moved(self, change: str) -> None:
        self.said.append(("moved", change))

    def did(self, kind: str) -> None:
        self.said.append(("did", kind))

    def log_changed(self) -> None:
        self.said.append(("log changed",))

    def pause(self, seconds: int) -> None:
        self.said.append(("pause", seconds))

    def comes(self, kind: Kind = "break", routine: str | None = "standing-reset", **more: object) -> FakePrompt:
        """A prompt comes, as the conductor's thread would tell it."""
        words = {
            "title": "Time to get up", "body": "Stand up for two minutes: weight from side to side, then march",
            "minutes": 2, "came": self.clock.wall(), **more,
        }  # fmt: skip
        self.prompt = FakePrompt(id=7, kind=kind, routine=routine, **words)  # type: ignore[arg-type]
        if self.listener is not None:
            self.listener.prompt_came(self.prompt)
        return self.prompt


class FakeHouse:
    """All that `run_app` is handed."""

    def __init__(self, root: Path, example: bool = True, now: datetime = NOW) -> None:
        self.paths = Paths(root / "config.toml", root / "log", root / "routines", root / "state")
        self.clock = HandClock(now)
        self.log = Log(self.paths.log, "desk", self.clock.wall)
        if example:
            write_example(self.log)
        self.journal = Journal(self.log, self.clock)
        self.library = Library(self.paths)
        self.settings = Settings()
        self.reminders = FakeReminders(self.clock)
        self.problems: Sequence[str] = ()

    def app(self) -> CoachApp:
        """The app in this house."""
        return CoachApp(self)
