"""From a routine file to a Routine: every key typed and checked, every fault with its line."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Literal

from coach.core.routine import (
    DEFAULT_PROMPTS,
    KINDS,
    PLACES,
    STAGES,
    Group,
    Routine,
    RoutineKind,
    Step,
)
from coach.library.faults import Faults
from coach.library.files import Problem, Unreadable, Where, read_toml

MOST_STEP_S = 60 * 60
"""The longest step, in seconds: an hour (our default)."""
MOST_ROUTINE_S = 2 * 60 * 60
"""The longest routine, planned minutes aside, in seconds: two hours (our default)."""
MOST_STEPS = 100
MOST_TIMES = 500

ROUTINE_KEYS = ("title", "kind", "stages", "places", "aim", "prompt", "evidence", "stop_if", "steps")
NEEDED_KEYS = ("title", "kind", "stages", "places", "steps")
STEP_KEYS = ("say", "seconds", "figure", "stages")
GROUP_KEYS = ("times", "each", "stages")

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


def id_fault(name: str) -> str | None:
    """Why `name` cannot be the id of a routine (the name of its file), in one sentence; None when it can."""
    if name == "evidence":
        return "The name evidence is kept for the list of sources."
    if _ID.fullmatch(name) is None:
        return "A routine's name has 1 to 60 small letters, digits and hyphens, such as morning-walk."
    return None


def read_routine(
    file: Path, figures: Collection[str], evidence: Collection[str], own: bool
) -> tuple[Routine | None, list[Problem]]:
    """The routine in `file`, or None with every fault that keeps it from being used.

    `figures` and `evidence` are the names that can be used; `own` when the file is the user's.
    """
    fault = id_fault(file.stem)
    if fault is not None:
        return None, [Problem(str(file), None, fault)]
    try:
        table, text = read_toml(file)
    except Unreadable as unreadable:
        return None, [unreadable.problem]
    faults = Faults(file, text)
    routine = _routine(file.stem, table, faults, evidence, own)
    if not faults.problems:
        _check_whole(routine, faults, figures)
    faults.problems.sort(key=lambda problem: problem.line or 0)
    return (None if faults.problems else routine), faults.problems


def _routine(id: str, table: dict[str, object], faults: Faults, evidence: Collection[str], own: bool) -> Routine:
    faults.unknown_keys((), table, ROUTINE_KEYS)
    faults.missing((), table, NEEDED_KEYS)
    kind = faults.text(("kind",), table)
    if kind and kind not in KINDS:
        faults.add(("kind",), f"`kind` cannot be {kind}; allowed are {', '.join(KINDS)}.")
    known: RoutineKind = next((one for one in KINDS if one == kind), "break")
    keys = faults.texts(("evidence",), table)
    for key in keys:
        if key not in evidence:
            faults.add(("evidence",), f"There is no evidence key {key} in routines/evidence.toml.")
    return Routine(
        id=id,
        title=faults.text(("title",), table),
        kind=known,
        stages=faults.words(("stages",), table, STAGES),
        places=faults.words(("places",), table, PLACES),
        steps=_steps(table.get("steps"), faults),
        aim=faults.text(("aim",), table, empty=True),
        prompt=faults.text(("prompt",), table, empty=True) if "prompt" in table else DEFAULT_PROMPTS[known],
        evidence=keys,
        stop_if=faults.texts(("stop_if",), table),
        own=own,
    )


def _steps(value: object, faults: Faults) -> tuple[Step | Group, ...]:
    steps: list[Step | Group] = []
    for where, table in _tables(("steps",), value, faults):
        if "times" in table or "each" in table:
            steps.append(_group(where, table, faults))
        else:
            steps.append(_step(where, table, faults, planned_allowed=True))
    return tuple(steps)


def _group(where: Where, table: dict[str, object], faults: Faults) -> Group:
    faults.unknown_keys(where, table, GROUP_KEYS)
    faults.missing(where, table, ("times", "each"))
    times = faults.whole((*where, "times"), table["times"], MOST_TIMES, "times") if "times" in table else 1
    each = tuple(
        _step(inner, inner_table, faults, planned_allowed=False)
        for inner, inner_table in _tables((*where, "each"), table.get("each"), faults)
    )
    return Group(times=times, each=each, stages=_step_stages(where, table, faults))


def _step(where: Where, table: dict[str, object], faults: Faults, planned_allowed: bool) -> Step:
    faults.unknown_keys(where, table, STEP_KEYS)
    faults.missing(where, table, ("say", "seconds"))
    seconds: int | Literal["plan"] = 1
    value = table.get("seconds", 1)
    if value == "plan" and planned_allowed:
        seconds = "plan"
    elif value == "plan":
        faults.add((*where, "seconds"), 'A step that is repeated cannot take the planned minutes ("plan").')
    elif isinstance(value, str):
        faults.add(
            (*where, "seconds"), '`seconds` must be a whole number of seconds, or "plan" for the planned minutes.'
        )
    else:
        seconds = faults.whole((*where, "seconds"), value, MOST_STEP_S, "seconds")
    figure = faults.text((*where, "figure"), table) or None
    say = faults.text((*where, "say"), table)
    return Step(say=say, seconds=seconds, figure=figure, stages=_step_stages(where, table, faults))


def _step_stages(where: Where, table: dict[str, object], faults: Faults) -> tuple[str, ...]:
    return faults.words((*where, "stages"), table, STAGES)


def _tables(where: Where, value: object, faults: Faults) -> list[tuple[Where, dict[str, object]]]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        faults.add(where, f"`{where[-1]}` must be tables, each begun by a line of [[{_dotted(where)}]].")
        return []
    if not value:
        faults.add(where, f"`{where[-1]}` is empty.")
    if len(value) > MOST_STEPS:
        faults.add(where, f"`{where[-1]}` has {len(value)} entries; {MOST_STEPS} is the most.")
        return []
    return [((*where, place), table) for place, table in enumerate(value)]


def _dotted(where: Where) -> str:
    return ".".join(part for part in where if isinstance(part, str))


def _check_whole(routine: Routine, faults: Faults, figures: Collection[str]) -> None:
    """The faults that only show once every key is right."""
    for where, step in _each_step(routine):
        if step.figure is not None and step.figure not in figures:
            faults.add((*where, "figure"), f"There is no figure {step.figure}: figures/{step.figure}.txt is missing.")
    for stage in routine.stages:
        seconds, planned = 0, 0
        for group_or_step in routine.steps:
            times, inner = _unrolled(group_or_step)
            if group_or_step.stages and stage not in group_or_step.stages:
                continue
            for step in inner:
                if not step.stages or stage in step.stages:
                    planned += step.seconds == "plan"
                    seconds += times * (0 if step.seconds == "plan" else step.seconds)
        if not seconds and not planned:
            faults.add(("stages",), f"No step is played in stage {stage}.")
        if planned > 1:
            faults.add(("steps",), f'In stage {stage} {planned} steps take the planned minutes ("plan"); one may.')
        if seconds > MOST_ROUTINE_S:
            faults.add(
                ("steps",), f"In stage {stage} this takes {seconds // 60} minutes; {MOST_ROUTINE_S // 60} is the most."
            )


def _each_step(routine: Routine) -> list[tuple[Where, Step]]:
    found: list[tuple[Where, Step]] = []
    for place, step in enumerate(routine.steps):
        if isinstance(step, Group):
            found.extend((("steps", place, "each", inner), each) for inner, each in enumerate(step.each))
        else:
            found.append((("steps", place), step))
    return found


def _unrolled(step: Step | Group) -> tuple[int, tuple[Step, ...]]:
    return (step.times, step.each) if isinstance(step, Group) else (1, (step,))
