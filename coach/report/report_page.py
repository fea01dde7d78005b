"""The report in words: what the page for a clinician says, section by section, from its figures."""

from collections.abc import Iterator

from coach.core.report import ReportView
from coach.core.report_spasm import BoutRow
from coach.core.tally import whole_minutes
from coach.report.charts import Chart, Role, lane_chart, pain_chart, sit_chart, time_chart, walk_chart
from coach.report.page import Fact, Facts, Line, Own, Page, Para, Picture, Quotes, Section, Terms, Words, line
from coach.report.report_tables import (
    LEVEL_WORDS,
    MOST_LABEL,
    before_section,
    bouts_section,
    marks_section,
    medicines_section,
    red_flags_section,
    table_section,
)
from coach.report.words import bouts_counted, clipped, days_counted, long_date, moment, number, one_decimal, short_date

TITLE = "Back pain record"
OWN_RECORD = (
    "This is the patient's own record, kept with coach, a self-care program. It is not a diagnosis, and no clinician "
    "has checked it."
)
MOST_NOTE = 1500
"""Characters of one note on the page."""
SECTION_WORDS = {
    "bouts": "bouts", "episodes": "episodes", "marks": "marks", "redflags": "red flags", "pain": "pain",
    "medicines": "medicines", "walking": "walking", "sitting": "sitting", "before": "the day before each spasm",
}  # fmt: skip


def report_page(view: ReportView) -> Page:
    """The page of a report."""
    below = [f"{long_date(view.first)} to {long_date(view.last)}, {days_counted(view.days)}"]
    below.append("The patient's own record, not a diagnosis")
    if view.noted_from is not None and view.noted_from > view.first:
        below.append(f"The log begins on {long_date(view.noted_from)}, {days_counted(view.noted_days)} of the period")
    if view.incomplete:
        below.append("Part of the log could not be read: this page does not hold everything that was noted")
    sections = [Section("glance", "", (Para(_lead(view), "lead"), *_glance(view)))]
    if not view.empty:
        sections += _sections(view)
    sections.append(Section("meaning", "What the words and numbers mean", (Terms(_meaning(view)),)))
    foot = OWN_RECORD
    if view.without:
        foot += f" Left out by the patient: {', '.join(SECTION_WORDS[name] for name in view.without)}."
    foot += f" Made on {long_date(view.made.date())} at {view.made:%H:%M}."
    return Page(TITLE, tuple(below), tuple(sections), foot, ("Name", "Born"))


def _sections(view: ReportView) -> Iterator[Section]:
    charts = _charts(view)
    if charts:
        yield Section("time", "Over time", (Picture(charts, _caption(view)),))
    for found in (
        bouts_section(view), marks_section(view), red_flags_section(view), medicines_section(view),
        before_section(view), table_section(view), _walking(view), _notes(view),
    ):  # fmt: skip
        if found is not None:
            yield found


def _lead(view: ReportView) -> Line:
    if view.empty:
        return line("The log holds nothing for this period. Unknown days are not days free of pain.")
    said: list[str] = []
    bouts = view.bouts
    if bouts is not None:
        open_bout = next((bout for bout in bouts if bout.open), None)
        if open_bout is not None:
            said.append(_going_on(open_bout, view))
        elif bouts:
            said.append(f"No spasm is open; the last bout ended on {long_date(max(bout.last_day for bout in bouts))}.")
        else:
            said.append("No spasm was logged in this period.")
        long = sum(bout.past_two_weeks for bout in bouts)
        if long:
            longest = max(bout.days for bout in bouts)
            said.append(f"{bouts_counted(long)} lasted past two weeks (the longest {days_counted(longest)}).")
    if view.marks is not None and view.marks.recurring:
        said.append("By the coach's rule it is recurring.")
    return (f"{' '.join(said)} ", *_lead_flags(view))


def _lead_flags(view: ReportView) -> Line:
    flags = view.redflags
    if flags is None:
        return line("")
    standing = [row for row in flags.rows if row.closed is None]
    if standing:
        words: list[Words] = ["Red flags ticked and not cleared: "]
        for place, row in enumerate(standing):
            words += [
                "; " if place else "",
                Own(clipped(row.label, MOST_LABEL)),
                f" ({LEVEL_WORDS[row.level]}, {long_date(row.ticked)})",
            ]
        return (*words, ".")
    if any(row.how == "cleared" for row in flags.rows):
        return line("Red flags were ticked and have been cleared.")
    if flags.answered:
        return line("No red flag stands." if flags.rows else "No red flag was ticked.")
    return line("The safety questions were not answered in this period.")


def _going_on(bout: BoutRow, view: ReportView) -> str:
    now = "is going on" if view.last == view.made.date() else "was going on at the end of this period"
    words = f"A bout of spasm {now}: day {bout.days} since {long_date(bout.onset.date())}"
    if bout.spasm_days != bout.days:
        words += f", {bout.spasm_days} of them with spasm"
    if bout.pain_peak is not None:
        words += f"; pain {bout.pain_peak} at its highest, {bout.pain_last} at last"
    return words + "."


def _glance(view: ReportView) -> Iterator[Facts]:
    facts: list[Fact] = []
    if view.empty:
        return
    if view.bouts is not None:
        going = any(bout.open for bout in view.bouts)
        facts.append(Fact("Bouts", str(len(view.bouts)), "one going on" if going else "none going on", going))
        facts.append(Fact("Spasm days", str(view.spasm_days), f"of {view.noted_days}"))
    pain = view.pain
    if pain is not None:
        for name, nrs, on in (("Highest pain", pain.most, pain.most_on), ("Last pain", pain.last, pain.last_on)):
            said = short_date if view.first.year == view.last.year else long_date
            facts.append(Fact(name, number(nrs), "none noted" if on is None else said(on)))
        facts.append(Fact("Mean pain", one_decimal(pain.mean), f"{days_counted(pain.known_days)} noted"))
    if view.medicine_days is not None:
        below = f"NSAID on {view.nsaid_days}" if view.nsaid_days else "no NSAID"
        facts.append(Fact("Medicine days", str(view.medicine_days), below if view.medicine_days else "none noted"))
    if view.redflags is not None:
        ticked = [row for row in view.redflags.rows if row.how != "mistake"]
        standing = sum(row.closed is None for row in ticked)
        below = "all cleared" if ticked else "none ticked" if view.redflags.answered else "not asked"
        below = f"{standing} not cleared" if standing else below
        facts.append(Fact("Red flags", str(len(ticked)), below, bool(standing)))
    if facts:
        yield Facts(tuple(facts))


def _charts(view: ReportView) -> tuple[Chart, ...]:
    steps, by = view.chart, view.chart_grain
    charts = []
    if view.pain is not None:
        charts.append(pain_chart(steps, by))
    lanes: list[tuple[str, Role, str]] = []
    if view.bouts is not None:
        lanes.append(("Spasm", "spasm", "spasm_days"))
    if view.medicines is not None:
        lanes.append(("Medicine", "medicine", "medicine_days"))
    if lanes:
        charts.append(lane_chart(steps, by, lanes))
    if view.walking is not None and view.walking.walks:
        charts.append(walk_chart(steps, by))
    if view.sitting is not None and view.sitting.stretches:
        charts.append(sit_chart(steps, by))
    return (*charts, time_chart(steps)) if charts else ()


def _caption(view: ReportView) -> str:
    by = view.chart_grain
    parts = []
    if view.pain is not None:
        parts.append(f"Pain 0 to 10: dot, the mean of the {by}; bar, its lowest to highest rating; no dot, not known.")
        if by == "day" and view.bouts is not None:
            parts.append("Shaded: days with spasm.")
    if by != "day":
        parts.append(f"A step is a {by}; the height in the lanes is its share of days.")
    return " ".join(parts)


def _walking(view: ReportView) -> Section | None:
    """Walking, what felt better after, and sitting: a sentence each."""
    blocks: list[Para] = []
    walking, sitting = view.walking, view.sitting
    if walking is not None:
        if walking.walks:
            walks = "1 walk" if walking.walks == 1 else f"{walking.walks} walks"
            said = f"{walks} on {days_counted(walking.days)}, {walking.minutes} min in all, "
            said += f"the longest {walking.longest_minutes} min."
        else:
            said = "no walk was noted."
        blocks.append(Para(line("Walking: ", said)))
        if walking.felt:
            words: list[Words] = ["Felt better afterwards: "]
            for place, row in enumerate(walking.felt[:8]):
                worse = f" ({row.worse} worse)" if row.worse else ""
                words += ["; " if place else "", Own(row.title), f" {row.better} of {row.known}{worse}"]
            blocks.append(Para((*words, ". As told, or pain lower by 2 or more.")))
    if sitting is not None:
        if sitting.usual_s is not None and sitting.longest_s is not None and sitting.longest_on is not None:
            said = f"usually {whole_minutes(sitting.usual_s)} min at the desk before getting up (the median of "
            said += f"{sitting.stretches} on {days_counted(sitting.days)}), at most "
            said += f"{whole_minutes(sitting.longest_s)} min, on {long_date(sitting.longest_on)}."
        else:
            said = "no getting up was noted."
        blocks.append(Para(line("Sitting: ", said)))
    if not blocks:
        return None
    heading = " and ".join(
        word for word, part in (("walking", walking), ("sitting", sitting)) if part is not None
    ).capitalize()
    return Section("walking", heading, tuple(blocks))


def _notes(view: ReportView) -> Section | None:
    if view.notes is None:
        return None
    if not view.notes:
        return Section("notes", "Notes", (Para(line("No note was written in this period.")),))
    quotes = tuple(
        (moment(note.at) + ("" if note.about == "note" else f", with {note.about}"),
         Own(clipped(note.text, MOST_NOTE)))
        for note in view.notes
    )  # fmt: skip
    return Section("notes", "Notes, in the patient's own words", (Quotes(quotes),))


def _meaning(view: ReportView) -> tuple[tuple[str, str], ...]:
    terms = [
        ("Pain", "0 (none) to 10 (worst imaginable), rated by the patient. A change of 2 or more is not noise "
                 "(Childs 2005)."),
        ("Not noted", "A day without an entry is unknown (–). It is not a day free of pain."),
        ("Spasm", "Logged by the patient, with a start and perhaps an end. A spasm without an end counts as going on."),
        ("Bout", "Spasms with at most 3 spasm-free days between them (our own rule). Its onset is day 1."),
        ("Episode", "More than 24 h of pain with a month free of pain before and after (de Vet 2002); "
                    "days without an entry count as free here."),
        ("Sit", "Time at the desk as the program saw it, from one getting up to the next."),
    ]  # fmt: skip
    gone = {"Bout": "bouts", "Episode": "episodes", "Sit": "sitting"}
    return tuple((term, means) for term, means in terms if gone.get(term) not in view.without)
