"""Modules at hand: packed as they lie on disk now, so that an upgrade under an open coach takes none of them away.

Importing them early would do as much, and take eight times the memory.
"""

import os
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import decode_source, spec_from_file_location
from types import CodeType, ModuleType

from coach.machine.file_state import state_of


class _AtHand(SourceFileLoader):
    """Loads a module from its file while that is as it was, else from what it held then."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path)
        self._was = state_of(path)
        self._source = zlib.compress(self.get_data(path), 9)

    def get_code(self, fullname: str) -> CodeType | None:
        if state_of(self.path) == self._was:
            return super().get_code(fullname)
        source: CodeType = compile(decode_source(zlib.decompress(self._source)), self.path, "exec", dont_inherit=True)
        return source


class _Finder:
    """Finds what is at hand before anything looks on disk."""

    def __init__(self) -> None:
        self.loaders: dict[str, _AtHand] = {}

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        loader = self.loaders.get(name)
        return None if loader is None else spec_from_file_location(name, loader.path, loader=loader)


_finder = _Finder()


def keep_at_hand(names: Iterable[str]) -> None:
    """Pack these modules, and all that lie in those that are packages; importing none of them. Raises nothing.

    One that is imported already, is not there or cannot be read is passed over.
    """
    for name in names:
        for found in _all_in(name):
            if found.name not in sys.modules and isinstance(found.loader, SourceFileLoader):
                with suppress(OSError):
                    _finder.loaders[found.name] = _AtHand(found.name, found.loader.path)
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)


def is_at_hand(name: str) -> bool:
    """Whether this module can be had whatever becomes of its file: imported, or packed."""
    return name in sys.modules or name in _finder.loaders


def _all_in(name: str) -> Iterator[ModuleSpec]:
    """Where the module lies, and where those in it lie, if it is a package."""
    found = _located(name)
    if found is None:
        return
    yield found
    for place in found.submodule_search_locations or ():
        with suppress(OSError):
            for entry in sorted(os.scandir(place), key=lambda entry: entry.name):
                inner, kind = os.path.splitext(entry.name)
                if (kind == ".py" and inner != "__init__") or os.path.isfile(os.path.join(entry.path, "__init__.py")):
                    yield from _all_in(f"{name}.{inner}")


def _located(name: str) -> ModuleSpec | None:
    """Where a module lies, whether or not the packages around it are imported."""
    known = sys.modules.get(name)
    if known is not None:
        return known.__spec__
    around = name.rpartition(".")[0]
    if not around:
        return PathFinder.find_spec(name)
    package = _located(around)
    return None if package is None else PathFinder.find_spec(name, package.submodule_search_locations)
