"""What a fresh process has imported: the core no file or database, the log and the command line no screen."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

SCREEN = ("textual", "rich")
BACKSTAGE = ("tinydb", "apscheduler", "plyer", "filelock", "tomlkit", "click", "platformdirs", *SCREEN)


def printed(ask: str) -> str:
    """What a new interpreter prints when it runs this."""
    return subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True, timeout=30).stdout


def imported_by(statement: str) -> set[str]:
    """Top-level names in `sys.modules` of a new interpreter after `statement`."""
    ask = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    return set(printed(ask).split())


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import coach.core, pkgutil, importlib\n"
         "for found in pkgutil.walk_packages(coach.core.__path__, 'coach.core.'): importlib.import_module(found.name)",
         BACKSTAGE),
        ("import coach.log", SCREEN),
        ("import coach.cli", (*BACKSTAGE, "msgspec")),
        ("import coach.cli.main", (*BACKSTAGE, "msgspec", "json", "datetime")),
        ("import coach.cli.status", (*BACKSTAGE, "msgspec", "json", "datetime")),
        ("import coach.cli.root", ("tinydb", "apscheduler", "msgspec", "zoneinfo", *SCREEN)),
        ("import coach.config", ("tomlkit", "tomllib", "zoneinfo", "click", *SCREEN)),
        ("import coach.tui.app, coach.tui.screens.today",
         ("apscheduler", "plyer", "jeepney", "icalendar", "tinydb", "filelock", "tomlkit", "reportlab", "tzlocal")),
        ("import coach.cli.run\ncoach.cli.run.run(['pain', '4'])",
         ("apscheduler", "plyer", "tomlkit", "tomllib", "tzlocal", "asyncio", "subprocess", *SCREEN)),
        ("import coach.cli.run, coach.cli.open, coach.library", ("click", "difflib", *SCREEN)),
        ("import coach.cli.root\nfor name in coach.cli.root.COMMANDS: coach.cli.root.root.get_command(None, name)",
         SCREEN),
    ],
    ids=["core", "log", "cli", "main", "status", "root", "config", "app", "pain", "bare", "commands"],
)  # fmt: skip
def test_a_room_does_not_import_what_it_must_not_know(statement: str, absent: tuple[str, ...]) -> None:
    assert not imported_by(statement) & set(absent)


STATUS_MAY = {
    "coach", "__future__", "gc", "json", "_json", "re", "enum", "functools", "collections", "types", "operator",
    "keyword", "reprlib", "copyreg", "itertools", "_functools", "_operator", "_collections", "_sre",
}  # fmt: skip
"""All that `coach status` may import beyond what an empty Python has: it runs every few seconds in a status bar."""
FIRST_PICTURE = {
    "app", "command", "commands", "dress", "ending", "keys", "later", "log_commands", "log_messages", "looking",
    "mended", "messages", "plain", "ports", "stylesheet", "themes", "tidy", "typed_ahead", "upgrade", "wiring",
    "drawing", "screens", "widgets",
}  # fmt: skip
"""The modules of the app that stand before its first picture; flows, pages and other places come after it."""


def modules_of(statement: str) -> set[str]:
    """Full names in `sys.modules` of a new interpreter after `statement`."""
    ask = f"{statement}\nimport sys\nprint(*sys.modules)"
    return set(printed(ask).split())


def test_status_imports_nothing_that_is_not_listed() -> None:
    answered = "import coach.cli.main, coach.cli.status\ncoach.cli.status.main([])\nimport time"
    assert imported_by(answered) - imported_by("import time") <= STATUS_MAY


def test_the_first_picture_needs_no_module_that_is_not_listed() -> None:
    loaded = modules_of("import coach.tui.app, coach.tui.screens.today")
    ours = {name.split(".")[2] for name in loaded if name.startswith("coach.tui.")}
    assert ours <= FIRST_PICTURE
    screens = {name.split(".")[3] for name in loaded if name.startswith("coach.tui.screens.")}
    assert screens <= {"place", "styled", "today"}
    assert not {name for name in loaded if name.startswith(("coach.scheduler", "coach.report", "coach.notify"))}


@pytest.mark.parametrize("words", [("pain", "4"), ("week",), ("doctor",)])
def test_a_command_loads_no_library_for_encrypted_connections(coach_home: Path, words: tuple[str, ...]) -> None:
    ask = """
import os, sys
def at_the_end(code):
    import hashlib
    print(*map(sys.modules.get, ("ssl", "_ssl", "_hashlib")), bool(hashlib.sha256), file=sys.stderr)
os._exit = at_the_end
from coach.cli.main import main
main()
"""
    done = subprocess.run([sys.executable, "-c", ask, *words], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout and done.stderr.splitlines()[-1] == "None None None True"


def test_without_it_the_app_and_its_sums_are_the_same() -> None:
    ask = (
        "from coach.cli.offline import leave_out_tls\nleave_out_tls()\n"
        "import asyncio, hashlib, sys, coach.tui.app, coach.tui.run, coach.scheduler\n"
        "print(hashlib.sha256(b'coach').hexdigest(), sys.modules['ssl'])"
    )
    assert printed(ask).split() == [sha256(b"coach").hexdigest(), "None"]


def test_where_python_has_no_sums_of_its_own_those_of_the_library_stay() -> None:
    ask = (
        "import sys\nsys.modules['_sha2'] = sys.modules['_sha256'] = None\n"
        "from coach.cli.offline import leave_out_tls\nleave_out_tls()\n"
        "import hashlib\nprint(hashlib.sha256(b'coach').hexdigest())"
    )
    assert printed(ask).strip() == sha256(b"coach").hexdigest()
