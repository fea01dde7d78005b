"""What scrolls, and has nothing to show between its parts."""

from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.strip import Strip


class Sheet(VerticalScroll):
    """Parts under each other; behind them it is alike from top to bottom, so one row of it is drawn."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """One row, as often as it is needed; each by itself where there is an edge above or below."""
        if self.styles.border_top[0] or self.styles.border_bottom[0]:
            return super().render_lines(crop)
        return super().render_lines(Region(crop.x, crop.y, crop.width, min(1, crop.height))) * crop.height
