"""A connection to the user's D-Bus on which nothing can wait for ever."""

import contextlib
import socket
from itertools import count
from typing import Any

from coach.machine.bus import entered

NO_BUS = "there is no D-Bus session here (over ssh or in a bare terminal there usually is none)"


class Link:
    """A connection to a bus, for one thread. Messages are jeepney's.

    jeepney's own connection waits without a limit for the bus to say hello; here only the handshake (limited to
    `limit_s` seconds) and a full socket (the same) can wait, and replies are the owner's to pick up by serial.
    """

    def __init__(self, address: str, limit_s: float) -> None:
        """Connect and say hello. Raises OSError or ValueError when the bus cannot be reached."""
        from jeepney import Parser, message_bus

        self.socket: socket.socket = entered(address, limit_s)
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
