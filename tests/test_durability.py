"""What was acknowledged is there: killed writers, several writers, full and read-only disks, folders that vanish."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coach.core.records import Pain
from coach.errors import NotSaved
from coach.log.ids import new_id
from coach.log.log import Log

NOW = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
ROOT = Path(__file__).parent.parent
DEVICE = "aaaaaaaaaaaa"

WRITER = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from coach.core.records import Pain
from coach.errors import NotSaved
from coach.log.ids import new_id
from coach.log.log import Log

NOW = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
log = Log(Path(sys.argv[1]), "aaaaaaaaaaaa", lambda: NOW)

def write():
    pain = Pain(id=new_id(NOW), at=NOW, pain=os.getpid() % 11, note="x" * 50)
    log.append(pain)
    print(pain.id, flush=True)

def die(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def a_log(folder: Path) -> Log:
    return Log(folder, DEVICE, lambda: NOW)


def a_pain(nrs: int = 4) -> Pain:
    return Pain(id=new_id(NOW), at=NOW, pain=nrs)


def writer(folder: Path, body: str) -> "subprocess.Popen[str]":
    """A process of its own that runs `body` with `log`, `write()` and `die()` at hand."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER + body, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def acknowledged(process: "subprocess.Popen[str]") -> list[str]:
    """The ids it printed to its end; a line cut off by the kill was never whole."""
    assert process.stdout is not None
    lines = process.stdout.read()
    process.stdout.close()
    process.wait(timeout=30)
    return lines.split("\n")[:-1]


def present(folder: Path) -> set[str]:
    log = a_log(folder)
    found = {pain.id for pain in log.history().pains}
    assert log.problems == ()
    return found


def leftovers(folder: Path) -> list[str]:
    return [name for name in os.listdir(folder / DEVICE) if name not in (".lock", "2026-11.json")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "log"


# ── killed ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_two_writers_acknowledged_before_they_were_killed_is_there(folder: Path) -> None:
    chance = random.Random(7)
    known: list[str] = []
    for _ in range(15 if os.environ.get("COACH_FULL") == "1" else 3):
        processes = [writer(folder, "while True: write()") for _ in range(2)]
        for process in processes:
            assert process.stdout is not None
            for _ in range(chance.randrange(1, 40)):
                known.append(process.stdout.readline().strip())
        for process in processes:
            process.send_signal(signal.SIGKILL)
            known.extend(acknowledged(process))
        assert set(known) <= present(folder)
        assert leftovers(folder) == []  # the read above was the next start


POINTS = {
    "when the temporary file is there": """
real = os.open
def opened(path, *args, **kwargs):
    found = real(path, *args, **kwargs)
    if str(path).endswith(".tmp"):
        die()
    return found
os.open = opened
""",
    "before it is synced": "os.fsync = die",
    "before it is renamed": "os.replace = die",
    "before the folder is synced": "import coach.log.files as f; f.sync_folder = die",
}


@pytest.mark.parametrize("point", POINTS.values(), ids=POINTS.keys())
def test_a_kill_at_any_step_of_a_write_harms_nothing_and_leaves_nothing(folder: Path, point: str) -> None:
    before = acknowledged(writer(folder, "write(); write()"))
    died = writer(folder, f"write()\n{point}\nwrite()")
    last = acknowledged(died)
    assert died.returncode == -signal.SIGKILL and len(last) == 1
    found = present(folder)
    assert {*before, *last} <= found and len(found) <= 4
    assert leftovers(folder) == []
    a_log(folder).append(a_pain())


def test_a_leftover_is_not_swept_from_under_one_who_is_writing(folder: Path) -> None:
    from filelock import FileLock

    a_log(folder).append(a_pain())
    temp = folder / DEVICE / ".2026-11.json.1-abcdef.tmp"
    temp.write_text("{")
    with FileLock(folder / DEVICE / ".lock"):
        a_log(folder).history()
        assert temp.exists()
    a_log(folder).history()
    assert not temp.exists()


# ── several at once ──────────────────────────────────────────────────────────────────────────────────────────────


def test_four_writers_at_once_lose_nothing(folder: Path) -> None:
    processes = [writer(folder, "for _ in range(60): write()") for _ in range(4)]
    known = [one for process in processes for one in acknowledged(process)]
    assert len(known) == 240
    assert present(folder) == set(known)


def test_an_open_log_sees_what_another_process_writes_beside_its_own(folder: Path) -> None:
    log = a_log(folder)
    log.history()
    process = writer(folder, "for _ in range(20): write()")
    ours = [log.append(a_pain())[0].id for _ in range(20)]
    theirs = acknowledged(process)
    assert log.refresh()
    assert {pain.id for pain in log.history().pains} == {*ours, *theirs}


def test_two_processes_that_edit_one_record_both_find_a_number(folder: Path) -> None:
    pain = a_pain()
    a_log(folder).append(pain)
    body = f"""
from msgspec.structs import replace
pain = log.revisions({pain.id!r})[0]
for n in range(10):
    print(log.append(replace(pain, rev=2, note=f"{{os.getpid()}} {{n}}"))[0].rev, flush=True)
"""
    revs = [rev for process in [writer(folder, body), writer(folder, body)] for rev in acknowledged(process)]
    assert sorted(map(int, revs)) == list(range(2, 22))


def test_threads_of_one_log_lose_nothing(folder: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    log = a_log(folder)
    with ThreadPoolExecutor(4) as pool:
        stored = list(pool.map(lambda n: log.append(a_pain(n % 11))[0].id, range(60)))
    assert {pain.id for pain in log.history().pains} == set(stored) == present(folder)


# ── a disk that will not ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_that_may_not_grow_is_told_and_nothing_on_disk_is_harmed(folder: Path) -> None:
    kept = a_log(folder).append(a_pain())[0].id
    body = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (150, 150))
try:
    write()
except NotSaved as error:
    print(error, flush=True)
"""
    (said,) = acknowledged(writer(folder, body))
    assert said.startswith("Not saved: the file may not grow any further")
    assert present(folder) == {kept}
    assert leftovers(folder) == []


@contextmanager
def a_small_disk(at: Path, options: str) -> Iterator[Path]:
    at.mkdir()
    tried = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(at)], capture_output=True, text=True)
    if tried.returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


def test_a_full_disk_is_told_and_the_same_write_succeeds_once_there_is_room(tmp_path: Path) -> None:
    with a_small_disk(tmp_path / "disk", "size=64k,mode=0700") as disk:
        folder = disk / "log"
        log = a_log(folder)
        kept = log.append(a_pain())[0].id
        ballast = disk / "ballast"
        with pytest.raises(OSError, match="space"), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 1024)
        pain = a_pain()
        with pytest.raises(NotSaved, match="the disk is full"):
            log.append(pain)
        assert present(folder) == {kept}
        assert leftovers(folder) == []
        ballast.unlink()
        log.append(pain)
        assert present(folder) == {kept, pain.id}


def test_a_read_only_disk_is_told_and_can_still_be_read(tmp_path: Path) -> None:
    with a_small_disk(tmp_path / "disk", "size=1m,mode=0700") as disk:
        folder = disk / "log"
        log = a_log(folder)
        kept = log.append(a_pain())[0].id
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(NotSaved, match="read-only"):
            log.append(a_pain())
        assert present(folder) == {kept}


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may write everywhere")
def test_a_folder_without_permission_is_told(folder: Path) -> None:
    log = a_log(folder)
    kept = log.append(a_pain())[0].id
    (folder / DEVICE).chmod(0o500)
    try:
        with pytest.raises(NotSaved, match="permission"):
            log.append(a_pain())
        assert present(folder) == {kept}
    finally:
        (folder / DEVICE).chmod(0o700)


def failing(number: int) -> Callable[..., None]:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("call", ["fsync", "replace", "open"])
@pytest.mark.parametrize(
    ("number", "words"), [(28, "disk is full"), (30, "read-only"), (13, "permission"), (5, "input/output")]
)
def test_a_failure_at_any_step_is_one_sentence_and_harms_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, words: str
) -> None:
    log = a_log(folder)
    kept, pain = log.append(a_pain())[0].id, a_pain()
    before = (folder / DEVICE / "2026-11.json").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing(number))
        with pytest.raises(NotSaved, match=words) as told:
            log.append(pain)
    assert str(told.value).endswith(".") and "\n" not in str(told.value)
    assert (folder / DEVICE / "2026-11.json").read_bytes() == before
    assert present(folder) == {kept} and leftovers(folder) == []
    log.append(pain)
    assert present(folder) == {kept, pain.id}


def test_a_write_that_failed_after_the_rename_is_not_there_twice_when_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, pain = a_log(folder), a_pain()
    log.append(a_pain())
    with monkeypatch.context() as patch:
        patch.setattr("coach.log.files.sync_folder", failing(5))
        with pytest.raises(NotSaved):
            log.append(pain)
    log.append(pain)
    assert len(present(folder)) == 2
    assert not log.refresh() or len(log.history().pains) == 2


def test_a_log_folder_that_vanished_is_not_begun_anew_in_its_place(folder: Path) -> None:
    log = a_log(folder)
    kept, pain = log.append(a_pain())[0].id, a_pain()
    shown = log.history(NOW.date())
    shutil.move(folder, folder.with_name("away"))
    assert not log.refresh(NOW.date()) and log.history(NOW.date()) == shown
    assert "is gone" in log.problems[0]
    with pytest.raises(NotSaved, match="gone"):
        log.append(pain)
    assert not folder.exists()
    shutil.move(folder.with_name("away"), folder)
    log.append(pain)
    assert present(folder) == {kept, pain.id}


def test_a_file_in_the_place_of_the_folder_is_told(folder: Path) -> None:
    folder.write_text("not a folder")
    with pytest.raises(NotSaved):
        a_log(folder).append(a_pain())
    assert folder.read_text() == "not a folder"


def test_a_damaged_shard_that_cannot_be_mended_is_read_as_far_as_it_goes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = a_log(folder).append(a_pain(), a_pain())[0].id
    path = folder / DEVICE / "2026-11.json"
    path.write_bytes(path.read_bytes()[:-60])
    broken = path.read_bytes()
    log = a_log(folder)
    with monkeypatch.context() as patch:
        patch.setattr("coach.log.mend.write_durably", failing(30))
        assert [pain.id for pain in log.history().pains] == [kept]
        assert any("cannot be mended" in problem for problem in log.problems)
        with pytest.raises(NotSaved, match="read-only"):
            log.append(a_pain())
    assert path.read_bytes() == broken


def test_what_is_on_disk_is_strict_json_after_every_append(folder: Path) -> None:
    log = a_log(folder)
    for _ in range(5):
        log.append(a_pain())
        json.loads((folder / DEVICE / "2026-11.json").read_text("utf-8"))
