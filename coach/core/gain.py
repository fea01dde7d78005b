"""What a session did for the day, in one line: said right after it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from coach.core.history import History
from coach.core.plan import day_plan
from coach.core.records import Session
from coach.core.reminders.answers import LEAST_SESSION_MS
from coach.core.routine import Routine
from coach.core.settings import Settings
from coach.core.since import on_dates
from coach.core.tally import SMALLEST_CHANGE, felt_after, title_of, walked_s, whole_minutes
from coach.core.today import FELT_DAYS


def gain(session: Session, history: History, now: datetime, settings: Settings, routines: Mapping[str, Routine]) -> str:
    """One or two short sentences on a session that is in the history already; empty where there is nothing to say."""
    today = on_dates(history.sessions, now.date(), now.date())
    kind = session.kind
    if not counts(session) and kind in ("rest", "breathe", "break", "shift"):
        return ""
    if kind == "walk":
        return _walk(session, whole_minutes(walked_s(today)), day_plan(history, now.date(), now, settings).walk_total)
    if kind in ("rest", "breathe"):
        done = sum(each.kind == kind and counts(each) for each in today)
        planned = sum(slot.kind == kind for slot in day_plan(history, now.date(), now, settings).slots)
        name = "Rest" if kind == "rest" else "Breathing"
        return f"{name} {done} of {planned} today." if planned >= done else f"{name} {done} today."
    if kind in ("break", "shift"):
        after_s = settings.posture.break_after_s if kind == "break" else settings.posture.shift_after_s
        return f"The next {kind} comes after {whole_minutes(after_s)} min at the desk."
    return _relief(session, history, now, routines)


def counts(session: Session) -> bool:
    """Whether it is more than one that was left at once, which restarts no counter either."""
    return not session.partial or session.seconds * 1000 >= LEAST_SESSION_MS


def _walk(session: Session, walked: int, planned: int) -> str:
    line = f"{walked} of {planned} min walked today." if planned else f"{walked} min walked today."
    before, after = session.pain_before, session.pain_after
    if before is not None and after is not None and after - before >= SMALLEST_CHANGE:
        return f"{line} Pain is up from {before} to {after}: that was enough for now."
    return line


def _relief(session: Session, history: History, now: datetime, routines: Mapping[str, Routine]) -> str:
    first = now.date() - timedelta(days=FELT_DAYS - 1)
    counts = felt_after(on_dates(history.sessions, first, now.date()), routines)
    row = next((row for row in counts if row.what == session.routine), None)
    if row is None:
        return ""
    title = title_of(session.routine, routines)
    return f"{title}: better {row.better}, the same {row.same}, worse {row.worse} in {FELT_DAYS} days."
