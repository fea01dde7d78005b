"""Old months without spasm or red flag are read once, and again as soon as anything about their files has changed."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from coach.core.history import History
from coach.core.records import Pain, Spasm
from coach.log.files import read_plain
from coach.log.ids import new_id
from coach.log.log import Log
from coach.log.storage import encode_tables
from tests.logs import OURS, THEIRS, shard_of

LATER = datetime.now(UTC) + timedelta(hours=1)  # noqa: TID251  beside the times that the system gives to files
SINCE = date(2026, 1, 1)
OLD = datetime(2020, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "state" / "quiet.json"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read, as it goes on."""
    names: list[str] = []

    def noted(path: Path, *, follow: bool, most: int | None) -> tuple[bytes, tuple[int, int, int]]:
        names.append(path.name)
        return read_plain(path, follow=follow, most=most)

    monkeypatch.setattr("coach.log.shelf.read_plain", noted)
    return names


def a_log(folder: Path, kept: Path | None, now: datetime = LATER) -> Log:
    return Log(folder, OURS, lambda: now, quiet=kept)


def written(folder: Path) -> None:
    """A log with a quiet old month and one with a spasm that is still open."""
    log = a_log(folder, None)
    log.append(Pain(id=new_id(OLD), at=OLD, pain=3))
    log.append(Spasm(id=new_id(OLD), at=OLD + timedelta(days=31), pain=6))


def opened(folder: Path, kept: Path | None, now: datetime = LATER) -> History:
    """What a new start knows."""
    return a_log(folder, kept, now).history(SINCE)


def test_a_quiet_month_is_read_once_and_one_with_a_spasm_each_time(tmp_path: Path, kept: Path, read: list[str]) -> None:
    written(tmp_path)
    first = opened(tmp_path, kept)
    read.clear()
    assert opened(tmp_path, kept) == first
    assert read == ["2020-06.json"]
    assert len(first.spasms) == 1


def test_what_is_kept_is_private_and_holds_nothing_of_the_records(tmp_path: Path, kept: Path) -> None:
    log = a_log(tmp_path, None)
    log.append(Pain(id=new_id(OLD), at=OLD, pain=3, note="after the garden"))
    opened(tmp_path, kept)
    assert b"2020-05.json" in kept.read_bytes()
    assert b"garden" not in kept.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700


def test_a_spasm_put_into_a_quiet_month_is_seen_though_size_and_time_stay_as_they_were(
    tmp_path: Path, kept: Path
) -> None:
    written(tmp_path)
    shard = shard_of(tmp_path, OURS, "2020-05")
    spasm = {"id": "s", "rev": 1, "at": OLD.isoformat(), "v": 1}
    held = encode_tables({"spasm": {"s": spasm}})
    before = shard.stat()
    shard.write_bytes(shard.read_bytes().ljust(max(before.st_size, len(held))))
    os.utime(shard, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert len(opened(tmp_path, kept).spasms) == 1
    with shard.open("r+b") as file:
        file.write(held.ljust(shard.stat().st_size))
    os.utime(shard, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert {one.id for one in opened(tmp_path, kept).spasms} > {"s"}


def test_a_month_touched_just_now_is_read_again_at_the_next_start(tmp_path: Path, kept: Path, read: list[str]) -> None:
    written(tmp_path)
    touched = shard_of(tmp_path, OURS, "2020-05").stat().st_ctime
    opened(tmp_path, kept, datetime.fromtimestamp(touched + 1, UTC))
    read.clear()
    opened(tmp_path, kept, datetime.fromtimestamp(touched + 3, UTC))
    assert sorted(read) == ["2020-05.json", "2020-06.json"]
    read.clear()
    opened(tmp_path, kept)
    assert read == ["2020-06.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"form": 99, "shards": {}}', b"\xff" * 99, None])
def test_a_list_that_is_broken_or_gone_is_made_anew(tmp_path: Path, kept: Path, content: bytes | None) -> None:
    written(tmp_path)
    known = opened(tmp_path, kept)
    good = kept.read_bytes()
    kept.unlink() if content is None else kept.write_bytes(content)
    assert opened(tmp_path, kept) == known
    assert kept.read_bytes() == good


def test_a_month_that_is_gone_leaves_the_list_and_one_that_comes_is_read(tmp_path: Path, kept: Path) -> None:
    written(tmp_path)
    opened(tmp_path, kept)
    shard_of(tmp_path, OURS, "2020-05").rename(tmp_path / "aside.json")
    theirs = shard_of(tmp_path, THEIRS, "2020-05")
    theirs.parent.mkdir()
    (tmp_path / "aside.json").rename(theirs)
    opened(tmp_path, kept)
    assert f"{THEIRS}/2020-05.json" in kept.read_text() and OURS not in kept.read_text()


def test_where_the_list_cannot_be_kept_the_log_is_read_all_the_same(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "state").write_text("a file where a folder should be")
    assert len(opened(tmp_path, tmp_path / "state" / "quiet.json").spasms) == 1


def test_a_later_look_of_the_same_program_sees_a_spasm_that_another_device_wrote(tmp_path: Path, kept: Path) -> None:
    written(tmp_path)
    log = a_log(tmp_path, kept)
    assert len(log.history(SINCE).spasms) == 1
    spasm = {"id": "s", "rev": 1, "at": OLD.isoformat(), "v": 1}
    theirs = shard_of(tmp_path, THEIRS, "2020-05")
    theirs.parent.mkdir()
    theirs.write_bytes(encode_tables({"spasm": {"s": spasm}}))
    assert len(log.history(SINCE).spasms) == 2
