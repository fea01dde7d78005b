"""Checking the values of a TOML table one by one, keeping every fault with its line."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from coach.library.files import Problem, Where

if TYPE_CHECKING:
    from coach.library.lines import Lines

MOST_TEXT = 300
"""Characters of one text; what a session can show in large type is less."""

_NAMES: dict[type, str] = {
    bool: "true or false",
    int: "a number",
    float: "a number with a point",
    str: "a text",
    list: "a list",
    dict: "a table",
}


class Faults:
    """Collects the problems of one file while its values are taken out of it."""

    def __init__(self, file: Path, text: str) -> None:
        self._file = str(file)
        self._text = text
        self.problems: list[Problem] = []

    def add(self, where: Where, message: str) -> None:
        """Keep one fault: `message` is a sentence, `where` the key it is about."""
        self.problems.append(Problem(self._file, self._lines.line_of(where), message))

    @cached_property
    def _lines(self) -> "Lines":
        from coach.library.lines import Lines  # most files have no fault

        return Lines(self._text)

    def wrong_type(self, where: Where, wanted: str, value: object) -> None:
        """Keep the fault that a key holds something else than `wanted`."""
        self.add(where, f"`{where[-1]}` must be {wanted}, not {_NAMES.get(type(value), 'a date or time')}.")

    def unknown_keys(self, where: Where, table: Mapping[str, object], known: Iterable[str]) -> None:
        """Keep a fault for every key of `table` that is not known."""
        allowed = list(known)
        for key in table:
            if key not in allowed:
                from difflib import get_close_matches

                close = get_close_matches(key, allowed, n=1)
                hint = f"did you mean `{close[0]}`?" if close else f"known here are {', '.join(allowed)}."
                self.add((*where, key), f"There is no key `{_shown(key)}`; {hint}")

    def missing(self, where: Where, table: Mapping[str, object], needed: Iterable[str]) -> None:
        """Keep a fault for every key of `needed` that `table` lacks."""
        for key in needed:
            if key not in table:
                self.add(where, f"The key `{key}` is missing.")

    def text(self, where: Where, table: Mapping[str, object], empty: bool = False) -> str:
        """The text at `where`; "" where it is absent or wrong. `empty` when an empty text is allowed."""
        value = table.get(str(where[-1]))
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong_type(where, "a text", value)
        elif not value.strip() and not empty:
            self.add(where, f"`{where[-1]}` is empty.")
        elif len(value) > MOST_TEXT:
            self.add(where, f"`{where[-1]}` has {len(value)} characters; {MOST_TEXT} is the most.")
        elif not value.isprintable():
            self.add(where, f"`{where[-1]}` must be one line without control characters.")
        else:
            return value.strip()
        return ""

    def texts(self, where: Where, table: Mapping[str, object]) -> tuple[str, ...]:
        """The list of texts at `where`, each once; () where it is absent or wrong."""
        value = table.get(str(where[-1]))
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong_type(where, "a list of texts", value if not isinstance(value, list) else _odd(value))
            return ()
        for item in value:
            if not item.strip() or len(item) > MOST_TEXT or not item.isprintable():
                self.add(where, f"`{where[-1]}` holds a text that is empty, too long or not one line.")
                return ()
        for item in {item: None for item in value if value.count(item) > 1}:
            self.add(where, f"`{where[-1]}` names {_shown(item)} twice.")
        return tuple(dict.fromkeys(value))

    def words(self, where: Where, table: Mapping[str, object], allowed: Iterable[str]) -> tuple[str, ...]:
        """The list at `where` of words that must be among `allowed`, at least one."""
        known = list(allowed)
        found = self.texts(where, table)
        if table.get(str(where[-1])) == []:
            self.add(where, f"`{where[-1]}` is empty; allowed are {', '.join(known)}.")
        for word in found:
            if word not in known:
                self.add(where, f"`{where[-1]}` cannot be {_shown(word)}; allowed are {', '.join(known)}.")
        return tuple(word for word in found if word in known)

    def whole(self, where: Where, value: object, most: int, unit: str) -> int:
        """The whole number `value` from 1 to `most`; 1 where it is not."""
        if not isinstance(value, int) or isinstance(value, bool):
            self.wrong_type(where, f"a whole number of {unit}", value)
        elif not 1 <= value <= most:
            self.add(where, f"`{where[-1]}` must be 1 to {most} {unit}, not {_shown(str(value))}.")
        else:
            return value
        return 1


def _odd(values: list[object]) -> object:
    return next(value for value in values if not isinstance(value, str))


def _shown(word: str) -> str:
    """The word as it can be put into a sentence: clipped, and without control characters."""
    clean = "".join(character if character.isprintable() else "?" for character in word)
    return clean if len(clean) <= 40 else clean[:39] + "…"
