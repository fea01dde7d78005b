"""A walk from the app: timed by the absence, told with one key, and what is said after a session."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from coach.core.records import Session
from coach.tui.screens.session import SessionScreen
from tests.tui_house import FakeHouse, Opened, opened


def last(coach: Opened) -> Session:
    return coach.house.journal.history.sessions[-1]


def machine_tells(coach: Opened, idle_s: float | None, present: bool = True) -> None:
    """What the machine says of the user from now on: no input for so long, or nothing at all."""
    shows, now = coach.house.reminders.shows, coach.house.clock.wall()
    assert shows is not None
    at = None if idle_s is None else now - timedelta(seconds=idle_s)
    coach.house.reminders.shows = replace(shows, last_input=at, present=present)


async def walk(coach: Opened, pain: str = "4") -> None:
    """A prompted walk of 7 minutes, begun."""
    await coach.prompt("walk", "gentle-walk", minutes=7)
    await coach.forward(1)
    await coach.press("g", pain)
    assert isinstance(coach.app.screen, SessionScreen)


async def out_for(coach: Opened, seconds: int) -> None:
    """The user leaves at once and is out for so long, looked at every half minute."""
    session = coach.app.screen
    assert isinstance(session, SessionScreen)
    for passed in range(30, seconds + 1, 30):
        coach.house.clock.forward(30)
        machine_tells(coach, passed, present=passed < 300)
        session.tick()
    await coach.pilot.pause()


async def test_a_walk_lasts_until_the_user_is_back_and_longer_counts(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await walk(coach)
        assert "Leave now" in coach.text and "enter I am back" in coach.text
        await out_for(coach, 900)
        assert "longer than planned, and all of it counts" in coach.text
        coach.house.clock.forward(10)
        machine_tells(coach, 4)
        await coach.forward(0)
        assert "Welcome back. Pain now?" in coach.text
        await coach.press("2")
        assert (last(coach).seconds, last(coach).partial) == (906, False)
        assert (last(coach).pain_before, last(coach).pain_after) == (4, 2)


async def test_any_key_of_who_was_out_is_the_return(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        for count, key in enumerate(("space", "x", "right", "q"), len(coach.house.journal.history.sessions)):
            await walk(coach)
            await out_for(coach, 240)
            assert "any key: I am back" in coach.text
            await coach.press(key)
            assert "Welcome back. Pain now?" in coach.text
            await coach.press("escape")
            assert len(coach.house.journal.history.sessions) == count + 1
            assert (last(coach).seconds, last(coach).partial) == (240, True)


async def test_a_click_is_a_return_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await walk(coach)
        await out_for(coach, 480)
        await coach.click("you are out")
        assert "Welcome back. Pain now?" in coach.text


async def test_where_nothing_is_known_the_countdown_ends_the_walk(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await walk(coach)
        await coach.forward(100)
        await coach.press("space")
        assert "paused" in coach.text  # keys do what they do
        await coach.press("space")
        await coach.forward(3600)
        assert "Welcome back. Pain now?" in coach.text
        await coach.press("4")
        assert last(coach).seconds == last(coach).planned_seconds


async def test_how_the_walk_is_timed_is_said_at_its_start(tmp_path: Path) -> None:
    async with opened(tmp_path / "a") as coach:
        await walk(coach)
        assert "Leave now: Enter when you are back" in coach.text
    async with opened(tmp_path / "b") as coach:
        machine_tells(coach, 2)
        await walk(coach)
        assert "Leave now: I time your absence" in coach.text


async def test_enter_says_back_where_nothing_is_known(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await walk(coach)
        await coach.forward(200)
        await coach.press("enter", "4")
        assert (last(coach).seconds, last(coach).partial) == (200, True)


@pytest.mark.parametrize(("key", "written"), [("1", True), ("2", False), ("escape", False)])
async def test_who_was_never_away_is_asked_whether_they_walked(tmp_path: Path, key: str, written: bool) -> None:
    async with opened(tmp_path) as coach:
        count = len(coach.house.journal.history.sessions)
        await walk(coach)
        for _ in range(10):
            coach.house.clock.forward(60)
            machine_tells(coach, 3)
            await coach.forward(0)
        assert "Did you walk?" in coach.text
        await coach.press(key, "escape")
        assert (len(coach.house.journal.history.sessions) > count) is written


async def test_after_a_pause_the_absence_begins_anew(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await walk(coach)
        await coach.press("space")
        await out_for(coach, 600)  # the telephone
        assert "paused" in coach.text
        await coach.press("space")
        machine_tells(coach, 0)
        await coach.forward(0)
        await out_for(coach, 120)
        await coach.press("x", "escape")
        assert last(coach).seconds == 120


async def test_breathing_has_no_key_for_the_return(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("b")
        assert "I am back" not in coach.text
        await coach.press("enter")
        assert "enough for now" in coach.text


async def test_a_walk_that_runs_when_the_app_must_end_is_kept_as_long_as_the_absence(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await walk(coach)
        await out_for(coach, 600)
        coach.app.unfinished.save()
        assert (last(coach).seconds, last(coach).partial) == (600, False)


# What it did for the day -----------------------------------------------------------------------------------------


async def test_a_walk_says_what_is_walked_of_the_plan(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await walk(coach)
        await out_for(coach, 420)
        await coach.press("x", "4")
        assert "13 of 18 min walked today." in coach.toasts[-1]


async def test_pain_up_by_two_after_a_walk_is_enough_for_now(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await walk(coach, "3")
        await out_for(coach, 420)
        await coach.press("x", "5")
        assert "Pain is up from 3 to 5: that was enough for now." in coach.toasts[-1]


async def test_i_already_walked_is_one_key(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("w")
        assert (last(coach).kind, last(coach).told, last(coach).seconds) == ("walk", True, 360)
        assert "12 of 18 min walked today.  u takes it back." in coach.toasts[-1]
        await coach.press("u")
        assert not last(coach).told


async def test_relief_says_what_felt_better_in_counts(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("c", "1")
        await coach.forward(700)
        await coach.press("q", "1")
        assert "Cold timer: better 3, the same 1, worse 0 in 28 days." in coach.toasts[-1]
        await coach.press("r")
        assert "Felt better after it, in 28 days: cold timer 3 of 4." in coach.text


async def test_worse_after_relief_leads_to_the_safety_questions(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("c", "1")
        await coach.forward(100)
        await coach.press("q", "3")
        assert "k asks them again" in coach.toasts[-1]


@pytest.mark.parametrize(
    ("routine", "seconds", "said"),
    [
        ("slow-breathing", 400, "Breathing 1 of 2 today."),
        ("reclined-rest", 900, "Rest 1 of 1 today."),
        ("standing-reset", 400, "The next break comes after 60 min at the desk."),
        ("chair-shift", 400, "The next shift comes after 30 min at the desk."),
    ],
)
async def test_every_session_says_what_it_did_for_the_day(
    tmp_path: Path, routine: str, seconds: int, said: str
) -> None:
    async with opened(tmp_path) as coach:
        coach.app.run_worker(coach.app.flows.sessions.session(routine))
        await coach.pilot.pause()
        await coach.forward(seconds)
        assert said in coach.toasts[-1]


async def test_breathing_left_at_once_is_no_breathing_of_the_day(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        for seconds in (3, 400):
            coach.app.run_worker(coach.app.flows.sessions.session("slow-breathing"))
            await coach.pilot.pause()
            await coach.forward(seconds)
            if seconds == 3:
                await coach.press("q")
                assert "of 2 today" not in coach.toasts[-1]
        assert "Breathing 1 of 2 today." in coach.toasts[-1]


async def test_the_first_pain_of_a_session_is_what_a_rise_is_told_by(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path, example=False)
    house.journal.note("a log that has begun")
    async with opened(tmp_path, house=house) as coach:
        await coach.press("b", "p", "3", "p", "5")
        assert "Pain is up from 3 to 5. Stop here?" in coach.text


async def test_in_pain_eases_the_day_without_a_word_of_reproach(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.prompt("break")
        await coach.forward(1)
        await coach.press("7")
        assert coach.house.reminders.said[-1] == ("answer", 7, "skip", "pain")
        assert coach.toasts[-1] == "The rest of today is easier. r shows what may ease it."


async def test_a_break_left_at_once_is_not_said_to_have_been_one(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        coach.app.run_worker(coach.app.flows.sessions.session("standing-reset"))
        await coach.pilot.pause()
        await coach.forward(5)
        await coach.press("q")
        assert (last(coach).seconds, last(coach).partial) == (5, True)
        assert "The next break" not in coach.toasts[-1]


@pytest.mark.parametrize(("seconds", "times"), [(450, 0), (900, 1)], ids=["not before their end", "once at their end"])
async def test_the_desktop_says_when_the_planned_minutes_are_over(tmp_path: Path, seconds: int, times: int) -> None:
    async with opened(tmp_path) as coach:
        await walk(coach)
        await out_for(coach, seconds)  # a minute to set out, then the seven planned ones
        assert coach.house.reminders.said.count(("chime",)) == times
