"""Real trouble on a real desk: a process that stood still, a desktop that hangs or restarts, a terminal nobody reads.

These take as long as the trouble takes, so they run with COACH_FULL=1 only.
"""

import os
import pty
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest

from coach.clock import monotonic_seconds
from tests.dbus_daemon import notification_daemon
from tests.test_real_day import ALL_DAY, COACH, Desk, told
from tests.tmux import eventually, running, tmux

pytestmark = [
    pytest.mark.skipif(os.environ.get("COACH_FULL") != "1", reason="takes minutes; set COACH_FULL=1"),
    pytest.mark.timeout(300),
]

QUICK = ALL_DAY.replace('settle = "0s"', 'settle = "0s"\nnatural_after = "10s"') + (
    'apart = "0s"\nafter_close = "0s"\nrepeat_after = "10s"\nlull_wait = "0s"\n[notify]\nmost_a_day = 100\n'
)


@pytest.fixture
def desk(coach_home: Path, tmp_path: Path) -> Iterator[Desk]:
    with notification_daemon() as desktop, tmux(tmp_path, desktop.env()) as window:
        at_desk = Desk(coach_home, window, desktop)
        at_desk.set_up("1h")
        yield at_desk


def quick(desk: Desk, after_s: int) -> None:
    (desk.home / "config.toml").write_text(QUICK.format(after=f"{after_s}s"))


def stand_still(pid: int, seconds: float) -> None:
    """The process does not run for so long, as on a laptop whose lid is closed."""
    os.kill(pid, signal.SIGSTOP)
    time.sleep(seconds)  # noqa: TID251  this is the trouble itself
    os.kill(pid, signal.SIGCONT)


@contextmanager
def terminal(desk: Desk, read: bool = True) -> Iterator[subprocess.Popen[bytes]]:
    """The app on a terminal without tmux, which wakes what is stopped; one that is read, or not."""
    ours, theirs = pty.openpty()
    env = {**os.environ, **desk.desktop.env(), "TERM": "xterm-256color"}
    app = subprocess.Popen(COACH, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, env=env)
    os.close(theirs)
    if read:
        Thread(target=_drain, args=(ours,), daemon=True).start()
    try:
        yield app
    finally:
        if app.poll() is None:
            app.kill()
            app.wait()
        os.close(ours)


def _drain(ours: int) -> None:
    with suppress(OSError):
        while os.read(ours, 65536):
            pass


def test_a_process_that_stood_still_longer_than_a_break_brings_one_prompt_not_several_not_none(desk: Desk) -> None:
    quick(desk, 20)
    with terminal(desk) as app:
        assert eventually(lambda: told("today")["counters"]["since_up_s"] is not None, 15)
        stand_still(app.pid, 45)
        woken = monotonic_seconds()
        desk.desktop.wait_for(1, within_s=40)
        assert monotonic_seconds() - woken >= 18, "the time it stood still was a break: the counter began anew"
        assert len(desk.desktop.received()) == 1


def test_three_minutes_of_a_quick_day_each_prompt_answered_by_its_button(desk: Desk) -> None:
    quick(desk, 30)
    desk.open()
    began = monotonic_seconds()
    for count in range(1, 6):
        shown = desk.desktop.wait_for(count, within_s=40)
        desk.desktop.invoke(shown[-1].id, "skip")
        assert eventually(lambda count=count: len(desk.prompts()) == count, 10)
    assert [prompt.outcome for prompt in desk.prompts()] == ["skipped"] * 5
    assert 145 <= monotonic_seconds() - began <= 175, "every thirty seconds, each within two"


def test_a_desktop_that_never_answers_delays_neither_prompts_nor_the_end(desk: Desk) -> None:
    quick(desk, 10)
    desk.desktop.hang()
    pid = desk.open()
    desk.window.until("BREAK", within_s=30)
    assert eventually(lambda: _type_until_answered(desk), 10)
    desk.window.type("C-q")
    assert eventually(lambda: not running(pid), 3)


def _type_until_answered(desk: Desk) -> bool:
    desk.window.type("d")
    return desk.prompts() != []


def test_a_desktop_that_ends_and_returns_shows_the_next_prompt(desk: Desk) -> None:
    quick(desk, 10)
    desk.open()
    shown = desk.desktop.wait_for(1, within_s=30)
    desk.desktop.invoke(shown[0].id, "skip")
    assert eventually(lambda: len(desk.prompts()) == 1, 10)
    desk.desktop.stop()
    assert eventually(lambda: len(desk.prompts()) >= 2, 60), "prompts go on without a desktop"
    before = len(desk.desktop.received())
    desk.desktop.start()
    desk.desktop.wait_for(before + 1, within_s=60)


def test_a_terminal_that_nobody_reads_for_ninety_seconds_stops_no_notification(desk: Desk) -> None:
    quick(desk, 10)
    with terminal(desk, read=False) as app:
        time.sleep(90)  # noqa: TID251  this is the trouble itself
        count = len(desk.desktop.received())
        assert count >= 4, f"{count} notifications in 90 s, one due every twenty"
        asked = monotonic_seconds()
        app.send_signal(signal.SIGTERM)
        app.wait(timeout=3)
        assert monotonic_seconds() - asked < 3
