"""What the log says of a day, in the words of the reminder rules."""

from datetime import datetime

import pytest

from coach.core.day import Day, day_of
from coach.core.records import Record
from coach.core.settings import Settings
from tests.made import log, on, pain, spasm

NOON = on(0, "12:00")


def day(*records: Record, busy: tuple[tuple[datetime, datetime], ...] = ()) -> Day:
    return day_of(log(*records), Settings(), NOON, {}, busy)


def test_it_holds_until_midnight() -> None:
    assert day().until == on(1, "00:00")


def test_strong_pain_lapses_before_midnight_or_after_it() -> None:
    assert day(pain(-1, 8, at="21:00")).until == on(0, "21:00")
    assert day(pain(0, 8, at="11:00")).until == on(1, "00:00")


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ((), "steady: no spasm open"),
        ((spasm(-1),), "flare: spasm day 2"),
        ((spasm(-8),), "easing: spasm day 9"),
        ((spasm(-14),), "past two weeks: spasm day 15"),
        ((spasm(-8), pain(0, 8, at="11:00")), "flare: spasm day 9, strong pain in the last 24 h"),
    ],
)
def test_the_stage_is_said_in_words(records: tuple[Record, ...], words: str) -> None:
    assert day(*records).stage_why == words


def test_the_meeting_to_keep_clear_of_is_the_next_that_has_not_begun() -> None:
    meetings = tuple((on(0, at), on(0, "18:00")) for at in ("11:00", "12:00", "15:00", "14:00"))
    assert day(busy=meetings).inputs(NOON).meeting_at == on(0, "14:00")
    assert day(busy=meetings[:2]).inputs(NOON).meeting_at is None
