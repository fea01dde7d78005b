"""The month of the calendar, and medicines in counts: rules at their boundaries."""

from datetime import UTC, date, datetime, timedelta

import pytest

from coach.core.history import History, history_of
from coach.core.medicines import days_line, first_nsaid, used_before
from coach.core.month import day_marks, entries_on, first_of_month, gaps, month_marks
from coach.core.records import Medicine, Note, Pain, Prompt, Session, Spasm

NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)


def at(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}+00:00")


def pain(day: str, nrs: int, clock: str = "09:00") -> Pain:
    return Pain(id=f"p{day}{clock}", at=at(day, clock), pain=nrs)


@pytest.mark.parametrize(
    ("day", "by", "expected"),
    [
        ("2026-11-24", 0, "2026-11-01"), ("2026-11-24", 1, "2026-12-01"), ("2026-11-24", 2, "2027-01-01"),
        ("2026-01-31", -1, "2025-12-01"), ("2026-11-24", -13, "2025-10-01"),
    ],
)  # fmt: skip
def test_months_are_counted_across_years(day: str, by: int, expected: str) -> None:
    assert first_of_month(date.fromisoformat(day), by).isoformat() == expected


def test_a_month_has_all_its_dates_and_knows_which_are_to_come() -> None:
    marks = month_marks(History(), NOW.date(), NOW)
    assert [mark.day.day for mark in marks] == list(range(1, 31))
    assert [mark.day.day for mark in marks if mark.coming] == list(range(25, 31))
    assert all(mark.pain is None for mark in marks)


def test_a_day_has_its_last_lowest_and_highest_pain_of_all_ratings() -> None:
    walk = Session(
        id="s",
        at=at("2026-11-20", "23:55"),
        routine="gentle-walk",
        kind="walk",
        seconds=600,
        pain_before=7,
        pain_after=3,
    )
    history = history_of([pain("2026-11-20", 5), pain("2026-11-20", 2, "08:00"), walk])
    friday, saturday = day_marks(history, date(2026, 11, 20), date(2026, 11, 21), NOW)
    assert (friday.pain, friday.lowest, friday.highest) == (7, 2, 7)
    assert saturday.pain == 3  # rated after midnight
    assert day_marks(history, date(2026, 11, 21), date(2026, 11, 21), NOW) == (saturday,)


@pytest.mark.parametrize(("days_ago", "number", "beyond"), [(13, 14, False), (14, 15, True)])
def test_the_fifteenth_day_is_past_two_weeks(days_ago: int, number: int, beyond: bool) -> None:
    history = history_of([Spasm(id="s", at=NOW - timedelta(days=days_ago))])
    today = month_marks(history, NOW.date(), NOW)[NOW.day - 1]
    assert (today.spasm_day, today.beyond_two_weeks) == (number, beyond)


def test_days_between_two_spasms_of_a_bout_are_no_spasm_days_but_count() -> None:
    spasms = [
        Spasm(id="a", at=at("2026-11-02"), ended=at("2026-11-03")),
        Spasm(id="b", at=at("2026-11-07"), ended=at("2026-11-07", "20:00")),
    ]
    marks = month_marks(history_of(spasms), NOW.date(), NOW)
    assert [(mark.day.day, mark.spasm_day) for mark in marks if mark.spasm_day] == [(2, 1), (3, 2), (7, 6)]


def test_a_spasm_across_the_turn_of_a_month_is_on_both_sides() -> None:
    history = history_of([Spasm(id="a", at=at("2026-10-30"), ended=at("2026-11-02"))])
    assert [mark.spasm_day for mark in day_marks(history, date(2026, 10, 31), date(2026, 11, 3), NOW)] == [
        2,
        3,
        4,
        None,
    ]


def test_gaps_are_days_gone_by_since_the_log_began() -> None:
    history = history_of([pain("2026-11-20", 4), pain("2026-11-22", 4)])
    assert [day.day for day in gaps(history, date(2026, 11, 18), NOW.date(), NOW)] == [21, 23]
    assert gaps(History(), date(2026, 11, 18), NOW.date(), NOW) == ()


def test_the_entries_of_a_day_begin_with_the_spasm_it_lies_in_and_leave_prompts_out() -> None:
    spasm = Spasm(id="s", at=at("2026-11-19"), ended=at("2026-11-21", "12:00"))
    note = Note(id="n", at=at("2026-11-20"), text="x")
    prompt = Prompt(id="q", at=at("2026-11-20"), kind="break", outcome="done", closed=at("2026-11-20"))
    history = history_of([note, spasm, prompt, pain("2026-11-20", 3, "08:00")])
    assert [record.id for record in entries_on(history, date(2026, 11, 20), NOW)] == ["s", "p2026-11-2008:00", "n"]
    assert [record.id for record in entries_on(history, date(2026, 11, 19), NOW)] == ["s"]
    assert entries_on(history, date(2026, 11, 22), NOW) == ()


# Medicines -------------------------------------------------------------------------------------------------------


def medicine(days_ago: int, name: str = "ibuprofen", nsaid: bool = True) -> Medicine:
    return Medicine(id=f"{name}{days_ago}", at=NOW - timedelta(days=days_ago), name=name, nsaid=nsaid)


def test_names_used_before_come_newest_first_and_once() -> None:
    history = history_of([medicine(3), medicine(2, "Ibuprofen "), medicine(4, "paracetamol", False)])
    assert [known.name for known in used_before(history, most=8)] == ["Ibuprofen ", "paracetamol"]
    assert len(used_before(history, most=1)) == 1


@pytest.mark.parametrize(
    ("days_ago", "said"),
    [
        ((), ""),
        ((7,), ""),
        ((6,), "Anti-inflammatory logged on 1 of the last 7 days."),
        ((0, 1, 1), "Anti-inflammatory logged on 2 of the last 7 days."),
        (range(7), "Anti-inflammatory logged on 7 of the last 7 days. Check the leaflet or ask a pharmacist."),
    ],
)
def test_days_are_counted_and_never_judged(days_ago: tuple[int, ...], said: str) -> None:
    records = [Medicine(id=str(number), at=NOW - timedelta(days=ago), name="x", nsaid=True)
               for number, ago in enumerate(days_ago)]  # fmt: skip
    assert days_line(history_of(records), NOW.date()) == said
    assert days_line(history_of([*records, medicine(2, "paracetamol", False)]), NOW.date()) == said


def test_only_the_first_anti_inflammatory_is_the_first() -> None:
    one, other = medicine(1), medicine(0)
    assert first_nsaid(history_of([one]), one)
    assert not first_nsaid(history_of([one, other]), other)
    assert not first_nsaid(History(), medicine(0, "paracetamol", False))
