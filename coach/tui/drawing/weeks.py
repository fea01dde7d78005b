"""Twelve weeks under each other, as text."""

from collections.abc import Sequence

from textual.content import Content

from coach.core.weeks import WEEKS_HEAD, WEEKS_KEY, WeekLine, weeks_rows, weeks_sentences
from coach.tui.drawing.marks import pain_style

NAME, CELL = 12, 6
"""Columns of a week's name, and of a cell (and two more where there is room)."""
BAR = 10
"""Columns of the bar of the mean pain: one a point of NRS."""


def draw_weeks(lines: Sequence[WeekLine], width: int) -> Content:
    """A row a week, the newest last and marked, with a bar of its mean pain where there is room."""
    names = WEEKS_HEAD if width >= 68 else tuple(_SHORT.get(name, name) for name in WEEKS_HEAD)
    barred = width >= 2 + NAME + BAR + 2 + CELL * (len(names) - 1) + 7
    cell = min(CELL + 3, (width - 2 - NAME - (BAR + 2 if barred else 0)) // (len(names) - 1))
    head = f"  {names[0]:<{NAME}}{names[1]:>{cell}}" + " " * (BAR + 2 if barred else 0)
    rows = [Content.styled(head + "".join(f"{name:>{cell}}" for name in names[2:]), "$foreground-muted")]
    for place, (line, row) in enumerate(zip(lines, weeks_rows(lines), strict=True)):
        newest = place == len(lines) - 1
        mean = line.figures.pain_mean
        bar = "" if mean is None else "█" * round(mean)
        rows.append(
            Content.assemble(
                ("▸ " if newest else "  ", "bold $text-accent"),
                (f"{row[0]:<{NAME}}", "bold" if newest else "$foreground-muted"),
                (f"{row[1]:>{cell}}", "$foreground-muted" if mean is None else pain_style(round(mean))),
                (f"  {bar:<{BAR}}" if barred else "", "$text-secondary"),
                *((f"{text:>{cell}}", "$foreground-muted" if text == "-" else "") for text in row[2:]),
            )
        )
    return Content("\n").join(row.truncate(width, ellipsis=True) for row in rows)


def draw_weeks_head(lines: Sequence[WeekLine], width: int) -> Content:
    """Which weeks, and what they have in common."""
    first, last = lines[0].week.first, lines[-1].week.last
    heading = f"{len(lines)} weeks, {first.day} {first:%b} {first.year} to {last.day} {last:%b} {last.year}"
    return Content("\n").join(
        [Content.styled(heading, "bold $text-primary"), Content(""), Content(" ".join(weeks_sentences(lines)))]
    )


def draw_weeks_key(width: int) -> Content:
    """What the columns hold."""
    return Content.styled(f"{WEEKS_KEY[0].upper()}{WEEKS_KEY[1:]}.", "$foreground-muted")


_SHORT = {"medicine": "medic", "longest": "long", "walked": "walk", "stress": "strs", "got up": "up"}
