"""Records of older versions are led up to today's, those of newer ones outlive us."""

import json
import shutil
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from coach.core.history import History, everything
from coach.core.records import SCHEMA_VERSION, TYPES, Stress
from coach.log.export import export_json
from coach.log.migrate import newest
from coach.log.restore import import_json
from tests.logs import NOW, OURS, THEIRS, a_log, a_pain, shard_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "log"


# ── newer versions ───────────────────────────────────────────────────────────────────────────────────────────────


def test_documents_tables_and_keys_of_a_newer_version_outlive_our_rewriting(folder: Path) -> None:
    newer = {
        "pain": {
            "x1": {"id": "x1", "at": "2026-11-24T10:00:00Z", "pain": 4, "v": 2, "body": {"map": [1, 2.5, None]}},
            "x2": {"id": "x2", "at": "2026-11-24T11:00:00Z", "pain": 5, "mood": "fine"},
        },
        "dream": {"d1": {"id": "d1", "at": "2026-11-24T10:00:00Z", "v": 2}},
    }
    path = shard_of(folder)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(newer))
    log = a_log(folder)
    assert [p.id for p in log.history().pains] == ["x2"]
    assert any("newer coach" in problem for problem in log.problems)
    ours = a_pain(1)
    log.append(ours)
    log.append(Stress(id="s1", at=NOW, stress=1))
    after = json.loads(path.read_text())
    assert after["dream"] == newer["dream"]
    assert {key: after["pain"][key] for key in newer["pain"]} == newer["pain"]
    assert ours.id in after["pain"]


# ── files written by every version so far ────────────────────────────────────────────────────────────────────────

EXAMPLES = Path(__file__).parent / "shards"
WRITTEN = datetime(2026, 11, 24, 9, 30, tzinfo=timezone(timedelta(hours=1)))


def test_a_shard_of_version_1_is_read_as_it_was_meant(folder: Path) -> None:
    shard_of(folder).parent.mkdir(parents=True)
    shutil.copy(EXAMPLES / "v1.json", shard_of(folder))
    log = a_log(folder)
    history = log.history()
    assert log.problems == ()
    assert [len(getattr(history, table)) for table in History.__struct_fields__] == [1] * 10
    assert history.spasms[0].ended == WRITTEN + timedelta(minutes=90)
    assert (history.spasms[0].where, history.spasms[0].note) == (("left", "lower"), "é – [b]\n")
    assert (history.pains[0].pain, history.stresses[0].stress, history.notes[0].text) == (4, 5, "Moved house.")
    session, prompt, posture = history.sessions[0], history.prompts[0], history.postures[0]
    assert (session.seconds, session.planned_seconds, session.felt, session.told) == (600, 720, "better", True)
    assert (prompt.kind, prompt.outcome, prompt.closed) == ("break", "skipped", WRITTEN + timedelta(minutes=1))
    assert (posture.change, posture.cause, posture.sat_s, posture.away_s) == ("up", "natural", 3600, 240)
    assert (history.medicines[0].name, history.medicines[0].relief) == ("ibuprofen", 6)
    assert history.redflags[0].symptoms == ("fever",)
    assert history.concerns[0].appointment == date(2026, 12, 1)


def test_every_version_so_far_has_an_example_and_every_step_leads_to_todays() -> None:
    names = sorted(path.name for path in EXAMPLES.iterdir())
    assert names == sorted(f"v{number}.json" for number in range(1, SCHEMA_VERSION + 1))
    assert newest() == SCHEMA_VERSION


@pytest.mark.parametrize("example", sorted(EXAMPLES.iterdir()), ids=lambda path: path.stem)
def test_the_example_of_every_version_is_read_whole(folder: Path, example: Path) -> None:
    put(folder, json.loads(example.read_text()))
    log = a_log(folder)
    assert len(everything(log.history())) >= len(TYPES) and log.problems == ()
    assert {record.v for record in everything(log.history())} == {SCHEMA_VERSION}


def put(folder: Path, tables: object, device: str = OURS) -> Path:
    path = shard_of(folder, device)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(tables))
    return path


def from_percent(table: str, document: dict[str, Any]) -> dict[str, Any]:
    """A version that never was: it kept pain in per cent, and called a spasm's areas `area`."""
    if table == "pain":
        document["pain"] = document.pop("percent") // 10
    if table == "spasm":
        document["where"] = [document.pop("area")]
    return document


def with_a_mark(_table: str, document: dict[str, Any]) -> dict[str, Any]:
    document["note"] = f"{document.get('note', '')}, moved".strip(", ")
    return document


OLD: dict[str, dict[str, dict[str, Any]]] = {
    "spasm": {"s1": {"id": "s1", "at": "2026-11-20T10:00:00Z", "v": 1, "area": "left"}},
    "pain": {
        "p1": {"id": "p1", "at": "2026-11-24T10:00:00Z", "percent": 40},  # a document without a version is of the first
        "p2": {"id": "p2", "at": "2026-11-24T11:00:00Z", "v": 2, "pain": 5, "note": "half way"},
        "p3": {"id": "p3", "at": "2026-11-24T12:00:00Z", "v": 3, "pain": 6},
        "p4": {"id": "p4", "at": "2026-11-24T12:00:00Z", "v": 4, "pain": 7},
        "p5": {"id": "p5", "at": "2026-11-24T12:00:00Z", "v": 1, "pain": 7},
    },
}


@pytest.fixture
def third_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if records were in their third version, with two steps that lead to it."""
    monkeypatch.setattr("coach.log.migrate.STEPS", (from_percent, with_a_mark))


@pytest.mark.usefixtures("third_version")
def test_records_of_older_versions_are_led_up_to_todays_step_by_step(folder: Path) -> None:
    path = put(folder, OLD)
    before = path.read_bytes()
    log = a_log(folder)
    history = log.history()
    assert [(p.id, p.pain, p.note, p.v) for p in history.pains] == [
        ("p1", 4, "moved", 3),
        ("p2", 5, "half way, moved", 3),
        ("p3", 6, "", 3),
    ]
    assert (history.spasms[0].where, history.spasms[0].note) == (("left",), "moved")
    assert log.history(date(2026, 12, 1)).spasms == history.spasms  # also among the ones read of old months
    assert log.problems == (
        f"{OURS}/2026-11.json: 1 record is written by a newer coach, kept and left out here; "
        "update the coach to see them.",
        f"{OURS}/2026-11.json: 1 record is not readable, kept and left out.",
    )
    assert path.read_bytes() == before


@pytest.mark.usefixtures("third_version")
def test_an_edit_of_an_old_record_is_of_todays_version_and_the_old_one_stays(folder: Path) -> None:
    path = put(folder, OLD)
    log = a_log(folder)
    log.append(replace(log.history().pains[0], rev=2, pain=1))
    after = json.loads(path.read_text())
    assert after["pain"]["p1"] == OLD["pain"]["p1"]
    assert after["pain"]["p1~2"]["v"] == 3
    assert {p.id: p.pain for p in a_log(folder).history().pains} == {"p1": 1, "p2": 5, "p3": 6}


@pytest.mark.usefixtures("third_version")
def test_old_records_leave_and_come_back_as_they_were_written(folder: Path, tmp_path: Path) -> None:
    tables = {"pain": {key: document for key, document in OLD["pain"].items() if key != "p5"}, "spasm": OLD["spasm"]}
    put(folder, tables)
    data, new = export_json(a_log(folder)), a_log(tmp_path / "new", THEIRS)
    assert import_json(new, data).added == 5
    assert export_json(new) == data
    assert new.history() == a_log(folder).history()


@pytest.mark.parametrize("version", ["1", 0, -1, True, 1.5, None, [1]])
def test_a_document_of_no_version_costs_only_itself(folder: Path, version: object) -> None:
    put(folder, {"pain": {"x": {"id": "x", "at": "2026-11-24T10:00:00Z", "pain": 4, "v": version}}}, THEIRS)
    log = a_log(folder)
    log.append(a_pain())
    assert len(log.history().pains) == 1 and len(log.problems) == 1
