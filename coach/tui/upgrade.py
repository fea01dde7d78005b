"""An upgrade of the package under an app that is open: noticed, and said in one sentence."""

from pathlib import Path

import coach
from coach.machine.file_state import state_of


class Upgraded(Exception):
    """The files of the package are others than those the app began with; the text says what to do."""

    def __rich__(self) -> str:
        """How Textual shows it once the screen is closed."""
        return str(self)


class Installed:
    """The package as it lay on disk when the app began; `file` is one of its files, which every upgrade writes anew."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = Path(coach.__file__) if file is None else file
        self._was = state_of(self._file)

    def explained(self, error: Exception) -> Exception:
        """What ended the app: the error itself, or that the package was upgraded meanwhile."""
        if state_of(self._file) == self._was:
            return error
        return Upgraded(
            f"The coach was upgraded while it was open and could not go on ({type(error).__name__}). "
            "Open it again with coach; what was saved is kept."
        )
