"""The day plan: what comes when, how walks grow and step back, and that the log alone decides it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.history import History
from coach.core.plan import NOT_ADDED, WHEN_STRONG, DayPlan, day_plan, day_plans
from coach.core.records import Kind, Record
from coach.core.settings import RestSettings, Settings, Span, StressSettings, WalkSettings, Work
from coach.core.stage import stage
from coach.core.walking import ground_of, stage_at, steady_minutes, verdict
from tests.made import DAY, TODAY, log, on, pain, session, spasm

DEFAULTS = Settings()
SATURDAY, FRIDAY = TODAY + 4 * DAY, TODAY + 3 * DAY
NOW = on(0, "18:00")


def plan(history: History, day: date = TODAY, settings: Settings = DEFAULTS) -> DayPlan:
    return day_plan(history, day, NOW, settings)


def told(plan: DayPlan, kind: Kind) -> list[tuple[str, int]]:
    return [(f"{slot.at:%H:%M}", slot.minutes) for slot in plan.of(kind)]


def settled_from(first: date | int, nrs: Sequence[int | None], start: Sequence[Record] = ()) -> History:
    """A spasm open from `first`, and the last rating of each day from then on, None for a day without."""
    begin = first if isinstance(first, date) else TODAY + first * DAY
    days = [pain(begin + index * DAY, rating) for index, rating in enumerate(nrs) if rating is not None]
    return log(spasm(first), *days, *start)


def minutes(history: History, days: int, first: date) -> list[int | None]:
    plans = day_plans(history, [first + index * DAY for index in range(days)], NOW, DEFAULTS)
    return [each.walk_minutes for each in plans]


# What comes when ---------------------------------------------------------------------------------------------------


def test_with_nothing_logged_one_walk_of_ten_minutes_stands_nearest_noon() -> None:
    assert told(plan(log()), "walk") == [("12:00", 10)]
    assert told(plan(log()), "rest") == []


@pytest.mark.parametrize(
    ("day", "walks", "rests", "optional"),
    [
        (1, ["10:00", "12:00", "16:00"], ["11:30", "14:00", "16:45"], False),
        (3, ["10:00", "12:00", "16:00"], ["11:30", "14:00", "16:45"], False),
        (4, ["10:00", "12:00", "16:00"], ["14:00"], False),
        (14, ["10:00", "12:00", "16:00"], ["14:00"], False),
        (15, ["10:00", "12:00", "16:00"], ["14:00"], True),
        (100, ["10:00", "12:00", "16:00"], ["14:00"], True),
    ],
)
def test_walks_and_rests_go_by_the_day_of_the_spasm(
    day: int, walks: list[str], rests: list[str], optional: bool
) -> None:
    made = plan(log(spasm(1 - day)))
    assert told(made, "walk") == [(at, 5) for at in walks]
    assert told(made, "rest") == [(at, 10) for at in rests]
    assert all(slot.optional is optional for slot in made.of("rest"))


def test_a_working_day_breathes_twice_and_ends_with_a_check_in() -> None:
    made = plan(log())
    assert told(made, "breathe") == [("10:45", 5), ("15:30", 5)]
    assert told(made, "checkin") == [("17:15", 0)]
    assert told(made, "week") == []


def test_the_week_comes_on_the_last_working_day() -> None:
    assert told(plan(log(), FRIDAY), "week") == [("17:00", 0)]
    sunday_first = Settings(work=Work(days=(6, 0, 1, 2, 3)))
    assert told(plan(log(), FRIDAY, sunday_first), "week") == []
    assert told(plan(log(), FRIDAY + 2 * DAY, sunday_first), "week") == [("17:00", 0)]


def test_a_free_day_has_nothing_when_the_back_is_steady() -> None:
    assert plan(log(), SATURDAY).slots == ()


@pytest.mark.parametrize(("first", "rests"), [(2, 3), (0, 1), (-20, 1)])
def test_with_a_spasm_walks_and_rests_come_on_free_days_too_and_nothing_else(first: int, rests: int) -> None:
    kinds = [slot.kind for slot in plan(log(spasm(first)), SATURDAY).slots]
    assert kinds.count("walk") == 3
    assert kinds.count("rest") == rests
    assert set(kinds) == {"walk", "rest"}


def test_slots_are_in_order_of_time_and_the_bigger_goes_first() -> None:
    settings = Settings(stress=StressSettings(breathe_at=(time(17, 15),)))
    made = plan(log(spasm(-5)), settings=settings)
    assert [slot.at for slot in made.slots] == sorted(slot.at for slot in made.slots)
    assert [slot.kind for slot in made.slots][-2:] == ["breathe", "checkin"]


def test_outside_waking_hours_nothing_is_planned_and_breathing_only_while_working() -> None:
    settings = Settings(
        work=Work(hours=(Span(time(13), time(17)),), awake=Span(time(11), time(22))),
    )
    made = plan(log(spasm(-5)), settings=settings)
    assert told(made, "walk") == [("12:00", 5), ("16:00", 5)]
    assert told(made, "breathe") == [("15:30", 5)]


def test_a_user_without_working_hours_or_slots_has_an_empty_day() -> None:
    settings = Settings(
        work=Work(hours=()), walk=WalkSettings(at=()), rest=RestSettings(at=()), stress=StressSettings(breathe_at=())
    )
    assert plan(log(), settings=settings).slots == ()
    assert plan(log(spasm(0)), settings=settings).slots == ()


@pytest.mark.parametrize("records", [(), (spasm(0),), (spasm(-5),)])
def test_where_no_time_is_set_for_walks_that_is_why_there_are_none(records: tuple[Record, ...]) -> None:
    made = plan(log(*records), settings=Settings(walk=WalkSettings(at=())))
    assert (made.walk_minutes, made.why) == (None, ("no time is set for walks: none is planned",))


@pytest.mark.parametrize(
    ("at", "chosen"),
    [((time(9), time(16)), "09:00"), ((time(11), time(13)), "11:00"), ((time(7, 45),), "07:45")],
)
def test_the_steady_walk_stands_nearest_noon_the_earlier_of_two(at: tuple[time, ...], chosen: str) -> None:
    assert [told_at for told_at, _ in told(plan(log(), settings=Settings(walk=WalkSettings(at=at))), "walk")] == [
        chosen
    ]


# Strong pain -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("nrs", "walks"), [(6, 3), (7, 0), (10, 0)])
def test_pain_of_seven_takes_the_walks_away(nrs: int, walks: int) -> None:
    made = plan(log(spasm(-5), pain(-1, nrs, "23:00")))
    assert len(made.of("walk")) == walks
    rests = [slot.why for slot in made.of("rest")]
    assert rests == ([WHEN_STRONG] * 3 if nrs >= 7 else ["a short rest"])


def test_strong_pain_takes_away_the_steady_walk_too() -> None:
    assert plan(log(pain(0, 8, "09:00"))).of("walk") == ()


def test_walks_come_back_when_the_strong_rating_is_a_day_old() -> None:
    made = plan(log(spasm(-5), pain(-1, 8, "12:00")))
    assert told(made, "walk") == [("12:00", 5), ("16:00", 5)]


def test_a_strong_rating_in_the_afternoon_leaves_the_morning_as_it_was() -> None:
    made = plan(log(spasm(-5), pain(0, 8, "13:00")))
    assert told(made, "walk") == [("10:00", 5), ("12:00", 5)]


def test_a_spasm_in_the_afternoon_leaves_the_morning_as_it_was() -> None:
    made = plan(log(spasm(0, at="14:30")))
    assert told(made, "walk") == [("12:00", 10), ("16:00", 5)]
    assert told(made, "rest") == [("16:45", 10)]
    assert made.stage == "flare"


def test_a_spasm_that_ended_at_nine_in_the_evening_leaves_the_day_as_it_was() -> None:
    assert told(plan(log(spasm(-9, -1)), TODAY - DAY), "walk") == [("10:00", 5), ("12:00", 5), ("16:00", 5)]


# Minutes -----------------------------------------------------------------------------------------------------------


def test_flare_keeps_five_minutes_and_easing_adds_one_after_two_settled_days() -> None:
    first = TODAY - 9 * DAY
    made = settled_from(first, [6, 6, 6, 5, 5, 5, 4, 4, 4, 3])
    assert minutes(made, 10, first)[1:] == [5, 5, 5, 5, 6, 6, 7, 7, 8]


def test_walks_grow_to_fifteen_and_no_further() -> None:
    first = TODAY - 40 * DAY
    made = settled_from(first, [3] * 40)
    grown = minutes(made, 41, first)
    assert grown[-1] == 15
    assert grown[3 + 20] == 15 and grown[3 + 19] == 14


def test_an_unknown_day_changes_nothing_and_two_settled_days_need_not_touch() -> None:
    first = TODAY - 9 * DAY
    made = settled_from(first, [6, 6, 6, 5, None, None, 5, 5, 5, None])
    assert minutes(made, 10, first)[1:] == [5, 5, 5, 5, 5, 5, 5, 6, 6]
    assert "no pain entry for Fri 20 Nov, so nothing changes" in plan(made, date(2026, 11, 21)).why[0]


def test_an_unsettled_day_takes_a_minute_away_and_the_count_begins_again() -> None:
    first = TODAY - 9 * DAY
    made = settled_from(first, [4, 4, 4, 4, 4, 4, 6, 6, 6, 6])
    assert minutes(made, 11, first)[3:] == [5, 5, 6, 6, 5, 5, 6, 6]
    assert plan(made, first + 7 * DAY).why[0] == (
        "5 min: pain ended Sat 21 Nov at 6, the day before at 4, so one step back"
    )


def test_two_steps_back_within_a_week_hold_for_seven_days() -> None:
    first = TODAY - 20 * DAY
    #        flare    grows to 7           back      back, then settled
    rated = [2, 2, 2, 2, 2, 2, 2, 4, 4, 6, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5]
    made = settled_from(first, rated)
    told_minutes = minutes(made, 21, first)
    assert told_minutes[7] == 7
    assert told_minutes[8] == 6  # 2 then 4
    assert told_minutes[10:17] == [5] * 7  # 4 then 6: second step within 7 days
    assert told_minutes[17:20] == [5, 6, 6]  # the last day held counts again
    assert "kept until" in plan(made, first + 12 * DAY).why[0]


def test_steps_back_seven_days_apart_do_not_hold() -> None:
    first = TODAY - 20 * DAY
    rated = [1, 1, 1, 1, 3, 3, 3, 3, 3, 3, 3, 5, 5, 5, 5]
    made = settled_from(first, rated)
    told_minutes = minutes(made, 15, first)
    assert told_minutes[5] == 4
    assert told_minutes[11] == 7 and told_minutes[12] == 6
    assert "kept" not in plan(made, first + 12 * DAY).why[0]
    assert told_minutes[14] == 7


def test_a_walk_never_gets_shorter_than_three_minutes() -> None:
    first = TODAY - 30 * DAY
    rated: list[int | None] = [0, 0, 0]
    for _ in range(3):
        rated += [2, 4, 4, 4, 4, 4, 4, 2, 0]
    assert min(filter(None, minutes(settled_from(first, rated), 30, first))) == 3


@pytest.mark.parametrize(
    ("before", "after", "settled"), [(4, 4, True), (4, 5, True), (4, 6, False), (4, 3, True), (None, None, True)]
)
def test_a_walk_followed_by_a_rise_of_two_makes_the_day_unsettled(
    before: int | None, after: int | None, settled: bool
) -> None:
    made = log(
        spasm(-9), pain(-2, 4), pain(-1, 4, "08:00"), session(on(-1, "10:00"), before, after), pain(-1, 4, "20:00")
    )
    assert verdict(ground_of(made, TODAY, TODAY), TODAY - DAY).settled is settled


def test_pain_around_a_walk_is_taken_from_the_nearest_ratings_of_the_day() -> None:
    rise = log(
        spasm(-9),
        pain(-2, 3),
        pain(-1, 3, "09:30"),
        session(on(-1, "10:00"), None, None),
        pain(-1, 5, "10:30"),
        pain(-1, 3),
    )
    assert verdict(ground_of(rise, TODAY, TODAY), TODAY - DAY).why == "pain 3, then 5 after a walk on Mon 23 Nov"
    during = log(
        spasm(-9), pain(-2, 4), pain(-1, 3, "09:30"), session(on(-1, "10:00"), None, None), pain(-1, 5, "10:05")
    )
    assert verdict(ground_of(during, TODAY, TODAY), TODAY - DAY).settled is True


@pytest.mark.parametrize(
    ("yesterday", "today", "settled"), [(4, 5, True), (4, 6, False), (None, 3, None), (None, 9, None), (4, None, None)]
)
def test_a_day_is_settled_by_its_last_rating_against_the_day_before(
    yesterday: int | None, today: int | None, settled: bool | None
) -> None:
    rated = [pain(day, nrs) for day, nrs in ((-1, yesterday), (0, today)) if nrs is not None]
    assert verdict(ground_of(log(spasm(-9), *rated), TODAY, TODAY), TODAY).settled is settled


def test_a_new_spasm_of_the_bout_begins_at_five_minutes_again() -> None:
    first = TODAY - 20 * DAY
    rated = [pain(first + index * DAY, 3) for index in range(20)]
    made = log(spasm(first, first + 10 * DAY), spasm(first + 13 * DAY), *rated)
    told_minutes = minutes(made, 20, first)
    assert told_minutes[10] == 8
    assert told_minutes[14:] == [5, 5, 5, 5, 6, 6]


def test_prolonged_grows_as_easing_does() -> None:
    first = TODAY - 16 * DAY
    made = settled_from(first, [3] * 3 + [None] * 10 + [3, 3, 3])
    assert minutes(made, 17, first)[-3:] == [5, 5, 6]
    assert plan(made).why[1].startswith("past two weeks")


def test_what_happens_today_changes_tomorrow_and_not_today() -> None:
    made = log(spasm(-9), pain(-1, 3), pain(0, 8))
    quiet = log(spasm(-9), pain(-1, 3))
    assert minutes(made, 1, TODAY) == minutes(quiet, 1, TODAY)
    assert plan(made, TODAY + 2 * DAY).walk_minutes == 4


# Steady ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [(0, 10), (1, 11), (2, 12), (3, 13), (4, 14), (5, 16), (11, 28), (12, 30), (60, 30)],
)
def test_steady_grows_by_a_tenth_a_week_up_to_thirty(weeks: int, expected: int) -> None:
    assert steady_minutes(10, weeks, 30) == expected
    made = log(pain(-7 * weeks, 0))
    assert plan(made).walk_minutes == expected


@pytest.mark.parametrize(("steps", "expected"), [(-1, 18), (-2, 16), (-5, 12), (-40, 3)])
def test_steady_shrinks_by_the_same_tenths(steps: int, expected: int) -> None:
    assert steady_minutes(20, steps, 30) == expected


def test_the_day_before_the_week_is_over_is_not_longer_yet() -> None:
    assert plan(log(pain(-6, 0))).walk_minutes == 10
    assert plan(log(pain(-7, 0))).walk_minutes == 11


def test_steady_begins_at_the_minutes_reached() -> None:
    first = TODAY - 20 * DAY
    made = log(spasm(first, TODAY - DAY), *(pain(first + index * DAY, 2) for index in range(20)))
    assert plan(made, TODAY - DAY).walk_minutes == 13
    assert plan(made).walk_minutes == 13
    assert plan(made).why[0] == "13 min were reached, and steady begins there"
    assert plan(made, TODAY + 7 * DAY).walk_minutes == 14


def test_an_unsettled_day_when_steady_takes_a_step_back() -> None:
    made = log(pain(-15, 1), pain(-1, 1), pain(0, 4))
    assert plan(made).walk_minutes == 12
    assert plan(made, TODAY + DAY).walk_minutes == 11
    assert plan(made, TODAY + 8 * DAY).walk_minutes == 12


# Reasons -----------------------------------------------------------------------------------------------------------


def test_every_stage_says_why_in_one_line() -> None:
    assert plan(log()).why == ("10 min to begin with",)
    assert plan(log(spasm(0, at="07:00"))).why == ("5 min in the first 3 days, if you feel able",)
    assert plan(log(spasm(0, pain=8))).why[0].endswith(WHEN_STRONG)
    assert plan(log(), SATURDAY).why == ("a free day: no walk is planned",)


def test_a_missed_walk_is_not_added_to_the_next() -> None:
    missed = log(spasm(-5), session(on(-1, "10:00"), None, None))
    assert told(plan(missed), "walk") == [("10:00", 5), ("12:00", 5), ("16:00", 5)]
    assert NOT_ADDED in plan(missed).why
    walked = log(spasm(-5), *(session(on(-1, at), None, None) for at in ("10:00", "12:00", "16:00")))
    assert NOT_ADDED not in plan(walked).why


# Busy times and distance ---------------------------------------------------------------------------------------------


def busy_plan(*busy: tuple[str, str], settings: Settings = DEFAULTS, history: History | None = None) -> DayPlan:
    times = tuple((on(0, start), on(0, end)) for start, end in busy)
    return day_plan(history or log(), TODAY, NOW, settings, times)


def test_a_walk_moves_behind_a_meeting_and_says_so() -> None:
    made = busy_plan(("11:50", "12:30")).of("walk")[0]
    assert (made.at, made.set_for) == (time(12, 30), time(12))
    assert made.why.endswith("moved from 12:00: you are busy then")


def test_a_walk_that_would_run_into_a_meeting_moves_too() -> None:
    assert told(busy_plan(("12:09", "12:20")), "walk") == [("12:20", 10)]
    assert told(busy_plan(("12:10", "12:20")), "walk") == [("12:00", 10)]


def test_behind_a_long_meeting_there_is_no_room_so_it_moves_before_it() -> None:
    assert told(busy_plan(("11:30", "14:00")), "walk") == [("11:20", 10)]


def test_where_there_is_no_room_at_all_it_stays() -> None:
    assert told(busy_plan(("09:00", "17:30")), "walk") == [("12:00", 10)]


def test_slots_keep_twenty_minutes_from_each_other_where_they_can() -> None:
    settings = Settings(rest=RestSettings(at=(time(11, 30), time(12, 10), time(16, 45))))
    made = busy_plan(settings=settings, history=log(spasm(-1)))
    assert ("12:20", 10) in told(made, "rest")
    moved = next(slot for slot in made.of("rest") if slot.set_for == time(12, 10))
    assert moved.why.endswith("moved from 12:10: another slot is near")


def test_breathing_stays_in_its_working_range() -> None:
    assert told(busy_plan(("10:30", "12:30")), "breathe")[0] == ("10:25", 5)


def test_a_meeting_over_midnight_is_cut_to_the_day() -> None:
    made = day_plan(log(), TODAY, NOW, DEFAULTS, ((on(-1, "22:00"), on(0, "12:05")), (on(0, "23:00"), on(1, "09:00"))))
    assert told(made, "walk") == [("12:05", 10)]
    late = Settings(walk=WalkSettings(at=(time(20),)))
    made = day_plan(log(), TODAY, NOW, late, ((on(0, "19:40"), on(1, "00:30")),))
    assert told(made, "walk") == [("19:30", 10)]


def test_meetings_are_read_in_the_users_zone() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 11, 24, 9, tzinfo=berlin)
    meeting = (datetime(2026, 11, 24, 11, tzinfo=UTC), datetime(2026, 11, 24, 11, 30, tzinfo=UTC))
    assert told(day_plan(log(), TODAY, now, DEFAULTS, (meeting,)), "walk") == [("12:30", 10)]


# Promises ----------------------------------------------------------------------------------------------------------

days = st.integers(-60, 0)
ratings = st.lists(st.tuples(days, st.integers(0, 10), st.sampled_from(["08:00", "13:00", "20:00"])), max_size=60)
spasms = st.lists(st.tuples(st.integers(-60, 0), st.integers(0, 25) | st.none()), max_size=5)
logs = st.builds(
    lambda rated, begun: log(
        *(pain(day, nrs, at) for day, nrs, at in rated),
        *(spasm(day, None if long is None else day + long) for day, long in begun),
    ),
    ratings,
    spasms,
)


@given(logs)
def test_minutes_stay_between_three_and_thirty(history: History) -> None:
    span = [TODAY + index * DAY for index in range(-60, 8)]
    for made in day_plans(history, span, NOW, DEFAULTS):
        assert all(3 <= slot.minutes <= 30 for slot in made.of("walk"))
        assert made.why


@given(logs, st.integers(-40, 5))
def test_a_day_has_the_same_plan_alone_as_among_others(history: History, day: int) -> None:
    alone = day_plan(history, TODAY + day * DAY, NOW, DEFAULTS)
    among = day_plans(history, [TODAY + index * DAY for index in range(-60, 6)], NOW, DEFAULTS)
    assert alone == among[day + 60]


@given(logs, st.integers(-60, 0), st.integers(0, 23))
def test_the_plans_stage_is_the_stage_of_the_log(history: History, day: int, hour: int) -> None:
    moment = on(day, f"{hour:02d}:30")
    now = stage(history, moment)
    assert stage_at(ground_of(history, TODAY + day * DAY, TODAY), moment) == (now.stage, now.strong_pain)


@given(logs)
def test_what_is_logged_today_never_changes_the_minutes_of_today(history: History) -> None:
    told_today = {
        slot.minutes for slot in plan(history).of("walk") if stage(history, on(0, f"{slot.at:%H:%M}")).stage != "flare"
    }
    later = log(*history.spasms, *history.pains, pain(0, 6, "23:59"))
    told_later = {
        slot.minutes for slot in plan(later).of("walk") if stage(later, on(0, f"{slot.at:%H:%M}")).stage != "flare"
    }
    assert told_later == told_today


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "UTC"])
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 31), date(2027, 1, 1)])
def test_days_of_summer_time_and_new_year_have_a_whole_plan(zone: str, day: date) -> None:
    now = datetime.combine(day, time(9), ZoneInfo(zone))
    made = day_plan(log(spasm(day - 5 * DAY)), day, now, DEFAULTS)
    assert [slot.at for slot in made.of("walk")] == [time(10), time(12), time(16)]


def test_thirteen_months_are_planned_from_hundreds_of_ratings() -> None:
    begin = TODAY - timedelta(days=395)
    history = log(*(pain(begin + index * DAY, index % 3) for index in range(395)))
    assert len(day_plans(history, [begin + index * DAY for index in range(395)], NOW, DEFAULTS)) == 395
