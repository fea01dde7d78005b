"""What the reminders look ahead to, and until when prompts are kept back."""

from datetime import UTC, datetime, timedelta

from coach.core.moment import Moment
from coach.core.outlook import next_prompt, reminders_view
from coach.core.presence import Seen
from coach.core.reminders import Inputs, State, advance, begin
from coach.core.reminders.model import Command, Hold, Pause
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


def test_a_pause_says_until_when() -> None:
    assert kept_back_until(after(5)) is None
    assert kept_back_until(after(5, Pause(3600))) == START + timedelta(minutes=65)


def test_a_meeting_says_until_when_and_a_pause_beside_it_its_own() -> None:
    end = START + timedelta(minutes=50)
    assert kept_back_until(after(5, hold=Hold("meeting", end))) == end
    assert kept_back_until(after(5, Pause(7200), hold=Hold("meeting", end))) == START + timedelta(minutes=125)
