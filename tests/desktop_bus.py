"""Services of a desktop on a private bus, as a test wants them: they answer, emit, fall silent, go and come again."""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, message_bus, new_error, new_method_return, new_signal
from jeepney.io.blocking import DBusConnection, open_dbus_connection

PROPERTIES = "org.freedesktop.DBus.Properties"


class Service:
    """One name on a bus. `answers` maps (path, interface, member) to (signature, body); what is not there is an error.

    Properties are answers too, set with `put`. While `silent` nothing is answered.
    """

    def __init__(self, address: str, name: str | None) -> None:
        self.silent = False
        self.answers: dict[tuple[str, str, str], tuple[str, tuple[Any, ...]]] = {}
        self.properties: dict[tuple[str, str, str], tuple[str, Any]] = {}
        self.asked: list[tuple[str, str, str]] = []
        self._connection: DBusConnection = open_dbus_connection(address)
        self._sending = threading.Lock()
        if name is not None:
            self._connection.send_and_get_reply(message_bus.RequestName(name))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def put(self, path: str, interface: str, name: str, signature: str, value: Any, *, say: bool = False) -> None:
        """Give a property a value, and emit PropertiesChanged when `say`."""
        self.properties[path, interface, name] = (signature, value)
        if say:
            changed: tuple[Any, ...] = (interface, {name: (signature, value)}, [])
            self.emit(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", changed)

    def emit(
        self, path: str, interface: str, member: str, signature: str, body: tuple[Any, ...], to: str | None = None
    ) -> None:
        """Emit a signal; `to` sends it straight to one client."""
        signal = new_signal(DBusAddress(path, interface=interface), member, signature, body)
        if to is not None:
            signal.header.fields[HeaderFields.destination] = to
        self._send(signal)

    def leave(self) -> None:
        """Leave the bus."""
        with contextlib.suppress(OSError):
            self._connection.sock.shutdown(2)
        self._thread.join(5)
        self._connection.close()

    def _send(self, message: Any) -> None:
        with self._sending:
            self._connection.send(message)

    def _serve(self) -> None:
        with contextlib.suppress(OSError, EOFError):
            while True:
                call = self._connection.receive()
                if call.header.message_type is MessageType.method_call and not self.silent:
                    self._send(self._answer(call))

    def _answer(self, call: Any) -> Any:
        fields = call.header.fields
        asked = tuple(fields[field] for field in (HeaderFields.path, HeaderFields.interface, HeaderFields.member))
        self.asked.append(asked)
        if asked[1:] == (PROPERTIES, "Get"):
            found = self.properties.get((asked[0], *call.body))
            if found is not None:
                return new_method_return(call, "v", (found,))
        elif asked in self.answers:
            return new_method_return(call, *self.answers[asked])
        return new_error(call, "org.freedesktop.DBus.Error.UnknownMethod", "s", ("not here",))


@contextlib.contextmanager
def service(address: str, name: str | None) -> Iterator[Service]:
    """A service of that name on the bus; without a name a stranger."""
    running = Service(address, name)
    try:
        yield running
    finally:
        running.leave()
