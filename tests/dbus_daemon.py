"""A D-Bus of the test's own, and on it a notification daemon that writes down what it is told.

    with notification_daemon() as daemon:
        ...  # a program whose DBUS_SESSION_BUS_ADDRESS is daemon.address (see daemon.env())
        shown = daemon.wait_for(1)[0]
        daemon.invoke(shown.id, "start")  # the user presses a button

The bus and the daemon are real processes, ended at the end of the block. Nothing is ever activated on this bus.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, TypeVar

import msgspec
import pytest

from coach.clock import monotonic_seconds
from tests.tools import require

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
ALL_CAPABILITIES = ("actions", "body", "body-markup", "persistence", "sound")

_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

_T = TypeVar("_T")


class Shown(msgspec.Struct, frozen=True):
    """One Notify as the daemon got it, with the id it gave."""

    id: int
    app_name: str
    replaces_id: int
    icon: str
    title: str
    body: str
    actions: tuple[str, ...]
    hints: dict[str, str | int | bool]
    timeout_ms: int
    sender: str


def until(look: Callable[[], _T | None], what: str, within_s: float = 10.0) -> _T:
    """What `look` returns as soon as it is something; fails, naming `what`, when that takes longer than `within_s`."""
    end = monotonic_seconds() + within_s
    while True:
        seen = look()
        if seen:
            return seen
        if monotonic_seconds() > end:
            raise AssertionError(f"not within {within_s} s: {what}")
        threading.Event().wait(0.005)  # between two looks at something real


class Bus:
    """A private session bus."""

    def __init__(self, address: str, process: subprocess.Popen[str], folder: Path) -> None:
        self.address = address
        self.folder = folder
        self._process = process

    def env(self) -> dict[str, str]:
        """Our environment with this bus as the session bus."""
        return {**os.environ, "DBUS_SESSION_BUS_ADDRESS": self.address}

    def hang(self) -> None:
        """Stop the bus itself (SIGSTOP): connections stay open and nobody answers."""
        self._process.send_signal(signal.SIGSTOP)

    def stop(self) -> None:
        """End the bus."""
        _end(self._process)


class NotificationDaemon:
    """The daemon of one bus. After `stop` it can be started again, with another name on the bus and ids from 1."""

    def __init__(self, bus: Bus, capabilities: Sequence[str]) -> None:
        self.bus = bus
        self.address = bus.address
        self._capabilities = capabilities
        self._file = bus.folder / "notifications.jsonl"
        self._process: subprocess.Popen[str] | None = None
        self.start()

    def env(self) -> dict[str, str]:
        """Our environment with the daemon's bus as the session bus."""
        return self.bus.env()

    def received(self) -> list[Shown]:
        """Every Notify so far, of all daemons that ran here."""
        return [msgspec.convert(line["notify"], Shown) for line in self._lines() if "notify" in line]

    def closed(self) -> list[int]:
        """The ids of every CloseNotification so far."""
        return [line["close"] for line in self._lines() if "close" in line]

    def wait_for(self, count: int, within_s: float = 10.0) -> list[Shown]:
        """What was received, once it is at least `count` notifications."""
        return until(
            lambda: shown if len(shown := self.received()) >= count else None, f"{count} notifications", within_s
        )

    def invoke(self, notification_id: int, action: str) -> None:
        """Press a button: the daemon emits ActionInvoked, then NotificationClosed."""
        self._tell({"invoke": action, "id": notification_id})

    def dismiss(self, notification_id: int) -> None:
        """Close a notification as the user does: the daemon emits NotificationClosed."""
        self._tell({"id": notification_id})

    def hang(self) -> None:
        """Stop answering (SIGSTOP) without leaving the bus."""
        self._running().send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Go on after `hang`; what came meanwhile is handled now."""
        self._running().send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End the daemon: its name on the bus is gone when this returns."""
        if self._process is not None:
            _end(self._process)
            self._process = None

    def start(self) -> None:
        """Start the daemon; returns when it owns its name."""
        server = Path(__file__).with_name("notification_server.py")
        command = [sys.executable, "-P", str(server), str(self._file), ",".join(self._capabilities)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self.env(), text=True
        )
        if self._read() != "ready":
            raise AssertionError("the notification daemon did not start")

    def _running(self) -> subprocess.Popen[str]:
        assert self._process is not None, "the daemon is stopped"
        return self._process

    def _tell(self, command: dict[str, object]) -> None:
        pipe = self._running().stdin
        assert pipe is not None
        pipe.write(json.dumps(command) + "\n")
        pipe.flush()
        assert self._read() == "done"

    def _read(self) -> str:
        pipe: IO[str] | None = self._running().stdout
        assert pipe is not None
        return pipe.readline().strip()

    def _lines(self) -> list[dict[str, int]]:
        if not self._file.exists():
            return []
        whole = self._file.read_text("utf-8").rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines()]


@contextlib.contextmanager
def private_bus() -> Iterator[Bus]:
    """A session bus of its own, without any service on it. Skips the test when dbus-daemon is missing."""
    if not sys.platform.startswith("linux"):
        pytest.skip("notifications over D-Bus are for Linux")
    program = require("dbus-daemon")
    folder = Path(tempfile.mkdtemp(prefix="coach-bus-"))  # short: a socket's path has 108 bytes at most
    config = folder / "bus.conf"
    config.write_text(_CONFIG.format(socket=folder / "socket"), "utf-8")
    process = subprocess.Popen(
        [program, f"--config-file={config}", "--print-address", "--nofork", "--nopidfile"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, "dbus-daemon did not start"
        yield Bus(address, process, folder)
    finally:
        _end(process)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def notification_daemon(capabilities: Sequence[str] = ALL_CAPABILITIES) -> Iterator[NotificationDaemon]:
    """A bus of its own with a notification daemon that can do `capabilities`."""
    with private_bus() as bus:
        daemon = NotificationDaemon(bus, capabilities)
        try:
            yield daemon
        finally:
            daemon.stop()


def press_as_a_stranger(address: str, notification_id: int, action: str, to: str | None = None) -> None:
    """Emit ActionInvoked from a bus name that is not the daemon's; `to` sends it straight to one client.

    Returns when the bus has passed it on.
    """
    from jeepney import DBusAddress, HeaderFields, message_bus, new_signal
    from jeepney.io.blocking import open_dbus_connection

    with open_dbus_connection(address) as connection:
        forged = new_signal(DBusAddress(PATH, interface=NAME), "ActionInvoked", "us", (notification_id, action))
        if to is not None:
            forged.header.fields[HeaderFields.destination] = to
        connection.send(forged)
        connection.send_and_get_reply(message_bus.GetId())  # the bus handles one client's messages in order


def _end(process: subprocess.Popen[str]) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
