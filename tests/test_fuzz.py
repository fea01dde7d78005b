"""Whatever lies in a file: no traceback, no hang, nothing lost, and one sentence. More of each with COACH_FULL=1."""

import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import get_args
from unittest.mock import patch
from zoneinfo import ZoneInfo

import msgspec
import pytest

from coach.cli.run import run
from coach.config import default_config_text, load_or_default, load_settings, set_value
from coach.core.concerns import concerns
from coach.core.history import everything
from coach.core.month import month_marks
from coach.core.records import (
    ConcernSeen,
    Medicine,
    Note,
    Pain,
    Posture,
    Prompt,
    Record,
    RedFlag,
    Session,
    Spasm,
    Stress,
)
from coach.core.reminders.model import Answer, Moved, Pause, Resume, Stay
from coach.core.report import period, report_view
from coach.core.routine import flatten
from coach.core.session import at, begin
from coach.core.settings import Settings
from coach.core.stage import Stage
from coach.core.today import today_view
from coach.core.week import week_of, week_view
from coach.core.week_words import sentences
from coach.errors import WrongConfig, WrongUse
from coach.library import Library
from coach.library.reading import read_routine
from coach.library.shelf import shipped_folder
from coach.link.inbox import FOLDER, Letter, Look, Reply, Yield, take_in
from coach.log.diary import import_diary, read_diary
from coach.log.export import export_json
from coach.log.log import Log
from coach.log.restore import import_json
from coach.paths import Paths
from coach.presence.ics import merged
from coach.presence.meetings import Meetings
from coach.simulate import event_json, read_trace, simulate
from tests.calendar_text import CALENDARS
from tests.clocks import HandClock
from tests.libraries import require_library
from tests.mangle import FULL, cases, is_a_sentence, told

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 14, 2, tzinfo=ZONE)
FIGURES = {path.stem for path in (shipped_folder() / "figures").glob("*.txt")}
ROUTINES = Library(Paths(*[Path("/nonexistent")] * 4)).routines
STAGES: tuple[Stage, ...] = get_args(Stage)
OURS, THEIRS = "aaaaaaaaaaaa", "bbbbbbbbbbbb"
pytestmark = pytest.mark.timeout(900 if FULL else 120)


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk() -> Iterator[None]:
    with patch("os.fsync"):
        yield


def a_log(folder: Path, device: str = OURS) -> Log:
    return Log(folder, device, lambda: NOW)


def look_at_everything(log: Log) -> None:
    """All that is ever worked out of a log."""
    history = log.history()
    list(log.stream())
    today_view(history, Settings(), NOW, None, ROUTINES)
    concerns(history, NOW.date())
    sentences(week_view(history, week_of(NOW.date()), Settings(), NOW))
    report_view(history, *period(None, None, NOW.date()), Settings(), NOW, ROUTINES)
    month_marks(history, NOW.date(), NOW)
    assert json.loads(export_json(log))["format"]


# ── settings and routines ────────────────────────────────────────────────────────────────────────────────────────


def test_any_config_gives_settings_or_a_sentence_and_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    goods = [
        default_config_text().encode(),
        b'[work]\nhours = ["09:00-12:30"]\ndays = ["mon"]\n[keys]\nrelief = "f5"\n',
    ]
    for seed, content in cases(goods, 50, 6000):
        with told(seed, content):
            file.write_bytes(content)
            settings, problems = load_or_default(file)
            assert all(map(is_a_sentence, problems)), problems
            try:
                assert load_settings(file) == settings and not problems
            except WrongConfig as error:
                assert is_a_sentence(str(error)) and problems[0] == str(error)
            assert file.read_bytes() == content
            try:
                set_value(file, "posture", "break_after", "45m")
            except WrongConfig as error:
                assert is_a_sentence(str(error)) and file.read_bytes() == content
            else:
                assert load_or_default(file)[0].posture.break_after_s == 45 * 60


def test_any_routine_file_is_played_or_told_of_and_ours_stay(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "config.toml", tmp_path / "log", tmp_path / "routines", tmp_path / "state")
    paths.routines.mkdir()
    file = paths.routines / "fuzzed.toml"
    goods = [path.read_bytes() for path in sorted(shipped_folder().glob("*.toml")) if path.name != "evidence.toml"]
    library = Library(paths)
    for seed, content in cases(goods, 33, 3000):
        with told(seed, content):
            file.write_bytes(content)
            routine, faults = read_routine(file, FIGURES, library.evidence, own=True)
            assert (routine is None) == bool(faults)
            assert all(is_a_sentence(str(fault)) for fault in faults), faults
            if routine is not None:
                for stage in set(STAGES) & set(routine.stages):
                    steps = flatten(routine, stage, 300)
                    state = at(begin(routine, stage, 300, 0.0), 7200.0)
                    assert steps and state.finished
    library = Library(paths)
    assert set(ROUTINES) <= set(library.routines)
    assert all(is_a_sentence(str(problem)) for problem in library.problems)


# ── the log ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def shard() -> bytes:
    """A month with records of every type."""
    with TemporaryDirectory() as folder, patch("os.fsync"):
        log = a_log(Path(folder))
        log.append(*every_type())
        (path,) = (Path(folder) / OURS).glob("*.json")
        return path.read_bytes()


def every_type() -> Iterator[Record]:
    """Records of every type, of one month."""
    at_, ids = NOW - timedelta(days=3), (f"01K{number:023}" for number in count())
    later = at_ + timedelta(hours=1)
    yield Spasm(id=next(ids), at=at_, pain=7, where=("left",), triggers=("stress",), signs=("sharp",), note="oh")
    yield Spasm(id=next(ids), at=at_ - timedelta(days=9), ended=at_ - timedelta(days=6), pain=5)
    yield Pain(id=next(ids), at=later, pain=4, note='it "hurts"')
    yield Pain(id=next(ids), at=at_ - timedelta(days=8), pain=8)
    yield Stress(id=next(ids), at=later, stress=6)
    yield Session(id=next(ids), at=at_, routine="gentle-walk", kind="walk", seconds=300, planned_seconds=600,
                  partial=True, pain_before=5, pain_after=3, felt="better")  # fmt: skip
    yield Prompt(id=next(ids), at=at_, kind="break", outcome="skipped", closed=later, routine="standing-reset",
                 channel="desktop", snoozes=1, reason="busy", held_s=60)  # fmt: skip
    yield Posture(id=next(ids), at=at_, change="up", cause="natural", sat_s=2400, away_s=400)
    yield Medicine(id=next(ids), at=at_, name="ibuprofen", amount="400 mg", nsaid=True, relief=4)
    yield RedFlag(id=next(ids), at=at_, action="ticked", symptoms=("fever",))
    yield ConcernSeen(id=next(ids), at=at_, code="pain-high", appointment=later.date())
    yield Note(id=next(ids), at=at_, text="a note")


def test_any_shard_of_another_device_is_read_or_told_of_and_harms_nobody(tmp_path: Path, shard: bytes) -> None:
    log = a_log(tmp_path)
    mine = log.append(Pain(id="01KMINE", at=NOW, pain=2))
    theirs = tmp_path / THEIRS / "2026-11.json"
    theirs.parent.mkdir()
    for seed, content in cases([shard], 40, 3000):
        with told(seed, content):
            theirs.write_bytes(content)
            log.refresh()
            look_at_everything(log)
            assert set(mine) <= set(everything(log.history()))
            assert all(map(is_a_sentence, log.problems)), log.problems
            assert theirs.read_bytes() == content


def test_any_shard_of_our_own_is_mended_and_no_byte_of_it_is_lost(tmp_path: Path, shard: bytes) -> None:
    for seed, content in cases([shard], 20, 2000, first=100_000):
        with told(seed, content):
            folder = tmp_path / str(seed)
            ours = folder / OURS / "2026-11.json"
            ours.parent.mkdir(parents=True)
            ours.write_bytes(content)
            before = _documents(content)
            log = a_log(folder)
            log.append(Pain(id="01KMINE", at=NOW, pain=2))
            look_at_everything(log)
            assert "01KMINE" in {record.id for record in log.history().pains}
            assert all(map(is_a_sentence, (*log.problems, *log.mended)))
            copies = [path.read_bytes() for path in ours.parent.glob("*.damaged-*")]
            kept = _documents(ours.read_bytes())
            assert kept is not None
            assert content in copies or before is not None and before.items() <= kept.items()
        rmtree(folder)


def test_a_document_that_holds_another_is_written_beside_as_any(tmp_path: Path) -> None:
    """It looks like one document too many, as a key that stands twice does, and no mending makes that go away."""
    ours = tmp_path / OURS / "2026-11.json"
    ours.parent.mkdir()
    inner = b'"more":{"id":"x","at":"2026-11-24T10:00:00Z"}'
    ours.write_bytes(b'{"note":{"y":{"id":"y","at":"2026-11-24T10:00:00Z","text":"a",' + inner + b"}}}")
    log = a_log(tmp_path)
    log.append(Pain(id="01KMINE", at=NOW, pain=2))
    assert not log.mended and inner in ours.read_bytes()
    assert [record.id for record in everything(log.history())] == ["y", "01KMINE"]


def _documents(content: bytes) -> dict[tuple[str, str], object] | None:
    """The documents of a shard by table and key, None when it is no JSON."""
    try:
        tables = json.loads(content)
        return {(table, key): document for table, documents in tables.items() for key, document in documents.items()}
    except (ValueError, RecursionError, AttributeError):
        return None


def test_any_export_is_imported_whole_or_not_at_all(tmp_path: Path) -> None:
    source = a_log(tmp_path / "source")
    source.append(*every_type())
    good = export_json(source)
    for seed, content in cases([good], 26, 3000):
        with told(seed, content):
            log = a_log(tmp_path / str(seed))
            log.append(Pain(id="01KMINE", at=NOW, pain=2))
            before = log.history()
            try:
                added = import_json(log, content).added
            except WrongUse as error:
                assert is_a_sentence(str(error))
                assert log.history() == before
            else:
                assert import_json(log, content).added == 0
                assert len(json.loads(export_json(log))["records"]) == added + 1
            look_at_everything(log)
            assert all(map(is_a_sentence, log.problems)) and not log.mended  # a newer version's record is said
        rmtree(tmp_path / str(seed))


DIARY = b"""Date,Time,Score,Comment
2026-11-01,09:30,4,"bad, ""very"" bad"
2026-11-02,,5,
2026-10-25,02:30,,only a note
2026-11-03T08:00:00+01:00,,6.5,x
"""


def test_any_diary_is_read_row_by_row_or_refused(tmp_path: Path) -> None:
    columns = {"at": "Date", "time": "Time", "pain": "Score", "note": "Comment"}
    goods = [DIARY, DIARY.replace(b",", b";"), DIARY.decode().encode("utf-16"), DIARY.replace(b"\n", b"\r")]
    for seed, content in cases(goods, 50, 6000):
        with told(seed, content):
            try:
                diary = read_diary(content, columns, NOW, ZONE)
            except WrongUse as error:
                assert is_a_sentence(str(error))
                continue
            assert all(is_a_sentence(fault.said) for fault in diary.faults)
            log = a_log(tmp_path / str(seed))
            assert import_diary(log, diary) == len(diary.entries)
            assert import_diary(log, diary) == 0
            if seed % 10 == 0:
                look_at_everything(log)
        rmtree(tmp_path / str(seed), ignore_errors=True)


# ── from outside ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_any_trace_is_played_or_refused_with_its_line() -> None:
    goods = [path.read_bytes() for path in sorted((Path(__file__).parent / "scenarios").glob("*.jsonl"))
             if not path.stem.endswith(".expected")]  # fmt: skip
    for seed, content in cases(goods, 33, 3000):
        with told(seed, content):
            try:
                lines = read_trace(content.decode("utf-8", "replace"))
            except WrongUse as error:
                said = str(error).replace("\ufeff", "")  # invisible, and harmless in a terminal
                assert is_a_sentence(said) and said.startswith("trace line ")
                continue
            if not lines or lines[-1].at - lines[0].at < timedelta(days=40):
                for event in simulate(lines, Settings(), ROUTINES, zone=ZONE).events:
                    assert event_json(event)


LETTERS = [
    msgspec.json.encode(Letter(1000.0, command))
    for command in (
        Answer("skip", reason="busy"), Answer("done", prompt=7), Moved("sit"), Pause(3600), Resume(), Stay(True),
        Look(), Yield(),
    )
]  # fmt: skip


def test_any_letter_is_taken_or_refused_in_a_sentence_and_gone(tmp_path: Path) -> None:
    inbox = tmp_path / FOLDER
    inbox.mkdir(mode=0o700)
    for seed, content in cases(LETTERS, 100, 6000):
        with told(seed, content):
            letter = inbox / "a.json"
            letter.write_bytes(content)
            for command, answer in take_in(tmp_path, 1000.0):
                assert isinstance(command, Answer | Moved | Pause | Resume | Stay | Yield)
                answer(Reply(True, "Done."))
            assert not letter.exists()
            if (reply := inbox / "a.reply").exists():
                assert is_a_sentence(msgspec.json.decode(reply.read_bytes(), type=Reply).said)
                reply.unlink()
            assert not list(inbox.iterdir())


def test_any_calendar_gives_busy_times_or_is_told_of(tmp_path: Path) -> None:
    """By the process that reads them for the app, all in one go."""
    require_library("recurring_ical_events")
    goods = [path.read_bytes() for path in sorted(CALENDARS.glob("*.ics"))]
    for seed, content in cases(goods, 20, 1200):
        (tmp_path / f"{seed}.ics").write_bytes(content)
    clock = HandClock(datetime(2026, 10, 26, 9, tzinfo=ZONE))
    files = sorted(str(path) for path in tmp_path.iterdir())
    meetings = Meetings(
        clock, lambda: files, tuple, os.environ, limit_s=240
    )  # a minute was too little on a busy machine
    meetings.look()
    assert len(meetings.states) == len(files)
    for state in meetings.states:
        with told(0, state):
            assert state.says.isprintable() and "it was not read" not in state.says and "takes longer" not in state.says
    assert meetings.busy == tuple(merged(meetings.busy))
    assert any(state.works for state in meetings.states)


# ── whole commands ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_command_over_a_damaged_house_ends_with_a_sentence(
    coach_home: Path, shard: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (["today"], ["week"], ["pain", "3"], ["undo"], ["concerns"], ["spasm", "list"], ["simulate"], ["why"])
    config, theirs = coach_home / "config.toml", coach_home / "log" / THEIRS / "2026-11.json"
    theirs.parent.mkdir(parents=True)
    short = b'[work]\nhours = ["09:00-12:30"]\ndays = ["mon"]\n[keys]\nrelief = "f5"\n'
    goods = [default_config_text().encode(), short, short]
    for (seed, content), (_, damaged) in zip(cases(goods, 8, 800), cases([shard], 8, 800), strict=True):
        with told(seed, (content, damaged)):
            config.write_bytes(content if seed % 3 == 0 else b"")
            theirs.write_bytes(damaged)
            said = words[seed % len(words)]
            code = run(said, HandClock(NOW))
            out, err = capsys.readouterr()
            assert code in (0, 1, 2) and "Traceback" not in out + err
            assert all(is_a_sentence(line) for line in err.splitlines()), err
            assert code == 0 or (not out and err.count("\n") >= 1)
