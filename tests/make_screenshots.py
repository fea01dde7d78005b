"""Pictures of every screen from the example log and a clock that stands: `python -m tests.make_screenshots`.

Names of scenes after it draw only these; `--into FOLDER` puts them there. Each picture is the app's own SVG, made into
a PNG of few colours, so that it looks the same wherever it is shown and loads no font from anywhere.
"""

import argparse
import asyncio
import html
import io
import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast
from unittest.mock import patch

from msgspec.structs import replace
from textual.pilot import Pilot

from coach.tui.app import CoachApp
from coach.tui.screens.session import SessionScreen
from coach.tui.themes import CONTRAST, DARK, LIGHT, SIXTEEN
from tests.example_log import NOW
from tests.tui_house import FakeHouse

FOLDER = Path(__file__).parent.parent / "screenshots"
SIZES = {"120x36": (120, 36), "100x30": (100, 30), "80x24": (80, 24), "60x20": (60, 20)}
USUAL = "80x24"
STRIP = (80, 2)
NO_COLOR = "no colour"
"""In place of a theme: as with NO_COLOR set."""
LOOKS = {"light": LIGHT.name, "16": SIXTEEN.name, "no-color": NO_COLOR}
"""Looks beside the dark one, by the end of the file's name."""
COLOURS = 128
"""Colours of a PNG; edges of letters included."""
Steps = Callable[[Pilot[None], FakeHouse], Awaitable[None]]


class Scene:
    """How to get to a screen from Today, and what the house is like before."""

    def __init__(self, title: str, play: Steps, house: Callable[[FakeHouse], None] = lambda house: None) -> None:
        self.title, self.play, self.furnish = title, play, house


def keys(*names: str) -> Steps:
    """A scene that only needs keys."""

    async def play(pilot: Pilot[None], house: FakeHouse) -> None:
        for name in names:
            await pilot.press(name)
            await pilot.pause()

    return play


def until(words: str, *names: str) -> Steps:
    """Keys, then a wait for what is worked out beside the app's loop."""

    async def play(pilot: Pilot[None], house: FakeHouse) -> None:
        await keys(*names)(pilot, house)
        for _ in range(200):
            rows = pilot.app.screen._compositor.render_strips()
            if any(words in "".join(segment.text for segment in row) for row in rows):
                return
            await pilot.pause(0.02)

    return play


async def prompt(pilot: Pilot[None], house: FakeHouse) -> None:
    """A prompt waits, and its keys act."""
    assert isinstance(pilot.app, CoachApp)
    house.reminders.comes(body="Stand up for two minutes: weight from side to side, then low marching")
    await pilot.pause()
    house.clock.forward(1)
    pilot.app.renew()


def session(minutes_in: float, *before: str) -> Steps:
    """A session after some minutes."""

    async def play(pilot: Pilot[None], house: FakeHouse) -> None:
        await keys(*before)(pilot, house)
        house.clock.forward(minutes_in * 60)
        if isinstance(pilot.app.screen, SessionScreen):
            pilot.app.screen.tick()

    return play


async def walk(pilot: Pilot[None], house: FakeHouse) -> None:
    """A prompted walk, some minutes in."""
    house.reminders.comes("walk", "gentle-walk", title="Walk", minutes=7)
    await pilot.pause()
    house.clock.forward(1)
    await session(2.7, "g", "4")(pilot, house)


async def palette(pilot: Pilot[None], house: FakeHouse) -> None:
    """The palette, with a word typed."""
    await until("safety questions", "ctrl+p")(pilot, house)


async def second(pilot: Pilot[None], house: FakeHouse) -> None:
    """The conductor has had its first look, and it is not the one that reminds."""
    assert isinstance(pilot.app, CoachApp)
    pilot.app.look()


def shows(**changes: object) -> Callable[[FakeHouse], None]:
    """Reminders that tell something else."""

    def furnish(house: FakeHouse) -> None:
        assert house.reminders.shows is not None
        house.reminders.shows = replace(house.reminders.shows, **changes)

    return furnish


def reads_only(house: FakeHouse) -> None:
    """Another window reminds, and tells of it."""
    house.elsewhere, house.reminders.shows = house.reminders.shows, None


def calm(house: FakeHouse) -> None:
    """Two weeks on: the spasm is over, and a walk a day goes well."""
    house.clock.forward(14 * 86400)
    house.journal.spasm_end(at=NOW + timedelta(days=4))
    for day, nrs in enumerate((4, 3, 3, 2, 2, 1, 2, 1, 1, 1, 0, 1, 1, 0)):
        noon = NOW + timedelta(days=day, hours=1)
        house.journal.session("gentle-walk", "walk", 600, at=noon, pain_before=nrs + 1, pain_after=nrs)
    now = house.clock.wall()
    for hours in (0.9, 1.8):
        up = now - timedelta(hours=hours)
        house.journal.posture("up", at=up, cause="break", sat_s=2700)
    shows(since_up_s=38 * 60, next_at=now + timedelta(minutes=18), next_kind="break", next_routine="easy-hips")(house)


def prolonged(house: FakeHouse) -> None:
    """The spasm goes on: day 17."""
    house.clock.forward(8 * 86400)
    shows(next_at=house.clock.wall().replace(minute=45))(house)
    for days, nrs in ((7, 5), (6, 4), (5, 4), (4, 5), (3, 4), (2, 3), (1, 4)):
        house.journal.pain(nrs, at=house.clock.wall() - timedelta(days=days))
        house.journal.session("gentle-walk", "walk", 420, at=house.clock.wall() - timedelta(days=days, hours=-2))


SCENES: dict[str, Scene] = {
    "welcome": Scene("The first start", keys()),
    "welcome-day": Scene("The first start: the day on your hours", until("breathing", "1", "enter")),
    "today": Scene("Today, on day 9 of a spasm", keys()),
    "today-calm": Scene("Today, no spasm open", keys(), calm),
    "today-prolonged": Scene("Today, past two weeks", keys(), prolonged),
    "today-watching": Scene("Today while you read or watch", keys(), shows(stay=True)),
    "today-paused": Scene("Today, paused", keys(), shows(hold_reason="paused", hold_until=NOW + timedelta(minutes=30))),
    "today-asks": Scene("Today asks after a while without input", keys(), shows(question="up")),
    "second-window": Scene("A second window", second, reads_only),
    "prompt": Scene("A prompt", prompt),
    "hurts": Scene("It hurts", keys("s")),
    "safety": Scene("The safety questions", keys("s", "6")),
    "get-checked": Scene("Get this checked", keys("s", "6", "h", "enter")),
    "flagged": Scene("Today, with a warning sign ticked", keys("s", "6", "h", "enter", "enter", "escape")),
    "relief": Scene("Relief", keys("s", "6", "enter")),
    "pain": Scene("Pain now", keys("p")),
    "session-walk": Scene("A walk", walk),
    "session-breathing": Scene("Breathing", session(0.47, "b")),
    "session-relief": Scene("A position that takes the load off", session(1.9, "s", "6", "enter", "enter")),
    "session-reset": Scene("A standing reset", session(0.45, "4", *("down",) * 20, "enter")),
    "log": Scene("The log: a month and a day", keys("2", "up")),
    "log-list": Scene("The log as a list", keys("2", "v")),
    "entry": Scene("An entry", keys("2", "up", "enter", "down", "enter")),
    "spasm-details": Scene("Details of a spasm", keys("2", "e")),
    "new-entry": Scene("Write something down", keys("n")),
    "week": Scene("The week", keys("3", "left")),
    "week-table": Scene("The week as a plain table", keys("3", "left", "t")),
    "twelve-weeks": Scene("Twelve weeks", keys("3", "v")),
    "doctors-page": Scene("Where the doctor's page shall lie", keys("3", "r")),
    "routines": Scene("Routines", keys("4", "down", "down", "down", "down")),
    "settings": Scene("Settings", until("breathing", "5")),
    "setting": Scene("A setting is changed", until("breathing", "5", "down", "enter", *["backspace"] * 5)),
    "help": Scene("All keys", keys("question_mark")),
    "help-tour": Scene("Help: a tour", keys("question_mark", "right")),
    "help-questions": Scene("Help: questions people ask", keys("question_mark", "left")),
    "palette": Scene("An action by its name", palette),
    "reasons": Scene("How come", keys("h")),
    "concerns": Scene("What the log says should be looked at", keys("a"), prolonged),
}
"""By name, in the order in which a user meets them."""
IN_THE_STRIP = ("today", "prompt", "log", "week", "routines", "settings", "hurts", "safety", "session-walk", "flagged")
"""Scenes that are drawn as a strip too."""


def drawings(names: list[str]) -> Iterator[tuple[str, str, tuple[int, int], str]]:
    """(file name, scene, size, theme) of every picture of these scenes."""
    for name in names:
        for label, size in SIZES.items():
            yield f"{name}-{label}", name, size, DARK.name
        for look, theme in LOOKS.items():
            yield f"{name}-{look}", name, SIZES[USUAL], theme
        if name == "today":
            yield f"{name}-contrast", name, SIZES[USUAL], CONTRAST.name
        if name in IN_THE_STRIP:
            yield f"{name}-strip", name, STRIP, DARK.name


async def picture(name: str, size: tuple[int, int], theme: str = DARK.name) -> str:
    """The SVG of one scene."""
    no_colour = {"NO_COLOR": "1"} if theme == NO_COLOR else {}
    with (
        patch.dict("os.environ", {"HOME": "/home/you", **no_colour}),
        patch("os.urandom", lambda count: b"\x5a" * count),
    ):  # ids stay as they are
        return await _picture(SCENES[name], size, SIXTEEN.name if no_colour else theme, not name.startswith("welcome"))


async def _picture(scene: Scene, size: tuple[int, int], theme: str, example: bool) -> str:
    with TemporaryDirectory() as root:
        house = FakeHouse(Path(root), example=example)
        house.paths.config = Path("~/.config/back-coach/config.toml")  # the same on every machine
        assert house.reminders.shows is not None
        shows(next_at=NOW.replace(minute=45), next_kind="breathe", next_routine="slow-breathing")(house)  # by the plan
        scene.furnish(house)
        app: CoachApp = house.app()
        app.theme = theme  # whatever terminal this is run on
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await scene.play(pilot, house)
            app.clear_notifications()
            await pilot.pause()
            svg = app.export_screenshot(title="coach", simplify=True)
    return re.sub(r"terminal-\d+", "terminal-coach", svg)


CELL = 12.2
"""Units from one character to the next, as Textual draws them."""
_TEXT = re.compile(r'(<text class="[^"]+-r\d+" )x="([\d.]+)"([^>]*?) textLength="[^"]*"([^>]*)>([^<]*)</text>')


def _in_cells(text: re.Match[str]) -> str:
    """A text with a place for each of its characters, so that frames close and columns stand under each other."""
    begin, x, before, after, words = text.groups()
    places = " ".join(f"{float(x) + CELL * place:.1f}" for place in range(len(html.unescape(words))))
    return f'{begin}x="{places}"{before}{after}>{words}</text>'


def png(svg: str) -> bytes:
    """The picture of few colours, with a font that has all the blocks, of a size that lets them touch."""
    import cairosvg
    from PIL import Image

    plain = _TEXT.sub(_in_cells, svg).replace("Fira Code", "DejaVu Sans Mono").replace("size: 20px", "size: 21.2px")
    drawn = cairosvg.svg2png(bytestring=plain.encode())
    image = Image.open(io.BytesIO(drawn)).convert("RGB")
    colours = cast("list[tuple[int, tuple[int, ...]]]", image.getcolors(image.width * image.height))
    counted = sorted(colours, reverse=True)[:COLOURS]
    palette = Image.new("P", (1, 1))  # the colours there are most of, as they are: a hue is the same in every picture
    palette.putpalette([part for _, colour in counted for part in colour])
    image = image.quantize(palette=palette, dither=Image.Dither.NONE)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def make(folder: Path, names: list[str], only: str = "") -> None:
    """Write the pictures of these scenes; with `only`, those whose name ends so."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, scene, size, theme in drawings(names):
        if file.endswith(only):
            (folder / f"{file}.png").write_bytes(png(asyncio.run(picture(scene, size, theme))))


def index() -> str:
    """The page on which all pictures stand, scene by scene."""
    lines = [
        "# Every screen",
        "",
        "From an example log and a clock that stands: at four sizes, then at 80×24 in light, in sixteen colours and",
        "without colour; some as the strip of two rows. `python -m tests.make_screenshots` draws them.",
    ]
    for name, scene in SCENES.items():
        lines += ["", f"## {scene.title}", ""]
        for file, *_ in drawings([name]):
            label = file.removeprefix(f"{name}-")
            wide = 480 if label in ("120x36", "strip") else 320
            lines.append(f'[<img src="{file}.png" width="{wide}" alt="{scene.title}, {label}">]({file}.png)')
    return "\n".join(lines) + "\n"


def main() -> None:
    """All pictures, or those named."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("scenes", nargs="*", choices=[[], *SCENES])
    options.add_argument("--into", type=Path, default=FOLDER)
    options.add_argument("--only", default="", help="the end of the file names that are wanted, such as 80x24")
    said = options.parse_args()
    make(said.into, said.scenes or list(SCENES), said.only)
    if not said.scenes and not said.only:
        (said.into / "README.md").write_text(index(), encoding="utf-8")


if __name__ == "__main__":
    main()
