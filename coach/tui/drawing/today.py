"""Today as lines of text: what comes next, the back, the walks, the day, what felt better, and why."""

from collections.abc import Sequence
from datetime import date, datetime, time

from textual.content import Content

from coach.core.lengths import FAR_MINUTES
from coach.core.rows import FLAG_WORDS, PlanRow
from coach.core.settings import Span
from coach.core.today import TodayView
from coach.core.wording import first_large, in_a_sentence
from coach.tui.drawing.marks import MARGIN, STAGE_WORDS, bar, columns, hang, heading, minutes_up, pain_chart, pain_style
from coach.tui.widgets.big_words import large_line
from coach.tui.widgets.drawn import spread

LARGE_FROM = 70
"""Columns from which the minutes stand in large type."""
ELSEWHERE = "Another window reminds; here you can read and log."
"""Said where a second app is open on the same log."""
SHORTEST_BAR, LONGEST_BAR, STRIP_BAR, WALKED_BAR = 3, 60, 26, 30
"""Columns of the bars."""
SCALED = 4
"""Rows of a chart from which on it says where ten and nothing would be."""
LABEL = 3
"""Columns of an hour's label on the line of the day, with a gap after it."""
LABELLED = (1, 2, 3)
"""Each, each second, or each third hour has its label: as many as there is room for."""
MARKS = {"done": "✓", "now": "▸", "coming": " ", "held": "‖", "missed": "–", "skipped": "×"}
"""The sign of each state of a row; the words say it too where it is not plain."""
MARK_STYLES = {"now": "bold $text-accent", "done": "$text-success", "held": "$text-warning"}
SKIPPED_FOR = {"busy": "busy", "pain": "in pain", "just-moved": "just moved"}
"""Reasons of a skip as they are said; why a row stood in the plan is no reason for what became of it."""
SHORT = {"shift": "shift", "walk": "walk", "rest": "rest", "breathe": "breathing"}
"""Kinds in one word, for what is done."""
DAY_MARKS = {"done": "●", "now": "◉", "coming": "○", "held": "‖", "missed": "–", "skipped": "×"}
"""The same on the line of the day."""
DAY_STYLES = {"done": "$text-success", "coming": "$foreground", "now": "bold $text-accent", "held": "$text-warning"}


def next_words(view: TodayView) -> tuple[str, str, str]:
    """(minutes or time, what comes, when) of the next prompt."""
    coming = view.next
    waiting = next((row for row in view.plan if row.state == "now"), None)
    if coming is None and waiting is not None:
        return "now", waiting.title, ""
    if coming is None and view.running and view.flag_level == "emergency":
        return "", "Prompts wait until this was looked at", ""
    if coming is None:
        return ("", "Nothing more comes today", view.rest) if view.running else ("", "No reminders from here", "")
    length = f" ({coming.minutes} min)" if coming.minutes else ""
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
    counted = number.isdigit()
    unit = "min to " if counted else ""
    said = in_a_sentence(what) if counted else first_large(what)
    first = Content.assemble((unit, "$foreground-muted"), (said, "bold $foreground"))
    clock = Content.styled(f"{when} ", "$foreground-muted")
    large = large_line(number) if number and width >= LARGE_FROM else None
    if large is None:
        head = f"{number} " if number else ""
        lines = [Content.assemble((head, "bold $text-accent"), first)]
        lines += _counters(view, width - 2) if begun or view.running else []
        return Content("\n").join([spread(lines[0].pad_left(2), clock, width), *(x.pad_left(2) for x in lines[1:])])
    margin = max(MARGIN - 3, len(large[0]) + 1)  # of two digits, so that nothing moves when ten minutes become nine
    lines = [first, *_counters(view, width - margin - 3)]
    rows = []
    for place in range(3):
        row = Content.assemble("  ", (large[place].ljust(margin), "bold $text-accent"), " ")
        row = Content.assemble(row, lines[place]) if place < len(lines) else row
        rows.append(spread(row, clock, width) if place == 0 else row)
    return Content("\n").join(rows)


def _counters(view: TodayView, width: int) -> list[Content]:
    """The two counters, each with its bar, in so many columns; some are left free at the end."""
    counters = view.counters
    if counters.since_up_s is None or counters.since_shift_s is None:
        return [Content.styled(ELSEWHERE, "$foreground-muted")]
    rows = (
        ("since you got up", counters.since_up_s, counters.up_limit_s),
        ("since last shift", counters.since_shift_s, counters.shift_limit_s),
    )
    drawn = []
    for name, seconds, limit in rows:
        whole = f"{limit // 60}" if limit >= 60 else f"{limit} s"
        words = Content.assemble((f"{name}  ", "$foreground-muted"), f"{int(seconds // 60):>3} of {whole:<4}")
        room = min(LONGEST_BAR, width - words.cell_length - 2)
        drawn.append(Content.assemble(words, bar(seconds, limit, room) if room >= SHORTEST_BAR else ""))
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
    """Stage, pain, and the ratings of 14 days: beside the words where there is room, else beneath them."""
    words = [
        Content.assemble(heading("BACK"), (back_words(view), "bold")),
        Content.assemble(" " * MARGIN, (pain_words(view), _pain_style(view))),
    ]
    chart = pain_chart([day.last for day in view.pains], 1)
    if all(left.cell_length + right.cell_length < width for left, right in zip(words, chart, strict=True)):
        return Content("\n").join(spread(left, right, width) for left, right in zip(words, chart, strict=True))
    if width >= MARGIN + chart[0].cell_length:
        return Content("\n").join([*words, *(Content.assemble(" " * MARGIN, line) for line in chart)])
    narrow = [Content.assemble("  ", (f"{back_words(view)}; {pain_words(view)}", "bold"))]
    return Content("\n").join([*narrow, *(Content.assemble("  ", line) for line in chart)])


def draw_back_tall(view: TodayView, width: int, rows: int = 3) -> Content:
    """The same with a chart of its own, `rows` high, for the left column of a wide screen."""
    column = 3 if width >= MARGIN + 14 * 3 else 2
    chart = pain_chart([day.last for day in view.pains], rows, column)
    first = view.pains[0].on
    span = len(view.pains) * column
    dates = f"{first.day} {first:%b}".ljust(span - column - 4) + "today"
    scale = {0: "10", rows - 1: "0"} if rows >= SCALED else {}
    return Content("\n").join(
        [
            Content.assemble(heading("BACK"), (back_words(view), "bold")),
            Content.assemble(" " * MARGIN, (pain_words(view), _pain_style(view))),
            *(
                Content.assemble((f"{scale.get(row, ''):>{MARGIN - 1}} ", "$foreground-muted"), line)
                for row, line in enumerate(chart)
            ),
            Content.styled(" " * MARGIN + dates, "$foreground-muted"),
        ]
    )


def draw_walked(view: TodayView, width: int) -> Content:
    """Minutes walked of those planned, and tomorrow's walks."""
    planned = view.planned_minutes
    numbers = f"{view.walked_minutes} of {planned} min" if planned else f"{view.walked_minutes} min"
    tomorrow = f"tomorrow {view.tomorrow.line} "
    words = Content.assemble(heading("WALKED"), f"{numbers:<14} ")
    beside = width - words.cell_length - len(tomorrow) - 3
    room = min(WALKED_BAR, beside if beside >= WALKED_BAR // 2 else width - words.cell_length - 2)
    row = Content.assemble(words, bar(view.walked_minutes, planned, room) if planned and room >= SHORTEST_BAR else "")
    if beside < WALKED_BAR // 2:
        return Content.assemble(row, "\n", " " * MARGIN, (tomorrow, "$foreground-muted"))
    return spread(row, Content.styled(tomorrow, "$foreground-muted"), width)


def draw_got_up(view: TodayView, width: int) -> Content:
    """How often up today, and the longest stretch without."""
    times = len(view.got_up)
    text = ("not yet today", "once", "twice")[times] if times <= 2 else f"{times} times"
    longest = f"   longest sit {view.longest_s // 60} min" if view.longest_s is not None else ""
    return Content.assemble(heading("GOT UP"), text, (longest, "$foreground-muted")).truncate(width, ellipsis=True)


def row_words(row: PlanRow, known: Sequence[str] = ()) -> str:
    """What a row of the plan says after its time and sign; why it is held not where that is `known` from elsewhere."""
    length = f", {row.length}" if row.length else ""
    text = first_large(row.title)
    if row.state == "done":
        text = first_large(f"{SHORT.get(row.kind, row.title)}{length.replace(',', '')}")
        if row.pain_before is not None and row.pain_after is not None:
            text += f", pain {row.pain_before} → {row.pain_after}"
        elif row.felt is not None:
            text += f", {row.felt}"
        return text
    if row.state == "held" and row.why.startswith("snoozed"):
        return f"{first_large(row.why)}: {in_a_sentence(row.title)}"
    if row.state in ("held", "missed", "skipped"):
        why = row.why if row.state == "held" and row.why not in known else SKIPPED_FOR.get(row.why, "")
        return f"{text}: {row.state}" + (f", {why}" if why else "")
    return f"{text}, optional" if row.optional else f"{text}{length}"


def row_line(row: PlanRow, known: Sequence[str] = (), following: bool = False) -> Content:
    """A row of the plan: time, sign, words; bold when it is the one that comes next."""
    style = MARK_STYLES.get(row.state, "$foreground-muted")
    words = "$foreground" if row.state in ("now", "coming", "done") else "$foreground-muted"
    if row.state == "now" or following:
        words = f"bold {words}"
    return Content.assemble(
        (f"{row.at:%H:%M} ", "$foreground-muted"), (MARKS[row.state], style), (f" {row_words(row, known)}", words)
    )


def draw_plan(view: TodayView, width: int, earlier: int) -> Content:
    """The day's rows; of what is over, only the last `earlier` and how many more there were."""
    over = [row for row in view.plan if row.state in ("done", "missed", "skipped")]
    ahead = [row for row in view.plan if row.state not in ("done", "missed", "skipped")]
    hidden = max(0, len(over) - earlier)
    if hidden == 1:
        hidden = 0
    known = [*filter(None, [view.hold]), FLAG_WORDS]  # the line above and the banner say so
    waiting = [row for row in ahead if row.state in ("now", "coming") or row.why.startswith("snoozed")]
    kind = "" if view.next is None else view.next.kind
    following = next((row for row in waiting if row.state == "now" or row.kind == kind), next(iter(waiting), None))
    rows = [row_line(row, known, row is following) for row in sorted((*over[hidden:], *ahead), key=lambda row: row.at)]
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
    """The day as a line: a sign where something was or comes, a mark where we are; thin outside working hours."""
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
    per_hour = max(1, room // max(1, last - first))
    every = next(hours for hours in LABELLED if hours * per_hour >= LABEL)
    cells = ["─"] * (per_hour * (last - first))
    for place in range(len(cells)):
        minute = first * 60 + place * 60 // per_hour
        if any(_minute(span.start) <= minute < _minute(span.end) for span in hours):
            cells[place] = "━"

    def place_of(at: datetime) -> int:
        return min(len(cells) - 1, ((at.hour - first) * 60 + at.minute) * per_hour // 60)

    parts = [(cell, "$foreground 30%") for cell in cells]
    for row in view.plan:
        parts[place_of(row.at)] = (DAY_MARKS[row.state], DAY_STYLES.get(row.state, "$foreground-muted"))
    here = place_of(view.at)
    labels = " " * len(cells)
    for hour in range(first, last):
        start = (hour - first) * per_hour
        if hour % every or start + 2 > len(cells) or start <= here < start + 2:
            continue  # half an hour's digits beside the mark would read as another hour
        labels = f"{labels[:start]}{hour:02d}{labels[start + 2 :]}"
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
    parts = " · ".join(f"{row.title} {row.better} of {row.known}" for row in view.felt)
    return Content.assemble(heading("BETTER"), ("after ", "$foreground-muted"), parts).truncate(width, ellipsis=True)


def draw_felt_rows(view: TodayView, width: int) -> Content:
    """The same, a row each."""
    if not view.felt:
        return Content("")
    rows = [Content.styled("FELT BETTER AFTER", "bold $foreground-muted")]
    wide = max(len(row.title) for row in view.felt)
    rows.extend(
        Content.assemble(f"{first_large(row.title):<{wide}}  ", (f"{row.better} of {row.known}", "bold")).truncate(
            width, ellipsis=True
        )
        for row in view.felt
    )
    return Content("\n").join(rows)


def why_lines(view: TodayView) -> list[str]:
    """What should be known about today in a line each: quiet, the plan's main reason, an appointment."""
    lines = []
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
    lines = [
        f"{' ' * MARGIN if place else ''}{hang(line, width, MARGIN)}" for place, line in enumerate(why_lines(view))
    ]
    return Content.assemble(heading("WHY"), ("\n".join(lines), "$foreground-muted")) if lines else Content("")


def draw_strip(view: TodayView, width: int, state: str = "") -> Content:
    """Today in one row, for a split of a few lines; `state` is why it is silent, if it is.

    What does not fit is left out from the end; a bar takes the room that is over.
    """
    number, what, _ = next_words(view)
    unit = "m to " if number.isdigit() else " "
    what = what.partition(" (")[0]
    said = state or f"{number}{unit}{in_a_sentence(what)}".strip()
    parts = [Content.styled(said, "bold $foreground")]
    counters = view.counters
    counted = counters.since_up_s is not None and counters.since_shift_s is not None
    if counters.since_up_s is not None and counters.since_shift_s is not None:
        parts.append(Content(f"up {counters.since_up_s // 60}m  moved {counters.since_shift_s // 60}m"))
    day = f"day {view.spasm_day}, " if view.spasm_day else ""
    pain = f"pain {view.pain.nrs}" if view.pain else "no pain entry"
    parts.append(Content.styled(f"{day}{pain}", _pain_style(view)))
    parts.append(Content(f"walked {view.walked_minutes}/{view.planned_minutes}"))
    gap = Content("   ")
    while len(parts) > 1 and gap.join(parts).cell_length > width - 2:
        parts.pop()
    room = min(STRIP_BAR, width - 2 - gap.join(parts).cell_length - 2)
    if counted and len(parts) > 1 and room >= SHORTEST_BAR:
        parts[1] = Content.assemble(bar(counters.since_up_s or 0, counters.up_limit_s, room), "  ", parts[1])
    return Content.assemble(" ", gap.join(parts)).truncate(width, ellipsis=True)
