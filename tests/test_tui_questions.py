"""The line that asks after a while without input, watching, the reasons, and whether the app is looked at."""

from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace
from textual import events

from tests.tui_house import Opened, opened


async def asked(coach: Opened, question: str) -> None:
    shows = coach.house.reminders.shows
    assert shows is not None
    coach.house.reminders.shows = replace(shows, question=question)
    coach.app.look()
    await coach.pilot.pause()


async def test_up_just_now_is_asked_in_one_line_and_y_is_yes(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("y")
        assert coach.house.reminders.said == []
        await asked(coach, "up")
        assert "Up just now?" in coach.text
        await coach.press("y")
        assert coach.house.reminders.said == [("question answered", True)]


async def test_reading_is_asked_too_and_can_be_denied_by_key_and_click(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await asked(coach, "reading")
        await coach.press("escape")
        await coach.click("yes")
        assert coach.house.reminders.said == [("question answered", False), ("question answered", True)]


async def test_j_says_that_one_reads_and_says_it_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("j")
        assert coach.house.reminders.said == [("stay", True)]
        assert "only lock and sleep" in coach.toasts[-1]
        shows = coach.house.reminders.shows
        assert shows is not None
        coach.house.reminders.shows = replace(shows, stay=True)
        await coach.press("j")
        assert coach.house.reminders.said[-1] == ("stay", False)


async def test_h_shows_the_reasons_as_text(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("h")
        assert "break held: meeting until 11:30 [/b]" in coach.text
        await coach.press("escape")
        assert "How come" not in coach.text


async def test_a_focused_app_with_a_late_key_is_looked_at_and_no_longer_after_a_minute(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        reminders = coach.house.reminders
        await coach.press("1")
        assert not reminders.is_looked_at, "the terminal has not told of its focus"
        await coach.app.on_event(events.AppFocus())
        assert reminders.is_looked_at
        await coach.forward(61)
        assert not reminders.is_looked_at
        await coach.press("1")
        assert reminders.is_looked_at
        await coach.app.on_event(events.AppBlur())
        assert not reminders.is_looked_at
        assert coach.house.keys >= 2


async def test_every_place_says_why_it_is_silent_and_how_that_ends(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        assert coach.house.reminders.shows is not None
        until = coach.house.clock.wall() + timedelta(minutes=30)
        coach.house.reminders.shows = replace(coach.house.reminders.shows, hold_reason="paused", hold_until=until)
        for place in "23451":
            await coach.press(place)
            assert "‖ Paused until 11:12." in coach.text
        await coach.click("go on")
        assert coach.house.reminders.said[-1][0] == "pause"
        coach.house.reminders.shows = replace(coach.house.reminders.shows, hold_reason="meeting")
        await coach.press("2")
        assert "‖ Silent until 11:12: a meeting." in coach.text
        coach.house.reminders.shows = replace(coach.house.reminders.shows, hold_reason=None, stay=True)
        await coach.press("1")
        assert "Reading or watching. Only lock and sleep count as away.  j end it" in coach.text


async def test_the_strip_says_it_too_and_a_question_takes_its_row(tmp_path: Path) -> None:
    async with opened(tmp_path, (80, 2)) as coach:
        assert coach.house.reminders.shows is not None
        coach.house.reminders.shows = replace(coach.house.reminders.shows, hold_reason="paused")
        coach.app.look()
        await coach.pilot.pause()
        assert coach.text.startswith(" Paused ")
        await asked(coach, "up")
        assert coach.text.startswith(" Up just now?") and "s it hurts" in coach.text
