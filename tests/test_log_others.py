"""Whatever else lies in the log folder: half-synchronised, hostile, set aside, damaged; nothing else is lost."""

import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from coach.core.history import History
from coach.core.records import Stress
from coach.log.log import Log
from coach.log.salvage import salvage
from coach.log.storage import Tables, decode_tables, encode_tables
from tests.logs import NOW, OURS, THEIRS, a_log, a_pain, shard_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "log"


# ── what others leave in the folder ──────────────────────────────────────────────────────────────────────────────

GOOD = b'{"pain":{"x1":{"id":"x1","at":"2026-11-24T10:00:00Z","pain":4}}}'


def big(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(40_000_000)


HOSTILE: list[tuple[str, Callable[[Path], object]]] = [
    ("cut in half", lambda path: path.write_bytes(GOOD[:40])),
    ("empty", lambda path: path.write_bytes(b"")),
    ("zeros", lambda path: path.write_bytes(b"\0" * 300)),
    ("not utf-8", lambda path: path.write_bytes(GOOD.replace(b"x1", b"\xff\xfe"))),
    ("a list", lambda path: path.write_bytes(b"[1, 2]")),
    ("deep", lambda path: path.write_bytes(b'{"pain":' + b"[" * 200_000)),
    ("a symlink", lambda path: path.symlink_to("/etc/passwd")),
    ("a symlink to nothing", lambda path: path.symlink_to("nowhere")),
    ("a folder", lambda path: path.mkdir()),
    ("a pipe", lambda path: os.mkfifo(path)),
    ("too large", big),
]


@pytest.mark.parametrize(("what", "make"), HOSTILE, ids=[what for what, _ in HOSTILE])
def test_a_foreign_shard_that_cannot_be_used_is_skipped_said_and_tried_again(
    folder: Path, what: str, make: Callable[[Path], object]
) -> None:
    log = a_log(folder)
    log.append(a_pain(7))
    path = shard_of(folder, THEIRS)
    path.parent.mkdir()
    make(path)
    assert [p.pain for p in log.history().pains] == [7]
    assert len(log.problems) == 1 and THEIRS in log.problems[0] and log.problems[0].endswith(".")
    assert not log.refresh()
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink()
    path.write_bytes(GOOD)
    assert log.refresh()
    assert [p.pain for p in log.history().pains] == [4, 7]
    assert not log.problems


BAD_DOCUMENTS = [
    '{"id":"x2","at":"2026-11-24T10:00:00","pain":4}',  # no offset: would not compare with others
    '{"id":"x2","at":"0001-01-01T00:00:00Z","pain":4}',
    '{"id":"x2","at":"9999-12-31T23:59:59Z","pain":4}',
    '{"id":"x2","at":"2026-11-24T10:00:00Z","pain":400}',
    '{"id":"x2","at":"2026-11-24T10:00:00Z","pain":"4"}',
    '{"id":"x2","at":"2026-11-24T10:00:00Z","pain":4,"rev":99999999999}',
    '{"id":"x2","at":"2026-11-24T10:00:00Z","pain":4,"rev":0}',
    '{"id":"","at":"2026-11-24T10:00:00Z","pain":4}',
    '{"id":"\\u001b[2J","at":"2026-11-24T10:00:00Z","pain":4}',
    '{"at":"2026-11-24T10:00:00Z","pain":4}',
    '"no document"',
]


@pytest.mark.parametrize("document", BAD_DOCUMENTS)
def test_a_document_that_cannot_be_used_costs_only_itself(folder: Path, document: str) -> None:
    path = shard_of(folder, THEIRS)
    path.parent.mkdir(parents=True)
    path.write_text('{"pain":{"x1":{"id":"x1","at":"2026-11-24T10:00:00Z","pain":4},"x2":' + document + "}}")
    log = a_log(folder)
    assert [p.id for p in log.history().pains] == ["x1"]
    assert len(log.problems) == 1 and "1 record" in log.problems[0]


def test_a_linked_device_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "2026-11.json").write_bytes(GOOD)
    folder.mkdir()
    (folder / THEIRS).symlink_to(elsewhere)
    log = a_log(folder)
    assert log.history() == History()
    assert "link" in log.problems[0]


def test_what_tools_for_synchronising_leave_is_passed_by(folder: Path) -> None:
    log = a_log(folder)
    log.append(a_pain())
    for name in (".stfolder", ".stversions", ".git", "@eaDir", ".dropbox.cache"):
        (folder / name).mkdir()
        (folder / name / "2026-11.json").write_bytes(b"junk")
    ours, theirs = folder / OURS, folder / THEIRS
    theirs.mkdir()
    left = [
        ".syncthing.2026-11.json.tmp",
        "~syncthing~2026-11.json.tmp",
        ".2026-11.json.Xy3k",  # rsync
        ".~lock.2026-11.json#",
        ".DS_Store",
        ".lock",
        "2026-13.json",
        "desktop.ini",
    ]
    for place in (ours, theirs):
        for name in left:
            (place / name).write_bytes(b"junk")
    (folder / "README.txt").write_text("junk")
    (folder / ".stignore").write_text("junk")
    assert len(log.history().pains) == 1
    assert log.problems == ()
    log.append(a_pain())
    assert set(left) <= set(os.listdir(ours)) and set(left) <= set(os.listdir(theirs))  # not ours to sweep


COPIES = [
    "2026-11.sync-conflict-20261124-140200-ABCDEFG.json",
    "2026-11 (conflicted copy).json",
    "2026-11 (Anna's conflicted copy 2026-11-24).json",
    "2026-11 (1).json",
    "2026-11_conf(1).json",
    "2026-11-LAPTOP.json",
    "2026-11.json.orig",
]


@pytest.mark.parametrize("name", COPIES)
@pytest.mark.parametrize("device", [OURS, THEIRS])
def test_no_record_is_lost_in_a_copy_that_a_tool_for_synchronising_set_aside(
    folder: Path, name: str, device: str
) -> None:
    log, other = a_log(folder, device), a_log(folder)
    lost, both = a_pain(1), a_pain(2)
    log.append(lost, both)
    copy = shard_of(folder, device).rename(folder / device / name)
    log.append(both, a_pain(3))
    before = copy.read_bytes()
    assert sorted(p.pain for p in other.history().pains) == [1, 2, 3]
    assert other.problems == (
        f"{device}/{name} was set aside by a tool for synchronising; "
        "1 record of it is in no other file, and shown: leave it there.",
    )
    other.append(replace(lost, rev=2, pain=9))
    assert sorted(p.pain for p in other.history().pains) == [2, 3, 9]
    assert copy.read_bytes() == before
    a_log(folder, device).append(lost)
    assert other.refresh() and len(other.history().pains) == 3
    assert other.problems[0].endswith("all of it is in the log, so you may delete it.")


def test_between_a_shard_and_its_copy_the_shard_wins(folder: Path) -> None:
    for name in COPIES:
        folder = folder / "deeper"
        log, pain = a_log(folder), a_pain(1)
        log.append(pain, replace(pain, rev=2, pain=2))
        shard_of(folder).rename(folder / OURS / name)
        log.append(pain, replace(pain, rev=2, pain=3))
        assert [p.pain for p in a_log(folder).history().pains] == [3]
        assert a_log(folder).revisions(pain.id)[-1] == replace(pain, rev=2, pain=3)


@pytest.mark.parametrize("device", [OURS, THEIRS])
def test_a_copy_that_cannot_be_read_is_said_and_left_as_it_is(folder: Path, device: str) -> None:
    log = a_log(folder)
    log.append(a_pain())
    (folder / device).mkdir(exist_ok=True)
    copy = folder / device / COPIES[0]
    copy.write_bytes(b"half of it")
    assert len(log.history().pains) == 1
    assert log.problems == (f"{device}/{COPIES[0]}: passed over, because it is damaged or not yet complete.",)
    log.append(a_pain())
    assert copy.read_bytes() == b"half of it"
    assert not list(folder.rglob("*.damaged-*"))


NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


def lacks(log: Log) -> tuple[bool, bool]:
    """Whether November, and October, lack something of what was noted."""
    log.history()
    return log.missing(*NOVEMBER), log.missing(*OCTOBER)


def test_a_copy_set_aside_that_can_be_read_lacks_nothing(folder: Path) -> None:
    log = a_log(folder)
    log.append(a_pain(1), a_pain(2))
    shard_of(folder).rename(folder / OURS / COPIES[0])
    log.append(a_pain(3))
    assert len(log.history().pains) == 3 and log.problems
    assert lacks(log) == (False, False)


def test_a_shard_that_cannot_be_read_is_lacking_in_its_own_month_alone(folder: Path) -> None:
    log = a_log(folder)
    log.append(a_pain())
    shard_of(folder, THEIRS).parent.mkdir()
    shard_of(folder, THEIRS).write_bytes(b"half of it")
    assert lacks(log) == (True, False)


def test_a_document_of_a_shard_that_cannot_be_read_is_lacking(folder: Path) -> None:
    log = a_log(folder)
    log.append(a_pain())
    shard_of(folder, THEIRS).parent.mkdir()
    shard_of(folder, THEIRS).write_bytes(GOOD.replace(b"4}}}", b'4},"x2":{"pain":"?"}}}'))
    assert len(log.history().pains) == 2
    assert lacks(log) == (True, False)


def test_a_shard_of_ours_that_was_damaged_may_lack_something_though_it_was_mended(folder: Path) -> None:
    log = a_log(folder)
    log.append(a_pain(1), a_pain(2))
    shard_of(folder).write_bytes(shard_of(folder).read_bytes()[:-20])
    assert lacks(log) == (True, False)
    assert lacks(a_log(folder)) == (True, False)


def test_a_folder_that_cannot_be_looked_into_may_lack_any_month(folder: Path) -> None:
    log = a_log(folder)
    log.append(a_pain())
    (folder / f"{THEIRS} (conflicted copy)").mkdir()
    assert lacks(log) == (True, True)


def test_a_device_folder_that_was_renamed_is_said(folder: Path) -> None:
    log = a_log(folder)
    log.append(a_pain())
    (folder / f"{THEIRS} (conflicted copy)").mkdir()
    assert len(log.history().pains) == 1
    (said,) = log.problems
    assert "was it renamed?" in said and THEIRS in said


def test_we_never_write_into_the_folder_of_another_device(folder: Path) -> None:
    pain = a_pain()
    a_log(folder, THEIRS).append(pain)
    before = shard_of(folder, THEIRS).read_bytes()
    names = sorted(os.listdir(folder / THEIRS))
    log = a_log(folder)
    log.history()
    log.append(replace(pain, rev=2, pain=9))
    assert shard_of(folder, THEIRS).read_bytes() == before
    assert sorted(os.listdir(folder / THEIRS)) == names
    assert log.history().pains[0].pain == 9


# ── damage to our own ────────────────────────────────────────────────────────────────────────────────────────────


def written(folder: Path, many: int) -> list[str]:
    records = [a_pain(n % 11, at=NOW - timedelta(minutes=n)) for n in range(many)]
    a_log(folder).append(*records, Stress(id="s1", at=NOW, stress=3))
    return [record.id for record in records]


def test_a_shard_cut_off_gives_back_every_record_that_is_still_whole(folder: Path) -> None:
    ids = written(folder, 20)
    path = shard_of(folder)
    whole = path.read_bytes()
    lines = whole[: len(whole) // 2].count(b"},")
    path.write_bytes(whole[: len(whole) // 2])
    log = a_log(folder)
    assert {p.id for p in log.history().pains} == set(ids[:lines])
    (copy,) = path.parent.glob("*.damaged-*")
    assert copy.read_bytes() == whole[: len(whole) // 2]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert str(copy) in log.problems[0] and str(lines) in log.problems[0]
    log.append(a_pain(9))
    assert len(a_log(folder).history().pains) == lines + 1
    assert "damaged" in a_log(folder).problems[0]  # another process says so too, for a week
    assert a_log(folder, now=NOW + timedelta(days=8)).problems == ()


@pytest.mark.parametrize("content", [b"", b"\0" * 500, b"garbage", b"[]", b'{"pain": 4}'])
def test_a_shard_with_nothing_in_it_is_kept_as_a_copy_and_the_rest_works_on(folder: Path, content: bytes) -> None:
    a_log(folder).append(a_pain(1, at=NOW - timedelta(days=60)))
    path = shard_of(folder)
    path.write_bytes(content)
    log = a_log(folder)
    log.append(a_pain(2))  # the first to meet it may be a write
    assert [p.pain for p in log.history().pains] == [1, 2]
    assert next(path.parent.glob("*.damaged-*")).read_bytes() == content


def test_every_cut_of_a_shard_is_mended_without_inventing_anything(folder: Path) -> None:
    written(folder, 3)
    whole = shard_of(folder).read_bytes()
    tables = decode_tables(whole)
    for cut in range(len(whole)):
        for table, documents in salvage(whole[:cut]).items():
            assert documents.items() <= tables[table].items()


def test_a_hole_in_the_middle_costs_what_was_in_it_and_puts_nothing_into_a_wrong_table() -> None:
    pains = {f"p{n}": {"id": f"p{n}", "at": "2026-11-24T10:00:00Z", "pain": n} for n in range(5)}
    spasms = {f"s{n}": {"id": f"s{n}", "at": "2026-11-24T10:00:00Z", "where": ["left"]} for n in range(3)}
    whole = encode_tables({"pain": pains, "spasm": spasms, "stress": {}})
    hole = whole.index(b'"spasm"')
    saved = salvage(whole[: hole - 20] + b"\0" * 40 + whole[hole + 20 :])
    assert saved["pain"].items() <= pains.items() and len(saved["pain"]) == 4
    assert saved["spasm"].items() <= spasms.items() and len(saved["spasm"]) == 2


def test_both_sides_of_a_conflict_that_git_wrote_into_a_shard_are_kept(folder: Path) -> None:
    log = a_log(folder)
    log.append(a_pain(1), a_pain(2))
    first, second = shard_of(folder).read_text().splitlines()[1:3]
    ours, theirs = (second.replace('"pain":2', f'"pain":{nrs}').replace("1m", f"1{nrs}") for nrs in (3, 4))
    sides = ["<<<<<<< HEAD", ours, "=======", theirs, ">>>>>>> laptop"]
    shard_of(folder).write_text("\n".join(['{"pain":{', first, *sides, "}}", ""]))
    assert [p.pain for p in sorted(log.history().pains, key=lambda p: p.pain)] == [1, 3, 4]
    assert "was damaged: 3 records were saved" in log.problems[0]


def test_a_sound_shard_is_salvaged_whole_also_after_a_program_laid_it_out_anew() -> None:
    tables: Tables = {
        "pain": {"a~2": {"id": "a", "rev": 2, "at": "2026-11-24T10:00:00Z", "pain": 1}},
        "dream": {"d": {"id": "d", "at": "x"}},
    }
    for data in (encode_tables(tables), json.dumps(tables, indent=4).encode()):
        assert salvage(data) == tables
