"""The settings: chosen on the left, explained on the right, with the day that comes of them; Enter changes one."""

import asyncio
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from coach.core.history import History
from coach.core.redflags import HISTORY_SLUGS, history_group
from coach.core.settings import Settings
from coach.tui.commands import ChangeSetting, TestNotice
from coach.tui.drawing.settings import day_page, field_page, file_line, history_page, history_row, setting_row
from coach.tui.messages import HistoryTicked, SettingChosen
from coach.tui.ports import House
from coach.tui.screens.place import Place, bindings
from coach.tui.setting_fields import fields
from coach.tui.widgets.drawn import Drawn, Line
from coach.tui.widgets.options import Options
from coach.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from coach.tui.preview import DayAhead

HISTORY_TITLE = "SAFETY HISTORY"


class SettingsPlace(Place):
    """The fifth place."""

    mode = "settings"
    own = (ChangeSetting, TestNotice)
    BINDINGS = bindings(ChangeSetting, TestNotice)
    AUTO_FOCUS = "#list"

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._fields = {field.id: field for field in fields()}
        self._drawn: tuple[Settings, tuple[str, ...] | None] | None = None
        self._day: DayAhead | None = None
        self._day_of: tuple[Settings, History, object] | None = None

    def compose_place(self) -> ComposeResult:
        """List and page."""
        yield Line("", id="strip")
        with Container(id="both"):
            yield Options(id="list", markup=False)
            with Sheet(id="sheet"):
                yield Drawn(id="page")
                yield Line("", id="file", classes="quiet")
                yield Drawn(id="day-page")

    def renew(self) -> None:
        """Show what is set; the day is drawn anew where something that shapes it has changed."""
        now = (self.house.settings, self._applies())
        if now != self._drawn:
            self._drawn = now
            self._fill()
        self._show_page()
        self.query_one("#file", Line).show(file_line(str(self.house.paths.config)))
        shapes = (self.house.settings, self.house.journal.history, self.house.clock.wall().date())
        if self._day_of is None or any(a is not b and a != b for a, b in zip(shapes, self._day_of, strict=True)):
            self._day_of = shapes
            self._draw_day()

    def _applies(self) -> tuple[str, ...] | None:
        return history_group(self.house.journal.history, self.house.clock.wall())

    def _fill(self) -> None:
        settings, applies = self.house.settings, self._applies()
        rows: list[Option] = []
        section = ""
        for field in self._fields.values():
            if field.section != section:
                section = field.section
                rows.append(Option(Content.styled(section.upper(), "bold $foreground-muted"), disabled=True))
            rows.append(Option(setting_row(field, settings), id=field.id))
        rows.append(Option(Content.styled(HISTORY_TITLE, "bold $foreground-muted"), disabled=True))
        rows.extend(Option(history_row(slug, applies), id=slug) for slug in HISTORY_SLUGS)
        listed = self.query_one("#list", OptionList)
        marked = listed.highlighted
        listed.clear_options()
        listed.add_options(rows)
        listed.highlighted = 1 if marked is None else marked

    def _marked(self) -> str | None:
        listed = self.query_one("#list", OptionList)
        return None if listed.highlighted is None else listed.get_option_at_index(listed.highlighted).id

    def _show_page(self) -> None:
        marked, settings, applies = self._marked(), self.house.settings, self._applies()
        field = self._fields.get(marked or "")
        self.query_one("#page", Drawn).set_draw(
            lambda width: field_page(field, settings, width) if field is not None else history_page(applies, width),
            (marked, settings, applies),
        )

    @work(exclusive=True, group="day")
    async def _draw_day(self) -> None:
        day = await asyncio.to_thread(self._ahead, self.house.settings)
        self._day = day
        for page in self.query("#day-page").results(Drawn):  # none where the app was closed meanwhile
            page.set_draw(lambda width: day_page(day, width))

    def _ahead(self, settings: Settings) -> "DayAhead":
        from coach.tui.preview import day_ahead  # the simulator is not needed for the first paint

        house = self.house
        return day_ahead(house.journal.history, settings, house.library.routines, house.clock.wall())

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self._show_page()

    @on(OptionList.OptionSelected)
    @on(ChangeSetting)
    def _chosen(self) -> None:
        marked = self._marked()
        if marked in HISTORY_SLUGS:
            self.post_message(HistoryTicked(str(marked)))
        elif marked in self._fields:
            self.post_message(SettingChosen(self._fields[str(marked)]))
