"""Figures drawn in text: frames divided by a line of `---`, small enough for a session at 60x20."""

import unicodedata
from pathlib import Path

from coach.library.files import Problem, Unreadable, read_text

MOST_COLUMNS = 24
MOST_ROWS = 7
MOST_FRAMES = 60


def read_figure(file: Path) -> tuple[str, ...]:
    """The frames of a figure, all padded to the same columns and rows, so that nothing jumps but what moves.

    Raises Unreadable: see `read_text`; also a figure that is empty, has too many frames, is wider than 24 columns or
    higher than 7 rows, or has a character that does not take exactly one column.
    """
    frames = _frames(read_text(file))
    if not any(line for frame in frames for line in frame):
        raise Unreadable(file, 1, "This figure is empty.")
    if len(frames) > MOST_FRAMES:
        raise Unreadable(file, None, f"This figure has {len(frames)} frames; {MOST_FRAMES} is the most.")
    first = 1
    for frame in frames:
        if len(frame) > MOST_ROWS:
            raise Unreadable(file, first, f"This frame has {len(frame)} rows; {MOST_ROWS} is the most.")
        for number, line in enumerate(frame):
            if len(line) > MOST_COLUMNS:
                problem = f"This line has {len(line)} columns; {MOST_COLUMNS} is the most."
                raise Unreadable(file, first + number, problem)
            wrong = next((character for character in line if not _one_column(character)), None)
            if wrong is not None:
                problem = f"The character U+{ord(wrong):04X} does not take exactly one column."
                raise Unreadable(file, first + number, problem)
        first += len(frame) + 1
    width = max(len(line) for frame in frames for line in frame)
    height = max(len(frame) for frame in frames)
    return tuple("\n".join(line.ljust(width) for line in [*frame, *[""] * (height - len(frame))]) for frame in frames)


def figure_problem(file: Path) -> Problem | None:
    """What is wrong with a figure file; None when nothing is."""
    try:
        read_figure(file)
    except Unreadable as fault:
        return fault.problem
    return None


def _frames(text: str) -> list[list[str]]:
    frames: list[list[str]] = [[]]
    for line in text.rstrip("\n").split("\n"):
        if line.rstrip() == "---":
            frames.append([])
        else:
            frames[-1].append(line.rstrip())
    return frames


def _one_column(character: str) -> bool:
    return (
        character.isprintable()
        and unicodedata.east_asian_width(character) not in "WF"
        and not unicodedata.combining(character)
        and unicodedata.category(character) not in ("Mn", "Me", "Cf")
    )
