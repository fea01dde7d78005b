"""An upgrade takes the package away from under an app that is open: it goes on, and where it cannot it says so."""

import subprocess
import sys
from pathlib import Path

import pytest

from coach.clock import SystemClock
from coach.log.log import Log
from coach.paths import find_paths
from coach.tui.upgrade import Installed, Upgraded

OPEN_MEANWHILE = """
import asyncio, sys
from coach.cli.open import AppHouse
from coach.machine.at_hand import is_at_hand
from coach.tui.app import CoachApp

class Gone:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "rich", "pygments"}:
            raise ImportError(f"{name} is of another version")

async def main():
    house = AppHouse()
    house.journal.pain(2)
    app = CoachApp(house)
    async with app.run_test(size=(100, 30)) as pilot:
        await app.workers.wait_for_complete()
        while not all(map(is_at_hand, ("coach.presence.x11", "jeepney.io.blocking", "coach.simulate.run", "tomlkit"))):
            await pilot.pause()
        sys.meta_path.insert(1, Gone())
        for keys in sys.argv[1:]:
            for key in keys.split():
                await pilot.press(key)
                await pilot.pause()
            print(keys, "->", type(app.screen).__name__, flush=True)
        app.exit()
    house.reminders.stop()

asyncio.run(main())
"""
"""Opens the app, lets nothing more be found on disk once it is at rest, and presses keys.

Rich is left alone: what it loads late are tables of characters, and the picture of an error.
"""


def test_an_app_whose_package_is_gone_goes_on_with_all_it_can_do(coach_home: Path) -> None:
    keys = (
        "p 4", "escape", "s 6", "escape", "escape", "m", "n", "escape", "ctrl+p", "escape", "question_mark", "escape",
        "u", "h", "escape", "i", "escape", "k", "escape", "c", "escape", "o", "escape", "r", "escape", "b", "escape",
        "2", "3", "v", "v", "e", "enter", "r", "enter", "4", "enter", "escape", "5",
        "down enter", "end " + "backspace " * 5 + "1 6 : 0 0", "enter", "v", "enter", "1",
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", OPEN_MEANWHILE, *keys], capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert done.stdout.splitlines()[-1] == "1 -> TodayPlace"
    assert len(list(coach_home.glob("coach-*.md"))) == len(list(coach_home.glob("coach-report-*.html"))) == 1
    assert (coach_home / "config.toml").exists()
    (device,) = find_paths().log.iterdir()
    history = Log(find_paths().log, device.name, SystemClock().wall).history()
    assert [pain.pain for pain in history.pains] == [2, 4]


def test_what_ends_an_app_is_said_as_it_is_while_the_package_is_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "__init__.py"
    file.write_text("1")
    error = ImportError("cannot import")
    assert Installed(file).explained(error) is error


@pytest.mark.parametrize("how", ["replaced", "gone"])
def test_what_ends_an_app_after_an_upgrade_is_the_upgrade(tmp_path: Path, how: str) -> None:
    file = tmp_path / "__init__.py"
    file.write_text("1")
    installed = Installed(file)
    file.unlink()
    if how == "replaced":
        file.write_text("22")
    told = installed.explained(ImportError("cannot import"))
    assert isinstance(told, Upgraded)
    assert str(told).startswith("The coach was upgraded while it was open and could not go on (ImportError).")
