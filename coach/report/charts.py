"""Charts as a handful of shapes, drawn once and put on any page: pain, spasm and medicine, walking, sitting."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from coach.core.report_days import Stretch
from coach.core.tally import whole_minutes

WIDTH = 720.0
"""Of every chart, in its own units, so that charts one below the other share their axis."""
LEFT, RIGHT = 92.0, 4.0
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Role = Literal["grid", "axis", "shade", "spasm", "range", "pain", "walk", "sit", "medicine", "label", "name"]
"""What a shape stands for; a page gives each its colour."""

_DAY = timedelta(days=1)
_PAIN_TOP, _PAIN_HEIGHT = 8.0, 104.0
_BARS_TOP, _BARS_HEIGHT = 6.0, 38.0
_LANE = 13.0
_LEAST_BAR = 1.6


class Stroke(Struct, frozen=True):
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    role: Role


class Box(Struct, frozen=True):
    """A filled rectangle; `y` is its upper edge."""

    x: float
    y: float
    width: float
    height: float
    role: Role


class Dot(Struct, frozen=True):
    """A filled circle."""

    x: float
    y: float
    radius: float
    role: Role


class Label(Struct, frozen=True):
    """Words; `y` is their base line, `anchor` the side of them that lies at `x`."""

    x: float
    y: float
    text: str
    anchor: Literal["start", "middle", "end"] = "middle"
    role: Role = "label"


Shape = Stroke | Box | Dot | Label


class Chart(Struct, frozen=True):
    """A chart: its shapes in order of drawing, `WIDTH` wide; `title` and `says` are its text alternative."""

    name: str
    title: str
    says: str
    height: float
    shapes: tuple[Shape, ...]


class Axis:
    """The axis of time over the dates of a series."""

    def __init__(self, steps: Sequence[Stretch]) -> None:
        self.first, self.last = steps[0].first, steps[-1].last
        self._days = (self.last - self.first).days + 1

    def x(self, on: date) -> float:
        """Where a date begins."""
        return LEFT + (WIDTH - LEFT - RIGHT) * (on - self.first).days / self._days

    def span(self, step: Stretch, share: float = 1.0) -> tuple[float, float]:
        """The left edge and width of a step, or of its middle `share`, and never too thin to see."""
        begin, end = self.x(step.first), self.x(step.last + _DAY)
        width = max(_LEAST_BAR, (end - begin) * share)
        return (begin + end - width) / 2, width

    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Where the axis is marked and what it says there: Mondays, months or years, as many as fit."""
        if self._days <= 49:
            every = 1 if self._days <= 14 else 7
            begin = self.first if every == 1 else self.first + (-self.first.weekday() % 7) * _DAY
            days = [begin + count * every * _DAY for count in range(14)]
            return tuple(
                (self.x(on), f"{on.day} {MONTHS[on.month - 1]}") for on in days if self.first <= on <= self.last
            )
        months = [on for on in _months(self.first, self.last) if on >= self.first]
        every = next((n for n in (1, 2, 3, 6, 12, 24, 60) if len(months) / n <= 13), 120)
        found = [on for on in months if ((on.year * 12 + on.month - 1) % every) == 0]
        long = every >= 12
        return tuple(
            (self.x(on), str(on.year) if long else MONTHS[on.month - 1] + (f" {on.year}" if on.month == 1 else ""))
            for on in found
        )


def pain_chart(steps: Sequence[Stretch], by: str) -> Chart:
    """Pain 0-10: a bar from lowest to highest, a dot for the mean, a line where one known step follows on another."""
    axis = Axis(steps)
    bottom = _PAIN_TOP + _PAIN_HEIGHT

    def y(nrs: float) -> float:
        return bottom - _PAIN_HEIGHT * nrs / 10

    shapes: list[Shape] = [*_shades(axis, steps, _PAIN_TOP, _PAIN_HEIGHT)]
    for nrs in (0, 5, 10):
        shapes += [Stroke(((LEFT, y(nrs)), (WIDTH - RIGHT, y(nrs))), "axis" if nrs == 0 else "grid")]
        shapes += [Label(LEFT - 6, y(nrs) + 3.5, str(nrs), "end")]
    shapes += [*_month_lines(axis, _PAIN_TOP, bottom), Label(0, _PAIN_TOP + 8, "Pain", "start", "name")]
    run: list[tuple[float, float]] = []
    dots: list[Dot] = []
    for step in steps:
        if step.pain_mean is None or step.pain_least is None or step.pain_most is None:
            shapes += _run(run)
            run = []
            continue
        x, width = axis.span(step, 0.62)
        width = min(width, 9.0)
        middle = sum(axis.span(step)[:1]) + axis.span(step)[1] / 2
        top = y(step.pain_most)
        if step.pain_most > step.pain_least:
            shapes.append(Box(middle - width / 2, top, width, y(step.pain_least) - top, "range"))
        run.append((middle, y(step.pain_mean)))
        dots.append(Dot(middle, y(step.pain_mean), min(2.4, max(1.3, width / 2)), "pain"))
    shapes += [*_run(run), *dots]
    known = [step for step in steps if step.pain_mean is not None]
    least = min((step.pain_least for step in known if step.pain_least is not None), default=None)
    most = max((step.pain_most for step in known if step.pain_most is not None), default=None)
    says = f"No pain was noted on any {by}."
    if least is not None:
        says = f"Pain was noted in {_count(len(known), by)} of {len(steps)}; it lay between {least} and {most} of 10."
    return Chart("pain", f"Pain by {by}, 0 to 10", says, bottom + 4, tuple(shapes))


def lane_chart(steps: Sequence[Stretch], by: str, lanes: Sequence[tuple[str, Role, str]]) -> Chart:
    """One lane a thing that a day has or has not: its name, role, and the field that counts the days."""
    axis = Axis(steps)
    shapes: list[Shape] = []
    said = []
    for place, (name, role, field) in enumerate(lanes):
        top = 2 + place * (_LANE + 3)
        shapes.append(Label(0, top + 9.5, name, "start", "name"))
        shapes.append(Stroke(((LEFT, top + _LANE), (WIDTH - RIGHT, top + _LANE)), "grid"))
        parts = [(getattr(step, field) or 0) / ((step.last - step.first).days + 1) for step in steps]
        for x, width, part in _together(axis, steps, parts):
            height = _LANE * (0.25 + 0.75 * part)
            shapes.append(Box(x, top + _LANE - height, width, height, role))
        said.append(f"{name} on {_count(sum(getattr(step, field) or 0 for step in steps), 'day')}")
    height = 2 + len(lanes) * (_LANE + 3)
    names = " and ".join(name.lower() for name, _, _ in lanes)
    shapes += _month_lines(axis, 0, height)
    return Chart("lanes", f"Days with {names}", "; ".join(said) + ".", height, tuple(shapes))


def bar_chart(
    name: str,
    label: str,
    title: str,
    role: Role,
    steps: Sequence[Stretch],
    minutes: Callable[[Stretch], int | None],
    says: str,
) -> Chart:
    """Minutes as bars from zero; None is no bar."""
    axis = Axis(steps)
    bottom = _BARS_TOP + _BARS_HEIGHT
    values = [minutes(step) for step in steps]
    top = _round_up(max((value for value in values if value), default=10))
    shapes: list[Shape] = [
        *(Stroke(((LEFT, at), (WIDTH - RIGHT, at)), role_of) for at, role_of in _rules(bottom)),
        *_month_lines(axis, _BARS_TOP, bottom),
        Label(0, _BARS_TOP + 8, label, "start", "name"),
        Label(LEFT - 6, _BARS_TOP + 3.5, str(top), "end"),
        Label(LEFT - 6, bottom + 1, "0", "end"),
        Label(0, _BARS_TOP + 19, "min", "start"),
    ]
    for step, value in zip(steps, values, strict=True):
        if value:
            x, width = axis.span(step, 0.72)
            width, middle = min(width, 14.0), x + width / 2
            height = _BARS_HEIGHT * value / top
            shapes.append(Box(middle - width / 2, bottom - height, width, height, role))
    return Chart(name, title, says, bottom + 4, tuple(shapes))


def walk_chart(steps: Sequence[Stretch], by: str) -> Chart:
    """Minutes walked in each step."""
    total = sum(step.walked_minutes or 0 for step in steps)
    best = max((step.walked_minutes or 0 for step in steps), default=0)
    says = f"{_count(total, 'minute')} walked in all, at most {best} in one {by}." if total else "No walk was noted."
    return bar_chart("walk", "Walked", f"Minutes walked by {by}", "walk", steps, lambda step: step.walked_minutes, says)


def sit_chart(steps: Sequence[Stretch], by: str) -> Chart:
    """The longest stretch at the desk without getting up in each step, in minutes."""
    found = [step.sit_longest_s for step in steps if step.sit_longest_s is not None]
    says = "No getting up was noted."
    if found:
        says = (
            f"Between {whole_minutes(min(found))} and {whole_minutes(max(found))} minutes, in {_count(len(found), by)}."
        )

    def minutes(step: Stretch) -> int | None:
        return None if step.sit_longest_s is None else whole_minutes(step.sit_longest_s)

    title = f"Longest time at the desk without getting up, by {by}, in minutes"
    return bar_chart("sit", "Longest sit", title, "sit", steps, minutes, says)


def time_chart(steps: Sequence[Stretch]) -> Chart:
    """The words of the axis, below the charts above it."""
    axis = Axis(steps)
    labels = [Label(min(max(x + 2, LEFT), WIDTH - RIGHT - 34), 11, text, "start") for x, text in axis.ticks()]
    says = f"From {axis.first.isoformat()} to {axis.last.isoformat()}."
    return Chart("time", "Axis of time", says, 15, tuple(labels))


def _run(points: Sequence[tuple[float, float]]) -> Iterable[Stroke]:
    return [Stroke(tuple(points), "pain")] if len(points) > 1 else []


def _rules(bottom: float) -> tuple[tuple[float, Role], ...]:
    return ((_BARS_TOP, "grid"), (bottom, "axis"))


def _together(axis: Axis, steps: Sequence[Stretch], parts: Sequence[float]) -> Iterable[tuple[float, float, float]]:
    """Left edge, width and part of each run of steps that have the same part of their days, none left out."""
    begin = 0
    for end in range(1, len(steps) + 1):
        if end == len(steps) or parts[end] != parts[begin]:
            if parts[begin]:
                x = axis.x(steps[begin].first)
                yield x, max(_LEAST_BAR, axis.x(steps[end - 1].last + _DAY) - x), parts[begin]
            begin = end


def _shades(axis: Axis, steps: Sequence[Stretch], top: float, height: float) -> Iterable[Box]:
    """Behind the days with spasm; only where a step is one day, since of a week it would say too much."""
    parts = [float(bool(step.spasm_days) and step.first == step.last) for step in steps]
    return (Box(x, top, width, height, "shade") for x, width, _ in _together(axis, steps, parts))


def _month_lines(axis: Axis, top: float, bottom: float) -> list[Shape]:
    return [Stroke(((x, top), (x, bottom)), "grid") for x, _ in axis.ticks() if x > LEFT]


def _months(first: date, last: date) -> list[date]:
    found = [first.replace(day=1)]
    while (following := (found[-1] + 31 * _DAY).replace(day=1)) <= last:
        found.append(following)
    return found


def _round_up(value: int) -> int:
    """The next number that reads well on an axis."""
    scale = 1
    while value > 80 * scale:
        scale *= 10
    return next(step * scale for step in (10, 15, 20, 30, 40, 60, 80) if step * scale >= value)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
