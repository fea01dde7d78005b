"""`coach remind` as a process: it prompts, is steered, ends cleanly, and hands over to the app on a real terminal."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from coach.cli.status import main as status
from coach.log.log import Log
from tests.tmux import eventually, tmux

FULL = os.environ.get("COACH_FULL") == "1"


def coach(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "coach", *words], capture_output=True, text=True, timeout=30,
        env={**os.environ, "COACH_HOME": str(home)},
    )  # fmt: skip


@contextmanager
def reminding(home: Path) -> Iterator[subprocess.Popen[str]]:
    """A `coach remind` that has begun."""
    process = subprocess.Popen(
        [sys.executable, "-m", "coach", "remind"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "COACH_HOME": str(home), "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def begun() -> bool:
    """Whether something prompts in this test's COACH_HOME."""
    return status(()) == 0


def test_it_prompts_is_steered_and_ends_cleanly(coach_home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with reminding(coach_home) as process:
        assert eventually(begun, 20)
        paused = coach(coach_home, "pause", "1h")
        assert paused.returncode == 0, paused.stderr
        capfd.readouterr()
        assert eventually(lambda: status(()) == 0 and "paused until" in capfd.readouterr().out, 5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
        out, err = process.communicate()
        assert (out, err) == ("Reminding. ctrl+c ends it.\n", "")
    assert not begun(), "nobody believes its last words"


def test_a_second_one_says_that_it_waits(coach_home: Path) -> None:
    with reminding(coach_home) as first:
        assert eventually(begun, 20)
        with reminding(coach_home) as second:
            assert second.stdout is not None
            assert second.stdout.readline() == "A coach prompts already; this one takes over when it ends.\n"
            second.send_signal(signal.SIGINT)
            assert second.wait(timeout=15) == 0
        assert first.poll() is None


SIGNALLED_ELSEWHERE = """
import signal, sys, threading
from coach.cli import remind, run

def say(text):
    def strike():  # while the main thread waits, and not on it
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
    threading.Timer(0.5, strike).start()

remind.say = say
sys.exit(run.run(["remind"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals for threads")
def test_a_signal_that_does_not_wake_the_waiting_thread_ends_it_all_the_same(coach_home: Path) -> None:
    done = subprocess.run([sys.executable, "-c", SIGNALLED_ELSEWHERE], timeout=30, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not FULL, reason="two processes and a terminal: COACH_FULL=1")
def test_the_app_on_a_terminal_has_the_prompts_and_gives_them_back(coach_home: Path, tmp_path: Path) -> None:
    from coach.clock import SystemClock
    from coach.journal import Journal

    clock = SystemClock()
    Journal(Log(coach_home / "log", "elsewhere", clock.wall), clock).pain(2)  # so that nobody is welcomed
    with reminding(coach_home) as process, tmux(tmp_path, {"COACH_HOME": str(coach_home)}) as terminal:
        assert eventually(begun, 20)
        terminal.open(sys.executable, "-m", "coach")
        terminal.until("since you got up")
        terminal.type("C-q")
        assert eventually(lambda: not begun(), 10), "the app has ended"
        assert eventually(begun, 25), "it reminds again"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0


@pytest.mark.skipif(not FULL, reason="three processes and a terminal: COACH_FULL=1")
def test_a_second_app_says_so_and_takes_over_when_the_first_is_closed(coach_home: Path, tmp_path: Path) -> None:
    from coach.clock import SystemClock
    from coach.journal import Journal

    clock = SystemClock()
    Journal(Log(coach_home / "log", "elsewhere", clock.wall), clock).pain(2)
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    with tmux(one, {"COACH_HOME": str(coach_home)}) as first, tmux(two, {"COACH_HOME": str(coach_home)}) as second:
        first.open(sys.executable, "-m", "coach")
        first.until("since you got up")
        second.open(sys.executable, "-m", "coach")
        second.until("Another window reminds")
        first.type("C-q")
        second.until("since you got up", 25)
