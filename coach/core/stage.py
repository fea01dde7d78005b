"""Which stage the back is in, by the newest open spasm and by strong pain."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from coach.core.asof import instant, later
from coach.core.episodes import bout_day, bouts, open_spasms, spasm_day
from coach.core.history import History

Stage = Literal["flare", "easing", "prolonged", "steady"]
"""flare: day 1-3 or strong pain; easing: day 4-14; prolonged: day 15 on; steady: no spasm open."""

FLARE_DAYS = 3
"""A spasm's first days, all flare (our own number)."""
EASING_DAYS = 14
"""The last day of easing (the founding guide's two weeks)."""
STRONG_PAIN = 7
"""NRS from which pain is strong (our own number)."""
STRONG_FOR = timedelta(hours=24)
"""How long a strong rating counts, in time that passes (our own number)."""


class StageNow(Struct, frozen=True):
    """The stage at an instant.

    `spasm_day` and `bout_day` belong to the newest open spasm, None when none is open. `strong_pain` says whether
    NRS 7 or more was rated within the last 24 h, in any stage; it lapses at `changes_at` if nothing else is
    logged (None when there is none).
    """

    stage: Stage
    spasm_day: int | None
    bout_day: int | None
    strong_pain: bool
    changes_at: datetime | None


def stage(history: History, now: datetime) -> StageNow:
    """The stage at `now`, aware and in the user's zone, whose date counts the days; nothing after it is known."""
    changes_at = _strong_until(history, now)
    strong = changes_at is not None
    open_now = open_spasms(history, now)
    if not open_now:
        return StageNow("steady", None, None, strong, changes_at)
    day = spasm_day(open_now[-1], now)
    return StageNow(_by_day(day, strong), day, bout_day(bouts(history, now)[-1], now), strong, changes_at)


def _by_day(day: int, strong: bool) -> Stage:
    if strong or day <= FLARE_DAYS:
        return "flare"
    return "easing" if day <= EASING_DAYS else "prolonged"


def _strong_until(history: History, now: datetime) -> datetime | None:
    """When the last strong rating of the 24 h before `now` stops counting, in `now`'s zone; None without one."""
    moment = instant(now)
    latest = max((at for at in map(instant, _strong_ratings(history)) if at <= moment), default=None)
    if latest is None or latest + STRONG_FOR <= moment:
        return None
    return (latest + STRONG_FOR).astimezone(now.tzinfo)


def _strong_ratings(history: History) -> Iterator[datetime]:
    """The times of all strong ratings, without building the line of all ratings: this is asked at every beat."""
    for pain in history.pains:
        if pain.pain >= STRONG_PAIN:
            yield pain.at
    for spasm in history.spasms:
        if spasm.pain is not None and spasm.pain >= STRONG_PAIN:
            yield spasm.at
    for session in history.sessions:
        if session.pain_before is not None and session.pain_before >= STRONG_PAIN:
            yield session.at
        if session.pain_after is not None and session.pain_after >= STRONG_PAIN:
            yield later(session.at, timedelta(seconds=session.seconds))
