"""One look at the reminders: what time alone has brought, then what is new, then what comes of it.

The rules are run at every instant at which one of them can change its mind, so that how often one looks does not
matter: a look late brings what looks in time would have brought.
"""

from datetime import timedelta

from msgspec.structs import replace

from coach.core import presence
from coach.core.moment import Moment
from coach.core.presence import Return, Seen, desk_at
from coach.core.reminders import due as dues
from coach.core.reminders import opening, slots
from coach.core.reminders.answers import ASKED_FOR_MS, Reply, obey
from coach.core.reminders.model import EPOCH, Advance, Inputs, Question, State
from coach.core.reminders.turn import Turn
from coach.core.settings import Settings

SETTLE_PASSES = 8
"""So many passes at one instant are enough for its consequences to come to rest."""


def begin(moment: Moment, inputs: Inputs) -> State:
    """A fresh state: the user sits down now. The first `advance` should follow at the same moment, `fresh`."""
    t = round(moment.elapsed * 1000)
    return State(t, _utc_base(moment, t), desk_at(t), replace(inputs, slots=(), commands=(), fresh=False))


def advance(state: State, moment: Moment, inputs: Inputs, settings: Settings) -> Advance:
    """Bring the reminders up to `moment`, take in what is so from then on, and say what comes of it.

    What lies between the last look and this one goes by the inputs of the last look. Raises nothing.
    """
    now = max(round(moment.elapsed * 1000), state.at)
    turn = Turn(state, settings, state.at)
    known = state.next_at is not None and state.next_at > state.at
    at = state.next_at if known else _next(turn)
    while at is not None and at < now:
        turn.t = at
        _settle(turn)
        at = _next(turn)
    turn.t = now
    replies = _take_in(turn, moment, inputs)
    _settle(turn)
    upcoming = _next(turn)
    turn.set(at=now, next_at=upcoming)
    next_at = now + 3_600_000 if upcoming is None else upcoming
    return Advance(turn.state, tuple(turn.events), tuple(turn.facts), next_at / 1000, replies)


def _take_in(turn: Turn, moment: Moment, inputs: Inputs) -> tuple[Reply, ...]:
    """What is new at this look: the clock, the plan, what is seen of the user, what the user did."""
    _before_news(turn)
    state = turn.state
    before, after = state.utc_base + turn.t, _utc_base(moment, turn.t) + turn.t
    old = state.inputs
    zone_changed = inputs.zone != old.zone and _offset(inputs, after) != _offset(old, after)
    shift = _offset(inputs, after) - _offset(old, after) if zone_changed else timedelta()
    turn.take_in(after - turn.t, replace(inputs, commands=(), fresh=False))
    if inputs.stage != old.stage and not inputs.fresh:
        turn.say("stage", why=inputs.stage_why or f"{old.stage}, now {inputs.stage}")
    slots.introduce(turn, inputs.slots, old.slots, fresh=inputs.fresh)
    jump = after - before + shift // timedelta(milliseconds=1)
    if jump > 0 and not inputs.fresh:
        slots.drop_jumped(turn, old.slots, after - jump, after)
    elif jump < 0:
        slots.put_back(turn)
    if old.redflag == "same-day" and inputs.redflag in (None, "days"):
        turn.set(hold_ended=turn.t)
    _see(turn, inputs.seen)
    return tuple(obey(turn, command) for command in inputs.commands)


def _before_news(turn: Turn) -> None:
    """What time has brought at this very instant to the desk, before the news is taken in."""
    turn.set(desk=presence.step(turn.state.desk, turn.t, turn.settings.presence))


def _see(turn: Turn, seen: Seen) -> None:
    before = turn.state.desk
    desk, back = presence.observe(before, turn.t, seen, turn.settings.presence)
    turn.set(desk=desk)
    if back is not None:
        _returned(turn, back)
        _ask(turn, "reading" if back.by_idle else None)
    elif presence.perhaps_up(before, desk, turn.settings.presence):
        _ask(turn, "up")


def _ask(turn: Turn, question: Question | None) -> None:
    """Put a question, without a sound; not in a session, whose end the counters know."""
    if turn.state.session is None:
        turn.set(question=question, asked_at=turn.t)


def _returned(turn: Turn, back: Return) -> None:
    state = turn.state
    turn.set(back=replace(back, shift_from=state.shift_from, break_from=state.break_from))
    if not back.natural:
        return
    if not turn.state.desk.frozen:
        turn.posture_fact("up", "natural", back.since, back.up_ms // 1000, back.at - back.since)
        turn.set(shift_from=0, break_from=0)
    opening.over_natural_break(turn)


def _settle(turn: Turn) -> None:
    """Run the rules at this instant until they have no more to say."""
    for _ in range(SETTLE_PASSES):
        before = turn.state
        _pass(turn)
        if turn.state is before or turn.state == before:
            return


def _pass(turn: Turn) -> None:
    _follow_desk(turn)
    _follow_day(turn)
    _follow_hold(turn)
    slots.fall_due(turn)
    slots.expire(turn)
    opening.follow_waiting(turn)
    opening.close_in_time(turn)
    dues.drop_stale(turn)
    waiting = dues.due_now(turn) if dues.settled(turn) else []
    dues.hold_back(turn, waiting)
    candidates = dues.may_come(turn, waiting)
    if dues.ready(turn, candidates):
        chosen, others = dues.choose(turn, candidates)
        opening.come(turn, chosen, others)
    opening.show_again(turn)


def _follow_desk(turn: Turn) -> None:
    before = turn.state.desk
    desk = presence.step(before, turn.t, turn.settings.presence)
    if desk is not before:
        turn.set(desk=desk)
    if desk.natural:
        opening.over_natural_break(turn)
    if turn.state.question is not None and (not desk.present or turn.t >= turn.state.asked_at + ASKED_FOR_MS):
        turn.set(question=None)


def _follow_day(turn: Turn) -> None:
    state, now = turn.state, turn.now
    if state.on_date != now.date():
        turn.set(on_date=now.date(), desktop_today=0, shifts_quiet=False, shifts_ignored=0)
    hours = turn.range_at(turn.t)
    key = hours[0] if hours else None
    if state.range_now is not None and key != state.range_now:
        opening.end_of_range(turn)
    awake = turn.awake_at(turn.t)
    if state.awake and not awake:
        opening.end_of_day(turn)
    if (key, awake) != (turn.state.range_now, turn.state.awake):
        turn.set(range_now=key, awake=awake)
    if hours is not None and turn.state.desk.present and state.entered_on != now.date():
        turn.set(entered_on=now.date())
        if turn.state.session is None and turn.state.desk.up.at(turn.t) > 0:
            turn.moved("up", "day")
            turn.restart(up=True)


def _follow_hold(turn: Turn) -> None:
    state = turn.state
    if state.paused_until is not None and turn.t >= state.paused_until:
        turn.set(paused_until=None)
    reason = turn.hold()
    if reason is not None and turn.state.hold_since is None:
        turn.set(hold_since=turn.t, hold_ended=None)
    elif reason is None and turn.state.hold_since is not None:
        turn.set(hold_since=None, hold_ended=turn.t)
    if reason != turn.state.hold_reason:
        turn.set(hold_reason=reason)


def _next(turn: Turn) -> int | None:
    """The next instant after this one at which a rule may change its mind."""
    state, settings, t = turn.state, turn.settings, turn.t
    prompts = settings.prompts
    times: list[int | None] = [presence.next_change(state.desk, settings.presence)]
    times.append(state.desk.back_at + settings.presence.settle_s * 1000)
    times += [counter.reaches(threshold, t) for _, counter, threshold in dues.counters(turn)]
    times += slots.next_times(turn)
    times += dues.room_times(turn, "shift")
    times += [held.since + prompts.return_within_s * 1000 + 1 for held in state.held]
    times += turn.boundaries()
    times.append(state.paused_until)
    if state.question is not None:
        times.append(state.asked_at + ASKED_FOR_MS)
    if state.hold_ended is not None:
        times.append(state.hold_ended + prompts.after_hold_s * 1000)
    if state.inputs.meeting_at is not None:
        meeting = state.elapsed(state.inputs.meeting_at)
        times += [meeting, *(meeting - due.seconds * 1000 + 1 for due in dues.due_now(turn))]
    if state.lull_from is not None:
        times.append(state.lull_from + prompts.lull_wait_s * 1000)
        times.append(presence.lull_at(state.desk, prompts.lull_s * 1000, t))
    if state.open is not None:
        opened = state.open
        times.append(opened.snoozed_until)
        times.append(opened.shown + prompts.repeat_after_s * 1000)
        times.append(opened.came + prompts.return_within_s * 1000)
        times.append(opened.waited.reaches(prompts.repeat_after_s * 1000, t))
    return min([at for at in times if at is not None and at > t], default=None)


def _utc_base(moment: Moment, t: int) -> int:
    return (moment.wall - EPOCH) // timedelta(milliseconds=1) - t


def _offset(inputs: Inputs, utc_ms: int) -> timedelta:
    wall = (EPOCH + timedelta(milliseconds=utc_ms)).astimezone(inputs.zone)
    return wall.utcoffset() or timedelta()
