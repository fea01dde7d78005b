"""Twelve weeks under each other, as text."""

from collections.abc import Sequence
from textwrap import wrap

from textual.content import Content

from coach.core.weeks import WEEKS_KEY, WeekLine, weeks_rows, weeks_sentences
from coach.tui.drawing.marks import pain_style

NAME, CELL = 11, 7
"""Columns of a week's name, and of a cell."""
BAR = 10
"""Columns of the bar of the mean pain: one a point of NRS."""
HEADS = ("week", "pain", "spasm", "walked", "sit", "got up", "stress", "meds")
"""WEEKS_HEAD, short enough for a cell."""
LEFT_OUT = HEADS.index("got up")
"""The column that goes where there is no room for all."""


def draw_weeks(lines: Sequence[WeekLine], width: int) -> list[Content]:
    """A row a week, the newest last and marked, with a bar of its mean pain where there is room."""
    barred = width >= 2 + NAME + BAR + 2 + CELL * (len(HEADS) - 1)
    shown = [place for place in range(2, len(HEADS)) if barred or place != LEFT_OUT]
    head = f"  {HEADS[0]:<{NAME}}{HEADS[1]:>{CELL}}" + " " * (BAR + 2 if barred else 0)
    rows = [Content.styled(head + "".join(f"{HEADS[place]:>{CELL}}" for place in shown), "$foreground-muted")]
    for number, (line, row) in enumerate(zip(lines, weeks_rows(lines), strict=True), start=1):
        newest = number == len(lines)
        mean = line.figures.pain_mean
        bar = "" if mean is None else "█" * round(mean)
        rows.append(
            Content.assemble(
                ("▸ " if newest else "  ", "bold $text-accent"),
                (f"{row[0]:<{NAME}}", "bold" if newest else "$foreground-muted"),
                (f"{row[1]:>{CELL}}", "$foreground-muted" if mean is None else pain_style(round(mean))),
                (f"  {bar:<{BAR}}" if barred else "", "$text-secondary"),
                *((f"{row[place]:>{CELL}}", "$foreground-muted" if row[place] == "-" else "") for place in shown),
            )
        )
    return [row.truncate(width, ellipsis=True) for row in rows]


def draw_weeks_head(lines: Sequence[WeekLine], width: int) -> Content:
    """Which weeks, and what they have in common."""
    first, last = lines[0].week.first, lines[-1].week.last
    heading = f"{len(lines)} weeks, {first.day} {first:%b} {first.year} to {last.day} {last:%b} {last.year}"
    words = "\n".join(wrap(" ".join(weeks_sentences(lines)), max(20, width)))
    return Content.assemble((heading, "bold $text-primary"), "\n\n", words)


def draw_weeks_key(width: int) -> Content:
    """What the columns hold."""
    return Content.styled(f"{WEEKS_KEY[0].upper()}{WEEKS_KEY[1:]}.", "$foreground-muted")
