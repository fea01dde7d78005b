"""The app ends cleanly on a signal and keeps the session that runs, also when the terminal has stopped reading."""

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from queue import SimpleQueue

import pytest

from coach.tui.ending import LOOK_EVERY_S, CleanEnd, Unfinished
from tests.on_a_terminal import ENDS_WITHIN_S, OnATerminal

PLAYING = b"enough for now"
"""What the session's hints say: from then on it plays."""


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[OnATerminal]:
    on_it = OnATerminal(tmp_path)
    yield on_it
    on_it.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_the_app_and_keeps_the_session_as_partial(terminal: OnATerminal, number: int) -> None:
    terminal.until(b"hurts")
    terminal.press("b")
    terminal.until(PLAYING)
    assert terminal.ends(number) == 0
    (kept,) = terminal.sessions()
    assert kept.routine == "slow-breathing"
    assert kept.partial
    assert b"\x1b[?1049l" in terminal.drain()
    assert termios.tcgetattr(terminal.slave) == terminal.before


def test_a_terminal_that_stopped_reading_delays_nothing(terminal: OnATerminal) -> None:
    terminal.until(b"hurts")
    terminal.press("b")
    terminal.until(PLAYING)
    terminal.fill()
    assert terminal.ends(signal.SIGTERM) == 0
    (kept,) = terminal.sessions()
    assert kept.partial
    assert termios.tcgetattr(terminal.slave) == terminal.before


def test_ctrl_c_ends_the_app(terminal: OnATerminal) -> None:
    terminal.until(b"hurts")
    terminal.press("\x03")
    assert terminal.process.wait(timeout=ENDS_WITHIN_S) == 0
    assert b"\x1b[?1049l" in terminal.drain()


def test_an_unfinished_session_is_kept_once() -> None:
    kept: list[str] = []
    unfinished = Unfinished()
    unfinished.save()
    keep = partial(kept.append, "kept")
    unfinished.begin(keep)
    unfinished.save()
    unfinished.save()
    assert kept == ["kept"]
    assert not unfinished.take(keep)


def test_what_was_taken_over_is_not_kept_again() -> None:
    kept: list[str] = []
    unfinished = Unfinished()
    keep = partial(kept.append, "kept")
    unfinished.begin(keep)
    assert unfinished.take(keep)
    unfinished.save()
    assert kept == []


def test_of_two_unfinished_sessions_each_is_kept_and_the_one_taken_over_is_not() -> None:
    kept: list[str] = []
    unfinished = Unfinished()
    keeps = [partial(kept.append, name) for name in ("first", "second", "third")]
    for keep in keeps:
        unfinished.begin(keep)
    assert unfinished.take(keeps[1])
    unfinished.save()
    assert kept == ["third", "first"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals for threads")
def test_a_signal_that_meets_another_thread_while_the_main_one_waits_ends_it_at_once() -> None:
    asked: SimpleQueue[str] = SimpleQueue()

    def strike() -> None:
        signal.pthread_kill(threading.get_ident(), signal.SIGTERM)

    with CleanEnd(save=lambda: None, ask=lambda: asked.put("asked"), grace_s=20, leave=lambda code: None):
        thread = threading.Timer(0.2, strike)
        thread.start()
        assert asked.get(timeout=10) == "asked"
        thread.join()


def test_an_app_that_does_not_end_is_ended() -> None:
    left: list[int] = []
    gone = threading.Event()

    def leave(code: int) -> None:
        left.append(code)
        gone.set()

    with CleanEnd(save=lambda: None, ask=lambda: None, grace_s=0.01, leave=leave):
        os.kill(os.getpid(), signal.SIGTERM)
        assert gone.wait(2)
    assert left == [0]


def test_a_save_that_fails_does_not_keep_the_app_from_ending() -> None:
    asked = threading.Event()

    def fail() -> None:
        raise OSError("disk full")

    with CleanEnd(save=fail, ask=asked.set, grace_s=5, leave=lambda code: None):
        os.kill(os.getpid(), signal.SIGHUP)
        assert asked.wait(2)


def test_a_terminal_that_is_gone_ends_the_app_though_the_signal_went_to_another(tmp_path: Path) -> None:
    """The session leader gets the hang-up and keeps it, as a tracer or a wrapper does."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, 80))
    app = [sys.executable, "-m", "tests.run_in_house", str(tmp_path)]
    leader = (
        "import signal, subprocess, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); "
        "sys.exit(subprocess.run(sys.argv[1:]).returncode)"
    )
    environ = {**os.environ, "TERM": "xterm-256color", "COACH_HOME": str(tmp_path), "PYTHONPATH": os.getcwd()}
    process = subprocess.Popen(
        [sys.executable, "-c", leader, *app],
        stdin=slave, stdout=slave, stderr=slave, env=environ, start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    try:
        seen = b""
        while b"Today" not in seen:
            assert select.select([master], [], [], 20)[0]
            seen += os.read(master, 65536)
        os.close(master)
        process.wait(timeout=LOOK_EVERY_S + ENDS_WITHIN_S + 2)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
