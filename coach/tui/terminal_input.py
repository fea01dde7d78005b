"""What comes from a terminal, as events: bytes that make no sense are let go, and pasted words are never keys.

Textual's own reader ends the app with a traceback at a byte that is not UTF-8 and at a key code out of range, and reads
what follows an escape character within a paste as keys.
"""

import asyncio
import os
import selectors
import signal
from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from threading import Event
from typing import Any, Final

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.app import App, ScreenStackError
from textual.constants import ESCAPE_DELAY
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Paste
from textual.message import Message

from coach.clock import monotonic_seconds

READ_AT_ONCE: Final = 64 * 1024
LOOK_EVERY_S: Final = 0.1
"""Seconds after which it is seen that an escape character came alone."""
SETTLED_S: Final = max(1.0, 2 * ESCAPE_DELAY)
"""So long after the last byte nothing is left that time alone would make a key: from then on the terminal is waited
for, and not looked at ten times a second."""
MANY_WAITING: Final = 200
"""More keys than anybody types ahead: they come from a file that was poured in, or a key that lies under a book."""
MOST_WAITING: Final = 20_000
"""Twice the longest note; keys beyond are let go."""
END_KEYS: Final = ("ctrl+q", "ctrl+c")
END_BYTES: Final = (b"\x11", b"\x03", b"\x1b[113;5u", b"\x1b[99;5u")
"""The same as a terminal sends them, in the old way and in the new."""
PASTE_STALLS_S: Final = 5.0
"""A paste of which nothing has come for so long has lost its end, and is over (our default)."""


class TerminalInput:
    """Bytes in, events out. `now_s` tells elapsed seconds."""

    def __init__(self, now_s: Callable[[], float], debug: bool = False) -> None:
        self._now_s = now_s
        self._debug = debug
        self._parser = XTermParser(debug)
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._pasted: list[str] | None = None
        """What was pasted so far, while a paste comes in."""
        self._fed_s = now_s()

    def feed(self, data: bytes) -> Iterator[Message]:
        """The events of these bytes, after those that came before."""
        self._fed_s = self._now_s()
        if self._pasted is not None and data in END_BYTES:  # nobody pastes that by itself: the paste has lost its end
            yield from self._paste()
        text = self._decode(data)
        while text:
            if self._pasted is None:
                keys, began, text = text.partition(BRACKETED_PASTE_START)
                for character in keys:
                    yield from self._steadily(self._parser.feed, character)
                if began:
                    self._pasted = [""]
            else:
                pasted, ended, text = (self._pasted.pop() + text).partition(BRACKETED_PASTE_END)
                if not ended:  # the end may lie across two readings
                    self._pasted += [pasted[: -len(BRACKETED_PASTE_END)], pasted[-len(BRACKETED_PASTE_END) :]]
                    return
                self._pasted.append(pasted)
                yield from self._paste()

    @property
    def settled(self) -> bool:
        """Whether `tick` will bring nothing before more has come."""
        return self._pasted is None and self._now_s() - self._fed_s >= SETTLED_S

    def tick(self) -> Iterator[Message]:
        """The events that come because nothing has followed: an escape character alone is the key."""
        yield from self._steadily(self._parser.tick)
        if self._pasted is not None and self._now_s() - self._fed_s >= PASTE_STALLS_S:
            yield from self._paste()

    def _paste(self) -> Iterator[Message]:
        """By way of the parser, which may still hold an escape character that came before."""
        whole, self._pasted = "".join(self._pasted or ()), None
        for event in self._steadily(self._parser.feed, BRACKETED_PASTE_START + BRACKETED_PASTE_END):
            yield Paste(whole.replace("\0", "")) if isinstance(event, Paste) else event

    def _steadily(self, read: Callable[..., Iterable[Message]], *text: str) -> Iterator[Message]:
        try:
            yield from read(*text)
        except (ArithmeticError, ValueError):  # a number in it is out of range
            before, self._parser = self._parser, XTermParser(self._debug)
            self._parser.mouse_pixels = before.mouse_pixels
            self._parser.terminal_size = before.terminal_size
            self._parser.terminal_pixel_size = before.terminal_pixel_size


class Ending(Event):
    """An event for which a selector can wait beside a terminal."""

    def __init__(self) -> None:
        super().__init__()
        self._hears, self._tells = os.pipe()

    def fileno(self) -> int:
        """Readable once it is set."""
        return self._hears

    def set(self) -> None:
        """It has come."""
        if not self.is_set():
            super().set()
            os.write(self._tells, b".")

    def clear(self) -> None:
        """It may come again."""
        if self.is_set():
            super().clear()
            os.read(self._hears, 1)


class TerminalDriver(LinuxDriver):
    """Textual's driver for Linux and macOS, with a reader of ours."""

    exit_event: Ending

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.exit_event = Ending()
        self._sent: deque[Future[bool]] = deque()
        """What the app's loop has not taken yet is among these."""

    def send_message(self, message: Message) -> None:
        """To the app, unless thousands of keys wait; a key that closes the app does not stand in their queue."""
        if isinstance(message, Key) and (waiting := self._waiting()) >= MANY_WAITING:
            if message.key in END_KEYS:
                os.kill(os.getpid(), signal.SIGINT)  # what a terminal makes of ctrl+c, and `ending` of that
                return
            if waiting >= MOST_WAITING:
                return
        self._sent.append(asyncio.run_coroutine_threadsafe(self._app._post_message(message), loop=self._loop))

    def _waiting(self) -> int:
        """How many messages are on their way."""
        while self._sent and self._sent[0].done():
            self._sent.popleft()
        waiting = len(self._sent) + self._app.message_queue_size
        with suppress(ScreenStackError):
            takers = (self._app.screen, self._app.focused)
            waiting += sum(taker.message_queue_size for taker in takers if taker is not None)
        return waiting

    def run_input_thread(self) -> None:
        """Read until the app ends, and then what is there still."""
        terminal = TerminalInput(monotonic_seconds, self._debug)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self.exit_event, selectors.EVENT_READ)
            ends = False
            while not ends:
                ready = selector.select(None if terminal.settled else LOOK_EVERY_S)
                ends = self.exit_event.is_set()
                if any(key.fd == self.fileno for key, _ in ready):
                    data = os.read(self.fileno, READ_AT_ONCE)
                    if not data:  # the terminal is gone: `ending` sees to it, and this thread must not outlive the app
                        return
                    for event in terminal.feed(data):
                        self.process_message(event)
                for event in terminal.tick():
                    self.process_message(event)
