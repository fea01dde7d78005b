from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.routine import Group, PlayStep, Routine, Step
from coach.core.session import SessionState, at, back, begin, finish, forward, frame_index, pause, resume

BREATH = Routine(
    id="breath",
    title="Breath",
    kind="breathe",
    stages=("easing",),
    places=("office",),
    steps=(
        Step(say="settle", seconds=20),
        Group(times=3, each=(Step(say="in", seconds=5), Step(say="out", seconds=5))),
        Step(say="rest", seconds=30),
    ),
)
START = 1000.0


def session() -> SessionState:
    return begin(BREATH, "easing", None, START)


def said(state: SessionState) -> str | None:
    return None if state.step is None else state.step.say


@pytest.mark.parametrize(
    ("after_s", "say", "left_s"),
    [
        (0, "settle", 20),
        (19.5, "settle", 0.5),
        (20, "in", 5),
        (24.9, "in", 0.1),
        (25, "out", 5),
        (30, "in", 5),
        (49.9, "out", 0.1),
        (50, "rest", 30),
        (79.9, "rest", 0.1),
        (80, None, 0),
        (8 * 3600, None, 0),
    ],
)
def test_steps_change_on_time_however_long_nobody_looked(after_s: float, say: str | None, left_s: float) -> None:
    state = at(session(), START + after_s)
    assert said(state) == say
    assert state.remaining_in_step_s == pytest.approx(left_s)
    assert state.remaining_s == pytest.approx(max(0, 80 - after_s))
    assert state.finished == (say is None)


def test_a_session_played_through_reports_its_planned_length_and_is_whole() -> None:
    state = at(session(), START + 8 * 3600)
    assert (state.done_s, state.planned_s, state.partial, state.progress) == (80, 80, False, 1.0)
    assert state.next_step is None and state.next_part is None
    assert (state.part, state.parts) == (2, 3)


def test_it_says_what_comes_next_and_what_comes_after_the_repeats() -> None:
    state = at(session(), START + 31)
    assert (said(state), state.next_step and state.next_step.say) == ("in", "out")
    assert state.next_part is not None and state.next_part.say == "rest"
    assert (state.part, state.parts, state.repeat) == (1, 3, (2, 3))
    assert at(state, START + 500).repeat == (1, 1)
    assert state.progress == pytest.approx(31 / 80)


def test_time_stands_still_in_a_pause() -> None:
    paused = pause(session(), START + 10)
    later = at(paused, START + 5000)
    assert (said(later), later.remaining_in_step_s, later.done_s) == ("settle", 10, 10)
    going = at(resume(later, START + 5000), START + 5012)
    assert (said(going), going.done_s) == ("in", 22)


def test_pausing_twice_and_resuming_twice_change_nothing() -> None:
    state = pause(pause(session(), START + 5), START + 9)
    assert state.done_s == 5
    assert resume(resume(state, START + 9), START + 9) == resume(state, START + 9)


def test_forward_leaves_all_repeats_of_a_group_behind() -> None:
    state = forward(at(session(), START + 27), START + 27)
    assert (said(state), state.remaining_in_step_s, state.done_s) == ("rest", 30, 27)


def test_forward_from_the_last_part_ends_it_whole() -> None:
    state = forward(at(session(), START + 60), START + 60)
    assert (state.finished, state.partial, state.done_s) == (True, False, 60)


@pytest.mark.parametrize(
    ("after_s", "say"),
    [(2, "settle"), (10, "settle"), (20, "settle"), (22.9, "settle"), (23, "in"), (44, "in"), (51, "in"), (54, "rest")],
)
def test_back_begins_the_part_again_or_goes_to_the_one_before(after_s: float, say: str) -> None:
    state = back(session(), START + after_s)
    assert said(state) == say
    assert state.remaining_in_step_s == (state.step.seconds if state.step else None)
    assert state.done_s == pytest.approx(after_s)


def test_skipping_in_a_pause_keeps_the_pause() -> None:
    state = forward(pause(session(), START + 3), START + 4)
    assert state.paused and said(at(state, START + 400)) == "in"
    assert said(back(state, START + 400)) == "settle"


@pytest.mark.parametrize(("after_s", "partial"), [(0, True), (49, True), (50, False), (79, False)])
def test_enough_for_now_keeps_what_was_done(after_s: float, partial: bool) -> None:
    state = finish(session(), START + after_s)
    assert (state.finished, state.partial, state.done_s) == (True, partial, after_s)
    assert state.step is None and state.remaining_s == 0


def test_nothing_moves_once_it_is_over() -> None:
    over = finish(session(), START + 30)
    for act in (forward, back, pause, resume, finish, at):
        after = act(over, START + 500)
        assert (after.index, after.done_s, after.stopped, after.paused) == (over.index, 30, True, False)


@pytest.mark.parametrize("elapsed_s", [START - 50, float("nan"), float("inf")])
def test_a_clock_that_cannot_be_right_changes_nothing(elapsed_s: float) -> None:
    state = at(session(), START + 10)
    assert at(state, elapsed_s) == state


def test_a_walk_takes_the_planned_minutes() -> None:
    walk = Routine(
        id="walk",
        title="Walk",
        kind="walk",
        stages=("easing",),
        places=("office",),
        steps=(Step(say="set off", seconds=60), Step(say="go", seconds="plan")),
    )
    state = at(begin(walk, "easing", 420, START), START + 61)
    assert state.planned_s == 480
    assert state.step is not None and state.step.planned


def test_a_routine_without_a_step_in_the_stage_cannot_begin() -> None:
    only_flare = Routine(
        id="flare-only",
        title="Flare only",
        kind="rest",
        stages=("flare",),
        places=("home",),
        steps=(Step(say="lie down", seconds=60, stages=("flare",)),),
    )
    with pytest.raises(ValueError, match="flare-only"):
        begin(only_flare, "steady", None, START)


Act = Callable[[SessionState, float], SessionState]
ACTS: tuple[Act, ...] = (at, pause, resume, forward, back)
MOVES = st.lists(st.tuples(st.sampled_from(ACTS), st.floats(0, 200)), max_size=40)


@given(MOVES)
def test_time_is_conserved_and_the_step_is_never_out_of_range(moves: list[tuple[Act, float]]) -> None:
    state, now, running_s = session(), START, 0.0
    for act, passed_s in moves:
        before = state
        if not before.paused:
            running_s += min(passed_s, before.remaining_s)
        now += passed_s
        state = act(state, now)
        assert 0 <= state.index <= len(state.steps)
        assert 0 <= state.part < state.parts
        assert 0 <= state.progress <= 1
        assert state.finished or 0 < state.remaining_in_step_s <= state.steps[state.index].seconds
        assert state.done_s == pytest.approx(running_s)


@given(st.lists(st.floats(0, 30), max_size=30))
def test_looking_often_and_looking_once_see_the_same(looks: list[float]) -> None:
    often, now = session(), START
    for passed_s in looks:
        now += passed_s
        often = at(often, now)
    once = at(session(), now)
    assert often.done_s == pytest.approx(once.done_s)
    assert often.remaining_s == pytest.approx(once.remaining_s, abs=1e-6)


LOOP, IN = PlayStep(say="walk", seconds=60, figure="walk"), PlayStep(say="in", seconds=5, figure="breathe-in")


@pytest.mark.parametrize(
    ("step", "in_step_s", "frames", "shown"),
    [
        (LOOP, 0, 4, 0),
        (LOOP, 0.9, 4, 0),
        (LOOP, 1, 4, 1),
        (LOOP, 4, 4, 0),
        (LOOP, 30.5, 4, 2),
        (LOOP, 30, 1, 0),
        (LOOP, 30, 0, 0),
        (LOOP, -1, 4, 0),
        (LOOP, float("nan"), 4, 0),
        (IN, 0, 6, 0),
        (IN, 2.5, 6, 3),
        (IN, 4.99, 6, 5),
        (IN, 5, 6, 5),
        (IN, 60, 6, 5),
    ],
)
def test_figures_loop_by_the_second_and_a_breath_plays_once(
    step: PlayStep, in_step_s: float, frames: int, shown: int
) -> None:
    assert frame_index(step, in_step_s, frames) == shown
