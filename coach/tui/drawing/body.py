"""A back, drawn in text from behind: where it hurts is filled, and each part can be clicked."""

from collections.abc import Collection

from textual.content import Content

from coach.tui.widgets.drawn import link

SIDES = ("left", "middle", "right")
HEIGHTS = ("upper", "lower", "buttock", "leg")
BACK = (
    "      .---.       ",
    "      |   |       ",
    "   .--'   '--.    ",
    " .'           '.  ",
    "/  UUU UUU UUU  \\ ",
    "|  UUU UUU UUU  | ",
    "|  UUU UUU UUU  | ",
    "|  LLL LLL LLL  | ",
    " \\ LLL LLL LLL /  ",
    " / BBB BBB BBB \\  ",
    "|  BBB BBB BBB  | ",
    "|  GGG  .  GGG  | ",
    "|  GGG | | GGG  | ",
    " \\ GGG | | GGG /  ",
)
"""The picture: U upper, L lower, B buttock, G leg, three columns of each."""
_LETTERS = {"U": "upper", "L": "lower", "B": "buttock", "G": "leg"}
EMPTY, FULL = "·", "█"
NAMES = {
    "left": "left", "middle": "middle", "right": "right", "upper": "upper", "lower": "lower",
    "buttock": "buttock", "leg": "leg",
}  # fmt: skip
"""Areas as people say them."""


def filled(side: str, height: str, where: Collection[str]) -> bool:
    """Whether a part hurts: its side and its height are both named, or one of them and nothing of the other sort.

    A side alone is that side of the back, upper and lower.
    """
    sides = [name for name in SIDES if name in where]
    heights = [name for name in HEIGHTS if name in where]
    if not sides and not heights:
        return False
    at_height = height in heights if heights else height in ("upper", "lower")
    return at_height and (side in sides or not sides or (height == "leg" and sides == ["middle"]))


def draw_body(where: Collection[str]) -> list[Content]:
    """The back in rows; a click on a part asks the screen for `part(side, height)`."""
    return [_row(row, where) for row in BACK]


def _row(row: str, where: Collection[str]) -> Content:
    parts: list[Content] = []
    column = 0
    while column < len(row):
        letter = row[column]
        height = _LETTERS.get(letter)
        if height is None:
            parts.append(Content.styled(letter, "$foreground-muted"))
            column += 1
            continue
        side = SIDES[min(2, max(0, (column - 3) // 4))]
        hurts = filled(side, height, where)
        parts.append(
            link(
                (FULL if hurts else EMPTY) * 3,
                f"screen.part('{side}', '{height}')",
                "$text-warning" if hurts else "$foreground-muted",
            )
        )
        column += 3
    return Content("").join(parts)


def toggled(side: str, height: str, where: Collection[str]) -> set[str]:
    """The areas after a click on a part: it is filled, or if it was, emptied."""
    now = set(where)
    if not filled(side, height, where):
        return now | {side, height}
    now.discard(height)
    if not any(name in now for name in HEIGHTS):
        now.discard(side)
    return now
