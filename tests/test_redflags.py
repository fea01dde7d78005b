"""The safety questions: the table as it must stay, and which answers are open."""

import re
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core import redflags
from coach.core.records import RedFlag
from coach.core.redflags import (
    ACTIONS,
    HISTORY,
    HISTORY_SLUGS,
    LEVEL_OF,
    LEVELS,
    SLUGS,
    SYMPTOMS,
    Level,
    OpenFlag,
    early_visit,
    flags_now,
    history_group,
    more_is_ticked,
    open_flags,
    questions,
    worst_level,
)
from coach.core.report_spasm import red_flags
from tests.made import DAY, TODAY, flag, log, on, unsorted

TABLE: dict[Level, tuple[str, ...]] = {
    "emergency": (
        "both-legs", "leg-giving-way", "saddle-numbness", "bladder-bowel", "chest-pain", "injury", "collapse-signs",
    ),
    "same-day": ("fever", "weight-loss", "lump", "night-worse", "thoracic", "leg-weakness", "unsteady"),
    "days": ("tummy-pulse", "cough"),
}  # fmt: skip

WORDS = [(s.question, s.label) for s in SYMPTOMS] + [(item.question, item.label) for item in HISTORY]


def test_the_table_holds_every_symptom_at_its_level_in_order() -> None:
    assert tuple(slug for level in LEVELS for slug in TABLE[level]) == SLUGS
    assert {slug: level for level in LEVELS for slug in TABLE[level]} == LEVEL_OF
    assert HISTORY_SLUGS == ("cancer", "brittle-bones", "steroids", "immunity")


@pytest.mark.parametrize(
    ("level", "words"),
    [("emergency", "local emergency number now"), ("same-day", "today"), ("days", "days")],
)
def test_each_level_says_what_to_do(level: Level, words: str) -> None:
    assert words in ACTIONS[level]


def test_every_question_asks_the_user_and_has_a_label_that_fits_a_narrow_screen() -> None:
    for question, label in WORDS:
        assert "?" in question
        assert re.search(r"\b(you|your|it|this)\b", question, re.IGNORECASE)
        assert len(label) <= 80


def test_nothing_tells_the_user_that_all_is_well() -> None:
    said = [*ACTIONS.values(), redflags.CHECKED, redflags.NONE_OF_THESE, redflags.EARLY_VISIT]
    said += [text for words in WORDS for text in words]
    for sentence in said:
        assert not re.search(r"\b(safe|fine|okay|ok|all clear|nothing to worry|harmless|normal)\b", sentence, re.I)


def test_nothing_asked_is_nothing_open() -> None:
    assert open_flags(log(), TODAY) == ()
    assert worst_level(()) is None


def test_a_ticked_symptom_is_open_from_its_date() -> None:
    assert open_flags(log(flag(-2, "fever")), TODAY) == (OpenFlag("fever", "same-day", TODAY - 2 * DAY),)


def test_open_flags_come_the_most_urgent_first() -> None:
    flags = open_flags(log(flag(-2, "cough", "fever", "injury"), flag(-1, "both-legs")), TODAY)
    assert [found.slug for found in flags] == ["both-legs", "injury", "fever", "cough"]
    assert worst_level(flags) == "emergency"
    assert worst_level(flags[2:]) == "same-day"
    assert worst_level(flags[3:]) == "days"


@pytest.mark.parametrize("action", ["cleared", "mistake"])
def test_clearing_without_words_takes_back_all(action: str) -> None:
    history = log(flag(-2, "fever", "injury"), flag(-1, action=action))  # type: ignore[arg-type]
    assert open_flags(history, TODAY) == ()


@pytest.mark.parametrize("action", ["cleared", "mistake"])
def test_clearing_a_named_symptom_leaves_the_others(action: str) -> None:
    history = log(flag(-2, "fever", "injury"), flag(-1, "fever", action=action))  # type: ignore[arg-type]
    assert [found.slug for found in open_flags(history, TODAY)] == ["injury"]


def test_none_of_these_does_not_clear_what_is_open() -> None:
    assert len(open_flags(log(flag(-2, "fever"), flag(-1, action="none")), TODAY)) == 1


def test_ticked_again_it_keeps_its_date_and_after_clearing_it_has_a_new_one() -> None:
    history = log(flag(-9, "fever"), flag(-7, "fever"))
    assert open_flags(history, TODAY)[0].since == TODAY - 9 * DAY
    history = log(flag(-9, "fever"), flag(-8, action="cleared"), flag(-7, "fever"))
    assert open_flags(history, TODAY)[0].since == TODAY - 7 * DAY


def test_in_the_past_a_later_tick_or_clearing_is_not_known() -> None:
    history = log(flag(-5, "fever"), flag(-2, action="cleared"), flag(0, "injury"))
    assert [found.slug for found in open_flags(history, TODAY - 3 * DAY)] == ["fever"]
    assert open_flags(history, TODAY - 2 * DAY) == ()
    assert open_flags(history, TODAY - 6 * DAY) == ()


def test_asked_at_an_instant_the_time_of_day_counts() -> None:
    history = log(flag(0, "fever", at="10:00"), flag(0, action="cleared", at="11:00"))
    assert open_flags(history, on(0, "09:59")) == ()
    assert len(open_flags(history, on(0, "10:30"))) == 1
    assert open_flags(history, on(0, "11:00")) == ()


def test_a_flag_ticked_before_flying_west_over_the_date_line_is_open_on_arrival() -> None:
    ticked = RedFlag(
        id="a",
        at=datetime(2026, 11, 25, 1, 0, tzinfo=timezone(timedelta(hours=13))),
        action="ticked",
        symptoms=("fever",),
    )
    now = datetime(2026, 11, 24, 8, 0, tzinfo=timezone(timedelta(hours=-8)))
    assert len(open_flags(log(ticked), now)) == 1


def test_after_the_clock_was_set_back_a_new_tick_is_not_hidden_by_the_clearing_before_it() -> None:
    history = log(
        flag(0, "fever", at="10:00"), flag(0, action="cleared", at="11:00"), flag(0, "fever", "injury", at="08:00")
    )
    assert [found.slug for found in open_flags(history, TODAY)] == ["injury", "fever"]
    assert [row.slug for row in red_flags(history, TODAY, TODAY).rows if row.closed is None] == ["fever", "injury"]


def test_after_the_clock_was_set_back_an_open_tick_stands_and_can_be_cleared() -> None:
    ticked, cleared = flag(0, "fever", at="11:00"), flag(0, action="cleared", at="08:05")
    assert len(flags_now(log(ticked), on(0, "08:00"))) == 1
    assert flags_now(log(ticked, cleared), on(0, "08:05")) == ()


def test_of_the_history_group_the_answer_written_last_counts_whatever_the_clock_said() -> None:
    history = log(flag(0, "cancer", action="history", at="11:00"), flag(0, "steroids", action="history", at="08:00"))
    assert history_group(history, TODAY) == ("steroids",)


@pytest.mark.parametrize(
    ("before", "after", "more"),
    [
        (flag(0, "fever"), flag(0, "fever", "lump"), True),
        (flag(0, "fever", "lump"), flag(0, "fever"), False),
        (flag(0, "fever", action="cleared"), flag(0, "fever"), True),
        (flag(0, "fever"), flag(0, "fever", action="mistake"), False),
        (flag(0, action="none"), flag(0, "lump"), True),
    ],
)
def test_a_correction_that_ticks_more_is_told_from_one_that_does_not(
    before: RedFlag, after: RedFlag, more: bool
) -> None:
    assert more_is_ticked(before, after) is more


def test_a_symptom_of_a_newer_version_is_shown_rather_than_lost() -> None:
    assert open_flags(log(flag(0, "not-yet-known", "cough")), TODAY) == (
        OpenFlag("not-yet-known", "same-day", TODAY),
        OpenFlag("cough", "days", TODAY),
    )


def test_the_history_group_is_unknown_until_asked_and_the_last_answer_counts() -> None:
    assert history_group(log(flag(-9, "fever")), TODAY) is None
    asked = flag(-9, action="history")
    assert history_group(log(asked), TODAY) == ()
    changed = flag(-3, "steroids", "cancer", action="history")
    assert history_group(log(asked, changed), TODAY) == ("cancer", "steroids")
    assert history_group(log(asked, changed), TODAY - 4 * DAY) == ()


def test_the_history_group_is_no_open_flag_and_clearing_leaves_it() -> None:
    history = log(flag(-9, "cancer", action="history"), flag(-3, action="cleared"))
    assert open_flags(history, TODAY) == ()
    assert history_group(history, TODAY) == ("cancer",)


def test_with_a_history_a_minor_fall_counts_and_a_new_spasm_asks_for_an_early_visit() -> None:
    plain, with_history = log(flag(-9, action="history")), log(flag(-9, "brittle-bones", action="history"))
    assert questions(plain, TODAY) == SYMPTOMS
    assert early_visit(plain, TODAY) is None
    asked = {symptom.slug: symptom.question for symptom in questions(with_history, TODAY)}
    assert tuple(asked) == SLUGS
    assert "minor" in asked["injury"]
    sentence = early_visit(with_history, TODAY)
    assert sentence is not None
    assert "doctor early" in sentence


@given(
    st.permutations(
        [
            flag(-9, "fever", "cough"),
            flag(-8, "fever", action="mistake"),
            flag(-7, action="none"),
            flag(-6, "injury"),
            flag(-5, action="cleared"),
            flag(-4, "lump"),
            flag(-4, "lump", action="cleared"),
            flag(-3, "cough"),
        ]
    )
)
def test_the_order_of_the_records_does_not_matter(records: list[RedFlag]) -> None:
    assert open_flags(unsorted(records), TODAY) == (OpenFlag("cough", "days", TODAY - 3 * DAY),)
