"""A log to look at: three weeks of a desk worker's back, up to a Tuesday morning on day 9 of a spasm."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TypedDict

from coach.core.records import (
    Feeling,
    Medicine,
    Note,
    Outcome,
    Pain,
    Posture,
    Prompt,
    Record,
    RedFlag,
    Session,
    Spasm,
    Stress,
)
from coach.log.ids import new_id
from coach.log.log import Log

NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
"""The moment at which the example stands: Tuesday, day 9."""

PAINS = {
    "2026-11-02": (1,), "2026-11-04": (1,), "2026-11-05": (2,), "2026-11-09": (1,), "2026-11-11": (1,),
    "2026-11-12": (2,), "2026-11-13": (2,), "2026-11-16": (7, 7), "2026-11-17": (6,), "2026-11-18": (6, 6),
    "2026-11-19": (5,), "2026-11-20": (4,), "2026-11-22": (4, 5), "2026-11-23": (5,),
}  # fmt: skip
"""Pain ratings (NRS) by date; Saturday the 21st has none."""
WALKS = {
    "2026-11-03": ((12, 10, 1, 1),), "2026-11-05": ((12, 12, 2, 1),), "2026-11-10": ((12, 12, 1, 1),),
    "2026-11-12": ((12, 13, 2, 2),), "2026-11-17": ((12, 5, 6, 5),), "2026-11-18": ((10, 5, 6, 6), (16, 5, 6, 4)),
    "2026-11-19": ((10, 5, 5, 5), (12, 5, 5, 3), (16, 5, 5, 4)), "2026-11-20": ((10, 6, 4, 4), (12, 6, 5, 3)),
    "2026-11-22": ((11, 6, 5, 3),), "2026-11-23": ((10, 6, 5, 4), (12, 6, 5, 3), (16, 6, 5, 5)),
    "2026-11-24": ((9, 6, 4, 4),),
}  # fmt: skip
"""Walks by date: hour, minutes, pain before, pain after."""
STRESS = {
    "2026-11-12": 6,
    "2026-11-16": 5,
    "2026-11-17": 3,
    "2026-11-18": 7,
    "2026-11-19": 3,
    "2026-11-20": 2,
    "2026-11-23": 4,
}
"""Stress by date."""


COLD: dict[str, Feeling] = {"2026-11-16 14:15": "better", "2026-11-17 19:00": "same", "2026-11-23 20:10": "better"}
"""Cold packs, and how it felt afterwards."""


class _Base(TypedDict):
    id: str
    at: datetime


def example_records() -> Iterator[Record]:
    """All records of the example."""
    yield _spasm("2026-08-03 07:50", "2026-08-24 20:00", 6)
    yield _spasm("2026-11-16 14:10", None, 7)
    yield RedFlag(**_base("2026-08-03 07:51"), action="history")
    yield RedFlag(**_base("2026-11-16 14:11"), action="none")
    for day, ratings in PAINS.items():
        for place, nrs in enumerate(ratings):
            yield Pain(**_base(f"{day} {17 if place else 9}:20"), pain=nrs)
    yield Pain(**_base("2026-08-20 09:00"), pain=3)
    for day, walks in WALKS.items():
        for hour, minutes, before, after in walks:
            yield Session(
                **_base(f"{day} {hour}:{54 if hour == 9 else '02'}"), routine="gentle-walk", kind="walk",
                seconds=minutes * 60, planned_seconds=minutes * 60, pain_before=before, pain_after=after,
            )  # fmt: skip
    for at, felt in COLD.items():
        yield Session(**_base(at), routine="cold-timer", kind="relief", seconds=620, planned_seconds=1270, felt=felt)
    yield Session(**_base("2026-11-18 15:31"), routine="slow-breathing", kind="breathe", seconds=290, felt="better")
    for day, level in STRESS.items():
        yield Stress(**_base(f"{day} 17:16"), stress=level)
    yield Medicine(**_base("2026-11-16 15:00"), name="ibuprofen", amount="as on the leaflet", nsaid=True, relief=4)
    yield Medicine(**_base("2026-11-17 08:00"), name="ibuprofen", amount="as on the leaflet", nsaid=True)
    yield Note(**_base("2026-11-16 14:40"), text="It went into spasm as I lifted the box [left side].")
    yield from _working_days()


def _working_days() -> Iterator[Record]:
    day = date(2026, 11, 2)
    while day <= NOW.date():
        if day.weekday() < 5:
            for place, hour in enumerate((10, 11, 14, 15, 16)):
                at = datetime.combine(day, time(hour, (day.day * 7 + place * 11) % 50), UTC)
                if at > NOW:
                    break
                sat = timedelta(minutes=44 + (day.day * 5 + place * 9) % 20)
                yield Posture(**_at(at), change="up", cause="break", sat_s=int(sat.total_seconds()))
                outcome: Outcome = "unanswered" if (day.day + place) % 6 == 0 else "started" if place % 2 else "done"
                yield Prompt(
                    **_at(at - timedelta(minutes=2)), kind="break", outcome=outcome, closed=at,
                    routine="standing-reset", channel="desktop",
                )  # fmt: skip
        day += timedelta(days=1)
    yield Prompt(
        **_base("2026-11-24 10:00"), kind="shift", outcome="done", closed=NOW - timedelta(minutes=12), channel="app"
    )


def _spasm(start: str, end: str | None, pain: int) -> Spasm:
    ended = None if end is None else datetime.fromisoformat(end).replace(tzinfo=UTC)
    return Spasm(**_base(start), pain=pain, ended=ended, where=("lower", "left"), triggers=("lifting",))


def _base(at: str) -> _Base:
    day, clock = at.split(" ")
    hour, minute = clock.split(":")
    return _at(datetime.combine(date.fromisoformat(day), time(int(hour), int(minute)), UTC))


def _at(at: datetime) -> _Base:
    return {"id": new_id(at), "at": at}


def write_example(log: Log) -> None:
    """Put the example into a log."""
    log.append(*example_records())
