"""The main job with real parts: the app in tmux, a notification daemon on a private bus, other processes beside it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from coach.core.records import Prompt
from coach.log.log import Log
from tests.dbus_daemon import NotificationDaemon, notification_daemon
from tests.tmux import Tmux, eventually, running, tmux

COACH = (sys.executable, "-m", "coach")
FULL = os.environ.get("COACH_FULL") == "1"
ENTRIES = "1 2 3 4 5 6 7 8" if FULL else "1 2 3 4"
"""What each of two loops notes."""
ALL_DAY = """\
[work]
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
hours = ["00:00-24:00"]
awake = "00:00-24:00"
[walk]
at = []
[rest]
at = []
[stress]
breathe_at = []
[posture]
break_after = "{after}"
[presence]
settle = "0s"
[prompts]
range_end = "0s"
"""


class Desk:
    """An app in tmux, its home, and the desktop beside it."""

    def __init__(self, home: Path, window: Tmux, desktop: NotificationDaemon) -> None:
        self.home, self.window, self.desktop = home, window, desktop

    def set_up(self, after: str) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        (self.home / "config.toml").write_text(ALL_DAY.format(after=after))
        # somebody who has been here before: no welcome
        coach("pain", "3")

    def open(self) -> int:
        pid = self.window.open(*COACH)
        self.window.until("1 Today")
        return pid

    def since_up_s(self) -> float:
        """Its counter as its snapshot tells it; 0 before the first. To be looked at again and again."""
        for snapshot in (self.home / "state").glob("*/status.json"):
            return float(json.loads(snapshot.read_bytes())["view"]["since_up_s"] or 0)
        return 0.0

    def prompts(self) -> list[Prompt]:
        [device] = list((self.home / "log").iterdir())
        return list(Log(device.parent, device.name, lambda: datetime.now().astimezone()).history().prompts)  # noqa: TID251


def coach(*words: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*COACH, *words], capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    return done


def told(*words: str) -> Any:
    return json.loads(coach(*words, "--json").stdout)


@pytest.fixture
def desk(coach_home: Path, tmp_path: Path) -> Iterator[Desk]:
    with notification_daemon() as desktop, tmux(tmp_path, desktop.env()) as window:
        yield Desk(coach_home, window, desktop)


def test_a_break_comes_as_a_notification_once_and_its_answer_in_the_app_is_in_the_log(desk: Desk) -> None:
    after_s = 60 if FULL else 10
    desk.set_up(f"{after_s}s")
    desk.open()
    shown = desk.desktop.wait_for(1, within_s=after_s + 20)[0]
    assert shown.title == "Time to get up"
    screen = desk.window.until("Done")
    assert "BREAK" in screen

    def answered() -> bool:
        desk.window.type("d")  # the first second after a prompt came, keys are no answer
        return desk.prompts() != []

    assert eventually(answered, 5)
    [prompt] = desk.prompts()
    assert (prompt.kind, prompt.outcome, prompt.channel) == ("break", "done", "desktop")
    assert eventually(lambda: desk.desktop.closed() == [shown.id], 5)
    assert len(desk.desktop.received()) == 1
    [up] = [told for told in told_postures(desk) if told["cause"] == "break"]
    assert after_s <= up["sat_s"] <= after_s + 2 + 4, "it came within two seconds of its time, and was answered soon"
    assert told("today")["counters"]["since_up_s"] < after_s


def told_postures(desk: Desk) -> list[dict[str, Any]]:
    return [record for record in exported() if "sat_s" in record]


def exported() -> list[dict[str, Any]]:
    records = json.loads(coach("export", "--json").stdout)["records"]
    return [record["document"] for record in records]


def test_a_button_on_the_notification_is_an_answer(desk: Desk) -> None:
    desk.set_up("10s")
    desk.open()
    shown = desk.desktop.wait_for(1, within_s=20)[0]
    desk.desktop.invoke(shown.id, "skip")
    assert eventually(lambda: [p.outcome for p in desk.prompts()] == ["skipped"], 5)


def test_closing_the_window_ends_it_and_the_next_start_goes_on(desk: Desk) -> None:
    desk.set_up("1h")
    pid = desk.open()
    assert eventually(lambda: desk.since_up_s() >= 1, 15)
    assert told("today")["counters"]["since_up_s"] >= 1
    desk.window.close_window()
    assert eventually(lambda: not running(pid), 3)
    assert told("today")["counters"]["since_up_s"] is None
    desk.open()
    assert eventually(lambda: desk.since_up_s() >= 1, 15)


def test_a_second_app_says_that_the_first_one_prompts(desk: Desk, tmp_path: Path) -> None:
    desk.set_up("1h")
    desk.open()
    (tmp_path / "second").mkdir()
    with tmux(tmp_path / "second", desk.desktop.env()) as window:
        window.open(*COACH)
        window.until("Another window reminds")


def test_two_loops_of_entries_beside_the_open_app_and_a_kill_lose_nothing(desk: Desk) -> None:
    desk.set_up("1h")
    pid = desk.open()
    loop = f"for n in {ENTRIES}; do {' '.join(COACH)} pain 4 --note {{name}}$n && echo {{name}}$n; done"
    loops = [
        subprocess.Popen(["sh", "-c", loop.format(name=name)], stdout=subprocess.PIPE, text=True) for name in ("a", "b")
    ]
    os.kill(pid, signal.SIGKILL)
    acknowledged = {
        line for process in loops for line in process.communicate(timeout=60)[0].split() if line[1:].isdigit()
    }
    notes = {record.get("note") for record in exported()}
    assert len(acknowledged) == 2 * len(ENTRIES.split())
    assert acknowledged <= notes
