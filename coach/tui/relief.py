"""Which routines relief offers: a position, cold or heat, breathing, a few steps, as the stage and the place allow."""

from collections.abc import Mapping

from coach.core.routine import Routine

_WAYS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("position", "a position that takes the load off", ("reclined-rest", "rest-90-90", "seated-unload")),
    ("cold", "cold, wrapped in cloth", ("cold-timer",)),
    ("heat", "or heat, if that feels better", ("heat-timer",)),
    ("breathing", "slow breathing", ("slow-breathing",)),
    ("steps", "a few steps, if you feel able", ("minute-on-feet",)),
)
"""(way, words, routine ids by preference). Position and cold or heat first, as the founding guide closes."""


def relief_choices(
    routines: Mapping[str, Routine], stage: str, place: str, held: bool = False
) -> list[tuple[str, str, str]]:
    """(routine id, words, title) of each way that can be taken now, in order.

    A routine that can be done at `place` goes before one that cannot. `held`: a red flag is open that holds walks,
    rests and breathing; only relief proper is left.
    """
    choices: list[tuple[str, str, str]] = []
    for _, words, ids in _WAYS:
        known = [routines[name] for name in ids if name in routines]
        fitting = [routine for routine in known if not held or routine.kind == "relief"]
        fitting.sort(key=lambda routine: (place not in routine.places, stage not in routine.stages))
        if fitting:
            choices.append((fitting[0].id, words, fitting[0].title))
    return choices


def breathing(routines: Mapping[str, Routine]) -> str | None:
    """The id of the routine that the breathing key starts; None when there is none."""
    known = sorted(name for name, routine in routines.items() if routine.kind == "breathe")
    return "slow-breathing" if "slow-breathing" in known else known[0] if known else None


def cold_choices(routines: Mapping[str, Routine]) -> list[tuple[str, str, str]]:
    """Cold and heat alone."""
    return [(name, routines[name].title, "") for name in ("cold-timer", "heat-timer") if name in routines]
