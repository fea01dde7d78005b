"""The terminal's bell, the channel that always remains, and the way to the terminal itself."""

import os
import sys

from coach.notify.channel import Outcome, Write
from coach.notify.message import Message

BEL = "\a"


def to_tty(text: str, path: str = "/dev/tty") -> None:
    """Write `text` to the controlling terminal without ever waiting for it; raises OSError when it does not take it.

    For a process that draws no screen. An app that draws one hands in a callable of its own, so that the
    characters do not fall into the middle of its output.
    """
    if sys.platform == "win32":
        path = "CONOUT$"
    handle = os.open(path, os.O_WRONLY | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        whole = text.encode("utf-8", "replace")
        if os.write(handle, whole) != len(whole):
            raise OSError("the terminal took only a part")
    finally:
        os.close(handle)


class BellChannel:
    """Rings the bell through `write`."""

    name = "bell"
    desktop = False

    def __init__(self, write: Write = to_tty) -> None:
        self._write = write

    def deliver(self, message: Message) -> Outcome:
        """Delivered when the terminal took the character; whether it sounds is the terminal's own setting."""
        try:
            self._write(BEL)
        except OSError as error:
            return Outcome(False, f"there is no terminal that takes a bell: {error.strerror or error}")
        return Outcome(True, "the terminal's bell was rung")

    def withdraw(self, prompt_id: str) -> None:
        """Nothing: a bell cannot be taken back."""

    def close(self) -> None:
        """Nothing is ever under way."""
