"""What relief offers: all of it in one go, or one thing alone, as the stage, the pain and the place allow."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from coach.core.history import History
from coach.core.routine import Routine, choose
from coach.core.since import on_dates
from coach.core.tally import felt_after
from coach.core.today import FELT_DAYS

CHAIN = "all of it, one after the other"
_POSITION = ("position", "a position that takes the load off", ("reclined-rest", "rest-90-90", "seated-unload"))
_WAYS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("cold", "cold, wrapped in cloth", ("cold-timer",)),
    ("heat", "or heat, if that feels better", ("heat-timer",)),
    ("breathing", "slow breathing", ("slow-breathing",)),
)
_STRONG_STEPS = ("steps", "a minute or two, if you feel able", ("minute-on-feet",))
_STEPS = ("steps", "a few steps, if you feel able", ("indoor-walk", "minute-on-feet"))
"""(way, words, routine ids by preference). Position and cold or heat first, as the founding guide closes."""


def relief_choices(
    routines: Mapping[str, Routine], stage: str, place: str, held: bool = False, strong: bool = False
) -> list[tuple[str, str, str]]:
    """(routine id, words, title) of each way that can be taken now, in order: the whole chain first, then each alone.

    A routine that can be done at `place` goes before one that cannot. `held`: a red flag is open that holds walks,
    rests and breathing, which the chain has in it; only relief proper is left. `strong`: pain of 7 or more, so the
    steps are the fewest.
    """
    choices: list[tuple[str, str, str]] = []
    chain = None if held else choose(routines, "relief", stage, place, 0)
    if chain is not None:
        choices.append((chain.id, CHAIN, chain.title))
    for _, words, ids in (_POSITION, *_WAYS, _STRONG_STEPS if strong or stage == "flare" else _STEPS):
        known = [routines[name] for name in ids if name in routines]
        fitting = [routine for routine in known if not held or routine.kind == "relief"]
        fitting.sort(key=lambda routine: (place not in routine.places, stage not in routine.stages))
        if fitting:
            choices.append((fitting[0].id, words, fitting[0].title))
    return choices


def felt_counts(history: History, now: datetime, routines: Mapping[str, Routine]) -> str:
    """What felt better so far, in counts, for the relief card; empty while nothing is known."""
    first = now.date() - timedelta(days=FELT_DAYS - 1)
    relief = [session for session in on_dates(history.sessions, first, now.date()) if session.kind == "relief"]
    rows = felt_after(relief, routines)
    if not rows:
        return ""
    counts = ", ".join(f"{row.title} {row.better} of {row.known}" for row in rows)
    return f"Felt better after it, in {FELT_DAYS} days: {counts}."


def breathing(routines: Mapping[str, Routine]) -> str | None:
    """The id of the routine that the breathing key starts; None when there is none."""
    known = sorted(name for name, routine in routines.items() if routine.kind == "breathe")
    return "slow-breathing" if "slow-breathing" in known else known[0] if known else None


def cold_choices(routines: Mapping[str, Routine]) -> list[tuple[str, str, str]]:
    """Cold and heat alone."""
    return [(name, routines[name].title, "") for name in ("cold-timer", "heat-timer") if name in routines]
