"""The bell at the inbox: a ring is heard at once by the one that listens, and harms nothing where nobody does."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.link.bell import NAME, Bell, ring

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
LONG_S = 20


class Ear:
    """Counts what it hears."""

    def __init__(self) -> None:
        self._heard = threading.Semaphore(0)

    def hears(self) -> None:
        self._heard.release()

    def heard(self, within_s: float = LONG_S) -> bool:
        return self._heard.acquire(timeout=within_s)


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def bell(tmp_path: Path, ear: Ear) -> Iterator[Bell]:
    bell = Bell(tmp_path, ear.hears)
    bell.listen(True)
    yield bell
    bell.listen(False)


def listeners(folder: Path) -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == str(folder / NAME)]


def test_each_ring_is_heard(bell: Bell, ear: Ear, tmp_path: Path) -> None:
    for _ in range(3):
        ring(tmp_path)
        assert ear.heard()


def test_only_its_user_can_ring(bell: Bell, tmp_path: Path) -> None:
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


def test_one_that_took_over_hears_what_the_first_no_longer_does(bell: Bell, ear: Ear, tmp_path: Path) -> None:
    bell.listen(False)
    for thread in listeners(tmp_path):
        thread.join(LONG_S)
    second = Ear()
    after = Bell(tmp_path, second.hears)
    after.listen(True)
    ring(tmp_path)
    assert second.heard() and not ear.heard(0)
    after.listen(False)


def test_it_can_be_listened_to_again(bell: Bell, ear: Ear, tmp_path: Path) -> None:
    bell.listen(False)
    bell.listen(True)
    bell.listen(True)
    ring(tmp_path)
    assert ear.heard()


def test_its_thread_ends_when_it_is_no_longer_listened_to(bell: Bell, tmp_path: Path) -> None:
    (thread,) = listeners(tmp_path)
    bell.listen(False)
    thread.join(LONG_S)
    assert not thread.is_alive()


def test_to_ring_where_nobody_listens_waits_for_nobody(tmp_path: Path) -> None:
    ring(tmp_path)
    os.mkfifo(tmp_path / NAME)
    ring(tmp_path)


@pytest.mark.parametrize("kind", ["a file", "a link", "a folder"])
def test_something_else_in_its_place_stays_as_it_is(kind: str, tmp_path: Path, ear: Ear) -> None:
    target = tmp_path / "other"
    target.write_text("mine")
    place = tmp_path / NAME
    if kind == "a file":
        place.write_text("mine")
    elif kind == "a link":
        place.symlink_to(target)
    else:
        place.mkdir()
    bell = Bell(tmp_path, ear.hears)
    bell.listen(True)
    ring(tmp_path)
    assert not listeners(tmp_path)
    assert target.read_text() == "mine" and (place.is_dir() or place.read_text() == "mine")
    bell.listen(False)


def test_where_no_thread_can_be_had_nobody_listens_and_nothing_stays_open(
    tmp_path: Path, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else None
    monkeypatch.setattr(threading.Thread, "start", refused)
    deaf = Bell(tmp_path, ear.hears)
    deaf.listen(True)
    deaf.listen(False)
    if before is not None:
        assert len(os.listdir("/proc/self/fd")) == before
