"""Idle time on Wayland, from a compositor that speaks as the protocol's description says."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from coach.presence.board import KNOWN_FOR_S
from tests.watched import Watched, watched

NAME = "idle time (Wayland)"
GLOBALS = (("wl_compositor", 5), ("wl_seat", 8), ("ext_idle_notifier_v1", 1))


class Compositor:
    """Takes one client; `asked` is what it asked for, `bound` what it bound, with the version."""

    def __init__(self, folder: Path, things: tuple[tuple[str, int], ...]) -> None:
        self.env = {"XDG_RUNTIME_DIR": str(folder), "WAYLAND_DISPLAY": "wayland-t"}
        self.bound: dict[int, tuple[str, int]] = {}
        self.asked: list[tuple[str, int, int, str]] = []
        self._things = things
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(folder / "wayland-t"))
        self._socket.listen()
        self._client: socket.socket | None = None
        self._notification = 0
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def tell(self, idle: bool) -> None:
        """Input has ended, or begins again."""
        self._send(self._notification, 0 if idle else 1, b"")

    def send(self, data: bytes) -> None:
        """Send these very bytes."""
        assert self._client is not None
        self._client.sendall(data)

    def leave(self) -> None:
        """Close all."""
        for held in (self._client, self._socket):
            if held is not None:
                with contextlib.suppress(OSError):
                    held.shutdown(socket.SHUT_RDWR)
                held.close()
        self._thread.join(5)

    def _send(self, thing: int, event: int, body: bytes) -> None:
        message = struct.pack("=II", thing, (8 + len(body)) << 16 | event) + body
        for at in range(0, len(message), 7):  # in pieces, as a socket may deliver it
            self.send(message[at : at + 7])

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            self._client, _ = self._socket.accept()
            data = b""
            while more := self._client.recv(4096):
                data += more
                while len(data) >= 8 and len(data) >= struct.unpack_from("=I", data, 4)[0] >> 16:
                    thing, word = struct.unpack_from("=II", data)
                    self._take(thing, word & 0xFFFF, data[8 : word >> 16])
                    data = data[word >> 16 :]

    def _take(self, thing: int, request: int, body: bytes) -> None:
        if (thing, request) == (1, 1):
            self.bound[struct.unpack("=I", body)[0]] = ("wl_registry", 1)
            for number, (name, version) in enumerate(self._things, start=40):
                text = name.encode() + b"\0"
                padded = struct.pack("=I", len(text)) + text + bytes(-len(text) % 4)
                self._send(2, 0, struct.pack("=I", number) + padded + struct.pack("=I", version))
        elif (thing, request) == (1, 0):
            self._send(struct.unpack("=I", body)[0], 0, bytes(4))
        elif self.bound[thing][0] == "wl_registry":
            number, length = struct.unpack_from("=II", body)
            version, new = struct.unpack("=II", body[8 + length + -length % 4 :])
            name = body[8 : 8 + length - 1].decode()
            assert self._things[number - 40][0] == name and version <= self._things[number - 40][1]
            self.bound[new] = (name, version)
        else:
            self._notification, timeout_ms, seat = struct.unpack("=III", body)
            self.asked.append((self.bound[thing][0], request, timeout_ms, self.bound[seat][0]))


Started = Callable[[tuple[tuple[str, int], ...]], Compositor]


@pytest.fixture
def started() -> Iterator[Started]:
    with TemporaryDirectory() as folder, contextlib.ExitStack() as ended:  # short: a socket's path has 108 bytes

        def start(things: tuple[tuple[str, int], ...]) -> Compositor:
            running = Compositor(Path(folder), things)
            ended.callback(running.leave)
            return running

        yield start


def ready(desk: Watched) -> None:
    desk.until(lambda: desk.state(NAME).works, "the compositor tells")


@pytest.mark.parametrize(("version", "request_of_it"), [(1, 1), (2, 2), (7, 2)])
def test_the_compositor_is_asked_for_input_alone_where_it_can_tell(
    started: Started, version: int, request_of_it: int
) -> None:
    compositor = started((*GLOBALS[:2], ("ext_idle_notifier_v1", version)))
    with watched(compositor.env) as desk:
        ready(desk)
        desk.until(lambda: compositor.asked, "it was asked")
        assert compositor.asked == [("ext_idle_notifier_v1", request_of_it, 1000, "wl_seat")]


def test_input_that_ends_and_begins_again_is_known(started: Started) -> None:
    compositor = started(GLOBALS)
    with watched(compositor.env) as desk:
        ready(desk)
        desk.until(lambda: compositor.asked, "it was asked")
        assert desk.idle_s() == 0
        desk.clock.forward(6)
        compositor.tell(idle=True)
        desk.until(lambda: (desk.idle_s() or 0) >= 10, "input has ended", passing_s=1)
        before = desk.idle_s()
        for _ in range(40):
            desk.forward(10)
        assert before is not None and desk.idle_s() == before + 400
        compositor.tell(idle=False)
        desk.until(lambda: desk.idle_s() == 0, "it began again")


@pytest.mark.parametrize("missing", ["ext_idle_notifier_v1", "wl_seat"])
def test_a_compositor_that_cannot_tell_is_said(started: Started, missing: str) -> None:
    compositor = started(tuple(thing for thing in GLOBALS if thing[0] != missing))
    with watched(compositor.env) as desk:
        desk.until(lambda: "does not tell" in desk.state(NAME).says, "it is said")
        assert desk.seen().mode == "present"


@pytest.mark.parametrize("nonsense", [b"\0" * 16, struct.pack("=II", 1, 12 << 16) + bytes(4), b"\xff" * 7])
def test_a_compositor_that_goes_or_sends_nonsense_costs_nothing(started: Started, nonsense: bytes) -> None:
    compositor = started(GLOBALS)
    with watched(compositor.env) as desk:
        ready(desk)
        compositor.send(nonsense)
        compositor.leave()
        desk.until(lambda: not desk.state(NAME).works, "it has gone")
        desk.clock.forward(KNOWN_FOR_S + 10)
        desk.step()
        assert desk.seen().mode == "present"
