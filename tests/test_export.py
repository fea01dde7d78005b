"""Leaving and coming back: an export holds everything, and reading it adds nothing twice."""

import csv
import json
import os
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.core.history import everything
from coach.core.records import ConcernSeen, Medicine, Pain, RedFlag, Spasm
from coach.errors import NotSaved, WrongUse
from coach.log.export import export_json, write_csv
from coach.log.ids import new_id
from coach.log.log import Log
from coach.log.restore import import_json
from coach.log.undo import last_act

NOW = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
OURS, THEIRS, NEW = "aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"
EXAMPLES_TRIED = 100 if os.environ.get("COACH_FULL") == "1" else 10


def a_log(folder: Path, device: str = OURS) -> Log:
    return Log(folder, device, lambda: NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def full(folder: Path) -> Log:
    """A log of two devices, with edits, a deletion, notes of all kinds, and a record of a newer version."""
    log, theirs = a_log(folder), a_log(folder, THEIRS)
    spasm = Spasm(id="s1", at=NOW - timedelta(days=40), pain=6, where=("left",), note="é\n\x1b[2J‮[/b]")
    pain = Pain(id="p1", at=NOW, pain=3)
    log.append(spasm, pain, RedFlag(id="r1", at=NOW, action="ticked", symptoms=("fever",)))
    theirs.append(Medicine(id="m1", at=NOW, name="=cmd|calc", nsaid=True), Pain(id="p2", at=NOW, pain=9))
    log.append(replace(spasm, rev=2, ended=NOW))
    theirs.append(replace(pain, rev=2, deleted=True))
    path = folder / THEIRS / "2026-11.json"
    tables = json.loads(path.read_text())
    tables["pain"]["p9"] = {"id": "p9", "at": "2026-11-24T10:00:00Z", "pain": 4, "v": 2, "body": [1, None]}
    tables["dream"] = {"d1": {"id": "d1", "at": "2026-11-24T10:00:00Z", "v": 2}}
    path.write_text(json.dumps(tables))
    return log


def test_an_export_holds_every_revision_of_every_device_with_units_and_version(full: Log) -> None:
    whole = json.loads(export_json(full))
    assert (whole["format"], whole["version"], whole["schema"]) == ("back-coach-log", 1, 1)
    assert whole["units"]["pain"] == "NRS 0-10" and whole["units"]["seconds"] == "s"
    assert sorted(record["key"] for record in whole["records"]) == [
        "d1", "m1", "p1", "p1~2", "p2", "p9", "r1", "s1", "s1~2",
    ]  # fmt: skip
    assert export_json(full) == export_json(a_log(full.folder))


def test_an_export_read_into_an_empty_log_is_the_same_export_and_the_same_log(full: Log, tmp_path: Path) -> None:
    data = export_json(full)
    new = a_log(tmp_path / "new", NEW)
    assert import_json(new, data).said == "Imported 9 records; 0 were already there."
    assert export_json(new) == data
    assert new.history() == full.history()
    assert os.listdir(new.folder) == [NEW]


def test_an_import_read_again_or_into_its_own_log_adds_nothing(full: Log, tmp_path: Path) -> None:
    data = export_json(full)
    before = {path: path.read_bytes() for path in full.folder.glob("*/*.json")}
    assert import_json(full, data).added == 0
    assert {path: path.read_bytes() for path in full.folder.glob("*/*.json")} == before
    new = a_log(tmp_path / "new", NEW)
    import_json(new, data)
    assert import_json(new, data).said == "Imported 0 records; 9 were already there."


def test_an_import_brings_only_revisions_that_are_newer(full: Log, tmp_path: Path) -> None:
    early = export_json(full)
    full.append(Spasm(id="s1", at=NOW - timedelta(days=40), pain=2, rev=3))
    late = export_json(full)
    new = a_log(tmp_path / "new", NEW)
    import_json(new, early)
    assert import_json(new, late).added == 1
    assert new.history() == full.history()
    assert import_json(new, early).added == 0
    assert new.history() == full.history()


@settings(
    max_examples=EXAMPLES_TRIED,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    acts=st.lists(
        st.tuples(st.sampled_from([OURS, THEIRS]), st.integers(0, 3), st.integers(2, 4), st.booleans()), max_size=8
    )
)
def test_also_revisions_that_two_devices_gave_one_number_come_back_to_the_same_view(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int, int, bool]]
) -> None:
    root = tmp_path_factory.mktemp("export")
    logs = {device: a_log(root / "log", device) for device in (OURS, THEIRS)}
    pains = [Pain(id=f"p{n}", at=NOW - timedelta(days=20 * n), pain=n) for n in range(4)]
    logs[OURS].append(*pains)
    for device, which, rev, deleted in acts:
        logs[device].append(replace(pains[which], rev=rev, pain=rev, note=device, deleted=deleted))
    new = a_log(root / "new", NEW)
    data = export_json(logs[OURS])
    import_json(new, data)
    view = [replace(record, rev=1) for record in everything(logs[OURS].history())]
    assert [replace(record, rev=1) for record in everything(new.history())] == view
    assert import_json(new, data).added == 0
    shutil.rmtree(root)


def test_what_was_imported_is_not_the_next_to_be_taken_back(full: Log, tmp_path: Path) -> None:
    new = a_log(tmp_path / "new", NEW)
    import_json(new, export_json(full))
    assert last_act(new) is None
    pain = Pain(id=new_id(NOW), at=NOW, pain=1)
    new.append(pain)
    act = last_act(new)
    assert act is not None and act.records[0].now == pain


def changed(data: bytes, **values: Any) -> bytes:
    whole = json.loads(data)
    whole.update(values)
    return json.dumps(whole).encode()


def records(**document: Any) -> dict[str, Any]:
    sound = {"id": "x", "at": "2026-11-24T10:00:00Z", "pain": 4}
    return {
        "records": [
            {"device": OURS, "table": "pain", "key": "y", "document": {**sound, "id": "y"}},
            {"device": OURS, "table": "pain", "key": "x", "document": {**sound, **document}},
        ]
    }


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("another format", {"format": "diary"}, "not an export"),
    ("a newer format", {"version": 2}, "newer coach"),
    ("no records", {"records": 4}, "not an export"),
    ("pain above ten", records(pain=11), "Record 2"),
    ("no offset", records(at="2026-11-24T10:00:00"), "Record 2"),
    ("no id", records(id=""), "Record 2"),
    ("no revision", records(rev=0), "Record 2"),
]


@pytest.mark.parametrize(("what", "values", "words"), WRONG, ids=[what for what, _, _ in WRONG])
def test_a_wrong_file_is_refused_before_anything_is_written(
    full: Log, tmp_path: Path, what: str, values: dict[str, Any], words: str
) -> None:
    with pytest.raises(WrongUse) as told:
        import_json(a_log(tmp_path / "new", NEW), changed(export_json(full), **values))
    assert words in str(told.value)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("cut", [0, 1, 100, -3])
def test_half_a_file_is_refused(full: Log, tmp_path: Path, cut: int) -> None:
    with pytest.raises(WrongUse, match="not an export"):
        import_json(a_log(tmp_path / "new", NEW), export_json(full)[:cut])


def test_an_import_that_could_not_be_saved_can_be_repeated(
    full: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, new = export_json(full), a_log(tmp_path / "new", NEW)
    from coach.log.files import write_durably

    left = [1]

    def one_more(path: Path, content: bytes) -> object:
        if not left:
            raise OSError(28, "No space left on device")
        left.pop()
        return write_durably(path, content)

    with monkeypatch.context() as patch:
        patch.setattr("coach.log.storage.write_durably", one_more)
        with pytest.raises(NotSaved, match="full"):
            import_json(new, data)
    import_json(new, data)
    assert export_json(new) == data


def test_csv_is_a_file_a_type_with_units_and_no_cell_is_a_formula(full: Log, tmp_path: Path) -> None:
    full.append(
        ConcernSeen(id="c1", at=NOW, code="recurring", appointment=date(2026, 12, 1)),
        *[
            Pain(id=f"f{n}", at=NOW, pain=1, note=text)
            for n, text in enumerate(["+1", "-1", "@x", "\t=1", " =1", "'x"])
        ],
    )
    out = tmp_path / "csv"
    files = write_csv(full, out)
    assert sorted(os.listdir(out)) == sorted(path.name for path in files) and len(files) == 10
    assert out.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in files)
    rows = {path.stem: list(csv.DictReader(path.open(newline="", encoding="utf-8"))) for path in files}
    assert rows["spasm"][0]["pain [NRS 0-10]"] == "6" and rows["spasm"][0]["where"] == "left"
    assert rows["spasm"][0]["note"] == "é\n\ufffd[2J\ufffd[/b]"
    assert rows["medicine"][0]["name"] == "'=cmd|calc" and rows["medicine"][0]["nsaid"] == "yes"
    assert [row["note"][0] for row in rows["pain"] if row["note"]] == ["'"] * 6
    assert [row["id"] for row in rows["pain"]][-1] == "p2"  # p1 is deleted
    assert rows["concern"][0]["appointment [date]"] == "2026-12-01"
