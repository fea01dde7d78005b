"""Idle time on Wayland, as KWin, sway, Hyprland, COSMIC and others tell it: the protocol ext-idle-notify-v1.

Not through libwayland-client, whose calls have no limit. The few messages needed are written here:
https://wayland.freedesktop.org/docs/html/ch04.html and https://wayland.app/protocols/ext-idle-notify-v1
"""

import contextlib
import os
import socket
import struct
from collections.abc import Callable, Iterator, Mapping

from coach.presence.board import Board

LIMIT_S = 0.5
"""Seconds the compositor may take to take what we send: our choice."""
AFTER_MS = 1000
"""Milliseconds without input after which the compositor tells."""
_LONGEST = 1 << 16
_DISPLAY, _REGISTRY, _ALL_TOLD, _SEAT, _NOTIFIER, _NOTIFICATION = range(1, 7)
_ERROR, _GLOBAL, _DONE, _IDLED, _RESUMED = (1, 0), (2, 0), (3, 0), (6, 0), (6, 1)
"""Our numbers for things, and the messages about them: (thing, event)."""


class WaylandIdle:
    """Is told by the compositor when input ends and begins again."""

    name = "idle time (Wayland)"
    pace_s = 5.0
    hurries = True

    def __init__(self, board: Board, environ: Mapping[str, str], monotonic: Callable[[], float]) -> None:
        self.socket: socket.socket | None = None
        self._board = board
        self._environ = environ
        self._now = monotonic
        self._data = b""
        self._globals: dict[str, tuple[int, int]] = {}
        self._idle_since: float | None = None
        self._told = False

    def look(self) -> None:
        """Connect where needed; say what the compositor has told."""
        if self.socket is None:
            self._begin()
        elif self._told:
            self._board.idle(self.name, 0.0 if self._idle_since is None else self._now() - self._idle_since)
            self._board.works(self.name, "the Wayland compositor tells it")

    def pump(self) -> None:
        """Take in what the compositor tells, once the socket is readable."""
        if self.socket is None:
            return
        try:
            data = self.socket.recv(_LONGEST)
            if not data:
                raise ConnectionResetError("it closed the connection")
            self._data += data
            for thing, event, body in self._messages():
                self._take(thing, event, body)
        except (OSError, ValueError, struct.error) as error:
            self._lose(f"the Wayland compositor is gone: {error}")

    def close(self) -> None:
        """Leave the compositor."""
        if self.socket is not None:
            with contextlib.suppress(OSError):
                self.socket.close()
        self.socket, self._data, self._globals, self._idle_since, self._told = None, b"", {}, None, False

    def _begin(self) -> None:
        name = self._environ.get("WAYLAND_DISPLAY") or "wayland-0"
        entered = socket.socket(socket.AF_UNIX)
        entered.settimeout(LIMIT_S)
        try:
            entered.connect(os.path.join(self._environ.get("XDG_RUNTIME_DIR", ""), name))
            self.socket = entered
            self._send(_DISPLAY, 1, struct.pack("=I", _REGISTRY))
            self._send(_DISPLAY, 0, struct.pack("=I", _ALL_TOLD))
            self._board.fails(self.name, "the Wayland compositor has not answered")
        except OSError as error:
            entered.close()
            self._lose(f"the Wayland compositor cannot be reached: {error.strerror or error}")

    def _lose(self, why: str) -> None:
        self.close()
        self._board.fails(self.name, why)

    def _take(self, thing: int, event: int, body: bytes) -> None:
        if (thing, event) == _GLOBAL:
            number, length = struct.unpack_from("=II", body)
            interface = body[8 : 8 + length - 1].decode("utf-8", "replace")
            version = struct.unpack_from("=I", body, 8 + length + -length % 4)[0]
            self._globals.setdefault(interface, (number, version))
        elif (thing, event) == _DONE:
            self._ask()
        elif (thing, event) == _IDLED:
            self._idle_since = self._now() - AFTER_MS / 1000
            self.look()
        elif (thing, event) == _RESUMED:
            self._idle_since = None
            self.look()
        elif (thing, event) == _ERROR:
            raise ValueError("it refused what we asked")

    def _ask(self) -> None:
        """All that the compositor has is known: ask to be told of idle time, of input alone where it can."""
        notifier = self._globals.get("ext_idle_notifier_v1")
        if notifier is None or "wl_seat" not in self._globals:
            self._board.fails(self.name, "this Wayland compositor does not tell (it has no ext-idle-notify-v1)")
            return
        version = min(notifier[1], 2)
        self._bind("wl_seat", self._globals["wl_seat"][0], 1, _SEAT)
        self._bind("ext_idle_notifier_v1", notifier[0], version, _NOTIFIER)
        self._send(_NOTIFIER, version, struct.pack("=III", _NOTIFICATION, AFTER_MS, _SEAT))
        self._told = True
        self.look()

    def _bind(self, interface: str, number: int, version: int, thing: int) -> None:
        text = interface.encode() + b"\0"
        head = struct.pack("=II", number, len(text))
        self._send(_REGISTRY, 0, head + text + bytes(-len(text) % 4) + struct.pack("=II", version, thing))

    def _send(self, thing: int, request: int, body: bytes) -> None:
        assert self.socket is not None
        self.socket.sendall(struct.pack("=II", thing, (8 + len(body)) << 16 | request) + body)

    def _messages(self) -> Iterator[tuple[int, int, bytes]]:
        """Thing, event and body of each whole message that has come. Raises ValueError."""
        while len(self._data) >= 8:
            thing, word = struct.unpack_from("=II", self._data)
            size = word >> 16
            if size < 8:
                raise ValueError("it sent what cannot be")
            if len(self._data) < size:
                return
            body, self._data = self._data[8:size], self._data[size:]
            yield thing, word & 0xFFFF, body
