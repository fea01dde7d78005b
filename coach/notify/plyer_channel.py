"""The desktop through plyer, on any platform, in a child process that may hang or fail without harm."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from coach.machine.bus import session_address
from coach.machine.child import Children
from coach.notify.bus import NO_BUS
from coach.notify.channel import Outcome
from coach.notify.message import APP_NAME, Message, escape, safe

LIMIT_S = 5.0
"""Seconds until the child is killed: our choice; plyer alone was seen to block for 75."""

_CHILD = Path(__file__).with_name("plyer_child.py")


class _Said(msgspec.Struct):
    delivered: bool
    detail: str


class PlyerChannel:
    """Shows messages through plyer. `limit_s` is how long the child may take, in seconds."""

    name = "plyer"
    desktop = True

    def __init__(
        self, environ: Mapping[str, str] | None = None, limit_s: float = LIMIT_S, python: str = sys.executable
    ) -> None:
        self._environ = os.environ if environ is None else environ
        self._limit_s = limit_s
        self._python = python
        self._children = Children()

    def deliver(self, message: Message) -> Outcome:
        """Delivered only when the child says so: something took the message and no program failed."""
        if sys.platform.startswith("linux") and session_address(self._environ) is None:
            return Outcome(False, NO_BUS)
        words = safe(message)
        said = msgspec.json.encode(
            {
                "app": APP_NAME,
                "title": words.title,
                "body": words.body,
                "markup": escape(words.body),
                "low": words.low,
            }
        )
        try:
            ended = self._children.run(
                [self._python, "-P", str(_CHILD)],
                limit_s=self._limit_s,
                env=self._environ,
                stdin=said.decode(),
                stderr=False,
            )
        except OSError as error:
            return Outcome(False, f"Python could not be started for plyer: {error.strerror or error}")
        if ended.code is None:
            seconds = f"{self._limit_s:g}"
            return Outcome(False, f"the desktop did not answer within {seconds} s", may_yet_appear=True)
        try:
            heard = msgspec.json.decode(ended.out, type=_Said)
        except msgspec.MsgspecError:
            return Outcome(False, f"the process that calls plyer ended with exit code {ended.code} and no word")
        return Outcome(heard.delivered and ended.code == 0, heard.detail)

    def withdraw(self, prompt_id: str) -> None:
        """Nothing: plyer cannot take a notification back."""

    def close(self) -> None:
        """Kill the child, if one runs."""
        self._children.close()
