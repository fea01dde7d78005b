"""Modules at hand: packed without being imported, loaded as they were, and from disk as long as they are that."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.machine import at_hand
from coach.machine.at_hand import is_at_hand, keep_at_hand


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package `lent` of two modules and one within; one of them asks for another at once."""
    lent = tmp_path / "lent"
    (lent / "within").mkdir(parents=True)
    (lent / "__init__.py").write_text('WHO = "the first"\n')
    (lent / "plain.py").write_text(
        '# -*- coding: latin-1 -*-\nfrom lent.within import deep\nWORD = "Rücken"\n', "latin-1"
    )
    (lent / "within" / "__init__.py").write_text("")
    (lent / "within" / "deep.py").write_text("NUMBER = 1\n")
    (lent / "notes.txt").write_text("no module")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(at_hand, "_finder", at_hand._Finder())
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    yield lent
    for name in [name for name in sys.modules if name.partition(".")[0] == "lent"]:
        del sys.modules[name]


ALL = ("lent", "lent.plain", "lent.within", "lent.within.deep")


def test_what_is_packed_is_not_imported_and_outlives_its_files(package: Path) -> None:
    keep_at_hand(["lent"])
    assert all(map(is_at_hand, ALL)) and not any(name in sys.modules for name in ALL)
    assert not is_at_hand("lent.notes")
    for file in package.rglob("*.py"):
        file.write_text("raise RuntimeError('another version')\n")
    from lent import WHO  # type: ignore[import-not-found]
    from lent.plain import WORD, deep  # type: ignore[import-not-found]

    assert (WHO, WORD, deep.NUMBER) == ("the first", "Rücken", 1)
    assert sys.modules["lent.plain"].__file__ == str(package / "plain.py")


def test_what_is_as_it_was_is_loaded_from_disk_with_what_was_compiled_before(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_at_hand(["lent.plain", "lent.within"])
    assert not is_at_hand("lent")
    monkeypatch.setattr("coach.machine.at_hand.zlib.decompress", lambda packed: pytest.fail("unpacked"))
    import lent.plain

    assert lent.plain.WORD == "Rücken"


def test_a_module_that_is_gone_before_it_is_packed_or_never_was_is_passed_over(package: Path) -> None:
    (package / "plain.py").unlink()
    keep_at_hand(["lent", "lent.plain", "lent.nowhere.at.all", "nowhere_at_all", "_sha2", "zlib", "sys"])
    assert is_at_hand("lent") and not is_at_hand("lent.plain") and not is_at_hand("nowhere_at_all")


def test_data_of_a_package_is_found_beside_it(package: Path) -> None:
    from importlib.resources import files

    keep_at_hand(["lent"])
    assert files("lent.within").joinpath("../notes.txt").read_text() == "no module"


def test_all_that_an_open_app_may_want_is_at_hand_soon() -> None:
    """In a process of its own, where nothing else has been imported."""
    ask = """
import sys
from pkgutil import walk_packages
import coach, coach.tui.app
from coach.machine.at_hand import is_at_hand, keep_at_hand
from coach.scheduler.needed import keep_needed
from coach.tui.later import OURS, THEIRS
keep_needed()
keep_at_hand((*OURS, *THEIRS))
assert "coach.tui.screens.pain" not in sys.modules and "tinydb" not in sys.modules
assert all(map(is_at_hand, THEIRS))
rooms = ("config", "core", "library", "link", "log", "notify", "presence", "report", "simulate", "tui")
for room in rooms:
    for found in walk_packages(__import__(f"coach.{room}", fromlist="x").__path__, f"coach.{room}."):
        assert is_at_hand(found.name), found.name
"""
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_what_is_at_hand_needs_nothing_that_is_not(coach_home: Path) -> None:
    """Each module of ours that was packed by an open app is imported, with nothing to be found on disk any more."""
    ask = """
import sys
from importlib import import_module
import coach.tui.app, coach.tui.run, coach.tui.screens.today, coach.tui.terminal_input
from coach.cli.open import AppHouse
from coach.machine import at_hand
from coach.scheduler.needed import keep_needed
from coach.tui.later import OURS, THEIRS
house = AppHouse()
house.journal.history, house.reminders, house.library.routines
keep_needed()
at_hand.keep_at_hand((*OURS, *THEIRS))
class Gone:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "rich", "pygments"}:
            raise ImportError(f"gone: {name}")
sys.meta_path.insert(sys.meta_path.index(at_hand._finder) + 1, Gone())
ours = [name for name in at_hand._finder.loaders if name.startswith("coach.")]
wanted = (*ours, "tinydb", "tinydb.table", "jeepney", "jeepney.io.blocking", "tomlkit", *THEIRS)
for name in wanted:
    try:
        import_module(name)
    except ImportError as error:
        print(name, error)
print(len(ours) > 100)
"""
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, timeout=60, check=False)
    lacking = [line for line in done.stdout.splitlines() if "gone: " in line and "gone: reportlab" not in line]
    assert (lacking, done.stdout.splitlines()[-1:]) == ([], ["True"]), done.stderr
