"""A prompt's life once it comes: shown, repeated, given up (rules 8 to 12)."""

from msgspec.structs import replace

from coach.core.records import Kind
from coach.core.reminders import due as dues
from coach.core.reminders import slots
from coach.core.reminders.due import Due
from coach.core.reminders.model import Channel, Open, Pending
from coach.core.reminders.turn import FLOATING, POSTURE, RANGED, Turn
from coach.core.settings import RANK

SHIFTS_UNTIL_QUIET = 3
"""So many shifts running without a sign of the user, and shifts show in the app only (our default)."""
SATISFYING = ("walk", "rest", "break")
"""Kinds that answer the posture prompts below them as they come."""


def come(turn: Turn, due: Due, others: list[Due]) -> None:
    """Put the prompt to the user; `others` are what else may come now."""
    state = turn.state
    reason = _why(turn, due, others)
    if state.open is not None:
        turn.close("dropped", f"{_name(due.kind)} takes its place")
    held_s = _release(turn, due.kind)
    if due.pending is not None:
        slots.take(turn, due.pending)
    elif due.ahead is not None:
        _replace_older(turn, due)
    for other in others:
        if other.kind == due.kind and other.ahead is not None:
            slots.fire_early(turn, other.ahead)  # two of a kind within reach are one
    desk = turn.state.desk
    if due.kind in SATISFYING:
        turn.set(shift_from=desk.shift.at(turn.t), break_from=desk.up.at(turn.t))
        for held in turn.state.held:
            if held.kind in POSTURE and held.kind != due.kind:
                dues.drop_held(turn, held, f"{_name(due.kind)} stands in for it")
    elif due.kind == "shift":
        turn.set(shift_from=desk.shift.at(turn.t))
    channel, note = _channel(turn, due.kind)
    opened = Open(
        turn.state.numbers + 1,
        due.kind,
        turn.t,
        turn.t,
        turn.now,
        channel,
        reason + note,
        due.routine,
        due.seconds,
        due.slot.minutes if due.slot else 0,
        held_s=held_s,
    )
    turn.say("prompt", why=opened.why, channel=channel, of=opened)
    turn.set(
        open=opened,
        numbers=opened.number,
        last_shown=turn.t,
        lull_from=None,
        turn={**turn.state.turn, due.kind: turn.state.turn.get(due.kind, 0) + 1},
    )


def follow_waiting(turn: Turn) -> None:
    """Keep count of the presence without an answer."""
    opened, desk = turn.state.open, turn.state.desk
    if opened is None:
        return
    waited = opened.waited
    if desk.absent_since is not None:
        waited = waited.stopped(max(desk.absent_since, opened.shown))
    elif opened.snoozed_until is None:
        waited = waited.running(max(desk.back_at, opened.shown))
    if waited != opened.waited:
        turn.set(open=replace(opened, waited=waited))


def over_natural_break(turn: Turn) -> None:
    """An absence has become a break: it answers a posture prompt, counts as a sign, and other prompts come again."""
    opened = turn.state.open
    if opened is not None and opened.kind in POSTURE:
        turn.close("natural", "you were up anyway")
    elif opened is not None and not opened.over_absence:
        turn.set(open=replace(opened, over_absence=True))
    if not turn.state.desk.frozen:
        turn.signed()


def close_in_time(turn: Turn) -> None:
    """End what has waited long enough, or what an absence has answered."""
    opened, desk, prompts = turn.state.open, turn.state.desk, turn.settings.prompts
    if opened is None:
        return
    limit = prompts.repeat_after_s * 1000
    late = turn.t >= opened.came + prompts.return_within_s * 1000
    if opened.kind not in POSTURE and late and (desk.natural or _to_offer_again(opened)):
        turn.close("unanswered", f"you were away, and it is over {prompts.return_within_s // 60} min old")
    elif opened.snoozed_until is not None:
        return
    elif opened.kind == "shift":
        if turn.t >= opened.shown + limit:
            _ignored_shift(turn)
    elif opened.repeated and not _to_offer_again(opened) and opened.waited.at(turn.t) >= limit:
        _ignored(turn)


def _ignored_shift(turn: Turn) -> None:
    turn.close("unanswered", f"no answer for {_minutes(turn)} min; a nudge goes by itself")
    ignored = turn.state.shifts_ignored + (turn.hold("shift") is None)
    quiet = turn.state.shifts_quiet or ignored >= SHIFTS_UNTIL_QUIET
    turn.set(shifts_ignored=ignored, shifts_quiet=quiet)


def _ignored(turn: Turn) -> None:
    opened = turn.state.open
    assert opened is not None
    counted = turn.hold(opened.kind) is None
    aside = "" if counted else "; not held against you, as prompts were kept back"
    turn.close("unanswered", f"no answer for {2 * _minutes(turn)} min{aside}")
    if counted:
        turn.set(unanswered=turn.state.unanswered + 1)


def show_again(turn: Turn) -> None:
    """Bring a prompt back: after its snooze, after ten minutes without an answer, or after an absence; once."""
    opened = turn.state.open
    if opened is None or not dues.settled(turn) or turn.state.lull_from is not None:
        return
    silent = turn.hold(opened.kind, opened.seconds)
    if opened.snoozed_until is not None:
        if turn.t >= opened.snoozed_until:
            _repeat(turn, "the snooze is over", silent is None)
    elif _to_offer_again(opened):
        _repeat(turn, "still open from before you were away", silent is None)
    elif (
        opened.kind != "shift"
        and not opened.repeated
        and opened.waited.at(turn.t) >= turn.settings.prompts.repeat_after_s * 1000
    ):
        _repeat(turn, f"no answer for {_minutes(turn)} min", silent is None and not turn.state.quiet)


def end_of_range(turn: Turn) -> None:
    """Outside the working ranges no shift, break or breathing is left."""
    opened = turn.state.open
    if opened is not None and opened.kind in RANGED:
        turn.close("dropped", "the working hours ended")
    for held in turn.state.held:
        if held.kind in RANGED:
            dues.drop_held(turn, held, "the working hours ended")
    _drop_pending(turn, [p for p in turn.state.pending if p.slot.kind in RANGED], "the working hours ended")


def end_of_day(turn: Turn) -> None:
    """Outside waking hours nothing is left open."""
    why = "the waking hours ended"
    if turn.state.open is not None:
        turn.close("unanswered", why)
    for held in turn.state.held:
        dues.drop_held(turn, held, why)
    for pending in turn.state.pending:
        slots.take(turn, pending)
        turn.close_unseen(pending.slot.kind, "unanswered", pending.due, why)


def _drop_pending(turn: Turn, gone: list[Pending], why: str) -> None:
    for pending in gone:
        slots.take(turn, pending)
        turn.close_unseen(pending.slot.kind, "dropped", pending.due, why)


def _replace_older(turn: Turn, due: Due) -> None:
    """A slot brought forward takes the place of an older one of its kind."""
    older = [p for p in turn.state.pending if p.slot.kind == due.kind]
    _drop_pending(turn, older, "the next one takes its place")


def _release(turn: Turn, kind: Kind) -> int:
    """A held prompt comes: say so; gives how long it was held, in seconds."""
    for held in turn.state.held:
        if held.kind == kind:
            turn.say("released", kind, _held_words(turn, held.since, held.reason))
            turn.set(held=tuple(h for h in turn.state.held if h is not held))
            return (turn.t - held.since) // 1000
    return 0


def _repeat(turn: Turn, why: str, aloud: bool) -> None:
    opened = turn.state.open
    assert opened is not None
    opened = replace(
        opened,
        snoozed_until=None,
        waited=replace(opened.waited.restarted(turn.t), running_from=turn.t),
        repeated=True,
        offered_again=opened.offered_again or opened.over_absence,
    )
    if aloud:
        channel, note = _channel(turn, opened.kind)
        opened = replace(opened, shown=turn.t, repeats=opened.repeats + 1, channel=channel)
        turn.say("repeat", why=why + note, channel=channel, of=opened)
        turn.set(last_shown=turn.t)
    turn.set(open=opened)


def _to_offer_again(opened: Open) -> bool:
    """Left open over an absence, and not yet heard a second time."""
    return opened.over_absence and not opened.offered_again and not opened.repeats and opened.kind not in POSTURE


def _channel(turn: Turn, kind: Kind) -> tuple[Channel, str]:
    """Where it shows, counting the day's notifications; and a word where it is not the desktop."""
    state, notify = turn.state, turn.settings.notify
    if not notify.desktop:
        return "app", ""
    if kind == "shift" and state.shifts_quiet:
        return "app", f"; quiet, as {SHIFTS_UNTIL_QUIET} nudges running went by without a sign"
    if kind in POSTURE and state.quiet:
        return "app", "; quiet, as the last two prompts went unanswered"
    if kind != "shift" and kind not in FLOATING:
        if state.desktop_today >= notify.most_a_day:
            return "app", f"; quiet, with {notify.most_a_day} notifications today already"
        turn.set(desktop_today=state.desktop_today + 1)
    return "desktop", ""


def _why(turn: Turn, due: Due, others: list[Due]) -> str:
    state = turn.state
    slot = due.slot
    if slot is not None:
        words = slot.why if slot.why.startswith("stress") else f"planned for {slot.at:%H:%M}"
        if slot.why and words != slot.why:
            words += f", {slot.why}"
        if due.ahead is not None:
            words += "; brought forward, so that two prompts do not come close together"
    elif due.kind == "shift":
        words = f"{_in_minutes(dues.counter(turn, 'shift').at(turn.t))} since you last moved"
    else:
        words = f"{_in_minutes(dues.counter(turn, 'break').at(turn.t))} since you were last up"
    merged = [other.kind for other in others if other.kind != due.kind and RANK[other.kind] > RANK[due.kind]]
    satisfied = [kind for kind in merged if kind in POSTURE and due.kind in SATISFYING]
    if satisfied:
        words += f"; stands in for the {' and the '.join(satisfied)}"
    for held in state.held:
        if held.kind == due.kind:
            words += f"; {_held_words(turn, held.since, held.reason)}"
    if state.lull_from is not None and turn.t - state.lull_from >= 1000:
        words += f"; waited {(turn.t - state.lull_from) // 1000} s for a pause in typing"
    return words


def _held_words(turn: Turn, since: int, reason: str) -> str:
    words = {"paused": "paused", "meeting": "meeting", "focus": "focus mode", "fullscreen": "full screen"}
    return f"held {_in_minutes(turn.t - since)}: {words.get(reason, 'a safety answer was open')}"


def _in_minutes(ms: int) -> str:
    return f"{ms // 60_000} min" if ms >= 60_000 else f"{ms // 1000} s"


def _minutes(turn: Turn) -> int:
    return turn.settings.prompts.repeat_after_s // 60


def _name(kind: Kind) -> str:
    return {"break": "an active break", "walk": "a walk", "rest": "a rest", "breathe": "breathing"}.get(kind, kind)
