"""What the app asks in one line after a while without input, and what a yes, a no and silence do."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from coach.core.moment import Moment
from coach.core.presence import Seen
from coach.core.reminders import (
    Answer,
    Command,
    Did,
    Inputs,
    Moved,
    NotSo,
    Pause,
    PostureChanged,
    Reading,
    Resume,
    SessionBegan,
    SessionEnded,
    SpasmLogged,
    State,
    Stay,
    StressLogged,
    UpJustNow,
    advance,
    begin,
)
from coach.core.reminders.answers import Reply
from coach.core.reminders.model import Fact, NaturalTakenBack
from coach.core.settings import Settings

ZONE = ZoneInfo("Europe/Berlin")
NINE = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)


class Desk:
    """A user whose input is known, from 9:00 (or when it `began`) on."""

    def __init__(self, began: datetime = NINE) -> None:
        self.began, self.seconds = began, 0
        self.facts: list[Fact] = []
        self.replies: tuple[Reply, ...] = ()
        self.state: State = begin(Moment(began, 0), Inputs(zone=ZONE))
        self.after(0, input_now=True)

    def after(self, seconds: int, *commands: Command, input_now: bool = False, mode: str = "idle") -> None:
        """So many seconds later: a look, with input at that moment or with none since the last."""
        self.seconds += seconds
        if input_now:
            self.last_input = self.seconds * 1000
        seen = Seen(mode, self.last_input)  # type: ignore[arg-type]
        moment = Moment(self.began + timedelta(seconds=self.seconds), self.seconds)
        step = advance(self.state, moment, Inputs(zone=ZONE, seen=seen, commands=commands), Settings())
        self.state, self.replies = step.state, step.replies
        self.facts += step.facts

    def types_on(self, seconds: int) -> None:
        """A look each minute, with input at each."""
        for _ in range(seconds // 60):
            self.after(60, input_now=True)

    @property
    def up_s(self) -> float:
        return self.state.desk.up.at(self.state.at) / 1000


@pytest.mark.parametrize(
    ("quiet_s", "question"),
    [(119, None), (120, "up"), (299, "up"), (300, "reading"), (3600, "reading")],
    ids=["too short", "two minutes", "just not away", "away", "long away"],
)
def test_a_while_without_input_is_asked_about_by_its_length(quiet_s: int, question: str | None) -> None:
    desk = Desk()
    desk.after(quiet_s, input_now=True)
    assert desk.state.question == question


def test_nothing_is_asked_about_a_lock() -> None:
    desk = Desk()
    desk.after(60, mode="locked")
    desk.after(600, input_now=True)
    assert desk.state.question is None


def test_yes_to_up_makes_it_a_break() -> None:
    desk = Desk()
    desk.after(180, input_now=True)
    desk.after(5, UpJustNow())
    assert (desk.state.question, desk.up_s) == (None, 0)
    assert desk.facts == [PostureChanged(NINE + timedelta(seconds=185), "up", "natural", sat_s=185)]


def test_yes_to_reading_gives_the_minutes_back() -> None:
    desk = Desk()
    desk.after(480, input_now=True)
    assert desk.up_s == 0
    desk.after(5, Reading())
    assert (desk.state.question, desk.up_s) == (None, 485)
    assert desk.replies == ((True, "Noted: 8 min of reading count as sitting."),)
    desk.after(5, Reading())
    assert desk.replies == ((False, "There is no absence to take back."),)


def test_no_ends_it_and_changes_nothing() -> None:
    desk = Desk()
    desk.after(180, input_now=True)
    desk.after(5, NotSo())
    assert (desk.state.question, desk.up_s) == (None, 185)


def test_a_question_stands_for_ten_minutes() -> None:
    desk = Desk()
    desk.after(180, input_now=True)
    for _ in range(5):
        desk.after(119, input_now=True)
    desk.after(4, input_now=True)
    assert desk.state.question == "up"
    desk.after(1, input_now=True)
    assert desk.state.question is None


def test_back_from_a_lock_without_a_known_input_is_back_now() -> None:
    desk = Desk()
    desk.after(60, mode="locked")
    desk.after(3600)
    assert desk.state.desk.present
    assert desk.up_s == 0


def test_stay_on_in_a_session_takes_back_no_break_as_none_was_noted() -> None:
    desk = Desk()
    desk.after(60, SessionBegan("walk", "walk"), input_now=True)
    desk.after(600)
    assert not desk.state.desk.present
    desk.after(5, Stay(True))
    assert desk.state.desk.present and desk.facts == []


def test_stay_on_after_a_while_without_input_notes_the_break_that_was_and_that_it_was_none() -> None:
    desk = Desk()
    desk.after(600)
    desk.after(5, Stay(True))
    assert desk.state.desk.present
    assert desk.facts == [PostureChanged(NINE, "up", "natural", sat_s=0, away_s=605), NaturalTakenBack(605)]


def test_stress_rated_while_breathing_asks_for_no_more_of_it() -> None:
    desk = Desk()
    desk.after(60, SessionBegan("breathe", "slow-breathing"), input_now=True)
    desk.after(60, StressLogged(9), input_now=True)
    assert desk.state.pending == ()


@pytest.mark.parametrize(
    ("command", "done", "said"),
    [
        (Moved("sit"), True, "Noted: sitting."),
        (Moved("stand"), True, "Noted: standing."),
        (Moved(), True, "Noted: you moved."),
        (Moved("up"), True, "Noted: you were up."),
        (UpJustNow(), True, "Good: that counts as a break."),
        (Did("walk"), True, "Noted; the counters know."),
        (NotSo(), True, "Noted."),
        (SpasmLogged(), True, "Nothing for five minutes."),
        (StressLogged(6), True, "Noted."),
        (StressLogged(7), True, "Noted; breathing comes as soon as there is room for it."),
        (Pause(3600), True, "Paused until Tue 10:00."),
        (Resume(), False, "Nothing was paused."),
        (Stay(True), True, "Watching or reading: only lock and sleep count as away."),
        (Stay(False), True, "Back to normal."),
        (SessionBegan("walk", "walk"), True, "Started."),
        (SessionEnded(), False, "No session is open."),
        (Answer("done"), False, "Nothing is waiting for an answer."),
    ],
    ids=lambda value: repr(value) if not isinstance(value, str | bool) else "",
)
def test_every_command_is_answered_in_a_sentence(command: Command, done: bool, said: str) -> None:
    desk = Desk()
    desk.after(10, command, input_now=True)
    assert desk.replies == ((done, said),)


def test_a_natural_break_is_noted_with_when_it_began_and_how_long_it_was() -> None:
    desk = Desk()
    desk.after(100, input_now=True)
    desk.after(60, mode="locked")
    desk.after(1140, input_now=True)
    began = NINE + timedelta(seconds=100)
    assert desk.facts == [PostureChanged(began, "up", "natural", sat_s=100, away_s=1200)]


@pytest.mark.parametrize(
    ("change", "sat_s", "said"),
    [
        ("up", 600, "Noted: you were up."),
        ("sit", None, "Noted: sitting."),
        ("stand", None, "Noted: standing."),
        ("shift", None, "Noted: you moved."),
    ],
)
def test_a_change_of_posture_that_is_told_is_for_the_log(change: str, sat_s: int | None, said: str) -> None:
    desk = Desk()
    desk.types_on(600)
    desk.after(0, Moved(change))  # type: ignore[arg-type]
    assert desk.replies == ((True, said),)
    assert desk.facts == [PostureChanged(NINE + timedelta(seconds=600), change, "told", sat_s=sat_s)]  # type: ignore[arg-type]
    assert desk.up_s == (0 if change == "up" else 600)


def test_the_sit_before_the_working_hours_ends_with_their_beginning_and_is_for_the_log() -> None:
    desk = Desk(NINE - timedelta(minutes=10))
    desk.types_on(600)
    assert desk.facts == [PostureChanged(NINE, "up", "day", sat_s=600)]
    assert desk.up_s == 0


@pytest.mark.parametrize(
    ("began", "command", "said"),
    [
        (NINE, SpasmLogged(), "Nothing for five minutes."),
        (NINE, StressLogged(3), "Noted."),
        (NINE, StressLogged(9), "Noted; breathing comes as soon as there is room for it."),
        (NINE.replace(hour=20), StressLogged(9), "Noted; outside your hours nothing is asked."),
    ],
    ids=["spasm", "little stress", "much stress", "much stress in the evening"],
)
def test_what_was_logged_is_answered_with_what_comes_of_it(began: datetime, command: Command, said: str) -> None:
    desk = Desk(began)
    desk.after(60, command, input_now=True)
    assert desk.replies == ((True, said),)
