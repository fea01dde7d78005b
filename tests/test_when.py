"""The times and dates a user can type, each against one fixed now."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.when import parse_date, parse_when
from coach.errors import WrongUse

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 10, 42, 30, tzinfo=BERLIN)
NIGHT_BACK = datetime(2026, 10, 25, 2, 40, tzinfo=BERLIN, fold=1)
"""In the second hour of the night in which 02:00 to 03:00 came twice."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10:42", "2026-11-24T10:42:00+01:00"),
        ("9:05", "2026-11-24T09:05:00+01:00"),
        ("00:00", "2026-11-24T00:00:00+01:00"),
        ("yesterday 18:30", "2026-11-23T18:30:00+01:00"),
        ("  Yesterday   18:30 ", "2026-11-23T18:30:00+01:00"),
        ("-2h", "2026-11-24T08:42:30+01:00"),
        ("-90m", "2026-11-24T09:12:30+01:00"),
        ("-1h30m", "2026-11-24T09:12:30+01:00"),
        ("-20min", "2026-11-24T10:22:30+01:00"),
        ("-45s", "2026-11-24T10:41:45+01:00"),
        ("-14d", "2026-11-10T10:42:30+01:00"),
        ("2026-11-10T08:00", "2026-11-10T08:00:00+01:00"),
        ("2026-11-10 08:00:30", "2026-11-10T08:00:30+01:00"),
        ("2026-11-10T08:00Z", "2026-11-10T09:00:00+01:00"),
        ("2026-11-10T08:00+05:30", "2026-11-10T03:30:00+01:00"),
        ("2026-07-01T08:00", "2026-07-01T08:00:00+02:00"),
        ("2026-11-10", "2026-11-10T00:00:00+01:00"),
        ("2026-11-24T10:42:30", "2026-11-24T10:42:30+01:00"),
    ],
)
def test_a_time_is_read_as_local_time_of_the_zone(text: str, expected: str) -> None:
    assert parse_when(text, NOW, BERLIN).isoformat() == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("10:43", "still to come; for yesterday write: yesterday 10:43"),
        ("2026-11-24T10:42:31", "still to come"),
        ("2026-11-25", "still to come"),
        ("2027-01-01T00:00Z", "still to come"),
        ("", "is not a time"),
        ("soon", "is not a time"),
        ("25:00", "is not a time"),
        ("10:60", "is not a time"),
        ("10", "is not a time"),
        ("yesterday", "is not a time"),
        ("tomorrow 10:00", "is not a time"),
        ("-", "is not a time"),
        ("-2", "is not a time"),
        ("-2x", "is not a time"),
        ("--2h", "is not a time"),
        ("+2h", "is not a time"),
        ("2026-13-01", "is not a time"),
        ("2026-02-29T10:00", "is not a time"),
        ("1926-11-24T10:00", "the year must be"),
        ("0001-01-01T00:00+14:00", "is not a time"),
        ("-99999d", "the year must be"),
        ("١٠:٤٢", "is not a time"),
    ],
)
def test_anything_else_is_refused_in_one_sentence(text: str, words: str) -> None:
    with pytest.raises(WrongUse, match=words):
        parse_when(text, NOW, BERLIN)


def test_a_time_that_came_twice_is_the_last_one_that_has_been() -> None:
    assert parse_when("02:30", NIGHT_BACK, BERLIN).isoformat() == "2026-10-25T02:30:00+01:00"
    first_hour = datetime(2026, 10, 25, 2, 40, tzinfo=BERLIN)
    assert parse_when("02:30", first_hour, BERLIN).isoformat() == "2026-10-25T02:30:00+02:00"
    assert parse_when("2026-10-25T02:30", NOW, BERLIN).isoformat() == "2026-10-25T02:30:00+01:00"


def test_a_time_that_never_came_is_refused() -> None:
    with pytest.raises(WrongUse, match="never came: the clocks went forward"):
        parse_when("2026-03-29T02:30", NOW, BERLIN)
    assert parse_when("2026-03-29T03:00", NOW, BERLIN).utcoffset() == timedelta(hours=2)


def test_two_hours_ago_are_two_hours_of_time_on_any_night() -> None:
    at = parse_when("-2h", NIGHT_BACK, BERLIN)
    assert NIGHT_BACK.astimezone(UTC) - at.astimezone(UTC) == timedelta(hours=2)


def test_a_date_alone_is_its_first_instant_where_midnight_was_skipped() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    assert parse_when("2026-04-24", NOW, cairo).isoformat() == "2026-04-24T01:00:00+03:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-10", date(2026, 11, 10)),
        ("today", date(2026, 11, 24)),
        ("Yesterday", date(2026, 11, 23)),
        ("tomorrow", date(2026, 11, 25)),
    ],
)
def test_a_date_is_read(text: str, expected: date) -> None:
    assert parse_date(text, NOW.date()) == expected


@pytest.mark.parametrize("text", ["", "24.11.2026", "2026-11-31", "0001-01-01", "9999-12-31", "2026-11-10T10:00"])
def test_no_date_is_refused(text: str) -> None:
    with pytest.raises(WrongUse):
        parse_date(text, NOW.date())


@given(st.text(alphabet="0123456789:-TWZhmsd +yesterday.,", max_size=24))
def test_whatever_is_typed_is_a_past_time_or_a_sentence(text: str) -> None:
    try:
        at = parse_when(text, NOW, BERLIN)
    except WrongUse as error:
        assert "\n" not in str(error)
    else:
        assert at <= NOW and at.tzinfo is BERLIN
