"""Routines as the rules see them: what they are for, when and where they fit, and the steps they are made of."""

from collections.abc import Mapping
from typing import Literal, get_args

from msgspec import Struct

from coach.core.stage import Stage

RoutineKind = Literal["shift", "break", "walk", "rest", "breathe", "relief"]
"""What a routine is for; all but `relief` are kinds of prompt too."""

KINDS: tuple[RoutineKind, ...] = ("shift", "break", "walk", "rest", "breathe", "relief")
STAGES: tuple[Stage, ...] = get_args(Stage)
"""The stages a routine can name."""
PLACES = ("office", "home")

DEFAULT_PLAN_S = 5 * 60
"""Seconds of a planned step when no plan is known: the first walk of the day plan, 5 minutes (our default)."""

STOP_ALWAYS = (
    "any of the warning signs on the safety card",
    "leg symptoms that are new or spread further",
    "pain up by 2 or more",
)
"""When every routine stops, whatever its own `stop_if` says. 2 is the smallest change of the 0-10 rating that is
not noise (Childs 2005)."""

DEFAULT_PROMPTS: dict[RoutineKind, str] = {
    "shift": "Change how you sit, or stand for a moment",
    "break": "Stand up for two minutes and move a little",
    "walk": "An easy walk on the level, if you feel able",
    "rest": "A few quiet minutes of rest",
    "breathe": "A few slow breaths: in for 5, out for 5",
    "relief": "A few quiet minutes: settle, breathe, then a few steps",
}
"""The notification sentence of a routine that brings none of its own; complete in itself and discreet."""


class Step(Struct, frozen=True):
    """One step. `seconds` is its length, or `plan` for the planned minutes; `figure` names its drawing.

    `stages` are those it is played in; empty means all stages of the routine.
    """

    say: str
    seconds: int | Literal["plan"]
    figure: str | None = None
    stages: tuple[str, ...] = ()


class Group(Struct, frozen=True):
    """Steps played in turn, `times` over. `stages` as in a step."""

    times: int
    each: tuple[Step, ...]
    stages: tuple[str, ...] = ()


class Routine(Struct, frozen=True):
    """A guided sequence of steps.

    `id` is the name of its file. `prompt` is the complete sentence of its notification; an empty one means that it
    is never prompted, only started by the user. `evidence` are keys of routines/evidence.toml. `stop_if` adds to
    `STOP_ALWAYS`. `own` when the file is the user's.
    """

    id: str
    title: str
    kind: RoutineKind
    stages: tuple[str, ...]
    places: tuple[str, ...]
    steps: tuple[Step | Group, ...]
    aim: str = ""
    prompt: str = ""
    evidence: tuple[str, ...] = ()
    stop_if: tuple[str, ...] = ()
    own: bool = False


class PlayStep(Struct, frozen=True):
    """A step as it is played: repeats unrolled, the plan's minutes filled in.

    `part` counts the steps of the file, from 0: all repeats of a group are one part, this one being round `round`
    (from 1) of `rounds`. `planned` marks the step that takes the planned minutes, in a walk the one for which the
    user leaves the desk.
    """

    say: str
    seconds: int
    figure: str | None = None
    part: int = 0
    round: int = 1
    rounds: int = 1
    planned: bool = False


def flatten(routine: Routine, stage: str, plan_seconds: int | None = None) -> tuple[PlayStep, ...]:
    """The steps played in `stage`, in order; `plan_seconds` (5 minutes when None) fills the `plan` step.

    A stage the routine was not written for plays the steps that name no stage. Steps of the plan are at least a
    second long.
    """
    plan_s = DEFAULT_PLAN_S if plan_seconds is None else max(1, plan_seconds)
    played: list[PlayStep] = []
    part = 0
    for step in routine.steps:
        before = len(played)
        if not _plays_in(step, stage):
            continue
        times, inner_steps = (step.times, step.each) if isinstance(step, Group) else (1, (step,))
        for turn in range(times):
            for inner in inner_steps:
                if _plays_in(inner, stage):
                    played.append(_played(inner, plan_s, part, turn + 1, times))
        part += len(played) > before
    return tuple(played)


def length_s(routine: Routine, stage: str, plan_seconds: int | None = None) -> int:
    """How long the routine takes in `stage`, in seconds; `plan_seconds` as in `flatten`."""
    return sum(step.seconds for step in flatten(routine, stage, plan_seconds))


def choose(routines: Mapping[str, Routine], kind: str, stage: str, place: str, turn: int) -> Routine | None:
    """The routine for a prompt of `kind` in `stage` at `place`; None when there is none.

    `turn` counts the choices made so far: those that fit take turns, so the same turn always gives the same routine.
    """
    found = fitting(routines, kind, stage, place)
    return found[turn % len(found)] if found else None


def fitting(routines: Mapping[str, Routine], kind: str, stage: str, place: str) -> list[Routine]:
    """The routines for prompts of `kind` in `stage` at `place`, by their ids; those never prompted are left out."""
    found = [
        routine
        for routine in routines.values()
        if routine.kind == kind and routine.prompt and stage in routine.stages and place in routine.places
    ]
    return sorted(found, key=lambda routine: routine.id)


def figures_of(routine: Routine) -> tuple[str, ...]:
    """The names of the figures the routine shows, each once, in order."""
    names: dict[str, None] = {}
    for step in routine.steps:
        for inner in step.each if isinstance(step, Group) else (step,):
            if inner.figure is not None:
                names[inner.figure] = None
    return tuple(names)


def _plays_in(step: Step | Group, stage: str) -> bool:
    return not step.stages or stage in step.stages


def _played(step: Step, plan_s: int, part: int, turn: int, times: int) -> PlayStep:
    return PlayStep(
        say=step.say,
        seconds=plan_s if step.seconds == "plan" else step.seconds,
        figure=step.figure,
        part=part,
        round=turn,
        rounds=times,
        planned=step.seconds == "plan",
    )
