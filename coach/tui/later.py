"""What the first picture does without: imported once it stands, so that no key waits and no upgrade takes it away."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from textual.css.stylesheet import Stylesheet
from textual.widget import Widget

from coach import tui
from coach.tui.commands import PLACES
from coach.tui.stylesheet import KeptStylesheet

SOON = ("flows", "papers", *(f"screens.{name}" for name in (*PLACES, "help")))
"""Modules of the app that a key may want at once."""
STYLES = tuple(f"screens/{name}.tcss" for name in (*PLACES, "session", "card") if name != "today")
"""Styles of what comes later, read all at once: one that comes with its screen is a pass over every widget."""
BESIDE = ("simulate", "report.html", "report.week_html", "report.text", "config.write")
"""Modules of other rooms that some key leads to, by their names under `coach`."""


def read_styles(styles: Stylesheet) -> None:
    """Read the styles of what comes later."""
    styles.read_all([Path(__file__).parent / name for name in STYLES])
    styles.parse()


def import_soon() -> None:
    """Import what a key will need, and then all the rest of the app. Raises nothing."""
    from pkgutil import walk_packages  # the first picture does not wait for it

    ours = (f"coach.tui.{name}" for name in SOON)
    rest = (found.name for found in walk_packages(tui.__path__, "coach.tui."))
    beside = (f"coach.{name}" for name in BESIDE)
    for name in (*ours, *rest, *beside):
        with suppress(ImportError):  # of another platform
            import_module(name)


async def make_ready(styles: Stylesheet) -> None:
    """Import what a key will need, beside the loop, and read how the widgets of it look."""
    await asyncio.to_thread(import_soon)
    if isinstance(styles, KeptStylesheet):
        styles.know(ours())


def ours(kind: type[Widget] = Widget) -> Iterator[type[Widget]]:
    """The kinds of widgets of the app that are imported."""
    for more in kind.__subclasses__():
        if more.__module__.startswith("coach."):
            yield more
        yield from ours(more)
