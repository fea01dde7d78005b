"""What Textual does not do yet, done for it: to be taken away once it does."""

from functools import lru_cache

from textual._styles_cache import StylesCache
from textual.color import Color
from textual.style import Style


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
