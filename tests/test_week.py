"""The week's figures by hand, its words by rules, and its text."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.core.concerns import Concern, concerns
from coach.core.history import History
from coach.core.records import Kind, Medicine, Outcome, Posture, Prompt, Record, Session, Spasm, Stress
from coach.core.settings import Settings, WalkSettings, Work
from coach.core.since import since
from coach.core.tally import FeltAfter
from coach.core.week import NextWeek, Week, WeekView, parse_week, week_of, week_view
from coach.core.week_figures import DayPains, Figures, MedicineDays
from coach.core.week_words import (
    NOT_A_CAUSE,
    before_words,
    gap_words,
    hour_words,
    prompt_words,
    sentences,
    title,
    week_rows,
)
from coach.errors import WrongUse
from coach.report.text import escaped, week_markdown, week_text
from tests.made import DAY, flag, log, new_id, on, pain, session, spasm

SETTINGS = Settings()
W47 = Week(2026, 47)
MON = date(2026, 11, 16)
TUE, WED, THU, FRI, SAT, SUN = (MON + index * DAY for index in range(1, 7))
NOW = on(0, "18:00")
"""Tuesday of the week after."""


def view(*records: Record, week: Week = W47, now: datetime = NOW) -> WeekView:
    return week_view(log(*records), week, SETTINGS, now)


def up(day: date, at: str, sat_min: int | None, cause: str = "natural") -> Posture:
    sat_s = None if sat_min is None else sat_min * 60
    return msgspec.convert({"id": new_id(), "at": on(day, at), "change": "up", "cause": cause, "sat_s": sat_s}, Posture)


def stress(day: date, of: int, at: str = "12:00") -> Stress:
    return Stress(id=new_id(), at=on(day, at), stress=of)


def took(day: date, name: str, nsaid: bool = False) -> Medicine:
    return Medicine(id=new_id(), at=on(day), name=name, nsaid=nsaid)


def prompt(day: date, kind: Kind, outcome: Outcome, **more: object) -> Prompt:
    at = on(day, "11:00")
    return msgspec.convert({"id": new_id(), "at": at, "closed": at, "kind": kind, "outcome": outcome, **more}, Prompt)


def rest(day: date, seconds: int, felt: str | None = None) -> Session:
    return msgspec.convert(
        {"id": new_id(), "at": on(day, "14:00"), "kind": "rest", "routine": "r", "seconds": seconds, "felt": felt},
        Session,
    )


# Which week --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("this", date(2026, 11, 24), "2026-W48"),
        ("last", date(2026, 11, 24), "2026-W47"),
        ("2026-W47", date(2026, 11, 24), "2026-W47"),
        ("2026w07", date(2026, 11, 24), "2026-W07"),
        (" LAST ", date(2026, 11, 22), "2026-W46"),
        ("this", date(2027, 1, 3), "2026-W53"),
        ("this", date(2027, 1, 4), "2027-W01"),
        ("last", date(2027, 1, 4), "2026-W53"),
        ("this", date(2021, 1, 3), "2020-W53"),
        ("2021-W01", date(2021, 1, 1), "2021-W01"),
        ("this", date(2024, 12, 30), "2025-W01"),
    ],
)
def test_a_week_is_named(text: str, today: date, expected: str) -> None:
    assert str(parse_week(text, today)) == expected


@pytest.mark.parametrize(
    "text",
    ["47", "2026", "2026-W00", "2026-W54", "2025-W53", "2026-47", "W47", "next", "0000-W01", "9999-W52", "2026-W٤٧"],
)
def test_what_is_no_week_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(WrongUse) as refused:
        parse_week(text, date(2026, 11, 24))
    assert str(refused.value).endswith(".") and "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("2026-W54", "2026 has no week 54: its weeks go from 1 to 53."),
        ("2025-W53", "2025 has no week 53: its weeks go from 1 to 52."),
        ("2026-W00", "2026 has no week 0: its weeks go from 1 to 53."),
        ("0001-W05", "'0001-W05': the year must be from 1970 to 2200."),
        ("2201-W01", "'2201-W01': the year must be from 1970 to 2200."),
    ],
)
def test_what_weeks_and_years_there_are_is_said(text: str, weeks: str) -> None:
    with pytest.raises(WrongUse) as refused:
        parse_week(text, date(2026, 11, 24))
    assert str(refused.value) == weeks


def test_the_week_of_new_year_lies_in_two_years() -> None:
    week = Week(2026, 53)
    assert (week.first, week.last) == (date(2026, 12, 28), date(2027, 1, 3))
    assert (str(week.before), str(week.after)) == ("2026-W52", "2027-W01")
    assert date(2027, 1, 1) in week and date(2027, 1, 4) not in week


@given(st.dates(date(1970, 1, 1), date(2200, 12, 28)))
def test_every_date_lies_in_its_week_and_its_name_reads_back(day: date) -> None:
    week = week_of(day)
    assert day in week
    assert parse_week(str(week), date(2026, 1, 1)) == week
    assert week.before.after == week
    assert week.last - week.first == timedelta(days=6)


# Figures by hand ---------------------------------------------------------------------------------------------------

BY_HAND = (
    # the week before: W46
    pain(MON - 5 * DAY, 6, "10:00"), pain(MON - 5 * DAY, 2, "17:00"),  # mean 4
    session(on(MON - 5 * DAY, "12:00"), None, None, seconds=600),
    up(MON - 5 * DAY, "10:00", 70), up(MON - 5 * DAY, "11:00", 40), up(MON - 5 * DAY, "12:00", 50),
    # the week itself
    spasm(MON, WED, pain=7, at="14:10"),
    pain(TUE, 6, "09:30"), pain(TUE, 3, "13:00"), pain(TUE, 6, "17:00"),  # min 3, mean 5, max 6, last 6
    pain(FRI, 4), pain(SUN, 5),
    session(on(TUE, "16:00"), 6, 4, seconds=300), session(on(FRI, "12:00"), 4, 4, seconds=630),
    session(on(FRI, "16:00"), None, None, seconds=200),
    rest(TUE, 600, "better"), rest(WED, 300), rest(FRI, 45, "worse"),
    up(MON, "09:00", 30, "day"), up(MON, "10:00", 74), up(MON, "11:00", 20), up(TUE, "11:00", 62),
    up(TUE, "12:00", None),
    stress(MON, 3, "10:00"), stress(MON, 7, "12:00"), stress(TUE, 2),
    took(MON, "Ibuprofen", nsaid=True), took(MON, "ibuprofen "), took(TUE, "ibuprofen"), took(TUE, "tea"),
    prompt(MON, "shift", "done"), prompt(MON, "shift", "natural"), prompt(MON, "shift", "unanswered"),
    prompt(TUE, "walk", "started", snoozes=2), prompt(TUE, "walk", "skipped", reason="busy", held_s=60),
    prompt(WED, "walk", "skipped"), prompt(WED, "walk", "dropped", came=False),
)  # fmt: skip


def by_hand() -> Figures:
    return view(*BY_HAND).figures


def test_pain_per_day_is_least_mean_most_last_and_unknown_stays_unknown() -> None:
    days = {day.on: day.pain for day in by_hand().days}
    assert days[MON] == DayPains(7, 7.0, 7, 7, 1)
    assert days[TUE] == DayPains(3, 25 / 5, 6, 6, 5)
    assert days[WED] is None and days[SAT] is None
    assert days[FRI] == DayPains(4, 4.0, 4, 4, 3)


def test_the_weeks_mean_is_the_mean_of_its_known_days() -> None:
    made = by_hand()
    assert made.known_days == 4
    assert made.pain_mean == pytest.approx((7 + 5 + 4 + 5) / 4)
    assert (made.pain_first, made.pain_last, made.pain_least, made.pain_most) == (7, 5, 3, 7)
    assert made.gaps == (WED, THU, SAT)


def test_spasm_days_and_bouts_are_counted_by_date() -> None:
    made = by_hand()
    assert [day.spasm for day in made.days] == [True, True, True, False, False, False, False]
    assert (made.spasm_days, made.bouts_begun, made.bouts_open) == (3, 1, 0)


def test_minutes_walked_stand_beside_the_plan() -> None:
    made = by_hand()
    assert [day.walked_minutes for day in made.days] == [0, 5, 0, 0, 14, 0, 0]
    assert [day.walks for day in made.days] == [0, 1, 0, 0, 2, 0, 0]
    # Monday: noon before the onset, ten minutes. Tuesday: 16:00, when the seven of Monday 14:10 is a day old.
    # Wednesday: three times five. Thursday and Friday steady, from the five minutes reached; the weekend is free.
    assert [day.planned_minutes for day in made.days] == [10, 5, 15, 5, 5, 0, 0]
    assert (made.walked_minutes, made.planned_minutes, made.walks) == (19, 40, 3)


def test_rest_is_counted_in_minutes() -> None:
    made = by_hand()
    assert [day.rest_minutes for day in made.days] == [0, 10, 5, 0, 1, 0, 0]
    assert (made.rest_minutes, made.rests) == (16, 3)


def test_what_felt_better_same_or_worse_is_counted_by_sort() -> None:
    assert by_hand().felt == (
        FeltAfter(what="rest", title="rest", better=1, worse=1, sessions=3),
        FeltAfter(what="walk", title="walk", better=1, same=1, sessions=3),
    )


def test_prompts_are_counted_by_kind_and_every_one_has_one_outcome() -> None:
    walk, shift = by_hand().prompts
    assert (walk.kind, walk.came, walk.taken, walk.started, walk.skipped, walk.dropped) == ("walk", 3, 1, 1, 2, 1)
    assert walk.skipped_for == {"busy": 1, "none": 1}
    assert (walk.snoozed, walk.held, walk.unanswered) == (1, 1, 0)
    assert (shift.kind, shift.came, shift.taken, shift.done, shift.natural, shift.unanswered) == (
        "shift",
        3,
        2,
        1,
        1,
        1,
    )


def test_the_longest_sit_of_a_day_and_the_usual_gap_come_from_getting_up() -> None:
    made = by_hand()
    assert [day.longest_s for day in made.days][:3] == [74 * 60, 62 * 60, None]
    assert [day.got_up for day in made.days][:3] == [2, 2, 0]
    assert (made.longest_s, made.usual_gap_s, made.got_up) == (74 * 60, 62 * 60, 4)


def test_stress_is_the_highest_of_the_day_and_the_mean_of_those() -> None:
    made = by_hand()
    assert [day.stress for day in made.days][:3] == [7, 2, None]
    assert made.stress_mean == 4.5


def test_medicines_are_counted_by_days_whatever_their_case() -> None:
    made = by_hand()
    assert made.medicines == (MedicineDays("ibuprofen", 2, True), MedicineDays("tea", 1, False))
    assert made.medicine_days == 2
    assert made.days[0].medicines == ("Ibuprofen", "ibuprofen ")


def test_the_week_before_has_the_same_figures() -> None:
    before = view(*BY_HAND).before
    assert (before.first, before.pain_mean, before.walked_minutes, before.got_up) == (MON - 7 * DAY, 4.0, 10, 3)
    assert (before.usual_gap_s, before.longest_s) == (50 * 60, 70 * 60)


def test_before_the_log_began_nothing_was_planned_and_nothing_is_a_gap() -> None:
    before = view(*BY_HAND).before
    assert [day.planned_minutes for day in before.days] == [0, 0, 10, 10, 10, 0, 0]
    assert before.gaps == tuple(MON - index * DAY for index in (4, 3, 2, 1))


# The day before a spasm --------------------------------------------------------------------------------------------


def usual_log(days: int) -> list[Record]:
    """Working days up to the Friday before MON: a longest sit of 60 min and more, stress 3, a walk on every other."""
    made: list[Record] = []
    day, count = MON - 3 * DAY, 0
    while count < days:
        if day.weekday() < 5:
            made += [up(day, "10:00", 60 + count), up(day, "11:00", 30), stress(day, 3), stress(day, 1, "16:00")]
            if count % 2:
                made.append(session(on(day, "12:00"), None, None))
            count += 1
        day -= DAY
    return made


def test_the_day_before_a_spasm_stands_beside_the_usual_working_day() -> None:
    begun = Spasm(id=new_id(), at=on(TUE, "14:10"), triggers=("sitting", "stress"))
    near = (
        up(MON, "14:09", 90),
        up(MON, "14:10", 58),
        up(TUE, "14:00", 44),
        stress(MON, 5, "15:00"),
        stress(TUE, 9, "14:11"),
    )
    note = view(begun, *near, *usual_log(5)).spasms[0]
    assert (note.before.longest_s, note.before.stress, note.before.walked) == (58 * 60, 5, 0)
    assert note.usual is not None
    assert (note.usual.days, note.usual.longest_s, note.usual.stress, note.usual.walked) == (5, 62 * 60, 3.0, 2)
    assert before_words(note) == [
        "Before the spasm of Tue 17 Nov, 14:10: longest sit 58 min, stress 5, no walk noted",
        "Ticked: sitting, stress",
        "Usual working day: longest sit 62 min, stress 3, a walk on 2 of 5",
        NOT_A_CAUSE,
    ]


@pytest.mark.parametrize(("days", "known"), [(0, False), (2, False), (3, True)])
def test_fewer_than_three_working_days_are_no_usual_one(days: int, known: bool) -> None:
    note = view(spasm(TUE), *usual_log(days)).spasms[0]
    assert (note.usual is not None) is known
    assert before_words(note)[-1] == NOT_A_CAUSE


@pytest.mark.parametrize(("onset", "known"), [(TUE, True), (WED, False)])
def test_the_usual_working_day_is_that_of_the_28_days_up_to_two_days_before(onset: date, known: bool) -> None:
    """For Tuesday 17 November they begin on Monday 19 October."""
    noted = [up(MON + back * DAY, "10:00", 60) for back in (-28, -27, -26)]
    assert (view(spasm(onset), *noted).spasms[0].usual is not None) is known


def test_a_walk_in_the_day_before_is_told() -> None:
    note = view(spasm(TUE, at="14:00"), session(on(MON, "14:00"), None, None)).spasms[0]
    assert note.before.walked == 1
    assert view(spasm(TUE, at="14:01"), session(on(MON, "14:00"), None, None)).spasms[0].before.walked == 0


def test_each_spasm_of_the_week_has_its_note_and_no_other() -> None:
    made = view(spasm(MON - DAY, MON - DAY), spasm(TUE, TUE), spasm(SUN), spasm(SUN + DAY))
    assert [note.onset.date() for note in made.spasms] == [TUE, SUN]


# Concerns ----------------------------------------------------------------------------------------------------------


def test_a_concern_raised_in_the_week_is_told_also_when_it_is_gone_by_sunday() -> None:
    made = view(spasm(TUE - 14 * DAY, THU))
    assert [concern.code for concern in made.raised] == ["beyond-two-weeks"]
    assert "beyond-two-weeks" not in [concern.code for concern in view(spasm(SUN - 13 * DAY)).raised]


def test_a_red_flag_of_the_week_is_told_and_one_of_before_is_not() -> None:
    assert [concern.code for concern in view(flag(TUE, "fever"), flag(WED, action="cleared")).raised] == [
        "red-flag-same-day"
    ]
    assert view(flag(MON - DAY, "fever")).raised == ()


old_pains = st.lists(
    st.tuples(st.integers(-420, 0), st.integers(0, 10), st.sampled_from(["08:00", "20:00"])), max_size=80
)
old_spasms = st.lists(st.tuples(st.integers(-420, 0), st.integers(0, 30) | st.none()), max_size=6)


@given(old_pains, old_spasms, st.lists(st.integers(-420, 0), max_size=10))
def test_reading_less_of_old_pain_changes_no_concern(
    rated: list[tuple[int, int, str]], begun: list[tuple[int, int | None]], walked: list[int]
) -> None:
    history = log(
        *(pain(SUN + day * DAY, nrs, at) for day, nrs, at in rated),
        *(spasm(SUN + day * DAY, None if long is None else SUN + (day + long) * DAY) for day, long in begun),
        *(session(on(SUN + day * DAY, "12:00"), 3, day % 8) for day in walked),
    )
    expected: dict[str, Concern] = {}
    for index in range(7):
        expected |= {each.code: each for each in concerns(history, MON + index * DAY) if each.since in W47}
    assert {each.code: each for each in week_view(history, W47, SETTINGS, NOW).raised} == expected


def test_slight_pain_of_long_ago_makes_an_episode() -> None:
    slight = [pain(MON + (back + day) * DAY, 1) for back in (-300, -200) for day in range(3)]
    made = view(*slight, *(pain(day, 4) for day in (MON, TUE, WED)))
    assert [concern.code for concern in made.raised] == ["recurring"]


def test_so_does_pain_of_long_ago_that_was_none_in_the_morning_and_in_the_evening() -> None:
    at_noon = [
        pain(MON + (back + day) * DAY, nrs, at)
        for back in (-300, -200)
        for day in range(3)
        for nrs, at in ((0, "08:00"), (4, "12:00"), (0, "20:00"))
    ]
    made = view(*at_noon, *(pain(day, 4) for day in (MON, TUE, WED)))
    assert [concern.code for concern in made.raised] == ["recurring"]


def test_a_climb_is_measured_from_all_ratings_of_a_long_bout() -> None:
    """Pain of 2 on average on the last days that were rated, long ago in the bout, and of 5 in this week."""
    long_ago = [pain(MON - (150 - day) * DAY, nrs, at) for day in range(3) for nrs, at in (
        (5, "08:00"), (0, "10:00"), (0, "12:00"), (0, "14:00"), (5, "20:00"),
    )]  # fmt: skip
    now = [pain(day, 5) for day in (MON, TUE, WED)]
    made = view(spasm(MON - 200 * DAY), *long_ago, *now)
    assert "worsening" in [concern.code for concern in made.raised]


# Boundaries --------------------------------------------------------------------------------------------------------


def test_an_empty_log_has_a_whole_week_of_unknowns() -> None:
    made = view()
    assert made.figures.empty and made.before.empty
    assert (made.figures.pain_mean, made.figures.gaps, made.figures.planned_minutes) == (None, (), 0)
    assert sentences(made) == [
        "Nothing was noted this week.",
        "Pain can still be filled in for its days.",
        "This week: one walk of 10 min on 5 days.",
    ]


def test_one_record_is_a_week_with_one_figure() -> None:
    made = view(pain(WED, 4))
    assert (made.figures.known_days, made.figures.pain_mean, made.figures.gaps) == (1, 4.0, (THU, FRI, SAT, SUN))
    assert sentences(made)[0] == "Pain was noted on one day: 4 at its end."


def test_a_week_without_pain_still_tells_the_rest() -> None:
    made = view(pain(MON - 7 * DAY, 2), up(TUE, "10:00", 50), up(TUE, "11:00", 40), up(TUE, "12:00", 60))
    assert made.figures.pain_mean is None
    said = sentences(made)
    assert said[0] == "No pain was noted."
    assert "You got up 3 times; the usual gap was 50 min." in said


def test_days_to_come_are_empty_and_no_gap() -> None:
    made = view(pain(TUE, 2), pain(WED, 3), now=on(WED, "18:00"))
    assert made.current
    assert [day.to_come for day in made.figures.days] == [False] * 3 + [True] * 4
    assert made.figures.gaps == ()
    assert week_rows(made)[0].cells == ("?", "2", "3", "", "", "", "")
    assert made.figures.planned_minutes == 20


def test_a_row_of_the_table_in_which_nothing_was_noted_is_left_out_but_not_the_pain() -> None:
    rows = week_rows(view(up(TUE, "10:00", None)))
    assert [row.label for row in rows] == ["pain", "planned", "got up"]
    assert rows[0].cells == ("?",) * 7 and (rows[0].week, rows[0].before) == ("-", "-")


def test_a_range_of_pain_that_is_known_of_the_week_before_alone_is_shown_for_it_alone() -> None:
    spread = next(row for row in week_rows(view(pain(MON - DAY, 2), pain(MON - DAY, 5))) if row.label == "low-high")
    assert (spread.week, spread.before) == ("-", "2-5")


def test_today_is_no_gap_before_it_is_over() -> None:
    assert view(pain(TUE, 2), now=on(THU, "08:00")).figures.gaps == (WED,)


def test_an_open_spasm_fills_the_week_only_up_to_now() -> None:
    made = view(spasm(TUE), now=on(THU, "12:00")).figures
    assert [day.spasm for day in made.days] == [False, True, True, True, False, False, False]
    assert (made.spasm_days, made.bouts_open) == (3, 1)


def test_a_week_to_come_says_so() -> None:
    made = view(pain(WED, 3), week=Week(2026, 50))
    assert sentences(made)[0] == "This week is still to come."
    assert made.figures.empty


@pytest.mark.parametrize(
    ("week", "sunday"), [(Week(2026, 43), date(2026, 10, 25)), (Week(2026, 13), date(2026, 3, 29))]
)
def test_in_a_week_of_summer_time_each_record_keeps_its_date(week: Week, sunday: date) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    late, early = on(sunday, "23:59", berlin), on(sunday, "00:01", berlin)
    records = [
        replace(pain(sunday, 4), at=datetime.fromisoformat(early.isoformat())),
        replace(pain(sunday, 6), at=datetime.fromisoformat(late.isoformat())),
        replace(session(late, 2, 2), at=datetime.fromisoformat(late.isoformat())),
    ]
    made = week_view(log(*records), week, SETTINGS, on(sunday + DAY, "09:00", berlin)).figures
    assert made.days[6].pain is not None and (made.days[6].pain.least, made.days[6].pain.most) == (2, 6)
    assert made.days[6].walked_minutes == 10
    assert made.spasm_days == 0


def test_the_hour_twenty_four_hours_before_a_spasm_counts_summer_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    sunday = date(2026, 10, 25)
    begun = Spasm(id=new_id(), at=on(sunday, "12:00", berlin))
    saturday = replace(up(sunday - DAY, "12:30", 50), at=on(sunday - DAY, "12:30", berlin))
    made = week_view(log(begun, saturday), Week(2026, 43), SETTINGS, on(sunday, "20:00", berlin))
    assert made.spasms[0].before.longest_s is None  # 24 h before noon is 13:00 of summer time
    later = replace(saturday, at=on(sunday - DAY, "13:00", berlin))
    made = week_view(log(begun, later), Week(2026, 43), SETTINGS, on(sunday, "20:00", berlin))
    assert made.spasms[0].before.longest_s == 3000


def test_the_week_of_new_year_is_one_week() -> None:
    made = view(
        pain(date(2026, 12, 31), 5), pain(date(2027, 1, 1), 3), week=Week(2026, 53), now=on(date(2027, 1, 4), "09:00")
    )
    assert [day.pain.last if day.pain else None for day in made.figures.days] == [None, None, None, 5, 3, None, None]
    assert title(made) == "Week 53, 28 Dec 2026 to 3 Jan 2027"
    assert made.week == "2026-W53"


def test_next_week_is_planned_from_what_is_known_today() -> None:
    steady = view(pain(MON - DAY, 0), week=Week(2026, 48)).next
    assert (steady.walks, steady.minutes, steady.days, steady.line) == (1, 12, 5, "one walk of 12 min on 5 days")
    easing = view(spasm(THU), week=Week(2026, 48)).next
    assert (easing.stage, easing.line, easing.days) == ("easing", "3 walks of 5 min a day", 7)
    one_slot = Settings(walk=WalkSettings(at=(time(12),)))
    assert week_view(log(spasm(THU)), Week(2026, 48), one_slot, NOW).next.line == "a walk of 5 min a day"


@pytest.mark.parametrize(
    ("days", "line"),
    [((2,), "one walk of 11 min on one day"), ((2, 3), "one walk of 11 min on 2 days"), ((), "no walk is planned")],
)
def test_next_weeks_walks_are_on_the_working_days(days: tuple[int, ...], line: str) -> None:
    assert week_view(log(), Week(2026, 48), Settings(work=Work(days=days)), NOW).next.line == line


def test_a_week_that_changed_under_way_is_told_as_it_is_from_today_on() -> None:
    """Seen on Thursday from the week before: a spasm began on Thursday, so Monday's one walk is no longer the plan."""
    begun = view(pain(MON - DAY, 0), spasm(THU), week=Week(2026, 46), now=on(THU, "20:00")).next
    assert (begun.line, begun.days) == ("3 walks of 5 min a day", 4)


def test_a_history_cut_to_what_matters_gives_the_same_week() -> None:
    history = log(*BY_HAND, *(pain(MON - 40 * DAY - index * DAY, 3) for index in range(100)))
    whole, cut = (week_view(each, W47, SETTINGS, NOW).figures for each in (history, since(history, MON - 40 * DAY)))
    assert whole.days[0].pain == cut.days[0].pain
    assert (whole.walked_minutes, whole.usual_gap_s, whole.prompts) == (
        cut.walked_minutes,
        cut.usual_gap_s,
        cut.prompts,
    )


# Words -------------------------------------------------------------------------------------------------------------

NOTHING = view().figures


def said(**figures: object) -> list[str]:
    """The sentences of a week with these figures, the others empty; `before_` ones belong to the week before."""
    now = {name: value for name, value in figures.items() if not name.startswith("before_")}
    before = {name.removeprefix("before_"): value for name, value in figures.items() if name.startswith("before_")}
    made = view()
    return sentences(
        replace(
            made,
            figures=replace(NOTHING, **{"known_days": 1, **now}),
            before=replace(made.before, **before),
            next=NextWeek("steady", 1, 10, 5, "one walk of 10 min on 5 days", ""),
        )
    )


def ends(*rated: int | None) -> dict[str, object]:
    """Days with these last ratings, one each."""
    days = [
        replace(day, pain=None if nrs is None else DayPains(nrs, float(nrs), nrs, nrs, 1))
        for day, nrs in zip(NOTHING.days, rated, strict=False)
    ]
    return {"days": tuple(days), "known_days": len(days)}


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        (ends(7, 6, 6, 5, 4, None, 4), "Day-end pain went from 7 to 4."),
        (ends(2, 5), "Day-end pain went from 2 to 5."),
        (ends(3, None, 3), "Day-end pain stayed at 3."),
        (ends(3, 5, 3), "Day-end pain lay between 3 and 5, and at 3 on the last day noted."),
        (ends(None, 0), "Pain was noted on one day: 0 at its end."),
        ({}, "No pain was noted."),
        ({"spasm_days": 1}, "There was spasm on one day."),
        ({"spasm_days": 3, "bouts_begun": 1}, "There was spasm on 3 days; a bout began."),
        ({"spasm_days": 3, "bouts_begun": 2}, "There was spasm on 3 days; 2 bouts began."),
        ({"walked_minutes": 60, "planned_minutes": 75}, "You walked 60 of 75 planned minutes."),
        ({"walked_minutes": 75, "planned_minutes": 75}, "You walked 75 of 75 planned minutes."),
        ({"walked_minutes": 80, "planned_minutes": 75}, "You walked 80 min; 75 were planned."),
        ({"walked_minutes": 8}, "You walked 8 min."),
        ({"planned_minutes": 75}, "No walk was noted; what was missed is not added."),
        ({"got_up": 1, "usual_gap_s": 3000}, "You got up once that the log knows of."),
        ({"got_up": 2, "usual_gap_s": 3000}, "You got up twice that the log knows of."),
        ({"got_up": 3, "usual_gap_s": 2880}, "You got up 3 times; the usual gap was 48 min."),
        ({"got_up": 3, "usual_gap_s": None}, "You got up 3 times that the log knows of."),
        (
            {"got_up": 3, "usual_gap_s": 2880, "before_got_up": 3, "before_usual_gap_s": None},
            "You got up 3 times; the usual gap was 48 min.",
        ),
        (
            {"got_up": 31, "usual_gap_s": 2880, "before_got_up": 3, "before_usual_gap_s": 2580},
            "You got up 31 times; the usual gap was 48 min, as in the week before.",
        ),
        (
            {"got_up": 31, "usual_gap_s": 2880, "before_got_up": 3, "before_usual_gap_s": 3240},
            "You got up 31 times; the usual gap was 48 min, 6 min shorter than in the week before.",
        ),
        (
            {"got_up": 31, "usual_gap_s": 2880, "before_got_up": 3, "before_usual_gap_s": 2520},
            "You got up 31 times; the usual gap was 48 min, 6 min longer than in the week before.",
        ),
        (
            {"got_up": 31, "usual_gap_s": 2880, "before_got_up": 2, "before_usual_gap_s": 600},
            "You got up 31 times; the usual gap was 48 min.",
        ),
        ({"felt": (FeltAfter("walk", "walk", 5, 1, 1, 9),)}, "Felt better after walk: 5 of 7."),
        ({"gaps": (SAT,)}, "Saturday has no pain entry."),
        ({"gaps": (SAT, SUN)}, "Saturday and Sunday have no pain entry."),
    ],
)
def test_a_figure_is_said(figures: dict[str, object], sentence: str) -> None:
    assert sentence in said(**figures)


@pytest.mark.parametrize(
    ("known_before", "sentence"),
    [(3, "Pain was 4.0 on average, 3.0 in the week before."), (2, "Nothing else was noted.")],
)
def test_mean_pain_is_compared_with_a_week_of_three_known_days_or_more(known_before: int, sentence: str) -> None:
    assert said(pain_mean=4.0, before_pain_mean=3.0, before_known_days=known_before)[-1] == sentence


def test_what_never_felt_better_is_not_said() -> None:
    assert not any("better" in sentence for sentence in said(felt=(FeltAfter("rest", "rest", 0, 2, 0, 2),)))


@pytest.mark.parametrize(
    ("gaps", "words"),
    [
        ((), None),
        ((MON,), "Monday has no pain entry."),
        ((MON, TUE, SUN), "Monday, Tuesday and Sunday have no pain entry."),
        ((MON, TUE, WED, SUN), "4 days have no pain entry."),
    ],
)
def test_gaps_are_named(gaps: tuple[date, ...], words: str | None) -> None:
    assert gap_words(gaps) == words


@pytest.mark.parametrize(
    ("now", "begins"),
    [(on(SUN, "20:00"), "Next week:"), (on(SUN + DAY), "This week:"), (on(SUN + 8 * DAY), "The week after:")],
)
def test_the_plan_is_named_as_seen_from_today(now: datetime, begins: str) -> None:
    assert any(sentence.startswith(begins) for sentence in sentences(view(now=now)))


def test_prompts_are_told_in_counts() -> None:
    assert prompt_words(by_hand()) == [
        "walk: came 3, taken 1, snoozed 1, skipped 2 (busy 1), held 1, dropped 1",
        "shift: came 3, taken 2, not answered 1",
    ]


def test_a_skip_for_which_no_reason_was_given_is_a_count_alone() -> None:
    assert prompt_words(view(prompt(MON, "walk", "skipped")).figures) == ["walk: came 1, taken 0, skipped 1"]


def test_hours_in_which_nobody_is_known_to_have_sat_are_not_told() -> None:
    assert hour_words(view(up(MON, "10:00", None)).figures) is None


records = st.lists(
    st.one_of(
        st.builds(lambda day, nrs: pain(MON + day * DAY, nrs), st.integers(-8, 8), st.integers(0, 10)),
        st.builds(lambda day, sat: up(MON + day * DAY, "10:00", sat), st.integers(-8, 8), st.integers(0, 200)),
        st.builds(lambda day: spasm(MON + day * DAY), st.integers(-8, 8)),
        st.builds(lambda day: session(on(MON + day * DAY, "12:00"), 4, 2), st.integers(-8, 8)),
        st.builds(lambda day, name: took(MON + day * DAY, name), st.integers(-8, 8), st.text(max_size=8)),
    ),
    max_size=25,
)


@given(records)
def test_there_are_three_to_five_sentences_without_blame_cause_or_percent(made: list[Record]) -> None:
    said_now = sentences(view(*made))
    assert 3 <= len(said_now) <= 5
    text = " ".join(said_now).lower()
    assert all(
        word not in text for word in ("%", "because", "due to", "caus", "should", "fail", "only", "unfortunately")
    )


# Text --------------------------------------------------------------------------------------------------------------


@given(records)
def test_the_text_fits_eighty_columns_and_is_plain(made: list[Record]) -> None:
    text = week_text(view(*made))
    assert text.endswith("\n")
    assert all(len(line) <= 80 for line in text.split("\n"))
    assert all(line.isprintable() for line in text.split("\n"))
    assert week_markdown(view(*made)).endswith("\n")


def test_the_text_of_the_week_by_hand() -> None:
    assert week_text(view(*BY_HAND)) == (
        """\
Week 47, 16 to 22 Nov 2026

Day-end pain went from 7 to 5. There was spasm on 3 days; a bout began. You
walked 19 of 40 planned minutes. You got up 4 times; the usual gap was 62 min,
12 min longer than in the week before. Felt better after rest: 1 of 2.

                 Mon  Tue  Wed  Thu  Fri  Sat  Sun    week   before
  pain             7    6    ?    ?    4    ?    5     5.2      4.0
  low-high       7-7  3-6    ?    ?  4-4    ?  5-5     3-7      2-6
  spasm            x    x    x    .    .    .    .       3        -
  walked, min      -    5    -    -   14    -    -      19       10
  planned, min    10    5   15    5    5    -    -      40       30
  rest, min        -   10    5    -    1    -    -      16        -
  longest, min    74   62    -    -    -    -    -      74       70
  got up           2    2    -    -    -    -    -       4        3
  stress           7    2    -    -    -    -    -     4.5        -
  medicine         x    x    .    .    .    .    .       2        -
  pain is the day's last rating, ? unknown; longest is without getting up

Felt better after
  rest 1 of 2 (worse 1)
  walk 1 of 2

The day before
  Before the spasm of Mon 16 Nov, 14:10: longest sit 74 min, stress 7, no walk
  noted
  Usual working day: too few days noted to say
  A note for you, not a cause.

Sitting by hour of day, minutes
  08 h 7, 09 h 31, 10 h 40

Prompts
  walk: came 3, taken 1, snoozed 1, skipped 2 (busy 1), held 1, dropped 1
  shift: came 3, taken 2, not answered 1

Medicines
  ibuprofen: 2 days (NSAID)
  tea: 1 day

To look at
  Your pain has gone up within two days, from 3 to 6. It is worth having a
  doctor or physiotherapist look at it. A change of 2 or more is beyond the
  usual ups and downs of such ratings (Childs 2005).

Gaps
  Wednesday, Thursday and Saturday have no pain entry.

What comes next
  This week: one walk of 5 min on 5 days.
"""
    )


def test_text_that_users_wrote_cannot_steer_the_terminal_or_the_markup() -> None:
    made = view(took(MON, "a\x1b[31m|b*"))
    assert "\x1b" not in week_text(made)
    assert "a \\[31m\\|b\\*" in week_markdown(made)
    assert escaped("a\nb") == "a b"


def test_the_view_is_written_as_json() -> None:
    told = msgspec.to_builtins(view(*BY_HAND))
    assert told["week"] == "2026-W47"
    assert told["figures"]["days"][2]["pain"] is None
    assert told["figures"]["prompts"][0]["taken"] == 1


def test_markdown_has_one_table_of_ten_columns() -> None:
    rows = [line for line in week_markdown(view(*BY_HAND)).split("\n") if line.startswith("|")]
    assert {line.count("|") for line in rows} == {11}


def test_an_empty_history_is_the_same_as_no_records() -> None:
    assert week_view(History(), W47, SETTINGS, NOW) == view()
