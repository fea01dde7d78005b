"""Everything by keyboard alone, everything by mouse alone, and the focus to be seen wherever it is."""

from pathlib import Path

import pytest
from textual.widgets import OptionList

from coach.core.records import Session
from coach.tui.themes import SIXTEEN
from tests.test_tui_settings import FileHouse
from tests.tui_house import Opened, opened


async def keyboard(coach: Opened, *keys: str) -> str:
    await coach.press(*keys)
    return coach.text


# the keyboard alone ------------------------------------------------------------------------------------------------


async def test_today_by_keyboard(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.prompt()
        await coach.forward(1)
        assert "g Start" in coach.text
        assert "enough for now" in await keyboard(coach, "g")
        assert "[1 Today]" in await keyboard(coach, "q")
        assert "pain 5" in await keyboard(coach, "p", "5")


async def test_the_log_by_keyboard(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        assert "[2 Log]" in await keyboard(coach, "2")
        first = _picture(coach)
        await keyboard(coach, "up")
        assert _picture(coach) != first
        assert "[1 Today]" in await keyboard(coach, "1")


async def test_the_week_by_keyboard(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        assert "Week 48" in await keyboard(coach, "3")
        assert "Week 47" in await keyboard(coach, "left")
        assert "Week 48" in await keyboard(coach, "right")


async def test_routines_by_keyboard(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await keyboard(coach, "4", "down", "enter")
        assert "enough for now" in coach.text
        await keyboard(coach, "space", "right", "left", "q")


async def test_settings_by_keyboard(tmp_path: Path) -> None:
    house = FileHouse(tmp_path)
    async with opened(tmp_path, house=house) as coach:
        await keyboard(coach, "5", "down", "down", "down", "down", "enter", "2")
        assert house.settings.work.place == "home"


# the mouse alone ---------------------------------------------------------------------------------------------------


async def test_today_by_mouse(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.prompt()
        await coach.forward(1)
        await coach.click("Start")
        assert "enough for now" in coach.text
        await coach.click("enough for now")
        assert "[1 Today]" in coach.text
        await coach.click("p pain")
        await coach.click(" 6 ")
        assert coach.house.journal.history.pains[-1].pain == 6


async def test_it_hurts_by_mouse(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.click("it hurts")
        await coach.click(" 7 ")
        assert coach.house.journal.history.pains[-1].pain == 7
        await coach.click("none of these")
        await coach.click("1  ")
        assert "enough for now" in coach.text


async def test_the_log_and_the_week_by_mouse(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.click("2 Log")
        assert "[2 Log]" in coach.text
        await coach.click("3 Week")
        assert "Week 48" in coach.text
        await coach.click("before")
        assert "Week 47" in coach.text


async def test_routines_by_mouse(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.click("4 Routines")
        await coach.click("enter start")
        await coach.click("enough for now")
        await coach.press("escape")
        kept = coach.house.journal.history.sessions[-1]
        assert isinstance(kept, Session)


async def test_settings_by_mouse(tmp_path: Path) -> None:
    house = FileHouse(tmp_path)
    async with opened(tmp_path, house=house) as coach:
        await coach.click("5 Settings")
        await coach.click("place")
        await coach.click("home")
        assert house.settings.work.place == "home"


# the focus ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("no_colour", [False, True])
async def test_what_has_the_focus_looks_otherwise(
    tmp_path: Path, no_colour: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if no_colour:
        monkeypatch.setenv("NO_COLOR", "1")
    async with opened(tmp_path) as coach:
        for key in "12345":
            await coach.press(key)
            for _ in range(len(coach.app.screen.focus_chain)):
                focused = coach.app.focused
                if focused is None:
                    continue
                with_focus = _picture(coach)
                coach.app.screen.set_focus(None)
                await coach.pilot.pause()
                assert _picture(coach) != with_focus, focused
                coach.app.screen.set_focus(focused)
                await coach.press("tab")


def _picture(coach: Opened) -> list[list[tuple[str, str]]]:
    rows = coach.app.screen._compositor.render_strips()
    return [[(segment.text, str(segment.style)) for segment in row] for row in rows]


async def test_every_list_can_be_walked_without_the_mouse(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        for key in "45":
            await coach.press(key)
            listed = coach.app.screen.query_one(OptionList)
            assert listed.has_focus
            before = listed.highlighted
            await coach.press("down")
            assert listed.highlighted != before


# sixteen colours ---------------------------------------------------------------------------------------------------


def unreadable(coach: Opened) -> list[str]:
    """Words that stand on a ground of their own colour."""
    rows = coach.app.screen._compositor.render_strips()
    return [
        segment.text
        for row in rows
        for segment in row
        if segment.text.strip()
        and segment.style is not None
        and segment.style.color is not None
        and segment.style.color == segment.style.bgcolor
        and not segment.style.color.is_default
    ]


async def test_in_sixteen_colours_no_word_has_the_colour_of_its_ground(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        coach.app.theme = SIXTEEN.name
        await coach.prompt()
        for keys in ("1", "2", "v", "v", "3", "t", "v", "4", "5", "1", "?", "escape", "s", "6", "h", "enter"):
            await coach.press("question_mark" if keys == "?" else keys)
            assert unreadable(coach) == []
        assert "! Call a doctor" in coach.text  # the line over the card
        await coach.press("enter", "escape")
        assert "! Call a doctor" in coach.text  # the banner
        assert unreadable(coach) == []
