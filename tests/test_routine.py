import pytest

from coach.core.routine import (
    DEFAULT_PLAN_S,
    DEFAULT_PROMPTS,
    KINDS,
    Group,
    PlayStep,
    Routine,
    RoutineKind,
    Step,
    choose,
    figures_of,
    flatten,
    length_s,
)

EASY, FLARE = "easing", "flare"


def routine_of(
    *steps: Step | Group,
    id: str = "one",
    kind: RoutineKind = "break",
    stages: tuple[str, ...] = (FLARE, EASY),
    places: tuple[str, ...] = ("office",),
    prompt: str = "Stand up",
) -> Routine:
    return Routine(id=id, title=id, kind=kind, stages=stages, places=places, steps=steps, prompt=prompt)


WALK = routine_of(Step(say="set off", seconds=60), Step(say="go", seconds="plan"), Step(say="slow", seconds=60))
BREATH = routine_of(
    Step(say="settle", seconds=20, figure="settle"),
    Group(times=3, each=(Step(say="in", seconds=5, figure="in"), Step(say="out", seconds=5, figure="out"))),
    Step(say="rest", seconds=30, figure="settle"),
)


def test_a_group_is_played_as_often_as_it_says_and_is_one_part() -> None:
    played = flatten(BREATH, EASY)
    assert [step.say for step in played] == ["settle", *["in", "out"] * 3, "rest"]
    assert [step.part for step in played] == [0, *[1] * 6, 2]
    assert [(step.round, step.rounds) for step in played[1:7]] == [(1, 3), (1, 3), (2, 3), (2, 3), (3, 3), (3, 3)]


def test_the_planned_step_takes_the_planned_minutes() -> None:
    assert flatten(WALK, EASY, 7 * 60)[1] == PlayStep(say="go", seconds=420, part=1, planned=True)
    assert length_s(WALK, EASY, 7 * 60) == 540


def test_without_a_plan_the_planned_step_takes_the_first_walks_five_minutes() -> None:
    assert length_s(WALK, EASY) == 120 + DEFAULT_PLAN_S == 420


@pytest.mark.parametrize("seconds", [0, -60])
def test_a_planned_step_lasts_at_least_a_second(seconds: int) -> None:
    assert flatten(WALK, EASY, seconds)[1].seconds == 1


def test_a_step_for_other_stages_is_left_out_and_leaves_no_gap_in_the_parts() -> None:
    routine = routine_of(
        Step(say="only in flare", seconds=5, stages=(FLARE,)),
        Group(times=2, each=(Step(say="tense", seconds=5, stages=(EASY,)), Step(say="let go", seconds=25))),
        Group(times=2, each=(Step(say="never here", seconds=5),), stages=("steady",)),
        Step(say="rest", seconds=60),
    )
    assert [(step.say, step.part) for step in flatten(routine, EASY)] == [
        ("tense", 0), ("let go", 0), ("tense", 0), ("let go", 0), ("rest", 1),
    ]  # fmt: skip
    assert [step.say for step in flatten(routine, FLARE)] == ["only in flare", "let go", "let go", "rest"]


def test_figures_are_named_once_in_the_order_they_are_shown() -> None:
    assert figures_of(BREATH) == ("settle", "in", "out")
    assert figures_of(WALK) == ()


STEP = Step(say="stand", seconds=60)
SHELF = {
    "c": routine_of(STEP, id="c"),
    "a": routine_of(STEP, id="a"),
    "b": routine_of(STEP, id="b", stages=(EASY,)),
    "home": routine_of(STEP, id="home", places=("home",)),
    "walk": routine_of(STEP, id="walk", kind="walk"),
    "mute": routine_of(STEP, id="mute", prompt=""),
}


@pytest.mark.parametrize(
    ("stage", "place", "turn", "chosen"),
    [
        (EASY, "office", 0, "a"),
        (EASY, "office", 1, "b"),
        (EASY, "office", 2, "c"),
        (EASY, "office", 3, "a"),
        (FLARE, "office", 0, "a"),
        (FLARE, "office", 1, "c"),
        (EASY, "home", 5, "home"),
        ("steady", "office", 0, None),
    ],
)
def test_routines_that_fit_take_turns(stage: str, place: str, turn: int, chosen: str | None) -> None:
    found = choose(SHELF, "break", stage, place, turn)
    assert (found.id if found else None) == chosen


def test_a_kind_without_a_routine_gives_none() -> None:
    assert choose(SHELF, "checkin", EASY, "office", 0) is None
    assert choose({}, "walk", EASY, "office", 0) is None


def test_every_kind_has_a_sentence_for_routines_that_bring_none() -> None:
    assert set(DEFAULT_PROMPTS) == set(KINDS)
    assert all(DEFAULT_PROMPTS.values())
