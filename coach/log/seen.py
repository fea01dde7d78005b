"""Whether a log was in the folder before: an empty one is where its disk is not there now, and no log to begin anew."""

import os
from contextlib import suppress
from pathlib import Path

from coach.log.files import Unreadable, read_plain, write_durably
from coach.paths import make_private

EMPTIED = "is empty, though a log was in it: is its disk there? To begin a new log, delete that folder"
_MOST_BYTES = 10_000


class Seen:
    """Remembers between starts that a log was in `folder`; `file` is where that is kept, None for nowhere."""

    def __init__(self, folder: Path, file: Path | None) -> None:
        self._name, self._file = os.fsencode(folder), file
        self._noted = False

    def before(self) -> bool:
        """Whether a log was there once."""
        if self._file is None:
            return False
        try:
            return read_plain(self._file, follow=False, most=_MOST_BYTES)[0] == self._name
        except (FileNotFoundError, Unreadable):
            return False

    def note(self) -> None:
        """A log is there. Where that cannot be kept, it is not."""
        if self._noted or self._file is None:
            return
        self._noted = True
        if not self.before():
            with suppress(OSError):
                make_private(self._file.parent)
                write_durably(self._file, self._name)


def is_empty(folder: Path) -> bool:
    """Whether it is a folder, and nothing at all in it."""
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    except OSError:
        return False
