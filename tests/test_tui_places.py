"""The five places, by keyboard and by mouse, at every size; what the user typed is never markup."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from msgspec.structs import replace
from textual.geometry import Region, Size
from textual.screen import Screen

from coach.tui.commands import PLACES
from coach.tui.widgets.drawn import Line
from tests.tui_house import FakeHouse, opened

TITLES = {"1": "Today", "2": "Log", "3": "Week", "4": "Routines", "5": "Settings"}


async def test_today_says_what_comes_and_how_the_back_is(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        text = coach.text
        for words in (
            "Standing reset, 2 min", "42 of 60", "12 of 30", "spasm day 9, easing", "pain 4", "6 of ",
            "Walk 6 min, pain 4 → 4", "BETTER   after walk", "WHY      Walks: ", "1 2 2 ? ? 7 5 6 4 3 ? 5 5 4",
        ):  # fmt: skip
            assert words in text, words


async def test_number_keys_and_clicks_lead_to_the_places(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        for key, title in TITLES.items():
            await coach.press(key)
            assert f"[{key} {title}]" in coach.text
        for key, title in TITLES.items():
            await coach.click(f"{key} {title}")
            assert f"[{key} {title}]" in coach.text


@pytest.mark.parametrize("size", [(60, 20), (100, 30), (120, 36)])
async def test_every_place_opens_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, size) as coach:
        for key, title in TITLES.items():
            await coach.press(key)
            assert f"[{key} {title}]" in coach.text


@pytest.mark.parametrize("size", [(80, 2), (80, 7), (60, 2)])
async def test_a_few_rows_show_the_strip(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, size) as coach:
        assert "18m to standing reset" in coach.text
        assert "s it hurts" in coach.text


async def test_nothing_is_drawn_again_without_news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path) as coach:
        await coach.forward(0)
        updates: list[str] = []
        plainly = Line.refresh

        def noted(
            line: Line, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
        ) -> Line:
            updates.append(line.id or "")
            return plainly(line, *regions, repaint=repaint, layout=layout, recompose=recompose)

        monkeypatch.setattr(Line, "refresh", noted)
        layouts: list[Screen[object]] = []
        plainly_laid_out = Screen._refresh_layout

        def laid_out(screen: Screen[object], size: Size | None = None, scroll: bool = False) -> None:
            layouts.append(screen)
            plainly_laid_out(screen, size, scroll)

        monkeypatch.setattr(Screen, "_refresh_layout", laid_out)
        for _ in range(3):
            await coach.forward(5)
        assert (updates, layouts) == ([], [])
        await coach.forward(60)
        assert "places" in updates


async def test_a_log_written_elsewhere_is_shown(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        other = FakeHouse(tmp_path, example=False)
        other.journal.pain(8)
        assert coach.house.reminders.listener is not None
        coach.house.journal.refresh()
        coach.house.reminders.listener.log_changed()
        await coach.pilot.pause()
        assert "pain 8, 10:42" in coach.text


async def test_the_arrows_turn_the_weeks(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("3")
        assert "Week 48" in coach.text
        await coach.press("right")
        assert "Week 48" in coach.text
        await coach.press("left")
        assert "Week 47" in coach.text
        assert "You walked 48 of 81 planned minutes." in " ".join(coach.text.replace("│", " ").split())
        await coach.click("← before")
        assert "Week 46" in coach.text


async def test_a_gap_of_the_week_can_be_filled(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("3", "left", "f")
        assert "Saturday 21 November: pain at its end?" in coach.text
        await coach.press("4")
        filled = [pain for pain in coach.house.journal.history.pains if pain.on.isoformat() == "2026-11-21"]
        assert [pain.pain for pain in filled] == [4]
        assert "Saturday has no pain entry" not in coach.text
        await coach.press("f")
        assert "Every day of this week has a pain entry." in coach.toasts


async def test_a_routine_shows_its_page_and_starts_with_enter(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("4")
        assert "Short relief, with an eye on the skin." in coach.text
        await coach.press("enter")
        assert "enough for now" in coach.text


async def test_the_settings_name_their_file(tmp_path: Path) -> None:
    async with opened(tmp_path, (200, 36)) as coach:
        await coach.press("5")
        assert str(coach.house.paths.config) in coach.text
        assert "09:00-12:30, 13:15-17:30" in coach.text


async def test_help_has_a_row_for_every_key(tmp_path: Path) -> None:
    async with opened(tmp_path, (100, 60)) as coach:
        await coach.press("question_mark")
        for command in (*PLACES.values(),):
            assert command.help_row()[:40] in coach.text
        await coach.press("escape")
        assert "[1 Today]" in coach.text


async def test_the_palette_runs_a_command(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("ctrl+p", *"week")
        await coach.pilot.app.workers.wait_for_complete()
        await coach.press("enter")
        assert "[3 Week]" in coach.text or "Week" in coach.text


async def test_one_key_says_that_you_walked(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("w")
        walk = coach.house.journal.history.sessions[-1]
        assert (walk.kind, walk.told) == ("walk", True)
        assert walk.seconds // 60 in range(5, 16)
        assert f"{6 + walk.seconds // 60} of " in coach.text


async def test_quiet_holds_and_ends(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("z")
        assert coach.house.reminders.said[-1] == ("pause", 1800)
        assert coach.house.reminders.shows is not None
        coach.house.reminders.shows = replace(coach.house.reminders.shows, hold_reason="paused")
        await coach.press("z")
        assert coach.house.reminders.said[-1] == ("pause", 0)


async def test_moved_restarts_the_shift(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("m")
        assert ("moved", "shift") in coach.house.reminders.said


async def test_a_key_held_down_says_its_line_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press(*"mmmmmm")
        assert coach.toasts == ["Moved: the time since the last shift starts anew."]


async def test_the_spasm_is_over_with_one_key_and_the_key_is_gone(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        assert "o over" in coach.text
        await coach.press("o")
        assert coach.house.journal.history.spasms[-1].ended is not None
        assert "o over" not in coach.text
        before = coach.house.journal.history
        await coach.press("o")
        assert coach.house.journal.history == before
        assert coach.toasts[-1] == "No spasm is open."


async def test_a_key_about_a_banner_that_is_not_there_says_so(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path, example=False)
    house.journal.pain(4)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("a")
        assert coach.toasts[-1] == "There is no banner now."


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_today_has_no_gap_for_what_is_not_there(tmp_path: Path, size: tuple[int, int]) -> None:
    house = FakeHouse(tmp_path, example=False)
    house.journal.pain(4)
    async with opened(tmp_path, size, house=house) as coach:
        page = coach.app.screen.query_one("#page")
        assert not any(page.query_one(name).display for name in ("#felt", "#felt-rows"))
        house.journal.session("cold-timer", "relief", 600, felt="better")
        await coach.forward(60)
        assert [page.query_one(name).display for name in ("#felt", "#felt-rows")] == [size[0] < 98, size[0] >= 98]
        assert "1 of 1" in coach.text


async def test_today_scrolls_to_its_end_and_back_in_a_low_window(tmp_path: Path) -> None:
    async with opened(tmp_path, (80, 12)) as coach:
        top = coach.text
        await coach.press("end")
        assert coach.text != top
        await coach.press("home")
        assert coach.text == top


@pytest.mark.parametrize(("day", "flagged"), [(13, False), (14, True)])
async def test_a_spasm_is_flagged_from_day_15_in_every_place(tmp_path: Path, day: int, flagged: bool) -> None:
    house = FakeHouse(tmp_path, example=False)
    house.journal.spasm_start(at=house.clock.wall() - timedelta(days=day), pain=5)
    house.journal.pain(4)
    async with opened(tmp_path, house=house) as coach:
        for key in "123":
            await coach.press(key)
            assert ("Worth a visit" in coach.text) is flagged
        await coach.press("2")
        assert ("! past two weeks" in coach.text) is flagged
        if flagged:
            await coach.press("a")
            assert "Source:" in coach.text
            await coach.press("enter")
            assert "Worth a visit" not in coach.text


async def test_without_a_conductor_the_app_reads_and_logs(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    house.reminders.shows = None
    async with opened(tmp_path, house=house) as coach:
        await coach.forward(10)
        for key in "54321":
            await coach.press(key)
            assert "read and log  Tue" in coach.text
        await coach.press("p", "3")
        assert house.journal.history.pains[-1].pain == 3


async def test_a_window_that_does_not_prompt_says_where_the_reasons_are(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    house.reminders.shows = None
    with patch.object(house.reminders, "decisions", list):
        async with opened(tmp_path, house=house) as coach:
            await coach.press("h")
            assert "Another window reminds: h tells the reasons there" in coach.text


async def test_a_window_that_does_not_prompt_ends_what_it_began(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    told, house.reminders.shows = house.reminders.shows, None
    assert told is not None
    house.elsewhere = told
    async with opened(tmp_path, house=house) as coach:
        await coach.press("z", "j")
        assert house.reminders.said[-2:] == [("pause", 30 * 60), ("stay", True)]
        house.elsewhere = replace(told, hold_reason="paused", stay=True)
        await coach.press("z", "j")
        assert house.reminders.said[-2:] == [("pause", 0), ("stay", False)]


async def test_the_counters_of_the_window_that_prompts_stand_in_the_one_that_does_not(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    house.elsewhere, house.reminders.shows = house.reminders.shows, None
    async with opened(tmp_path, house=house) as coach:
        await coach.forward(10)
        assert "since you got up" in coach.text
        assert "42 of 60" in coach.text
        assert "read and log  Tue" in coach.text
        assert "Another window reminds; here you can read and log." in coach.text
        house.elsewhere = None
        await coach.forward(60)
        assert "since you got up" not in coach.text
        assert "Another window reminds; here you can read and log." in coach.text


async def test_what_could_not_be_read_stands_in_the_banner(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    house.problems = ["config.toml, line 3: walk.at has to be a list of times."]
    async with opened(tmp_path, house=house) as coach:
        assert "! config.toml, line 3" in coach.text


async def test_user_text_is_never_markup(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    nasty = "a [/b] b [red]x[/] [@click=app.quit]q[/]"
    house.journal.note(nasty)
    house.journal.took(nasty)
    house.problems = [nasty]
    async with opened(tmp_path, (120, 36), house=house) as coach:
        assert nasty in coach.text
        await coach.press("2")
        assert f"note: {nasty}" in coach.text
        await coach.press("down", "down", "delete", "3")
        assert "[3 Week]" in coach.text


async def test_midnight_turns_the_day(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path, now=datetime(2026, 11, 24, 23, 59, 50, tzinfo=UTC))
    async with opened(tmp_path, house=house) as coach:
        assert "Tue 24 Nov" in coach.text
        await coach.forward(20)
        assert "Wed 25 Nov 00:00" in coach.text
        assert "spasm day 10" in coach.text


async def test_cards_are_answered_by_the_mouse_alone(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.click("p pain")
        await coach.click("5   6")
        assert coach.house.journal.history.pains[-1].pain == 5
        await coach.click("c cold")
        await coach.click("Heat timer")
        assert "Heat timer" in coach.text
        assert "enough for now" in coach.text


async def test_a_card_keeps_its_keys_in_view_in_a_low_window(tmp_path: Path) -> None:
    async with opened(tmp_path, (60, 20)) as coach:
        await coach.press("s", "6")
        assert "enter none of these" in coach.text
        await coach.press(*["down"] * 15)
        assert "▸p" in coach.text


async def test_the_strip_still_takes_a_number(tmp_path: Path) -> None:
    async with opened(tmp_path, (80, 2)) as coach:
        await coach.press("p")
        assert "Pain now?" in coach.text
        assert "10 (t)" in coach.text
        await coach.press("4")
        assert coach.house.journal.history.pains[-1].pain == 4


async def test_a_resize_draws_for_the_new_width(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.pilot.resize_terminal(60, 20)
        await coach.pilot.pause()
        assert max(len(line.rstrip()) for line in coach.text.split("\n")) <= 60
        assert "18 min to standing reset" in coach.text
        await coach.pilot.resize_terminal(110, 30)
        await coach.pilot.pause()
        assert "FELT BETTER AFTER" in coach.text
        assert "office  Tue 24 Nov 10:42" in coach.text


async def test_ctrl_q_closes_the_app(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("ctrl+q")
        assert not coach.app.is_running or coach.app._exit


async def test_every_place_and_a_session_say_what_matters_in_two_rows(tmp_path: Path) -> None:
    async with opened(tmp_path, (80, 2)) as coach:

        async def after(*names: str) -> list[str]:
            await coach.press(*names)
            return [line.rstrip() for line in coach.text.split("\n")]

        above, below = await after("2", "left")
        assert above.startswith(" ← Mon 23 Nov →  pain 3 to 5, last 5 · spasm day 8   09:20  pain 5")
        assert below.startswith(" enter open") and below.endswith("? all")
        assert (await after("v"))[0].startswith(" ▸ Tue 24 Nov 09:54  gentle")
        assert (await after("v", "3", "left"))[0].startswith(" Week 47, 16 to 22 Nov 2026   Day-end pain went")
        assert (await after("4", "down"))[0] == "   Heat timer  21 min"
        assert (await after("5"))[0].startswith("   days ")
        above, below = await after("1", "b")
        assert above.startswith(" 0:20 left   Settle.") and "enough for now" in below


async def test_today_is_scrolled_by_keys_where_the_window_is_low(tmp_path: Path) -> None:
    async with opened(tmp_path, (60, 20)) as coach:
        assert "WHY" not in coach.text
        await coach.press(*["down"] * 12)
        assert "WHY" in coach.text and "17:15   Check-in" in coach.text
        await coach.press("pageup", "pageup")
        assert "BACK" in coach.text
