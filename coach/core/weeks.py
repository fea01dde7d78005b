"""Several weeks under each other: the figures of each, and the cells of their table."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from coach.core.history import History
from coach.core.plan import day_plans
from coach.core.routine import Routine
from coach.core.settings import Settings
from coach.core.tally import whole_minutes
from coach.core.week import Week
from coach.core.week_figures import Figures, figures

MANY_WEEKS = 12
"""How many weeks stand under each other (our default: about three months, the period of the doctor's page)."""
WEEKS_HEAD = ("week", "pain", "spasm", "walked", "longest", "got up", "stress", "medicine")
"""Headings of the cells of `weeks_rows`."""
WEEKS_KEY = "pain and stress: mean of the days; walked, and the longest sit: minutes; spasm and medicine: days"


class WeekLine(Struct, frozen=True):
    """One week of several: which, and its figures. `noted` is false for a week of which nothing is known."""

    week: Week
    figures: Figures

    @property
    def noted(self) -> bool:
        """Whether anything was noted in it."""
        return not self.figures.empty


def weeks_view(
    history: History,
    last: Week,
    settings: Settings,
    now: datetime,
    routines: Mapping[str, Routine] | None = None,
    count: int = MANY_WEEKS,
) -> tuple[WeekLine, ...]:
    """The `count` weeks up to `last`, the oldest first; each has the figures that `week_view` gives it.

    Of a cut history they are whole as long as it holds LEANS_ON before the oldest, as for `week_view`.
    """
    weeks = [last]
    while len(weeks) < count:
        weeks.insert(0, weeks[0].before)
    days = [weeks[0].first + place * timedelta(days=1) for place in range(7 * len(weeks))]
    plans = {plan.on: plan for plan in day_plans(history, days, now, settings)}
    return tuple(WeekLine(week, figures(history, week.first, settings, now, plans, routines)) for week in weeks)


def weeks_rows(lines: Sequence[WeekLine]) -> list[tuple[str, ...]]:
    """A row of cells a week, in the order of WEEKS_HEAD; `?` where no pain is known, `-` where nothing was noted."""
    return [
        (
            f"{line.week.number}, {line.figures.first.day} {_MONTHS[line.figures.first.month - 1]}",
            "?" if line.figures.pain_mean is None else f"{line.figures.pain_mean:.1f}",
            _count(line.figures.spasm_days),
            _count(line.figures.walked_minutes),
            "-" if line.figures.longest_s is None else str(whole_minutes(line.figures.longest_s)),
            _count(line.figures.got_up),
            "-" if line.figures.stress_mean is None else f"{line.figures.stress_mean:.1f}",
            _count(line.figures.medicine_days),
        )
        for line in lines
    ]


def weeks_sentences(lines: Sequence[WeekLine]) -> list[str]:
    """Two sentences at most: in how many of the weeks there was spasm, and between what their mean pain lay."""
    known = [line.figures.pain_mean for line in lines if line.figures.pain_mean is not None]
    if not any(line.noted for line in lines):
        return ["Nothing was noted in these weeks."]
    spasm = sum(line.figures.spasm_days > 0 for line in lines)
    said = [f"There was spasm in {spasm} of {len(lines)} weeks." if spasm else f"No spasm in {len(lines)} weeks."]
    if len(known) == 1:
        said.append(f"Pain is known of one week: {known[0]:.1f} on average.")
    elif known:
        said.append(
            f"Pain is known of {len(known)}; on average it lay between {min(known):.1f} and {max(known):.1f} a week."
        )
    return said


def _count(number: int) -> str:
    return str(number) if number else "-"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
