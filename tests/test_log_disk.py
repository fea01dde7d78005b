"""Disks and files that do not do what they should, and what is said of them."""

import errno
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import pytest

from coach.core.records import Spasm
from coach.errors import NotSaved
from coach.journal import Journal
from coach.link import files as link
from coach.log.files import Unreadable, not_saved, read_plain, write_durably
from coach.log.log import Log
from tests.clocks import HandClock
from tests.logs import NOW, OURS, THEIRS, a_log, a_pain, shard_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full"), (errno.EDQUOT, "the disk is full"), (errno.EROFS, "the disk is read-only"),
        (errno.EFBIG, "the file may not grow any further"), (errno.EACCES, "there is no permission"),
        (errno.ESTALE, "the folder is gone"), (errno.ENOTDIR, "there is a file where a folder should be"),
        (errno.ENOLCK, "the disk has no file locks"), (errno.EIO, os.strerror(errno.EIO).lower()),
    ],
)  # fmt: skip
def test_a_write_that_fails_says_why_and_harms_nothing(folder: Path, number: int, said: str) -> None:
    log = a_log(folder)
    log.append(a_pain(4))
    before = shard_of(folder).read_bytes()
    with patch("coach.log.files.os.replace", side_effect=OSError(number, os.strerror(number))):
        with pytest.raises(NotSaved, match=said) as told:
            log.append(a_pain(5))
        assert str(told.value).startswith("Not saved: ")
    assert shard_of(folder).read_bytes() == before
    assert len(log.history().pains) == 1
    log.append(a_pain(5))
    assert len(a_log(folder).history().pains) == 2


def test_an_error_without_a_number_is_said_by_its_name(folder: Path) -> None:
    assert "blockingioerror" in str(not_saved(BlockingIOError(), folder))


def test_a_disk_without_locks_takes_no_writes(folder: Path) -> None:
    none = patch("filelock.FileLock.acquire", side_effect=NotImplementedError)
    with none, pytest.raises(NotSaved, match="no file locks"):
        a_log(folder).append(a_pain())
    assert a_log(folder).history().pains == ()


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_file_system_that_cannot_sync_folders_is_written_to(tmp_path: Path, number: int) -> None:
    real = os.fsync

    def of_files_only(fd: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{fd}"):
            raise OSError(number, os.strerror(number))
        real(fd)

    with patch("coach.log.files.os.fsync", of_files_only):
        write_durably(tmp_path / "a", b"words")
    assert (tmp_path / "a").read_bytes() == b"words"


def test_a_folder_whose_sync_fails_is_not_called_durable(folder: Path) -> None:
    log = a_log(folder)
    log.append(a_pain())
    real = os.fsync

    def broken(fd: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{fd}"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(fd)

    with patch("coach.log.files.os.fsync", broken), pytest.raises(NotSaved):
        log.append(a_pain())


def test_a_file_that_cannot_be_read_to_its_end_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"words")
    broken = patch("coach.log.files.os.read", side_effect=OSError(errno.EIO, "Input/output error"))
    with broken, pytest.raises(Unreadable, match="input/output error"):
        read_plain(tmp_path / "a", follow=False, most=None)


def test_a_file_that_grows_while_it_is_read_is_read_whole_or_up_to_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x" * 10)
    real = os.read

    def growing(fd: int, most: int) -> bytes:
        data = real(fd, most)
        if file.stat().st_size < 60:
            with file.open("ab") as more:
                more.write(b"x" * 10)
        return data

    with patch("coach.log.files.os.read", growing):
        assert read_plain(file, follow=False, most=None)[0] == b"x" * 60
    assert read_plain(file, follow=False, most=60)[0] == b"x" * 60


def test_where_the_system_cannot_refuse_links_they_are_looked_for(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"words")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with patch("coach.log.files._NO_FOLLOW", 0):
        with pytest.raises(Unreadable, match="link"):
            read_plain(tmp_path / "link", follow=False, most=None)
        assert read_plain(tmp_path / "real", follow=False, most=None)[0] == b"words"


# ── the folder while others change it ───────────────────────────────────────────────────────────────────────────────


def test_a_file_in_place_of_a_device_s_folder_is_said(folder: Path) -> None:
    a_log(folder).append(a_pain())
    (folder / THEIRS).write_text("")
    log = a_log(folder)
    assert len(log.history().pains) == 1
    assert log.problems == (f"{THEIRS}: passed over, because it is a file where a folder should be.",)


def test_a_month_of_ours_may_be_a_link_and_one_that_leads_nowhere_is_no_month(folder: Path, tmp_path: Path) -> None:
    a_log(folder).append(a_pain())
    shard_of(folder).rename(tmp_path / "moved.json")
    shard_of(folder).symlink_to(tmp_path / "moved.json")
    (folder / OURS / "2026-10.json").symlink_to(tmp_path / "gone.json")
    log = a_log(folder)
    assert len(log.history().pains) == 1 and not log.problems


def test_a_file_that_goes_while_the_folder_is_listed_is_not_missed(folder: Path) -> None:
    a_log(folder).append(a_pain())
    real = os.listdir

    with patch("coach.log.scan.os.listdir", lambda path: [*real(path), "2026-10.json"]):
        log = a_log(folder)
        assert len(log.history().pains) == 1 and not log.problems


# ── undo over what cannot be read ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "broken",
    [{"pain": "x"}, {"op": 5}],
    ids=["a record that is none", "a mark that is none"],
)
def test_undo_passes_over_what_cannot_be_read(folder: Path, broken: dict[str, object]) -> None:
    clock = HandClock(NOW)
    journal = Journal(Log(folder, OURS, clock.wall), clock)
    journal.pain(3)
    clock.forward(60)
    last = journal.pain(7).record
    path = shard_of(folder)
    tables = msgspec.json.decode(path.read_bytes())
    tables["pain"][last.id].update(broken)
    path.write_bytes(msgspec.json.encode(tables))
    again = Journal(Log(folder, OURS, clock.wall), clock)
    assert "pain 3" in again.corrections.undo().said


# ── files between processes ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_private_file_of_another_user_is_refused(tmp_path: Path) -> None:
    link.write_private(tmp_path / "a", b"words")
    assert link.read_private(tmp_path / "a") == b"words"
    another = patch("coach.link.files.os.getuid", return_value=os.getuid() + 1)
    with another, pytest.raises(PermissionError, match="another user"):
        link.read_private(tmp_path / "a")


def test_a_private_file_that_is_large_or_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * (link.MOST_BYTES + 1))
    os.mkfifo(tmp_path / "pipe")
    for name in ("large", "pipe"):
        with pytest.raises(PermissionError, match="not a plain small file"):
            link.read_private(tmp_path / name)


def test_a_private_file_that_cannot_be_put_in_place_leaves_what_was_there(tmp_path: Path) -> None:
    link.write_private(tmp_path / "a", b"before")
    with patch("coach.link.files.os.replace", side_effect=OSError(errno.ENOSPC, "full")), pytest.raises(OSError):
        link.write_private(tmp_path / "a", b"after")
    assert [path.name for path in tmp_path.iterdir()] == ["a"] and link.read_private(tmp_path / "a") == b"before"


def cannot_open(number: int) -> Callable[..., int]:
    """`os.open` on a machine that cannot open a shard."""
    really = os.open

    def opens(path: str | Path, *more: Any, **named: Any) -> int:
        if str(path).endswith(".json"):
            raise OSError(number, os.strerror(number))
        return really(path, *more, **named)

    return opens


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EIO, errno.EACCES, errno.ENOENT])
@pytest.mark.parametrize("since", [NOW.date(), (NOW + timedelta(days=70)).date()], ids=["of late", "long ago"])
def test_what_could_not_be_read_for_a_while_is_read_when_it_can_be(folder: Path, number: int, since: date) -> None:
    a_log(folder).append(Spasm(id="1m8spasm", at=NOW, pain=6), a_pain(4))
    log = Log(folder, OURS, lambda: NOW)
    with patch("coach.log.files.os.open", cannot_open(number)):
        assert log.history(since).spasms == ()
        assert not log.refresh(since)
    assert len(log.revisions("1m8spasm")) == 1
    assert log.refresh(since)
    assert [spasm.pain for spasm in log.history(since).spasms] == [6]
    assert log.problems == ()
    assert not log.refresh(since)


def test_a_record_written_while_the_shard_could_not_be_read_hides_nothing(folder: Path) -> None:
    a_log(folder).append(a_pain(4))
    log = Log(folder, OURS, lambda: NOW)
    with patch("coach.log.files.os.open", cannot_open(errno.EMFILE)):
        assert log.history(NOW.date()).pains == ()
    log.append(a_pain(5))
    assert [pain.pain for pain in log.history(NOW.date()).pains] == [4, 5]


@pytest.mark.parametrize("number", [errno.EACCES, errno.ESTALE, errno.EIO, errno.EINTR])
def test_a_folder_that_cannot_be_asked_for_is_as_one_that_is_gone(folder: Path, number: int) -> None:
    log = a_log(folder)
    log.append(a_pain(4))
    shown = log.history()
    with patch("os.stat", side_effect=OSError(number, os.strerror(number))):
        assert log.history() == shown
        assert log.revisions(shown.pains[0].id) == [shown.pains[0]]
        assert "is gone" in log.problems[0]
        with pytest.raises(NotSaved):
            log.append(a_pain(5))
    assert not log.problems


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EIO, errno.EACCES])
@pytest.mark.parametrize("which", ["log", OURS, THEIRS])
def test_a_folder_that_cannot_be_listed_for_a_while_hides_nothing(folder: Path, number: int, which: str) -> None:
    a_log(folder).append(a_pain(4))
    a_log(folder, THEIRS).append(a_pain(6))
    log = Log(folder, OURS, lambda: NOW)
    shown = log.history(NOW.date())
    assert len(shown.pains) == 2
    really = os.listdir

    def lists(path: str) -> list[str]:
        if os.path.basename(path) == which:
            raise OSError(number, os.strerror(number), path)
        return really(path)

    with patch("coach.log.scan.os.listdir", lists):
        assert not log.refresh(NOW.date())
        assert log.history(NOW.date()) == shown
        assert len(log.revisions(shown.pains[0].id)) == 1
        assert which in log.problems[0]
        assert log.missing(NOW.date(), NOW.date())
    a_log(folder, THEIRS).append(a_pain(7))
    assert log.refresh(NOW.date())
    assert len(log.history(NOW.date()).pains) == 3 and log.problems == ()


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.EACCES])
def test_a_shard_that_cannot_be_asked_for_for_a_while_hides_nothing(folder: Path, number: int) -> None:
    a_log(folder).append(a_pain(4))
    log = Log(folder, OURS, lambda: NOW)
    shown = log.history(NOW.date())
    really = os.lstat

    def asks(path: str) -> os.stat_result:
        if path.endswith(".json"):
            raise OSError(number, os.strerror(number), path)
        return really(path)

    with patch("coach.log.scan.os.lstat", asks):
        assert not log.refresh(NOW.date())
        assert log.history(NOW.date()) == shown


# An empty folder where a log was ----------------------------------------------------------------------------------


def unmounted(folder: Path) -> None:
    """What a mount point holds while its disk is not there."""
    folder.rename(folder.parent / "disk")
    folder.mkdir()


def test_a_folder_that_is_empty_though_a_log_was_in_it_is_no_log_to_begin_anew(folder: Path, tmp_path: Path) -> None:
    seen = tmp_path / "state" / "log-seen"
    Log(folder, OURS, lambda: NOW, seen=seen).append(a_pain(4))
    Log(folder, OURS, lambda: NOW, seen=seen).history()
    unmounted(folder)
    log = Log(folder, OURS, lambda: NOW, seen=seen)
    assert log.history().pains == ()
    assert log.problems == (
        f"The folder {folder} is empty, though a log was in it: is its disk there? "
        "To begin a new log, delete that folder.",
    )
    with pytest.raises(NotSaved, match="is empty, though a log was in it"):
        log.append(a_pain(5))
    assert list(folder.iterdir()) == []
    folder.rmdir()
    (tmp_path / "disk").rename(folder)
    assert log.refresh() and len(log.history().pains) == 1
    log.append(a_pain(5))
    assert not log.problems


def test_what_was_read_stays_when_the_disk_goes_under_an_open_log(folder: Path) -> None:
    log = a_log(folder)
    log.append(a_pain(4))
    assert len(log.history(date(2026, 1, 1)).pains) == 1
    unmounted(folder)
    assert not log.refresh(date(2026, 1, 1)) and len(log.history(date(2026, 1, 1)).pains) == 1
    assert log.problems[0].endswith("what is shown was read before.")
    with pytest.raises(NotSaved, match="is empty"):
        log.append(a_pain(5))


def test_a_log_is_begun_anew_where_its_folder_was_deleted_or_another_is_named(folder: Path, tmp_path: Path) -> None:
    seen = tmp_path / "state" / "log-seen"
    Log(folder, OURS, lambda: NOW, seen=seen).append(a_pain(4))
    Log(folder, OURS, lambda: NOW, seen=seen).history()
    folder.rename(tmp_path / "away")
    Log(folder, OURS, lambda: NOW, seen=seen).append(a_pain(5))
    (tmp_path / "other").mkdir()
    Log(tmp_path / "other", OURS, lambda: NOW, seen=seen).append(a_pain(6))
