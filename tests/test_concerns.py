"""The concerns: each rule on both sides of each boundary, and what stays said."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.concerns import CODES, CONCERN_LEVELS, Concern, concerns, next_appointment
from coach.core.history import History
from coach.core.records import Note, Posture, Prompt, Record, RedFlag, Session, Spasm, Stress
from tests.made import DAY, TODAY, flag, log, new_id, nsaid, on, pain, seen, session, spasm, unsorted

TWO, SIX = "beyond-two-weeks", "beyond-six-weeks"


def codes(history: History, when: date = TODAY) -> list[str]:
    return [concern.code for concern in concerns(history, when)]


def one(history: History, code: str, when: date = TODAY) -> Concern:
    (found,) = [concern for concern in concerns(history, when) if concern.code == code]
    return found


def test_an_empty_log_has_no_concerns() -> None:
    assert concerns(log(), TODAY) == []


# --- beyond two and six weeks


@pytest.mark.parametrize(
    ("day", "expected"),
    [(1, []), (14, []), (15, [TWO]), (16, [TWO]), (42, [TWO]), (43, [SIX]), (400, [SIX])],
)
def test_an_open_spasm_goes_beyond_two_weeks_on_day_15_and_six_on_day_43(day: int, expected: list[str]) -> None:
    history = log(spasm(1 - day), pain(0, 4))
    assert codes(history) == expected


def test_the_rule_holds_from_its_day_on() -> None:
    history = log(spasm(-19), pain(0, 4))
    assert one(history, TWO).since == TODAY - 5 * DAY
    assert codes(log(spasm(-19), pain(-6, 4)), TODAY - 6 * DAY) == []
    assert one(log(spasm(-49)), SIX).since == TODAY - 7 * DAY


def test_in_pieces_it_holds_from_the_first_spasm_day_past_two_weeks() -> None:
    history = log(spasm(-20, -8), spasm(-4), pain(0, 4))  # day 14 to 16 free
    assert one(history, TWO).since == TODAY - 4 * DAY


def test_it_needs_a_spasm_open_on_the_date() -> None:
    history = log(spasm(-20, -1))
    assert codes(history) == []
    assert TWO in codes(history, TODAY - 2 * DAY)
    assert codes(history, TODAY - DAY) == []


def test_a_new_spasm_after_four_free_days_begins_anew_and_after_three_goes_on() -> None:
    assert codes(log(spasm(-20, -5), spasm(0))) == []
    assert codes(log(spasm(-20, -4), spasm(0))) == [TWO]


def test_the_message_has_both_figures_says_that_it_is_early_and_names_its_source() -> None:
    concern = one(log(spasm(-16, -15), spasm(-12, -12), spasm(-8, -8), spasm(-4, -4), spasm(0)), TWO)
    assert "on and off for 17 days, 6 of them with spasm" in concern.message
    assert "14 days is on the early side" in concern.message
    assert "111.wales.nhs.uk" in concern.message
    assert "111.wales.nhs.uk" in concern.source


def test_a_spasm_without_a_break_says_both_figures_too() -> None:
    assert "for 15 days, all 15 of them with spasm" in one(log(spasm(-14)), TWO).message
    assert "for 43 days, all 43 of them with spasm" in one(log(spasm(-42)), SIX).message


@pytest.mark.parametrize(
    ("begin", "before", "then"),
    [
        (datetime(2025, 12, 20, 9, tzinfo=UTC), date(2026, 1, 2), date(2026, 1, 3)),
        (datetime(2028, 2, 20, 9, tzinfo=UTC), date(2028, 3, 4), date(2028, 3, 5)),
        (datetime(2027, 2, 20, 9, tzinfo=UTC), date(2027, 3, 5), date(2027, 3, 6)),
        (datetime(2026, 3, 20, 23, 59, tzinfo=ZoneInfo("Europe/Berlin")), date(2026, 4, 2), date(2026, 4, 3)),
        (datetime(2026, 10, 20, 0, 0, tzinfo=ZoneInfo("Europe/Berlin")), date(2026, 11, 2), date(2026, 11, 3)),
        (datetime(2026, 6, 1, 23, 30, tzinfo=timezone(timedelta(hours=-10))), date(2026, 6, 14), date(2026, 6, 15)),
        (datetime(2026, 6, 1, 0, 30, tzinfo=timezone(timedelta(hours=14))), date(2026, 6, 14), date(2026, 6, 15)),
    ],
)
def test_day_15_comes_with_the_calendar_whatever_the_clocks_do(begin: datetime, before: date, then: date) -> None:
    history = log(Spasm(id="a", at=begin))
    assert TWO not in codes(history, before)
    assert one(history, TWO, then).since == then


def test_an_instant_may_be_asked_too() -> None:
    history = log(spasm(-14), pain(0, 4))
    assert [concern.code for concern in concerns(history, on(0, "00:00"))] == [TWO, "still-open"]
    assert [concern.code for concern in concerns(history, on(0, "18:00"))] == [TWO]


# --- recurring


@pytest.mark.parametrize(("days_ago", "expected"), [(89, ["recurring"]), (90, [])])
def test_three_bouts_count_with_onset_in_the_last_90_days_the_date_included(days_ago: int, expected: list[str]) -> None:
    assert codes(log(spasm(-days_ago, -days_ago), spasm(-50, -50), spasm(-10, -10))) == expected


def test_two_bouts_are_not_often() -> None:
    assert codes(log(spasm(-50, -50), spasm(-10, -10))) == []


def test_a_spasm_in_pieces_is_one_bout_and_does_not_recur() -> None:
    assert codes(log(spasm(-20, -19), spasm(-15, -14), spasm(-10, -9))) == []
    assert codes(log(spasm(-20, -19), spasm(-14, -14), spasm(-9, -9))) == ["recurring"]


def test_recurring_counts_bouts_that_have_ended_and_says_how_many() -> None:
    concern = one(log(*(spasm(-n, -n) for n in (80, 60, 40, 20))), "recurring")
    assert concern.message.startswith("4 bouts")
    assert "90 days" in concern.message
    assert concern.since == TODAY - 20 * DAY


@pytest.mark.parametrize(("days_ago", "expected"), [(364, ["recurring"]), (365, [])])
def test_three_episodes_count_with_onset_in_the_last_365_days(days_ago: int, expected: list[str]) -> None:
    history = log(spasm(-days_ago, -days_ago + 2), spasm(-200, -198), spasm(-100, -98))
    assert codes(history) == expected


def test_three_spasms_of_a_day_in_a_year_are_no_episodes() -> None:
    assert codes(log(spasm(-300, -300), spasm(-200, -200), spasm(-100, -100))) == []


def test_recurring_in_the_past_knows_only_what_had_begun() -> None:
    history = log(spasm(-60, -60), spasm(-40, -40), spasm(-20, -20))
    assert codes(history, TODAY - 21 * DAY) == []
    assert codes(history, TODAY - 20 * DAY) == ["recurring"]


# --- worsening


@pytest.mark.parametrize(
    ("lately", "expected"), [((5, 5, 5), ["worsening"]), ((5, 5, 4), []), ((4, 5, 6), ["worsening"])]
)
def test_three_days_two_points_above_the_three_before_is_worsening(
    lately: tuple[int, int, int], expected: list[str]
) -> None:
    before = [pain(-9 + n, 3, at="08:00") for n in range(3)]
    later = [pain(-4 + 2 * n, nrs) for n, nrs in enumerate(lately)]
    assert codes(log(spasm(-10), *before, *later)) == expected


def test_a_days_ratings_count_as_their_mean_and_thirds_are_exact() -> None:
    before = [pain(-6, 1), pain(-5, 1), pain(-4, 2)]
    lately = [pain(-2, 3), pain(-1, 3), pain(0, 4, "08:00"), pain(0, 4, "17:00")]
    assert codes(log(spasm(-10), *before, *lately)) == ["worsening"]
    assert codes(log(spasm(-10), *before, *lately, pain(0, 3, "18:00"))) == []


def test_days_without_entries_are_passed_over() -> None:
    history = log(spasm(-12), pain(-12, 2), pain(-11, 2), pain(-9, 2), pain(-6, 4), pain(-3, 4), pain(0, 4))
    assert one(history, "worsening").since == TODAY


def test_five_days_with_entries_have_no_three_before() -> None:
    assert codes(log(spasm(-9), pain(-9, 2), pain(-7, 2), pain(-4, 4), pain(-2, 4), pain(0, 4))) == []


@pytest.mark.parametrize(("at", "expected"), [("17:00", ["worsening"]), ("16:59", [])])
def test_a_rise_of_three_counts_within_48_hours(at: str, expected: list[str]) -> None:
    assert codes(log(spasm(-5), pain(-2, 3, at), pain(0, 6, "17:00"))) == expected


@pytest.mark.parametrize(("nrs", "expected"), [(5, []), (6, ["worsening"])])
def test_a_rise_at_once_needs_three_points(nrs: int, expected: list[str]) -> None:
    assert codes(log(spasm(-5), pain(-1, 3), pain(0, nrs))) == expected


def test_a_rise_that_has_gone_down_again_is_over() -> None:
    assert codes(log(spasm(-5), pain(-1, 3), pain(0, 7, "09:30"), pain(0, 4, "17:00"))) == []


def test_the_onset_is_no_worsening_of_the_days_without_spasm_before() -> None:
    assert codes(log(pain(-2, 0), pain(-1, 1), spasm(0, pain=7))) == []


def test_without_an_open_bout_nothing_is_worsening() -> None:
    assert codes(log(spasm(-5, 0), pain(-1, 3), pain(0, 8, "12:00"))) == []
    assert codes(log(pain(-1, 3), pain(0, 8))) == []


def test_ratings_of_the_whole_bout_count_though_an_earlier_piece_has_ended() -> None:
    assert codes(log(spasm(-5, -2, pain=3), pain(-2, 3, "20:00"), spasm(-1, pain=7), pain(0, 7))) == ["worsening"]


def test_worsening_is_since_the_day_from_which_it_held_without_a_break() -> None:
    rising = [pain(-6 + n, nrs) for n, nrs in enumerate((1, 1, 1, 3, 3, 3, 5))]
    assert one(log(spasm(-6), *rising), "worsening").since == TODAY - DAY
    assert "Childs 2005" in one(log(spasm(-6), *rising), "worsening").message


# --- medicine


@pytest.mark.parametrize(
    ("running", "last", "expected"),
    [(9, 0, []), (10, 0, ["nsaid-days"]), (10, -1, ["nsaid-days"]), (10, -2, []), (12, 0, ["nsaid-days"])],
)
def test_ten_days_running_up_to_the_date_or_the_day_before(running: int, last: int, expected: list[str]) -> None:
    assert codes(log(*(nsaid(last - n) for n in range(running)))) == expected


def test_a_day_without_breaks_the_run_and_two_doses_are_one_day() -> None:
    assert codes(log(*(nsaid(-n) for n in range(12) if n != 5))) == []
    assert codes(log(*(nsaid(-(n // 2)) for n in range(18)))) == []


def test_only_what_is_marked_counts() -> None:
    assert codes(log(*(nsaid(-n, marked=False) for n in range(12)))) == []


def test_the_medicine_note_counts_days_and_never_doses() -> None:
    concern = one(log(*(nsaid(-n) for n in range(12))), "nsaid-days")
    assert concern.level == "note"
    assert concern.since == TODAY - 2 * DAY
    assert "12 days" in concern.message
    assert not re.search(r"\b(mg|tablets?|doses?)\b", concern.message)


# --- still open


@pytest.mark.parametrize(("days", "expected"), [(2, []), (3, ["still-open"]), (9, ["still-open"])])
def test_an_open_spasm_without_an_entry_for_three_days_is_asked_about(days: int, expected: list[str]) -> None:
    assert codes(log(spasm(-days))) == expected
    assert codes(log(spasm(-12), pain(-days, 4))) == expected


def test_it_asks_about_the_bout_that_is_open_not_one_long_over() -> None:
    concern = one(log(spasm(-60, -58), spasm(-9), pain(-5, 4)), "still-open")
    assert concern.since == TODAY - 2 * DAY


def test_it_is_since_the_third_day_and_asks() -> None:
    concern = one(log(spasm(-10), pain(-7, 4)), "still-open")
    assert concern.since == TODAY - 4 * DAY
    assert "Is it still going?" in concern.message
    assert "7 days" in concern.message


def test_it_does_not_silence_the_others() -> None:
    assert codes(log(spasm(-20))) == [TWO, "still-open"]


@pytest.mark.parametrize(
    ("entry", "counts"),
    [
        (Stress(id="z", at=on(-1), stress=3), True),
        (Note(id="z", at=on(-1), text="slept well"), True),
        (nsaid(-1), True),
        (flag(-1, action="none"), True),
        (session(on(-1), 4, 3), True),
        (session(on(-1), None, None, told=True), True),
        (spasm(-1, -1), True),
        (session(on(-1), None, None), False),
        (Prompt(id="z", at=on(-1), kind="shift", outcome="natural", closed=on(-1)), False),
        (Posture(id="z", at=on(-1), change="up"), False),
        (seen(-1, TWO), False),
    ],
)
def test_an_entry_is_what_the_user_says_of_how_they_are(entry: Record, counts: bool) -> None:
    assert ("still-open" in codes(log(spasm(-9), entry))) is not counts


def test_the_end_of_another_spasm_is_an_entry() -> None:
    assert codes(log(spasm(-9), spasm(-9, -1))) == []


def test_in_the_past_an_end_that_came_later_is_no_entry() -> None:
    assert codes(log(spasm(-9, 2))) == ["still-open"]


# --- red flags


def test_each_level_has_its_concern_with_the_symptoms_and_what_to_do() -> None:
    history = log(flag(-3, "fever", "cough"), flag(-1, "lump", "chest-pain"))
    found = concerns(history, TODAY)
    assert [(c.code, c.level, c.since) for c in found] == [
        ("red-flag-emergency", "emergency", TODAY - DAY),
        ("red-flag-same-day", "same-day", TODAY - 3 * DAY),
        ("red-flag-days", "days", TODAY - 3 * DAY),
    ]
    assert found[0].message.startswith("Call your local emergency number now.")
    assert "chest pain" in found[0].message
    assert "fever; a lump" in found[1].message


def test_a_red_flag_is_not_folded_away_and_goes_when_cleared() -> None:
    folded = log(flag(-3, "fever"), seen(-2, "red-flag-same-day", appointment=TODAY + DAY))
    assert one(folded, "red-flag-same-day").seen is False
    assert codes(log(flag(-3, "fever"), flag(-2, action="cleared"))) == []
    assert codes(log(flag(-3, "fever"), flag(-2, "fever", action="mistake"))) == []


# --- folded away


def test_a_concern_folded_away_stays_in_the_list_as_seen() -> None:
    begun, today_pain = spasm(-16), pain(0, 4)
    message = one(log(begun, today_pain), TWO, TODAY - DAY).message
    assert one(log(begun, today_pain, seen(-1, TWO, message)), TWO).seen
    assert one(log(begun, today_pain, seen(-1, TWO)), TWO).seen


def test_the_days_going_on_are_no_change() -> None:
    begun = [spasm(-30, -20), spasm(-18), *(pain(-n, 4) for n in range(10))]
    message = one(log(*begun), TWO, TODAY - 9 * DAY).message
    assert message != one(log(*begun), TWO).message
    assert one(log(*begun, seen(-9, TWO, message)), TWO).seen


def test_six_weeks_is_said_though_two_weeks_was_folded_away() -> None:
    assert one(log(spasm(-45), seen(-20, TWO)), SIX).seen is False


def test_another_bout_is_said_again() -> None:
    history = log(spasm(-80, -50), spasm(-16))
    message = one(history, TWO, TODAY - 51 * DAY).message
    assert one(log(*history.spasms, seen(-51, TWO, message)), TWO).seen is False
    assert one(log(*history.spasms, seen(-51, TWO)), TWO).seen is False


def test_other_words_are_a_change() -> None:
    assert one(log(spasm(-16), seen(0, TWO, "something else")), TWO).seen is False


def test_a_fourth_bout_is_said_again_and_one_that_drops_out_of_the_window_is_not() -> None:
    three = [spasm(-80, -80), spasm(-60, -60), spasm(-40, -40)]
    message = one(log(*three), "recurring").message
    folded = seen(-10, "recurring", message)
    assert one(log(*three, folded), "recurring").seen
    assert one(log(*three, spasm(-20, -20), folded), "recurring").seen is False  # filled in afterwards
    assert one(log(*three, spasm(-5, -5), folded), "recurring").seen is False
    four = [*three, spasm(-20, -20)]
    message = one(log(*four), "recurring").message
    assert one(log(*four, seen(0, "recurring", message)), "recurring", TODAY + 10 * DAY).seen


@pytest.mark.parametrize(("in_days", "folded"), [(1, True), (0, False), (-1, False)])
def test_it_comes_back_on_the_day_of_the_appointment(in_days: int, folded: bool) -> None:
    history = log(spasm(-16), seen(-2, TWO, appointment=TODAY + in_days * DAY))
    assert one(history, TWO).seen is folded


def test_the_last_word_on_a_concern_counts() -> None:
    history = log(spasm(-20), seen(-3, TWO, appointment=TODAY - DAY), seen(0, TWO))
    assert one(history, TWO).seen


def test_what_was_folded_away_later_is_not_seen_in_the_past() -> None:
    history = log(spasm(-20), seen(0, TWO))
    assert one(history, TWO, TODAY - DAY).seen is False


def test_folding_one_away_leaves_the_others() -> None:
    history = log(spasm(-20), seen(0, "still-open"))
    assert [(c.code, c.seen) for c in concerns(history, TODAY)] == [(TWO, False), ("still-open", True)]


def test_the_next_appointment_is_the_nearest_that_is_not_past() -> None:
    history = log(
        seen(-3, "recurring", appointment=TODAY - DAY),
        seen(-2, TWO, appointment=TODAY + 9 * DAY),
        seen(-1, "worsening", appointment=TODAY + 3 * DAY),
    )
    assert next_appointment(history, TODAY) == TODAY + 3 * DAY
    assert next_appointment(history, TODAY + 3 * DAY) == TODAY + 3 * DAY
    assert next_appointment(history, TODAY + 10 * DAY) is None
    assert next_appointment(log(), TODAY) is None


# --- promises

EVERYTHING: list[Record] = [
    spasm(-85, -83, pain=4),
    spasm(-60, -55),
    spasm(-16, -9, pain=5),
    spasm(-7, pain=3),
    spasm(-6),
    *(pain(-7 + n, nrs, at) for n, nrs, at in ((0, 3, "20:00"), (1, 3, "20:00"), (2, 2, "20:00"), (4, 6, "08:00"))),
    session(on(-2, "10:00"), 6, 5),
    session(on(-1, "10:00"), 7, 7, seconds=0),
    *(nsaid(-n) for n in range(11)),
    flag(-8, "fever", "cough"),
    flag(-7, "fever", action="cleared"),
    flag(-6, "injury"),
    flag(-5, "cancer", action="history"),
    seen(-2, "recurring"),
    seen(-1, "recurring", "other words"),
    seen(-1, "nsaid-days"),
]


@given(st.permutations(EVERYTHING))
def test_concerns_do_not_depend_on_the_order_of_records(records: list[Record]) -> None:
    expected = ["red-flag-emergency", "red-flag-days", TWO, "worsening", "recurring", "nsaid-days"]
    found = concerns(unsorted(records), TODAY)
    assert [concern.code for concern in found] == expected
    assert found == concerns(unsorted(EVERYTHING), TODAY)


@given(st.integers(-100, 30))
def test_concerns_come_sorted_each_code_once_and_since_a_date_that_has_come(days: int) -> None:
    when = TODAY + days * DAY
    found = concerns(unsorted(EVERYTHING), when)
    assert [CONCERN_LEVELS.index(c.level) for c in found] == sorted(CONCERN_LEVELS.index(c.level) for c in found)
    assert len({c.code for c in found}) == len(found)
    assert {c.code for c in found} <= set(CODES)
    assert all(c.since <= when and c.source for c in found)


@given(st.integers(-100, 0))
def test_the_past_does_not_know_what_came_after(days: int) -> None:
    when = TODAY + days * DAY
    known = [record for record in EVERYTHING if record.on <= when]
    assert concerns(unsorted(known), when) == concerns(unsorted(EVERYTHING), when)


def test_no_message_scolds_diagnoses_or_tells_the_user_that_all_is_well() -> None:
    said = [c.message for days in range(-100, 60) for c in concerns(unsorted(EVERYTHING), TODAY + days * DAY)]
    assert said
    for message in said:
        assert not re.search(
            r"\b(safe|fine|all clear|harmless|alert|diagnosis|risk|must|should have|!)\b", message, re.I
        )


def test_a_record_of_every_type_passes_through() -> None:
    history = log(
        *EVERYTHING,
        Session(id=new_id(), at=on(0), routine="rest", kind="rest", seconds=60),
        RedFlag(id=new_id(), at=on(0), action="none"),
        Stress(id=new_id(), at=on(0), stress=4),
    )
    assert codes(history) == codes(unsorted(EVERYTHING))
