"""The session player: which step of a routine is on, at any elapsed second, whatever was paused or skipped."""

from math import isfinite

from msgspec import Struct
from msgspec.structs import replace

from coach.core.routine import PlayStep, Routine, flatten

BREATH_FIGURES = "breathe-"
"""A figure with a name that begins so plays once over its step, so that it grows and shrinks with the count."""
BACK_RESTARTS_AFTER_S = 3
"""Back within so many seconds of a part's beginning goes to the part before; later it begins the part again."""


class SessionState(Struct, frozen=True):
    """One run of a routine as of the elapsed second `as_of`; make it with `begin`.

    `index` is the step that is on; it equals the number of steps once all are over. `in_step_s` is how far into
    that step we are. `done_s` counts the seconds really played: pauses and skipped steps are not in it, repeated
    ones are. `stopped` when the user said enough.
    """

    routine: str
    kind: str
    steps: tuple[PlayStep, ...]
    as_of: float
    index: int = 0
    in_step_s: float = 0.0
    done_s: float = 0.0
    paused: bool = False
    stopped: bool = False

    @property
    def finished(self) -> bool:
        """Whether it is over, by its end or by the user's word."""
        return self.stopped or self.index >= len(self.steps)

    @property
    def partial(self) -> bool:
        """Whether it ended before its last step."""
        return self.stopped and self.index < len(self.steps) - 1

    @property
    def step(self) -> PlayStep | None:
        """The step that is on; None when it is over."""
        return None if self.finished else self.steps[self.index]

    @property
    def next_step(self) -> PlayStep | None:
        """The step after this one; None in the last and when it is over."""
        return None if self.finished or self.index + 1 >= len(self.steps) else self.steps[self.index + 1]

    @property
    def next_part(self) -> PlayStep | None:
        """The first step of the next part, past all repeats of this one; None in the last part."""
        if self.finished:
            return None
        return next((step for step in self.steps[self.index :] if step.part > self.part), None)

    @property
    def part(self) -> int:
        """The part that is on, from 0; all repeats of a group are one part. At the end the last one."""
        return self.steps[min(self.index, len(self.steps) - 1)].part

    @property
    def parts(self) -> int:
        """How many parts there are."""
        return self.steps[-1].part + 1

    @property
    def remaining_in_step_s(self) -> float:
        """Seconds left in the step that is on; 0 when it is over."""
        step = self.step
        return 0.0 if step is None else max(0.0, step.seconds - self.in_step_s)

    @property
    def remaining_s(self) -> float:
        """Seconds left in all, this step and those after it; 0 when it is over."""
        if self.finished:
            return 0.0
        return self.remaining_in_step_s + sum(step.seconds for step in self.steps[self.index + 1 :])

    @property
    def planned_s(self) -> int:
        """Seconds it takes when every step is played once."""
        return sum(step.seconds for step in self.steps)

    @property
    def progress(self) -> float:
        """How far along the steps we are, 0 to 1; skipping moves it too."""
        before = sum(step.seconds for step in self.steps[: self.index])
        return min(1.0, (before + self.in_step_s) / self.planned_s)

    @property
    def repeat(self) -> tuple[int, int]:
        """Which round of this part's repeats is on, from 1, and how many there are: (3, 24); (1, 1) for a step."""
        step = self.steps[min(self.index, len(self.steps) - 1)]
        return step.round, step.rounds


def begin(routine: Routine, stage: str, plan_seconds: int | None, elapsed_s: float) -> SessionState:
    """A session of `routine` that begins at the elapsed second; `plan_seconds` as in `flatten`.

    Raises ValueError for a routine without a step in that stage.
    """
    steps = flatten(routine, stage, plan_seconds)
    if not steps:
        raise ValueError(f"{routine.id} has no step in stage {stage}")
    return SessionState(routine=routine.id, kind=routine.kind, steps=steps, as_of=elapsed_s)


def at(state: SessionState, elapsed_s: float) -> SessionState:
    """The session at a later elapsed second: time played through as many steps as it covers.

    Time before `as_of` changes nothing; a paused or finished session stands still.
    """
    passed = elapsed_s - state.as_of
    if not isfinite(passed) or passed <= 0:
        return state
    if state.paused or state.finished:
        return replace(state, as_of=elapsed_s)
    index, in_step_s, left = state.index, state.in_step_s, passed
    while index < len(state.steps) and in_step_s + left >= state.steps[index].seconds:
        left -= state.steps[index].seconds - in_step_s
        index, in_step_s = index + 1, 0.0
    over = index >= len(state.steps)
    return replace(
        state,
        as_of=elapsed_s,
        index=index,
        in_step_s=0.0 if over else in_step_s + left,
        done_s=state.done_s + (passed - left if over else passed),
    )


def pause(state: SessionState, elapsed_s: float) -> SessionState:
    """Stand still from the elapsed second on."""
    now = at(state, elapsed_s)
    return now if now.finished else replace(now, paused=True)


def resume(state: SessionState, elapsed_s: float) -> SessionState:
    """Go on from where it was paused."""
    return replace(at(state, elapsed_s), paused=False)


def forward(state: SessionState, elapsed_s: float) -> SessionState:
    """Go to the next part, past all repeats of this one; from the last part to the end. A pause stays one."""
    now = at(state, elapsed_s)
    if now.finished:
        return now
    after = (place for place in range(now.index, len(now.steps)) if now.steps[place].part > now.part)
    index = next(after, len(now.steps))
    return replace(now, index=index, in_step_s=0.0, paused=now.paused and index < len(now.steps))


def back(state: SessionState, elapsed_s: float) -> SessionState:
    """Begin this part again, or within its first 3 seconds go to the part before. A pause stays one."""
    now = at(state, elapsed_s)
    if now.finished:
        return now
    first = _first_of(now, now.part)
    into_part_s = sum(step.seconds for step in now.steps[first : now.index]) + now.in_step_s
    if into_part_s < BACK_RESTARTS_AFTER_S and now.part > 0:
        first = _first_of(now, now.part - 1)
    return replace(now, index=first, in_step_s=0.0)


def finish(state: SessionState, elapsed_s: float) -> SessionState:
    """Enough for now: end here. What was played is kept; `partial` when the last step was not reached."""
    now = at(state, elapsed_s)
    return now if now.finished else replace(now, stopped=True, paused=False)


def frame_index(step: PlayStep, in_step_s: float, frames: int) -> int:
    """Which of a figure's frames to show, from 0: one a second, over and over; a breath once over its step.

    `frames` is how many there are; with none or one of them it is 0.
    """
    if frames <= 1 or not isfinite(in_step_s) or in_step_s < 0:
        return 0
    if step.figure is not None and step.figure.startswith(BREATH_FIGURES):
        return min(frames - 1, int(in_step_s * frames / step.seconds))
    return int(in_step_s) % frames


def _first_of(state: SessionState, part: int) -> int:
    return next(place for place, step in enumerate(state.steps) if step.part == part)
