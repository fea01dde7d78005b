"""Prompts at local times: a slot fires once a date, waits for the user a while, and gives way to a newer one."""

from datetime import datetime, timedelta

from coach.core.records import Kind
from coach.core.reminders.model import Pending, Slot
from coach.core.reminders.turn import RANGED, Turn, local_time

JUMP = timedelta(minutes=30)
"""A slot that a step of the wall clock passes by more than this is dropped (our default)."""
KEPT = timedelta(days=2)
"""For so long it is remembered which slots have come: a clock set forward over midnight may be set back."""


def introduce(turn: Turn, slots: tuple[Slot, ...], before: tuple[Slot, ...], *, fresh: bool) -> None:
    """Take in the day plan of today; `before` is the plan as it was.

    Slots of a date seen before that are new and already past say nothing (the plan has changed). Of a date not seen
    before, those up to 60 minutes old are still offered; older ones were missed, or at app start make no event.
    """
    state = turn.state
    if not fresh and slots == before and state.on_date == turn.now.date():
        return
    today = turn.now.date().isoformat()
    oldest = (turn.now.date() - KEPT).isoformat()
    known = {key for key in state.known if key >= oldest}
    fired = {key for key in state.fired if key >= oldest}
    first_sight = fresh or not any(key.startswith(today) for key in known)
    for slot in slots:
        if slot.key in known and not fresh:
            continue
        due = turn.when(slot.on, slot.at)
        if due > turn.t or slot.key in fired:
            continue
        late = turn.t - due
        if not first_sight or (fresh and late > turn.settings.prompts.return_within_s * 1000):
            fired.add(slot.key)
    turn.set(known=tuple(sorted(known | {slot.key for slot in slots})), fired=tuple(sorted(fired)))


def drop_jumped(turn: Turn, old: tuple[Slot, ...], before: int, after: int) -> None:
    """Drop the slots that a step of the wall clock (UTC milliseconds before and after) passed by over 30 minutes.

    `old` is the plan as it was: its slots count too where the step has gone past midnight.
    """
    slots = turn.state.inputs.slots
    today = turn.now.date()
    for slot in (*(slot for slot in old if slot.on < today and slot not in slots), *slots):
        at = turn.when(slot.on, slot.at) + turn.state.utc_base
        if slot.key not in turn.state.fired and before <= at < after - JUMP // timedelta(milliseconds=1):
            _drop_passed(turn, slot, at - turn.state.utc_base)


def put_back(turn: Turn) -> None:
    """The wall clock was set back: slots that wait, and whose time is now to come again, come when it does."""
    for pending in turn.state.pending:
        slot = pending.slot
        if slot.key in turn.state.fired and turn.when(slot.on, slot.at) > turn.t:
            take(turn, pending)
            turn.set(
                fired=tuple(key for key in turn.state.fired if key != slot.key),
                held=tuple(held for held in turn.state.held if held.kind != slot.kind),
            )


def _drop_passed(turn: Turn, slot: Slot, due: int) -> None:
    _fire(turn, slot)
    turn.close_unseen(slot.kind, "dropped", due, f"the clock was moved past {slot.at:%H:%M}")


def fall_due(turn: Turn) -> None:
    """Slots whose time has come wait to come up; a newer one of a kind replaces an older."""
    for slot, due in turn.slots():
        if due > turn.t or slot.key in turn.state.fired:
            continue
        due_at = local_time(slot.on, slot.at, turn.state.inputs.zone)
        if due_at.replace(tzinfo=None) - datetime.combine(slot.on, slot.at) > JUMP:
            _drop_passed(turn, slot, due)
            continue
        _fire(turn, slot)
        if slot.kind in RANGED and turn.range_at(due) is None:
            continue
        for older in [p for p in turn.state.pending if p.slot.kind == slot.kind]:
            take(turn, older)
            turn.set(held=tuple(held for held in turn.state.held if held.kind != slot.kind))
            turn.close_unseen(slot.kind, "dropped", older.due, f"the one of {slot.at:%H:%M} takes its place")
        desk = turn.state.desk
        while_away = not desk.present or due < desk.back_at
        turn.set(pending=(*turn.state.pending, Pending(slot, due, while_away=while_away)))


def expire(turn: Turn) -> None:
    """What could not come for 60 minutes is unanswered; not while it is held."""
    limit = turn.settings.prompts.return_within_s * 1000
    held = {held.kind for held in turn.state.held}
    for pending in turn.state.pending:
        if pending.slot.kind not in held and turn.t >= pending.due + limit:
            take(turn, pending)
            minutes = turn.settings.prompts.return_within_s // 60
            why = (
                f"nobody was there for {minutes} min"
                if pending.while_away
                else f"there was no room for it for {minutes} min"
            )
            turn.close_unseen(pending.slot.kind, "unanswered", pending.due, why)


def take(turn: Turn, pending: Pending) -> None:
    """It waits no longer."""
    turn.set(pending=tuple(p for p in turn.state.pending if p is not pending))


def fire_early(turn: Turn, slot: Slot) -> None:
    """A slot that comes before its time has come for this date."""
    _fire(turn, slot)


def pending_of(turn: Turn, kind: Kind) -> Pending | None:
    """The slot of that kind that waits, if any."""
    return next((p for p in turn.state.pending if p.slot.kind == kind), None)


def next_times(turn: Turn) -> list[int]:
    """When slots of today are set for, and when those that wait have waited an hour."""
    state = turn.state
    limit = turn.settings.prompts.return_within_s * 1000
    coming = [due for _, due in turn.slots()]
    held = {held.kind for held in state.held}
    return coming + [p.due + limit for p in state.pending if p.slot.kind not in held]


def _fire(turn: Turn, slot: Slot) -> None:
    turn.set(fired=tuple(sorted({*turn.state.fired, slot.key})))
