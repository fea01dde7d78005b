"""The thread that talks to the desktop's notification service over D-Bus, and hears its buttons.

https://specifications.freedesktop.org/notification-spec/ version 1.2. It owns the connection: it sends what it is
asked for and listens for pressed buttons. A button counts only when it comes from the very bus name that showed
the notification, for anybody on the bus can send such a signal.
"""

import contextlib
import logging
import selectors
import socket
import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

from msgspec import Struct

from coach.machine.bus import session_address
from coach.notify.bus import Link
from coach.notify.channel import Outcome
from coach.notify.message import ANSWERS, APP_NAME, Message, escape, safe

log = logging.getLogger(__name__)

TITLE_UNITS = 120
BODY_UNITS = 600
"""Most UTF-16 units of title and text: our choice, more than any desktop shows at once."""

ICON = "appointment-soon"
"""A neutral clock, by its name in the freedesktop icon naming specification."""

MOST_REMEMBERED = 64
"""Notifications whose buttons are still obeyed, and questions to the service that may still be answered."""

_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_BUS = "org.freedesktop.DBus"
_MATCHES = (
    f"type='signal',sender='{_NAME}',interface='{_NAME}',path='{_PATH}'",
    f"type='signal',sender='{_BUS}',interface='{_BUS}',member='NameOwnerChanged',arg0='{_NAME}'",
)
_NOBODY = ("org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner")


class Ask:
    """One message under way: its outcome, and whether the asker still waits for it."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self.outcome: Future[Outcome] = Future()
        self.given_up = False

    def answer(self, outcome: Outcome) -> None:
        """Say what came of it, once."""
        if not self.outcome.done():
            self.outcome.set_result(outcome)

    def give_up(self, why: str) -> Outcome:
        """Wait no longer. A message that was not sent yet never will be; one that was may yet appear."""
        self.given_up = True
        if self.outcome.cancel():
            return Outcome(False, why)
        if self.outcome.done():
            return self.outcome.result()
        return Outcome(False, why, may_yet_appear=True)


class _Shown(Struct, frozen=True):
    """A notification on the desktop: for which prompt, and by which name on the bus."""

    prompt_id: str
    by: str


class Desk:
    """The thread that owns the connection. `do` and `close` may be called from any thread, the rest from its own."""

    def __init__(self, on_action: Callable[[str, str], None], environ: Mapping[str, str], limit_s: float) -> None:
        self._on_action = on_action
        self._environ = environ
        self._limit_s = limit_s
        self._link: Link | None = None
        self._capabilities: frozenset[str] | None = None
        self._pending: dict[int, tuple[Ask, Callable[[Any], None]]] = {}
        self._shown: dict[int, _Shown] = {}
        self._open: dict[str, int] = {}
        self._closing = False
        self._todo: deque[Callable[[], None]] = deque()
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._thread = threading.Thread(target=self._run, name="coach-dbus", daemon=True)
        self._thread.start()

    def do(self, task: Callable[[], None]) -> None:
        """Run `task` on the thread, soon; returns at once."""
        self._todo.append(task)
        with contextlib.suppress(OSError):  # full: it is about to wake; closed: nothing is done any more
            self._bell.send(b"!")

    def close(self, wait_s: float) -> None:
        """Take back what is shown and leave the bus; waits `wait_s` seconds for it at most."""
        self._closing = True
        self.do(lambda: None)
        if threading.current_thread() is not self._thread:
            self._thread.join(wait_s)

    def show(self, ask: Ask) -> None:
        """Ask the desktop to show a message, first what it can do when that is not known."""
        if ask.given_up:
            return
        if self._link is None:
            try:
                self._connect()
            except (OSError, ValueError) as error:
                self._drop()
                ask.answer(Outcome(False, f"the D-Bus session cannot be reached: {error}"))
                return
            except ImportError as error:
                ask.answer(Outcome(False, f"jeepney cannot be used: {error}"))
                return
        if self._capabilities is not None:
            self._notify(ask)
            return

        def learned(reply: Any) -> None:
            self._capabilities = frozenset(reply.body[0])
            self._notify(ask)

        self._call(ask, "GetCapabilities", None, (), learned)

    def withdraw(self, prompt_id: str) -> None:
        """Close the notification of that prompt and forget it."""
        number = self._open.pop(prompt_id, None)
        if number is not None:
            self._shown.pop(number, None)
            self._close_notification(number)

    def _notify(self, ask: Ask) -> None:
        if not ask.outcome.set_running_or_notify_cancel():
            return  # given up before it was sent: another channel has it
        message, can = safe(ask.message, TITLE_UNITS, BODY_UNITS), self._capabilities or frozenset()
        buttons = [word for pair in ANSWERS for word in pair] if message.prompt_id and "actions" in can else []
        body = escape(message.body) if "body-markup" in can else message.body
        hints: dict[str, tuple[str, object]] = {"urgency": ("y", 0 if message.low else 1)}
        hints |= {"sound-name": ("s", "complete")} if message.sound else {"suppress-sound": ("b", True)}
        replaces = self._open.get(message.prompt_id, 0)

        def shown(reply: Any) -> None:
            number = reply.body[0]
            if ask.given_up:
                self._close_notification(number)
                return
            self._remember(number, _Shown(message.prompt_id, _sender(reply)))
            ask.answer(Outcome(True, "shown by the desktop"))

        words = (APP_NAME, replaces, ICON, message.title, body, buttons, hints, -1)
        self._call(ask, "Notify", "susssasa{sv}i", words, shown)

    def _remember(self, number: int, shown: _Shown) -> None:
        self._shown.pop(number, None)
        self._shown[number] = shown
        if shown.prompt_id:
            self._open[shown.prompt_id] = number
        while len(self._shown) > MOST_REMEMBERED:
            oldest = next(iter(self._shown))
            self._forget(oldest, self._shown[oldest])

    def _forget(self, number: int, shown: _Shown) -> None:
        self._shown.pop(number, None)
        if self._open.get(shown.prompt_id) == number:
            del self._open[shown.prompt_id]

    def _connect(self) -> None:
        from jeepney import message_bus

        address = session_address(self._environ)
        if address is None:
            raise ValueError("it is gone")
        self._link = Link(address, self._limit_s)
        self._selector.register(self._link.socket, selectors.EVENT_READ)
        for rule in _MATCHES:
            self._link.send(message_bus.AddMatch(rule))

    def _drop(self) -> None:
        """Forget the connection and all that hung on it; the next message makes a new one."""
        if self._link is not None:
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(self._link.socket)
            self._link.close()
        self._link = None
        self._capabilities = None
        pending, self._pending = self._pending, {}
        self._shown.clear()
        self._open.clear()
        for ask, _ in pending.values():
            ask.answer(Outcome(False, "the D-Bus session went away"))

    def _call(
        self, ask: Ask, method: str, signature: str | None, body: tuple[object, ...], then: Callable[[Any], None]
    ) -> None:
        from jeepney import DBusAddress, new_method_call

        if self._link is None:
            ask.answer(Outcome(False, "the D-Bus session went away"))
            return
        call = new_method_call(DBusAddress(_PATH, _NAME, _NAME), method, signature, body)
        while len(self._pending) >= MOST_REMEMBERED:  # a service that answers nothing
            self._pending.pop(next(iter(self._pending)))[0].answer(Outcome(False, "the desktop did not answer"))
        try:
            self._pending[self._link.send(call)] = (ask, then)
        except OSError as error:
            self._drop()
            ask.answer(Outcome(False, f"the D-Bus session cannot be reached: {error}"))

    def _close_notification(self, number: int) -> None:
        from jeepney import DBusAddress, MessageFlag, new_method_call

        if self._link is None:
            return
        call = new_method_call(DBusAddress(_PATH, _NAME, _NAME), "CloseNotification", "u", (number,))
        call.header.flags = MessageFlag.no_reply_expected | MessageFlag.no_auto_start
        try:
            self._link.send(call)
        except OSError:
            self._drop()

    def _run(self) -> None:
        with selectors.DefaultSelector() as self._selector, self._bell, self._ear:
            self._selector.register(self._ear, selectors.EVENT_READ)
            while not self._closing:
                try:
                    self._turn()
                except Exception:  # one odd message must not end the thread: begin anew on a new connection
                    log.exception("D-Bus notifications failed")
                    self._drop()
            for number in list(self._open.values()):
                self._close_notification(number)
            self._drop()

    def _turn(self) -> None:
        for key, _ in self._selector.select():
            if key.fileobj is self._ear:
                self._ear.recv(4096)
            else:
                self._listen()
        while self._todo and not self._closing:
            self._todo.popleft()()

    def _listen(self) -> None:
        if self._link is None:
            return
        try:
            messages = self._link.receive()
        except OSError:
            self._drop()
            return
        for message in messages:
            self._take(message)

    def _take(self, message: Any) -> None:
        from jeepney import HeaderFields, MessageType

        fields, kind = message.header.fields, message.header.message_type
        if kind in (MessageType.method_return, MessageType.error):
            ask, then = self._pending.pop(fields.get(HeaderFields.reply_serial), (None, None))
            if ask is None or then is None:
                return
            if kind is MessageType.method_return:
                then(message)
            else:
                ask.answer(Outcome(False, _refusal(fields.get(HeaderFields.error_name, ""), message.body)))
        elif kind is MessageType.signal:
            self._hear(_sender(message), fields.get(HeaderFields.member), message.body)

    def _hear(self, sender: str, member: str, body: tuple[Any, ...]) -> None:
        match (member, body):
            case ("NameOwnerChanged", (str(name), str(old), str())) if sender == _BUS and name == _NAME:
                self._capabilities = None
                for number, shown in list(self._shown.items()):
                    if shown.by == old:
                        self._forget(number, shown)
            case ("ActionInvoked", (int(number), str(answer))):
                shown_one = self._shown.get(number)
                if shown_one is None or shown_one.by != sender or answer not in dict(ANSWERS):
                    return
                self._forget(number, shown_one)
                self._close_notification(number)  # some services (dunst) leave it on the screen
                try:
                    self._on_action(shown_one.prompt_id, answer)
                except Exception:  # the caller's fault must not end our thread
                    log.exception("on_action failed")
            case ("NotificationClosed", (int(number), int())):
                closed = self._shown.get(number)
                # some services tell of the closing before the button, so the button stays known
                if closed is not None and closed.by == sender and self._open.get(closed.prompt_id) == number:
                    del self._open[closed.prompt_id]
            case _:
                return


def _sender(message: Any) -> str:
    from jeepney import HeaderFields

    return str(message.header.fields.get(HeaderFields.sender, ""))


def _refusal(error: str, body: tuple[Any, ...]) -> str:
    if error in _NOBODY:
        return "no notification service runs on this desktop"
    said = str(body[0]) if body else error
    return f"the notification service refused: {said[:200]}"
