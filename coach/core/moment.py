"""One instant as the rules see it: the wall clock, and elapsed time that includes suspend."""

from datetime import datetime

from msgspec import Struct


class Moment(Struct, frozen=True):
    """An instant.

    `wall` is aware and in the user's own time zone. `elapsed` is in seconds from any fixed origin,
    never jumps and goes on in suspend; differences of it are durations.
    """

    wall: datetime
    elapsed: float
