"""What every channel is: something that tries to deliver one message and says honestly what came of it."""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from coach.notify.message import Message

Write = Callable[[str], None]
"""Puts characters on the user's terminal without blocking; raises OSError when it cannot."""


class Outcome(Struct, frozen=True):
    """What came of one try. `detail` is one short sentence: by what it was shown, or why it was not.

    `may_yet_appear`: the desktop was asked and did not answer in time, so it may still show the message; asking
    the same desktop by another way would show it twice.
    """

    delivered: bool
    detail: str
    may_yet_appear: bool = False


class Delivery(Struct, frozen=True):
    """How a message fared: the channel that delivered it, or the one that was tried last.

    `detail` says by what it was shown or, for one that was not delivered, why each channel could not.
    `took_s` is seconds from the try (of all channels together) to its end. `tried` are the channels that
    failed before, in order. `prompt_id` is the message's.
    """

    channel: str
    delivered: bool
    detail: str
    took_s: float
    prompt_id: str = ""
    tried: tuple["Delivery", ...] = ()


class Channel(Protocol):
    """One way to the user. Used from one thread, `close` from any; no method raises or blocks for long."""

    name: str
    """dbus, plyer, tmux, osc or bell."""
    desktop: bool
    """Whether it goes through the desktop's notifications (and obeys `notify.desktop`)."""

    def deliver(self, message: Message) -> Outcome:
        """Try to show `message`, within a few seconds at most."""

    def withdraw(self, prompt_id: str) -> None:
        """Take back what was shown for that prompt, where the channel can."""

    def close(self) -> None:
        """Give up what is under way, at once."""
