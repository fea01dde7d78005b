"""What a user does to the app in a week, from a seed: the real house and conductor, and a clock that runs ahead."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from random import Random

from textual.pilot import Pilot

from coach.cli.open import AppHouse
from coach.core.presence import Seen
from coach.core.records import Pain
from coach.core.reminders.model import Hold
from coach.log.ids import new_id
from coach.log.log import Log
from coach.tui.app import CoachApp
from coach.tui.screens.place import Place
from coach.tui.screens.session import SessionScreen
from tests.clocks import HandClock

LOOK_S, LOOKS = 20, 9
"""Seconds between two looks of the conductor (more than 30 would be a sleep), and looks between two of the user's."""
DAY_FROM_TO = (8, 18)
"""Hours between which the app is used; the machine sleeps in the night."""
SIZES = ((80, 24), (100, 30), (60, 20), (120, 40), (80, 6), (40, 12))
ANSWERS = ("g", "g", "d", "l", "x", "6", "7", "8")
ERRANDS: tuple[tuple[str, ...], ...] = (
    ("1",), ("2", "up", "down"), ("3", "left", "right"), ("3", "t", "t"), ("3", "v", "v"), ("4", "down"), ("5", "down"),
    ("p", "3"), ("t", "escape"), ("question_mark", "escape"), ("ctrl+p", "escape"), ("m",), ("1", "w"), ("u",),
    ("s", "6", "enter", "escape"), ("o",), ("z", "z"), ("3", "r", "escape"), ("b", "space", "q", "escape"),
)  # fmt: skip
"""Keys pressed one after the other; a card that is left open is closed with escape."""


class Desk:
    """What the machine would tell of the user: there, away, locked, in a meeting."""

    def __init__(self) -> None:
        self.now_seen = Seen()
        self.now_hold: Hold | None = None

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def seen(self, elapsed_ms: int) -> Seen:
        return self.now_seen

    def hold(self) -> Hold | None:
        return self.now_hold

    def key_pressed(self) -> None: ...

    def busy(self) -> Sequence[tuple[datetime, datetime]]:
        return ()

    def unread(self) -> Sequence[str]:
        return ()


class Week:
    """Seven days of life; counts what was done."""

    def __init__(self, house: AppHouse, desk: Desk, clock: HandClock, pilot: Pilot[None], seed: int) -> None:
        self.house, self.desk, self.clock, self.pilot = house, desk, clock, pilot
        self.random = Random(seed)
        self.other = Log(house.paths.log, "laptop", clock.wall)
        self.done = {"looks": 0, "prompts": 0, "sessions": 0, "errands": 0, "resizes": 0, "nights": 0, "records": 0}

    @property
    def app(self) -> CoachApp:
        app = self.pilot.app
        assert isinstance(app, CoachApp)
        return app

    async def days(self, count: int) -> AsyncIterator[datetime]:
        """Live so many days; gives the evening of each, every place as it was first looked at, Today in view."""
        await self._everything_once()
        for _ in range(count):
            while self.clock.wall().hour < DAY_FROM_TO[1]:
                await self._step()
            await self.pilot.resize_terminal(*SIZES[0])
            await self._press("2", "3", "4", "5", "1")
            yield self.clock.wall()
            morning = (self.clock.wall() + timedelta(days=1)).replace(hour=DAY_FROM_TO[0], minute=0)
            self.clock.forward((morning - self.clock.wall()).total_seconds())
            self.done["nights"] += 1
            await self._look()

    async def _everything_once(self) -> None:
        """So that nothing that is made at its first use counts as growth, whenever chance brings it."""
        for size in SIZES:
            await self.pilot.resize_terminal(*size)
            for errand in ERRANDS:
                self.done["errands"] += 1
                await self._press(*errand)
                await self._home()

    async def _step(self) -> None:
        self.desk.now_seen = Seen("locked") if self.random.random() < 0.03 else Seen()
        self.desk.now_hold = Hold("meeting") if self.random.random() < 0.05 else None
        for _ in range(LOOKS):
            self.clock.forward(LOOK_S)
            await self._look()
        await self._watch()
        if self.house.reminders.open_prompt() is not None and self.app.bar_ready and self.random.random() < 0.7:
            self.done["prompts"] += 1
            await self._press(self.random.choice(ANSWERS))
        if isinstance(self.app.screen, SessionScreen):
            await self._session()
        chance = self.random.random()
        if chance < 0.25:
            self.done["errands"] += 1
            await self._press(*self.random.choice(ERRANDS))
        elif chance < 0.30:
            self.done["resizes"] += 1
            await self.pilot.resize_terminal(*self.random.choice(SIZES))
        elif chance < 0.35:
            self.done["records"] += 1
            now = self.clock.wall()
            self.other.append(Pain(id=new_id(now), at=now, pain=self.random.randrange(11)))
        await self._home()

    async def _look(self) -> None:
        """The conductor looks at the clock, as its own beats would have it."""
        self.done["looks"] += 1
        self.house.reminders.log_changed()
        prompter = self.house.prompter
        for _ in range(2000):
            if prompter._last is not None and prompter._last.elapsed >= self.clock.elapsed() - 1:
                return
            await asyncio.sleep(0.001)
        raise TimeoutError("the conductor does not look")

    async def _watch(self) -> None:
        """The app looks too."""
        if isinstance(self.app.screen, Place):
            self.app.look()
        await self.pilot.pause()

    async def _session(self) -> None:
        self.done["sessions"] += 1
        for _ in range(self.random.randrange(1, 6)):
            screen = self.app.screen
            if not isinstance(screen, SessionScreen):
                return
            self.clock.forward(self.random.randrange(5, 60))
            screen.tick()
            await self._press(self.random.choice(("space", "right", "left", "v")))

    async def _press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
        await self.pilot.pause()

    async def _home(self) -> None:
        """Leave every card and session."""
        for _ in range(12):
            if isinstance(self.app.screen, Place):
                return
            await self._press("q" if isinstance(self.app.screen, SessionScreen) else "escape")
