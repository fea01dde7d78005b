"""Small private files between processes: written beside and renamed, read only when they are ours and no link."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from coach.paths import make_private

MOST_BYTES = 1_000_000


def private_folder(path: Path) -> Path:
    """Make a folder that only this user can enter. Raises OSError."""
    make_private(path)
    return path


def write_private(path: Path, content: bytes) -> None:
    """Put a file in place whole, mode 0600. Raises OSError; then what was there before is still there."""
    temp = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    fd = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(content)
        os.replace(temp, path)
    except BaseException:
        temp.unlink(missing_ok=True)
        raise


def sweep(path: Path) -> None:
    """Clear away what killed writers of that file left beside it. For its only writer; raises nothing."""
    with suppress(OSError):
        for left in path.parent.glob(f".{path.name}.*.tmp"):
            left.unlink(missing_ok=True)


def read_private(path: Path) -> bytes:
    """What a file holds, if it is a regular file of this user, no link, and not large. Raises OSError else."""
    fd = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        facts = os.fstat(fd)
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > MOST_BYTES:
            raise PermissionError(f"{path} is not a plain small file")
        if hasattr(os, "getuid") and facts.st_uid != os.getuid():
            raise PermissionError(f"{path} belongs to another user")
        return os.read(fd, MOST_BYTES)
    finally:
        os.close(fd)
