"""The drawings as words: what is in each picture, and that nothing runs over its width."""

from datetime import time, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from coach.core.settings import Span
from coach.core.today import TodayView, today_view
from coach.core.week import parse_week, week_view
from coach.tui.commands import ALL, EVERYWHERE, PROMPT_COMMANDS, SESSION_COMMANDS
from coach.tui.drawing import marks, today, week
from coach.tui.relief import relief_choices
from coach.tui.widgets.big_words import large_line, large_width, words, wrap_words
from coach.tui.widgets.hints import hint_row
from tests.tui_house import FakeHouse


@pytest.fixture
def view(tmp_path: Path) -> TodayView:
    house = FakeHouse(tmp_path)
    return today_view(
        house.journal.history, house.settings, house.clock.wall(), house.reminders.view(), house.library.routines
    )


@pytest.mark.parametrize("width", [36, 52, 60, 76, 80, 100, 140])
def test_nothing_of_today_is_wider_than_its_place(view: TodayView, width: int) -> None:
    hours = FakeHouse(Path("unused"), example=False).settings.work.hours
    drawn = [
        today.draw_next(view, width), today.draw_back(view, width), today.draw_walked(view, width),
        today.draw_got_up(view, width), today.draw_plan(view, width, 3), today.draw_day(view, hours, width),
        today.draw_felt(view, width), today.draw_strip(view, width), today.draw_why(view, width),
    ]  # fmt: skip
    for content in drawn:
        for line in content.split("\n"):
            assert line.cell_length <= width, line.plain


def test_the_mark_of_now_leaves_no_half_of_an_hour_beside_it(view: TodayView) -> None:
    hours = FakeHouse(Path("unused"), example=False).settings.work.hours
    for minute in range(0, 60, 5):
        labels = today.draw_day(replace(view, at=view.at.replace(minute=minute)), hours, 76).split("\n")[0].plain
        assert all(len(word) == 2 for word in labels.replace("▼", " ").split()), labels
        assert labels.count("▼") == 1


def test_a_day_without_an_entry_is_a_question_mark_and_no_bar() -> None:
    chart = [line.plain for line in marks.pain_chart([7, None, 0, 10], 1)]
    assert chart == ["▆ · ▁ █ ", "7 ? 0 10"]


@pytest.mark.parametrize(
    ("seconds", "number", "when"),
    [(0, "now", "11:00"), (61, "2", "11:00"), (99 * 60, "99", "11:00"), (100 * 60, "11:00", "")],
)
def test_the_next_prompt_in_minutes_or_by_the_clock(view: TodayView, seconds: int, number: str, when: str) -> None:
    assert view.next is not None
    shown, _, clock = today.next_words(replace(view, next=replace(view.next, in_s=seconds)))
    assert (shown, clock) == (number, when)


def test_earlier_rows_are_counted_when_they_are_many(view: TodayView) -> None:
    done = next(row for row in view.plan if row.state == "done")
    many = tuple(replace(done, at=done.at + timedelta(minutes=place)) for place in range(8))
    text = today.draw_plan(replace(view, plan=many), 60, 3).plain
    assert "5 earlier, all done" in text
    assert text.count("✓") == 3


def test_quiet_is_said(view: TodayView) -> None:
    assert "unanswered" in today.why_lines(replace(view, quiet=True))[0]


def test_a_row_that_is_held_says_why_unless_that_is_said_already(view: TodayView) -> None:
    row = replace(view.plan[-1], state="held", why="meeting until 11:30")
    assert today.row_words(row) == "Check-in: held, meeting until 11:30"
    assert today.row_words(row, ("meeting until 11:30",)) == "Check-in: held"
    assert today.row_words(replace(row, state="skipped", why="pain")) == "Check-in: skipped, in pain"
    assert today.row_words(replace(row, state="missed", why="10 min to begin with")) == "Check-in: missed"


def test_the_strip_leaves_out_what_does_not_fit_and_fills_what_is_over_with_a_bar(view: TodayView) -> None:
    assert "walked 6/18" in today.draw_strip(view, 80).plain and "━" in today.draw_strip(view, 80).plain
    assert today.draw_strip(view, 36).plain == " 18m to standing reset"
    assert today.draw_strip(view, 80, "Paused until 11:12").plain.startswith(" Paused until 11:12   ")


@pytest.mark.parametrize("minute", [0, 5, 8, 30, 59])
def test_the_mark_of_now_leaves_no_half_number_on_the_line_of_the_day(view: TodayView, minute: int) -> None:
    hours = FakeHouse(Path("unused"), example=False).settings.work.hours
    labels = today.draw_day(replace(view, at=view.at.replace(hour=11, minute=minute)), hours, 80).plain.split("\n")[0]
    assert all(len(part.strip("▼")) in (0, 2) for part in labels.split())


@pytest.mark.parametrize("width", [40, 46, 50, 60, 80, 116])
def test_a_day_from_midnight_to_midnight_has_its_line_and_hours_that_can_be_read(view: TodayView, width: int) -> None:
    night = (Span(time(0), time(23, 59)),)
    late = replace(view.plan[-1], at=view.at.replace(hour=23, minute=50))
    for hour in range(24):
        seen = replace(view, at=view.at.replace(hour=hour, minute=58), plan=(*view.plan, late))
        labels, line = (row.plain for row in today.draw_day(seen, night, width).split("\n"))
        assert max(len(labels), len(line)) <= width
        assert all(len(word) == 2 for word in labels.replace("▼", " ").split()), labels


def test_a_snoozed_row_begins_with_until_when(view: TodayView) -> None:
    row = replace(view.plan[-1], state="held", why="snoozed until 11:12", title="Standing reset")
    assert today.row_words(row) == "Snoozed until 11:12: standing reset"


def test_an_emergency_says_why_nothing_comes(view: TodayView) -> None:
    seen = replace(view, next=None, running=True, flag_level="emergency", plan=())
    assert today.next_words(seen)[1] == "Prompts wait until this was looked at"


def test_each_state_of_a_row_has_a_sign_of_its_own(view: TodayView) -> None:
    assert len(set(today.MARKS.values())) == len(today.MARKS)


@pytest.mark.parametrize("width", [56, 76, 100])
def test_the_week_fits_and_says_its_sentences(tmp_path: Path, width: int) -> None:
    house = FakeHouse(tmp_path)
    now = house.clock.wall()
    shown = week_view(house.journal.history, parse_week("last", now.date()), house.settings, now)
    assert "Day-end pain went from 7 to 5." in week.draw_sentences(shown, width).plain
    table = week.draw_table(shown, width)
    assert all(line.cell_length <= width for line in table)
    assert any("walked" in line.plain for line in table)


def test_a_spark_leaves_unknown_days_empty() -> None:
    assert week.spark(("7", "?", "0", "-", "10", "", "5"), 10.0) == "▆ ▁ █ ▄"


def test_large_type_has_three_rows_and_the_width_it_says() -> None:
    drawn = large_line("Stand tall, 2:05.")
    assert drawn is not None
    assert {len(row) for row in drawn} == {large_width("Stand tall, 2:05.")}
    assert large_line("日") is None


def test_words_are_large_where_they_fit_else_their_first_sentence_else_plain() -> None:
    text = "Stand tall. Let your arms hang and your jaw go."
    assert "▀" in words("Stand tall.", 80, 3).plain
    first_large = words(text, 80, 5).plain
    assert "▀" in first_large
    assert "Let your arms hang" in first_large
    assert words(text, 40, 3).plain.split() == text.split()


def test_wrapped_words_keep_every_word() -> None:
    assert wrap_words("one two three", 7) == ["one two", "three"]
    assert wrap_words("unbreakable", 3) == ["unbreakable"]


def test_every_command_has_a_key_a_title_and_a_help_row() -> None:
    for command in ALL.values():
        assert command.keys
        assert command.title
        assert command.help_row().endswith(".") or command.help_row().endswith("?")


@pytest.mark.parametrize("commands", [(*EVERYWHERE, *PROMPT_COMMANDS), SESSION_COMMANDS])
def test_no_two_commands_of_a_screen_share_a_key(commands: tuple[type, ...]) -> None:
    keys = [key for command in commands for key in command.keys.split(",")]  # type: ignore[attr-defined]
    assert len(keys) == len(set(keys))


def test_hints_never_run_over_and_always_tell_where_all_keys_are() -> None:
    for width in range(20, 130, 7):
        row = hint_row(EVERYWHERE, width)
        assert row.cell_length <= width
        assert row.plain.rstrip().endswith("? all")


def test_relief_offers_what_the_place_allows(tmp_path: Path) -> None:
    routines = FakeHouse(tmp_path, example=False).library.routines
    office = [choice[0] for choice in relief_choices(routines, "flare", "office")]
    assert office[:3] == ["relief-chair", "reclined-rest", "cold-timer"]
    assert "minute-on-feet" in office
    held = {routines[choice[0]].kind for choice in relief_choices(routines, "flare", "home", held=True)}
    assert held == {"relief"}
