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
LARGE_ROWS = 3
"""Rows that a line of large type takes."""


def _pixels(text: str) -> list[str] | None:
    """The text as six rows of pixels, a letter's last column empty; None when a letter has no drawn form."""
    glyphs = [_FONT.get(letter) for letter in text.upper()]
    if not glyphs or any(glyph is None for glyph in glyphs):
        return None
    rows = [".".join(row) + "." for row in zip(*(glyph.split() for glyph in glyphs if glyph), strict=True)]
    return [*rows, "." * len(rows[0])]


def large_line(text: str) -> list[str] | None:
    """One line of large type, square pixels, as three rows; None when a letter has no drawn form."""
    pixels = _pixels(text)
    if pixels is None:
        return None
    halves = {("#", "#"): "█", ("#", "."): "▀", (".", "#"): "▄", (".", "."): " "}
    return ["".join(halves[pair] for pair in zip(pixels[top], pixels[top + 1], strict=True)) for top in (0, 2, 4)]


def large_width(text: str) -> int:
    """Columns that the text takes in large type; letters without a drawn form count as three."""
    return sum(len(_FONT.get(letter, "...").split()[0]) + 1 for letter in text.upper())


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
    """The text centred in so many rows and columns: all of it in large type, or its first sentence, or plain bold."""
    room = width - 4
    first, stop, rest = text.partition(". ")
    below = wrap_words(rest, room) if rest else []
    lines = _large(text, room, rows)
    if lines is None and rest:
        lines = _large(first + stop.strip(), room, rows - len(below) - 1)
        lines = None if lines is None else [*lines, "", *below]
    if lines is None:
        lines = wrap_words(text, max(10, room))
    return Content("\n").join(Content.styled(line.center(width).rstrip(), style) for line in lines)


def _large(text: str, width: int, rows: int) -> list[str] | None:
    wrapped = wrap_words(text, width, large_width)
    if len(wrapped) * LARGE_ROWS > rows or any(large_width(line) > width for line in wrapped):
        return None
    drawn = [large_line(line) for line in wrapped]
    if not drawn or None in drawn:
        return None
    gap = [""] if len(drawn) * (LARGE_ROWS + 1) - 1 <= rows else []
    return [row for line in drawn if line is not None for row in (*line, *gap)][: -len(gap) or None]
