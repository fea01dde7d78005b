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
from pathlib import Path

import pytest

from coach.clock import SystemClock
from coach.core.records import Session
from coach.log.log import Log
from coach.tui.ending import LOOK_EVERY_S, CleanEnd, Unfinished

ENDS_WITHIN_S = 3.0
PLAYING = b"enough for now"
"""What the session's hints say: from then on it plays."""
WRITES_QUEUED = 30
"""Writes that Textual queues for a terminal that does not read; at the next one its loop waits."""


class OnATerminal:
    """The app in a process of its own, on a pty that we read or do not read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (24, 80))
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        environ = {**os.environ, "TERM": "xterm-256color", "COACH_HOME": str(root), "PYTHONPATH": os.getcwd()}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.run_in_house", str(root)],
            stdin=slave, stdout=slave, stderr=slave, env=environ, start_new_session=True,
        )  # fmt: skip
        self.seen = b""

    def until(self, text: bytes, within_s: float = 20.0) -> None:
        """Read the terminal until the text was drawn."""
        while text not in self.seen:
            ready, _, _ = select.select([self.master], [], [], within_s)
            assert ready, f"{text!r} was not drawn; last: {self.seen[-400:]!r}"
            self.seen += os.read(self.master, 65536)

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def fill(self) -> None:
        """Make the app draw more than the terminal holds, and read none of it, until the app's loop waits for us."""
        moment = threading.Event()
        full = 0
        for turn in range(400):
            termios.tcsetwinsize(self.slave, (40 + turn % 2, 150))
            self.process.send_signal(signal.SIGWINCH)
            moment.wait(0.02)
            full = 0 if select.select([], [self.slave], [], 0)[1] else full + 1
            if full > WRITES_QUEUED * 2:
                return
        pytest.fail("the terminal never filled up")

    def ends(self, number: int) -> int:
        """Send the signal, read nothing more, and wait for the end."""
        self.process.send_signal(number)
        return self.process.wait(timeout=ENDS_WITHIN_S)

    def drain(self) -> bytes:
        """What the terminal has been sent."""
        while select.select([self.master], [], [], 0)[0]:
            try:
                piece = os.read(self.master, 65536)
            except OSError:
                break
            if not piece:
                break
            self.seen += piece
        return self.seen

    def sessions(self) -> tuple[Session, ...]:
        """The sessions in the log, read afresh."""
        return Log(self.root / "log", "desk", SystemClock().wall).history().sessions

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)


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
    unfinished.begin(lambda: kept.append("kept"))
    unfinished.save()
    unfinished.save()
    assert kept == ["kept"]
    assert not unfinished.take()


def test_what_was_taken_over_is_not_kept_again() -> None:
    kept: list[str] = []
    unfinished = Unfinished()
    unfinished.begin(lambda: kept.append("kept"))
    assert unfinished.take()
    unfinished.save()
    assert kept == []


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
