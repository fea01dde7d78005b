"""The bench: its figures are those of section 14, each reach at its boundary; no test here fails for a time."""

import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from tests.bench.table import REACH, Figure, Samples, table
from tests.bench.ten_years import RECORDS, ten_years

FULL = os.environ.get("COACH_FULL") == "1"
NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)


def figure(name: str, value: float, reference: float) -> Figure:
    reach = next(reach for reach in REACH if reach.name == name)
    return Figure(reach, Samples((value,)), Samples((reference,)))


def test_the_figures_are_those_of_the_design_in_its_order() -> None:
    assert [reach.name for reach in REACH] == [
        "first-paint", "first-paint-growth", "key-to-paint", "idle-cpu", "memory", "write-growth", "write-tinydb",
        "status", "log-pain", "week", "report", "simulate-day",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "reached"),
    [("status", 25.0, True), ("status", 25.1, False), ("write-tinydb", 500.0, True), ("write-tinydb", 499.0, False)],
)
def test_a_figure_is_reached_at_its_boundary(name: str, value: float, reached: bool) -> None:
    assert figure(name, value, 10.0).reached is reached


def test_a_figure_has_the_shape_of_the_design_as_json() -> None:
    told = figure("week", 120.0, 10.0).as_json()
    assert list(told) == ["name", "value", "reference", "ratio", "reach", "reached"]
    assert told["ratio"] == 12.0 and told["reached"] is True
    assert "week" in table([figure("week", 120.0, 10.0)])


def test_the_ten_years_are_the_same_for_the_same_seed() -> None:
    many = RECORDS if FULL else RECORDS // 10
    made = ten_years(NOW, many)
    assert len(made) == many and made == ten_years(NOW, many)
    assert made[0].on.year == 2016 and made[-1].at < NOW


def test_a_name_that_is_no_figure_is_refused() -> None:
    done = subprocess.run([sys.executable, "-m", "tests.bench", "--only", "speed"], capture_output=True, text=True)
    assert done.returncode == 2 and "first-paint" in done.stderr
