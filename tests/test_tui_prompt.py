"""The bar: a prompt never takes the keyboard, and its keys act only after one second."""

from pathlib import Path

import pytest

from tests.tui_house import opened


async def test_a_prompt_shows_kind_wording_and_keys(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.prompt()
        assert "BREAK, 2 min" in coach.text
        assert "Stand up for two minutes" in coach.text
        assert "· Start" in coach.text
        await coach.forward(1)
        for words in ("g Start", "d Done", "l Snooze", "x Skip", "6 busy", "7 in pain", "8 just moved"):
            assert words in coach.text


async def test_keys_do_nothing_in_the_first_second(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.prompt()
        await coach.forward(0.9)
        await coach.press("g", "d", "l", "x", "6", "7", "8")
        assert coach.house.reminders.said == []
        await coach.forward(0.1)
        await coach.press("d")
        assert coach.house.reminders.said == [("answer", 7, "done", None)]


ANSWERS = {
    "d": ("done", None), "l": ("snooze", None), "x": ("skip", None), "6": ("skip", "busy"), "7": ("skip", "pain"),
    "8": ("skip", "just-moved"),
}  # fmt: skip
WORDS = {"Done": "done", "Snooze": "snooze", "Skip": "skip", "just moved": "skip"}


async def test_each_key_gives_its_answer(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        for key, answer in ANSWERS.items():
            await coach.prompt()
            await coach.forward(1)
            await coach.press(key)
            assert coach.house.reminders.said.pop() == ("answer", 7, *answer)
            assert "BREAK" not in coach.text


async def test_each_answer_can_be_clicked(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        for words, answer in WORDS.items():
            await coach.prompt()
            await coach.forward(1)
            await coach.click(words)
            assert coach.house.reminders.said.pop()[2] == answer


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 36)])
async def test_what_is_said_in_passing_leaves_the_bar_in_view(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, size) as coach:
        await coach.prompt()
        await coach.forward(1)
        bar = coach.text.split("▸ BREAK")[1]
        await coach.press("m")
        await coach.pilot.pause(0.3)
        assert "Moved: the time since" in coach.text.split("▸ BREAK")[0]
        assert coach.text.split("▸ BREAK")[1] == bar


async def test_a_card_that_hides_a_prompt_says_so_until_it_is_gone(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("p")
        await coach.prompt()
        assert coach.toasts == ["A prompt waits behind this card."]
        await coach.press("escape")
        assert "▸ BREAK" in coach.text and coach.toasts == []


async def test_a_hidden_prompt_that_was_answered_elsewhere_waits_no_more(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("p")
        await coach.prompt()
        coach.house.reminders.prompt = None
        assert coach.house.reminders.listener is not None
        coach.house.reminders.listener.changed()
        await coach.pilot.pause()
        assert coach.toasts == []


async def test_a_window_that_becomes_a_strip_keeps_the_keys_of_the_bar(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.prompt()
        await coach.forward(1)
        await coach.pilot.resize_terminal(80, 2)
        await coach.pilot.pause()
        assert "g Start" in coach.text and "…" in coach.text
        await coach.pilot.resize_terminal(80, 24)
        await coach.pilot.pause()
        assert "g Start" in coach.text and "…" not in coach.text.split("BREAK")[1]


async def test_the_keyboard_stays_where_it_was(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2")
        before = coach.app.screen.focused
        await coach.prompt()
        await coach.forward(5)
        assert coach.app.screen.focused is before
        await coach.press("p")
        assert "Pain now?" in coach.text


async def test_the_second_starts_anew_when_the_prompt_was_covered(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("p")
        await coach.prompt()
        await coach.forward(60)
        await coach.press("7", "7")
        assert ("answer", 7, "skip", "pain") not in coach.house.reminders.said
        await coach.forward(1)
        await coach.press("7")
        assert ("answer", 7, "skip", "pain") in coach.house.reminders.said


async def test_start_plays_the_routine_of_the_prompt(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.prompt()
        await coach.forward(1)
        await coach.press("g")
        assert coach.house.reminders.said == [("answer", 7, "start", None)]
        assert "Standing reset" in coach.text
        assert "enough for now" in coach.text


async def test_a_shift_has_no_session_to_start(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.prompt("shift", "chair-shift", minutes=0)
        await coach.forward(1)
        assert "g Start" not in coach.text
        await coach.press("g")
        assert coach.house.reminders.said == [("answer", 7, "done", None)]


async def test_the_week_prompt_opens_the_week(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.prompt("week", None, minutes=0)
        await coach.forward(1)
        await coach.press("g")
        assert "[3 Week]" in coach.text


async def test_the_check_in_asks_for_two_numbers(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.prompt("checkin", None, minutes=0)
        await coach.forward(1)
        await coach.press("g", "3", "6")
        history = coach.house.journal.history
        assert history.pains[-1].pain == 3
        assert history.stresses[-1].stress == 6
        assert ("answer", 7, "done", None) in coach.house.reminders.said


async def test_a_prompt_whose_words_look_like_markup_is_shown_as_it_is(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.prompt(body="a [/b] b [red]c")
        assert "a [/b] b [red]c" in coach.text


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (80, 7), (80, 2), (60, 2)])
async def test_the_bar_shows_its_first_keys_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, size) as coach:
        await coach.prompt()
        await coach.forward(1)
        assert "BREAK" in coach.text
        assert "g Start" in coach.text
        assert "d Done" in coach.text


async def test_a_walk_started_on_the_notification_while_pain_is_asked_for_asks_for_pain_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        prompt = await coach.prompt("walk", "gentle-walk")
        coach.house.reminders.prompt = None
        assert coach.house.reminders.listener is not None
        await coach.press("p")
        coach.house.reminders.listener.start_wanted(prompt)
        await coach.pilot.pause()
        assert "Pain before you go?" in coach.text
        await coach.press("3")
        assert "enough for now" in coach.text, "the walk begins"
        await coach.forward(20)
        await coach.press("q")
        assert "Welcome back. Pain now?" in coach.text
        await coach.press("4")
        assert "Pain now?" in coach.text and "Welcome back" not in coach.text, "the first question still stands"
        await coach.press("5")
        walk, rated = coach.house.journal.history.sessions[-1], coach.house.journal.history.pains[-1]
        assert (walk.pain_before, walk.pain_after, rated.pain) == (3, 4, 5)


async def test_what_is_started_on_the_notification_is_played_in_the_app(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        prompt = await coach.prompt()
        coach.house.reminders.prompt = None
        assert coach.house.reminders.listener is not None
        coach.house.reminders.listener.start_wanted(prompt)
        await coach.pilot.pause()
        assert "Standing reset" in coach.text
        assert "enough for now" in coach.text
        assert coach.house.reminders.said == []
        await coach.forward(20)
        await coach.press("q")
        assert coach.house.reminders.said[0] == ("session ended", "break", 20, True)
