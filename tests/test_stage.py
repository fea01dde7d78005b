"""The stage at each boundary."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from coach.core.records import Pain
from coach.core.stage import Stage, StageNow, stage
from tests.made import log, on, pain, session, spasm, unsorted

NOW = on(0, "12:00")


def test_with_nothing_logged_it_is_steady() -> None:
    assert stage(log(), NOW) == StageNow("steady", None, None, False, None)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (1, "flare"),
        (3, "flare"),
        (4, "easing"),
        (14, "easing"),
        (15, "prolonged"),
        (43, "prolonged"),
        (400, "prolonged"),
    ],
)
def test_the_stage_goes_by_the_spasms_day(day: int, expected: Stage) -> None:
    now = stage(log(spasm(1 - day)), NOW)
    assert (now.stage, now.spasm_day, now.bout_day) == (expected, day, day)


def test_an_ended_spasm_leaves_it_steady() -> None:
    assert stage(log(spasm(-2, -1)), NOW).stage == "steady"


def test_a_spasm_that_ends_later_today_is_open_until_then() -> None:
    history = log(spasm(-5, 0))
    assert stage(history, on(0, "20:59")).stage == "easing"
    assert stage(history, on(0, "21:00")).stage == "steady"


def test_the_newest_open_spasm_counts_and_the_bout_tells_the_whole() -> None:
    older, newer = spasm(-19), spasm(-1)
    now = stage(unsorted([newer, older]), NOW)
    assert (now.stage, now.spasm_day, now.bout_day) == ("flare", 2, 20)


def test_a_new_piece_of_a_bout_is_a_flare_with_the_bouts_day_number() -> None:
    now = stage(log(spasm(-16, -3), spasm(0)), NOW)
    assert (now.stage, now.spasm_day, now.bout_day) == ("flare", 1, 17)


@pytest.mark.parametrize(("nrs", "expected"), [(6, "easing"), (7, "flare"), (10, "flare")])
def test_pain_of_seven_makes_a_flare_of_any_open_spasm(nrs: int, expected: Stage) -> None:
    now = stage(log(spasm(-9), pain(0, nrs, "11:00")), NOW)
    assert now.stage == expected
    assert now.strong_pain is (nrs >= 7)


def test_strong_pain_past_two_weeks_is_a_flare_too() -> None:
    assert stage(log(spasm(-20), pain(0, 8, "11:00")), NOW).stage == "flare"


def test_strong_pain_without_a_spasm_is_steady_and_still_told() -> None:
    assert stage(log(pain(0, 8, "11:00")), NOW) == StageNow("steady", None, None, True, on(1, "11:00"))


def test_strong_pain_lapses_after_24_hours() -> None:
    history = log(spasm(-9), pain(-1, 7, "12:00"))
    before = stage(history, on(0, "11:59"))
    assert (before.stage, before.changes_at) == ("flare", NOW)
    after = stage(history, NOW)
    assert (after.stage, after.strong_pain, after.changes_at) == ("easing", False, None)


def test_the_last_strong_rating_counts_though_a_milder_one_follows() -> None:
    now = stage(log(spasm(-9), pain(-1, 8, "13:00"), pain(0, 7, "08:00"), pain(0, 2, "11:00")), NOW)
    assert (now.strong_pain, now.changes_at) == (True, on(1, "08:00"))


@pytest.mark.parametrize("before_and_after", [(7, 2), (2, 7)])
def test_strong_pain_around_a_session_counts(before_and_after: tuple[int, int]) -> None:
    assert stage(log(session(on(0, "11:00"), *before_and_after)), NOW).strong_pain


def test_strong_pain_at_onset_counts() -> None:
    assert stage(log(spasm(-1, 0, pain=9, at="13:00")), NOW).strong_pain


def test_what_comes_after_now_is_not_known() -> None:
    now = stage(log(spasm(0, at="12:01", pain=9), pain(0, 9, "12:01"), session(on(0, "11:55"), 1, 9)), NOW)
    assert now == StageNow("steady", None, None, False, None)


@pytest.mark.parametrize(
    ("rated", "lapses"),
    [
        (datetime(2026, 3, 28, 12, 0), datetime(2026, 3, 29, 13, 0)),  # the day of 23 hours
        (datetime(2026, 10, 24, 12, 0), datetime(2026, 10, 25, 11, 0)),  # the day of 25 hours
    ],
)
def test_24_hours_are_hours_that_pass_whatever_the_clocks_do(rated: datetime, lapses: datetime) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    rated, lapses = rated.replace(tzinfo=berlin), lapses.replace(tzinfo=berlin)
    history = log(Pain(id="a", at=rated, pain=8))
    shortly = (lapses - timedelta(minutes=1)).replace(tzinfo=berlin)
    assert stage(history, shortly) == StageNow("steady", None, None, True, lapses)
    assert not stage(history, lapses).strong_pain


def test_midnight_makes_the_next_day() -> None:
    history = log(spasm(-3, at="23:59"))
    assert stage(history, on(-1, "23:59")).stage == "flare"
    assert stage(history, on(0, "00:00")).stage == "easing"


def test_the_day_is_counted_in_the_zone_the_user_is_in_now() -> None:
    history = log(spasm(-3, at="12:00"))
    evening_in_new_york = on(-1, "22:00", ZoneInfo("America/New_York"))  # already the next date in UTC
    assert stage(history, evening_in_new_york).spasm_day == 3
