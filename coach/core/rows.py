"""The rows of a day: what was planned or came up, and what became of each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from coach.core.asof import instant
from coach.core.history import History
from coach.core.lengths import length_words
from coach.core.plan import DayPlan, PlannedSlot
from coach.core.records import Kind, Prompt, Session
from coach.core.redflags import Level
from coach.core.routine import Routine, choose, length_s
from coach.core.settings import Settings
from coach.core.since import oldest_record, on_dates
from coach.core.tally import (
    title_of,
    whole_minutes,
)

RowState = Literal["done", "now", "coming", "held", "missed", "skipped"]
"""done: it was done. now: its prompt is open. coming: its time comes, or it waits for its turn. held: kept back.
missed: its time went by. skipped: the user said so."""

EARLY = timedelta(minutes=30)
"""A session begun up to so long before a slot is that slot's (our default)."""
PROMPT_EARLY = timedelta(minutes=15)
"""A prompt can come a little before its slot: what falls due within 10 minutes comes together."""
OPEN_FOR = timedelta(minutes=60)
"""How long after its time a slot is still offered (rule 5)."""
POSTURE_KINDS = ("shift", "break")
TAKEN = ("started", "done", "natural")
"""Outcomes of a prompt that was taken."""
KEPT_BY_FLAG: dict[str, tuple[str, ...]] = {
    "emergency": ("shift", "break", "walk", "rest", "breathe", "checkin", "week"),
    "same-day": ("walk", "rest", "breathe"),
}
"""What an open red flag holds, by its level (rule 14)."""
FLAG_WORDS = "a safety question is open"


class RemindersView(Struct, frozen=True):
    """What the running app knows of its prompts; without the app there is none.

    Seconds for `since_up_s` and `since_shift_s`; times are aware. `next_*` is the next prompt as things stand, `open_*`
    the one that is open. `hold_reason` in the words of the rules. `present` is None when unknown. `last_input`
    is the last key or mouse movement where the machine tells of them, None where it does not. `note` is one line the
    app wants said. `turns` counts the routines chosen so far by kind, so that the rows name the one that
    will come. `question` is "up" or "reading" while the app asks about a while without input. `stay`: only lock and
    sleep count as away.
    """

    since_up_s: float | None = None
    since_shift_s: float | None = None
    next_at: datetime | None = None
    next_kind: Kind | None = None
    next_routine: str | None = None
    open_kind: Kind | None = None
    open_since: datetime | None = None
    open_routine: str | None = None
    snoozed_until: datetime | None = None
    hold_reason: str | None = None
    hold_until: datetime | None = None
    quiet: bool = False
    present: bool | None = None
    last_input: datetime | None = None
    note: str = ""
    turns: dict[str, int] = {}
    question: str | None = None
    stay: bool = False


def to_the_minute(view: RemindersView | None) -> RemindersView | None:
    """The same view with its counters cut to whole minutes, as they are shown, and without the last key's second."""
    if view is None:
        return None
    up, shift = (None if counter is None else counter // 60 for counter in (view.since_up_s, view.since_shift_s))
    return replace(view, since_up_s=up, since_shift_s=shift, last_input=None)


class PlanRow(Struct, frozen=True):
    """One row of a day.

    `at` is when it was done, or when it is due. `routine` is the id, `minutes` the length (None where there is
    none), `seconds` what was really done of a session. `why` is the reason for the state in a few words, or the plan's
    own. `slot` is the time set for it, None for what was in no plan. Pain (NRS) and `felt` are those of its session.
    """

    at: datetime
    kind: str
    routine: str | None
    title: str
    minutes: int | None
    state: RowState
    why: str = ""
    optional: bool = False
    slot: time | None = None
    pain_before: int | None = None
    pain_after: int | None = None
    felt: str | None = None
    seconds: int | None = None

    @property
    def length(self) -> str:
        """Its length in words; empty where there is none."""
        if self.seconds is not None:
            return length_words(self.seconds) if self.seconds else ""
        return f"{self.minutes} min" if self.minutes else ""


def plan_rows(
    plan: DayPlan,
    history: History,
    now: datetime,
    settings: Settings,
    routines: Mapping[str, Routine],
    reminders: RemindersView | None = None,
    flag: Level | None = None,
) -> tuple[PlanRow, ...]:
    """The rows of the plan's date as of `now`, in order of time.

    Every slot; every session that answered no slot; posture prompts that were taken; the posture prompt that is open
    or next. A session belongs to the latest free slot of its kind that is not more than 30 minutes ahead of it. Slots
    that were over before the log began are left out: nobody missed them.
    """
    until = instant(now)
    sessions = [s for s in on_dates(history.sessions, plan.on, plan.on) if instant(s.at) <= until]
    prompts = [p for p in on_dates(history.prompts, plan.on, plan.on) if instant(p.at) <= until]
    times = {slot: datetime.combine(plan.on, slot.at, tzinfo=now.tzinfo) for slot in plan.slots}
    by_session = _matched(times, sessions, EARLY)
    by_prompt = _matched(times, prompts, PROMPT_EARLY)
    rated_at = [pain.at for pain in on_dates(history.pains, plan.on, plan.on) if instant(pain.at) <= until]
    is_open = _open_slot(times, reminders)
    oldest = oldest_record(history)
    begin = until if oldest is None else instant(oldest.at)
    turns = dict(reminders.turns) if reminders is not None else {}
    rows: list[PlanRow] = []
    for slot, at in times.items():
        session = by_session.get(slot)
        if session is not None:
            rows.append(_of_session(session, routines, slot))
            continue
        prompt = by_prompt.get(slot)
        if slot.kind == "checkin" and any(rated >= at - EARLY for rated in rated_at):
            state, why = _DONE
        elif prompt is not None:
            state, why = _of_prompt(prompt)
        elif slot is is_open and reminders is not None:
            state, why = _of_open(reminders)
        else:
            state, why = _waiting(slot, at, now, reminders, flag)
            if state == "missed" and instant(at) < begin:
                continue
        routine = choose(routines, slot.kind, plan.stage, settings.work.place, turns.get(slot.kind, 0))
        if prompt is not None:
            routine = routines.get(prompt.routine or "", routine)
        elif slot is is_open and reminders is not None:
            routine = routines.get(reminders.open_routine or "", routine)
        elif state in ("coming", "held"):
            turns[slot.kind] = turns.get(slot.kind, 0) + 1
        name = prompt.routine if prompt is not None and prompt.routine else routine.id if routine is not None else None
        rows.append(
            PlanRow(
                at=at,
                kind=slot.kind,
                routine=name,
                title=title_of(name or slot.kind, routines),
                minutes=_minutes(slot, routine, plan.stage),
                state=state,
                why=why or slot.why,
                optional=slot.optional,
                slot=slot.set_for or slot.at,
            )
        )
    taken = {session.id for session in by_session.values()}
    rows += [_of_session(session, routines, None) for session in sessions if session.id not in taken]
    rows += _posture_rows(prompts, sessions, now, settings, routines, plan.stage, reminders)
    return tuple(sorted(rows, key=lambda row: (instant(row.at), row.kind)))


_DONE: tuple[RowState, str] = ("done", "")


Found = TypeVar("Found", Session, Prompt)


def _matched(
    times: Mapping[PlannedSlot, datetime], found: Sequence[Found], early: timedelta
) -> dict[PlannedSlot, Found]:
    matched: dict[PlannedSlot, Found] = {}
    for record in found:
        fitting = [
            slot for slot, at in times.items()
            if slot.kind == record.kind and slot not in matched and instant(at) <= instant(record.at) + early
        ]  # fmt: skip
        if fitting:
            matched[max(fitting, key=lambda slot: times[slot])] = record
    return matched


def _open_slot(times: Mapping[PlannedSlot, datetime], reminders: RemindersView | None) -> PlannedSlot | None:
    if reminders is None or reminders.open_kind is None or reminders.open_since is None:
        return None
    latest = instant(reminders.open_since) + PROMPT_EARLY
    fitting = [slot for slot, at in times.items() if slot.kind == reminders.open_kind and instant(at) <= latest]
    return max(fitting, key=lambda slot: times[slot], default=None)


def _of_open(reminders: RemindersView) -> tuple[RowState, str]:
    """The open prompt waits for its answer, or sleeps until a time the user chose."""
    until = reminders.snoozed_until
    return ("now", "") if until is None else ("held", f"snoozed until {until:%H:%M}")


def _of_prompt(prompt: Prompt) -> tuple[RowState, str]:
    if prompt.outcome in TAKEN or prompt.reason == "just-moved":
        return _DONE
    if prompt.outcome == "skipped":
        return "skipped", prompt.reason or ""
    return "missed", prompt.why


def _waiting(
    slot: PlannedSlot, at: datetime, now: datetime, reminders: RemindersView | None, flag: Level | None
) -> tuple[RowState, str]:
    late = instant(now) - instant(at)
    if slot.kind in KEPT_BY_FLAG.get(flag or "", ()) and late < OPEN_FOR:
        return "held", FLAG_WORDS
    if reminders is not None and reminders.hold_reason is not None:
        until = reminders.hold_until
        if timedelta() <= late < OPEN_FOR or (late < timedelta() and until is not None and at < until):
            return "held", hold_words(reminders.hold_reason, until)
    if late < timedelta():
        return "coming", ""
    if late < OPEN_FOR:
        return "coming", "when you are back" if reminders is not None and reminders.present is False else "any moment"
    return "missed", "" if reminders is not None else "the coach was not open"


def hold_words(reason: str, until: datetime | None) -> str:
    """A hold as it is said: "meeting until 15:30"."""
    words = FLAG_WORDS if reason == "redflag" else "full screen" if reason == "fullscreen" else reason
    return f"{words} until {until:%H:%M}" if until is not None else words


def _of_session(session: Session, routines: Mapping[str, Routine], slot: PlannedSlot | None) -> PlanRow:
    known = session.routine in routines
    return PlanRow(
        at=session.at,
        kind=session.kind,
        routine=session.routine,
        title=title_of(session.routine if known else session.kind, routines),
        minutes=whole_minutes(session.seconds),
        seconds=session.seconds,
        state="done",
        why="ended early" if session.partial else "",
        slot=None if slot is None else slot.set_for or slot.at,
        pain_before=session.pain_before,
        pain_after=session.pain_after,
        felt=session.felt,
    )


def _posture_rows(
    prompts: Iterable[Prompt],
    sessions: Iterable[Session],
    now: datetime,
    settings: Settings,
    routines: Mapping[str, Routine],
    stage: str,
    reminders: RemindersView | None,
) -> Iterable[PlanRow]:
    begun = [(session.kind, instant(session.at)) for session in sessions]
    for prompt in prompts:
        if prompt.kind not in POSTURE_KINDS or prompt.outcome not in TAKEN:
            continue
        first, last = instant(prompt.at) - timedelta(minutes=1), instant(prompt.closed) + timedelta(minutes=1)
        if not any(kind == prompt.kind and first <= at <= last for kind, at in begun):
            why = "up by yourself" if prompt.outcome == "natural" else ""
            yield _posture_row(prompt.at, prompt.kind, prompt.routine, "done", settings, routines, stage, why)
    if reminders is None:
        return
    if reminders.open_kind in POSTURE_KINDS:
        since = reminders.open_since or now
        state, why = _of_open(reminders)
        yield _posture_row(since, reminders.open_kind, reminders.open_routine, state, settings, routines, stage, why)
    if (
        reminders.next_kind in POSTURE_KINDS
        and reminders.next_at is not None
        and reminders.next_at.date() == now.date()
    ):
        at, kind, name = reminders.next_at, reminders.next_kind, reminders.next_routine
        yield _posture_row(at, kind, name, "coming", settings, routines, stage)


def _posture_row(
    at: datetime,
    kind: str | None,
    routine: str | None,
    state: RowState,
    settings: Settings,
    routines: Mapping[str, Routine],
    stage: str,
    why: str = "",
) -> PlanRow:
    name = kind or "shift"
    known = routines.get(routine or "")
    length = settings.posture.break_length_s if known is None else length_s(known, stage)
    return PlanRow(
        at=at,
        kind=name,
        routine=routine,
        title=title_of(name) if known is None else known.title,
        minutes=max(1, whole_minutes(length)) if name == "break" else None,
        state=state,
        why=why,
    )


def _minutes(slot: PlannedSlot, routine: Routine | None, stage: str) -> int | None:
    if slot.kind in ("walk", "rest"):
        return slot.minutes
    if routine is not None:
        return max(1, whole_minutes(length_s(routine, stage)))
    return slot.minutes or None
