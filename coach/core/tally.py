"""Small counts over the records of some days, as Today, the week and the report all use them."""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from coach.core.pain import Rating
from coach.core.records import Feeling, Posture, Session
from coach.core.routine import Routine
from coach.core.wording import in_a_sentence

SMALLEST_CHANGE = 2
"""A change of NRS that is not noise (Childs 2005)."""

KIND_WORDS: dict[str, str] = {
    "shift": "change how you sit",
    "break": "stand up",
    "walk": "walk",
    "rest": "rest",
    "breathe": "slow breathing",
    "relief": "relief",
    "checkin": "check-in",
    "week": "the week",
}
"""What a kind is called where no routine gives a title."""


class FeltAfter(Struct, frozen=True):
    """How it felt after sessions of one sort, in counts.

    `what` is the kind, or for relief the routine (cold and a reclined position are not one thing). `sessions` are all
    of them, also those after which nothing was told.
    """

    what: str
    title: str
    better: int = 0
    same: int = 0
    worse: int = 0
    sessions: int = 0

    @property
    def known(self) -> int:
        """Of how many sessions it is known."""
        return self.better + self.same + self.worse


def last_by_day(ratings: Iterable[Rating]) -> dict[date, int]:
    """The last rating (NRS) of each date that has one."""
    return {rating.on: rating.nrs for rating in ratings}


def felt(session: Session) -> Feeling | None:
    """Better, same or worse after a session: as told, else by its pain before and after when both are known.

    By pain, better or worse is 2 points or more (Childs 2005); less is the same.
    """
    if session.felt is not None or session.pain_before is None or session.pain_after is None:
        return session.felt
    change = session.pain_after - session.pain_before
    if abs(change) < SMALLEST_CHANGE:
        return "same"
    return "better" if change < 0 else "worse"


def felt_after(sessions: Iterable[Session], routines: Mapping[str, Routine] | None = None) -> tuple[FeltAfter, ...]:
    """Counts of better, same and worse by sort of session, the sort most is known of first.

    Sorts of which nothing is known are left out. `routines` give the titles of relief.
    """
    counts: dict[str, dict[str, int]] = {}
    for session in sessions:
        what = session.routine if session.kind == "relief" else session.kind
        sort = counts.setdefault(what, {"better": 0, "same": 0, "worse": 0, "sessions": 0})
        sort["sessions"] += 1
        feeling = felt(session)
        if feeling is not None:
            sort[feeling] += 1
    found = [
        FeltAfter(what=what, title=in_a_sentence(title_of(what, routines)), **sort) for what, sort in counts.items()
    ]
    return tuple(sorted((row for row in found if row.known), key=lambda row: (-row.known, row.what)))


def title_of(what: str, routines: Mapping[str, Routine] | None = None) -> str:
    """What a kind or a routine is called; an id that is not known, in words."""
    if routines is not None and what in routines:
        return routines[what].title
    return KIND_WORDS.get(what, what.replace("-", " "))


def walked_s(sessions: Iterable[Session]) -> int:
    """Seconds walked in walk sessions, as really done."""
    return sum(session.seconds for session in sessions if session.kind == "walk")


def whole_minutes(seconds: float) -> int:
    """Seconds as whole minutes, the nearest (half a minute counts up)."""
    return int(seconds + 30) // 60


def sits(postures: Iterable[Posture]) -> tuple[int, ...]:
    """The stretches of sitting that ended by getting up, in seconds of presence since the user was last up.

    A counter that restarts because a new day begins (`cause` day) is no getting up.
    """
    return tuple(p.sat_s for p in postures if is_up(p) and p.sat_s is not None)


def is_up(posture: Posture) -> bool:
    """Whether the record says that the user got up."""
    return posture.change == "up" and posture.cause != "day"


def median(numbers: Iterable[float]) -> float | None:
    """The middle one of the sorted numbers, between two their mean; None of none."""
    ordered = sorted(numbers)
    if not ordered:
        return None
    half = len(ordered) // 2
    return float(ordered[half]) if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def mean(numbers: Iterable[float]) -> float | None:
    """The arithmetic mean, None of none."""
    held = tuple(numbers)
    return sum(held) / len(held) if held else None
