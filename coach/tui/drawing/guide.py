"""The guide as text: the tour, the recipes and the questions that the README has too, from one file."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from textual.content import Content

FILE = Path(__file__).parent.parent / "guide.md"
STYLES = {"**": "bold", "*": "italic", "`": "bold $text-accent"}
"""What the signs of the file become here."""
_PIECE = re.compile(r"(\*\*.+?\*\*|\*[^*]+?\*|`[^`]+?`)")
BULLET = "- "
Word = list[tuple[str, str]]
"""The parts of a word, each with its style."""


@cache
def parts() -> dict[str, tuple[str, ...]]:
    """The guide's parts by name, each as its paragraphs, every one on a line."""
    found: dict[str, tuple[str, ...]] = {}
    for part in FILE.read_text(encoding="utf-8").split("## ")[1:]:
        name, _, body = part.partition("\n")
        paragraphs = re.split(r"\n(?=- )|\n\n", body.strip())
        found[name] = tuple(" ".join(paragraph.split()) for paragraph in paragraphs)
    return found


def draw_part(name: str, width: int) -> Content:
    """One part in lines of at most `width`, a row free between two paragraphs."""
    blocks = [_paragraph(text, width) for text in parts()[name]]
    return Content("\n\n").join(blocks)


def _paragraph(text: str, width: int) -> Content:
    indent = len(BULLET) if text.startswith(BULLET) else 0
    lines: list[Content] = []
    line = Content("· " if indent else "")
    empty = True
    for word in _words(text[indent:]):
        shown = Content.assemble(*word)
        if not empty and line.cell_length + 1 + shown.cell_length > width:
            lines.append(line)
            line, empty = Content(" " * indent), True
        line = Content.assemble(line, "" if empty else " ", shown)
        empty = False
    return Content("\n").join([*lines, line])


def _words(text: str) -> Iterator[Word]:
    """The words, each in its styled parts; what stands in the file's signs is one or more of them."""
    word: Word = []
    for piece in _PIECE.split(text):
        sign = next((sign for sign in STYLES if piece.startswith(sign) and piece.endswith(sign) and len(piece) > 2), "")
        style = STYLES.get(sign, "")
        for place, part in enumerate(piece.strip("*`").split(" ") if sign else piece.split(" ")):
            if place:
                if word:
                    yield word
                word = []
            if part:
                word.append((part, style))
    if word:
        yield word
