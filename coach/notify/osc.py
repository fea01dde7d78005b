"""Notifications by the terminal itself: sequences that some terminals turn into a notification of the desktop.

OSC 99: https://sw.kovidgoyal.net/kitty/desktop-notifications/ (kitty). OSC 777: rxvt-unicode's, read by foot, WezTerm,
Ghostty and Contour. OSC 9: iTerm2's, read by Warp too. A terminal that knows none swallows it, so only those known
to show one are asked; the rest are left to the bell.
"""

import base64
import os
from collections.abc import Callable, Mapping
from typing import Literal

from coach.notify.channel import Outcome, Write
from coach.notify.message import APP_NAME, Message, one_line, safe
from coach.notify.terminal import to_tty
from coach.notify.tmux import Tmux

Protocol = Literal[9, 777, 99]

_KNOWN: tuple[tuple[str, Protocol], ...] = (
    ("kitty", 99),
    ("foot", 777),
    ("wezterm", 777),
    ("ghostty", 777),
    ("contour", 777),
    ("rxvt-unicode", 777),
    ("iterm", 9),
    ("warpterminal", 9),
)

TMUX_LINE = "set -g allow-passthrough on"
"""What tmux.conf needs before sequences reach the terminal (tmux 3.3 and later)."""


class OscChannel:
    """Asks the terminal for a notification through `write`.

    `always` says whether to try a terminal that is not known too (with OSC 9, the oldest).
    """

    name = "osc"
    desktop = False

    def __init__(
        self,
        write: Write = to_tty,
        environ: Mapping[str, str] | None = None,
        always: Callable[[], bool] = lambda: False,
    ) -> None:
        self._write = write
        self._environ = os.environ if environ is None else environ
        self._always = always
        self._tmux = Tmux(self._environ)
        self._shown: set[str] = set()

    def deliver(self, message: Message) -> Outcome:
        """Delivered when a terminal that is known to show notifications took the sequence."""
        for multiplexer, mark in (("GNU screen", "STY"), ("zellij", "ZELLIJ")):
            if self._environ.get(mark) and not self._tmux.inside:
                return Outcome(False, f"{multiplexer} does not pass notifications on")
        try:
            outside = self._tmux.terminal() if self._tmux.inside else None
            if outside is not None and not outside.passes:
                return Outcome(False, f'tmux does not pass notifications on: put "{TMUX_LINE}" into tmux.conf')
            names = outside.names if outside is not None else terminal_names(self._environ)
            protocol = protocol_of(names)
            if protocol is None:
                if not self._always():
                    return Outcome(False, f"this terminal ({names or 'nameless'}) is not known to show notifications")
                protocol = 9
            text = sequence(protocol, message)
            self._write(through_tmux(text) if self._tmux.inside else text)
        except OSError as error:
            return Outcome(False, f"the terminal cannot be asked: {error.strerror or error}")
        if protocol == 99 and message.prompt_id:
            self._shown.add(message.prompt_id)
        return Outcome(True, f"the terminal was asked to show it (OSC {protocol})")

    def withdraw(self, prompt_id: str) -> None:
        """Close it where the terminal can (kitty); elsewhere nothing."""
        if prompt_id not in self._shown:
            return
        self._shown.discard(prompt_id)
        text = f"\x1b]99;i={_id(prompt_id)}:p=close;\x1b\\"
        try:
            self._write(through_tmux(text) if self._tmux.inside else text)
        except OSError:
            return  # the terminal is gone, and its notifications with it

    def close(self) -> None:
        """Kill the call to tmux that is under way."""
        self._tmux.close()


def terminal_names(environ: Mapping[str, str]) -> str:
    """All that the environment calls the terminal; over ssh that is TERM, and LC_TERMINAL where it is sent on."""
    names = [environ.get(key, "") for key in ("TERM", "TERM_PROGRAM", "LC_TERMINAL")]
    if environ.get("KITTY_WINDOW_ID"):
        names.append("kitty")
    return " ".join(dict.fromkeys(name for name in names if name))


def protocol_of(names: str) -> Protocol | None:
    """The sequence a terminal of these names shows, None when none is known."""
    lower = names.lower()
    return next((protocol for name, protocol in _KNOWN if name in lower), None)


def sequence(protocol: Protocol, message: Message) -> str:
    """The characters that ask a terminal to show `message`; nothing in the message can end or extend them."""
    clean = safe(message)
    if protocol == 99:
        about = f"i={_id(message.prompt_id)}:u={0 if message.low else 1}:e=1"
        title, body = (base64.b64encode(text.encode()).decode() for text in (clean.title, clean.body))
        return f"\x1b]99;{about}:d=0:p=title;{title}\x1b\\\x1b]99;{about}:d=1:p=body;{body}\x1b\\"
    if protocol == 777:
        return f"\x1b]777;notify;{_field(clean.title)};{_field(clean.body)}\a"
    text = _field(one_line(message))
    if text[0].isdigit():  # "9;4;..." and its kind are other requests
        text = f"{APP_NAME}: {text}"
    return f"\x1b]9;{text}\a"


def through_tmux(text: str) -> str:
    """`text` wrapped so that tmux hands it to the terminal outside."""
    return "\x1bPtmux;" + text.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def _field(text: str) -> str:
    return text.replace(";", ",")


def _id(prompt_id: str) -> str:
    return "coach-" + "".join(char for char in prompt_id if char.isascii() and (char.isalnum() or char in "-_"))
