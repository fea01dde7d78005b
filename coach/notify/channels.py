"""The notifier: takes a message, returns at once, and tries the channels in order on a thread of its own."""

import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from coach.clock import monotonic_seconds
from coach.core.settings import NotifySettings
from coach.notify.channel import Channel, Delivery, Outcome, Write
from coach.notify.message import TEST_MESSAGE, Message
from coach.notify.terminal import to_tty

log = logging.getLogger(__name__)

NAMES = ("dbus", "plyer", "tmux", "osc", "bell")
"""Every channel, in the order they are tried."""

MOST_WAITING = 8
"""Messages that may wait for a slow channel; of more the oldest is given up. Our choice: prompts are 10 min apart."""

OnResult = Callable[[Delivery], None]
OnAction = Callable[[str, str], None]


class Notifier:
    """Delivers messages in the background. Nothing here blocks the caller or holds up the end of the program.

    `write` puts characters on the user's terminal (the app's own way when it draws a screen). `on_result` gets
    one Delivery a message and `on_action` a pressed button as (prompt_id, answer); both are called on a thread
    of the notifier and must only hand it on. `channels`, in order of trying, are for tests: without them they
    are made on the first message.
    """

    def __init__(
        self,
        settings: NotifySettings,
        *,
        write: Write = to_tty,
        on_result: OnResult = lambda delivery: None,
        on_action: OnAction = lambda prompt_id, answer: None,
        environ: Mapping[str, str] | None = None,
        channels: Sequence[Channel] | None = None,
    ) -> None:
        self._settings = settings
        self._write = write
        self._on_result = on_result
        self._on_action = on_action
        self._environ = os.environ if environ is None else environ
        self._channels = channels
        self._todo: deque[Message | str] = deque()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def use(self, settings: NotifySettings) -> None:
        """Obey `settings` from the next message on."""
        self._settings = settings

    def send(self, message: Message) -> None:
        """Deliver `message` by the first channel that can. Returns at once; the answer comes to `on_result`."""
        self._put(message)

    def close_notification(self, prompt_id: str) -> None:
        """Take back what was sent for that prompt, also when it still waits; where a channel cannot, nothing."""
        self._put(prompt_id)

    def close(self) -> None:
        """Stop now: running programs are killed, waiting messages forgotten. More than once does no harm."""
        with self._wake:
            self._closed = True
            self._todo.clear()
            channels = self._channels or ()
            self._wake.notify()
        for channel in channels:
            channel.close()

    def _put(self, task: Message | str) -> None:
        with self._wake:
            if self._closed:
                return
            if isinstance(task, str):
                self._todo = deque(m for m in self._todo if isinstance(m, str) or m.prompt_id != task)
            self._todo.append(task)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="coach-notifier", daemon=True)
                self._thread.start()
            self._wake.notify()

    def _run(self) -> None:
        try:
            channels = self._make_channels()
        except Exception:  # the next message tries again
            log.exception("no channel could be made")
            with self._wake:
                self._todo.clear()
                self._thread = None
            return
        while True:
            given_up: list[Message] = []
            with self._wake:
                while not self._todo and not self._closed:
                    self._wake.wait()
                if self._closed:
                    return
                while len(self._todo) > MOST_WAITING:
                    oldest = self._todo.popleft()
                    if isinstance(oldest, Message):
                        given_up.append(oldest)
                task = self._todo.popleft()
            for message in given_up:
                self._tell(Delivery("none", False, "too many notifications were waiting", 0.0, message.prompt_id))
            if isinstance(task, str):
                for channel in channels:
                    _withdraw(channel, task)
            else:
                self._tell(deliver(task, channels, self._settings, lambda: self._closed))

    def _make_channels(self) -> Sequence[Channel]:
        if self._channels is None:
            made = make_channels(
                write=self._write,
                environ=self._environ,
                on_action=self._on_action,
                settings=lambda: self._settings,
            )
            with self._wake:
                self._channels = made
        return self._channels

    def _tell(self, delivery: Delivery) -> None:
        if self._closed:
            return
        try:
            self._on_result(delivery)
        except Exception:  # the caller's fault must not end our thread
            log.exception("on_result failed")


def make_channels(
    *,
    write: Write,
    environ: Mapping[str, str],
    on_action: OnAction,
    settings: Callable[[], NotifySettings],
) -> tuple[Channel, ...]:
    """The channels of `NAMES`, in that order. Imports what they need, so not at the start of a program."""
    from coach.notify.dbus import DBusChannel
    from coach.notify.osc import OscChannel
    from coach.notify.plyer_channel import PlyerChannel
    from coach.notify.terminal import BellChannel
    from coach.notify.tmux import TmuxChannel

    return (
        DBusChannel(on_action, environ),
        PlyerChannel(environ),
        TmuxChannel(environ),
        OscChannel(write, environ, always=lambda: settings().terminal == "osc"),
        BellChannel(write),
    )


def deliver(
    message: Message,
    channels: Sequence[Channel],
    settings: NotifySettings,
    ended: Callable[[], bool] = lambda: False,
) -> Delivery:
    """Try `channels` in the order of the settings until one delivers, or until `ended`.

    Left out are those that are off and, once a desktop did not answer in time, other ways to the same desktop.
    """
    began = monotonic_seconds()
    tried: list[Delivery] = []
    hung = False
    for channel in _in_order(channels, settings):
        if off(channel, settings):
            continue
        if ended():
            break
        one, unsure = _try(channel, message, skip=hung and channel.desktop)
        if one.delivered:
            took_s = monotonic_seconds() - began
            return Delivery(one.channel, True, one.detail, took_s, message.prompt_id, tuple(tried))
        tried.append(one)
        hung = hung or unsure
    took_s = monotonic_seconds() - began
    if not tried:
        return Delivery("none", False, "every channel is off in the settings", took_s, message.prompt_id)
    detail = "; ".join(f"{one.channel}: {one.detail}" for one in tried)
    return Delivery(tried[-1].channel, False, detail, took_s, message.prompt_id, tuple(tried[:-1]))


def try_all(
    settings: NotifySettings,
    *,
    message: Message = TEST_MESSAGE,
    write: Write = to_tty,
    environ: Mapping[str, str] | None = None,
    only: str | None = None,
) -> list[Delivery]:
    """Try each channel by itself (or the one named `only`) and say what happened; what is off says so.

    Blocks, up to about 10 s with a desktop that hangs: not for an event loop.
    """
    channels = make_channels(
        write=write,
        environ=os.environ if environ is None else environ,
        on_action=lambda prompt_id, answer: None,
        settings=lambda: settings,
    )
    said = []
    for channel in _in_order(channels, settings):
        if only is not None and channel.name != only:
            continue
        why_off = off(channel, settings)
        said.append(Delivery(channel.name, False, why_off, 0.0) if why_off else _try(channel, message)[0])
        channel.close()
    return said


def off(channel: Channel, settings: NotifySettings) -> str:
    """Why `settings` leave that channel out, in a few words; empty when they do not."""
    if channel.name in NAMES and channel.name not in settings.order:
        return "off: notify.order does not name it"
    if channel.desktop:
        return "" if settings.desktop else "off: notify.desktop is false"
    if settings.terminal in ("auto", channel.name):
        return ""
    return f'off: notify.terminal is "{settings.terminal}"'


def _in_order(channels: Sequence[Channel], settings: NotifySettings) -> list[Channel]:
    """The channels as the settings order them; those that they do not name last, as they were."""
    named = [channel for name in settings.order for channel in channels if channel.name == name]
    return [*named, *(channel for channel in channels if channel not in named)]


def _withdraw(channel: Channel, prompt_id: str) -> None:
    try:
        channel.withdraw(prompt_id)
    except Exception:  # one broken channel must not end the thread, and with it all that is still to come
        log.exception("%s failed", channel.name)


def _try(channel: Channel, message: Message, skip: bool = False) -> tuple[Delivery, bool]:
    began = monotonic_seconds()
    if skip:
        outcome = Outcome(False, "left out: the desktop did not answer and may yet show it")
    else:
        try:
            outcome = channel.deliver(message)
        except Exception as error:  # one broken channel must not keep the next from being tried
            log.exception("%s failed", channel.name)
            outcome = Outcome(False, f"failed: {str(error)[:200] or type(error).__name__}")
    took_s = monotonic_seconds() - began
    return Delivery(channel.name, outcome.delivered, outcome.detail, took_s, message.prompt_id), outcome.may_yet_appear
