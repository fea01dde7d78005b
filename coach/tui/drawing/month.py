"""A month as text: each date with its number, its pain, and a ribbon where there was spasm."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache

from textual.content import Content

from coach.core.month import DayMark
from coach.tui.drawing.log import TWO_WEEKS
from coach.tui.drawing.marks import BLOCKS, pain_style
from coach.tui.log_commands import MonthAfter, MonthBefore
from coach.tui.widgets.drawn import link, spread

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
COLUMN, NARROW = 5, 4
"""Columns of a date, and where there is little room."""
RIBBON, BEYOND = "━", "!"
"""Beneath a spasm day; beyond the bout's 14th day every second column says so."""


def column_of(width: int) -> int:
    """Columns that a date takes where a calendar may be so wide."""
    return COLUMN if width >= 7 * COLUMN else NARROW


def draw_month(
    marks: Sequence[DayMark], marked: date, today: date, go: Callable[[date], str], width: int, height: int = 99
) -> list[Content]:
    """The month's title, its weeks in two rows each, and what the signs mean and its sum as far as `height` rows allow.

    `go` gives the action of a click.
    """
    column = column_of(width)
    first = marks[0].day
    weeks: list[list[DayMark | None]] = [[None] * first.weekday()]
    for mark in marks:
        if len(weeks[-1]) == 7:
            weeks.append([])
        weeks[-1].append(mark)
    lines = [*_head(first, column)]
    for week in weeks:
        days = {each.day for each in week if each is not None}
        lines.extend(
            _week(tuple(week), marked if marked in days else None, today if today in days else None, go, column)
        )
    for more in (draw_legend(7 * column), (draw_sum(marks, 7 * column),)):
        if len(lines) + 1 + len(more) <= height:
            lines.extend((Content(""), *more))
    return lines


@lru_cache(4)
def _head(first: date, column: int) -> tuple[Content, Content]:
    turn = Content.assemble(
        link(" ‹ ", MonthBefore.action(), "bold $text-accent"), link(" › ", MonthAfter.action(), "bold $text-accent")
    )
    title = spread(Content.styled(f"{first:%B} {first.year}", "bold $text-primary"), turn, 7 * column - 1)
    names = [name if column > NARROW else name[:2] for name in DAYS]
    return title, Content("").join(Content.styled(f"{name:<{column}}", "$foreground-muted") for name in names)


def row_of(marks: Sequence[DayMark], day: date) -> int:
    """The row in the picture on which a date has its number."""
    return 2 + 2 * ((marks[0].day.weekday() + day.day - 1) // 7)


@lru_cache(16)  # the mark moves through one week, or two; the others stay as they are
def _week(
    week: Sequence[DayMark | None], marked: date | None, today: date | None, go: Callable[[date], str], column: int
) -> tuple[Content, Content]:
    empty = Content(" " * column)
    cells = [(empty, empty) if each is None else _cell(each, marked, today, go, column) for each in week]
    return Content.assemble(*(number for number, _ in cells)), Content.assemble(*(pain for _, pain in cells))


def _cell(
    mark: DayMark, marked: date | None, today: date | None, go: Callable[[date], str], column: int
) -> tuple[Content, Content]:
    chosen = mark.day == marked
    number = f"{mark.day.day:>2}"
    number = f"[{number}]" if chosen else f" {number} "
    style = "bold reverse" if chosen else "bold underline $text-primary" if mark.day == today else ""
    if mark.coming and not chosen:
        style = "$foreground 40%"
    action = go(mark.day)
    top = Content.assemble(link(number, action, style), " " * (column - 4))
    below = Content.assemble(_pain(mark, action), _ribbon(mark, column - 3 - (mark.pain == 10), action))
    return top, below.pad_right(max(0, column - below.cell_length))


def _pain(mark: DayMark, action: str) -> Content:
    if mark.pain is None:
        return link("   " if mark.coming else "  ?", action, "$foreground-muted")
    block = BLOCKS[max(1, round(mark.pain / 10 * 8))]
    return link(f" {block}{mark.pain}", action, pain_style(mark.pain))


def _ribbon(mark: DayMark, width: int, action: str) -> Content:
    if mark.spasm_day is None:
        return Content(" " * width)
    if mark.beyond_two_weeks:
        return link(((BEYOND + RIBBON) * 2)[:width], action, "bold $text-warning")
    return link(RIBBON * width, action, "$text-secondary")


@lru_cache(4)
def draw_legend(width: int) -> tuple[Content, ...]:
    """What the signs mean."""
    named = " day's last pain   " if width >= 7 * COLUMN else " last pain   "
    return (
        Content.assemble(("▅5", pain_style(5)), named, ("?", "$foreground-muted"), " unknown"),
        Content.assemble(
            (RIBBON * 2, "$text-secondary"), " spasm   ", (BEYOND + RIBBON, "bold $text-warning"), " past two weeks"
        ),
    )


def draw_sum(marks: Sequence[DayMark], width: int) -> Content:
    """The month in two counts."""
    gone = [mark for mark in marks if not mark.coming]
    known, spasm = sum(mark.pain is not None for mark in gone), sum(mark.spasm_day is not None for mark in gone)
    spasm_words = "no spasm" if not spasm else "1 spasm day" if spasm == 1 else f"{spasm} spasm days"
    words = f"{spasm_words}; pain known: {known} of {len(gone)}"
    return Content.styled(words, "$foreground-muted").truncate(width, ellipsis=True)


def draw_day_title(mark: DayMark, today: date, width: int) -> list[Content]:
    """The marked date: what is known of its pain and of a spasm."""
    away = (today - mark.day).days
    named = {0: "today", 1: "yesterday"}.get(away, "")
    title = (
        f"{mark.day:%A} {mark.day.day} {mark.day:%B}" if width >= 34 else f"{mark.day:%a} {mark.day.day} {mark.day:%b}"
    )
    first = spread(Content.styled(title, "bold $text-primary"), Content.styled(named, "$foreground-muted"), width)
    line = Content.styled(day_known(mark), "$foreground-muted")
    lines = [first, line.truncate(width, ellipsis=True)]
    if mark.beyond_two_weeks:
        lines.append(Content.styled(f"! {TWO_WEEKS}", "bold $text-warning"))
    return lines


def draw_day_strip(mark: DayMark, entries: Sequence[Content], width: int) -> Content:
    """The marked date in one row: what is known of it, and its entries as far as they go."""
    beyond = f" ! {TWO_WEEKS}" if mark.beyond_two_weeks else ""
    day = f" ← {mark.day:%a} {mark.day.day} {mark.day:%b} →"
    head = Content.assemble((day, "bold $text-primary"), f"  {day_known(mark)}", (beyond, "bold $text-warning"))
    said = [head, *entries] if entries else [head, Content.styled("nothing written down", "$foreground-muted")]
    return Content("   ").join(said).truncate(width, ellipsis=True)


def day_known(mark: DayMark) -> str:
    """What is known of a date's pain and of a spasm."""
    words = []
    if mark.pain is not None and mark.lowest == mark.highest:
        words.append(f"pain {mark.pain}")
    elif mark.pain is not None:
        words.append(f"pain {mark.lowest} to {mark.highest}, last {mark.pain}")
    elif not mark.coming:
        words.append("pain unknown")
    if mark.spasm_day is not None:
        words.append(f"spasm day {mark.spasm_day}")
    return " · ".join(words)
