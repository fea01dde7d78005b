"""A walk timed by the absence: who leaves, who comes back, and how long it was."""

from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.moment import Moment
from coach.core.outing import Outing, key, look, waits, walked
from coach.core.outlook import reminders_view
from coach.core.presence import Seen
from coach.core.reminders import Inputs, advance
from coach.core.reminders import begin as sit_down
from coach.core.reminders.model import Hold
from coach.core.routine import Routine, Step
from coach.core.session import SessionState, at, begin
from coach.core.settings import Settings
from tests.made import on

WALK = Routine(
    id="walk",
    title="Walk",
    kind="walk",
    stages=("steady",),
    places=("office",),
    steps=(Step("easy", 60), Step("go", "plan"), Step("slow", 60)),
)


def walk(minutes: int = 6) -> SessionState:
    return begin(WALK, "steady", minutes * 60, 0.0)


def looks(*seen: tuple[float, float | None, bool]) -> Outing:
    """What is known after these looks: when, the last input, whether away."""
    outing = Outing(began=0.0)
    for now, last_input, away in seen:
        outing = look(outing, now, last_input, away)
    return outing


@pytest.mark.parametrize(
    ("seen", "left", "back"),
    [
        ([(10, 0.0, False), (59, 0.0, False)], None, None),
        ([(60, 0.0, False)], 0.0, None),
        ([(60, -500.0, False)], 0.0, None),  # what was typed before the walk began is no time of it
        ([(70, 12.0, False)], None, None),
        ([(72, 12.0, False)], 12.0, None),
        ([(20, 8.0, True)], 8.0, None),  # locked: gone at once
        ([(20, None, True)], 0.0, None),
        ([(72, 12.0, False), (400, 12.0, True), (430, 425.0, False)], 12.0, 425.0),
        ([(72, 12.0, False), (430, 425.0, True)], 12.0, None),  # the mouse moved, and it is locked still
        ([(20, None, True), (430, None, False)], 0.0, 430),  # unlocked, and nothing is known of input
        ([(72, 12.0, False), (80, 12.9, False)], 12.0, None),  # the same input, told a little later
    ],
)
def test_an_absence_begins_and_ends_at_an_input(
    seen: list[tuple[float, float | None, bool]], left: float | None, back: float | None
) -> None:
    outing = looks(*seen)
    assert (outing.left, outing.back, outing.known) == (left, back, True)


def test_a_machine_that_tells_nothing_tells_nothing_of_the_walk() -> None:
    outing = looks((10, None, False), (500, None, False))
    assert outing == Outing(began=0.0)
    assert not waits(outing, at(walk(), 480.0))
    assert walked(outing, at(walk(), 480.0), 500.0).done_s == 480.0


def test_after_the_return_nothing_counts_any_more() -> None:
    outing = looks((72, 12.0, False), (430, 425.0, False))
    assert look(outing, 900, 880.0, False) == look(outing, 900, 425.0, True) == key(outing, 900) == outing


def test_a_key_in_the_app_is_a_return_only_for_who_was_out() -> None:
    assert key(looks((30, 0.0, False)), 40.0).back is None
    assert key(looks((60, 0.0, False)), 400.0).back == 400.0


def test_a_walk_waits_for_who_is_out_and_longer_than_planned_counts() -> None:
    out = looks((60, 0.0, False))
    over = at(walk(), 600.0)
    assert over.finished and waits(out, over)
    ended = walked(key(out, 900.0), over, 900.0)
    assert (ended.done_s, ended.partial, ended.finished) == (900.0, False, True)


@pytest.mark.parametrize(("back", "partial"), [(359.0, True), (360.0, False), (400.0, False)])
def test_it_is_partial_when_shorter_than_the_planned_minutes(back: float, partial: bool) -> None:
    outing = key(looks((60, 0.0, False)), back)
    ended = walked(outing, at(walk(), back), back)
    assert (ended.done_s, ended.partial, ended.finished) == (back, partial, True)


@given(st.lists(st.tuples(st.floats(0, 3600), st.one_of(st.none(), st.floats(-100, 3600)), st.booleans()), max_size=20))
def test_no_walk_is_longer_than_the_time_that_went_by(seen: list[tuple[float, float | None, bool]]) -> None:
    outing = Outing(began=0.0)
    last = 0.0
    for now, last_input, away in sorted(seen, key=lambda each: each[0]):
        last = now
        outing = look(outing, now, None if last_input is None else min(now, last_input), away)
        assert 0.0 <= outing.walked_s(now) <= now
    assert 0.0 <= walked(outing, at(walk(), last), last).done_s <= max(last, 0.0)


def test_the_view_of_the_reminders_tells_the_last_input_where_the_machine_does() -> None:
    start = on(0, "10:00")

    def view_with(*seen: tuple[int, Seen]) -> object:
        state = sit_down(Moment(start, 0.0), Inputs(zone=UTC))
        for second, each in seen:
            later = Moment(start + timedelta(seconds=second), float(second))
            state = advance(state, later, Inputs(zone=UTC, seen=each), Settings()).state
        return reminders_view(state, Settings()).last_input

    idle = Seen("idle", 12_000)
    assert view_with((12, idle), (90, idle)) == start + timedelta(seconds=12)
    assert view_with((90, Seen("present"))) is None


def test_the_view_of_the_reminders_says_when_focus_mode_has_kept_prompts_back_for_two_hours() -> None:
    start = on(0, "10:00")
    focus = Inputs(zone=UTC, hold=Hold("focus"))

    def note_after(minutes: int) -> str:
        state = sit_down(Moment(start, 0.0), focus)
        for second in range(0, minutes * 60 + 1, 60):
            state = advance(state, Moment(start + timedelta(seconds=second), float(second)), focus, Settings()).state
        return reminders_view(state, Settings()).note

    assert note_after(119) == ""
    assert note_after(120) == "Focus mode has kept prompts back for 2 h."
    assert note_after(200) == "Focus mode has kept prompts back for 3 h."
