"""The open prompt in the words and figures that a screen or a notification shows."""

from collections.abc import Mapping

from coach.core.reminders.model import Open
from coach.core.routine import Routine
from coach.core.stage import StageNow
from coach.core.wording import prompt_words
from coach.scheduler.ports import OpenPrompt


def shown(opened: Open | None, routines: Mapping[str, Routine], stage: StageNow | None) -> OpenPrompt | None:
    """The prompt that waits for an answer; None for none, and while it is snoozed.

    `stage` is given only where the words may speak of the back.
    """
    if opened is None or opened.snoozed_until is not None:
        return None
    held = f"held {opened.held_s // 60} min" if opened.held_s >= 60 else ""
    words = prompt_words(opened.kind, opened.routine, opened.minutes, routines, held=held, stage=stage)
    guided = opened.kind not in ("shift", "checkin", "week")
    return OpenPrompt(
        id=opened.number,
        kind=opened.kind,
        routine=opened.routine,
        title=words.title,
        body=words.body,
        minutes=(opened.minutes or max(1, round(opened.seconds / 60))) if guided else 0,
        came=opened.came_at,
        repeats=opened.repeats,
        silent=opened.kind == "shift" or opened.channel == "app",
        seconds=opened.seconds,
    )
