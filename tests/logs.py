"""A log in a folder, on one device of several, for the tests of the log."""

import os
from datetime import UTC, datetime
from pathlib import Path

from coach.core.records import Pain
from coach.log.ids import new_id
from coach.log.log import Log

NOW = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
OURS, THEIRS = "aaaaaaaaaaaa", "bbbbbbbbbbbb"
EXAMPLES_TRIED = 100 if os.environ.get("COACH_FULL") == "1" else 10
"""How many examples hypothesis tries where each costs many files."""


def a_log(folder: Path, device: str = OURS, now: datetime = NOW) -> Log:
    return Log(folder, device, lambda: now)


def a_pain(nrs: int = 4, at: datetime = NOW, note: str = "") -> Pain:
    return Pain(id=new_id(NOW), at=at, pain=nrs, note=note)


def shard_of(folder: Path, device: str = OURS, month: str = "2026-11") -> Path:
    return folder / device / f"{month}.json"
