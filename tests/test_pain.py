"""All ratings in one line, whatever record they came with."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from coach.core.pain import Rating, ratings
from coach.core.records import Spasm
from tests.made import TODAY, log, on, pain, session, spasm, unsorted


def test_nothing_logged_gives_no_ratings() -> None:
    assert ratings(log()) == ()


def test_ratings_come_from_check_ins_spasms_and_sessions_in_order_of_time() -> None:
    history = log(
        session(on(0, "10:00"), 4, 3, seconds=600),
        spasm(0, pain=6, at="09:00"),
        pain(0, 5, at="10:05"),
    )
    assert [(rating.at, rating.nrs) for rating in ratings(history)] == [
        (on(0, "09:00"), 6),
        (on(0, "10:00"), 4),
        (on(0, "10:05"), 5),
        (on(0, "10:10"), 3),
    ]


def test_what_was_not_rated_is_not_a_zero() -> None:
    assert ratings(log(spasm(0), session(on(0), None, None))) == ()


def test_before_and_after_of_a_session_without_length_stay_in_that_order() -> None:
    assert [rating.nrs for rating in ratings(log(session(on(0), 6, 2, seconds=0)))] == [6, 2]


def test_ratings_after_the_date_asked_do_not_exist() -> None:
    history = log(pain(-1, 3), pain(0, 4), pain(1, 9))
    assert [rating.nrs for rating in ratings(history, TODAY)] == [3, 4]


def test_a_session_that_ends_after_the_instant_asked_has_only_its_first_rating() -> None:
    history = log(session(on(0, "10:00"), 4, 3, seconds=600))
    assert [rating.nrs for rating in ratings(history, on(0, "10:05"))] == [4]


def test_a_session_over_the_change_of_summer_time_ends_when_its_seconds_have_passed() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = on(TODAY.replace(month=10, day=25), "02:50", berlin)  # clocks go back at 03:00
    after = ratings(log(session(start, 4, 3, seconds=1200)))[1]
    assert after.at.astimezone(UTC) - start.astimezone(UTC) == timedelta(minutes=20)
    assert after.at.strftime("%H:%M") == "02:10"


def test_ratings_in_the_hour_that_comes_twice_are_in_order_of_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    day = TODAY.replace(month=10, day=25)
    first = Spasm(id="b", at=on(day, "02:40", berlin), pain=1)
    second = Spasm(id="a", at=on(day, "02:20", berlin).replace(fold=1), pain=2)
    assert [rating.nrs for rating in ratings(unsorted([second, first]))] == [1, 2]


@given(st.permutations([pain(0, nrs) for nrs in range(5)] + [spasm(0, pain=7), session(on(0), 2, 9, seconds=0)]))
def test_the_order_of_the_records_does_not_matter(records: list[Spasm]) -> None:
    assert ratings(unsorted(records)) == ratings(unsorted(sorted(records, key=lambda record: record.id)))


def test_a_rating_belongs_to_the_date_in_its_own_offset() -> None:
    assert Rating(on(0, "23:30", ZoneInfo("Pacific/Auckland")), 3).on == TODAY
