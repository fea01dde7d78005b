"""Words for a PDF writer that draws characters in the order given: joined, put in order of sight, each with a font."""

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator
from functools import cache

MISSING = "\u25a1"
"""Stands for a character that no font at hand can draw."""
CJK_FONTS = {"kana": "HeiseiKakuGo-W5", "hangul": "HYGothic-Medium", "han": "STSong-Light"}
"""Fonts that a PDF may name without holding them; the program that shows it has its own."""

_RTL = ("R", "AL")
_MARK = "NSM"
_DIGITS = re.compile(r"[0-9\u0660-\u0669\u06f0-\u06f9]+(?:[.,:/-][0-9\u0660-\u0669\u06f0-\u06f9]+)*")
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_TATWEEL = "\u0640"


def clean(text: str) -> str:
    """The text without characters that only steer: controls become U+FFFD, direction marks and joiners go."""
    found = []
    for char in text:
        category = unicodedata.category(char)
        if char in "\n\t":
            found.append(char if char == "\n" else " ")
        elif category in ("Cc", "Cs"):
            found.append("\ufffd")
        elif category != "Cf":
            found.append(char)
    return "".join(found)


def is_rtl(text: str) -> bool:
    """Whether any of it is written from right to left."""
    return any(unicodedata.bidirectional(char) in _RTL for char in text)


def visual(text: str) -> str:
    """One line in the order in which it is seen from left to right, Arabic letters joined.

    A small part of the Unicode rules for writing in two directions: runs from right to left are turned round, with the
    numbers in them left as they are. Text without such letters comes back unchanged.
    """
    if not is_rtl(text):
        return text
    runs: list[tuple[bool, str]] = []
    first = next(unicodedata.bidirectional(char) for char in text if unicodedata.bidirectional(char) in (*_RTL, "L"))
    whole = first in _RTL
    for right, run in _runs(text, whole):
        runs.append((right, _turned(joined(run)) if right else run))
    return "".join(run for _, run in (reversed(runs) if whole else runs))


def lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The text broken at spaces into lines no wider than `width`, still in the order it was written in."""
    found = []
    for paragraph in text.split("\n"):
        held = ""
        for word in paragraph.split(" "):
            longer = f"{held} {word}" if held else word
            if held and measure(longer) > width:
                found.append(held)
                held = word
            else:
                held = longer
        found.append(held)
    return found


def by_font(text: str, known: Container[int]) -> Iterator[tuple[str | None, str]]:
    """The text in runs, each with the CJK font that draws it, None for our own; the unknown becomes `MISSING`.

    `known` holds the code points that our own font can draw.
    """
    kana = any(_script(char) == "kana" for char in text)
    font: str | None = None
    held = ""
    for char in text:
        script = None if ord(char) in known or char == "\n" else _script(char)
        wanted = None if script is None else CJK_FONTS["kana" if script == "han" and kana else script]
        shown = char if ord(char) in known or script is not None or char == "\n" else MISSING
        if wanted != font and held:
            yield font, held
            held = ""
        font = wanted
        held += shown
    if held:
        yield font, held


def joined(text: str) -> str:
    """Arabic letters in the forms they take beside each other, as single characters."""
    forms, pairs = _forms()
    letters = _with_pairs(text, pairs)
    shown = []
    for place, letter in enumerate(letters):
        own = forms.get(letter)
        if own is None:
            shown.append(letter)
            continue
        before = _joins_on(_beside(letters, place, -1), forms)
        after = "initial" in own and _joins_back(_beside(letters, place, 1), forms)
        name = "medial" if before and after else "final" if before else "initial" if after else "isolated"
        shown.append(own.get(name, own.get("isolated", letter)))
    return "".join(shown)


def _with_pairs(text: str, pairs: dict[str, str]) -> list[str]:
    letters: list[str] = []
    for char in text:
        if letters and letters[-1] + char in pairs:
            letters[-1] += char
        else:
            letters.append(char)
    return letters


@cache
def _forms() -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """The forms of each Arabic letter, and of lam with alef, by name; and the pairs that are one sign."""
    forms: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFBB2), *range(0xFE80, 0xFEFD)):
        kind, _, letters = unicodedata.decomposition(chr(code)).partition("> ")
        base = "".join(chr(int(letter, 16)) for letter in letters.split())
        if kind and base:
            forms.setdefault(base, {})[kind.strip("<")] = chr(code)
    return forms, {base: base for base in forms if len(base) == 2}


def _beside(letters: list[str], place: int, step: int) -> str:
    """The next letter on one side, marks passed over; empty at the end."""
    place += step
    while 0 <= place < len(letters) and unicodedata.bidirectional(letters[place][0]) == _MARK:
        place += step
    return letters[place] if 0 <= place < len(letters) else ""


def _joins_on(letter: str, forms: dict[str, dict[str, str]]) -> bool:
    return letter == _TATWEEL or "initial" in forms.get(letter, {})


def _joins_back(letter: str, forms: dict[str, dict[str, str]]) -> bool:
    return letter == _TATWEEL or "final" in forms.get(letter, {})


def _runs(text: str, whole: bool) -> Iterable[tuple[bool, str]]:
    """Runs of one direction; what has none belongs to its neighbours if they agree, else to the line's."""
    kinds = []
    for char in text:
        direction = unicodedata.bidirectional(char)
        kinds.append(True if direction in _RTL else False if direction == "L" else None)
    place = 0
    while place < len(kinds):
        if kinds[place] is not None:
            place += 1
            continue
        end = place
        while end < len(kinds) and kinds[end] is None:
            end += 1
        before = kinds[place - 1] if place else whole
        after = kinds[end] if end < len(kinds) else whole
        kinds[place:end] = [before if before == after else whole] * (end - place)
        place = end
    begin = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or kinds[end] != kinds[begin]:
            yield bool(kinds[begin]), text[begin:end]
            begin = end


def _turned(run: str) -> str:
    clusters: list[str] = []
    for part in re.split(f"({_DIGITS.pattern})", run):
        if _DIGITS.fullmatch(part):
            clusters.append(part)
            continue
        for char in part:
            if clusters and unicodedata.bidirectional(char) == _MARK:
                clusters[-1] += char
            else:
                clusters.append(char.translate(_MIRRORED))
    return "".join(reversed(clusters))


def _script(char: str) -> str | None:
    code = ord(char)
    if 0x3040 <= code <= 0x30FF or 0x31F0 <= code <= 0x31FF:
        return "kana"
    if 0xAC00 <= code <= 0xD7A3 or 0x3131 <= code <= 0x318E:
        return "hangul"
    if 0x4E00 <= code <= 0x9FFF or 0x3000 <= code <= 0x303F or 0xFF01 <= code <= 0xFF5E:
        return "han"
    return None
