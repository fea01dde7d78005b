"""The desktop's own notifications over D-Bus, with buttons that act, and taken back when answered elsewhere."""

import os
import threading
from collections.abc import Callable, Mapping

from coach.machine.bus import session_address
from coach.notify.bus import NO_BUS
from coach.notify.channel import Outcome
from coach.notify.desk import Ask, Desk
from coach.notify.message import Message

LIMIT_S = 2.0
"""Seconds a notification service may take to answer: our choice; a healthy one takes a few milliseconds."""

_CLOSED = Outcome(False, "the notifier is closed")


class DBusChannel:
    """Shows messages through org.freedesktop.Notifications.

    `on_action` gets (prompt_id, answer) for a pressed button, on this channel's thread, and must only hand it
    on. `limit_s` is how long the notification service may take, in seconds.
    """

    name = "dbus"
    desktop = True

    def __init__(
        self,
        on_action: Callable[[str, str], None] = lambda prompt_id, answer: None,
        environ: Mapping[str, str] | None = None,
        limit_s: float = LIMIT_S,
    ) -> None:
        self._on_action = on_action
        self._environ = os.environ if environ is None else environ
        self._limit_s = limit_s
        self._lock = threading.Lock()
        self._desk: Desk | None = None
        self._closed = False

    def deliver(self, message: Message) -> Outcome:
        """Delivered when the notification service gave the message an id, within the limit."""
        if session_address(self._environ) is None:
            return Outcome(False, NO_BUS)
        with self._lock:
            if self._closed:
                return _CLOSED
            if self._desk is None:
                self._desk = Desk(self._on_action, self._environ, self._limit_s)
            desk = self._desk
        ask = Ask(message)
        desk.do(lambda: desk.show(ask))
        try:
            return ask.outcome.result(timeout=self._limit_s)
        except TimeoutError:
            return ask.give_up(f"the desktop's notification service did not answer within {self._limit_s:g} s")

    def withdraw(self, prompt_id: str) -> None:
        """Close the notification of that prompt, if one is on the desktop."""
        if self._desk is not None:
            desk = self._desk
            desk.do(lambda: desk.withdraw(prompt_id))

    def close(self) -> None:
        """Take back what is shown, whose buttons would be dead, and leave the bus; waits 0.2 s for it at most."""
        with self._lock:
            self._closed = True
            desk, self._desk = self._desk, None
        if desk is not None:
            desk.close(0.2)
