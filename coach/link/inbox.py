"""How the running app is steered: a command is a small file put into its inbox, the reply a small file beside it.

A command counts for 5 seconds. One that is older, dated in the future, another user's, a link, or not understood does
nothing, and says so where a reply can be given. Names of letters should sort by time: where more lie there than one
look takes, the newest go first.
"""

import logging
import os
import stat
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from threading import Event

import msgspec
from msgspec import Struct

from coach.core.reminders.model import Answer, Moved, Pause, Resume, Stay
from coach.errors import CoachError
from coach.link.bell import ring
from coach.link.files import read_private, write_private
from coach.link.owner import is_owned

FOLDER = "inbox"
GOOD_FOR_S = 5.0
AHEAD_S = 1.0
"""So far ahead of the app's clock a command may be dated: the clock may be set between the two readings."""
REPLY_WITHIN_S = 3.0
"""How long a sender waits: the app looks into its inbox when it is rung for, and every 1.5 s at most."""
KEPT_S = 60.0
"""After so long nobody waits for a command or a reply any more: it is cleared away unread."""
MOST_BYTES = 16_384
MOST_A_LOOK = 64
MOST_SWEPT = 256
MOST_LISTED = 20_000
"""The work of one look is bounded: so many letters are read, so many left-overs cleared away, so many names seen."""
MOST_PAUSE_S = 7 * 24 * 3600
"""A longer pause is surely a slip of the pen, and its end could not be told by a day of the week."""
MOST_REASON = 100
_POLL_S = 0.02
_POLLS_A_CHECK = 10

NO_APP = "No coach is running; open it with coach."
NOT_OURS = "The app takes commands only from plain small files of its own user; nothing was done."
NOT_UNDERSTOOD = "The app did not understand that; nothing was done."
TOO_OLD = "That came too late; nothing was done."
TOO_EARLY = "That command is dated in the future; nothing was done."

Steering = Answer | Moved | Pause | Resume | Stay
"""What may be asked from outside."""

log = logging.getLogger(__name__)


class Look(Struct, frozen=True, tag="look"):
    """Nothing but a look, now: the settings have changed."""


class Yield(Struct, frozen=True, tag="yield"):
    """An app has opened: whoever prompts without a screen is to leave it the prompting."""


class Letter(Struct, frozen=True):
    """A command as it lies in the inbox; `at` in Unix seconds."""

    at: float
    command: Steering | Look | Yield


class Reply(Struct, frozen=True):
    """What became of a command, in one sentence."""

    done: bool
    said: str


_NOTHING = Answer("done", prompt=-1)
"""What a Look asks of the rules: an answer to a prompt that never was, which changes nothing."""


# the sender --------------------------------------------------------------------------------------------------------


def send(folder: Path, command: Steering | Look | Yield, now: float, name: str, wait: Event | None = None) -> Reply:
    """Hand a command to the app that prompts in `folder`, and wait for its reply.

    `now` is in Unix seconds; `name` must be unique. Raises CoachError at once when no app runs there, and when it
    does not answer; the sentence says what is known of the command then.
    """
    if not is_owned(folder):
        raise CoachError(NO_APP)
    try:
        inbox = make_inbox(folder)
        letter, answer = inbox / f"{name}.json", inbox / f"{name}.reply"
        write_private(letter, msgspec.json.encode(Letter(now, command)))
        ring(folder)
    except OSError as error:
        raise CoachError(f"The command could not be handed over: {error.strerror or error}.") from error
    try:
        alive = _answered(folder, answer, Event() if wait is None else wait)
        untouched = _remove(letter)
        if answer.exists():
            return _read_reply(answer)
    finally:
        _remove(answer)
        _remove(letter)
    if untouched:
        raise CoachError("The running app did not take it; nothing was done." if alive else NO_APP)
    gone = "" if alive else " before it ended"
    raise CoachError(f"The app took the command and did not answer{gone}; coach why tells whether it was done.")


def make_inbox(folder: Path) -> Path:
    """The inbox in `folder`, which only this user can enter, made where there is none. Raises OSError.

    CoachError when it is a link, or it or `folder` is another user's: then the app that runs is not ours to steer.
    """
    inbox = folder / FOLDER
    if not os.path.lexists(inbox):
        inbox.mkdir(mode=0o700, exist_ok=True)
    if not (_is_ours(folder.stat()) and _is_private(inbox)):
        raise CoachError(f"{inbox} is not a folder of yours, so the app that runs there cannot be steered.")
    return inbox


def _answered(folder: Path, answer: Path, pause: Event) -> bool:
    """Wait for the reply; False when the app has ended meanwhile, True otherwise."""
    for poll in range(1, round(REPLY_WITHIN_S / _POLL_S) + 1):
        pause.wait(_POLL_S)
        if answer.exists():
            return True
        if poll % _POLLS_A_CHECK == 0 and not is_owned(folder):
            return False
    return True


def _read_reply(answer: Path) -> Reply:
    try:
        return msgspec.json.decode(read_private(answer), type=Reply)
    except (OSError, msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise CoachError("The reply of the app cannot be read; coach why tells what was done.") from error


# the app -----------------------------------------------------------------------------------------------------------


def take_in(folder: Path, now: float) -> Iterator[tuple[Steering | Yield, Callable[[Reply], None]]]:
    """The commands that have come, oldest first, each with the way to answer it; what cannot be taken is refused.

    `now` is in Unix seconds. Raises nothing, and does no more than a bounded amount of work.
    """
    inbox = folder / FOLDER
    try:
        if not _is_private(inbox):
            return
        with os.scandir(inbox) as entries:
            names = sorted(entry.name for entry in islice(entries, MOST_LISTED))
    except OSError:
        return
    letters = [name for name in names if name.endswith(".json") and not name.startswith(".")]
    taken = letters[-MOST_A_LOOK:]
    if len(names) > len(taken):
        spared = set(taken)
        for name in islice((name for name in names if name not in spared), MOST_SWEPT):
            _sweep(inbox / name, now)
    for name in taken:
        path = inbox / name
        answer = path.with_suffix(".reply")
        found = _open(path, now)
        if isinstance(found, str):
            log.info("a command was refused: %s", found)
            if not answer.exists():
                _replier(answer)(Reply(False, found))
        elif isinstance(found, Look):
            yield _NOTHING, _looked(answer)
        elif found is not None:
            yield found, _replier(answer)


def _open(path: Path, now: float) -> Steering | Look | Yield | str | None:
    """The command of a letter, taken out of the inbox; the sentence that refuses it; None when nobody waits for one."""
    try:
        about = path.lstat()
        plain = stat.S_ISREG(about.st_mode) and about.st_nlink == 1 and about.st_size <= MOST_BYTES
        content = read_private(path) if plain and _is_ours(about) else None
    except FileNotFoundError:
        return None  # withdrawn
    except OSError:
        content = None
    if not _remove(path) and not os.path.lexists(path):
        return None  # withdrawn while it was read: the sender says that nothing was done
    if content is None or os.path.lexists(path):
        return NOT_OURS
    try:
        letter = msgspec.json.decode(content, type=Letter)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return NOT_UNDERSTOOD
    age_s = now - letter.at
    if age_s > KEPT_S:
        log.info("a command from %.0f s ago was thrown away", age_s)
        return None
    if not -AHEAD_S <= age_s <= GOOD_FOR_S:
        return TOO_OLD if age_s > 0 else TOO_EARLY
    return letter.command if _can_be(letter.command) else NOT_UNDERSTOOD


def _can_be(command: Steering | Look | Yield) -> bool:
    """Whether its numbers and words are such as the commands of ours can send."""
    match command:
        case Pause(seconds=seconds):
            return 0 < seconds <= MOST_PAUSE_S
        case Answer(reason=str() as reason):
            return len(reason) <= MOST_REASON and reason.isprintable()
    return True


def _replier(path: Path) -> Callable[[Reply], None]:
    def reply(answer: Reply) -> None:
        try:
            write_private(path, msgspec.json.encode(answer))
        except OSError:
            return  # the sender hears nothing, and says so

    return reply


def _looked(path: Path) -> Callable[[Reply], None]:
    reply = _replier(path)
    return lambda _: reply(Reply(True, "The app has looked."))


def _sweep(path: Path, now: float) -> None:
    """What nobody fetched, or a sender left behind, goes after a while."""
    try:
        if now - path.lstat().st_mtime > KEPT_S:
            _remove(path)
    except OSError:
        return


def _remove(path: Path) -> bool:
    """Take it away, a folder only when it is empty; whether it was there and is gone."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError:
        try:
            path.rmdir()
        except OSError:
            return False
    return True


def _is_private(inbox: Path) -> bool:
    """Whether it is a folder of ours and no link; one that others could enter is closed to them. Raises OSError."""
    about = inbox.lstat()
    if not stat.S_ISDIR(about.st_mode) or not _is_ours(about):
        return False
    if hasattr(os, "getuid") and about.st_mode & 0o077:
        inbox.chmod(0o700)
    return True


def _is_ours(about: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or about.st_uid == os.getuid()
