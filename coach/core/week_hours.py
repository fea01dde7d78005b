"""At which hours of the day the user sat, worked out from the times at which they got up."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from coach.core.records import Posture
from coach.core.tally import is_up, whole_minutes

HOUR_S = 3600


class HourSit(Struct, frozen=True):
    """One hour of the day (0-23, in each record's own offset): whole minutes sat in it, the mean of the days noted.

    `minutes` lies between 0 and 60.
    """

    hour: int
    minutes: int


def sitting_hours(postures: Iterable[Posture]) -> tuple[HourSit, ...]:
    """The hours from the first to the last in which somebody sat, those between with 0; empty when no sit is known.

    A sit that ended by getting up is laid out backwards from that moment: a short absence that only stopped the
    counter moves it by as much. The mean is over the dates on which the user got up, so a free day changes nothing.
    """
    seconds: dict[int, float] = {}
    dates = set()
    for posture in postures:
        if not is_up(posture) or not posture.sat_s:
            continue
        dates.add(posture.on)
        for hour, share in _by_hour(posture.at, posture.sat_s):
            seconds[hour] = seconds.get(hour, 0.0) + share
    if not seconds:
        return ()
    return tuple(
        HourSit(hour, min(60, whole_minutes(seconds.get(hour, 0.0) / len(dates))))
        for hour in range(min(seconds), max(seconds) + 1)
    )


def _by_hour(end: datetime, sat_s: int) -> Iterable[tuple[int, float]]:
    """The seconds of a sit by hour of the day, the last hour first; what is over a day long counts as a day."""
    left = float(min(sat_s, 24 * HOUR_S))
    hour, into = end.hour, float(end.minute * 60 + end.second)
    while left > 0:
        share = min(left, into)
        if share:
            yield hour, share
        left -= share
        hour, into = (hour - 1) % 24, float(HOUR_S)
