"""Every test lives in an empty COACH_HOME of its own, and cannot reach the developer's desktop or log."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import pytest

from tests.read_once import read_once
from tests.settled import soon_settled

# An example may take as long as a busy machine lets it: how fast things are is for tests/bench to say. The everyday run
# draws a few, new ones each time; the full run, which says whether a change may land, many, the same for the same code.
FULL = os.environ.get("COACH_FULL") == "1"
hypothesis.settings.register_profile("coach", deadline=None, derandomize=FULL, max_examples=100 if FULL else 25)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=100)
hypothesis.settings.load_profile("coach")


@pytest.fixture(scope="session", autouse=True)
def what_never_changes() -> Iterator[None]:
    """The app's styles and the shipped routines are read once in a run, and an app at rest is not waited for."""
    with read_once(), soon_settled():
        yield


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the homes of the tests would be: most tests never make theirs."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def coach_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty COACH_HOME; no session bus, no display, no tmux, a fixed zone."""
    home = next(homes)
    monkeypatch.setenv("COACH_HOME", str(home))
    monkeypatch.setenv("TZ", "UTC")
    for name in (
        "DBUS_SESSION_BUS_ADDRESS",
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "TMUX",
        "XDG_RUNTIME_DIR",
        "NO_COLOR",
    ):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture
def state_folder(tmp_path: Path) -> Iterator[Path]:
    """Where a conductor keeps its state; in memory if the machine can: a day by hand renews two files at each look."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK | os.X_OK):
        yield tmp_path / "state" / "desk"
        return
    with TemporaryDirectory(prefix="coach-test-", dir=memory) as folder:
        yield Path(folder) / "desk"
