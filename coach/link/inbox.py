"""How the running app is steered: a command is a small file put into its inbox, the reply a small file beside it.

A command counts for 5 seconds. One that is older, another user's, a link, or not understood does nothing, and says so
where a reply can be given.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import msgspec
from msgspec import Struct

from coach.core.reminders.model import Answer, Command, Moved, Pause, Resume, Stay
from coach.errors import CoachError
from coach.link.files import private_folder, read_private, write_private

FOLDER = "inbox"
GOOD_FOR_S = 5.0
REPLY_WITHIN_S = 3.0
"""How long a sender waits: the app looks into its inbox every 1.5 s at most."""
_POLL_S = 0.02

Steering = Answer | Moved | Pause | Resume | Stay
"""What may be asked from outside."""


class Letter(Struct, frozen=True):
    """A command as it lies in the inbox; `at` in Unix seconds."""

    at: float
    command: Steering


class Reply(Struct, frozen=True):
    """What became of a command, in one sentence."""

    done: bool
    said: str


def send(folder: Path, command: Command, now: float, name: str, wait: Event | None = None) -> Reply:
    """Hand a command to the app that prompts in `folder`, and wait for its reply.

    `now` is in Unix seconds; `name` must be unique. Raises CoachError when nobody answers.
    """
    inbox = private_folder(folder / FOLDER)
    letter, answer = inbox / f"{name}.json", inbox / f"{name}.reply"
    write_private(letter, msgspec.json.encode(Letter(now, command)))  # type: ignore[arg-type]
    pause = wait or Event()
    try:
        for _ in range(round(REPLY_WITHIN_S / _POLL_S)):
            pause.wait(_POLL_S)
            if answer.exists():
                return msgspec.json.decode(read_private(answer), type=Reply)
    finally:
        answer.unlink(missing_ok=True)
        letter.unlink(missing_ok=True)
    raise CoachError("The running app did not answer; nothing was done.")


def take_in(folder: Path, now: float) -> Iterator[tuple[Steering, Callable[[Reply], None]]]:
    """The commands that have come, oldest first, each with the way to answer it; what cannot be taken is refused."""
    inbox = folder / FOLDER
    try:
        names = sorted(name for name in os.listdir(inbox) if not name.startswith("."))
    except OSError:
        return
    for name in names:
        path = inbox / name
        if not name.endswith(".json"):
            _sweep(path, now)
            continue
        reply = _replier(path.with_suffix(".reply"))
        try:
            content = read_private(path)
        except OSError:
            path.unlink(missing_ok=True)
            reply(Reply(False, "The app takes commands only from plain files of its own user."))
            continue
        path.unlink(missing_ok=True)
        try:
            letter = msgspec.json.decode(content, type=Letter)
        except (msgspec.DecodeError, UnicodeError):
            reply(Reply(False, "The app did not understand that."))
            continue
        if not 0 <= now - letter.at + 1 <= GOOD_FOR_S + 1:
            reply(Reply(False, "That came too late; nothing was done."))
            continue
        yield letter.command, reply


def _replier(path: Path) -> Callable[[Reply], None]:
    def reply(answer: Reply) -> None:
        try:
            write_private(path, msgspec.json.encode(answer))
        except OSError:
            return  # the sender hears nothing, and says so

    return reply


def _sweep(path: Path, now: float) -> None:
    """A reply that nobody fetched goes after a while."""
    try:
        if now - path.lstat().st_mtime > 60:
            path.unlink()
    except OSError:
        return
