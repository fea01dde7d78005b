"""A notification daemon in a process of its own, for `tests.dbus_daemon`: run with a file and its capabilities.

It writes a JSON line for each thing it is told, and obeys JSON lines on stdin, one at a time.
"""

import json
import os
import selectors
import sys
from pathlib import Path

from jeepney import DBusAddress, HeaderFields, MessageType, message_bus, new_method_return, new_signal
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.Notifications"
EMITTER = DBusAddress("/org/freedesktop/Notifications", interface=NAME)
FIELDS = ("app_name", "replaces_id", "icon", "title", "body", "actions")


class Server:
    def __init__(self, file: Path, capabilities: list[str]) -> None:
        self.bus = open_dbus_connection()
        self.bus.send_and_get_reply(message_bus.RequestName(NAME))
        self.out = file.open("a", encoding="utf-8")
        self.capabilities = capabilities
        self.last_id = 0

    def serve(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self.bus.sock, selectors.EVENT_READ, self.answer_calls)
            selector.register(sys.stdin, selectors.EVENT_READ, self.obey)
            print("ready", flush=True)
            while True:
                for key, _ in selector.select():
                    key.data()

    def obey(self) -> None:
        line = os.read(0, 65536)
        if not line:
            sys.exit()
        command = json.loads(line)
        if "invoke" in command:
            self.bus.send(new_signal(EMITTER, "ActionInvoked", "us", (command["id"], command["invoke"])))
        self.bus.send(new_signal(EMITTER, "NotificationClosed", "uu", (command["id"], 2)))
        print("done", flush=True)

    def answer_calls(self) -> None:
        try:
            while True:
                call = self.bus.receive(timeout=0)
                if call.header.message_type is MessageType.method_call:
                    self.bus.send(new_method_return(call, *self.answer(call.header.fields, call.body)))
        except TimeoutError:
            pass
        except ConnectionError:
            sys.exit()

    def answer(self, fields: dict[HeaderFields, str], body: tuple) -> tuple:  # type: ignore[type-arg]
        member = fields[HeaderFields.member]
        if member == "GetCapabilities":
            return "as", (self.capabilities,)
        if member == "GetServerInformation":
            return "ssss", ("test", "coach", "1", "1.2")
        if member == "CloseNotification":
            self.note({"close": body[0]})
        if member != "Notify":
            return ()
        if not body[1]:
            self.last_id += 1
        told = dict(zip(FIELDS, body, strict=False))
        hints = {name: value for name, (_, value) in body[6].items()}
        extra = {"id": body[1] or self.last_id, "timeout_ms": body[7], "sender": fields[HeaderFields.sender]}
        self.note({"notify": {**told, "hints": hints, **extra}})
        return "u", (extra["id"],)

    def note(self, what: dict[str, object]) -> None:
        self.out.write(json.dumps(what) + "\n")
        self.out.flush()


if __name__ == "__main__":
    Server(Path(sys.argv[1]), [name for name in sys.argv[2].split(",") if name]).serve()
