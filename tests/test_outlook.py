"""What the reminders look ahead to, and until when prompts are kept back."""

from datetime import UTC, datetime, timedelta

from coach.core.moment import Moment
from coach.core.outlook import next_prompt, reminders_view
from coach.core.presence import Seen
from coach.core.reminders import Inputs, State, advance, begin
from coach.core.reminders.model import Command, Hold, Pause, SessionBegan
from coach.core.settings import Settings
from tests.made import on

START = on(0, "13:30")


def after(minutes: int, *commands: Command, hold: Hold | None = None) -> State:
    """At the desk since half past one; the commands come in the last look."""
    inputs = Inputs(zone=UTC, seen=Seen("present"), hold=hold)
    state = begin(Moment(START, 0.0), inputs)
    for minute in range(minutes + 1):
        now = Inputs(zone=UTC, seen=Seen("present"), hold=hold, commands=commands if minute == minutes else ())
        state = advance(state, Moment(START + timedelta(minutes=minute), minute * 60.0), now, Settings()).state
    return state


def kept_back_until(state: State) -> datetime | None:
    return reminders_view(state, Settings()).hold_until


def test_the_next_prompt_is_the_one_that_comes_if_the_user_stays() -> None:
    ahead = next_prompt(after(12), Settings())
    assert ahead is not None
    assert (ahead.at, ahead.kind) == (START + timedelta(minutes=30), "shift")


def test_when_the_hours_are_nearly_over_nothing_more_comes_today() -> None:
    assert next_prompt(after(235), Settings()) is None


def test_in_a_session_nobody_knows_what_comes_next() -> None:
    assert next_prompt(after(12, SessionBegan("walk", "walk")), Settings()) is None


def test_a_note_of_the_app_goes_before_the_one_on_focus_mode() -> None:
    state = after(120, hold=Hold("focus"))
    assert reminders_view(state, Settings(), "The log could not be written.").note == "The log could not be written."
    assert reminders_view(state, Settings()).note.startswith("Focus mode")


def test_a_pause_says_until_when() -> None:
    assert kept_back_until(after(5)) is None
    assert kept_back_until(after(5, Pause(3600))) == START + timedelta(minutes=65)


def test_a_meeting_says_until_when_and_a_pause_beside_it_its_own() -> None:
    end = START + timedelta(minutes=50)
    assert kept_back_until(after(5, hold=Hold("meeting", end))) == end
    assert kept_back_until(after(5, Pause(7200), hold=Hold("meeting", end))) == START + timedelta(minutes=125)
