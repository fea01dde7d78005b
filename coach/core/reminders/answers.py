"""What the user can do to the reminders, and the sentence that answers each."""

from msgspec.structs import replace

from coach.core.presence import Return, freeze, given_back, not_away, thaw, was_reading
from coach.core.presence import step as desk_step
from coach.core.reminders import slots
from coach.core.reminders.model import (
    Answer,
    Command,
    Did,
    Moved,
    NaturalTakenBack,
    NotSo,
    Open,
    Pause,
    Pending,
    Reading,
    Resume,
    RunningSession,
    SessionBegan,
    SessionEnded,
    Slot,
    SpasmLogged,
    Stay,
    StressLogged,
    UpJustNow,
)
from coach.core.reminders.turn import POSTURE, UP_KINDS, Turn

Reply = tuple[bool, str]
LEAST_SESSION_MS = 30_000
"""A session broken off sooner than this has not got the user up (our default)."""
HIGH_STRESS = 7
"""A stress rating from which breathing is offered at once (our default)."""
ASKED_FOR_MS = 10 * 60_000
"""So long after a return a question stands, and its minutes can still be given back."""


def obey(turn: Turn, command: Command) -> Reply:
    """Carry out one command; gives whether it was done, and one sentence."""
    match command:
        case Answer():
            return _answer(turn, command)
        case SessionBegan(kind=kind, routine=routine):
            return _begin_session(turn, kind, routine)
        case SessionEnded(partial=partial):
            return _end_session(turn, partial)
        case Did(kind=kind):
            return _did(turn, kind)
        case Moved(change=change):
            return _moved(turn, change)
        case UpJustNow():
            return _up_just_now(turn)
        case Reading():
            return _reading(turn)
        case NotSo():
            turn.set(question=None)
            return True, "Noted."
        case SpasmLogged():
            if turn.state.open is not None:
                turn.close("dropped", "a spasm was logged")
            turn.set(last_spasm=turn.t)
            return True, "Nothing for five minutes."
        case StressLogged(stress=stress):
            return _stress(turn, stress)
        case Pause(seconds=seconds):
            turn.set(paused_until=turn.t + seconds * 1000)
            return True, f"Paused until {turn.state.wall(turn.t + seconds * 1000):%a %H:%M}."
        case Resume():
            if turn.state.paused_until is None:
                return False, "Nothing was paused."
            turn.set(paused_until=None)
            return True, "Going on."
        case Stay(on=on):
            return _stay(turn, on)


def _answer(turn: Turn, answer: Answer) -> Reply:
    opened = turn.state.open
    if opened is None or (answer.prompt is not None and answer.prompt != opened.number):
        return False, "Nothing is waiting for an answer."
    if answer.action == "snooze":
        return _snooze(turn, opened)
    turn.signed()
    if answer.action == "skip":
        turn.close("skipped", _skip_words(answer.reason), answer.reason)
        if answer.reason == "just-moved":
            turn.took(opened.kind, opened.kind if opened.kind in UP_KINDS else "told")
        if answer.reason == "pain":
            return True, "Skipped. The rest of the day is easier on you."
        return True, "Skipped."
    if answer.action == "start" and opened.kind not in ("shift", "checkin", "week"):
        turn.close("started", "you began it")
        _open_session(turn, opened.kind, opened.routine or opened.kind)
        return True, "Started."
    turn.close("done", "you did it")
    turn.took(opened.kind, opened.kind if opened.kind in UP_KINDS else "told")
    return True, "Done."


def _snooze(turn: Turn, opened: Open) -> Reply:
    prompts = turn.settings.prompts
    if opened.snoozes >= prompts.most_snoozes:
        return False, f"It has been snoozed {opened.snoozes} times already; start it, or skip it."
    if opened.snoozed_until is not None:
        return False, f"It is snoozed until {turn.state.wall(opened.snoozed_until):%H:%M} already."
    turn.signed()
    until = turn.t + prompts.snooze_s * 1000
    turn.set(
        open=replace(opened, snoozed_until=until, snoozes=opened.snoozes + 1, waited=opened.waited.stopped(turn.t))
    )
    turn.say("snoozed", why=f"until {turn.state.wall(until):%H:%M}", of=opened)
    return True, f"Back at {turn.state.wall(until):%H:%M}."


def _did(turn: Turn, kind: str) -> Reply:
    """Done away from the app: answers the prompt for it, and the posture prompts that being up answers."""
    turn.signed()
    opened = turn.state.open
    if opened is not None and (opened.kind == kind or (kind in UP_KINDS and opened.kind in POSTURE)):
        turn.close("done", "you did it")
    turn.took(kind, kind if kind in UP_KINDS else "told")
    return True, "Noted; the counters know."


def _begin_session(turn: Turn, kind: str, routine: str) -> Reply:
    if turn.state.session is not None:
        return False, "A session is open already."
    turn.signed()
    opened = turn.state.open
    if opened is not None:
        if opened.kind == kind:
            turn.close("done" if kind == "shift" else "started", "you began it")
        else:
            turn.close("dropped", "you began something else")
    _open_session(turn, kind, routine)
    return True, "Started."


def _open_session(turn: Turn, kind: str, routine: str) -> None:
    sat = turn.state.desk.up.at(turn.t)
    turn.set(session=RunningSession(kind, routine, turn.t, sat))
    if kind != "breathe":
        turn.set(desk=freeze(turn.state.desk, turn.t))


def _end_session(turn: Turn, partial: bool) -> Reply:
    session = turn.state.session
    if session is None:
        return False, "No session is open."
    turn.set(session=None, last_closed=turn.t)
    if partial and turn.t - session.since < LEAST_SESSION_MS:
        pass  # hardly begun: nobody was up
    elif session.kind in UP_KINDS:
        turn.posture_fact("up", session.kind, session.since, session.sat_ms // 1000)
        turn.restart(up=True)
    elif session.kind == "shift":
        turn.posture_fact("shift", "told", session.since, None)
        turn.restart(up=False)
    if turn.state.desk.frozen:
        turn.set(desk=thaw(turn.state.desk, turn.t))
    return True, "Enough for now." if partial else "Finished."


def _moved(turn: Turn, change: str) -> Reply:
    turn.signed()
    opened = turn.state.open
    if change == "up":
        if opened is not None and opened.kind in POSTURE:
            turn.close("done", "you were up")
        turn.moved("up", "told")
        turn.restart(up=True)
        return True, "Noted: you were up."
    if opened is not None and opened.kind == "shift":
        turn.close("done", "you moved")
    turn.moved(change, "told")
    turn.restart(up=False)
    return True, {"sit": "Noted: sitting.", "stand": "Noted: standing."}.get(change, "Noted: you moved.")


def _up_just_now(turn: Turn) -> Reply:
    turn.signed()
    if turn.state.open is not None and turn.state.open.kind in POSTURE:
        turn.close("natural", "you were up anyway")
    turn.moved("up", "natural")
    turn.restart(up=True)
    turn.set(question=None)
    return True, "Good: that counts as a break."


def _reading(turn: Turn) -> Reply:
    back = turn.state.back
    if back is None or not back.by_idle or turn.t - back.at > ASKED_FOR_MS:
        return False, "There is no absence to take back."
    if back.natural:
        turn.facts.append(NaturalTakenBack((back.at - back.since) // 1000))
    turn.set(desk=was_reading(turn.state.desk, back), back=None, question=None, **_froms_before(turn, back))
    return True, f"Noted: {(back.at - back.since) // 60_000} min of reading count as sitting."


def _froms_before(turn: Turn, back: Return) -> dict[str, int]:
    """From where on the counters count towards the next prompt, now that the absence was none."""
    state = turn.state
    up, shift = given_back(back)
    came_since = state.last_shown is not None and state.last_shown >= back.at
    shift_from = state.shift_from + shift if came_since and state.shift_from else back.shift_from
    break_from = state.break_from + up if came_since and state.break_from else back.break_from
    return {"shift_from": 0 if back.moved else shift_from, "break_from": break_from}


def _stress(turn: Turn, stress: int) -> Reply:
    if stress < HIGH_STRESS:
        return True, "Noted."
    now, state = turn.now, turn.state
    if turn.range_at(turn.t) is None:
        return True, "Noted; outside your hours nothing is asked."
    breathing = {state.open.kind if state.open else None, state.session.kind if state.session else None}
    if slots.pending_of(turn, "breathe") is None and "breathe" not in breathing:
        slot = Slot(now.date(), now.time().replace(second=0, microsecond=0), "breathe", why=f"stress rated {stress}")
        turn.set(pending=(*turn.state.pending, Pending(slot, turn.t)))
    return True, "Noted; breathing comes as soon as there is room for it."


def _stay(turn: Turn, on: bool) -> Reply:
    desk = replace(turn.state.desk, stay=on)
    if on and desk.absent_since is not None and desk.by_idle and desk.mode == "idle":
        if desk.natural and not desk.frozen:  # noted as a break like any other, and as none
            away_ms = turn.t - desk.absent_since
            turn.posture_fact("up", "natural", desk.absent_since, desk.kept_up // 1000, away_ms)
            turn.facts.append(NaturalTakenBack(away_ms // 1000))
        desk = not_away(desk, turn.t)
    turn.set(desk=desk_step(desk, turn.t, turn.settings.presence))
    return True, "Watching or reading: only lock and sleep count as away." if on else "Back to normal."


def _skip_words(reason: str | None) -> str:
    return {
        None: "you skipped it",
        "busy": "you were busy",
        "pain": "it hurt too much",
        "just-moved": "you had just moved",
    }.get(reason, f"you skipped it: {reason}")
