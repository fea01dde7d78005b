"""Words in large type, drawn with half blocks; plain bold where there is no room for it."""

from collections.abc import Callable

from textual.content import Content

_FONT = {
    "A": ".#. #.# ### #.# #.#", "B": "##. #.# ##. #.# ##.", "C": ".## #.. #.. #.. .##", "D": "##. #.# #.# #.# ##.",
    "E": "### #.. ##. #.. ###", "F": "### #.. ##. #.. #..", "G": ".## #.. #.# #.# .##", "H": "#.# #.# ### #.# #.#",
    "I": "### .#. .#. .#. ###", "J": "..# ..# ..# #.# .#.", "K": "#.# #.# ##. #.# #.#", "L": "#.. #.. #.. #.. ###",
    "M": "#...# ##.## #.#.# #...# #...#", "N": "#..# ##.# #.## #..# #..#", "O": "### #.# #.# #.# ###",
    "P": "##. #.# ##. #.. #..", "Q": "### #.# #.# ### ..#", "R": "##. #.# ##. #.# #.#", "S": ".## #.. .#. ..# ##.",
    "T": "### .#. .#. .#. .#.", "U": "#.# #.# #.# #.# ###", "V": "#.# #.# #.# #.# .#.",
    "W": "#...# #...# #.#.# ##.## #...#", "X": "#.# #.# .#. #.# #.#", "Y": "#.# #.# .#. .#. .#.",
    "Z": "### ..# .#. #.. ###", "0": ".#. #.# #.# #.# .#.", "1": ".#. ##. .#. .#. ###", "2": "##. ..# .#. #.. ###",
    "3": "##. ..# .#. ..# ##.", "4": "#.# #.# ### ..# ..#", "5": "### #.. ##. ..# ##.", "6": ".## #.. ### #.# ###",
    "7": "### ..# .#. .#. .#.", "8": "### #.# ### #.# ###", "9": "### #.# ### ..# ##.", ".": ". . . . #",
    ",": ".. .. .. .# #.", ":": ". # . # .", ";": ".. .# .. .# #.", "-": "... ... ### ... ...", "'": "# # . . .",
    "!": "# # # . #", "?": "##. ..# .#. ... .#.", "/": "..# ..# .#. #.. #..", "(": ".# #. #. #. .#",
    ")": "#. .# .# .# #.", "+": "... .#. ### .#. ...", " ": ".. .. .. .. ..",
}  # fmt: skip
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
LARGE_ROWS = 3
"""Rows that a line of large type takes."""


def large_line(text: str) -> list[str] | None:
    """One line of large type as three rows; None when a letter has no large form."""
    glyphs = [_FONT.get(letter) for letter in text.upper()]
    if any(glyph is None for glyph in glyphs):
        return None
    rows = [".".join(row) for row in zip(*(glyph.split() for glyph in glyphs if glyph), strict=True)]
    rows.append("." * len(rows[0]) if rows else "")
    return [
        "".join(_HALVES[(up == "#", down == "#")] for up, down in zip(rows[top], rows[top + 1], strict=True))
        for top in (0, 2, 4)
    ]


def large_width(text: str) -> int:
    """Columns that the text takes in large type; letters without a large form count as three."""
    return sum(len(_FONT.get(letter, "...").split()[0]) + 1 for letter in text.upper()) - 1


def wrap_words(text: str, width: int, measure: Callable[[str], int] = len) -> list[str]:
    """Words in lines of at most `width` as `measure` counts; a longer word stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def words(text: str, width: int, rows: int, style: str = "bold $foreground") -> Content:
    """The text in large type when it fits into so many rows and columns, else in bold, centred either way."""
    large = _large(text, width, rows)
    lines = large if large is not None else wrap_words(text, max(10, width - 4))
    return Content("\n").join(Content.styled(line.center(width).rstrip(), style) for line in lines)


def _large(text: str, width: int, rows: int) -> list[str] | None:
    wrapped = wrap_words(text, width - 4, large_width)
    if not wrapped or len(wrapped) * LARGE_ROWS > rows or max(large_width(line) for line in wrapped) > width - 4:
        return None
    drawn: list[str] = []
    for line in wrapped:
        large = large_line(line)
        if large is None:
            return None
        drawn.extend(large)
    return drawn
