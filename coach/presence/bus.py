"""A D-Bus seen from one thread that never waits for an answer: calls, services that come and go, their signals."""

import contextlib
import socket
from collections.abc import Callable
from itertools import count
from typing import Any

from coach.machine.bus import entered

CONNECT_LIMIT_S = 1.0
"""Seconds a bus may take to let us in: our choice; it takes a millisecond."""
CALL_LIMIT_S = 2.0
"""Seconds until a call counts as unanswered: our choice."""
RETRY_S = 30.0
"""Seconds between attempts to reach a bus that is not there; they double up to 16 times that."""

Reply = Callable[[tuple[Any, ...] | None, str], None]
"""Gets the body of the answer, or None and why there is none."""
Heard = Callable[[tuple[Any, ...]], None]


class Service:
    """One well-known name on a bus. Only whoever owns it now is asked, and only its signals are heard."""

    def __init__(self, bus: "Bus", name: str) -> None:
        self.name = name
        self.owner: str | None = None
        self._bus = bus
        self._signals: dict[tuple[str, str, str], Heard] = {}
        self._changed: list[Callable[[], None]] = []

    def hear(self, path: str, interface: str, member: str, heard: Heard) -> None:
        """Call `heard` with the body of each such signal of the owner."""
        self._signals[path, interface, member] = heard
        if self._bus.connected:
            self._bus.add_match(self.name, path, interface, member)

    def changed(self, heard: Callable[[], None]) -> None:
        """Call `heard` when the service came (also another in its place) or went; `owner` says which."""
        self._changed.append(heard)

    def call(self, path: str, interface: str, member: str, signature: str, body: tuple[Any, ...], then: Reply) -> None:
        """Call a method of the owner; `then` is called once, later. Nothing is ever started by it."""
        if self.owner is None:
            then(None, f"{self.name} is not on the bus")
            return
        from jeepney import DBusAddress, new_method_call

        address = DBusAddress(path, bus_name=self.owner, interface=interface)
        self._bus.call(new_method_call(address, member, signature or None, body), self.owner, then)

    def get(self, path: str, interface: str, name: str, then: Callable[[Any, str], None]) -> None:
        """Read a property; `then` gets its value, or None and why there is none."""

        def unwrap(body: tuple[Any, ...] | None, why: str) -> None:
            then(body[0][1] if body is not None and isinstance(body[0], tuple) else None, why)

        self.call(path, "org.freedesktop.DBus.Properties", "Get", "ss", (interface, name), unwrap)

    def begin(self) -> None:
        """The bus is there: listen for the service, and find out who it is."""
        from jeepney import message_bus

        for path, interface, member in self._signals:
            self._bus.add_match(self.name, path, interface, member)
        self._bus.add_owner_match(self.name)
        self._bus.call(message_bus.GetNameOwner(self.name), "org.freedesktop.DBus", self._told_owner)

    def owned_by(self, owner: str | None) -> None:
        """Another owner, or none."""
        if owner != self.owner:
            self.owner = owner
            for heard in self._changed:
                heard()

    def signal(self, sender: str, path: str, interface: str, member: str, body: tuple[Any, ...]) -> None:
        """A signal came from the bus; it counts when the owner sent it."""
        heard = self._signals.get((path, interface, member))
        if heard is not None and sender == self.owner:
            heard(body)

    def _told_owner(self, body: tuple[Any, ...] | None, why: str) -> None:
        self.owned_by(str(body[0]) if body else None)


class Bus:
    """A connection that comes back by itself. `tend` and `pump` belong to the thread that made it."""

    def __init__(self, name: str, address: Callable[[], str | None], monotonic: Callable[[], float]) -> None:
        self.name = name
        self.why = f"there is no D-Bus {name} bus here"
        self._address = address
        self._now = monotonic
        self._socket: socket.socket | None = None
        self._parser: Any = None
        self._serials = count(start=1)
        self._calls: dict[int, tuple[float, str, Reply]] = {}
        self._services: dict[str, Service] = {}
        self._retry_at = -1.0
        self._retries = 0

    @property
    def connected(self) -> bool:
        """Whether the bus has let us in."""
        return self._socket is not None

    @property
    def socket(self) -> socket.socket | None:
        """What to wait on; None while there is no connection."""
        return self._socket

    @property
    def waits_until(self) -> float | None:
        """When the next call counts as unanswered (monotonic seconds); None when none is under way."""
        return min((until for until, _, _ in self._calls.values()), default=None)

    def service(self, name: str) -> Service:
        """The service of that well-known name, the same each time."""
        if name not in self._services:
            self._services[name] = Service(self, name)
            if self.connected:
                self._services[name].begin()
        return self._services[name]

    def tend(self) -> None:
        """Connect when it is time to, and give up on calls that nobody answers."""
        now = self._now()
        if self._socket is None and now >= self._retry_at:
            self._connect(now)
        for serial in [serial for serial, (until, _, _) in self._calls.items() if until <= now]:
            self._end_call(serial, None, f"no answer within {CALL_LIMIT_S:g} s")

    def pump(self) -> None:
        """Take in what has come, once the socket is readable."""
        if self._socket is None:
            return
        try:
            data = self._socket.recv(65536)
            if not data:
                raise ConnectionResetError
            messages = self._parser.feed(data)
        except (TimeoutError, BlockingIOError):
            return
        except Exception:  # what a parser raises on nonsense cannot be listed
            self._lose("the bus closed the connection")
            return
        for message in messages:
            self._take(message)

    def call(self, message: Any, callee: str, then: Reply) -> None:
        """Send a method call that only `callee` may answer."""
        from jeepney import MessageFlag

        message.header.flags |= MessageFlag.no_auto_start
        serial = self._send(message)
        if serial is None:
            then(None, self.why)
        else:
            self._calls[serial] = (self._now() + CALL_LIMIT_S, callee, then)

    def add_match(self, sender: str, path: str, interface: str, member: str) -> None:
        """Have the bus pass on a signal."""
        from jeepney import MatchRule, message_bus

        rule = MatchRule(type="signal", sender=sender, path=path, interface=interface, member=member)
        self._send(message_bus.AddMatch(rule))

    def add_owner_match(self, name: str) -> None:
        """Have the bus tell who owns `name`."""
        from jeepney import MatchRule, message_bus

        rule = MatchRule(type="signal", sender="org.freedesktop.DBus", member="NameOwnerChanged")
        rule.add_arg_condition(0, name)
        self._send(message_bus.AddMatch(rule))

    def close(self) -> None:
        """Leave the bus."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
            self._socket = None

    def _connect(self, now: float) -> None:
        address = self._address()
        problem = f"there is no D-Bus {self.name} bus here"
        if address is not None:
            try:
                from jeepney import Parser, message_bus

                self._socket = entered(address, CONNECT_LIMIT_S)
            except ImportError as error:
                problem = f"jeepney cannot be used: {error}"
            except (OSError, ValueError) as error:
                problem = f"the D-Bus {self.name} bus cannot be reached: {error}"
            else:
                self._parser, self._retries, self.why = Parser(), 0, ""
                self._send(message_bus.Hello())
                for service in list(self._services.values()):
                    service.begin()
                return
        self.why = problem
        self._retry_at = now + RETRY_S * 2 ** min(self._retries, 4)
        self._retries += 1

    def _send(self, message: Any) -> int | None:
        if self._socket is None:
            return None
        serial = next(self._serials)
        try:
            self._socket.sendall(message.serialise(serial=serial))
        except OSError:
            self._lose("the bus does not take what we send")
            return None
        return serial

    def _lose(self, why: str) -> None:
        self.close()
        self.why = why
        self._retry_at = self._now() + 1.0
        for serial in list(self._calls):
            self._end_call(serial, None, why)
        for service in self._services.values():
            service.owned_by(None)

    def _end_call(self, serial: int, body: tuple[Any, ...] | None, why: str) -> None:
        called = self._calls.pop(serial, None)
        if called is not None:
            called[2](body, why)

    def _take(self, message: Any) -> None:
        from jeepney import HeaderFields, MessageType

        fields = message.header.fields
        sender = fields.get(HeaderFields.sender, "")
        kind = message.header.message_type
        if kind is MessageType.signal:
            path, interface = fields.get(HeaderFields.path, ""), fields.get(HeaderFields.interface, "")
            self._signal(sender, path, interface, fields.get(HeaderFields.member, ""), message.body)
        elif kind in (MessageType.method_return, MessageType.error):
            serial = fields.get(HeaderFields.reply_serial, 0)
            if serial in self._calls and sender == self._calls[serial][1]:
                failed = kind is MessageType.error
                error = str(fields.get(HeaderFields.error_name, "an error"))
                self._end_call(serial, None if failed else message.body, error if failed else "")

    def _signal(self, sender: str, path: str, interface: str, member: str, body: tuple[Any, ...]) -> None:
        if sender == "org.freedesktop.DBus":
            if member == "NameOwnerChanged" and body[0] in self._services:
                self._services[body[0]].owned_by(body[2] or None)
            return
        for service in list(self._services.values()):
            service.signal(sender, path, interface, member, body)
