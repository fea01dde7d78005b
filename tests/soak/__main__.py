"""`python -m tests.soak [--days N] [--seed N]`: prints what the app weighs each evening; exits 1 when it grows.

Caches that have a limit of their own are emptied before each weighing: they grow for days, until they are full, and
what they hold would hide what has no limit. That none of them holds closed cards is for `tests/test_long_life.py`.
"""

import argparse
import asyncio
import ctypes
import gc
import os
import sys
import tempfile
from datetime import UTC, datetime
from functools import _lru_cache_wrapper
from pathlib import Path
from time import perf_counter
from unittest.mock import patch

from msgspec import Struct
from textual.cache import LRUCache
from textual.screen import Screen

from coach.cli.open import AppHouse
from coach.tui.app import CoachApp
from tests.bench.weight import Weight, weigh
from tests.clocks import HandAlarm, HandClock
from tests.soak.life import Desk, Week

MONDAY = datetime(2026, 11, 16, 8, tzinfo=UTC)
WARM_DAYS = 2
"""Days until every place was opened and every module imported; growth counts from there on."""
MOST_GROWTH = {"memory": 0.05, "objects": 0.20, "screens": 0.0}
"""So much each may grow, of itself, from the second evening to the last: the week's records are kept at hand, and the
rows that show them; and notices make the objects a tenth more on one evening than on another.
"""
SETTLED_S = 1.0


class Evening(Struct, frozen=True):
    """What is left at the end of a day: objects that Python keeps, the screens among them, and its weight."""

    objects: int
    screens: int
    weight: Weight


def left() -> tuple[int, int]:
    """Empty every cache that has a limit, look for garbage, give free memory back; objects and screens left."""
    gc.unfreeze()
    gc.collect()
    for found in gc.get_objects():
        if isinstance(found, _lru_cache_wrapper) and found.cache_info().maxsize is not None:
            found.cache_clear()
        elif isinstance(found, LRUCache):
            found.clear()
    gc.collect()
    kept = gc.get_objects()
    counted = len(kept), sum(isinstance(found, Screen) for found in kept)
    del kept
    gc.freeze()
    if (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)) is not None:
        trim(0)
    return counted


async def live(days: int, seed: int) -> tuple[list[Evening], dict[str, int]]:
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
                app.clear_notifications()
                await pilot.pause(SETTLED_S)
                evenings.append(Evening(*left(), weigh(os.getpid())))
                print(line(f"{evening:%a}", evenings[-1]), flush=True)
    finally:
        house.reminders.stop()
    return evenings, week.done


def line(name: str, evening: Evening) -> str:
    """One evening as a row."""
    weight = evening.weight
    return (
        f"{name:<8}{weight.own_kib / 1024:8.1f} MiB{evening.objects:10,}{evening.screens:9}{weight.threads:9}"
        f"{weight.files:7}{weight.children:10}{weight.cpu_s:9.1f}"
    )


def growth(evenings: list[Evening]) -> dict[str, float]:
    """By how much of itself each grew from the second evening to the last."""
    first, last = evenings[WARM_DAYS - 1], evenings[-1]
    return {
        "memory": last.weight.own_kib / first.weight.own_kib - 1,
        "objects": last.objects / first.objects - 1,
        "screens": last.screens / first.screens - 1,
    }


def grown(evenings: list[Evening]) -> list[str]:
    """What is not flat, in words; none when all is."""
    if len(evenings) <= WARM_DAYS:
        return ["too few days to tell"]
    found = [
        f"{name} grew by {100 * more:.1f} %" for name, more in growth(evenings).items() if more > MOST_GROWTH[name]
    ]
    for name in ("threads", "files", "children"):
        before, after = (getattr(evening.weight, name) for evening in (evenings[WARM_DAYS - 1], evenings[-1]))
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
        print(
            f"{'evening':<8}{'memory':>12}{'objects':>10}{'screens':>9}{'threads':>9}"
            f"{'files':>7}{'children':>10}{'CPU s':>9}"
        )
        evenings, done = asyncio.run(live(words.days, words.seed))
    print("\n" + ", ".join(f"{count} {what}" for what, count in done.items()))
    wrong = grown(evenings)
    more = growth(evenings) if len(evenings) > WARM_DAYS else {}
    said = ", ".join(f"{name} {100 * part:+.1f} %" for name, part in more.items())
    print(f"{perf_counter() - began:.0f} s; {said or 'no figures'} since the second evening.")
    print("It grows: " + "; ".join(wrong) + "." if wrong else "Flat.")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
