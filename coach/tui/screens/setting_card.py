"""A new value for a setting: looked at with every key, and with the day that would come of it."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from coach.core.settings import Settings
from coach.core.wording import first_large
from coach.tui.preview import DayAhead
from coach.tui.screens.card import Card, keys
from coach.tui.setting_fields import Field
from coach.tui.widgets.drawn import Line
from coach.tui.widgets.in_order import OneLine

Preview = Callable[[Settings], DayAhead]


class SettingCard(Card[str]):
    """Asks for a value; the answer is what was typed, which can be used."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave", show=False, priority=True)]

    def __init__(self, field: Field, settings: Settings, file: Path, preview: Preview) -> None:
        super().__init__(field.title)
        self._field, self._settings, self._file, self._preview = field, settings, file, preview

    def compose_body(self) -> ComposeResult:
        """What it is for, the value, what is wrong with it, the day."""
        if self._field.about:
            yield Line(f"{first_large(self._field.about)}.", classes="quiet")
        yield OneLine(self._field.text(self._settings), id="value", select_on_focus=False)
        yield Line("", id="value-said")
        yield Line("", id="value-day", classes="quiet")

    def on_mount(self) -> None:
        """It stands ready to be changed."""
        self.query_one(Input).focus()

    def keys_row(self) -> Content:
        """Enter keeps it."""
        return keys(("enter", "keep it", "screen.keep"), ("esc", "leave it as it was", "screen.leave"))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        found = self._field.tried(self._file, event.value)
        said = self.query_one("#value-said", Line)
        if isinstance(found, str):
            said.show(Content.styled(f"! {found}", "bold $text-warning"))
            self.workers.cancel_node(self)  # no day comes of it
            self.query_one("#value-day", Line).show("")
        else:
            said.show(Content.styled("✓ can be used", "$text-success"))
            self._draw_day(found)

    @work(exclusive=True)
    async def _draw_day(self, settings: Settings) -> None:
        ahead = await asyncio.to_thread(self._preview, settings)
        for line in self.query("#value-day").results(Line):  # none where the card was closed meanwhile
            line.show(f"{ahead.on:%A}: {ahead.words}")

    @on(Input.Submitted)
    def action_keep(self) -> None:
        """That is the value, if it can be used."""
        typed = self.query_one(Input).value
        if not isinstance(self._field.tried(self._file, typed), str):
            self.dismiss(typed)
