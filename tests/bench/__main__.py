"""`python -m tests.bench [--json] [--only NAME]...`: takes the figures and prints them; never fails for a time."""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from coach.clock import SystemClock
from tests.bench.measures import Bench
from tests.bench.table import REACH, Figure, table

NAMES = [reach.name for reach in REACH]


def main() -> None:
    """Take the figures named, or all, and print them."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="The figures of the coach.")
    parser.add_argument("--json", action="store_true", help="as a list of objects")
    parser.add_argument("--only", metavar="NAME", action="append", choices=NAMES, help=f"one of: {', '.join(NAMES)}")
    words = parser.parse_args()
    began = perf_counter()

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="coach-bench-") as folder:
        bench = Bench(Path(folder), SystemClock().wall(), say)
        figures: list[Figure] = []
        for name in words.only or NAMES:
            figures.append(bench.figure(name))
            say(f"{perf_counter() - began:5.0f} s  {name} {figures[-1].ratio:.2f}")
    if words.json:
        print(json.dumps([figure.as_json() for figure in figures], indent=2, ensure_ascii=False))
        return
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    print(table(figures))
    print(f"\n{perf_counter() - began:.0f} s, load {load}; medians, ± half the distance between the quartiles.")


if __name__ == "__main__":
    main()
