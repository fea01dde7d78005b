"""The week as plain text and as Markdown, for the command line: no colour, no box drawing, no width beyond 80."""

from collections.abc import Iterable
from textwrap import wrap

from coach.core.plain import one_line
from coach.core.week import WeekView
from coach.core.week_words import (
    NOT_A_CAUSE,
    WEEKDAYS,
    WeekRow,
    before_words,
    felt_words,
    gap_words,
    hour_words,
    next_words,
    prompt_words,
    sentences,
    title,
    week_rows,
)

WIDTH = 80
UNITS = {"walked": "min", "planned": "min", "rest": "min", "longest": "min"}
"""Units behind the label of a row; pain and stress are 0 to 10, the others are counts."""
KEY = "pain is the day's last rating, ? unknown; longest is without getting up"


def week_text(view: WeekView) -> str:
    """The week for a terminal or a screen reader: sentences first, then the table, then counts. Ends with a newline."""
    lines = [title(view), ""]
    lines += wrap(" ".join(sentences(view)), WIDTH, break_long_words=False)
    lines += ["", *_table(week_rows(view)), f"  {KEY}"]
    for heading, body in week_sections(view):
        lines += ["", heading]
        lines += [f"  {part}" for line in body for part in wrap(line, WIDTH - 2, break_long_words=False)]
    return "\n".join(printable(line).rstrip() for line in lines).replace("×", "x") + "\n"


def week_markdown(view: WeekView) -> str:
    """The same as Markdown; text that users wrote (names of medicines, routines) is escaped. Ends with a newline."""
    lines = [f"# {title(view)}", "", " ".join(map(escaped, sentences(view))), ""]
    lines.append("| |" + "".join(f" {day} |" for day in WEEKDAYS) + " week | week before |")
    lines.append("|---|" + "---|" * (len(WEEKDAYS) + 2))
    lines += [
        f"| {_label(row)} |" + "".join(f" {cell} |" for cell in (*row.cells, row.week, row.before))
        for row in week_rows(view)
    ]
    lines += ["", KEY]
    for heading, body in week_sections(view):
        lines += ["", f"## {heading}", "", *(f"- {escaped(line)}" for line in body)]
    return "\n".join(lines) + "\n"


def printable(text: str) -> str:
    """Text without the characters that steer a terminal; each becomes a space."""
    return one_line(text)


def escaped(text: str) -> str:
    """Text as Markdown shows it unchanged, on one line."""
    flat = " ".join(printable(text).split())
    return "".join(f"\\{char}" if char in "\\`*_[]<>|#~" else char for char in flat)


def week_sections(view: WeekView) -> Iterable[tuple[str, list[str]]]:
    """Headings with their lines, those with nothing to say left out."""
    figures = view.figures
    counts = [f"{row.name}: {_days(row.days)}{' (NSAID)' if row.nsaid else ''}" for row in figures.medicines]
    notes = [line for note in view.spasms for line in before_words(note)[:-1]]
    notes += [NOT_A_CAUSE] if notes else []
    following = [next_words(view)]
    if view.appointment is not None:
        following.append(f"Appointment on {view.appointment.isoformat()}.")
    gaps = gap_words(figures.gaps)
    hours = hour_words(figures)
    for heading, body in (
        ("Felt better after", felt_words(figures.felt)),
        ("The day before", notes),
        ("Sitting by hour of day, minutes", [hours] if hours is not None else []),
        ("Prompts", prompt_words(figures)),
        ("Medicines", counts),
        ("To look at", [concern.message for concern in view.raised]),
        ("Gaps", [gaps] if gaps is not None else []),
        ("What comes next", following),
    ):
        if body:
            yield heading, body


def _table(rows: list[WeekRow]) -> list[str]:
    head = " " * 15 + "".join(f"{day:>5}" for day in WEEKDAYS) + f"{'week':>8}{'before':>9}"
    return [
        head,
        *(
            f"  {_label(row):<13}" + "".join(f"{cell:>5}" for cell in row.cells) + f"{row.week:>8}{row.before:>9}"
            for row in rows
        ),
    ]


def _label(row: WeekRow) -> str:
    return f"{row.label}, {UNITS[row.label]}" if row.label in UNITS else row.label


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
