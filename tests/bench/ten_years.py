"""A log of ten years from a seed: 100,000 records of a desk worker's back, by two devices in turn."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import TypedDict

from coach.core.records import Medicine, Note, Outcome, Pain, Posture, Prompt, Record, Session, Spasm, Stress
from coach.log.ids import fixed_id
from coach.log.log import Log

SEED = 20261124
RECORDS = 100_000
DAYS = 3652
DEVICES = ("desk", "laptop")
_OUTCOMES: tuple[Outcome, ...] = ("started", "done", "done", "natural", "skipped", "unanswered")


class _Base(TypedDict):
    id: str
    at: datetime


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.count = 0

    def base(self, day: date, hour: float, now: datetime) -> _Base:
        self.count += 1
        minutes = int(hour * 60) + self.random.randrange(20)
        at = datetime.combine(day, time(min(23, minutes // 60), minutes % 60, self.count % 60), now.tzinfo)
        return {"id": fixed_id(at, f"bench {self.count}"), "at": at}

    def day(self, day: date, now: datetime, sore: bool, posts: int) -> Iterator[Record]:
        chance = self.random.random
        level = self.random.randrange(3, 8) if sore else self.random.randrange(0, 3)
        if chance() < 0.8:
            yield Pain(**self.base(day, 17.2, now), pain=level)
        if sore:
            yield Pain(**self.base(day, 9.1, now), pain=min(10, level + 1))
        if chance() < 0.5:
            yield Stress(**self.base(day, 17.3, now), stress=self.random.randrange(0, 9))
        if sore and chance() < 0.5:
            yield Medicine(**self.base(day, 8.2, now), name="ibuprofen", nsaid=True)
        if chance() < 0.04:
            yield Note(**self.base(day, 19.0, now), text="Slept badly; the chair at the other desk is too low.")
        for walk in range(3 if sore else 1):
            minutes = self.random.randrange(4, 16)
            yield Session(
                **self.base(day, 10 + 2 * walk, now), routine="gentle-walk", kind="walk", seconds=60 * minutes,
                planned_seconds=60 * minutes, pain_before=level, pain_after=max(0, level - self.random.randrange(3)),
            )  # fmt: skip
        if day.weekday() >= 5:
            return
        for post in range(posts):
            hour = 9 + 8.2 * post / posts
            ups = self.base(day, hour + 0.3, now)
            yield Posture(**ups, change="up", cause="break", sat_s=self.random.randrange(900, 4800))
            yield Posture(**self.base(day, hour + 0.1, now), change="shift", cause="told")
            yield Prompt(
                **self.base(day, hour, now), kind="break" if post % 2 else "shift",
                outcome=self.random.choice(_OUTCOMES), closed=ups["at"], routine="standing-reset", channel="desktop",
            )  # fmt: skip


def ten_years(now: datetime, records: int = RECORDS, days: int = DAYS, seed: int = SEED) -> list[Record]:
    """So many records over the days up to the one before `now`: the same for the same seed and date."""
    maker = _Maker(seed)
    made: list[Record] = []
    spasm: Spasm | None = None
    for place in range(days):
        day = now.date() - timedelta(days=days - place)
        if spasm is None and maker.random.random() < 3 / 365:
            base = maker.base(day, 14.0, now)
            spasm = Spasm(**base, pain=7, where=("lower",), triggers=("lifting",),
                          ended=base["at"] + timedelta(days=maker.random.randrange(2, 20)))  # fmt: skip
            made.append(spasm)
        left = (records - len(made)) / (days - place)
        made.extend(maker.day(day, now, spasm is not None, max(0, round((left * 1.4 - 4) / 3))))
        if spasm is not None and spasm.ended is not None and spasm.ended.date() <= day:
            spasm = None
    return made[:records]


def write_log(folder: Path, records: list[Record], now: datetime) -> None:
    """Put the records into a log, each month by the device whose turn it is (and some days by the other)."""
    logs = [Log(folder, device, lambda: now) for device in DEVICES]
    groups: dict[tuple[int, str], list[Record]] = {}
    for record in records:
        which = (record.at.month + (record.at.day % 5 == 0)) % len(DEVICES)
        groups.setdefault((which, f"{record.at:%Y-%m}"), []).append(record)
    for (which, _), group in groups.items():
        logs[which].append(*group)
