"""What Textual does not do yet, done for it: to be taken away once it does."""

from functools import lru_cache
from typing import Any, cast

from rich.style import Style as RichStyle
from textual._styles_cache import StylesCache
from textual.app import App
from textual.color import Color
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Offset, Region, Size
from textual.notifications import Notification
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget
from textual.widgets._toast import Toast

AT_ONCE_S = 0.01
"""In place of no time or less than none."""


def mend(app: App[Any]) -> None:
    """All of it, before the app begins; once is enough for a process, but for what is the app's own."""
    let_styles_go()
    let_late_messages_go()
    let_gone_widgets_be()
    let_sizes_be()
    let_bars_be()
    let_colours_be(app)


def let_styles_go() -> None:
    """Keep the background styles by their colours alone.

    Textual keeps them by widget as well, so that the drawings of up to a thousand closed widgets stay in memory
    (Textualize/textual#6665).
    """
    kept = StylesCache.__dict__["get_inner_outer"]
    if not hasattr(kept, "cache_info"):
        return  # mended there, or here before
    worked_out = kept.__wrapped__

    @lru_cache(256)
    def by_colours(base_background: Color, background: Color) -> tuple[Style, Style]:
        inner, outer = worked_out(None, base_background, background)
        return inner, outer

    def get_inner_outer(_: StylesCache, base_background: Color, background: Color) -> tuple[Style, Style]:
        return by_colours(base_background, background)

    StylesCache.get_inner_outer = get_inner_outer  # type: ignore[method-assign,assignment]


def let_late_messages_go() -> None:
    """A message whose time was over when it came to the screen is taken away at once.

    Textual 8.2 sets a timer of less than nothing then, and that turns without end and without a pause: the app hangs.
    It comes where the terminal or the machine stood still for as long as a message stays.
    """
    made = Toast.__init__
    if getattr(made, "in_time", False):
        return

    def __init__(self: Toast, notification: Notification) -> None:
        made(self, notification)
        self._timeout = max(AT_ONCE_S, self._timeout)

    __init__.in_time = True  # type: ignore[attr-defined]
    Toast.__init__ = __init__  # type: ignore[method-assign]


def let_gone_widgets_be() -> None:
    """Nothing is selected in a widget that has just been taken away: Textual 8.2 ends with AttributeError then.

    The mouse is pressed where it still stands in the picture, and it has no parent any more.
    """
    found_at = Screen.get_widget_and_offset_at
    if getattr(found_at, "there", False):
        return

    def get_widget_and_offset_at(screen: Screen[Any], x: int, y: int) -> tuple[Widget | None, Offset | None]:
        widget, offset = found_at(screen, x, y)
        gone = widget is not None and widget.parent is None and not isinstance(widget, Screen)
        return (None, None) if gone else (widget, offset)

    get_widget_and_offset_at.there = True  # type: ignore[attr-defined]
    Screen.get_widget_and_offset_at = get_widget_and_offset_at  # type: ignore[method-assign,assignment]


def let_sizes_be() -> None:
    """The room that a layout found for what is in a widget asks for no second layout.

    Textual lays out anew whenever that room is another, as if somebody had set it; where a scrollbar comes or goes with
    it, that asks for a layout by itself.
    """
    updated = Widget._size_updated
    if getattr(updated, "found", False):
        return

    def _size_updated(self: Widget, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        return updated(self, size, virtual_size, container_size, layout=False)

    _size_updated.found = True  # type: ignore[attr-defined]
    Widget._size_updated = _size_updated  # type: ignore[method-assign]


def let_colours_be(app: App[Any]) -> None:
    """No drawn line is searched for colours of the terminal's sixteen: no theme names them beside others.

    A theme of these alone goes without that search anyway.
    """
    app._filters = [known for known in app._filters if not isinstance(known, ANSIToTruecolor)]


def let_bars_be() -> None:
    """A standing scrollbar is drawn straight as rows, without the way through Rich's console and around each row."""
    rendered = ScrollBar.render_lines
    if getattr(rendered, "straight", False):
        return

    def render_lines(self: ScrollBar, crop: Region) -> list[Strip]:
        bar = None if self.parent is None else self.render()  # one that has just gone has none
        if type(bar) is not ScrollBarRender or not bar.vertical:
            return rendered(self, crop)
        filters, ground = tuple(self.get_line_filters()), self.background_colors[1]
        of = (bar.virtual_size, bar.window_size, bar.position, cast(RichStyle, bar.style))
        return list(_bar(self.size, *of, filters, ground)[crop.y : crop.bottom])

    render_lines.straight = True  # type: ignore[attr-defined]
    ScrollBar.render_lines = render_lines  # type: ignore[method-assign,assignment]


@lru_cache(32)
def _bar(
    size: Size, virtual: int, window: int, position: float, style: RichStyle, filters: tuple[LineFilter, ...],
    ground: Color,
) -> list[Strip]:  # fmt: skip
    assert style.color is not None and style.bgcolor is not None
    width, height = size
    rows = ScrollBarRender.render_bar(height, virtual, window, position, width, True, style.bgcolor, style.color)
    strips = [Strip([row], width) for row in rows.segments]
    for known in filters:
        strips = [strip.apply_filter(known, ground) for strip in strips]
    return strips
