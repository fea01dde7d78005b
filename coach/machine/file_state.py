"""Whether a file is still the one it was."""

import os
from pathlib import Path


def state_of(path: str | Path) -> tuple[int, int, int] | None:
    """What tells a file from one put in its place: when it was modified (ns), its size (bytes), its inode.

    None where there is none, or it cannot be looked at.
    """
    try:
        about = os.stat(path)
    except (OSError, ValueError):
        return None
    return about.st_mtime_ns, about.st_size, about.st_ino
