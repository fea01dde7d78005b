"""The report's figures on spasm: bouts, episodes, red flags, and what the rules of the coach mark."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from coach.core.asof import When, day_of, instant
from coach.core.concerns import BOUTS_WITHIN_DAYS, EPISODES_WITHIN_DAYS, OFTEN, concerns
from coach.core.episodes import Bout, Episode, bout_day, bouts, episodes
from coach.core.history import History
from coach.core.pain import Rating
from coach.core.records import RedFlag
from coach.core.redflags import HISTORY_SLUGS, LABEL_OF, Level, answers, history_group, level_of


class BoutRow(Struct, frozen=True):
    """One bout that lies in the period, or reaches into it.

    `onset` is the start of its first spasm, `last_day` its last date with spasm, `days` the calendar dates from the
    one to the other, `spasm_days` those of them with spasm, `spasms` how many were logged. Pain (NRS 0-10) is the
    first, highest and last rating from the first spasm's start to the last one's end. `areas`, `signs` and `triggers`
    are what was ticked for any of its spasms. `began_before` when its onset lies before the period; `open` when a
    spasm of it had no end by the end of the period.
    """

    onset: datetime
    last_day: date
    open: bool
    days: int
    spasm_days: int
    spasms: int
    pain_first: int | None
    pain_peak: int | None
    pain_last: int | None
    areas: tuple[str, ...]
    signs: tuple[str, ...]
    triggers: tuple[str, ...]
    past_two_weeks: bool
    began_before: bool


class EpisodeRow(Struct, frozen=True):
    """One episode (de Vet 2002) of the period, or reaching into it: its first and last date with pain, both counted.

    `over` once 30 dates without pain have followed.
    """

    onset: date
    last_day: date
    days: int
    over: bool


class Marks(Struct, frozen=True):
    """What the rules of the coach mark, as of the end of the period.

    `past_two_weeks`: onsets of the bouts of the period that lasted 15 days or more. `open_day`: the day number of the
    bout going on. `recurring`: 3 or more bouts begun in the last 90 days (`bouts_90`), or 3 or more episodes in the
    last 365 (`episodes_365`), the last date included. `recurring_first`: the first date of the period on which that
    was so. `worsening_since`: pain going up in the bout going on, by the coach's rule. `nsaid_since`: ten days running.
    """

    past_two_weeks: tuple[date, ...]
    open_day: int | None
    recurring: bool
    recurring_first: date | None
    bouts_90: int
    episodes_365: int
    worsening_since: date | None
    nsaid_since: date | None


class FlagRow(Struct, frozen=True):
    """A red flag that stood on some date of the period: when it was ticked, and when and how it was closed."""

    slug: str
    label: str
    level: Level
    ticked: date
    closed: date | None
    how: Literal["cleared", "mistake"] | None


class RedFlags(Struct, frozen=True):
    """The safety questions in the period.

    `answered` counts answers of any kind, `none_of_these` those that ticked nothing, `last_none` is the latest date of
    one. `history` are the labels of the history group that apply by the last answer; None when it was never asked.
    """

    rows: tuple[FlagRow, ...]
    answered: int
    none_of_these: int
    last_none: date | None
    history: tuple[str, ...] | None


def bout_rows(history: History, rated: Sequence[Rating], first: date, when: When) -> tuple[BoutRow, ...]:
    """The bouts with a spasm day from `first` on, as of `when`, in order of onset; `rated` is sorted by time."""
    times = [instant(rating.at) for rating in rated]
    found = []
    for bout in bouts(history, when):
        if bout.last_day < first:
            continue
        begin = bisect_left(times, instant(bout.spasms[0].at))
        ends = [spasm.ended for spasm in bout.spasms if spasm.ended is not None]
        stop = len(times) if bout.open or not ends else bisect_right(times, max(map(instant, ends)))
        nrs = [rating.nrs for rating in rated[begin:stop]]
        found.append(_bout_row(bout, nrs, first))
    return tuple(found)


def _bout_row(bout: Bout, nrs: Sequence[int], first: date) -> BoutRow:
    return BoutRow(
        onset=bout.spasms[0].at,
        last_day=bout.last_day,
        open=bout.open,
        days=bout.days,
        spasm_days=bout.spasm_days,
        spasms=len(bout.spasms),
        pain_first=nrs[0] if nrs else None,
        pain_peak=max(nrs, default=None),
        pain_last=nrs[-1] if nrs else None,
        areas=_ticked(spasm.where for spasm in bout.spasms),
        signs=_ticked(spasm.signs for spasm in bout.spasms),
        triggers=_ticked(spasm.triggers for spasm in bout.spasms),
        past_two_weeks=bout.beyond_two_weeks,
        began_before=bout.onset < first,
    )


def episode_rows(history: History, first: date, when: When) -> tuple[EpisodeRow, ...]:
    """The episodes with a date of pain from `first` on, as of `when`."""
    return tuple(
        EpisodeRow(found.onset, found.last_day, (found.last_day - found.onset).days + 1, found.over)
        for found in episodes(history, when)
        if found.last_day >= first
    )


def marks(history: History, first: date, when: When) -> Marks:
    """What the rules of `coach.core.concerns` say as of `when`, for the bouts with a spasm day from `first` on."""
    all_bouts, all_episodes = bouts(history, when), episodes(history, when)
    last = day_of(when)
    raised = {concern.code: concern.since for concern in concerns(history, when)}
    open_bout = all_bouts[-1] if all_bouts and all_bouts[-1].open else None
    return Marks(
        past_two_weeks=tuple(bout.onset for bout in all_bouts if bout.beyond_two_weeks and bout.last_day >= first),
        open_day=None if open_bout is None else bout_day(open_bout, when),
        recurring="recurring" in raised,
        recurring_first=_recurring_first(all_bouts, all_episodes, first, last),
        bouts_90=_begun(all_bouts, last, BOUTS_WITHIN_DAYS),
        episodes_365=_begun(all_episodes, last, EPISODES_WITHIN_DAYS),
        worsening_since=raised.get("worsening"),
        nsaid_since=raised.get("nsaid-days"),
    )


def _begun(found: Iterable[Bout | Episode], on: date, within: int) -> int:
    return sum(0 <= (on - each.onset).days < within for each in found)


def _recurring_first(
    all_bouts: Sequence[Bout], all_episodes: Sequence[Episode], first: date, last: date
) -> date | None:
    """The first date from `first` to `last` on which either count is reached: `first` itself, or an onset."""
    reached = [
        max(first, begun[place].onset)
        for begun, within in ((all_bouts, BOUTS_WITHIN_DAYS), (all_episodes, EPISODES_WITHIN_DAYS))
        for place in range(OFTEN - 1, len(begun))
        if (max(first, begun[place].onset) - begun[place - OFTEN + 1].onset).days < within
    ]
    return min((on for on in reached if on <= last), default=None)


def red_flags(history: History, first: date, when: When) -> RedFlags:
    """The red flags that stood from `first` on, as of `when`, the earliest tick first."""
    given = answers(history, when)
    rows: list[FlagRow] = []
    standing: dict[str, date] = {}
    for answer in given:
        if answer.action == "ticked":
            for slug in answer.symptoms:
                if slug not in HISTORY_SLUGS:
                    standing.setdefault(slug, answer.on)
        elif answer.action in ("cleared", "mistake"):
            for slug in answer.symptoms or tuple(standing):
                if slug in standing:
                    rows.append(_flag_row(slug, standing.pop(slug), answer))
    rows += [_flag_row(slug, ticked, None) for slug, ticked in standing.items()]
    within = [answer for answer in given if answer.on >= first]
    none = [answer for answer in within if answer.action == "none"]
    group = history_group(history, when)
    return RedFlags(
        rows=tuple(sorted((r for r in rows if r.closed is None or r.closed >= first), key=lambda row: row.ticked)),
        answered=sum(answer.action in ("ticked", "none") for answer in within),
        none_of_these=len(none),
        last_none=none[-1].on if none else None,
        history=None if group is None else tuple(LABEL_OF[slug] for slug in group),
    )


def _flag_row(slug: str, ticked: date, answer: RedFlag | None) -> FlagRow:
    how: Literal["cleared", "mistake"] | None = None
    if answer is not None:
        how = "mistake" if answer.action == "mistake" else "cleared"
    closed = None if answer is None else answer.on
    return FlagRow(slug, LABEL_OF.get(slug, slug), level_of(slug), ticked, closed, how)


def _ticked(found: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for words in found for word in words))
