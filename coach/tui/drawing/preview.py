"""A routine's figures before it is begun: a few seconds of each step, one after the other."""

from collections.abc import Callable

from msgspec import Struct
from textual.content import Content

from coach.core.routine import Routine, flatten
from coach.core.session import frame_index
from coach.library import MOST_COLUMNS, MOST_ROWS
from coach.tui.drawing.marks import hang

SECONDS_A_STEP = 3
"""So long a step is previewed; a breath for as long as it takes (our default)."""
BREATH_S = 5


class Shot(Struct, frozen=True):
    """One second of the preview: the frame, the words under it, which part of how many (from 1)."""

    frame: str
    say: str
    part: int
    parts: int


def shots(routine: Routine, stage: str, figure: Callable[[str], tuple[str, ...]]) -> tuple[Shot, ...]:
    """The seconds of a routine's preview in a stage: each step of each part once, steps without a figure left out."""
    steps = [step for step in flatten(routine, stage) if step.round == 1]
    parts = steps[-1].part + 1 if steps else 0
    found: list[Shot] = []
    for step in steps:
        frames = figure(step.figure) if step.figure is not None else ()
        if not frames:
            continue
        seconds = min(step.seconds, BREATH_S if (step.figure or "").startswith("breathe-") else SECONDS_A_STEP)
        seen = [frames[frame_index(step, float(second), len(frames))] for second in range(seconds)]
        found.extend(Shot(frame, step.say, step.part + 1, parts) for frame in seen)
    return tuple(found)


def preview_block(shot: Shot | None, width: int) -> Content:
    """A second of the preview in a block that is always of the same height, so that the page below stands still."""
    if shot is None:
        return Content("")
    lines = shot.frame.split("\n")
    lines += [""] * (MOST_ROWS - len(lines))
    margin = " " * max(2, min(8, (width - MOST_COLUMNS) // 2))
    first, *more = hang(shot.say, max(20, width - 9), 0).split("\n")
    words = f"{first}…" if more else first
    return Content.assemble(
        "\n",
        Content.styled("\n".join(margin + line for line in lines), "$text-secondary"),
        Content.styled(f"\n{shot.part:>2} of {shot.parts}  {words}", "$foreground-muted"),
    )
