"""Files that survive: written beside, synced, renamed into place; private; read only when they are plain files."""

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from coach.errors import NotSaved
from coach.paths import make_private

LOCK_WAIT_S = 10.0
"""How long a write waits for another process that is writing (our default)."""
_LOCK_POLL_S = 0.005
LOCK_NAME = ".lock"
_TEMP_END = ".tmp"
_LEFTOVER = re.compile(r"\.\d{4}-\d{2}\.json(?:\.damaged-[0-9T-]+)?\.\d+-[0-9a-f]+\.tmp")
_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)

Key = tuple[int, int, int]
"""What tells one state of a file from another: modification time in ns, size, inode."""


UNREAD: Key = (-1, -1, -1)
"""In place of the key of a file that the system did not let us read: no state of a file equals it."""


class Unreadable(Exception):
    """A file that is not read: not a plain file, a link, too large, or refused by the system. Says why, in words."""


class Refused(Unreadable):
    """The system did not let us read it now: the very same file may be read the next time."""


def key_of(info: os.stat_result) -> Key:
    """The key of a file as it stands."""
    return (info.st_mtime_ns, info.st_size, info.st_ino)


def read_plain(path: Path, *, follow: bool, most: int | None) -> tuple[bytes, Key]:
    """The bytes of a plain file, and its key.

    With `follow` false a link is refused; `most` is the largest size in bytes. Raises Unreadable, and
    FileNotFoundError when there is none.
    """
    try:
        if not follow and not _NO_FOLLOW and path.is_symlink():
            raise Unreadable("it is a link")
        fd = os.open(path, _READ_FLAGS if follow else _READ_FLAGS | _NO_FOLLOW)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Unreadable("it is a link") if error.errno == errno.ELOOP else Refused(reason_of(error)) from error
    try:
        info = os.fstat(fd)
        if not stat.S_ISREG(info.st_mode):
            raise Unreadable("it is not a plain file")
        if most is not None and info.st_size > most:
            raise Unreadable(f"it is larger than {most // 1_000_000} MB")
        return _all_of(fd, info.st_size, most), key_of(info)
    except OSError as error:
        raise Refused(reason_of(error)) from error
    finally:
        os.close(fd)


def opens(path: str) -> bool:
    """Whether the system lets us open that file now."""
    try:
        os.close(os.open(path, _READ_FLAGS))
    except OSError:
        return False
    return True


def _all_of(fd: int, size: int, most: int | None) -> bytes:
    """What an open file holds, up to `most` bytes: ten years are 240 files, so without a file object around each."""
    parts: list[bytes] = []
    left = most
    while left is None or left > 0:
        part = os.read(fd, size + 1 if left is None else min(size + 1, left))
        if not part:
            break
        parts.append(part)
        left = None if left is None else left - len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def write_durably(path: Path, data: bytes) -> Key:
    """Put `data` in place of the file, all of it or nothing; on return it is on disk. Returns the new key.

    Mode 0600. Raises OSError; then the old content stands and nothing is left over.
    """
    temp = path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}{_TEMP_END}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    fd = os.open(temp, flags, 0o600)
    try:
        with open(fd, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(fd)
            key = key_of(os.fstat(fd))
        os.replace(temp, path)
    except BaseException:
        with suppress(OSError):
            temp.unlink()
        raise
    sync_folder(path.parent)
    return key


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # a file system that cannot sync folders
            raise
    finally:
        os.close(fd)


def make_durable(folder: Path) -> None:
    """Make a folder with mode 0700, and its parents, so that their names are on disk. Raises OSError."""
    if not folder.is_dir():
        make_durable(folder.parent)
        make_private(folder)
        sync_folder(folder.parent)


def is_leftover(name: str) -> bool:
    """Whether a name is that of a temporary file of ours, and of nobody else's: Syncthing's look alike."""
    return _LEFTOVER.fullmatch(name) is not None


def sweep(folder: Path) -> None:
    """Remove the temporary files that a killed writer left. Only under the lock: then none is in use."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if is_leftover(entry.name):
                with suppress(OSError):
                    os.unlink(entry.path)


@contextmanager
def locked(folder: Path, wait_s: float = LOCK_WAIT_S) -> Iterator[None]:
    """Hold the one lock of a device's folder: a lock of the operating system, which dies with its holder.

    Raises NotSaved when another holds it longer than `wait_s` seconds, or the file system has no locks.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK_NAME, timeout=wait_s, mode=0o600, poll_interval=_LOCK_POLL_S, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise NotSaved(
            f"Not saved: another program has held the log for {wait_s:g} seconds ({folder / LOCK_NAME})."
        ) from error
    except NotImplementedError as error:
        raise NotSaved(f"Not saved: the disk under {folder} has no file locks.") from error
    try:
        yield
    finally:
        lock.release()


def reason_of(error: OSError) -> str:
    """Why a file operation failed, as the end of a sentence."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full"
        case errno.EFBIG:
            return "the file may not grow any further"
        case errno.EROFS:
            return "the disk is read-only"
        case errno.EACCES | errno.EPERM:
            return "there is no permission"
        case errno.ENOENT | errno.ESTALE:
            return "the folder is gone"
        case errno.EEXIST | errno.ENOTDIR:
            return "there is a file where a folder should be"
        case errno.ENOSYS | errno.ENOTSUP | errno.ENOLCK:
            return "the disk has no file locks"
        case _:
            return (error.strerror or type(error).__name__).lower()


def not_saved(error: OSError, folder: Path) -> NotSaved:
    """The sentence for a write that failed."""
    return NotSaved(f"Not saved: {reason_of(error)} ({folder}).")
