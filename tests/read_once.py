"""Files that are the same in every test are read once in a run: the app's styles and the shipped routines."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from weakref import WeakKeyDictionary

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from coach.core.routine import Routine
from coach.library import shelf
from coach.library.files import Problem
from coach.library.reading import read_routine

_SHIPPED = shelf.shipped_folder()
_parse, _read_routine = Stylesheet._parse_rules, read_routine
_rules: dict[object, list[RuleSet]] = {}
_colours: dict[frozenset[tuple[str, str]], frozenset[tuple[str, str]]] = {}
_dressed: WeakKeyDictionary[Stylesheet, tuple[dict[str, str], frozenset[tuple[str, str]]]] = WeakKeyDictionary()
_routines: dict[object, tuple[Routine | None, list[Problem]]] = {}


def _colours_of(sheet: Stylesheet) -> frozenset[tuple[str, str]]:
    """The variables of a sheet: looked at once, and the same object for the same variables."""
    dressed, colours = _dressed.get(sheet, (None, frozenset()))
    if dressed is not sheet._variables:
        colours = frozenset(sheet._variables.items())
        _dressed[sheet] = sheet._variables, _colours.setdefault(colours, colours)
    return _dressed[sheet][1]


def _rules_of(sheet: Stylesheet, css: str, read_from: Any, *args: Any, **more: Any) -> list[RuleSet]:
    key = (css, read_from, args, *more.items(), _colours_of(sheet))
    if key not in _rules:
        _rules[key] = _parse(sheet, css, read_from, *args, **more)
    return _rules[key]


def _routine(file: Path, figures: Any, evidence: Any, own: bool) -> tuple[Routine | None, list[Problem]]:
    if file.parent != _SHIPPED:
        return _read_routine(file, figures, evidence, own)
    key = (file, frozenset(figures), frozenset(evidence), own)
    if key not in _routines:
        _routines[key] = _read_routine(file, figures, evidence, own)
    return _routines[key]


@contextmanager
def read_once() -> Iterator[None]:
    """Within this, what was read before is not read again."""
    with patch.object(Stylesheet, "_parse_rules", _rules_of), patch.object(shelf, "read_routine", _routine):
        yield
