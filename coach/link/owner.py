"""One log, one prompter: a lock that the process which prompts holds while it lives."""

import os
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from coach.link.files import private_folder

PROBE_S = 0.05
"""Somebody who only asks holds the lock for a moment; that moment is waited for."""


class Owner:
    """The right to prompt on this machine. The lock goes with the process, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._lock = FileLock(folder / "owner.lock", mode=0o600, thread_local=False)
        self._folder = folder
        self._file: os.stat_result | None = None

    def take(self) -> bool:
        """Try to become the one that prompts; True when it is ours (or was already). Raises OSError."""
        if self._lock.is_locked:
            if not self._cleared_away():
                return True
            self._file = None
            self._lock.release()  # somebody cleared the folder away: another may hold the lock that others see
        private_folder(self._folder)
        try:
            self._lock.acquire(timeout=PROBE_S, poll_interval=PROBE_S / 5)
        except Timeout:
            return False
        with suppress(OSError):
            self._file = os.stat(self._folder / "owner.lock")
        return True

    def _cleared_away(self) -> bool:
        """Whether what others find when they ask for the lock is another file than ours, or none."""
        try:
            found = os.stat(self._folder / "owner.lock")
        except FileNotFoundError:
            return True
        except OSError:
            return False  # nobody can tell now
        return self._file is None or not os.path.samestat(found, self._file)

    def release(self) -> None:
        """Leave it to another."""
        if self._lock.is_locked:
            self._lock.release()


def is_owned(folder: Path) -> bool:
    """Whether some process prompts now."""
    if not os.path.exists(folder / "owner.lock"):
        return False
    probe = Owner(folder)
    try:
        free = probe.take()
    except OSError:
        return False
    if free:
        probe.release()
    return not free
