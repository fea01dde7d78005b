"""A walk timed by the user's absence: when they left, whether they are out, and when they were back."""

from msgspec import Struct
from msgspec.structs import replace

from coach.core.session import SessionState

GONE_AFTER_S = 60
"""So long without input means that the user has left for the walk (our default)."""
SLACK_S = 1.0
"""Input must be this much newer (seconds) to be another one: sources round."""


class Outing(Struct, frozen=True):
    """What is known of the absence; times are elapsed seconds.

    `known` once the machine has told anything of input, lock or sleep. `left` is the last input before the absence
    began, None while the user has not been seen to leave. `back` is the first sign of the user after it.
    """

    began: float
    known: bool = False
    left: float | None = None
    back: float | None = None

    @property
    def out(self) -> bool:
        """Whether the user is out walking, as far as is known."""
        return self.left is not None and self.back is None

    def walked_s(self, now: float) -> float:
        """Seconds of absence up to `now`; 0 when there was none."""
        if self.left is None:
            return 0.0
        return max(0.0, (now if self.back is None else self.back) - self.left)


def look(outing: Outing, now: float, last_input: float | None, away: bool) -> Outing:
    """Take in what the machine says at `now`: when the last input was (None: not known), whether it counts as away.

    Locked, asleep or without input for a minute: the user has left, at the last input. Newer input, or an absence
    that is over: the user is back.
    """
    if outing.back is not None:
        return outing
    if last_input is None and not away:
        return replace(outing, back=now) if outing.out else outing
    outing = replace(outing, known=True)
    touched = outing.began if last_input is None else max(outing.began, last_input)
    if outing.left is None:
        gone = away or now - touched >= GONE_AFTER_S
        return replace(outing, left=min(touched, now)) if gone else outing
    return replace(outing, back=touched) if not away and touched > outing.left + SLACK_S else outing


def key(outing: Outing, now: float) -> Outing:
    """A key was pressed in the app: whoever was out is back."""
    return replace(outing, back=now) if outing.out else outing


def waits(outing: Outing, state: SessionState) -> bool:
    """Whether a walk whose steps are all over must not end yet: the user is still out."""
    return outing.out and state.finished and not state.stopped


def walked(outing: Outing, state: SessionState, now: float) -> SessionState:
    """The walk as it is written down at `now`, its end: as long as the absence was, shorter or longer than planned.

    It is partial when it did not last as long as the planned step. Without a known absence the steps count.
    """
    if outing.left is None:
        return state
    done_s = outing.walked_s(now)
    enough = done_s >= sum(step.seconds for step in state.steps if step.planned)
    return replace(state, done_s=done_s, index=len(state.steps) if enough else 0, in_step_s=0.0, stopped=not enough)
