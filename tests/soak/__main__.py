"""`python -m tests.soak [--days N] [--seed N]`: prints what the app weighs each evening; exits 1 when it grows."""

import argparse
import asyncio
import gc
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from unittest.mock import patch

from coach.cli.open import AppHouse
from coach.tui.app import CoachApp
from tests.bench.weight import Weight, weigh
from tests.clocks import HandAlarm, HandClock
from tests.soak.life import Desk, Week

MONDAY = datetime(2026, 11, 16, 8, tzinfo=UTC)
WARM_DAYS = 2
"""Days until every place was opened and every module imported; growth counts from there on."""
MOST_GROWTH = 0.05
"""Memory may grow so much from the second evening to the last: the week's records are kept at hand."""
SETTLED_S = 1.0


async def live(days: int, seed: int) -> tuple[list[Weight], dict[str, int]]:
    """Open the app, live so many days, and weigh it each evening."""
    clock = HandClock(MONDAY)
    house, desk = AppHouse(clock), Desk()
    house.__dict__["watch"] = desk  # in place of what this machine tells of whoever runs the soak
    house.journal.pain(2)
    app = CoachApp(house)
    evenings = []
    try:
        # the alarm is the one part that waits for real time; each look is called for by hand instead
        with patch("coach.scheduler.SchedulerAlarm", HandAlarm):
            house.reminders  # noqa: B018  made now
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await pilot.pause()
            week = Week(house, desk, clock, pilot, seed)
            async for evening in week.days(days):
                await pilot.resize_terminal(80, 24)
                await pilot.pause(SETTLED_S)
                gc.collect()
                evenings.append(weigh(os.getpid()))
                print(line(f"{evening:%a}", evenings[-1]), flush=True)
    finally:
        house.reminders.stop()
    return evenings, week.done


def line(name: str, weight: Weight) -> str:
    """One evening as a row."""
    return (
        f"{name:<8}{weight.pss_kib / 1024:8.1f} MiB{weight.threads:9}{weight.files:7}{weight.children:10}"
        f"{weight.cpu_s:9.1f}"
    )


def grown(evenings: list[Weight]) -> list[str]:
    """What is not flat, in words; none when all is."""
    if len(evenings) <= WARM_DAYS:
        return ["too few days to tell"]
    first, last = evenings[WARM_DAYS - 1], evenings[-1]
    more = last.pss_kib / first.pss_kib - 1
    found = [f"memory grew by {100 * more:.1f} %"] if more > MOST_GROWTH else []
    for name in ("threads", "files", "children"):
        before, after = getattr(first, name), getattr(last, name)
        if after > before:
            found.append(f"{name} went from {before} to {after}")
    return found


def main() -> None:
    """Soak the app, print the figures, say whether it grows."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description="A week of the app's life at speed.")
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    words = parser.parse_args()
    began = perf_counter()
    with tempfile.TemporaryDirectory(prefix="coach-soak-") as folder:
        os.environ.update({"COACH_HOME": str(Path(folder) / "home"), "TZ": "UTC"})
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "DBUS_SESSION_BUS_ADDRESS"):
            os.environ.pop(name, None)
        print(f"{'evening':<8}{'memory':>12}{'threads':>9}{'files':>7}{'children':>10}{'CPU s':>9}")
        evenings, done = asyncio.run(live(words.days, words.seed))
    print("\n" + ", ".join(f"{count} {what}" for what, count in done.items()))
    wrong = grown(evenings)
    more = 100 * (evenings[-1].pss_kib / evenings[min(WARM_DAYS, len(evenings)) - 1].pss_kib - 1)
    print(
        f"{perf_counter() - began:.0f} s; memory {more:+.1f} % since the second evening. "
        + ("; ".join(wrong) or "Flat.")
    )
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
