"""The bell at the inbox: whoever puts a command in rings it, and the app looks at once and not within the next second.

It is a named pipe beside the inbox. Where a system has none, or something else lies there, nobody rings, and the app
takes its commands by looking alone.
"""

import os
import select
import stat
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

NAME = "bell"


def ring(folder: Path) -> None:
    """Ring, if an app in that folder listens. Waits for nobody, and raises nothing."""
    with suppress(OSError, AttributeError):
        fd = os.open(folder / NAME, os.O_WRONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        try:
            if _is_ours(fd):
                os.write(fd, b".")
        finally:
            os.close(fd)


class Bell:
    """Listens for the one that prompts in `folder`; `heard` is called on a thread of its own at each ring.

    A ring is heard once: where two listen, as for a moment when one takes over, the other finds the command by looking.
    """

    def __init__(self, folder: Path, heard: Callable[[], None]) -> None:
        self._path = folder / NAME
        self._heard = heard
        self._end: int | None = None
        self._tried = False

    def listen(self, on: bool) -> None:
        """From now on, or no more; once tried it is not tried again until it was off. Raises nothing."""
        if on and not self._tried:
            self._tried = True
            with suppress(OSError, AttributeError, RuntimeError):  # the last where no thread can be had
                self._begin()
        elif not on:
            self._tried = False
            if self._end is not None:
                os.close(self._end)
                self._end = None

    def _begin(self) -> None:
        with suppress(FileExistsError):
            os.mkfifo(self._path, 0o600)
        pipe = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOFOLLOW)  # read alone, it would end with each ring
        if not _is_ours(pipe):
            os.close(pipe)
            return
        over, self._end = os.pipe()
        try:
            threading.Thread(target=self._attend, args=(pipe, over), name=str(self._path), daemon=True).start()
        except RuntimeError:
            for end in (pipe, over, self._end):
                os.close(end)
            self._end = None
            raise

    def _attend(self, pipe: int, over: int) -> None:
        try:
            while over not in select.select([pipe, over], [], [])[0]:
                with suppress(BlockingIOError):  # whoever took over, or hands over, was faster
                    os.read(pipe, 4096)
                    self._heard()
        finally:
            os.close(pipe)
            os.close(over)


def _is_ours(fd: int) -> bool:
    about = os.fstat(fd)
    return stat.S_ISFIFO(about.st_mode) and about.st_uid == os.getuid()
