"""What the soak calls growth."""

import os
import subprocess
import sys

import pytest
from msgspec.structs import replace

from tests.bench.weight import Weight
from tests.soak.__main__ import Evening, grown

FLAT = Evening(100_000, 6, Weight(1.0, 50_000, 40_000, 5, 10, 0))


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (FLAT, []),
        (replace(FLAT, objects=119_000), []),
        (replace(FLAT, objects=122_000), ["objects grew by 22.0 %"]),
        (replace(FLAT, weight=replace(FLAT.weight, own_kib=50_000)), ["memory grew by 25.0 %"]),
        (replace(FLAT, weight=replace(FLAT.weight, pss_kib=90_000)), []),
        (replace(FLAT, weight=replace(FLAT.weight, threads=6, files=12)),
         ["threads went from 5 to 6", "files went from 10 to 12"]),
        (replace(FLAT, screens=9), ["screens grew by 50.0 %"]),
        (replace(FLAT, weight=replace(FLAT.weight, children=1)), ["children went from 0 to 1"]),
    ],
)  # fmt: skip
def test_growth_is_told_from_the_second_evening_on(last: Evening, said: list[str]) -> None:
    first = replace(FLAT, objects=70_000, weight=replace(FLAT.weight, own_kib=30_000, threads=4))
    assert grown([first, FLAT, last]) == said


def test_two_evenings_tell_nothing() -> None:
    assert grown([FLAT, FLAT]) == ["too few days to tell"]


@pytest.mark.timeout(900)
@pytest.mark.skipif(
    os.environ.get("COACH_FULL") != "1", reason="a day of the soak takes a minute; COACH_FULL=1 lives it"
)
def test_a_day_of_the_soak_is_lived_to_its_evening() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak", "--days", "1"], capture_output=True, text=True, timeout=800, check=False
    )
    assert done.stdout.splitlines()[-1] == "It grows: too few days to tell.", done.stdout + done.stderr[-3000:]
    assert done.stdout.splitlines()[1].startswith("Mon")
