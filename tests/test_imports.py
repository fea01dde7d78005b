"""What a fresh process has imported: the core no file or database, the log and the command line no screen."""

import subprocess
import sys

import pytest

SCREEN = ("textual", "rich")
BACKSTAGE = ("tinydb", "apscheduler", "plyer", "filelock", "tomlkit", "click", "platformdirs", *SCREEN)


def imported_by(statement: str) -> set[str]:
    """Top-level names in `sys.modules` of a new interpreter after `statement`."""
    ask = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True, timeout=30)
    return set(done.stdout.split())


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
        ("import coach.cli.root\ncoach.cli.root.run(['pain', '4'])",
         ("apscheduler", "plyer", "tomlkit", "tomllib", "tzlocal", "asyncio", "subprocess", *SCREEN)),
        ("import coach.cli.root\nfor name in coach.cli.root.COMMANDS: coach.cli.root.root.get_command(None, name)",
         SCREEN),
    ],
    ids=["core", "log", "cli", "main", "status", "root", "config", "pain", "commands"],
)  # fmt: skip
def test_a_room_does_not_import_what_it_must_not_know(statement: str, absent: tuple[str, ...]) -> None:
    assert not imported_by(statement) & set(absent)
