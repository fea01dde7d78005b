"""A house for the app to live in during a test: a real journal in a temporary folder, a clock and reminders by hand."""

import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from unittest.mock import patch

from msgspec import Struct
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from coach.core.records import Kind
from coach.core.rows import RemindersView
from coach.core.settings import Settings
from coach.core.tally import title_of
from coach.journal import Journal
from coach.library import Library
from coach.log.log import Log
from coach.paths import Paths
from coach.scheduler import Decision
from coach.tui.app import CoachApp
from coach.tui.ports import Listener
from coach.tui.screens.session import SessionScreen
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
        self.is_looked_at = False
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

    def log_changed(self) -> None:
        self.said.append(("log changed",))

    def chime(self) -> None:
        self.said.append(("chime",))

    def looked_at(self, on: bool) -> None:
        self.is_looked_at = on

    def question_answered(self, yes: bool) -> None:
        self.said.append(("question answered", yes))

    def stay(self, on: bool) -> None:
        self.said.append(("stay", on))

    def decisions(self) -> list[Decision]:
        return [Decision(self.clock.wall(), "held", "break", "meeting until 11:30 [/b]")]

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
            shutil.copytree(_example_folder(), self.paths.log)
        self.library = Library(self.paths)
        self.journal = Journal(self.log, self.clock, lambda routine: title_of(routine, self.library.routines))
        self.settings = Settings()
        self.reminders = FakeReminders(self.clock)
        self.problems: Sequence[str] = ()
        self.keys = 0
        self.elsewhere: RemindersView | None = None

    def reminders_view(self) -> RemindersView | None:
        return self.elsewhere

    def key_pressed(self) -> None:
        self.keys += 1

    def app(self) -> CoachApp:
        """The app in this house."""
        return CoachApp(self)


@cache
def _example_folder() -> Path:
    """The example log, written once a run."""
    folder = Path(tempfile.mkdtemp(prefix="coach-example-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    write_example(Log(folder / "log", "desk", lambda: NOW))
    return folder / "log"


class Opened:
    """The app while it is open: keys and clicks in, words out."""

    def __init__(self, pilot: Pilot[None], house: FakeHouse) -> None:
        self.pilot, self.house = pilot, house

    @property
    def app(self) -> CoachApp:
        app = self.pilot.app
        assert isinstance(app, CoachApp)
        return app

    @property
    def text(self) -> str:
        """All that stands on the screen, top card included."""
        rows = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in row) for row in rows)

    @property
    def toasts(self) -> list[str]:
        """What was said in one calm line, newest last."""
        return [notification.message for notification in self.app._notifications]

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
        await self.pilot.pause()

    async def quickly(self, *keys: str) -> None:
        """Keys that nobody waits between: words, with what puts them right, or one key held down."""
        for key in keys:
            alone = len(key) == 1
            self.app.post_message(Key(_character_to_key(key) if alone else key, key if alone else None))
        await self.pilot.pause()  # the app has handed them on
        await self.pilot.pause()  # and what has the focus has taken them

    async def click(self, words: str) -> None:
        """Click on the first place where these words stand."""
        for row, line in enumerate(self.text.split("\n")):
            if words in line:
                await self.pilot.click(offset=(line.index(words) + 1, row))
                await self.pilot.pause()
                return
        raise AssertionError(f"{words!r} is not on the screen:\n{self.text}")

    async def forward(self, seconds: float) -> None:
        """Time goes by, and the app looks at the clock."""
        self.house.clock.forward(seconds)
        screen = self.app.screen
        if isinstance(screen, SessionScreen):
            screen.tick()
        else:
            self.app.look()
        await self.pilot.pause()

    async def prompt(self, kind: Kind = "break", routine: str | None = "standing-reset", **more: object) -> FakePrompt:
        """A prompt comes."""
        prompt = self.house.reminders.comes(kind, routine, **more)
        await self.pilot.pause()
        return prompt


@asynccontextmanager
async def opened(
    root: Path, size: tuple[int, int] = (80, 24), example: bool = True, house: FakeHouse | None = None
) -> AsyncIterator[Opened]:
    """The app, open on Today."""
    at_home = house if house is not None else FakeHouse(root, example)
    with patch("os.fsync"):  # what is on disk for good is the log's own test
        app = at_home.app()
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield Opened(pilot, at_home)
