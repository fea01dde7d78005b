"""What the first picture does without: kept at hand once it stands, so that no upgrade takes it away."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from textual.css.stylesheet import Stylesheet
from textual.widget import Widget

from coach.tui.commands import PLACES
from coach.tui.stylesheet import KeptStylesheet

STYLES = tuple(f"screens/{name}.tcss" for name in (*PLACES, "session", "card") if name != "today")
"""Styles of what comes later, read all at once: one that comes with its screen is a pass over every widget."""
OURS = ("coach.tui", "coach.report", "coach.simulate")
"""The rooms that some key leads to, beside those that the reminders keep at hand themselves."""
THEIRS = (
    *(f"textual.{name}" for name in ("document", "system_commands", "_text_area_theme", "_tree_sitter", "_wrap")),
    "textual.widgets._text_area",
    "tomlkit",
)
"""What those take along of other packages."""


def read_styles(styles: Stylesheet) -> None:
    """Read the styles of what comes later."""
    styles.read_all([Path(__file__).parent / name for name in STYLES])
    styles.parse()


async def make_ready(styles: Stylesheet) -> None:
    """Keep at hand what some key leads to, beside the loop, and read how the widgets look that there are by now."""
    from coach.machine.at_hand import keep_at_hand  # the first picture does not wait for it

    await asyncio.to_thread(keep_at_hand, (*OURS, *THEIRS))
    if isinstance(styles, KeptStylesheet):
        styles.know(ours())


def ours(kind: type[Widget] = Widget) -> Iterator[type[Widget]]:
    """The kinds of widgets of the app that are imported."""
    for more in kind.__subclasses__():
        if more.__module__.startswith("coach."):
            yield more
        yield from ours(more)
