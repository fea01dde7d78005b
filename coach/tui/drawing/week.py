"""The week as text: its sentences, one table with small charts, sitting by hour of day, and what lies around it."""

from itertools import groupby
from textwrap import wrap

from textual.content import Content

from coach.core.week import WeekView
from coach.core.week_words import (
    WEEKDAYS,
    WeekRow,
    before_words,
    felt_words,
    gap_words,
    hour_words,
    next_words,
    sentences,
    title,
    week_rows,
)
from coach.report.text import KEY, UNITS, week_sections
from coach.tui.commands import DoctorsPage, FillGaps, WeekAfter, WeekBefore
from coach.tui.drawing.marks import BLOCKS, hang, pain_style
from coach.tui.widgets.drawn import link, spread

LABEL, CHART, WHOLE = 10, 7, 8
"""Columns of the table's first column, of a small chart, and of the figures of a whole week."""
UNIT_LABEL = 13
"""Columns of the first column with its unit."""
HOUR = 4
"""Columns of an hour of the day."""
CHARTED = {"pain": 10.0, "stress": 10.0, "walked": 0.0, "longest": 0.0, "got up": 0.0}
"""Rows with a small chart, and the top of its scale; 0 means the largest of the week."""
FULL_HOUR = 60.0


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
    """Three to five sentences, as running text."""
    return Content("\n".join(wrap(" ".join(sentences(view)), max(20, width), break_long_words=False)))


def draw_strip(view: WeekView, width: int) -> Content:
    """The week in one row: which, and its sentences as far as they go."""
    said = Content.assemble((f" {title(view)}", "bold $text-primary"), f"   {' '.join(sentences(view))}")
    return said.truncate(width, ellipsis=True)


def spark(cells: tuple[str, ...], top: float) -> str:
    """Seven cells as a small chart; a gap where a day is unknown or to come."""
    numbers = [float(cell) if cell.replace(".", "", 1).isdigit() else None for cell in cells]
    scale = top or max((number for number in numbers if number is not None), default=0.0)
    if not scale:
        return " " * len(cells)
    return "".join(" " if number is None else BLOCKS[max(1, min(8, round(number / scale * 8)))] for number in numbers)


def draw_table(view: WeekView, width: int) -> list[Content]:
    """A row a figure: seven days, a small chart where there is room, the week, the week before."""
    charted = width >= 72
    each = max(4, min(7, (width - LABEL - 2 * WHOLE - (CHART + 3 if charted else 0)) // 7))
    return _table(week_rows(view), LABEL, each, WHOLE, charted, width)


def _table(rows: list[WeekRow], label: int, each: int, whole: int, charted: bool, width: int) -> list[Content]:
    head = " " * label + "".join(f"{day:>{each}}" for day in WEEKDAYS) + ("   " + " " * CHART if charted else "")
    lines = [Content.styled(f"{head}{'week':>{whole}}{'before':>{whole}}", "$foreground-muted")]
    lines.extend(_table_row(row, label, each, whole, charted) for row in rows)
    return [line.truncate(width, ellipsis=True) for line in lines]


def _table_row(row: WeekRow, label: int, each: int, whole: int, charted: bool) -> Content:
    named = f"{row.label}, {UNITS[row.label]}" if label == UNIT_LABEL and row.label in UNITS else row.label
    parts = [(f"{named:<{label}}", "$foreground-muted")]
    for style, cells in groupby(row.cells, lambda cell: _cell_style(row.label, cell)):  # cells of one look as one
        parts.append(("".join([f"{cell:>{each}}" for cell in cells]), style))
    if charted:
        chart = spark(row.cells, CHARTED[row.label]) if row.label in CHARTED else " " * CHART
        parts.append(("   " + chart, "$text-secondary"))
    parts.append((f"{row.week:>{whole}}", "bold"))
    parts.append((f"{row.before:>{whole}}", "$foreground-muted"))
    return Content.assemble(*parts)


def _cell_style(label: str, cell: str) -> str:
    if cell in ("", "-", ".", "?"):
        return "$foreground-muted"
    return pain_style(int(cell)) if label == "pain" and cell.isdigit() else ""


def draw_hours(view: WeekView, width: int) -> list[Content]:
    """Minutes sat in each hour of the day, a column and its number; in words where there is no room for columns."""
    hours = view.figures.hours
    if not hours:
        return []
    if LABEL + HOUR * len(hours) > width:
        return [Content(row) for row in wrap(f"Sitting by hour, minutes: {hour_words(view.figures)}", max(20, width))]
    charts = "".join(f"{spark((str(row.minutes),), FULL_HOUR) if row.minutes else ' ':>{HOUR}}" for row in hours)
    numbers = "".join(f"{row.hour:0>2}".rjust(HOUR) for row in hours)
    minutes = "".join(f"{row.minutes or '-':>{HOUR}}" for row in hours)
    return [
        Content.styled(f"{'by hour':<{LABEL}}{numbers}", "$foreground-muted"),
        Content.assemble((f"{'sitting':<{LABEL}}", "$foreground-muted"), (charts, "$text-secondary")),
        Content.assemble((f"{'minutes':<{LABEL}}", "$foreground-muted"), minutes),
    ]


def draw_around(view: WeekView, width: int) -> list[Content]:
    """What felt better, concerns raised, the day before each spasm, gaps, next week's plan, each by its name."""

    def named(name: str, *lines: str | Content) -> Content:
        apart = "\n" + " " * LABEL
        said = [hang(line, width, LABEL) if isinstance(line, str) else line for line in lines]
        rest = [Content.assemble(apart, line) for line in said[1:]]
        return Content.assemble((f"{name:<{LABEL}}", "$foreground-muted"), said[0], *rest)

    lines: list[Content] = []
    felt = felt_words(view.figures.felt)
    if felt:
        lines.append(named("better", f"after {' · '.join(felt)}"))
    lines.extend(named("raised", f"! {concern.message}") for concern in view.raised)
    for spasm in view.spasms:
        first, *more = before_words(spasm)
        lines.append(named("before", first.removeprefix("Before "), *more))
    gaps = gap_words(view.figures.gaps)
    if gaps:
        fills = Content.assemble(gaps, "  ", link("f", FillGaps.action(), "bold $text-accent"), " fills it in.")
        lines.append(named("gaps", fills))
    plan = next_words(view)
    lines.append(named("plan", f"{plan} {_sentence(view.next.why)}" if view.next.why else plan))
    if view.appointment is not None:
        on = f"{view.appointment:%a} {view.appointment.day} {view.appointment:%b}"
        page = link("r", DoctorsPage.action(), "bold $text-accent")
        lines.append(named("visit", Content.assemble(f"Appointment on {on}: ", page, " makes the page.")))
    return lines


def draw_plain(view: WeekView, width: int) -> list[Content]:
    """The same numbers without a chart: a table with units, then all counts in words, as `coach week` prints them."""
    whole = WHOLE if width >= UNIT_LABEL + 7 * 4 + 2 * WHOLE else WHOLE - 1
    each = max(4, min(7, (width - UNIT_LABEL - 2 * whole) // 7))
    key = "\n".join(wrap(KEY, max(20, width)))
    lines = [*_table(week_rows(view), UNIT_LABEL, each, whole, False, width), Content.styled(key, "$foreground-muted")]
    for heading, body in week_sections(view):
        lines += [Content(""), Content.styled(heading, "bold")]
        lines += [Content(f"  {part}") for line in body for part in wrap(line, max(20, width - 2))]
    return lines


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}" + ("" if words.endswith(".") else ".")
