"""What the log says should be looked at: each rule of it, and its words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from coach.core.asof import When, day_of, instant, known_by
from coach.core.episodes import (
    BEYOND_TWO_WEEKS_DAY,
    Bout,
    bout_day,
    bouts,
    episodes_from,
    is_open,
    last_day,
)
from coach.core.history import History
from coach.core.pain import Rating, ratings
from coach.core.records import ConcernSeen, Record
from coach.core.redflags import ACTIONS, CHECKED, LABEL_OF, LEVELS, open_flags

ConcernLevel = Literal["emergency", "same-day", "days", "see-someone", "note"]

CONCERN_LEVELS: tuple[ConcernLevel, ...] = (*LEVELS, "see-someone", "note")
"""The levels, the most urgent first."""

CODES: tuple[str, ...] = (
    "red-flag-emergency", "red-flag-same-day", "red-flag-days",
    "beyond-six-weeks", "beyond-two-weeks", "worsening", "recurring", "nsaid-days", "still-open",
)  # fmt: skip
"""Every code, in the order shown."""

BEYOND_SIX_WEEKS_DAY = 43
"""From this day of a bout on it has lasted beyond six weeks."""
OFTEN = 3
"""Bouts or episodes that make it recurring; no guideline gives a number (our own)."""
BOUTS_WITHIN_DAYS = 90
"""The days in which bouts are counted, the date itself included (our own)."""
EPISODES_WITHIN_DAYS = 365
"""The days in which episodes are counted, the date itself included (our own)."""
CLIMB_OF_MEANS = 2
"""NRS: a rise of the three-day mean that is more than noise (Childs 2005)."""
CLIMB_AT_ONCE = 3
"""NRS: a rise within 48 h (our own)."""
NSAID_DAYS = 10
"""Days running (US labels of ibuprofen: at most 10 days unless directed)."""
SILENT_DAYS = 3
"""Days since the last entry after which an open spasm is asked about (our own)."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_DAY = timedelta(days=1)


class Concern(Struct, frozen=True):
    """Something that should be looked at.

    `since` is the date from which the rule has held. `source` is a short citation. `seen` when the user folded
    it away and it has not changed since.
    """

    code: str
    level: ConcernLevel
    since: date
    message: str
    source: str
    seen: bool = False


def concerns(history: History, on_date: When) -> list[Concern]:
    """The concerns as of `on_date` (to the end of that date, or by an instant), the most urgent first.

    Nothing that happened later counts, and a spasm that ended later is open. The order of the records does not
    matter. A concern folded away stays in the list, `seen`; a red flag cannot be folded away.
    """
    rated = ratings(history, on_date)
    all_bouts = bouts(history, on_date)
    found = [*_red_flags(history, on_date), *_recurring(history, all_bouts, rated, on_date)]
    if all_bouts and all_bouts[-1].open:
        found += _beyond(all_bouts[-1], on_date)
        found += _worsening(all_bouts[-1], rated)
        found += _still_open(history, all_bouts[-1], on_date)
    found += _nsaid_days(history, on_date)
    seen = _last_seen(history, on_date)
    marked = [replace(c, seen=_folded(c, seen.get(c.code), on_date)) for c in found]
    return sorted(marked, key=lambda c: (CONCERN_LEVELS.index(c.level), CODES.index(c.code)))


def next_appointment(history: History, on_date: When) -> date | None:
    """The nearest appointment noted with a concern, on `on_date` or later; None without one."""
    today = day_of(on_date)
    days = (record.appointment for record in _last_seen(history, on_date).values())
    return min((day for day in days if day is not None and day >= today), default=None)


def _red_flags(history: History, when: When) -> Iterator[Concern]:
    flags = open_flags(history, when)
    for level in LEVELS:
        here = [flag for flag in flags if flag.level == level]
        if here:
            noted = "; ".join(LABEL_OF.get(flag.slug, flag.slug) for flag in here)
            rest = "" if level == "emergency" else f" {CHECKED}"
            yield Concern(
                f"red-flag-{level}",
                level,
                min(flag.since for flag in here),
                f"{ACTIONS[level]} You noted: {noted}.{rest}",
                "nidirect.gov.uk and 111.wales.nhs.uk on back pain; the levels are ours",
            )


def _beyond(bout: Bout, when: When) -> Iterator[Concern]:
    day = bout_day(bout, when)
    if day < BEYOND_TWO_WEEKS_DAY:
        return
    if bout.spasm_days == day:
        length = f"Your back has troubled you for {day} days, all {day} of them with spasm"
    else:
        length = f"Your back has troubled you on and off for {day} days, {bout.spasm_days} of them with spasm"
    length += f" (since {_spoken(bout.onset)})."
    if day < BEYOND_SIX_WEEKS_DAY:
        yield Concern(
            "beyond-two-weeks",
            "see-someone",
            _first_open_from(bout, BEYOND_TWO_WEEKS_DAY, when),
            f"{length} A routine appointment with a doctor or physiotherapist would be a good next step. 14 days is "
            "on the early side: the guide this coach began from says two weeks, most guidance a few weeks "
            "(111.wales.nhs.uk).",
            "founding guide (two weeks); 111.wales.nhs.uk (a few weeks)",
        )
    else:
        yield Concern(
            "beyond-six-weeks",
            "see-someone",
            _first_open_from(bout, BEYOND_SIX_WEEKS_DAY, when),
            f"{length} On average about half the pain is gone by six weeks (CMAJ 2012), and many need longer. "
            "If nobody has looked at it yet, please make an appointment with a doctor or physiotherapist.",
            "CMAJ 2012;184:E613; guidance on when to be seen ranges from 2 to 6 weeks (111.wales.nhs.uk and others)",
        )


def _first_open_from(bout: Bout, day: int, when: When) -> date:
    """The first date with spasm from the bout's day number `day` on."""
    threshold = bout.onset + (day - 1) * _DAY
    return max(threshold, min(spasm.on for spasm in bout.spasms if last_day(spasm, when) >= threshold))


def _recurring(history: History, all_bouts: Sequence[Bout], rated: Iterable[Rating], when: When) -> Iterator[Concern]:
    """At most one; `since` is the onset of the latest bout or episode counted."""
    today = day_of(when)
    onsets = [bout.onset for bout in all_bouts if _within(bout.onset, today, BOUTS_WITHIN_DAYS)]
    what, span = "bouts of spasm", f"{BOUTS_WITHIN_DAYS} days"
    if len(onsets) < OFTEN:
        begun = (episode.onset for episode in episodes_from(history.spasms, rated, when))
        onsets = [onset for onset in begun if _within(onset, today, EPISODES_WITHIN_DAYS)]
        what, span = "episodes of pain", "12 months"
    if len(onsets) >= OFTEN:
        yield Concern(
            "recurring",
            "see-someone",
            onsets[-1],
            f"{len(onsets)} {what} have begun in the last {span}. Coming back is common: 33 to 69 % of people "
            "have back pain again within a year (Machado; da Silva). When it comes back this often, the founding guide "
            "suggests seeing a doctor or physiotherapist; no guideline says how often is often, so the number is ours.",
            "founding guide (recurs frequently); the number is our own",
        )


def _within(onset: date, today: date, days: int) -> bool:
    return (today - onset).days < days


def _worsening(bout: Bout, rated: Iterable[Rating]) -> Iterator[Concern]:
    """By ratings from the bout's onset on; `since` is the date with entries from which it has held without a break."""
    begin = instant(bout.spasms[0].at)
    line = [rating for rating in rated if instant(rating.at) >= begin]
    by_day: dict[date, list[int]] = {}
    for index, rating in enumerate(line):
        by_day.setdefault(rating.on, []).append(index)
    days = sorted(by_day)
    held = len(days)
    while held and _climbs(line, by_day, days[:held]):
        held -= 1
    words = _climbs(line, by_day, days)
    if words:
        yield Concern(
            "worsening",
            "see-someone",
            days[held],
            f"{words} It is worth having a doctor or physiotherapist look at it. A change of 2 or more is beyond the "
            "usual ups and downs of such ratings (Childs 2005).",
            "Childs 2005 (a change of 2 is more than noise); not getting better: routine appointment",
        )


def _climbs(line: Sequence[Rating], by_day: dict[date, list[int]], days: Sequence[date]) -> str:
    """The sentence for a climb as of the last of `days`; empty when there is none."""
    if not days:
        return ""
    if len(days) >= 6:
        lately, before = (_mean(line, by_day, days[-3:]), _mean(line, by_day, days[-6:-3]))
        if lately - before >= CLIMB_OF_MEANS:
            return (
                f"Your pain has been going up: {float(lately):.1f} on average over the last three days with entries, "
                f"{float(before):.1f} over the three before."
            )
    last = max(by_day[day][-1] for day in days[-2:])  # after travel westward the newest may be on the day before
    reach = instant(line[last].at) - timedelta(hours=48)
    for index in range(last - 1, -1, -1):
        earlier = line[index]
        if instant(earlier.at) < reach:
            break
        if line[last].nrs - earlier.nrs >= CLIMB_AT_ONCE:
            return f"Your pain has gone up within two days, from {earlier.nrs} to {line[last].nrs}."
    return ""


def _mean(line: Sequence[Rating], by_day: dict[date, list[int]], days: Sequence[date]) -> Fraction:
    """The mean of the days' means, exact, so that a rise of just 2 counts as 2."""
    means = [Fraction(sum(line[index].nrs for index in by_day[day]), len(by_day[day])) for day in days]
    return sum(means, Fraction()) / len(means)


def _nsaid_days(history: History, when: When) -> Iterator[Concern]:
    known = known_by(when)
    days = {record.on for record in history.medicines if record.nsaid and known(record.at)}
    last = day_of(when)
    if last not in days:
        last -= _DAY
    first = last
    while first in days:
        first -= _DAY
    running = (last - first).days
    if running >= NSAID_DAYS:
        yield Concern(
            "nsaid-days",
            "note",
            first + NSAID_DAYS * _DAY,
            f"You logged an anti-inflammatory medicine on {running} days running. Check the leaflet or ask a "
            "pharmacist: US labels of ibuprofen say at most 10 days unless a doctor directs otherwise.",
            "US OTC ibuprofen label (at most 10 days unless directed)",
        )


def _still_open(history: History, bout: Bout, when: When) -> Iterator[Concern]:
    last = max(_entries(history, when), default=None)
    silent = 0 if last is None else (day_of(when) - last).days
    if last is not None and silent >= SILENT_DAYS:
        open_one = [spasm for spasm in bout.spasms if is_open(spasm, when)][-1]
        yield Concern(
            "still-open",
            "note",
            last + SILENT_DAYS * _DAY,
            f"The spasm of {_spoken(open_one.on)} is open, with nothing logged for {silent} days. Is it still going? "
            "If it has ended, you can give it an end in the past.",
            "our own question",
        )


def _entries(history: History, when: When) -> Iterator[date]:
    """The dates of all entries by the user about how they are.

    Answers to prompts and changes of posture tell nothing of the spasm, nor does a routine that was played without
    a word on pain.
    """
    known = known_by(when)
    told = (s for s in history.sessions if s.told or s.felt or s.pain_before is not None or s.pain_after is not None)
    tables: tuple[Iterable[Record], ...] = (
        history.spasms, history.pains, history.stresses, told, history.medicines, history.redflags, history.notes,
    )  # fmt: skip
    for table in tables:
        yield from (record.on for record in table if known(record.at))
    yield from (spasm.ended.date() for spasm in history.spasms if spasm.ended is not None and known(spasm.ended))


def _last_seen(history: History, when: When) -> dict[str, ConcernSeen]:
    known = known_by(when)
    records = [record for record in history.concerns if known(record.at)]
    return {r.code: r for r in sorted(records, key=lambda r: (instant(r.at), r.id))}


def _folded(concern: Concern, seen: ConcernSeen | None, when: When) -> bool:
    """Whether the user's last word on this concern still holds: the same matter, and no appointment reached."""
    if seen is None or concern.level in LEVELS or seen.on < concern.since:
        return False
    if seen.appointment is not None and day_of(when) >= seen.appointment:
        return False
    return not seen.message or _same_matter(seen.message, concern.message)


def _same_matter(then: str, now: str) -> bool:
    """The same words, whatever figures have moved on with the days, and no more bouts or episodes than then."""
    return _NUMBER.sub("#", then) == _NUMBER.sub("#", now) and _times(now) <= _times(then)


_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TIMES = re.compile(r"(\d+) (?:bouts|episodes)")


def _times(message: str) -> int:
    match = _TIMES.search(message)
    return int(match.group(1)) if match else 0


def _spoken(day: date) -> str:
    """A date as the messages say it: 8 November."""
    return f"{day.day} {_MONTHS[day.month - 1]}"
