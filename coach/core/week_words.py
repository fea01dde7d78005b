"""The week in words: three to five plain sentences by rules, and the cells of its table."""

from collections.abc import Callable, Iterable
from datetime import date

from msgspec import Struct

from coach.core.tally import FeltAfter, whole_minutes
from coach.core.walking import day_words
from coach.core.week import WeekView
from coach.core.week_figures import BeforeSpasm, DayBefore, Figures, WeekDay

FEWEST, MOST = 3, 5
"""How many sentences a week has."""
SAME_GAP_MIN = 5
"""Usual gaps that differ by so many minutes or less are the same (our default)."""
LEAST_TO_COMPARE = 3
"""Fewer than this stay counts and are compared with nothing."""
NOT_A_CAUSE = "A note for you, not a cause."
UNKNOWN = "?"
"""The cell of a day that nothing is known of; it is not a good day."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FULL = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class WeekRow(Struct, frozen=True):
    """A row of the week's table: a cell for each day, one for the week and one for the week before."""

    label: str
    cells: tuple[str, ...]
    week: str
    before: str


def sentences(view: WeekView) -> list[str]:
    """Three to five sentences that say what was noted: no cause, no percentage, no blame.

    Pain, spasm, walking, getting up and what felt better, as far as there is something to say; then gaps and next
    week's plan until there are three.
    """
    noted = view.figures
    if noted.first > view.today:
        return ["This week is still to come.", "Nothing is noted for it yet.", _next(view)]
    if noted.empty:
        return ["Nothing was noted this week.", "Pain can still be filled in for its days.", _next(view)]
    said = [*_pain(noted), *_spasm(noted), *_walk(noted), *_up(view), *_felt(noted)][:MOST]
    for more in (*_gaps(noted), _next(view), *_means(view), "Nothing else was noted."):
        if len(said) >= FEWEST:
            break
        said.append(more)
    return said


def week_rows(view: WeekView) -> list[WeekRow]:
    """The table: day-end pain, its range, spasm, minutes walked and planned, longest sit, got up, stress, medicine.

    `?` is an unknown day, `-` nothing noted, and a day to come is empty. Rows in which nothing was noted in either
    week are left out, pain aside. The week's pain is the mean of its days, its stress likewise.
    """
    now, before = view.figures, view.before

    def row(label: str, cell: Callable[[WeekDay], str], whole: Callable[[Figures], str]) -> WeekRow:
        cells = tuple("" if day.to_come else cell(day) for day in now.days)
        return WeekRow(label, cells, whole(now), whole(before))

    rows = (
        row("pain", lambda day: str(day.pain.last) if day.pain else UNKNOWN, lambda week: _one(week.pain_mean)),
        row("low-high", lambda day: f"{day.pain.least}-{day.pain.most}" if day.pain else UNKNOWN, _range),
        row("spasm", lambda day: "x" if day.spasm else ".", lambda week: _count(week.spasm_days)),
        row("walked", lambda day: _count(day.walked_minutes), lambda week: _count(week.walked_minutes)),
        row("planned", lambda day: _count(day.planned_minutes), lambda week: _count(week.planned_minutes)),
        row("rest", lambda day: _count(day.rest_minutes), lambda week: _count(week.rest_minutes)),
        row("longest", lambda day: _minutes(day.longest_s), lambda week: _minutes(week.longest_s)),
        row("got up", lambda day: _count(day.got_up), lambda week: _count(week.got_up)),
        row("stress", lambda day: "-" if day.stress is None else str(day.stress), lambda week: _one(week.stress_mean)),
        row("medicine", lambda day: "x" if day.medicines else ".", lambda week: _count(week.medicine_days)),
    )
    return [row for row in rows if row.label == "pain" or _says_something(row)]


def title(view: WeekView) -> str:
    """The week as a heading: "Week 47, 16 to 22 Nov 2026"."""
    first, last = view.first, view.last
    number = int(view.week.rsplit("W", 1)[1])
    begin = f"{first.day}" if first.month == last.month else f"{first.day} {_month(first)}"
    if first.year != last.year:
        begin += f" {first.year}"
    return f"Week {number}, {begin} to {last.day} {_month(last)} {last.year}"


def felt_words(felt: Iterable[FeltAfter]) -> list[str]:
    """What felt better after, in counts: "walk 5 of 7"."""
    return [f"{row.title} {row.better} of {row.known}" + (f" (worse {row.worse})" if row.worse else "") for row in felt]


def hour_words(figures: Figures) -> str | None:
    """The minutes sat in each hour of the day, mean of the days noted: "09 h 31, 10 h 44"; None when none is known."""
    return ", ".join(f"{row.hour:02d} h {row.minutes}" for row in figures.hours) or None


def prompt_words(figures: Figures) -> list[str]:
    """The prompts in counts, a line a kind: "walk: came 5, taken 3, skipped 1 (busy 1), not answered 1"."""
    lines = []
    for row in figures.prompts:
        reasons = ", ".join(f"{reason} {count}" for reason, count in row.skipped_for.items() if reason != "none")
        parts = [f"came {row.came}", f"taken {row.taken}"]
        parts += [
            f"{word} {count}" + (f" ({reasons})" if word == "skipped" and reasons else "")
            for word, count in (
                ("snoozed", row.snoozed), ("skipped", row.skipped), ("not answered", row.unanswered),
                ("held", row.held), ("dropped", row.dropped),
            )
            if count
        ]  # fmt: skip
        lines.append(f"{row.kind}: " + ", ".join(parts))
    return lines


def before_words(note: BeforeSpasm) -> list[str]:
    """The day before a spasm, the usual working day beside it, and that it is a note and not a cause."""
    lines = [f"Before the spasm of {day_words(note.onset.date())}, {note.onset:%H:%M}: {_day_before(note.before)}"]
    if note.triggers:
        lines.append("Ticked: " + ", ".join(note.triggers))
    if note.usual is None:
        lines.append("Usual working day: too few days noted to say")
    else:
        lines.append(f"Usual working day: {_day_before(note.usual)}")
    return [*lines, NOT_A_CAUSE]


def next_words(view: WeekView) -> str:
    """The plan of the week after, named as seen from today."""
    return _next(view)


def gap_words(gaps: Iterable[date]) -> str | None:
    """The days without a pain entry, by name; None when there is none."""
    names = [_FULL[on.weekday()] for on in gaps]
    if not names:
        return None
    if len(names) > 3:
        return f"{len(names)} days have no pain entry."
    return f"{_listed(names)} {'has' if len(names) == 1 else 'have'} no pain entry."


def _pain(noted: Figures) -> Iterable[str]:
    ends = [day.pain.last for day in noted.days if day.pain is not None]
    if not ends:
        yield "No pain was noted."
    elif len(ends) == 1:
        yield f"Pain was noted on one day: {ends[0]} at its end."
    elif ends[0] != ends[-1]:
        yield f"Day-end pain went from {ends[0]} to {ends[-1]}."
    elif len(set(ends)) == 1:
        yield f"Day-end pain stayed at {ends[0]}."
    else:
        yield f"Day-end pain lay between {min(ends)} and {max(ends)}, and at {ends[-1]} on the last day noted."


def _spasm(noted: Figures) -> Iterable[str]:
    if noted.spasm_days:
        days = "one day" if noted.spasm_days == 1 else f"{noted.spasm_days} days"
        begun = {0: "", 1: "; a bout began"}.get(noted.bouts_begun, f"; {noted.bouts_begun} bouts began")
        yield f"There was spasm on {days}{begun}."


def _walk(noted: Figures) -> Iterable[str]:
    walked, planned = noted.walked_minutes, noted.planned_minutes
    if walked and not planned:
        yield f"You walked {walked} min."
    elif walked and walked <= planned:
        yield f"You walked {walked} of {planned} planned minutes."
    elif walked:
        yield f"You walked {walked} min; {planned} were planned."
    elif planned:
        yield "No walk was noted; what was missed is not added."


def _up(view: WeekView) -> Iterable[str]:
    noted, gap = view.figures, view.figures.usual_gap_s
    if not noted.got_up:
        return
    times = {1: "once", 2: "twice"}.get(noted.got_up, f"{noted.got_up} times")
    if gap is None or noted.got_up < LEAST_TO_COMPARE:
        yield f"You got up {times} that the log knows of."
        return
    line = f"You got up {times}; the usual gap was {whole_minutes(gap)} min"
    earlier = view.before.usual_gap_s
    if earlier is not None and view.before.got_up >= LEAST_TO_COMPARE:
        change = whole_minutes(gap) - whole_minutes(earlier)
        if abs(change) <= SAME_GAP_MIN:
            line += ", as in the week before"
        else:
            line += f", {abs(change)} min {'shorter' if change < 0 else 'longer'} than in the week before"
    yield line + "."


def _felt(noted: Figures) -> Iterable[str]:
    best = max((row for row in noted.felt if row.better), key=lambda row: row.better, default=None)
    if best is not None:
        yield f"Felt better after {best.title}: {best.better} of {best.known}."


def _gaps(noted: Figures) -> Iterable[str]:
    words = gap_words(noted.gaps)
    if words is not None:
        yield words


def _means(view: WeekView) -> Iterable[str]:
    now, before = view.figures, view.before
    if now.pain_mean is not None and before.pain_mean is not None and before.known_days >= LEAST_TO_COMPARE:
        yield f"Pain was {now.pain_mean:.1f} on average, {before.pain_mean:.1f} in the week before."


def _next(view: WeekView) -> str:
    days = (view.today - view.last).days
    when = "Next week" if days <= 0 else "This week" if days <= 7 else "The week after"
    return f"{when}: {view.next.line}."


def _count(number: int) -> str:
    return str(number) if number else "-"


def _minutes(seconds: int | None) -> str:
    return "-" if seconds is None else str(whole_minutes(seconds))


def _one(number: float | None) -> str:
    return "-" if number is None else f"{number:.1f}"


def _range(figures: Figures) -> str:
    return "-" if figures.pain_least is None else f"{figures.pain_least}-{figures.pain_most}"


def _says_something(row: WeekRow) -> bool:
    return any(cell not in ("", "-", ".", UNKNOWN) for cell in (*row.cells, row.week, row.before))


def _day_before(day: DayBefore) -> str:
    longest = "longest sit unknown" if day.longest_s is None else f"longest sit {whole_minutes(day.longest_s)} min"
    stress = "stress unknown" if day.stress is None else f"stress {day.stress:g}"
    walk = f"a walk on {day.walked} of {day.days}"
    if day.days == 1:
        walk = "a walk" if day.walked else "no walk noted"
    return f"{longest}, {stress}, {walk}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _month(on: date) -> str:
    return day_words(on).rsplit(" ", 1)[1]
