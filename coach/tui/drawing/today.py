"""Today as lines of text: what comes next, the back, the walks, the day, what felt better, and why."""

from collections.abc import Sequence
from datetime import date, datetime, time

from textual.content import Content

from coach.core.rows import PlanRow
from coach.core.settings import Span
from coach.core.today import TodayView
from coach.tui.drawing.marks import STAGE_WORDS, bar, columns, heading, minutes_up, pain_chart, pain_style
from coach.tui.widgets.big_words import large_line
from coach.tui.widgets.drawn import spread

LARGE_FROM = 70
"""Columns from which the minutes stand in large type."""
ELSEWHERE = "Another window reminds; here you can read and log."
"""Said where a second app is open on the same log."""
FAR_MINUTES = 100
"""From so many minutes on the time of day is shown instead."""
MARKS = {"done": "✓", "now": "▸", "coming": " ", "held": "‖", "missed": "–", "skipped": "×"}
"""The sign of each state of a row; the words say it too where it is not plain."""
MARK_STYLES = {"now": "bold $text-accent", "done": "$text-success", "held": "$text-warning"}
SHORT = {"shift": "shift", "walk": "walk", "rest": "rest", "breathe": "breathing"}
"""Kinds in one word, for what is done."""
LETTERS = {
    "shift": "s",
    "break": "B",
    "walk": "W",
    "rest": "R",
    "breathe": "b",
    "relief": "+",
    "checkin": "c",
    "week": "k",
}
"""The letter of each kind on the line of the day."""
LETTER_STYLES = {"done": "bold $text-success", "coming": "$foreground", "now": "bold $text-accent"}


def next_words(view: TodayView) -> tuple[str, str, str]:
    """(minutes or time, what comes, when) of the next prompt."""
    coming = view.next
    waiting = next((row for row in view.plan if row.state == "now"), None)
    if coming is None and waiting is not None:
        return "now", waiting.title, ""
    if coming is None:
        return ("", "Nothing more comes today", view.rest) if view.running else ("", "No reminders from here", "")
    length = f", {coming.minutes} min" if coming.minutes else ""
    minutes = minutes_up(coming.in_s)
    clock = f"{coming.at:%H:%M}"
    if coming.in_s <= 0:
        return "now", f"{coming.title}{length}", clock
    if minutes >= FAR_MINUTES or coming.from_plan:
        return clock, f"{coming.title}{length}", "by the plan" if coming.from_plan else ""
    return str(minutes), f"{coming.title}{length}", clock


def draw_next(view: TodayView, width: int, begun: bool = True) -> Content:
    """What comes and in how many minutes, and the two counters it hangs on; little until the reminders have `begun`."""
    number, what, when = next_words(view) if begun or view.running else ("", "Good to see you.", "")
    unit = "min to " if number.isdigit() else ""
    lines = [Content.assemble((unit, "$foreground-muted"), (what, "bold $foreground"))]
    if begun or view.running:
        lines.extend(_counters(view, width))
    large = large_line(number) if number and width >= LARGE_FROM else None
    if large is None:
        head = f"{number} " if number else ""
        first = Content.assemble((head, "bold $text-accent"), lines[0])
        return Content("\n").join([spread(first.pad_left(2), f"{when} ", width), *(x.pad_left(2) for x in lines[1:])])
    margin = len(large[0])
    rows = []
    for place in range(3):
        line = lines[place] if place < len(lines) else Content("")
        row = Content.assemble("  ", (large[place].ljust(margin), "bold $text-accent"), "   ", line)
        rows.append(spread(row, Content.styled(f"{when} ", "$foreground-muted"), width) if place == 0 else row)
    return Content("\n").join(rows)


def _counters(view: TodayView, width: int) -> list[Content]:
    counters = view.counters
    if counters.since_up_s is None or counters.since_shift_s is None:
        return [Content.styled(ELSEWHERE, "$foreground-muted")]
    room = max(8, min(48, width - 48)) if width >= LARGE_FROM else max(3, width - 34)
    rows = (
        ("since you got up", counters.since_up_s, counters.up_limit_s),
        ("since last shift", counters.since_shift_s, counters.shift_limit_s),
    )
    drawn = []
    for name, seconds, limit in rows:
        whole = f"{limit // 60}" if limit >= 60 else f"{limit} s"
        numbers = f"{int(seconds // 60):>3} of {whole:<4}"
        drawn.append(Content.assemble((f"{name}  ", "$foreground-muted"), numbers, bar(seconds, limit, room)))
    return drawn


def back_words(view: TodayView) -> str:
    """Stage and spasm day."""
    if view.spasm_day is None:
        return "steady, strong pain today" if view.strong_pain else "steady, no spasm open"
    return f"spasm day {view.spasm_day}, {STAGE_WORDS[view.stage]}"


def pain_words(view: TodayView) -> str:
    """The last rating and when it was given; nothing when there was none yet."""
    if view.pain is None:
        return "no pain entry yet"
    return f"pain {view.pain.nrs}, {when_words(view.pain.at, view.on)}"


def _pain_style(view: TodayView) -> str:
    return pain_style(view.pain.nrs) if view.pain is not None else "$foreground-muted"


def when_words(at: datetime, today: date) -> str:
    """A moment as one says it on `today`."""
    days = (today - at.date()).days
    if days == 0:
        return f"{at:%H:%M}"
    if days == 1:
        return "yesterday"
    return f"{days} days ago" if days < 14 else f"{at.day} {at:%b}"


def draw_back(view: TodayView, width: int) -> Content:
    """Stage, pain, and the ratings of 14 days."""
    values = [day.last for day in view.pains]
    words = [
        Content.assemble(heading("BACK"), (back_words(view), "bold")),
        Content.assemble(" " * 11, (pain_words(view), _pain_style(view))),
    ]
    if width < LARGE_FROM and width >= 52:
        chart = pain_chart(values, 1)
        return Content("\n").join([*words, *(Content.assemble(" " * 11, line) for line in chart)])
    if width < 52:
        narrow = [Content.assemble("  ", (f"{back_words(view)}; {pain_words(view)}", "bold"))]
        return Content("\n").join([*narrow, *(Content.assemble("  ", line) for line in pain_chart(values, 2))])
    chart = pain_chart(values, 1)
    return Content("\n").join(spread(left, right.pad_right(1), width) for left, right in zip(words, chart, strict=True))


def draw_back_tall(view: TodayView, width: int, rows: int = 3) -> Content:
    """The same with a chart of its own, `rows` high, for the left column of a wide screen."""
    column = 3 if width >= 11 + 14 * 3 else 2
    chart = pain_chart([day.last for day in view.pains], rows, column)
    first = view.pains[0].on
    span = len(view.pains) * column
    dates = f"{first.day} {first:%b}".ljust(span - column - 4) + "today"
    return Content("\n").join(
        [
            Content.assemble(heading("BACK"), (back_words(view), "bold")),
            Content.assemble(
                " " * 11, (pain_words(view), pain_style(view.pain.nrs) if view.pain else "$foreground-muted")
            ),
            *(Content.assemble(" " * 11, line) for line in chart),
            Content.styled(" " * 11 + dates, "$foreground-muted"),
        ]
    )


def draw_walked(view: TodayView, width: int) -> Content:
    """Minutes walked of those planned, and tomorrow's walks."""
    planned = view.planned_minutes
    numbers = f"{view.walked_minutes} of {planned} min" if planned else f"{view.walked_minutes} min"
    room = max(6, min(30, width - 54)) if width >= 60 else max(6, width - 32)
    row = Content.assemble(
        heading("WALKED"), f"{numbers:<14} ", bar(view.walked_minutes, planned, room) if planned else ""
    )
    tomorrow = f"tomorrow {view.tomorrow.line} "
    if row.cell_length + len(tomorrow) + 2 > width:
        return Content.assemble(row, "\n", " " * 11, (tomorrow, "$foreground-muted"))
    return spread(row, Content.styled(tomorrow, "$foreground-muted"), width)


def draw_got_up(view: TodayView, width: int) -> Content:
    """How often up today, and the longest stretch without."""
    times = len(view.got_up)
    text = "not yet today" if times == 0 else "once" if times == 1 else f"{times} times"
    longest = f"   longest sit {view.longest_s // 60} min" if view.longest_s is not None else ""
    return Content.assemble(heading("GOT UP"), text, (longest, "$foreground-muted")).truncate(width, ellipsis=True)


def row_words(row: PlanRow) -> str:
    """What a row of the plan says after its time and sign."""
    length = f", {row.length}" if row.length else ""
    text = f"{row.title}{length}"
    if row.state == "done":
        text = f"{SHORT.get(row.kind, row.title)}{length.replace(',', '')}"
        if row.pain_before is not None and row.pain_after is not None:
            text += f", pain {row.pain_before} → {row.pain_after}"
        elif row.felt is not None:
            text += f", {row.felt}"
        return text
    if row.state == "held" and row.why.startswith("snoozed"):
        return f"{text}: {row.why}"
    if row.state in ("held", "missed", "skipped"):
        return f"{text}: {row.state}" + (f", {row.why}" if row.why else "")
    return f"{text}, if you like" if row.optional else text


def row_line(row: PlanRow) -> Content:
    """A row of the plan: time, sign, words."""
    style = {"now": "bold $text-accent", "done": "$text-success", "held": "$text-warning"}.get(
        row.state, "$foreground-muted"
    )
    words = "bold" if row.state == "now" else "$foreground" if row.state in ("coming", "done") else "$foreground-muted"
    return Content.assemble(
        (f"{row.at:%H:%M} ", "$foreground-muted"), (MARKS[row.state], style), (f" {row_words(row)}", words)
    )


def draw_plan(view: TodayView, width: int, earlier: int) -> Content:
    """The day's rows; of what is over, only the last `earlier` and how many more there were."""
    over = [row for row in view.plan if row.state in ("done", "missed", "skipped")]
    ahead = [row for row in view.plan if row.state not in ("done", "missed", "skipped")]
    hidden = max(0, len(over) - earlier)
    if hidden == 1:
        hidden = 0
    rows = [row_line(row) for row in sorted((*over[hidden:], *ahead), key=lambda row: row.at)]
    if hidden:
        rows.insert(0, Content.styled(earlier_words(over[:hidden]), "$foreground-muted"))
    if not rows:
        rows = [Content.styled("Nothing planned today.", "$foreground-muted")]
    lines = columns(rows, 2 if width >= LARGE_FROM else 1, width - 2)
    return Content("\n").join(Content.assemble("  ", line) for line in lines)


def earlier_words(rows: Sequence[PlanRow]) -> str:
    """How many rows are not shown, and how many of them were done; of those that were not, nothing is said."""
    done = sum(row.state == "done" for row in rows)
    if not done:
        return f"{len(rows)} earlier"
    return f"{len(rows)} earlier, {'all' if done == len(rows) else done} done"


def draw_day(view: TodayView, hours: Sequence[Span], width: int) -> Content:
    """The day as a line: a letter where something was or comes, a mark where we are; thin outside working hours."""
    if not hours:
        return Content("")
    first = (
        min(hours[0].start.hour, *(row.at.hour for row in view.plan), view.at.hour)
        if view.plan
        else hours[0].start.hour
    )
    last_minute = hours[-1].end.hour * 60 + hours[-1].end.minute
    last = max(-(-last_minute // 60), *(row.at.hour + 1 for row in view.plan), view.at.hour + 1) if view.plan else 18
    room = width - 4
    per_hour = max(2, room // max(1, last - first))
    labels, cells = "", ["─"] * (per_hour * (last - first))
    for hour in range(first, last):
        labels += f"{hour:02d}".ljust(per_hour)[:per_hour]
    for place in range(len(cells)):
        minute = first * 60 + place * 60 // per_hour
        if any(_minute(span.start) <= minute < _minute(span.end) for span in hours):
            cells[place] = "━"

    def place_of(at: datetime) -> int:
        return min(len(cells) - 1, ((at.hour - first) * 60 + at.minute) * per_hour // 60)

    parts = [(cell, "$foreground 30%") for cell in cells]
    for row in view.plan:
        letter = LETTERS.get(row.kind, "o")
        style = {"done": "bold $text-success", "coming": "$foreground", "now": "bold $text-accent"}.get(
            row.state, "$foreground-muted"
        )
        parts[place_of(row.at)] = (letter, style)
    here = place_of(view.at)
    under = here // per_hour * per_hour
    if here < under + 2:  # half an hour's digits beside the mark would read as another hour
        labels = labels[:under] + "  " + labels[under + 2 :]
    above = [
        (labels[:here], "$foreground-muted"),
        ("▼", "bold $text-accent"),
        (labels[here + 1 :], "$foreground-muted"),
    ]
    return Content.assemble("  ", *above, "\n  ", *parts)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def draw_felt(view: TodayView, width: int) -> Content:
    """What felt better afterwards, in counts."""
    if not view.felt:
        return Content("")
    parts = [f"{row.title} {row.better} of {row.known}" for row in view.felt]
    line = Content.assemble(("  Felt better after   ", "$foreground-muted"), "   ".join(parts))
    return line.truncate(width, ellipsis=True)


def draw_felt_rows(view: TodayView, width: int) -> Content:
    """The same, a row each."""
    if not view.felt:
        return Content("")
    rows = [Content.styled("FELT BETTER AFTER", "bold $foreground-muted")]
    rows.extend(
        Content(f"{row.title}: {row.better} of {row.known}").truncate(width, ellipsis=True) for row in view.felt
    )
    return Content("\n").join(rows)


def why_lines(view: TodayView) -> list[str]:
    """What should be known about today in a line each: holds, quiet, the plan's main reason."""
    lines = []
    if view.hold:
        lines.append(f"The desktop stays silent: {view.hold}.")
    if view.quiet:
        lines.append("Two prompts went unanswered, so nudges to move show here only.")
    if view.note:
        lines.append(view.note)
    if view.why and any(row.kind == "walk" and row.state in ("done", "now", "coming", "held") for row in view.plan):
        minutes, colon, reason = view.why.partition(" min: ")
        lines.append(f"Walks: {minutes} min, {reason}." if colon else f"Walks: {view.why}.")
    if view.appointment is not None:
        lines.append(f"Appointment on {view.appointment:%a} {view.appointment.day} {view.appointment:%b}.")
    return lines


def draw_why(view: TodayView, width: int) -> Content:
    """One line each of what stands behind the day."""
    return Content("\n").join(Content.styled(line, "$foreground-muted") for line in why_lines(view))


def draw_strip(view: TodayView, width: int) -> Content:
    """Today in one row, for a split of a few lines."""
    number, what, _ = next_words(view)
    unit = "m to " if number.isdigit() else " "
    parts = [f" {number}{unit}{what}".rstrip()]
    counters = view.counters
    if counters.since_up_s is not None and counters.since_shift_s is not None:
        parts.append(f"up {counters.since_up_s // 60}m  moved {counters.since_shift_s // 60}m")
    day = f"day {view.spasm_day}, " if view.spasm_day else ""
    parts.append(f"{day}pain {view.pain.nrs}" if view.pain else f"{day}no pain entry")
    parts.append(f"walked {view.walked_minutes}/{view.planned_minutes}")
    return Content("   ".join(parts)).truncate(width, ellipsis=True)
