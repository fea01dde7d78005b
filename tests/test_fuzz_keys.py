"""Whatever keys at whatever size: no traceback, no hang, nothing lost. 10,000 sequences with COACH_FULL=1."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from tests.mangle import FULL
from tests.monkey import SIZES, Happening, Kept, life, nothing_is_lost, sequence
from tests.tui_house import FakeHouse

LIVES = 50 if FULL else 2
SEQUENCES = 200 if FULL else 20
"""In one life of the app."""


async def play(root: Path, size: tuple[int, int], sequences: Sequence[Sequence[Happening]]) -> int:
    """Lives in which all of these happen one after the other; how many entries were acknowledged.

    Keys may close the app too, by the palette; then it is opened again.
    """
    house, played = FakeHouse(root), 0
    kept = Kept(house.log)
    while played < len(sequences):
        async with life(house, size) as alive:
            while played < len(sequences) and alive.goes_on:
                try:
                    await alive.play(sequences[played])
                    if played < len(sequences) - 1:  # the last one is left where it is
                        await alive.go_home()
                except BaseException as error:
                    error.add_note(f"sequence {played}: {[*sequences[played]]}")
                    raise
                played += 1
        nothing_is_lost(house, kept)
    return kept.count


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(LIVES))
async def test_no_keys_at_any_size_end_the_app_or_harm_the_log(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    size = random.choice(SIZES)
    sequences = [list(sequence(random)) for _ in range(SEQUENCES)]
    try:
        assert await play(tmp_path / "all", size, sequences) > 0
    except Exception as error:
        error.add_note(await smallest(tmp_path, size, sequences, error))
        raise


async def smallest(
    root: Path, size: tuple[int, int], sequences: Sequence[Sequence[Happening]], error: Exception
) -> str:
    """The fewest things that still end in the same kind of error, one life for each try."""
    note = "".join(getattr(error, "__notes__", ""))
    turns = int(note.split()[1].rstrip(":")) if note else len(sequences) - 1
    left = [happening for sequence in sequences[max(0, turns - 1) : turns + 1] for happening in sequence]

    async def fails(tried: Sequence[Happening]) -> bool:
        shutil.rmtree(root / "try", ignore_errors=True)
        try:
            await play(root / "try", size, [tried])
        except Exception as other:
            return type(other) is type(error)
        return False

    if not await fails(left):
        return f"It takes more than its last two sequences; size at first {size}."
    for happening in tuple(left):
        fewer = [kept for kept in left if kept is not happening]
        if await fails(fewer):
            left = fewer
    return f"Enough is: size {size}, {left}"
