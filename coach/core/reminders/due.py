"""What is due, what may come, and which one comes: rules 4 to 7 and 10 to 12."""

from msgspec import Struct

from coach.core.presence import Counter, lull_at
from coach.core.records import Kind
from coach.core.reminders import slots
from coach.core.reminders.model import Held, Pending, Slot
from coach.core.reminders.turn import FLOATING, POSTURE, RANGED, Turn
from coach.core.settings import RANK


class Due(Struct, frozen=True):
    """Something that is due since `due`, or will be shortly: a counter's prompt, or a slot (waiting or still ahead)."""

    kind: Kind
    due: int
    seconds: int
    routine: str | None = None
    pending: Pending | None = None
    ahead: Slot | None = None

    @property
    def slot(self) -> Slot | None:
        """The slot it comes from, if it does."""
        return self.pending.slot if self.pending else self.ahead


def counters(turn: Turn) -> tuple[tuple[Kind, Counter, int], tuple[Kind, Counter, int]]:
    """The kinds of POSTURE: the counter each hangs on, and what it must show for that kind to be due, in ms."""
    state, posture = turn.state, turn.settings.posture
    return (
        ("break", state.desk.up, state.break_from + posture.break_after_s * 1000),
        ("shift", state.desk.shift, state.shift_from + posture.shift_after_s * 1000),
    )


def counter(turn: Turn, kind: Kind) -> Counter:
    """The counter a shift or a break hangs on."""
    return turn.state.desk.shift if kind == "shift" else turn.state.desk.up


def due_now(turn: Turn) -> list[Due]:
    """All that is due at this look, whether or not it may come."""
    found = []
    for kind, counted, threshold in counters(turn) if turn.state.desk.present else ():
        over = counted.at(turn.t) - threshold
        if over >= 0:
            routine, seconds = offer(turn, kind)
            found.append(Due(kind, turn.t - over, seconds, routine))
    return found + [of_slot(turn, p.slot, p.due, pending=p) for p in turn.state.pending]


def offer(turn: Turn, kind: Kind) -> tuple[str | None, int]:
    """The routine whose turn it is, and its length in seconds."""
    offers = turn.state.inputs.offers.get(kind, ())
    if not offers:
        return None, 0
    chosen = offers[turn.state.turn.get(kind, 0) % len(offers)]
    return chosen.routine, chosen.seconds


def of_slot(turn: Turn, slot: Slot, due: int, pending: Pending | None = None) -> Due:
    """A slot as something due."""
    routine, seconds = offer(turn, slot.kind)
    return Due(slot.kind, due, slot.seconds or seconds, routine, pending, None if pending else slot)


def allowed(turn: Turn, kind: Kind, t: int) -> bool:
    """Whether that kind may come by the time of day at `t`: waking hours, ranges, the last minutes of a range."""
    if not turn.awake_at(t):
        return False
    if kind not in RANGED:
        return True
    hours = turn.range_at(t)
    if hours is None:
        return False
    return kind not in POSTURE or hours[1] - t > turn.settings.prompts.range_end_s * 1000


def settled(turn: Turn) -> bool:
    """At the desk long enough since the last absence."""
    desk = turn.state.desk
    return desk.present and turn.t >= desk.back_at + turn.settings.presence.settle_s * 1000


def room(turn: Turn, kind: Kind) -> bool:
    """Whether rule 6 leaves room for that kind now; a bigger one takes the place of one that waits for its answer."""
    state, prompts = turn.state, turn.settings.prompts
    if state.session is not None:
        return False
    if state.open is not None:
        open_kind = state.open.kind
        if kind in FLOATING or open_kind in FLOATING or RANK[kind] >= RANK[open_kind]:
            return False
    return all(turn.t >= at for at in room_times(turn, kind)) and (
        state.hold_ended is None or turn.t >= state.hold_ended + prompts.after_hold_s * 1000
    )


def room_times(turn: Turn, kind: Kind) -> list[int]:
    """When the distances of rule 6 will have been kept."""
    state, prompts = turn.state, turn.settings.prompts
    times = [] if state.last_shown is None else [state.last_shown + prompts.apart_s * 1000]
    if kind not in FLOATING:
        since = (state.last_closed, state.last_spasm)
        times += [at + prompts.after_close_s * 1000 for at in since if at is not None]
    return times


def hold_back(turn: Turn, waiting: list[Due]) -> None:
    """Show, without a sound, what waits in a hold; once a kind."""
    if turn.state.session is not None or turn.state.open is not None:
        return
    for due in waiting:
        reason = turn.hold(due.kind, due.seconds)
        if reason is None or any(held.kind == due.kind for held in turn.state.held):
            continue
        if allowed(turn, due.kind, turn.t) and all(turn.t >= at for at in room_times(turn, due.kind)):
            turn.say("held", due.kind, turn.hold_words(reason), channel="app")
            turn.set(held=(*turn.state.held, Held(due.kind, turn.t, reason)))


def drop_stale(turn: Turn) -> None:
    """Held prompts that no longer make sense: a counter that has restarted, a slot held over an hour."""
    limit = turn.settings.prompts.return_within_s * 1000
    for held in turn.state.held:
        pending = slots.pending_of(turn, held.kind)
        if held.kind in POSTURE:
            if any(kind == held.kind and counted.at(turn.t) < due for kind, counted, due in counters(turn)):
                drop_held(turn, held, "you have moved since")
        elif pending is None:
            turn.set(held=tuple(h for h in turn.state.held if h is not held))
        elif turn.hold(held.kind, pending.slot.seconds) is None and turn.t - held.since > limit:
            drop_held(turn, held, f"held back for over {limit // 60_000} min")


def drop_held(turn: Turn, held: Held, why: str) -> None:
    """End something held that will not come."""
    pending = slots.pending_of(turn, held.kind)
    turn.set(held=tuple(h for h in turn.state.held if h is not held))
    if pending is not None:
        slots.take(turn, pending)
    due = held.since if pending is None else pending.due
    turn.close_unseen(held.kind, "dropped", due, why, turn.t - held.since)


def may_come(turn: Turn, waiting: list[Due]) -> list[Due]:
    """Of what is due: what is allowed, not held, and has room."""
    return [
        due
        for due in waiting
        if room(turn, due.kind) and allowed(turn, due.kind, turn.t) and turn.hold(due.kind, due.seconds) is None
    ]


def ready(turn: Turn, candidates: list[Due]) -> bool:
    """Rule 7: a prompt that may come waits for a lull in typing, but not for long."""
    if not candidates:
        if turn.state.lull_from is not None:
            turn.set(lull_from=None)
        return False
    if turn.state.lull_from is None:
        turn.set(lull_from=turn.t)
    assert turn.state.lull_from is not None
    prompts = turn.settings.prompts
    if lull_at(turn.state.desk, prompts.lull_s * 1000, turn.t) == turn.t:
        return True
    return turn.t >= turn.state.lull_from + prompts.lull_wait_s * 1000


def choose(turn: Turn, candidates: list[Due]) -> tuple[Due, list[Due]]:
    """Rule 6: of what falls due within ten minutes, the biggest, at the earlier time; check-in and week go first.

    Gives what comes, and all that it was chosen from.
    """
    floating = [due for due in candidates if due.kind in FLOATING]
    if floating:
        return min(floating, key=lambda due: due.due), candidates
    field = [*candidates, *_within_reach(turn)]
    return min(field, key=lambda due: (RANK[due.kind], due.due)), field


def _within_reach(turn: Turn) -> list[Due]:
    """What will fall due within ten minutes, may come then and could come now."""
    state = turn.state
    horizon = turn.t + turn.settings.prompts.apart_s * 1000
    found = []
    for kind, counted, threshold in counters(turn):
        at = counted.reaches(threshold, turn.t)
        if at is not None and turn.t < at < horizon:
            routine, seconds = offer(turn, kind)
            found.append(Due(kind, at, seconds, routine))
    for slot, at in turn.slots():
        if turn.t < at < horizon and slot.kind not in FLOATING and slot.key not in state.fired:
            found.append(of_slot(turn, slot, at))
    return [
        due
        for due in found
        if all(allowed(turn, due.kind, at) for at in (turn.t, due.due)) and turn.hold(due.kind, due.seconds) is None
    ]
