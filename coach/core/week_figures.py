"""The figures of a stretch of days, each worked out from the records alone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from coach.core.asof import instant
from coach.core.episodes import bouts, spasm_days
from coach.core.history import History
from coach.core.pain import ratings
from coach.core.plan import DayPlan
from coach.core.records import Medicine, Prompt, Spasm
from coach.core.routine import Routine
from coach.core.settings import RANK, Settings
from coach.core.since import oldest_record, on_dates, ratings_on, since
from coach.core.tally import FeltAfter, felt_after, is_up, mean, median, sits, walked_s, whole_minutes
from coach.core.week_hours import HourSit, sitting_hours

ONE_DAY = timedelta(days=1)
USUAL_DAYS = 28
"""Days before an onset from which the usual working day is taken (our default)."""
LEAST_USUAL = 3
"""Fewer working days than this are no usual one: counts below 3 stay counts."""


class DayPains(Struct, frozen=True):
    """The ratings (NRS 0-10) of a date that has some: smallest, arithmetic mean, largest, last, and how many."""

    least: int
    mean: float
    most: int
    last: int
    count: int


class WeekDay(Struct, frozen=True):
    """One date of a week.

    `to_come` when the date lies after now. `pain` is None when no rating is known. `spasm` when a spasm was open on
    it. `walked_minutes` are the walk sessions as really done, `planned_minutes` what the day's plan asked for.
    `rest_minutes` likewise. `longest_s` is the longest presence without getting up, in seconds, None when no
    getting up is known. `stress` is the day's highest rating, 0-10. `medicines` are names, each once.
    """

    on: date
    working: bool
    to_come: bool
    pain: DayPains | None
    spasm: bool
    walks: int
    walked_minutes: int
    planned_minutes: int
    rests: int
    rest_minutes: int
    got_up: int
    longest_s: int | None
    stress: int | None
    medicines: tuple[str, ...]


class PromptCount(Struct, frozen=True):
    """The prompts of one kind that ended, in counts.

    `came` are those that were shown, `taken` those started, done, or done by getting up (natural). `started`,
    `done`, `natural`, `skipped`, `unanswered`, `dropped` are outcomes, one to each prompt. `skipped_for` splits
    `skipped` by the reason given (`none` where none was). `snoozed` and `held` count prompts that were put off, or
    held back, at least once.
    """

    kind: str
    came: int
    taken: int
    started: int
    done: int
    natural: int
    skipped: int
    skipped_for: dict[str, int]
    unanswered: int
    dropped: int
    snoozed: int
    held: int


class MedicineDays(Struct, frozen=True):
    """On how many dates a medicine was noted."""

    name: str
    days: int
    nsaid: bool


class Figures(Struct, frozen=True):
    """The figures of seven days.

    `pain_mean` is the mean of the known days' means, so that a day with many ratings weighs no more than another;
    None when no day is known. `pain_first` and `pain_last` are the last ratings of the first and last known day.
    `spasm_days` counts dates with spasm; `bouts_begun` bouts with their onset in the days; `bouts_open` those going
    on at their end. Minutes are whole. `planned_minutes` counts dates up to now. `longest_s` is the longest
    presence without getting up and `usual_gap_s` the median of all of them, in seconds. `stress_mean` is the mean
    of the days' highest. `gaps` are dates before today without pain rating, from the first record on. `hours` are the
    minutes sat by hour of the day.
    """

    first: date
    last: date
    days: tuple[WeekDay, ...]
    known_days: int
    pain_mean: float | None
    pain_first: int | None
    pain_last: int | None
    pain_least: int | None
    pain_most: int | None
    spasm_days: int
    bouts_begun: int
    bouts_open: int
    walks: int
    walked_minutes: int
    planned_minutes: int
    rests: int
    rest_minutes: int
    felt: tuple[FeltAfter, ...]
    prompts: tuple[PromptCount, ...]
    got_up: int
    longest_s: int | None
    usual_gap_s: int | None
    stress_mean: float | None
    medicines: tuple[MedicineDays, ...]
    medicine_days: int
    gaps: tuple[date, ...]
    hours: tuple[HourSit, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing at all was noted."""
        return not (
            self.known_days or self.spasm_days or self.walks or self.rests or self.prompts or self.got_up
            or self.medicines or self.stress_mean is not None or self.felt
        )  # fmt: skip


class DayBefore(Struct, frozen=True):
    """The 24 hours before an onset, or a usual working day.

    `longest_s` in seconds, `stress` the highest rating (of a usual day: the medians of the days that have one),
    None when unknown. `walked` counts the days with a walk, of `days`.
    """

    longest_s: int | None
    stress: float | None
    walked: int
    days: int


class BeforeSpasm(Struct, frozen=True):
    """What was noted before one spasm, beside the usual working day; a note for the user, not a cause.

    `usual` is None with fewer than 3 working days that hold a record, in the 28 days up to two days before the onset.
    """

    spasm: str
    onset: datetime
    triggers: tuple[str, ...]
    before: DayBefore
    usual: DayBefore | None


def figures(
    history: History,
    first: date,
    settings: Settings,
    now: datetime,
    plans: Mapping[date, DayPlan],
    routines: Mapping[str, Routine] | None = None,
) -> Figures:
    """The figures of the seven days from `first`; `now` tells which are still to come, `plans` their day plans."""
    last = first + 6 * ONE_DAY
    today = now.date()
    known = ratings_on(ratings(since(history, first - ONE_DAY), now), first, last)
    sessions = on_dates(history.sessions, first, last)
    prompts = on_dates(history.prompts, first, last)
    postures = on_dates(history.postures, first, last)
    medicines = on_dates(history.medicines, first, last)
    with_spasm = spasm_days(history, first, min(last, today))
    oldest = oldest_record(history)
    begin = None if oldest is None else oldest.on
    days = []
    for on in _dates(first):
        done = [session for session in sessions if session.on == on]
        up = [posture for posture in postures if posture.on == on]
        stretches = sits(up)
        stress = [entry.stress for entry in on_dates(history.stresses, on, on)]
        days.append(
            WeekDay(
                on=on,
                working=on.weekday() in settings.work.days,
                to_come=on > today,
                pain=_day_pains(rating.nrs for rating in known if rating.on == on),
                spasm=on in with_spasm,
                walks=sum(session.kind == "walk" for session in done),
                walked_minutes=whole_minutes(walked_s(done)),
                planned_minutes=plans[on].walk_total if begin is not None and on >= begin else 0,
                rests=sum(session.kind == "rest" for session in done),
                rest_minutes=whole_minutes(sum(session.seconds for session in done if session.kind == "rest")),
                got_up=sum(map(is_up, up)),
                longest_s=max(stretches, default=None),
                stress=max(stress, default=None),
                medicines=tuple(dict.fromkeys(entry.name for entry in medicines if entry.on == on)),
            )
        )
    pains = [day.pain for day in days if day.pain is not None]
    gap = median(sits(postures))
    all_bouts = bouts(history, min(last, today))
    return Figures(
        first=first,
        last=last,
        days=tuple(days),
        known_days=len(pains),
        pain_mean=mean(pain.mean for pain in pains),
        pain_first=pains[0].last if pains else None,
        pain_last=pains[-1].last if pains else None,
        pain_least=min((pain.least for pain in pains), default=None),
        pain_most=max((pain.most for pain in pains), default=None),
        spasm_days=len(with_spasm),
        bouts_begun=sum(first <= bout.onset <= last for bout in all_bouts),
        bouts_open=sum(bout.open for bout in all_bouts if first <= today),
        walks=sum(day.walks for day in days),
        walked_minutes=whole_minutes(walked_s(sessions)),
        planned_minutes=sum(day.planned_minutes for day in days if not day.to_come),
        rests=sum(day.rests for day in days),
        rest_minutes=whole_minutes(sum(session.seconds for session in sessions if session.kind == "rest")),
        felt=felt_after(sessions, routines),
        prompts=prompt_counts(prompts),
        got_up=sum(day.got_up for day in days),
        longest_s=max((day.longest_s for day in days if day.longest_s is not None), default=None),
        usual_gap_s=None if gap is None else round(gap),
        stress_mean=mean(day.stress for day in days if day.stress is not None),
        medicines=_medicine_days(medicines),
        medicine_days=len({entry.on for entry in medicines}),
        gaps=tuple(
            day.on for day in days if day.pain is None and day.on < today and begin is not None and day.on >= begin
        ),
        hours=sitting_hours(postures),
    )


def prompt_counts(prompts: Iterable[Prompt]) -> tuple[PromptCount, ...]:
    """The counts by kind, kinds without a prompt left out, the biggest kind first."""
    by_kind: dict[str, list[Prompt]] = {}
    for prompt in prompts:
        by_kind.setdefault(prompt.kind, []).append(prompt)
    return tuple(_count(kind, by_kind[kind]) for kind in sorted(by_kind, key=lambda kind: _rank(kind)))


def before_spasm(history: History, spasm: Spasm, settings: Settings) -> BeforeSpasm:
    """The 24 h before the spasm's onset, beside the usual working day before it."""
    end = instant(spasm.at)
    begin = end - timedelta(hours=24)
    near = spasm.on - 2 * ONE_DAY, spasm.on + ONE_DAY
    longest = sits(p for p in on_dates(history.postures, *near) if begin <= instant(p.at) <= end)
    stress = [s.stress for s in on_dates(history.stresses, *near) if begin <= instant(s.at) <= end]
    walked = any(
        session.kind == "walk" and begin <= instant(session.at) < end for session in on_dates(history.sessions, *near)
    )
    return BeforeSpasm(
        spasm=spasm.id,
        onset=spasm.at,
        triggers=spasm.triggers,
        before=DayBefore(
            longest_s=max(longest, default=None), stress=max(stress, default=None), walked=int(walked), days=1
        ),
        usual=_usual(history, spasm.on - 2 * ONE_DAY, settings),
    )


def _usual(history: History, last: date, settings: Settings) -> DayBefore | None:
    """The usual working day of the 28 dates up to `last`: medians over the days that have the figure."""
    first = last - (USUAL_DAYS - 1) * ONE_DAY
    postures = on_dates(history.postures, first, last)
    stresses = on_dates(history.stresses, first, last)
    sessions = on_dates(history.sessions, first, last)
    others = (*on_dates(history.prompts, first, last), *on_dates(history.pains, first, last))
    noted = {record.on for record in (*postures, *stresses, *sessions, *others)}
    days = sorted(on for on in noted if on.weekday() in settings.work.days)
    if len(days) < LEAST_USUAL:
        return None
    longest = median(
        max(stretches) for on in days if (stretches := sits(posture for posture in postures if posture.on == on))
    )
    stress = median(max(found) for on in days if (found := [entry.stress for entry in stresses if entry.on == on]))
    walked = {session.on for session in sessions if session.kind == "walk"}
    return DayBefore(
        longest_s=None if longest is None else round(longest),
        stress=stress,
        walked=sum(on in walked for on in days),
        days=len(days),
    )


def _day_pains(found: Iterable[int]) -> DayPains | None:
    known = tuple(found)
    if not known:
        return None
    return DayPains(min(known), sum(known) / len(known), max(known), known[-1], len(known))


def _count(kind: str, prompts: Sequence[Prompt]) -> PromptCount:
    def ended(outcome: str) -> int:
        return sum(prompt.outcome == outcome for prompt in prompts)

    reasons: dict[str, int] = {}
    for prompt in prompts:
        if prompt.outcome == "skipped":
            reason = prompt.reason or "none"
            reasons[reason] = reasons.get(reason, 0) + 1
    started, done, natural = ended("started"), ended("done"), ended("natural")
    return PromptCount(
        kind=kind,
        came=sum(prompt.came for prompt in prompts),
        taken=started + done + natural,
        started=started,
        done=done,
        natural=natural,
        skipped=ended("skipped"),
        skipped_for=dict(sorted(reasons.items())),
        unanswered=ended("unanswered"),
        dropped=ended("dropped"),
        snoozed=sum(prompt.snoozes > 0 for prompt in prompts),
        held=sum(prompt.held_s > 0 for prompt in prompts),
    )


def _rank(kind: str) -> int:
    return {str(name): rank for name, rank in RANK.items()}.get(kind, len(RANK))


def _medicine_days(medicines: Iterable[Medicine]) -> tuple[MedicineDays, ...]:
    """By name, its case and spaces aside, as it was written last."""
    names: dict[str, str] = {}
    days: dict[str, set[date]] = {}
    nsaid: dict[str, bool] = {}
    for entry in medicines:
        key = " ".join(entry.name.split()).casefold()
        names[key] = entry.name
        days.setdefault(key, set()).add(entry.on)
        nsaid[key] = nsaid.get(key, False) or entry.nsaid
    found = [MedicineDays(names[key], len(days[key]), nsaid[key]) for key in days]
    return tuple(sorted(found, key=lambda row: (-row.days, row.name)))


def _dates(first: date) -> tuple[date, ...]:
    return tuple(first + count * ONE_DAY for count in range(7))
