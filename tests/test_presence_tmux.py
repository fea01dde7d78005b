"""Input over ssh: keys pressed in a real tmux with two clients."""

import contextlib
import os
import pty
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from coach.presence.tmux import TmuxActivity
from tests.dbus_daemon import until
from tests.tools import require
from tests.watched import Watched, watched

NAME = "keys in tmux"


class Tmux:
    """A tmux server of its own with a session; clients are real terminals."""

    def __init__(self, folder: Path) -> None:
        self.program = require("tmux")
        self.socket = str(folder / "socket")
        self.env = {"TMUX": f"{self.socket},1,0", "PATH": os.environ["PATH"]}
        self._clients = contextlib.ExitStack()
        self.run("-f", "/dev/null", "new-session", "-d", "-s", "work", "cat")

    def run(self, *arguments: str) -> str:
        environ = {**os.environ, "TERM": "xterm"}
        done = subprocess.run(
            [self.program, "-S", self.socket, *arguments], env=environ, check=True, capture_output=True, timeout=10
        )
        return done.stdout.decode()

    def attach(self) -> int:
        """Attach a client; gives the keyboard of its terminal."""
        keyboard, terminal = pty.openpty()
        before = len(self.run("list-clients").splitlines())
        client = subprocess.Popen(
            [self.program, "-S", self.socket, "attach", "-t", "work"],
            env={**os.environ, "TERM": "xterm"},
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
        )
        os.close(terminal)
        self._clients.callback(os.close, keyboard)
        self._clients.callback(client.wait)
        self._clients.callback(client.kill)
        until(lambda: len(self.run("list-clients").splitlines()) > before, "the client is attached")
        return keyboard

    def end(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self.run("kill-server")
        self._clients.close()


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    running = Tmux(tmp_path)
    yield running
    running.end()


@pytest.fixture
def desk(tmux: Tmux) -> Iterator[Watched]:
    with watched(tmux.env) as made:
        yield made


def newest(tmux: Tmux, desk: Watched) -> datetime:
    seconds = TmuxActivity(desk.watch._board, tmux.env, desk.clock.wall)._newest()
    assert seconds is not None
    return datetime.fromtimestamp(seconds, desk.clock.wall().tzinfo)


def press(keyboard: int, tmux: Tmux, desk: Watched) -> None:
    """Press a key until tmux, which tells whole seconds, tells of it."""
    before = newest(tmux, desk)
    until(lambda: os.write(keyboard, b"x") and newest(tmux, desk) > before, "the key is known")


def test_the_newest_key_in_any_client_is_the_last_input(tmux: Tmux, desk: Watched) -> None:
    first, second = tmux.attach(), tmux.attach()
    for keyboard in (first, second):
        press(keyboard, tmux, desk)
    desk.clock.set_wall(newest(tmux, desk) + timedelta(seconds=100))
    desk.forward(6)
    assert desk.state(NAME).works
    assert desk.idle_s() == 106


def test_a_tmux_that_nobody_looks_at_knows_nothing(desk: Watched) -> None:
    assert desk.state(NAME).says == "nobody is attached to tmux"
    assert desk.seen().mode == "present"


def test_a_key_at_a_time_that_cannot_be_counts_for_nothing(tmux: Tmux, desk: Watched) -> None:
    tmux.attach()
    desk.clock.set_wall(newest(tmux, desk) - timedelta(hours=1))  # somebody set the clock back
    desk.forward(6)
    assert desk.state(NAME).says == "tmux tells of a key pressed at a time that cannot be"
    assert desk.seen().mode == "present"
    desk.clock.set_wall(newest(tmux, desk) - timedelta(seconds=1))  # whole seconds: this is now
    desk.forward(0)
    desk.watch._soon()
    desk.settle()
    assert desk.idle_s() == 0


def test_a_key_in_the_app_is_newer_input_where_idle_time_is_known(tmux: Tmux, desk: Watched) -> None:
    desk.watch.key_pressed()
    assert desk.seen().mode == "present"  # alone it says nothing: the user may type elsewhere
    tmux.attach()
    desk.clock.set_wall(newest(tmux, desk) + timedelta(seconds=100))
    desk.forward(6)
    desk.watch.key_pressed()
    desk.forward(30)
    assert desk.idle_s() == 30


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("echo never", "tmux gave an answer that is no time"),
        ("echo -5", "tmux gave an answer that is no time"),
        ("exit 3", "tmux ended with exit code 3"),
        (None, "the program tmux is not in the PATH"),
    ],
)
def test_a_tmux_that_fails_is_said_and_the_user_counts_as_present(
    tmp_path: Path, program: str | None, says: str
) -> None:
    path = str(tmp_path)
    if program is not None:
        (tmp_path / "tmux").write_text(f"#!/bin/sh\nPATH=/bin:/usr/bin\n{program}\n", "utf-8")
        (tmp_path / "tmux").chmod(0o755)
    with watched({"TMUX": "/nowhere,1,0", "PATH": path}) as desk:
        assert desk.state(NAME).says == says
        assert desk.seen().mode == "present"
