"""The app in a process of its own, on a terminal that we hold the other end of."""

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import threading
from pathlib import Path

import pytest

from coach.clock import SystemClock, monotonic_seconds
from coach.core.records import Session
from coach.log.log import Log

ENDS_WITHIN_S = 3.0
WRITES_QUEUED = 30
"""Writes that Textual queues for a terminal that does not read; at the next one its loop waits."""


class OnATerminal:
    """The app in a process of its own, on a pty that we read or do not read."""

    def __init__(self, root: Path, *command: str) -> None:
        self.root = root
        self.master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (24, 80))
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        environ = {**os.environ, "TERM": "xterm-256color", "COACH_HOME": str(root), "PYTHONPATH": os.getcwd()}
        self.process = subprocess.Popen(
            command or (sys.executable, "-m", "tests.run_in_house", str(root)),
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

    def pour(self, data: bytes, within_s: float = 30.0) -> None:
        """Send all of it, as fast as it is taken, and read meanwhile."""
        os.set_blocking(self.master, False)
        try:
            while data:
                readable, writable, _ = select.select([self.master], [self.master], [], within_s)
                assert readable or writable, "neither takes nor gives anything"
                if readable:
                    self.seen += os.read(self.master, 65536)
                if writable:
                    data = data[os.write(self.master, data[:2048]) :]
        finally:
            os.set_blocking(self.master, True)

    def leave(self, within_s: float = ENDS_WITHIN_S) -> int | None:
        """Press ctrl+q until it ends, reading what it says; the exit code."""
        deadline = monotonic_seconds() + within_s
        while self.process.poll() is None and monotonic_seconds() < deadline:
            self.press("\x11")
            try:
                while select.select([self.master], [], [], 0.1)[0]:
                    self.seen += os.read(self.master, 65536)
            except OSError:  # it is gone
                break
        return self.process.wait(timeout=ENDS_WITHIN_S)

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
