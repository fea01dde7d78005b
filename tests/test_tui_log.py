"""The log on the screen: calendar, list, details, changes, gaps; by keyboard and mouse, at every size, for any text."""

import os
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest

from coach.core.records import Pain, Record, RedFlag, Spasm
from coach.core.redflags import LABEL_OF
from coach.log.ids import new_id
from coach.tui.drawing.entry import fields_of
from coach.tui.drawing.log import entry_words
from coach.tui.log_list import FILTERS
from coach.tui.screens.entry import EntryCard
from coach.tui.screens.log import LogPlace
from coach.tui.widgets.rows import RowList
from tests.example_log import NOW
from tests.tui_house import FakeHouse, Opened, opened

NASTY = {
    "markup": "a [/b] b [red]x[/] [@click=app.quit]q[/]",
    "escapes": "a\x1b[31mred\x1b]0;title\x07 b\x9b5m",
    "right to left": "a\u202eb\u2066c\u200fd \u05e9\u05dc\u05d5\u05dd",
    "long": "word " * 2000,
    "one long word": "x" * 10_000,
    "wide": "背中が痛い" * 40,
    "combining": "e\u0301" * 50 + " a\u0308",
    "lines": "one\ntwo\r\nthree\ttabbed",
}
FULL = os.environ.get("COACH_FULL") == "1"
NOTES = NASTY if FULL else {"all of it": "\n".join(text[:3000] for text in NASTY.values())}
"""Each by itself in the full run, one note with all of it every day."""
SIZES = ((80, 24), (60, 20)) if FULL else ((60, 20),)
STEERING = ("\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\u200f")


def place(coach: Opened) -> LogPlace:
    screen = coach.app.screen
    assert isinstance(screen, LogPlace)
    return screen


def pains_on(coach: Opened, day: str) -> list[int]:
    return [pain.pain for pain in coach.house.journal.history.pains if pain.on.isoformat() == day]


# The calendar ----------------------------------------------------------------------------------------------------


async def test_the_calendar_shows_pain_spasm_days_and_unknown_days(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2")
        text = coach.text
        for words in (
            "November 2026",
            "[24]",
            "Tuesday 24 November",
            "today",
            "spasm day 9",
            "▆7━━",
            "?━━",
            "9 spasm days",
        ):
            assert words in text, words
        assert "!━" not in text.split("day's last pain")[0]


async def test_days_past_two_weeks_are_marked_and_said(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "pageup", "pageup", "pageup")
        rows = coach.text.split("\n")
        assert "August 2026" in coach.text
        beneath = rows[next(number for number, row in enumerate(rows) if " 17   18 " in row) + 1]
        assert beneath.count("!━") == 7
        assert "22 spasm days" in coach.text
        assert "! past two weeks" in coach.text
        await coach.quickly(*["left"] * 8)
        assert "Sunday 16 August" in coach.text
        assert "! past two weeks" not in coach.text


ARROWS = (
    ("left", "2026-11-23"), ("up", "2026-11-17"), ("pageup", "2026-10-24"), ("pageup left right", "2026-10-24"),
    ("up up down", "2026-11-17"), ("pageup pageup pagedown", "2026-10-24"), ("up home", "2026-11-24"),
    ("right", "2026-11-24"), ("pagedown", "2026-11-24"), ("pageup " * 9, "2026-08-01"),
    ("pageup down pageup", "2026-09-30"),
)  # fmt: skip
"""Keys from today's date on, and where they lead; the 31st leads to the last day of a shorter month."""


async def test_arrows_move_by_days_and_weeks_and_pages_by_months(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2")
        for keys, day in ARROWS:
            await coach.press("home", *keys.split())
            assert (keys, place(coach).day.isoformat()) == (keys, day)


async def test_the_mouse_marks_a_day_and_turns_the_month(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2")
        await coach.click("16   17")
        assert "Monday 16 November" in coach.text
        await coach.click("‹")
        assert "October 2026" in coach.text
        await coach.click("›")
        assert "November 2026" in coach.text


async def test_enter_goes_to_the_entries_and_escape_comes_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "left", "enter", "down")
        assert "▸ 09:20  pain 5" in coach.text
        await coach.press("left")
        assert place(coach).day == date(2026, 11, 22)
        await coach.press("escape", "up")
        assert place(coach).day == date(2026, 11, 15)


async def test_a_spasm_that_goes_on_is_among_the_entries_of_each_of_its_days(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "left", "enter", "enter")
        assert "Spasm, Mon 16 Nov 14:10" in coach.text


async def test_midnight_takes_along_who_looked_at_today_and_nobody_else(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path, now=datetime(2026, 11, 24, 23, 59, 50, tzinfo=UTC))
    async with opened(tmp_path, house=house) as coach:
        await coach.press("2")
        await coach.forward(20)
        assert place(coach).day == date(2026, 11, 25)
        await coach.press("up")
        await coach.forward(86400)
        assert place(coach).day == date(2026, 11, 18)


async def test_the_log_fits_every_window(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "left")
        for size in ((60, 20), (80, 24), (100, 30), (140, 40), (80, 3), (60, 9)):
            await coach.pilot.resize_terminal(*size)
            for _ in range(2):
                await coach.press("v")
                assert max(width_of(line) for line in coach.text.split("\n")) <= size[0]
            if size[1] > 8:
                assert "[23]" in coach.text


# The list --------------------------------------------------------------------------------------------------------


async def test_the_list_marks_what_lasted_past_two_weeks(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "v", "end")
        assert "! past two weeks" in coach.text
        await coach.press("right")
        rows = [line for line in coach.text.split("\n") if "days" in line and "peak" in line]
        assert [("past two weeks" in row, "still open" in row) for row in rows] == [(False, True), (True, False)]
        assert "22 days" in rows[1]
        await coach.pilot.resize_terminal(60, 20)
        await coach.pilot.pause()
        rows = [line for line in coach.text.split("\n") if "days" in line and "pain 6" in line]
        assert "22 days ! pain 6" in rows[0], "the words do not fit, the mark does"


async def test_filters_let_through_their_kind_alone(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "v")
        assert "asked to" not in coach.text
        assert "gentle level walk" in coach.text
        await coach.click("medicines")
        assert "[medicines]" in coach.text
        assert coach.text.count("took ibuprofen") == 2
        assert "gentle level walk" not in coach.text
        await coach.press("right", "right")
        assert "[prompts]" in coach.text
        assert "asked to stand up: done" in coach.text
        await coach.press("right")
        assert "[all]" in coach.text


@pytest.mark.parametrize(
    ("action", "symptoms", "row", "answer"),
    [
        ("none", (), "safety questions: none of these", "none of these"),
        ("history", (), "safety history: none of these", "safety history"),
        ("history", ("steroids",), "safety history: long-term steroids", "safety history"),
        ("ticked", ("fever",), "safety questions, ticked: fever", "ticked"),
        ("cleared", (), "safety questions, looked at: all that was ticked", "looked at"),
        ("mistake", ("cough",), f"safety questions, ticked by mistake: {LABEL_OF['cough']}", "ticked by mistake"),
    ],
)
def test_answers_to_the_safety_questions_are_words_a_person_would_use(
    action: str, symptoms: tuple[str, ...], row: str, answer: str
) -> None:
    record = msgspec.convert({"id": new_id(NOW), "at": NOW, "action": action, "symptoms": symptoms}, RedFlag)
    assert entry_words(record) == row
    assert {field.name: field.shown for field in fields_of(record, NOW)}["action"] == answer


def test_every_table_is_in_a_filter() -> None:
    from coach.core.records import TYPES

    assert {table for tables in FILTERS.values() for table in tables} == set(TYPES)


async def test_an_entry_of_the_list_can_be_deleted_and_brought_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        count = len(coach.house.journal.history.sessions)
        await coach.press("2", "v", "delete")
        assert len(coach.house.journal.history.sessions) == count - 1
        assert "u brings it back" in coach.toasts[-1]
        assert "▸ Mon 23 Nov" in coach.text
        await coach.press("u")
        assert len(coach.house.journal.history.sessions) == count
        assert "Tue 24 Nov 09:54" in coach.text


async def test_nothing_is_deleted_while_no_entry_is_marked(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        before = coach.house.journal.history
        await coach.press("2", "delete")
        assert coach.house.journal.history == before
        assert "Enter marks an entry" in coach.toasts[-1]


async def test_a_row_is_marked_by_a_click_and_opened_by_another(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "v")
        await coach.click("stress 4")
        assert "▸ Mon 23 Nov 17:16  stress 4" in coach.text
        await coach.click("stress 4")
        assert "Stress, Mon 23 Nov 17:16" in coach.text


# A long log ------------------------------------------------------------------------------------------------------


@pytest.fixture
def years(tmp_path: Path) -> FakeHouse:
    """Ten years: an entry a day of late, one a week before, and an old spasm across a turn of months."""
    house = FakeHouse(tmp_path, example=False)
    first = NOW - timedelta(days=3650)
    records: list[Record] = []
    for number in [*range(0, 3200, 7), *range(3200, 3650)]:
        at = first + timedelta(days=number)
        records.append(Pain(id=new_id(at), at=at, pain=number % 11))
    onset = datetime(2018, 3, 20, 9, tzinfo=UTC)
    records.append(Spasm(id=new_id(onset), at=onset, ended=onset + timedelta(days=20), pain=6))
    house.log.append(*records)
    return house


async def test_years_ago_are_read_month_by_month(tmp_path: Path, years: FakeHouse) -> None:
    async with opened(tmp_path, house=years) as coach:
        await coach.press("2")
        place(coach)._go(date(2018, 4, 8))
        await coach.pilot.pause()
        assert "April 2018" in coach.text
        assert "spasm day 20" in coach.text
        assert "spasm since 20 Mar" in coach.text
        await coach.quickly(*["pageup"] * 40)
        assert place(coach).day.year == 2016


async def test_only_the_rows_in_view_are_drawn(tmp_path: Path, years: FakeHouse) -> None:
    async with opened(tmp_path, house=years) as coach:
        await coach.press("2", "v")
        rows = coach.app.screen.query_one("#entries", RowList)
        drawn: set[int] = set()
        plainly = rows._draw

        def noted(row: int, width: int) -> object:
            drawn.add(row)
            return plainly(row, width)

        rows._draw = noted  # type: ignore[assignment]
        rows.refresh()
        await coach.pilot.pause()
        assert rows.count > 390
        assert len(drawn) <= 24


async def test_the_list_goes_on_into_older_years_and_can_change_what_it_finds(tmp_path: Path, years: FakeHouse) -> None:
    async with opened(tmp_path, house=years) as coach:
        await coach.press("2", "v", "end")
        count = coach.app.screen.query_one("#entries", RowList).count
        await coach.press("end")
        assert coach.app.screen.query_one("#entries", RowList).count > count
        await coach.press("up", "up", "up", "enter", "7")
        card = coach.app.screen
        assert isinstance(card, EntryCard)
        assert card.record.on < date(2026, 1, 1)
        assert card.record.rev == 2
        await coach.press("escape")
        assert "pain 7" in coach.text


async def test_a_rare_kind_is_looked_for_a_year_at_a_time(tmp_path: Path, years: FakeHouse) -> None:
    async with opened(tmp_path, house=years) as coach:
        await coach.press("2", "v", "right")
        assert "Before October 2024: ↓ reads on." in coach.text
        await coach.press("down")
        assert "Before October 2023: ↓ reads on." in coach.text
        await coach.press(*["down"] * 8)
        assert "20 Mar 2018" in coach.text
        assert "reads on" not in coach.text


# An entry --------------------------------------------------------------------------------------------------------


async def test_all_fields_revision_and_device_are_shown(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "enter", "enter")
        for words in (
            "Spasm, Mon 16 Nov 14:10", "still open", "7 of 10", "lower, left", "lifting", "revision 1", "device desk",
        ):  # fmt: skip
            assert words in coach.text, words


async def test_a_digit_changes_a_number_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "left", "enter", "down", "enter", "8")
        assert pains_on(coach, "2026-11-23") == [8]
        assert "8 of 10" in coach.text
        assert "revision" in coach.text
        await coach.press("escape", "u")
        assert pains_on(coach, "2026-11-23") == [5]


async def test_a_wrong_time_is_said_in_a_sentence_and_the_words_stay(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "left", "enter", "down", "enter", "down", "enter")
        for words, sentence in (
            ("25:00", "is not a time"), ("tomorrow", "is not a time"), ("2026-12-24 09:00", "still to come"),
        ):  # fmt: skip
            await retype(coach, words)
            assert sentence in coach.text
            assert words in coach.text
        await coach.press("escape", "escape")
        assert pains_on(coach, "2026-11-23") == [5]


async def retype(coach: Opened, words: str) -> None:
    """Type anew in the field that is open, and hand it over."""
    from coach.tui.widgets.writing import Writing

    area = coach.app.screen.query_one(Writing)
    area.load_text("")
    await coach.quickly(*words)
    await coach.press("enter")


async def test_a_word_put_right_in_one_burst_is_written_as_it_was_typed(tmp_path: Path) -> None:
    from coach.tui.widgets.writing import Writing

    async with opened(tmp_path) as coach:
        await coach.press("n", "7")
        area = coach.app.screen.query_one(Writing)
        await coach.quickly(
            *"stiv", "backspace", *"ff", "left", "left", "left", "left", "left", *"not ", "end", *" now"
        )
        assert area.text == "not stiff now"


async def test_a_time_takes_the_words_of_the_command_line(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "left", "enter", "down", "enter", "down", "enter")
        await retype(coach, "yesterday 07:15")
        moved = [
            pain.at.strftime("%H:%M") for pain in coach.house.journal.history.pains if pain.on == date(2026, 11, 23)
        ]
        assert moved == ["07:15"]


async def test_a_time_of_another_zone_stays_what_it_was_when_it_is_only_looked_at(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    tokyo = datetime(2026, 11, 24, 12, tzinfo=timezone(timedelta(hours=9)))
    house.journal.stress(2, at=tokyo)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("2", "enter", "down", "enter", "down", "enter", "enter")
        assert [(stress.at, stress.rev) for stress in house.journal.history.stresses if stress.at == tokyo] == [
            (tokyo, 1)
        ]
        assert house.journal.history.stresses[-1].at.utcoffset() == timedelta(hours=9)


async def test_a_spasm_cannot_end_before_it_began(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "enter", "enter", "down", "enter")
        await retype(coach, "2026-11-15 10:00")
        assert "cannot end" in coach.text
        await retype(coach, "2026-11-23 10:00")
        assert coach.house.journal.history.spasms[-1].ended == datetime(2026, 11, 23, 10, tzinfo=UTC)


async def test_a_move_to_another_month_is_shown_where_it_went(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "left", "enter", "down", "enter", "down", "enter")
        await retype(coach, "2026-10-05 10:00")
        assert "Mon  5 Oct 10:00" in coach.text
        await coach.press("escape", "escape", "pageup")
        assert "▅5" in coach.text


async def test_what_the_coach_noted_cannot_be_changed(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "v", "left", "enter", "enter")
        assert "Noted by the coach" in coach.text
        assert "outcome" in coach.text or "cause" in coach.text


async def test_an_entry_is_deleted_on_its_card_and_by_the_mouse(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "left", "enter", "down", "enter")
        await coach.click("del delete")
        assert pains_on(coach, "2026-11-23") == []
        await coach.press("u")
        assert pains_on(coach, "2026-11-23") == [5]


@pytest.mark.parametrize("nasty", NOTES.values(), ids=NOTES.keys())
async def test_any_note_is_kept_as_it_is_and_shown_as_text(tmp_path: Path, nasty: str) -> None:
    house = FakeHouse(tmp_path)
    house.journal.note(nasty)
    house.journal.took(nasty[:200], note=nasty)
    house.journal.spasm_end()
    house.journal.spasm_start(note=nasty)
    seen: list[tuple[int, str]] = []
    async with opened(tmp_path, house=house) as coach:
        for size in SIZES:
            await coach.pilot.resize_terminal(*size)
            for step in ("2", "enter down", "v", "enter", "pagedown", "escape v", "e", "escape i"):
                await coach.press(*step.split())
                seen.append((size[0], coach.text))
            await coach.press("escape")
    assert not [mark for mark in STEERING for _, text in seen if mark in text]
    assert all(width_of(line) <= width for width, text in seen for line in text.split("\n"))
    assert house.journal.history.notes[-1].text == nasty


def width_of(line: str) -> int:
    from rich.cells import cell_len

    return cell_len(line.rstrip())


async def test_an_untouched_note_stays_as_it_is_when_its_field_is_opened(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    house.journal.note(NASTY["escapes"])
    async with opened(tmp_path, house=house) as coach:
        await coach.press("2", "v", "enter", "enter")
        assert "\x1b" not in coach.text
        await coach.press("enter", "escape")
        assert house.journal.history.notes[-1].text == NASTY["escapes"]
        assert house.journal.history.notes[-1].rev == 1


# Details of a spasm ----------------------------------------------------------------------------------------------


async def test_area_signs_triggers_and_note_by_key(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "e")
        assert "[x] left" in coach.text
        await coach.press("a", "c", "h", "i", "m", "v")
        await retype(coach, "lifted a box")
        await coach.press("enter")
        spasm = coach.house.journal.history.spasms[-1]
        assert (set(spasm.where), set(spasm.signs)) == ({"right", "lower"}, {"tension", "sharp"})
        assert (set(spasm.triggers), spasm.note) == ({"posture", "lifting"}, "lifted a box")
        await coach.press("u")
        assert set(coach.house.journal.history.spasms[-1].where) == {"left", "lower"}


async def test_the_back_is_picked_with_the_mouse(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "e")
        await coach.click("███")
        assert "███" not in coach.text
        rows = coach.text.split("\n")
        row = next(number for number, line in enumerate(rows) if "|  ··· ··· ···  |" in line)
        column = rows[row].index("··· ···")
        await coach.pilot.click(offset=(column + 9, row))
        await coach.pilot.pause()
        await coach.click("enter save")
        assert set(coach.house.journal.history.spasms[-1].where) == {"right", "upper"}


async def test_details_in_a_small_window_come_into_view_with_the_mark(tmp_path: Path) -> None:
    async with opened(tmp_path, (60, 20)) as coach:
        await coach.press("2", "e")
        await coach.press("left")
        assert "▸m [ ] posture" in coach.text
        await coach.quickly(*["down"] * 8)
        assert "▸u [ ] other" in coach.text
        await coach.press("down")
        assert "▸a [x] left" in coach.text


async def test_without_an_open_spasm_one_has_to_be_marked(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    house.journal.spasm_end()
    async with opened(tmp_path, house=house) as coach:
        await coach.press("2", "v", "e")
        assert "No spasm is open" in coach.toasts[-1]
        await coach.press("right", "down", "e")
        assert "Spasm of Mon  3 Aug" in coach.text


# Gaps ------------------------------------------------------------------------------------------------------------


async def test_a_weekend_is_filled_in_with_two_digits(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path, example=False, now=datetime(2026, 11, 23, 9, tzinfo=UTC))
    for days_ago in (3, 4, 5, 6, 7):
        house.journal.pain(4, at=house.clock.wall() - timedelta(days=days_ago))
    async with opened(tmp_path, house=house) as coach:
        await coach.press("2", "f")
        assert "Saturday 21 Nov" in coach.text
        assert "Sunday 22 Nov" in coach.text
        await coach.press("3", "5")
        filled = [(pain.on.day, pain.pain, pain.at.hour) for pain in house.journal.history.pains[-2:]]
        assert filled == [(21, 3, 20), (22, 5, 20)]
        assert "2 days" in coach.toasts[-1]
        await coach.press("f")
        assert "as far back as the log goes" in coach.toasts[-1]


async def test_a_slip_in_a_gap_is_put_right_by_going_up(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path, example=False, now=datetime(2026, 11, 23, 9, tzinfo=UTC))
    house.journal.pain(4, at=house.clock.wall() - timedelta(days=3))
    async with opened(tmp_path, house=house) as coach:
        await coach.press("2", "f", "3", "up", "t", "escape")
        assert [(pain.on.day, pain.pain, pain.rev) for pain in house.journal.history.pains[1:]] == [(21, 10, 2)]


async def test_a_day_that_cannot_be_told_stays_unknown(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path, example=False, now=datetime(2026, 11, 23, 9, tzinfo=UTC))
    house.journal.pain(4, at=house.clock.wall() - timedelta(days=3))
    async with opened(tmp_path, house=house) as coach:
        await coach.press("2", "f", "space", "5")
        assert [pain.on.day for pain in house.journal.history.pains[1:]] == [22]
