"""What the log and the settings say of a day, in the words of the reminder rules: slots, routines in turn, stage."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from coach.core.history import History
from coach.core.plan import PlannedSlot, day_plan, in_pain_by
from coach.core.presence import Seen
from coach.core.records import Kind
from coach.core.redflags import Level, flags_now, worst_level
from coach.core.reminders.model import Command, Hold, Inputs, Offer, Slot
from coach.core.routine import Routine, choose, fitting, length_s
from coach.core.settings import Settings
from coach.core.stage import StageNow, stage

OFFERED: tuple[Kind, ...] = ("shift", "break", "walk", "rest", "breathe")
"""The kinds of prompt that open a routine."""

GENTLEST = "minute-on-feet"
"""The id of the gentlest break: for strong pain, and for the rest of a day on which "in pain" was said."""


class Day(Struct, frozen=True):
    """What holds for the reminders until the log changes, and at most until `until`."""

    on: date
    stage: StageNow
    stage_why: str
    slots: tuple[Slot, ...]
    offers: dict[str, tuple[Offer, ...]]
    redflag: Level | None
    busy: tuple[tuple[datetime, datetime], ...]
    until: datetime

    def inputs(
        self,
        now: datetime,
        *,
        seen: Seen | None = None,
        hold: Hold | None = None,
        commands: tuple[Command, ...] = (),
        fresh: bool = False,
    ) -> Inputs:
        """The inputs of a look at `now`, aware and in the user's zone."""
        assert now.tzinfo is not None
        return Inputs(
            zone=now.tzinfo,
            seen=Seen() if seen is None else seen,
            slots=self.slots,
            offers=self.offers,
            hold=hold,
            meeting_at=min((start for start, _ in self.busy if start > now), default=None),
            redflag=self.redflag,
            stage=self.stage.stage,
            stage_why=self.stage_why,
            commands=commands,
            fresh=fresh,
        )


def day_of(
    history: History,
    settings: Settings,
    now: datetime,
    routines: Mapping[str, Routine],
    busy: Sequence[tuple[datetime, datetime]] = (),
) -> Day:
    """What the log as it stands says of the date of `now`. `busy` are the meetings known ahead, from and to.

    A symptom that was ticked counts also when the clock has been set back to before that.
    """
    on = now.date()
    stage_now = stage(history, now)
    plan = day_plan(history, on, now, settings, busy)
    midnight = datetime.combine(on + timedelta(days=1), time(0), now.tzinfo)
    lapse = stage_now.changes_at
    return Day(
        on=on,
        stage=stage_now,
        stage_why=_stage_words(stage_now),
        slots=tuple(_slot(on, slot, routines, stage_now, settings) for slot in plan.slots),
        offers={kind: offers_of(routines, kind, stage_now.stage, settings.work.place) for kind in OFFERED}
        | (gentle_breaks(routines, stage_now.stage) if stage_now.strong_pain or in_pain_by(history, now) else {}),
        redflag=worst_level(flags_now(history, now)),
        busy=tuple(busy),
        until=midnight if lapse is None else min(midnight, lapse),
    )


def offers_of(routines: Mapping[str, Routine], kind: str, stage_name: str, place: str) -> tuple[Offer, ...]:
    """The routines of that kind that suit the stage and the place, in the order in which they take turns."""
    found = fitting(routines, kind, stage_name, place)
    return tuple(Offer(routine.id, length_s(routine, stage_name)) for routine in found)


def gentle_breaks(routines: Mapping[str, Routine], stage_name: str) -> dict[str, tuple[Offer, ...]]:
    """The breaks of hours in which it hurts much: a minute on one's feet, and nothing else, where it is at hand."""
    routine = routines.get(GENTLEST)
    return {} if routine is None else {"break": (Offer(routine.id, length_s(routine, stage_name)),)}


def _slot(
    on: date, slot: PlannedSlot, routines: Mapping[str, Routine], stage_now: StageNow, settings: Settings
) -> Slot:
    seconds = slot.minutes * 60
    chosen = choose(routines, slot.kind, stage_now.stage, settings.work.place, 0) if seconds else None
    if chosen is not None:
        seconds = length_s(chosen, stage_now.stage, seconds)
    return Slot(on, slot.at, slot.kind, seconds=seconds, minutes=slot.minutes, why=slot.why, set_for=slot.set_for)


def _stage_words(now: StageNow) -> str:
    if now.spasm_day is None:
        return "steady: no spasm open"
    words = {"prolonged": "past two weeks"}.get(now.stage, now.stage)
    strong = ", strong pain in the last 24 h" if now.strong_pain else ""
    return f"{words}: spasm day {now.spasm_day}{strong}"
