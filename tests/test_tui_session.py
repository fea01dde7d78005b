"""A session: step by step in large type, paused, skipped, left, and kept whatever happens."""

from pathlib import Path

import pytest

from coach.core.records import Session
from coach.core.session import at, begin
from coach.tui.screens.session import clock_text, progress_row, word_rows
from tests.tui_house import FakeHouse, Opened, opened


def last(coach: Opened) -> Session:
    return coach.house.journal.history.sessions[-1]


async def test_breathing_is_played_to_its_end(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("b")
        assert "Slow breathing" in coach.text
        assert "0:20" not in coach.text  # the countdown is in large type
        await coach.forward(300)
        assert "[1 Today]" in coach.text
        assert (last(coach).routine, last(coach).seconds, last(coach).partial) == ("slow-breathing", 290, False)
        assert ("session started", "breathe", "slow-breathing") in coach.house.reminders.said
        assert ("session ended", "breathe", 290, False) in coach.house.reminders.said


async def test_a_pause_stops_the_clock(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("b")
        await coach.forward(5)
        await coach.press("space")
        assert "paused" in coach.text
        await coach.forward(100)
        await coach.press("space")
        await coach.forward(5)
        await coach.press("q")
        assert (last(coach).seconds, last(coach).partial) == (10, True)


async def test_a_question_mark_shows_the_keys_of_a_session_which_waits_meanwhile(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("b")
        assert "? all" in coach.text
        await coach.forward(5)
        await coach.press("question_mark")
        assert "In a session" in coach.text and "The bell at each change of step" in coach.text
        coach.house.clock.forward(100)
        await coach.press("escape")
        assert "part 1 of 3" in coach.text and "paused" not in coach.text
        await coach.forward(5)
        await coach.press("q")
        assert (last(coach).seconds, last(coach).partial) == (10, True)


@pytest.mark.parametrize("rows", [8, 9, 10, 12])
async def test_a_low_window_has_the_words_of_the_step_before_anything_else(tmp_path: Path, rows: int) -> None:
    async with opened(tmp_path, (60, rows)) as coach:
        await coach.press("b")
        assert "Settle. Shoulders down, jaw loose." in coach.text
        assert ("Stop for:" in coach.text) is (rows >= 10)


async def test_only_a_walk_is_come_back_from_in_the_palette(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("b")
        titles = [entry.title for entry in coach.app.get_system_commands(coach.app.screen)]
        assert "Pause or go on  (space)" in titles
        assert not any(title.startswith("I am back") for title in titles)


async def test_arrows_step_and_the_mouse_does_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("b")
        assert "part 1 of 3" in coach.text
        await coach.press("right")
        assert "part 2 of 3" in coach.text
        await coach.press("left")
        assert "part 1 of 3" in coach.text
        await coach.click("→ next")
        assert "part 2 of 3" in coach.text
        await coach.forward(2)
        await coach.click("enough for now")
        assert last(coach).partial


async def test_a_session_left_at_once_leaves_no_record(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        before = coach.house.journal.history.sessions
        await coach.press("b", "q")
        assert coach.house.journal.history.sessions == before


async def test_pain_up_by_two_offers_to_stop(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("p", "3", "b")
        await coach.forward(30)
        await coach.press("p", "4")
        assert "Stop here?" not in coach.text
        await coach.press("p", "5")
        assert "Pain is up from 3 to 5. Stop here?" in coach.text
        await coach.press("enter")
        assert "[1 Today]" in coach.text
        assert (last(coach).partial, last(coach).seconds) == (True, 30)


async def test_going_on_gently_goes_on(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("p", "3", "b", "p", "7", "2")
        assert "enough for now" in coach.text


async def test_a_walk_asks_for_pain_before_and_after(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.prompt("walk", "gentle-walk", minutes=7)
        await coach.forward(1)
        await coach.press("g")
        assert "Pain before you go?" in coach.text
        await coach.press("4")
        assert "Leave now" in coach.text
        await coach.forward(3600)
        assert "Welcome back. Pain now?" in coach.text
        await coach.press("2")
        walk = last(coach)
        assert (walk.pain_before, walk.pain_after, walk.planned_seconds) == (4, 2, walk.seconds)
        assert walk.seconds >= 7 * 60


async def test_both_numbers_of_a_walk_may_be_left_open(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.prompt("walk", "gentle-walk", minutes=7)
        await coach.forward(1)
        await coach.press("g", "escape")
        await coach.forward(3600)
        await coach.press("escape")
        assert (last(coach).pain_before, last(coach).pain_after) == (None, None)


async def test_what_runs_is_kept_when_the_app_must_end(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("b")
        coach.house.clock.forward(45)
        coach.app.unfinished.save()
        assert (last(coach).seconds, last(coach).partial) == (45, True)
        assert ("session ended", "breathe", 45, True) in coach.house.reminders.said
        count = len(coach.house.journal.history.sessions)
        await coach.press("q")
        assert len(coach.house.journal.history.sessions) == count


async def test_a_prompt_whose_routine_is_gone_does_not_stay_a_session(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.prompt("break", "no-such-routine")
        await coach.forward(1)
        await coach.press("g")
        assert coach.toasts == ["There is no routine called no-such-routine."]
        assert coach.house.reminders.said == [("answer", 7, "start", None), ("session ended", "break", 0, True)]


async def test_ending_before_a_walk_begins_ends_its_session(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        before = coach.house.journal.history.sessions
        await coach.prompt("walk", "gentle-walk", minutes=7)
        await coach.forward(1)
        await coach.press("g")
        coach.app.unfinished.save()
        assert ("session ended", "walk", 0, True) in coach.house.reminders.said
        assert coach.house.journal.history.sessions == before


@pytest.mark.parametrize("size", [(60, 20), (100, 30), (80, 6)])
async def test_it_shows_its_words_at_other_sizes(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, size) as coach:
        await coach.press("4", "1", "c", "1")
        assert "enough for now" in coach.text
        assert "Wrap a cold pack in a cloth." in coach.text or "▀" in coach.text


@pytest.mark.parametrize(("seconds", "text"), [(260, "4:20"), (59.2, "1:00"), (0.1, "0:01"), (0, "0:00")])
def test_a_begun_second_counts(seconds: float, text: str) -> None:
    assert clock_text(seconds) == text


def test_the_progress_row_fits_and_names_what_comes(tmp_path: Path) -> None:
    routine = FakeHouse(tmp_path, example=False).library.routines["slow-breathing"]
    state = at(begin(routine, "easing", None, 0.0), 30.0)
    for width in (40, 60, 80, 120):
        row = progress_row(state, width)
        assert row.cell_length <= width
        assert "●" in row.plain


@pytest.mark.parametrize(
    ("height", "figure", "advice", "rows"),
    [(7, 7, 2, 1), (17, 7, 2, 1), (20, 7, 3, 3), (21, 6, 2, 6), (22, 7, 2, 3), (24, 7, 2, 5), (60, 7, 2, 12)],
)
def test_the_words_leave_room_for_the_figure(height: int, figure: int, advice: int, rows: int) -> None:
    assert word_rows(height, figure, advice) == rows
