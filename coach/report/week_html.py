"""The week as a page of its own: the sentences, the charts, the table and the rest of `coach week`."""

from coach.core.report_days import Stretch
from coach.core.week import WeekView
from coach.core.week_figures import WeekDay
from coach.core.week_words import WEEKDAYS, sentences, title, week_rows
from coach.report.charts import Chart, Role, lane_chart, pain_chart, sit_chart, time_chart, walk_chart
from coach.report.html import page_html
from coach.report.page import Block, Own, Page, Para, Picture, Section, Table, line
from coach.report.text import KEY, UNITS, week_sections

OWN_RECORD = "Your own record, kept with coach; not a diagnosis."


def week_html(view: WeekView) -> str:
    """The week as one self-contained HTML file, a string that ends with a newline."""
    return page_html(week_page(view))


def week_page(view: WeekView) -> Page:
    """The page of a week."""
    head = ("By day", *WEEKDAYS, "week", "before")
    rows = tuple(
        (line(f"{row.label}, {UNITS[row.label]}" if row.label in UNITS else row.label),
         *(line(cell) for cell in (*row.cells, row.week, row.before)))
        for row in week_rows(view)
    )  # fmt: skip
    widths = (16.0, *([8.5] * 7), 12.0, 12.0)
    table = Table("The week's days, the week, and the week before", head, rows, frozenset(range(1, 10)), widths, True)
    first: tuple[Block, ...] = (Para(line(Own(" ".join(sentences(view)))), "lead"),)
    sections = [Section("glance", "", first)]
    charts = _charts(view)
    if charts:
        caption = "Pain 0 to 10: dot, the mean of the day; bar, its lowest to highest rating; no dot, not known."
        sections.append(Section("time", "Day by day", (Picture(charts, caption),)))
    sections.append(
        Section("table", "The same in numbers", (table, Para(line(f"{KEY[0].upper()}{KEY[1:]}."), "small")))
    )
    for place, (heading, body) in enumerate(week_sections(view)):
        sections.append(Section(f"more-{place}", heading, tuple(Para(line(Own(words))) for words in body)))
    return Page(title(view), (f"{view.first.isoformat()} to {view.last.isoformat()}",), tuple(sections), OWN_RECORD)


def _charts(view: WeekView) -> tuple[Chart, ...]:
    figures = view.figures
    if figures.empty:
        return ()
    steps = [_step(day) for day in figures.days]
    lanes: list[tuple[str, Role, str]] = [("Spasm", "spasm", "spasm_days"), ("Medicine", "medicine", "medicine_days")]
    charts = [pain_chart(steps, "day"), lane_chart(steps, "day", lanes)]
    if figures.walks:
        charts.append(walk_chart(steps, "day"))
    if figures.longest_s is not None:
        charts.append(sit_chart(steps, "day"))
    return (*charts, time_chart(steps))


def _step(day: WeekDay) -> Stretch:
    pain = day.pain
    return Stretch(
        first=day.on,
        last=day.on,
        known_days=0 if pain is None else 1,
        pain_least=None if pain is None else pain.least,
        pain_mean=None if pain is None else pain.mean,
        pain_most=None if pain is None else pain.most,
        pain_last=None if pain is None else pain.last,
        spasm_days=int(day.spasm),
        walks=day.walks,
        walked_minutes=day.walked_minutes,
        medicine_days=int(bool(day.medicines)),
        sit_usual_s=None,
        sit_longest_s=day.longest_s,
    )
