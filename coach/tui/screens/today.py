"""Today: what comes next, how the back is, the day's plan, and why."""

from typing import ClassVar

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content

from coach.core.rows import RemindersView, to_the_minute
from coach.core.today import Standing, standing_of, today_view
from coach.tui.drawing import today as draw
from coach.tui.screens.place import Place, bindings, state_words
from coach.tui.widgets.drawn import Draw, Drawn, Line
from coach.tui.widgets.sheet import Sheet

WIDE = 98
"""Columns from which the day stands in two columns."""
PLAN = Content.styled("  PLAN", "bold $foreground-muted")
CHART_ROWS, MORE_ROWS, WITHOUT_MORE = 3, 5, 31
"""Rows of the chart of pain beside the plan; so many more, one for each row that the window is higher than this."""


class TodayPlace(Place):
    """The first place."""

    mode = "today"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(),
        Binding("down", "scroll(1)", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("pagedown", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
        Binding("end", "scroll(1000)", show=False),
        Binding("home", "scroll(-1000)", show=False),
    ]

    _shape: tuple[bool, int] | None = None
    """The layout when it was drawn last."""

    _drawn_of: tuple[object, object, tuple[object, ...]] | None = None
    """History, routines and all else of which the day was drawn last."""

    _standing: Standing | None = None
    """What of the day need not be worked out each minute."""

    def compose_place(self) -> ComposeResult:
        """Next on top; below it the back and the plan, side by side where there is room."""
        yield Drawn(id="strip")
        with Sheet(id="page", can_focus=False):
            yield Drawn(id="next")
            with Container(id="halves"):
                with Vertical(id="left"):
                    yield Drawn(id="back")
                    yield Drawn(id="walked")
                    yield Drawn(id="got-up")
                with Vertical(id="right"):
                    yield Line(PLAN, id="plan-name")
                    yield Drawn(id="day")
                    yield Drawn(id="plan")
                    yield Drawn(id="felt-rows")
            yield Drawn(id="felt")
            yield Drawn(id="why")

    def renew(self) -> None:
        """Show what is so now."""
        house = self.house
        reminded = (house.reminders.view() or self._elsewhere()) if self.met else None
        history, routines, now = house.journal.history, house.library.routines, house.clock.wall()
        self._shape = wide, tall = self._layout_now()
        told = (house.settings, to_the_minute(reminded), now.replace(second=0, microsecond=0), self.begun, self._shape)
        drawn = self._drawn_of
        if drawn is not None and history is drawn[0] and routines is drawn[1] and told == drawn[2]:
            return  # most looks at the clock find the same minute
        self._drawn_of = (history, routines, told)
        if self._standing is None or not self._standing.holds(history, house.settings, now):
            self._standing = standing_of(history, house.settings, now, raised=self.raised)
        view = today_view(history, house.settings, now, reminded, routines, standing=self._standing)
        begun = self.begun
        hours = house.settings.work.hours
        earlier = 6 if wide else 3
        drawings: dict[str, Draw] = {
            "strip": lambda width: draw.draw_strip(view, width, state_words(reminded)),
            "next": lambda width: draw.draw_next(view, width, begun),
            "back": lambda width: draw.draw_back_tall(view, width, tall) if wide else draw.draw_back(view, width),
            "walked": lambda width: draw.draw_walked(view, width),
            "got-up": lambda width: draw.draw_got_up(view, width),
            "felt-rows": lambda width: draw.draw_felt_rows(view, width),
            "plan": lambda width: draw.draw_plan(view, width, earlier),
            "day": lambda width: draw.draw_day(view, hours, width),
            "felt": lambda width: draw.draw_felt(view, width),
            "why": lambda width: draw.draw_why(view, width),
        }
        for name, drawing in drawings.items():
            self.query_one(f"#{name}", Drawn).set_draw(drawing)
        for name in ("felt", "felt-rows"):
            self.query_one(f"#{name}").set_class(not view.felt, "-empty")  # no gap above what is not there

    def _elsewhere(self) -> RemindersView | None:
        """What the window says that prompts, with the word that it is another."""
        told = self.house.reminders_view()
        return None if told is None else replace(told, note=draw.ELSEWHERE)

    def action_scroll(self, rows: int) -> None:
        """Scroll by so many rows, where the window is too low for all of the day."""
        self.query_one("#page").scroll_relative(y=rows, animate=False)

    def on_resize(self) -> None:
        """Draw anew where another size means another layout; the drawings fit their width by themselves."""
        if self._shape is not None and self._shape != self._layout_now():
            self.renew()

    def _layout_now(self) -> tuple[bool, int]:
        """Whether there are two columns, and how many rows the chart of pain has."""
        return self.size.width >= WIDE, CHART_ROWS + min(MORE_ROWS, max(0, self.size.height - WITHOUT_MORE))
