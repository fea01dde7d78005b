"""The tables of the report: bouts, marks, red flags, medicines, the day before each spasm, and week by week."""

from collections.abc import Sequence

from coach.core.concerns import BOUTS_WITHIN_DAYS, EPISODES_WITHIN_DAYS, OFTEN
from coach.core.report import ReportView
from coach.core.report_days import Stretch
from coach.core.report_spasm import BoutRow, FlagRow
from coach.core.tally import whole_minutes
from coach.core.week_figures import BeforeSpasm
from coach.report.page import Line, Own, Para, Section, Table, line
from coach.report.words import (
    NONE,
    bouts_counted,
    clipped,
    days_counted,
    from_to,
    joined,
    listed,
    long_date,
    moment,
    more,
    number,
    one_decimal,
    span_words,
)

MOST_BOUTS, MOST_BEFORE, MOST_FLAGS, MOST_MEDICINES, MOST_EPISODES = 16, 16, 20, 12, 8
"""Rows of a table on the page; the newest are kept, and the page says how many more the log holds."""
MOST_LABEL = 100
"""Characters of a red flag's name; ours are shorter, one of a newer version may be anything."""
PAST_RULE = (
    "A bout of 15 days or more, from onset to last spasm day. Two weeks is a consumer guide's, and on the early side: "
    "most guidance says a few weeks (111.wales.nhs.uk)."
)
RECURRING_RULE = (
    f"{OFTEN} or more bouts begun in {BOUTS_WITHIN_DAYS} days, or {OFTEN} or more episodes in {EPISODES_WITHIN_DAYS}. "
    "The program's own number; no guideline gives one."
)
WORSENING_RULE = (
    "In the bout going on: the mean of three days up by 2 or more, or 3 or more up within 48 h (Childs 2005)."
)
NSAID_RULE = "US labels of ibuprofen: at most 10 days unless directed."
LEVEL_WORDS = {"emergency": "emergency", "same-day": "same day", "days": "within days"}


def bouts_section(view: ReportView) -> Section | None:
    """Bouts, the newest first, and the episodes; None when both are left out."""
    blocks: list[Table | Para] = []
    if view.bouts:
        newest = view.bouts[::-1][:MOST_BOUTS]
        pain = view.pain is not None
        head = ("Onset", "Length", "Spasm days", *(("First pain", "Peak", "Last") if pain else ()),
                "Area", "Signs", "Triggers ticked")  # fmt: skip
        rows = [_bout_cells(bout, pain) for bout in newest]
        widths = (18, 16, 8, 7, 7, 7, 11, 12, 14) if pain else (22, 20, 9, 15, 16, 18)
        numbers = frozenset(range(2, 6) if pain else (2,))
        blocks.append(Table("Bouts of spasm, the newest first", head, tuple(rows), numbers, widths, quiet=True))
        blocks += more(len(view.bouts), len(newest), "bouts")
    elif view.bouts is not None:
        blocks.append(Para(line("No spasm was logged in this period.")))
    blocks += _episodes(view)
    heading = "Bouts and episodes" if view.bouts is not None else "Episodes"
    return Section("bouts", heading, tuple(blocks)) if blocks else None


def _episodes(view: ReportView) -> list[Para]:
    if view.episodes is None:
        return []
    newest = view.episodes[::-1][:MOST_EPISODES]
    words = [
        f"{from_to(row.onset, row.last_day)} ({days_counted(row.days)}{'' if row.over else ', not over'})"
        for row in newest
    ]
    if len(view.episodes) > len(newest):
        words.append(f"and {len(view.episodes) - len(newest)} earlier")
    return [Para(line(f"Episodes of pain: {'; '.join(words) or 'none in this period'}."))]


def _bout_cells(bout: BoutRow, pain: bool) -> tuple[Line, ...]:
    length = days_counted(bout.days) + (", going on" if bout.open else "")
    length += ", past two weeks" if bout.past_two_weeks else ""
    onset = moment(bout.onset) + (" (before the period)" if bout.began_before else "")
    nrs = (number(bout.pain_first), number(bout.pain_peak), number(bout.pain_last)) if pain else ()
    ours = (onset, length, str(bout.spasm_days), *nrs)
    return (*map(line, ours), listed(bout.areas), listed(bout.signs), listed(bout.triggers))


def marks_section(view: ReportView) -> Section | None:
    """What the rules mark, whether reached or not, and the rules."""
    found = view.marks
    if found is None:
        return None
    long = [long_date(onset) for onset in found.past_two_weeks]
    past = f"{bouts_counted(len(long))}, begun {joined(long[-4:])}" if long else "no bout of this period"
    if found.open_day is not None and found.open_day < 15:
        past += f"; the one going on is at day {found.open_day}"
    episodes = "1 episode" if found.episodes_365 == 1 else f"{found.episodes_365} episodes"
    counts = f"{bouts_counted(found.bouts_90)} begun in the last {BOUTS_WITHIN_DAYS} days, "
    counts += f"{episodes} in the last {EPISODES_WITHIN_DAYS}"
    if found.recurring_first is not None:
        counts += f"; in this period first so on {long_date(found.recurring_first)}"
    rows = [
        (line("Past two weeks"), line(past), line(PAST_RULE)),
        (line("Recurring"), line(f"{'yes' if found.recurring else 'no'}: {counts}"), line(RECURRING_RULE)),
    ]
    if found.worsening_since is not None:
        since = f"since {long_date(found.worsening_since)}"
        rows.append((line("Getting worse"), line(since), line(WORSENING_RULE)))
    if found.nsaid_since is not None:
        since = f"10 or more days running, since {long_date(found.nsaid_since)}"
        rows.append((line("Anti-inflammatories"), line(since), line(NSAID_RULE)))
    head = ("Mark", "In this record", "Rule")
    table = Table("Marks as of the end of the period", head, tuple(rows), widths=(15, 38, 47), quiet=True)
    return Section("marks", "Marks and their rules", (table,))


def red_flags_section(view: ReportView) -> Section | None:
    """What was ticked and when it was cleared, how often nothing was, and the medical history."""
    flags = view.redflags
    if flags is None:
        return None
    blocks: list[Table | Para] = []
    if flags.rows:
        newest = flags.rows[::-1][:MOST_FLAGS]
        rows = tuple(
            (
                line(long_date(row.ticked)),
                line(Own(clipped(row.label, MOST_LABEL))),
                line(LEVEL_WORDS[row.level]),
                line(_closed(row)),
            )
            for row in newest
        )
        head = ("Ticked", "Symptom", "Level", "Cleared")
        blocks.append(Table("Red flags ticked, the newest first", head, rows, widths=(15, 47, 14, 24), quiet=True))
        blocks += more(len(flags.rows), len(newest), "red flags")
    said = "None was ticked." if not flags.rows else ""
    if flags.none_of_these:
        times = {1: "once", 2: "twice"}.get(flags.none_of_these, f"{flags.none_of_these} times")
        last = "" if flags.last_none is None else f", last on {long_date(flags.last_none)}"
        said += f" The safety questions were answered with “none of these” {times}{last}."
    elif not flags.answered:
        said += " The safety questions were not answered in this period."
    if flags.history is None:
        said += " Medical history (cancer, brittle bones, long-term steroids, weakened immunity): not asked."
    else:
        said += f" Medical history: {'; '.join(flags.history) or 'none of cancer, brittle bones, steroids, immunity'}."
    return Section("redflags", "Red flags", (*blocks, Para(line(said.strip()))))


def medicines_section(view: ReportView) -> Section | None:
    """A row a medicine."""
    if view.medicines is None:
        return None
    if not view.medicines:
        return Section("medicines", "Medicines", (Para(line("No medicine was noted.")),))
    shown = view.medicines[:MOST_MEDICINES]
    rows = []
    for row in shown:
        kind = [word for word, so in (("anti-inflammatory", row.nsaid), ("prescribed", row.prescribed)) if so]
        relief = NONE if row.relief is None else f"{row.relief:g} ({row.relief_known} rated)"
        amounts = Own(clipped("; ".join(row.amounts), 80)) if row.amounts else NONE
        counts = (str(row.days), str(row.times), str(row.running), from_to(row.first, row.last))
        cells = (Own(clipped(row.name, 60)), *counts, ", ".join(kind) or NONE, amounts, relief)
        rows.append(tuple(map(line, cells)))
    widths = (15, 6, 7, 8, 23, 15, 15, 11)
    head = ("Medicine", "Days", "Times", "In a row", "First to last", "Kind", "Amount as noted", "Relief 0–10")
    table = Table("Medicines by days noted", head, tuple(rows), frozenset({1, 2, 3}), widths, quiet=True)
    return Section("medicines", "Medicines", (table, *more(len(view.medicines), len(shown), "medicines")))


def before_section(view: ReportView) -> Section | None:
    """The 24 hours before each onset beside the usual working day; None without an onset."""
    if not view.before:
        return None
    newest = view.before[::-1][:MOST_BEFORE]
    head = ("Onset", "Longest sit", "Stress 0–10", "Walk", "Triggers ticked")
    table = Table(
        "The 24 hours before each spasm; in brackets the patient's usual working day",
        head, tuple(_before_cells(note) for note in newest), widths=(20, 18, 16, 22, 24),
    )  # fmt: skip
    small = Para(
        line(
            "Usual: medians of the working days noted in the 28 days before. What came before a spasm is not its cause."
        ),
        "small",
    )
    return Section("before", "What preceded each spasm", (table, *more(len(view.before), len(newest), "spasms"), small))


def _before_cells(note: BeforeSpasm) -> tuple[Line, ...]:
    day, usual = note.before, note.usual
    sit = "not known" if day.longest_s is None else f"{whole_minutes(day.longest_s)} min"
    stress = "not rated" if day.stress is None else f"{day.stress:g}"
    walk = "yes" if day.walked else "none noted"
    if usual is not None:
        sit += f" ({NONE if usual.longest_s is None else f'{whole_minutes(usual.longest_s)} min'})"
        stress += f" ({NONE if usual.stress is None else f'{usual.stress:g}'})"
        walk += f" ({usual.walked} of {days_counted(usual.days)})"
    return (*map(line, (moment(note.onset), sit, stress, walk)), listed(note.triggers))


def table_section(view: ReportView) -> Section | None:
    """The numbers behind the charts; runs of steps that hold nothing are one row."""
    columns: list[tuple[str, float, object]] = []
    if view.pain is not None:
        columns += [("Days with pain noted", 12, "known"), ("Pain, mean", 10, "mean"), ("Low to high", 10, "range")]
    if view.bouts is not None:
        columns.append(("Spasm days", 10, "spasm_days"))
    if view.medicines is not None:
        columns.append(("Medicine days", 11, "medicine_days"))
    if view.walking is not None:
        columns.append(("Walked, min", 10, "walked_minutes"))
    if view.sitting is not None:
        columns += [("Usual sit, min", 10, "usual"), ("Longest sit, min", 11, "longest")]
    if not columns:
        return None
    grain = view.table_grain.capitalize()
    rows: list[tuple[Line, ...]] = []
    for steps in _gathered(view.table):
        span = span_words(steps[0].first, steps[-1].last, view.table_grain if len(steps) == 1 else "")
        if _silent(steps[0]):
            rows.append((line(span), *(line(NONE) for _ in columns)))
        else:
            rows.append((line(span), *(line(_cell(steps[0], str(what))) for _, _, what in columns)))
    head = (grain, *(name for name, _, _ in columns))
    widths = (21.0, *(width for _, width, _ in columns))
    table = Table(f"By {view.table_grain}", head, tuple(rows), frozenset(range(1, len(head))), widths, quiet=True)
    return Section("table", f"{grain} by {view.table_grain}", (table,))


def _gathered(steps: Sequence[Stretch]) -> list[list[Stretch]]:
    found: list[list[Stretch]] = []
    for step in steps:
        if found and _silent(step) and _silent(found[-1][0]):
            found[-1].append(step)
        else:
            found.append([step])
    return found


def _silent(step: Stretch) -> bool:
    return not (step.known_days or step.spasm_days or step.medicine_days or step.walks or step.sit_longest_s)


def _cell(step: Stretch, what: str) -> str:
    match what:
        case "known":
            return f"{step.known_days} of {(step.last - step.first).days + 1}"
        case "mean":
            return one_decimal(step.pain_mean)
        case "range":
            return NONE if step.pain_least is None else f"{step.pain_least} to {step.pain_most}"
        case "usual" | "longest":
            seconds = step.sit_usual_s if what == "usual" else step.sit_longest_s
            return NONE if seconds is None else str(whole_minutes(seconds))
        case _:
            return str(getattr(step, what) or NONE)


def _closed(row: FlagRow) -> str:
    if row.closed is None:
        return "not cleared"
    return long_date(row.closed) + (", ticked by mistake" if row.how == "mistake" else "")
