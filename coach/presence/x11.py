"""The little of the X protocol that presence needs, over a plain socket with a limit.

Not through libX11: its calls have no limit, and when the display goes away it ends the whole process.
X Window System Protocol, X Version 11 (x.org); requests are answered one at a time here.
"""

import contextlib
import os
import socket
import struct
from collections.abc import Iterator, Mapping

LIMIT_S = 0.5
"""Seconds the display may take for an answer: our choice; it takes a fraction of a millisecond."""
_LONGEST = 1 << 20


class NoDisplay(Exception):
    """The display cannot be asked; the text says why."""


class Refused(NoDisplay):
    """The display answered with an error; `code` says which. The connection goes on."""

    def __init__(self, code: int, opcode: int) -> None:
        super().__init__(f"the X display refused (error {code} on request {opcode})")
        self.code = code


BAD_WINDOW = 3
"""The code of an error: there is no such window (any more)."""


class Display:
    """A connection to an X display. Every method raises NoDisplay; then it is of no use any more, unless Refused."""

    def __init__(self, environ: Mapping[str, str], limit_s: float = LIMIT_S) -> None:
        host, number, screen = parse_display(environ.get("DISPLAY", ""))
        self._socket = _connect(host, number, limit_s)
        try:
            self.root, self._ids = self._enter(_cookie(environ, host, number), screen)
        except BaseException:
            self.close()
            raise
        self._atoms: dict[str, int] = {}
        self._next_id = 0

    def close(self) -> None:
        """Leave the display."""
        with contextlib.suppress(OSError):
            self._socket.close()

    def new_id(self) -> int:
        """A number for a thing of our own."""
        self._next_id += 1
        return self._ids + self._next_id

    def send(self, opcode: int, data: int, body: bytes) -> None:
        """Send a request that has no answer."""
        body += bytes(-len(body) % 4)
        try:
            self._socket.sendall(struct.pack("<BBH", opcode, data, 1 + len(body) // 4) + body)
        except OSError as error:
            raise NoDisplay(f"the X display is gone: {error}") from error

    def ask(self, opcode: int, data: int, body: bytes) -> bytes:
        """Send a request and take its answer, at least 32 bytes."""
        self.send(opcode, data, body)
        while True:
            head = self._read(32)
            if head[0] == 0:
                raise Refused(head[1], opcode)
            if head[0] == 1:
                return head + self._read(4 * struct.unpack_from("<I", head, 4)[0])
            # an event: nobody asked for any, but a new keyboard map is told to all

    def extension(self, name: str) -> int | None:
        """The opcode of an extension, None when the display has none of that name."""
        there, opcode = struct.unpack_from("<BB", self.ask(98, 0, struct.pack("<HH", len(name), 0) + name.encode()), 8)
        return int(opcode) if there else None

    def atom(self, name: str) -> int:
        """The number of an atom."""
        if name not in self._atoms:
            answer = self.ask(16, 0, struct.pack("<HH", len(name), 0) + name.encode())
            self._atoms[name] = struct.unpack_from("<I", answer, 8)[0]
        return self._atoms[name]

    def numbers(self, window: int, name: str) -> tuple[int, ...]:
        """A property that is a list of 32-bit numbers; empty when the window has none."""
        size, value = self._property(window, name)
        return struct.unpack(f"<{len(value) // 4}I", value[: len(value) // 4 * 4]) if size == 32 else ()

    def text(self, window: int, name: str) -> str:
        """A property that is text; empty when the window has none."""
        size, value = self._property(window, name)
        return value.decode("utf-8", "replace") if size == 8 else ""

    def _property(self, window: int, name: str) -> tuple[int, bytes]:
        answer = self.ask(20, 0, struct.pack("<IIIII", window, self.atom(name), 0, 0, 256))
        size: int = answer[1]
        length = struct.unpack_from("<I", answer, 16)[0] * size // 8
        return size, answer[32 : 32 + length]

    def _enter(self, cookie: bytes, screen: int) -> tuple[int, int]:
        """Shake hands; gives the root window and the first number for things of our own."""
        name = b"MIT-MAGIC-COOKIE-1" if cookie else b""
        hello = struct.pack("<BxHHHHxx", ord("l"), 11, 0, len(name), len(cookie))
        try:
            self._socket.sendall(hello + name + bytes(-len(name) % 4) + cookie + bytes(-len(cookie) % 4))
        except OSError as error:
            raise NoDisplay(f"the X display is gone: {error}") from error
        status, reason, length = struct.unpack("<BB4xH", self._read(8))
        told = self._read(4 * length)
        if status != 1:
            raise NoDisplay(f"the X display lets us not in: {told[:reason].decode('utf-8', 'replace').strip()}")
        return _first_screen(told, screen)

    def _read(self, length: int) -> bytes:
        if length > _LONGEST:
            raise NoDisplay("the X display gave an answer that cannot be")
        data = b""
        while len(data) < length:
            try:
                part = self._socket.recv(length - len(data))
            except TimeoutError:
                raise NoDisplay("the X display did not answer in time") from None
            except OSError as error:
                raise NoDisplay(f"the X display is gone: {error}") from error
            if not part:
                raise NoDisplay("the X display is gone")
            data += part
        return data


def parse_display(display: str) -> tuple[str, int, int]:
    """Host (empty: this machine), display and screen of a DISPLAY like `:0`, `localhost:10.0`. Raises NoDisplay."""
    host, colon, rest = display.rpartition(":")
    number, _, screen = rest.partition(".")
    if not colon or not number.isdecimal() or (screen and not screen.isdecimal()):
        raise NoDisplay("there is no X display here" if not display else f"DISPLAY={display} cannot be understood")
    return "" if host in ("unix", "") or host.startswith("/") else host, int(number), int(screen or 0)


def _connect(host: str, number: int, limit_s: float) -> socket.socket:
    if host:
        try:
            return socket.create_connection((host.strip("[]"), 6000 + number), timeout=limit_s)
        except OSError as error:
            raise NoDisplay(f"the X display {host}:{number} cannot be reached: {error}") from error
    if not hasattr(socket, "AF_UNIX"):
        raise NoDisplay("there is no X display here")
    problem: OSError | None = None
    for path in (f"/tmp/.X11-unix/X{number}", f"\0/tmp/.X11-unix/X{number}"):
        connected = socket.socket(socket.AF_UNIX)
        connected.settimeout(limit_s)
        try:
            connected.connect(path)
        except OSError as error:
            connected.close()
            problem = problem or error
        else:
            return connected
    raise NoDisplay(f"the X display :{number} cannot be reached: {problem}")


def _first_screen(told: bytes, screen: int) -> tuple[int, int]:
    """The root of the screen and our base of numbers, from what a display says of itself."""
    try:
        base, vendor, screens, formats = struct.unpack_from("<4xI8xH2xBB", told)
        at = 32 + vendor + -vendor % 4 + 8 * formats
        for _ in range(min(screen, screens - 1)):
            depths, at = told[at + 39], at + 40
            for _ in range(depths):
                at += 8 + 24 * struct.unpack_from("<H", told, at + 2)[0]
        return struct.unpack_from("<I", told, at)[0], base
    except (struct.error, IndexError) as error:
        raise NoDisplay("the X display gave an answer that cannot be") from error


def _cookie(environ: Mapping[str, str], host: str, number: int) -> bytes:
    """The key to the display from the authority file, empty when there is none."""
    path = environ.get("XAUTHORITY") or os.path.join(environ.get("HOME", ""), ".Xauthority")
    try:
        with open(path, "rb") as file:
            entries = list(_entries(file.read(_LONGEST)))
    except OSError:
        return b""
    ours = (socket.gethostname().encode(), host.encode())
    fitting = [entry for entry in entries if entry[1] in (b"", str(number).encode())]
    best = sorted(fitting, key=lambda entry: entry[0] not in ours)
    return best[0][2] if best else b""


def _entries(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Address, display number and cookie of each entry of an authority file."""
    at = 0
    while at + 2 <= len(data):
        at += 2
        fields = []
        for _ in range(4):
            length = int.from_bytes(data[at : at + 2], "big")
            fields.append(data[at + 2 : at + 2 + length])
            at += 2 + length
        if fields[2] == b"MIT-MAGIC-COOKIE-1":
            yield fields[0], fields[1], fields[3]
