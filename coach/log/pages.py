"""Putting a page made from the log into a file that only the user can read."""

import stat
from pathlib import Path

from coach.errors import NotSaved
from coach.log.files import reason_of, write_durably


def write_page(file: str, data: bytes) -> None:
    """Put `data` into the file, all of it or nothing, mode 0600; what was there is replaced.

    Raises NotSaved, in one sentence, for a folder, a device, a missing folder and a place that cannot be written.
    """
    path = Path(file)
    try:
        found = path.stat()
    except OSError:
        found = None  # what is not there yet is made, and what may not be looked at says so below
    if found is not None and stat.S_ISDIR(found.st_mode):
        raise NotSaved(f"{file or '.'}: not written: it is a folder; name a file in it.")
    if found is not None and not stat.S_ISREG(found.st_mode):
        raise NotSaved(f"{file}: not written: it is not a plain file.")
    try:
        if not path.parent.is_dir():
            raise NotSaved(f"{file}: not written: the folder {path.parent} does not exist.")
        write_durably(path, data)
    except OSError as error:
        raise NotSaved(f"{file}: not written: {reason_of(error)}.") from error
