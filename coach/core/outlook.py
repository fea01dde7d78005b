"""What comes next, as things stand: the rules themselves are asked, on a user who stays and types with pauses."""

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from coach.core.moment import Moment
from coach.core.presence import Seen
from coach.core.records import Kind
from coach.core.reminders.advance import advance
from coach.core.reminders.model import State
from coach.core.rows import RemindersView
from coach.core.settings import Settings

MOST_LOOKS = 60
"""So many looks ahead are enough for a day; what comes later than that is not worth saying."""


class Ahead(Struct, frozen=True):
    """The next prompt to come: when, what, with which routine."""

    at: datetime
    kind: Kind
    routine: str | None


def next_prompt(state: State, settings: Settings) -> Ahead | None:
    """The next prompt of today's plan if the user stays at the desk; None when none comes before midnight.

    None in a session too, as nobody knows when it ends. After a prompt that is open, what comes if it goes unanswered.
    """
    inputs = replace(state.inputs, seen=Seen("present"), commands=(), fresh=False)
    today = state.wall(state.at).date()
    if state.session is not None:
        return None
    moment = state.at / 1000
    current = state
    for _ in range(MOST_LOOKS):
        wall = state.wall(round(moment * 1000))
        if wall.date() != today:
            return None
        step = advance(current, Moment(wall, moment), inputs, settings)
        for event in step.events:
            if event.event == "prompt" and event.kind is not None:
                return Ahead(event.at, event.kind, event.routine)
        current, moment = step.state, step.next_at
    return None


def reminders_view(state: State, settings: Settings, note: str = "", ahead: Ahead | None = None) -> RemindersView:
    """What the screens and the snapshot show of the reminders; `ahead` as `next_prompt` gave it."""
    t = state.at
    opened = state.open
    hold_until = None
    if state.hold_reason == "paused" and state.paused_until is not None:
        hold_until = state.wall(state.paused_until)
    elif state.inputs.hold is not None and state.hold_reason == state.inputs.hold.reason:
        hold_until = state.inputs.hold.until
    if not note and state.hold_reason == "focus" and state.hold_since is not None:
        hours = timedelta(milliseconds=t - state.hold_since)
        if hours >= timedelta(hours=2):
            note = f"Focus mode has kept prompts back for {hours // timedelta(hours=1)} h."
    return RemindersView(
        since_up_s=state.desk.up.at(t) / 1000,
        since_shift_s=state.desk.shift.at(t) / 1000,
        next_at=ahead.at if ahead else None,
        next_kind=ahead.kind if ahead else None,
        next_routine=ahead.routine if ahead else None,
        open_kind=opened.kind if opened else None,
        open_since=opened.came_at if opened else None,
        open_routine=opened.routine if opened else None,
        snoozed_until=state.wall(opened.snoozed_until) if opened and opened.snoozed_until is not None else None,
        hold_reason=state.hold_reason,
        hold_until=hold_until,
        quiet=state.quiet or state.shifts_quiet,
        present=state.desk.present,
        last_input=state.wall(state.desk.last_input) if state.desk.mode in ("idle", "locked", "asleep") else None,
        note=note,
        turns=state.turn,
        question=state.question,
        stay=state.desk.stay,
    )
