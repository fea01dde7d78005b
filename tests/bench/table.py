"""The figures as a table and as JSON: what was measured, beside its reference, and whether it is reached."""

from collections.abc import Sequence
from statistics import median, quantiles
from typing import Literal

from msgspec import Struct


class Reach(Struct, frozen=True):
    """A figure of the design: its name, what is measured, against what, and the ratio to be reached."""

    name: str
    measure: str
    against: str
    most: float | None = None
    least: float | None = None

    @property
    def words(self) -> str:
        """As the design writes it."""
        return f"≤ {self.most:g}" if self.most is not None else f"≥ {self.least:g}"

    def reached(self, ratio: float) -> bool:
        """Whether the ratio, to two digits behind the point, is good enough."""
        rounded = round(ratio, 2)
        return rounded <= self.most if self.most is not None else self.least is not None and rounded >= self.least


REACH = (
    Reach("first-paint", "first paint of Today, 100,000 records", "an empty Textual app", 1.5),
    Reach("first-paint-growth", "the same", "our own empty log", 1.2),
    Reach("key-to-paint", "key to paint, p95", "an empty Textual app", 2),
    Reach("idle-cpu", "CPU over 60 s, nothing pressed", "an empty Textual app", 1.5),
    Reach("memory", "PSS after 60 s", "an empty Textual app", 1.5),
    Reach("write-growth", "one record, 100,000 in the log", "1,000 in the log", 1.2),
    Reach("write-tinydb", "plain TinyDB insert at 100,000", "one record of ours at 100,000", least=50),
    Reach("status", "coach status", "python -c pass", 2.5),
    Reach("log-pain", "coach pain 4", "python -c pass", 10),
    Reach("week", "coach week, 100,000 records", "python -c pass", 12),
    Reach("report", "coach report --html, ten years", "the same over 3 months", 6),
    Reach("simulate-day", "a simulated workday in-process", "python -c pass", 0.5),
)
"""Section 14 of the design, in its order."""
UNITS: dict[str, Literal["ms", "MiB"]] = {"memory": "MiB"}
"""Everything else is time, in milliseconds."""


class Samples(Struct, frozen=True):
    """What was measured several times, in the unit of its figure."""

    taken: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.taken)

    @property
    def spread(self) -> float:
        """Half the distance between the quartiles; 0 of fewer than two."""
        if len(self.taken) < 2:
            return 0.0
        first, _, third = quantiles(self.taken, n=4, method="inclusive")
        return (third - first) / 2

    def words(self) -> str:
        """Median and spread."""
        digits = 2 if self.middle < 10 else 1 if self.middle < 1000 else 0
        return f"{self.middle:.{digits}f} ±{self.spread:.{digits}f}"


class Figure(Struct, frozen=True):
    """One measured figure, its reference of the same run beside it."""

    reach: Reach
    value: Samples
    reference: Samples

    @property
    def ratio(self) -> float:
        """The median of the one over the median of the other."""
        return self.value.middle / self.reference.middle

    @property
    def reached(self) -> bool:
        """Whether it is good enough."""
        return self.reach.reached(self.ratio)

    def as_json(self) -> dict[str, object]:
        """In the shape that the design gives: value and reference are medians, in ms (memory in MiB)."""
        return {
            "name": self.reach.name, "value": round(self.value.middle, 3), "reference": round(self.reference.middle, 3),
            "ratio": round(self.ratio, 3), "reach": self.reach.words, "reached": self.reached,
        }  # fmt: skip


HEAD = ("name", "value", "reference", "ratio", "reach", "reached")


def row(figure: Figure) -> tuple[str, ...]:
    """The cells of a figure."""
    unit = UNITS.get(figure.reach.name, "ms")
    return (
        figure.reach.name, f"{figure.value.words()} {unit}", f"{figure.reference.words()} {unit}",
        f"{figure.ratio:.2f}", figure.reach.words, "yes" if figure.reached else "NO",
    )  # fmt: skip


def table(figures: Sequence[Figure]) -> str:
    """All figures, the columns set under each other."""
    rows = [HEAD, *map(row, figures)]
    widths = [max(len(cells[place]) for cells in rows) for place in range(len(HEAD))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) for cells in rows)
    return "\n".join(line.rstrip() for line in lines)
