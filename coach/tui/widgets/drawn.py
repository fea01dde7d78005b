"""Text that redraws only when it has something new to say."""

from collections.abc import Callable

from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widgets import Static

Draw = Callable[[int], Content]
"""Draws for so many columns."""


class Line(Static):
    """Text as it is, never markup; an update that changes nothing costs nothing."""

    def __init__(self, content: Content | str = "", *, id: str | None = None, classes: str | None = None) -> None:
        self._said = content if isinstance(content, Content) else Content(content)
        super().__init__(self._said, id=id, classes=classes, markup=False)
        self.auto_links = False  # links look as they are drawn

    @property
    def text(self) -> str:
        """What stands there."""
        return self._said.plain

    def show(self, content: Content | str) -> None:
        """Say this from now on."""
        new = content if isinstance(content, Content) else Content(content)
        old = self._said
        if new.plain == old.plain and new.spans == old.spans:
            return
        self._said = new
        self.update(new, layout=self._moves_others(old, new))

    def _moves_others(self, old: Content, new: Content) -> bool:
        """Whether what is said now takes other room than what was said before."""
        width, height, columns = self.styles.width, self.styles.height, self.content_size.width
        if height is not None and not height.is_auto:
            return False
        if not columns or (width is not None and width.is_auto):
            return True
        return old.get_height({}, columns) != new.get_height({}, columns)


class Drawn(Line):
    """A line or block that is drawn for whatever width it is given."""

    def __init__(self, draw: Draw | None = None, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._draw = draw
        self._drawn: tuple[int, Content] | None = None
        self._of: object = None

    def set_draw(self, draw: Draw, of: object = None) -> None:
        """Draw so from now on; where that gives the same picture, nothing is done.

        `of`: all that the picture comes of. What comes of the same again is not even drawn.
        """
        if of is not None and of == self._of:
            return
        self._of = of
        first, self._draw = self._draw is None, draw
        if first:
            self.refresh(layout=True)
        else:
            self.redraw()

    def redraw(self) -> None:
        """Draw anew, for what is drawn may have changed; what is hidden waits until it is shown."""
        if self._drawn is None or self._draw is None:
            return
        width = self._drawn[0]
        new = self._draw(width)
        self._drawn = (width, new)
        self.show(new)

    def render(self) -> Content:
        """The picture for the width there is."""
        return self._at(self.content_size.width) if self.content_size.width else Content("")

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows that the picture takes at a width."""
        return self._at(width).get_height({}, width) if width else 0

    def _at(self, width: int) -> Content:
        if self._draw is None:
            return Content("")
        if self._drawn is None or self._drawn[0] != width:
            self._drawn = (width, self._draw(width))
            self._said = self._drawn[1]
        return self._drawn[1]


def link(text: str, action: str, style: str = "") -> Content:
    """Text that runs an action when clicked."""
    content = Content.styled(text, Style.from_meta({"@click": action}))
    return content.stylize(style) if style else content


def spread(left: Content | str, right: Content | str, width: int) -> Content:
    """One line, its halves at the two ends; the right half goes first when there is no room for both."""
    left = left if isinstance(left, Content) else Content(left)
    right = right if isinstance(right, Content) else Content(right)
    gap = width - left.cell_length - right.cell_length
    if gap < 1:
        return left.truncate(width, ellipsis=True)
    return Content.assemble(left, " " * gap, right)
