"""Pictures of every screen from the example log and a clock that stands: `python -m tests.make_screenshots [FOLDER]`.

Each picture is the app's own SVG, and a PNG made from it.
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from unittest.mock import patch

from msgspec.structs import replace
from textual.pilot import Pilot

from coach.tui.app import CoachApp
from coach.tui.screens.session import SessionScreen
from coach.tui.themes import DARK, OURS
from tests.tui_house import FakeHouse

FOLDER = Path(__file__).parent.parent / "screenshots"
SIZES = {"80x24": (80, 24), "100x30": (100, 30), "60x20": (60, 20)}
NO_COLOR = "no colour"
"""In place of a theme: as with NO_COLOR set."""
Steps = Callable[[Pilot[None], FakeHouse], Awaitable[None]]


def keys(*names: str) -> Steps:
    """A scene that only needs keys."""

    async def play(pilot: Pilot[None], house: FakeHouse) -> None:
        for name in names:
            await pilot.press(name)
            await pilot.pause()

    return play


async def prompt(pilot: Pilot[None], house: FakeHouse) -> None:
    """A prompt waits, and its keys act."""
    house.reminders.comes(body="Stand up for two minutes: weight from side to side, then low marching")
    await pilot.pause()
    house.clock.forward(1)
    pilot.app.renew()  # type: ignore[attr-defined]


def session(minutes_in: float, *before: str) -> Steps:
    """A session after some minutes."""

    async def play(pilot: Pilot[None], house: FakeHouse) -> None:
        await keys(*before)(pilot, house)
        house.clock.forward(minutes_in * 60)
        if isinstance(pilot.app.screen, SessionScreen):
            pilot.app.screen.tick()

    return play


async def ticked(pilot: Pilot[None], house: FakeHouse) -> None:
    """A red flag was ticked."""
    await keys("s", "6", "h", "enter")(pilot, house)


async def walk(pilot: Pilot[None], house: FakeHouse) -> None:
    """A prompted walk, some minutes in."""
    house.reminders.comes("walk", "gentle-walk", title="Walk", minutes=7)
    await pilot.pause()
    house.clock.forward(1)
    await session(2.7, "g", "4")(pilot, house)


def settings(*names: str) -> Steps:
    """The settings, or the welcome's own look at the day, once that day has been drawn beside the app's loop."""

    async def play(pilot: Pilot[None], house: FakeHouse) -> None:
        welcome = not house.journal.history.pains
        await keys(*(names if welcome else ("5", *names)))(pilot, house)
        for _ in range(200):
            rows = pilot.app.screen_stack[0 if not welcome else -1]._compositor.render_strips()
            if any("breathing" in segment.text for row in rows for segment in row):
                return
            await pilot.pause(0.02)

    return play


SCENES: dict[str, Steps] = {
    "today": keys(),
    "prompt": prompt,
    "log": keys("2", "up"),
    "log-list": keys("2", "v"),
    "spasm-details": keys("2", "e"),
    "week": keys("3", "left"),
    "routines": keys("4", "down", "down", "down", "down"),
    "settings": settings(),
    "setting": settings("down", "enter", *["backspace"] * 5),
    "welcome": settings("1", "enter"),
    "hurts": keys("s"),
    "safety": keys("s", "6"),
    "get-checked": ticked,
    "relief": keys("s", "6", "enter"),
    "session-breathing": session(0.47, "b"),
    "session-walk": walk,
    "session-relief": session(1.9, "s", "6", "enter", "enter"),
    "session-reset": session(0.45, "4", *("down",) * 20, "enter"),
    "pain": keys("p"),
    "help": keys("question_mark"),
}
"""Name and how to get there from Today."""
REFLOWING = ("today", "prompt", "week", "session-walk", "session-breathing")
"""Scenes that are drawn at every size."""


OTHERWISE: tuple[tuple[str, str, tuple[int, int], str], ...] = (
    ("today-120x36", "today", (120, 36), DARK.name),
    ("today-strip", "today", (80, 2), DARK.name),
    *((f"today-{theme.name.removeprefix('coach-')}", "today", (80, 24), theme.name) for theme in OURS[1:]),
    ("today-no-color", "today", (80, 24), NO_COLOR),
)
"""Further pictures of a scene: file name, scene, size, theme."""


async def picture(name: str, size: tuple[int, int], theme: str | None = None) -> str:
    """The SVG of one scene."""
    if theme == NO_COLOR:
        with patch.dict("os.environ", {"NO_COLOR": "1"}):
            return await _picture(name, size, OURS[-1].name)
    return await _picture(name, size, theme)


async def _picture(name: str, size: tuple[int, int], theme: str | None) -> str:
    with tempfile.TemporaryDirectory() as root:
        house = FakeHouse(Path(root), example=name != "welcome")
        house.paths.config = Path("~/.config/back-coach/config.toml")  # the same on every machine
        assert house.reminders.shows is not None
        house.reminders.shows = replace(  # as the day plan has it
            house.reminders.shows,
            next_at=house.clock.wall().replace(minute=45, second=0),
            next_kind="breathe",
            next_routine="slow-breathing",
        )
        app: CoachApp = house.app()
        app.theme = theme or DARK.name  # whatever terminal this is run on
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await SCENES[name](pilot, house)
            app.clear_notifications()
            await pilot.pause()
            svg = app.export_screenshot(title="coach", simplify=True)
    return re.sub(r"terminal-\d+", "terminal-coach", svg)


def make(folder: Path, names: list[str], png: bool = True) -> None:
    """Write the pictures of these scenes: all at 80x24, those that reflow most at the other sizes too."""
    folder.mkdir(exist_ok=True)
    for name in names:
        for label, size in SIZES.items():
            if label != "80x24" and name not in REFLOWING:
                continue
            _write(folder / f"{name}-{label}.svg", asyncio.run(picture(name, size)), png)
        for label, scene, size, theme in OTHERWISE:
            if scene == name:
                _write(folder / f"{label}.svg", asyncio.run(picture(name, size, theme)), png)


def _write(file: Path, svg: str, png: bool) -> None:
    file.write_text(svg, encoding="utf-8")
    if png:
        import cairosvg

        plain = svg.replace("Fira Code", "DejaVu Sans Mono")  # a font with all the blocks, on this machine too
        cairosvg.svg2png(bytestring=plain.encode(), write_to=str(file.with_suffix(".png")))


def main() -> None:
    """All pictures, or those named."""
    make(FOLDER, sys.argv[1:] or list(SCENES))


if __name__ == "__main__":
    main()
