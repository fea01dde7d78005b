"""The safety questions in the app: the history group once, a minor fall, and the action on every screen."""

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from coach.core.redflags import ACTIONS, EARLY_VISIT, NONE_OF_THESE, history_group
from coach.tui.screens.session import SessionScreen
from tests.tui_house import FakeHouse, Opened, opened

FULL = os.environ.get("COACH_FULL") == "1"
TODAY_DOCTOR = ACTIONS["same-day"]


def fresh(tmp_path: Path) -> FakeHouse:
    """A log that has begun, in which the history group was never asked."""
    house = FakeHouse(tmp_path, example=False)
    house.journal.note("it began")
    return house


def answers(coach: Opened) -> list[tuple[str, tuple[str, ...]]]:
    return [(answer.action, answer.symptoms) for answer in coach.house.journal.history.redflags]


async def test_the_first_safety_card_is_followed_by_the_history_group_once(tmp_path: Path) -> None:
    async with opened(tmp_path, house=fresh(tmp_path)) as coach:
        await coach.press("s", "6", "enter")
        assert "Asked once" in coach.text and "long-term steroids" in coach.text
        await coach.press("enter")
        assert answers(coach) == [("none", ()), ("history", ())]
        assert "What would ease it?" in coach.text
        await coach.press("escape", "s", "6", "enter")
        assert "Asked once" not in coach.text


async def test_history_left_for_later_is_asked_with_the_next_card(tmp_path: Path) -> None:
    async with opened(tmp_path, house=fresh(tmp_path)) as coach:
        await coach.press("s", "6", "enter", "escape")
        assert "What would ease it?" in coach.text
        await coach.press("escape", "k", "enter")
        assert "Asked once" in coach.text


async def test_with_a_history_a_minor_fall_counts_and_an_early_visit_is_said(tmp_path: Path) -> None:
    async with opened(tmp_path, house=fresh(tmp_path)) as coach:
        await coach.press("s", "6", "enter", "c", "enter")
        assert history_group(coach.house.journal.history, coach.house.clock.wall()) == ("steroids",)
        assert EARLY_VISIT in coach.toasts
        assert "even a minor one" in coach.text
        await coach.press("2")
        assert answers(coach)[-1] == ("ticked", ("injury",))
        assert ACTIONS["emergency"] in coach.text
        await coach.press("enter")
        assert "What would ease it?" not in coach.text


async def test_no_fall_leads_on_to_relief(tmp_path: Path) -> None:
    async with opened(tmp_path, house=fresh(tmp_path)) as coach:
        await coach.press("s", "6", "enter", "c", "enter", "enter")
        assert "What would ease it?" in coach.text


async def test_the_card_of_a_user_with_a_history_counts_minor_falls_and_says_to_go_early(tmp_path: Path) -> None:
    async with opened(tmp_path, (80, 30)) as coach:
        coach.house.journal.redflag("history", ["cancer"])
        await coach.press("s", "6")
        assert "a minor one included" in coach.text
        assert EARLY_VISIT in coach.text


async def test_none_of_these_is_never_that_all_is_well(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("k", "enter")
        assert coach.toasts == [f"{NONE_OF_THESE} k asks again."]
        assert "[1 Today]" in coach.text


async def test_a_sign_that_turns_up_later_is_ticked_with_one_key_more(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("k", "h", "enter")
        assert answers(coach)[-1] == ("ticked", ("fever",))
        assert TODAY_DOCTOR in coach.text


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)] if FULL else [(60, 20)])
async def test_the_action_stands_on_every_screen_while_it_is_open(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, size) as coach:
        coach.house.journal.redflag("ticked", ["fever"])
        await coach.forward(10)
        for key in "12345":
            await coach.press(key)
            assert TODAY_DOCTOR in " ".join(coach.text.split()), key
        await coach.press("1")
        for keys, left in (("p", 1), ("t", 1), ("s", 1), ("k", 1), ("r", 1), ("question_mark", 1)):
            await coach.press(keys)
            assert coach.text.startswith(f" ! {TODAY_DOCTOR}"), keys
            for _ in range(left):
                await coach.press("escape")
        await coach.press("c", "1")
        assert isinstance(coach.app.screen, SessionScreen)
        assert TODAY_DOCTOR in coach.text
        coach.house.journal.redflag("cleared", [])
        await coach.forward(1)
        assert TODAY_DOCTOR not in coach.text


@pytest.mark.parametrize("rows", [2, 3, 6])
async def test_the_strip_says_it_too(tmp_path: Path, rows: int) -> None:
    async with opened(tmp_path, (80, rows)) as coach:
        coach.house.journal.redflag("ticked", ["fever"])
        await coach.forward(10)
        for key in "12345":
            await coach.press(key)
            assert TODAY_DOCTOR[:30] in coach.text, (key, coach.text)


async def test_a_window_that_becomes_a_strip_keeps_the_way_to_what_next(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        coach.house.journal.redflag("ticked", ["leg-giving-way"])
        await coach.forward(10)
        await coach.pilot.resize_terminal(80, 2)
        await coach.pilot.pause()
        assert "…" in coach.text and "a what next" in coach.text


async def test_in_a_strip_the_marked_sign_is_cut_with_a_sign_and_says_how_to_answer(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("k", *["down"] * 6)
        await coach.pilot.resize_terminal(60, 2)
        await coach.pilot.pause()
        assert "▸g [ ] sudden severe pain with" in coach.text and "…  enter none of these" in coach.text
        await coach.press("up", "space")
        assert "▸f [x] it came after a serious accident" in coach.text and "…  enter this one" in coach.text
        await coach.press("enter")
        assert [flag.symptoms for flag in coach.house.journal.history.redflags][-1] == ("injury",)


async def test_in_a_window_that_became_a_strip_the_marked_choice_stays_in_view(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("r", "down", "down")
        await coach.pilot.resize_terminal(80, 2)
        await coach.pilot.pause()
        assert "▸ 3  cold, wrapped in cloth" in coach.text


async def test_a_low_card_keeps_its_keys_beside_the_action(tmp_path: Path) -> None:
    async with opened(tmp_path, (60, 12)) as coach:
        coach.house.journal.redflag("ticked", ["fever"])
        await coach.press("k")
        assert coach.text.startswith(f" ! {TODAY_DOCTOR}")
        assert "none of these" in coach.text


async def test_the_chain_of_relief_is_held_with_its_breathing_and_steps(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("r")
        assert "all of it, one after the other" in coach.text
        await coach.press("escape")
        coach.house.journal.redflag("ticked", ["fever"])
        await coach.press("r")
        assert "all of it" not in coach.text and "Cold timer" in coach.text


async def test_strong_pain_offers_a_minute_on_the_feet(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("r")
        assert "Two-minute walk indoors" in coach.text
        await coach.press("escape", "s", "7", "enter")
        assert "A minute on your feet" in coach.text and "Two-minute walk" not in coach.text


async def test_at_home_the_chain_is_done_lying_down(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    house.settings = replace(house.settings, work=replace(house.settings.work, place="home"))
    async with opened(tmp_path, house=house) as coach:
        await coach.press("s", "6", "enter", "enter")
        assert "Relief, lying down" in coach.text
