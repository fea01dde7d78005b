"""The user's D-Bus session bus: where it is, and a connection on which nothing can wait for ever."""

import contextlib
import os
import socket
import sys
from collections.abc import Mapping
from itertools import count
from typing import Any

NO_BUS = "there is no D-Bus session here (over ssh or in a bare terminal there usually is none)"


def session_address(environ: Mapping[str, str]) -> str | None:
    """The address of the session bus, None when there is none or on a platform without D-Bus notifications."""
    if sys.platform in ("win32", "darwin", "cygwin"):
        return None
    address = environ.get("DBUS_SESSION_BUS_ADDRESS")
    if address:
        return address
    runtime = environ.get("XDG_RUNTIME_DIR")
    if runtime:
        path = os.path.join(runtime, "bus")
        if os.path.exists(path):
            return f"unix:path={path}"
    return None


class Link:
    """A connection to a bus, for one thread. Messages are jeepney's.

    jeepney's own connection waits without a limit for the bus to say hello; here only the handshake (limited to
    `limit_s` seconds) and a full socket (the same) can wait, and replies are the owner's to pick up by serial.
    """

    def __init__(self, address: str, limit_s: float) -> None:
        """Connect and say hello. Raises OSError or ValueError when the bus cannot be reached."""
        from jeepney import Parser, message_bus
        from jeepney.bus import get_connectable_addresses
        from jeepney.io.blocking import prep_socket

        try:
            places = list(get_connectable_addresses(address))
        except RuntimeError as error:  # a transport jeepney cannot use
            raise ValueError(str(error)) from error
        self.socket: socket.socket = _first(lambda place: prep_socket(place, timeout=limit_s), places)
        self.socket.settimeout(limit_s)
        self._parser = Parser()
        self._serials = count(start=1)
        self.send(message_bus.Hello())

    def send(self, message: Any) -> int:
        """Send a jeepney message; its serial comes back in the reply. Raises OSError."""
        serial = next(self._serials)
        self.socket.sendall(message.serialise(serial=serial))
        return serial

    def receive(self) -> list[Any]:
        """The messages that have come, once the socket is readable. Raises OSError when the bus is gone."""
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionResetError("the bus closed the connection")
        messages: list[Any] = self._parser.feed(data)
        return messages

    def close(self) -> None:
        """Leave the bus."""
        with contextlib.suppress(OSError):
            self.socket.close()


def _first(connect: Any, places: list[str]) -> socket.socket:
    problem: Exception = ValueError("the address names no place")
    for place in places:
        try:
            connected: socket.socket = connect(place)
        except (OSError, ValueError) as error:
            problem = error
        else:
            return connected
    raise problem
