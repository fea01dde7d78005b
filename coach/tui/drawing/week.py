"""The week as text: its sentences, one table, and what lies around it."""

from textual.content import Content

from coach.core.week import WeekView
from coach.core.week_words import (
    WEEKDAYS,
    WeekRow,
    before_words,
    felt_words,
    gap_words,
    next_words,
    sentences,
    title,
    week_rows,
)
from coach.tui.commands import WeekAfter, WeekBefore
from coach.tui.drawing.marks import BLOCKS, pain_style
from coach.tui.widgets.drawn import link, spread

LABEL, CHART, WHOLE = 10, 7, 8
"""Columns of the table's first column, of a small chart, and of the figures of a whole week."""
CHARTED = {"pain": 10.0, "stress": 10.0, "walked": 0.0, "longest": 0.0, "got up": 0.0}
"""Rows with a small chart, and the top of its scale; 0 means the largest of the week."""


def draw_title(view: WeekView, width: int) -> Content:
    """Which week."""
    turns = Content.assemble(
        link("← before", WeekBefore.action(), "$foreground-muted"), "   ",
        link("after →" if not view.current else "", WeekAfter.action(), "$foreground-muted"),
    )  # fmt: skip
    so_far = ", so far" if view.current else ""
    heading = Content.styled(f"{title(view)}{so_far}", "bold $text-primary")
    return spread(heading, turns, width)


def draw_sentences(view: WeekView, width: int) -> Content:
    """Three to five sentences."""
    return Content("\n").join(Content(sentence) for sentence in sentences(view))


def spark(cells: tuple[str, ...], top: float) -> str:
    """Seven cells as a small chart; a gap where a day is unknown or to come."""
    numbers = [float(cell) if cell.replace(".", "", 1).isdigit() else None for cell in cells]
    scale = top or max((number for number in numbers if number is not None), default=0.0)
    if not scale:
        return " " * len(cells)
    return "".join(" " if number is None else BLOCKS[max(1, min(8, round(number / scale * 8)))] for number in numbers)


def draw_table(view: WeekView, width: int) -> Content:
    """A row a figure: seven days, a small chart where there is room, the week, the week before."""
    charted = width >= 72
    each = max(4, min(7, (width - LABEL - 2 * WHOLE - (CHART + 3 if charted else 0)) // 7))
    head = " " * LABEL + "".join(f"{day:>{each}}" for day in WEEKDAYS) + ("   " + " " * CHART if charted else "")
    lines = [Content.styled(f"{head}{'week':>{WHOLE}}{'before':>{WHOLE}}", "$foreground-muted")]
    lines.extend(_table_row(row, each, charted) for row in week_rows(view))
    return Content("\n").join(line.truncate(width, ellipsis=True) for line in lines)


def _table_row(row: WeekRow, each: int, charted: bool) -> Content:
    parts: list[Content | tuple[str, str] | str] = [(f"{row.label:<{LABEL}}", "$foreground-muted")]
    for cell in row.cells:
        quiet = cell in ("", "-", ".", "?")
        style = (
            "$foreground-muted" if quiet else pain_style(int(cell)) if row.label == "pain" and cell.isdigit() else ""
        )
        parts.append((f"{cell:>{each}}", style))
    if charted:
        chart = spark(row.cells, CHARTED[row.label]) if row.label in CHARTED else " " * CHART
        parts.append(("   " + chart, "$text-secondary"))
    parts.append((f"{row.week:>{WHOLE}}", "bold"))
    parts.append((f"{row.before:>{WHOLE}}", "$foreground-muted"))
    return Content.assemble(*parts)


def draw_around(view: WeekView, width: int) -> Content:
    """What felt better, concerns raised, the day before each spasm, gaps, next week's plan."""
    lines: list[str] = []
    felt = felt_words(view.figures.felt)
    if felt:
        lines.append("Felt better after   " + "   ".join(felt))
    lines.extend(f"! {concern.message}" for concern in view.raised)
    for spasm in view.spasms:
        lines.extend(before_words(spasm))
    gaps = gap_words(view.figures.gaps)
    if gaps:
        lines.append(gaps)
    plan = next_words(view)
    lines.append(f"{plan}  {view.next.why}" if view.next.why else plan)
    if view.appointment is not None:
        lines.append(f"Appointment on {view.appointment:%a} {view.appointment.day} {view.appointment:%b}.")
    return Content("\n").join(Content(line) for line in lines)
