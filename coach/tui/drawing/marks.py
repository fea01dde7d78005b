"""The small marks that all drawings share: bars, charts of pain, words for minutes."""

from collections.abc import Sequence

from textual.content import Content

from coach.tui.widgets.big_words import wrap_words

BLOCKS = " ▁▂▃▄▅▆▇█"
STAGE_WORDS = {"flare": "flare", "easing": "easing", "prolonged": "past two weeks", "steady": "steady"}
"""Stages as the screen says them."""


def bar(value: float, of: float, width: int, style: str = "$primary") -> Content:
    """A bar: heavy as far as `value` of `of`, light for the rest."""
    share = min(1.0, max(0.0, value / of)) if of > 0 else 0.0
    full = round(share * width)
    return Content.assemble(("━" * full, style), ("─" * (width - full), "$foreground 30%"))


def pain_style(nrs: int) -> str:
    """A colour that goes with the number, never instead of it; red is for red flags alone."""
    return "$text-warning" if nrs >= 7 else "$text-secondary" if nrs >= 4 else "$text-success"


def pain_chart(values: Sequence[int | None], rows: int, column: int = 2) -> list[Content]:
    """Pain ratings (NRS 0-10) as columns `rows` high, then a row of numbers; `?` is a day without an entry."""
    lines = []
    for row in range(rows - 1, -1, -1):
        cells = []
        for value in values:
            eighths = 0 if value is None else max(1, round(value / 10 * rows * 8)) - row * 8
            mark = "·" if value is None and row == 0 else BLOCKS[min(8, max(0, eighths))]
            style = "$foreground-muted" if value is None else pain_style(value)
            cells.append(Content.styled(mark * max(1, column - 1) if value is not None else mark, style).pad_right(0))
            cells.append(Content(" " * (column - cells[-1].cell_length)))
        lines.append(Content("").join(cells))
    numbers = []
    for value in values:
        text = "?" if value is None else str(value)
        numbers.append(Content.styled(f"{text:<{column}}", "$foreground-muted" if value is None else "$foreground"))
    lines.append(Content("").join(numbers))
    return lines


def minutes_up(seconds: float) -> int:
    """Whole minutes until something, a begun one counting."""
    return int(-(-seconds // 60))


def hang(text: str, width: int, indent: int) -> str:
    """Text in lines of `width`, all but the first set in by `indent` columns (the first is taken to stand there)."""
    return ("\n" + " " * indent).join(wrap_words(text, max(10, width - indent)))


MARGIN = 11
"""Columns of the left margin, in which the names of sections stand."""


def heading(text: str, width: int = MARGIN - 2) -> Content:
    """A section's name in the left margin."""
    return Content.styled(f"  {text:<{width}}", "bold $foreground-muted")


def columns(rows: Sequence[Content], count: int, width: int) -> list[Content]:
    """Rows laid out downwards in `count` columns of equal width, each cut with a sign when too long."""
    each = width // count
    height = -(-len(rows) // count)
    lines = []
    for line in range(height):
        cells = []
        for place in range(line, len(rows), height):
            cell = rows[place].truncate(each - 1, ellipsis=True)
            cells.append(cell.pad_right(each - cell.cell_length))
        lines.append(Content("").join(cells).rstrip())
    return lines
