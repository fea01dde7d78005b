"""Where files lie: all under COACH_HOME when it is set, else in the platform's own folders."""

import os
from pathlib import Path


class Paths:
    """The places of one user. Making one touches nothing on disk."""

    def __init__(self, config: Path, log: Path, routines: Path, state: Path) -> None:
        self.config = config
        """config.toml"""
        self.log = log
        """The log folder: one folder a device, the only one to synchronise."""
        self.routines = routines
        """The user's own routine files."""
        self.state = state
        """What belongs to this machine alone: snapshot, reminder state, inbox. Never synchronised."""


def find_paths(environ: dict[str, str] | None = None) -> Paths:
    """The user's places, from COACH_HOME or from the platform."""
    home = (os.environ if environ is None else environ).get("COACH_HOME")
    if home:
        root = Path(home).expanduser().absolute()
        return Paths(root / "config.toml", root / "log", root / "routines", root / "state")
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("back-coach", appauthor=False)
    data = Path(dirs.user_data_dir)
    return Paths(Path(dirs.user_config_dir) / "config.toml", data / "log", data / "routines", Path(dirs.user_state_dir))


def papers_folder(environ: dict[str, str] | None = None) -> Path:
    """Where pages made for the user are offered to lie: COACH_HOME when it is set, else the home folder."""
    home = (os.environ if environ is None else environ).get("COACH_HOME")
    return Path(home).expanduser().absolute() if home else Path.home()


def make_private(folder: Path) -> bool:
    """Make a folder with mode 0700, and so every parent that is not there; whether there was anything to make.

    One that is there already stays as it is. Raises OSError, also for a file in its place.
    """
    if folder.is_dir():
        return False
    make_private(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)  # another process may have been faster
    return True
