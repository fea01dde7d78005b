"""An upgrade of the package under an app that is open: noticed, and said in one sentence."""

import os
from pathlib import Path

import coach


class Upgraded(Exception):
    """The files of the package are others than those the app began with; the text says what to do."""

    def __rich__(self) -> str:
        """How Textual shows it once the screen is closed."""
        return str(self)


class Installed:
    """The package as it lay on disk when the app began; `file` is one of its files, which every upgrade writes anew."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = Path(coach.__file__) if file is None else file
        self._was = self._state()

    def explained(self, error: Exception) -> Exception:
        """What ended the app: the error itself, or that the package was upgraded meanwhile."""
        if self._state() == self._was:
            return error
        return Upgraded(
            f"The coach was upgraded while it was open and could not go on ({type(error).__name__}). "
            "Open it again with coach; what was saved is kept."
        )

    def _state(self) -> tuple[int, int, int] | None:
        try:
            about = os.stat(self._file)
        except OSError:
            return None
        return (about.st_mtime_ns, about.st_size, about.st_ino)
