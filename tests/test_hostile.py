"""What the user sees when the log is damaged or strange, and that nothing else is lost: command by command."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from coach.cli.run import run
from coach.core.records import Pain
from coach.log.device import device_id
from coach.log.ids import new_id
from coach.log.log import Log
from tests.clocks import HandClock
from tests.test_durability import a_small_disk
from tests.tmux import eventually, running, tmux

NOW = datetime(2026, 11, 24, 14, 2, tzinfo=ZoneInfo("UTC"))
THEIRS = "bbbbbbbbbbbb"
ROOT = Path(__file__).parent.parent


class Ran(NamedTuple):
    code: int
    out: str
    err: str


class Home:
    """A COACH_HOME with a log of two devices: ours knows pain 1 of October and 2 of November, theirs 3 and 4."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.log = home / "log"
        self.ours = device_id(home / "state")
        self._capsys = capsys
        self.clock = HandClock(NOW)
        for device, many in ((self.ours, (1, 2)), (THEIRS, (3, 4))):
            for nrs, at in zip(many, (NOW - timedelta(days=40), NOW - timedelta(days=1)), strict=True):
                Log(self.log, device, lambda: NOW).append(Pain(id=new_id(NOW), at=at, pain=nrs))

    def shard(self, device: str | None = None) -> Path:
        return self.log / (device or self.ours) / "2026-11.json"

    def run(self, *words: str) -> Ran:
        self._capsys.readouterr()
        code = run(words, self.clock)
        return Ran(code, *self._capsys.readouterr())

    def pains(self) -> list[int]:
        done = self.run("export", "--json", "-")
        assert done.code == 0
        return sorted({record["document"]["pain"] for record in json.loads(done.out)["records"]})

    def shown(self) -> list[int]:
        return sorted(pain.pain for pain in Log(self.log, self.ours, lambda: NOW).history().pains)

    def doctor(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """What the doctor says of the log."""
        monkeypatch.setattr("coach.notify.channels.try_all", lambda _settings: ())
        done = self.run("doctor", "--json")
        assert done.code == 0
        return list(json.loads(done.out)["log"]["problems"])


@pytest.fixture
def home(coach_home: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    return Home(coach_home, capsys)


def a_sentence(text: str) -> bool:
    return text.endswith((".", ".\n")) and text.rstrip("\n").count("\n") == 0 and "Traceback" not in text


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def large(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(40_000_000)  # NULs behind what is there


def link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/passwd")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "cut in half": cut,
    "empty": lambda path: path.write_bytes(b""),
    "zeros": lambda path: path.write_bytes(b"\0" * path.stat().st_size),
    "nested 100,000 deep": lambda path: path.write_bytes(b'{"pain":' + b"[" * 100_000),
    "nested 100,000 deep inside a document": lambda path: path.write_bytes(
        b'{"pain":{"x":{"id":"x","at":"2026-11-24T10:00:00Z","pain":' + b"[" * 100_000 + b"]" * 100_000 + b"}}}"
    ),
    "larger than a month can be": large,
}
STRANGE: dict[str, Callable[[Path], object]] = {"a link": link, "a folder": folder, "a pipe": pipe}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_our_own_shard_is_mended_at_the_next_record_which_says_so(
    home: Home, damage: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(home.shard())
    before = home.shard().read_bytes()
    done = home.run("pain", "5")
    assert (done.code, done.out) == (0, "Noted: pain 5 at 14:02.\n")
    assert a_sentence(done.err) and "was damaged" in done.err and "kept as" in done.err
    assert {1, 3, 4, 5} <= set(home.shown())
    (copy,) = home.shard().parent.glob("*.damaged-*")
    assert copy.read_bytes() == before
    assert home.run("pain", "6").err == ""  # once is enough there; the doctor says it for a week
    (said,) = home.doctor(monkeypatch)
    assert a_sentence(said) and str(copy) in said


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_our_own_shard_is_mended_also_when_it_is_only_read(home: Home, damage: Callable[[Path], object]) -> None:
    damage(home.shard())
    done = home.run("today")
    assert done.code == 0 and a_sentence(done.err) and "was damaged" in done.err
    assert {1, 3, 4} <= set(home.shown())


@pytest.mark.parametrize("damage", (DAMAGE | STRANGE).values(), ids=(DAMAGE | STRANGE).keys())
def test_a_shard_of_another_device_is_passed_over_and_said(
    home: Home, damage: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(home.shard(THEIRS))
    assert home.run("pain", "5").code == 0
    assert home.shown() == [1, 2, 3, 5]
    (said,) = home.doctor(monkeypatch)
    assert a_sentence(said) and f"{THEIRS}/2026-11.json: passed over" in said
    assert home.pains() == [1, 2, 3, 5]


@pytest.mark.parametrize("damage", [folder, pipe])
def test_something_else_in_the_place_of_our_own_shard_is_said_and_left_alone(
    home: Home, damage: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(home.shard())
    done = home.run("pain", "5")
    assert (done.code, done.out) == (1, "") and a_sentence(done.err) and done.err.startswith("Not saved: ")
    assert home.run("pain", "6", "--at", "2026-10-02").code == 0  # the other months work on
    assert home.shown() == [1, 3, 4, 6]
    (said,) = home.doctor(monkeypatch)
    assert a_sentence(said) and "not a plain file" in said
    assert home.shard().exists()


def test_a_device_folder_that_is_a_file_is_said(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for device, code in ((THEIRS, 0), (home.ours, 1)):
        (home.log / device).rename(home.log.parent / device)
        (home.log / device).write_text("a file")
        done = home.run("pain", "5")
        assert done.code == code
        said = home.doctor(monkeypatch)
        assert all(map(a_sentence, said)) and f"{device}: passed over, because it is a file" in " ".join(said)
        if code:
            assert a_sentence(done.err) and "there is a file where a folder should be" in done.err
        assert home.shown() == ([1, 2, 5] if device == THEIRS else [3, 4])
        (home.log / device).unlink()
        (home.log.parent / device).rename(home.log / device)


def test_an_empty_folder_where_the_log_was_is_said_and_stays_empty(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.run("today")
    home.log.rename(home.log.parent / "away")
    home.log.mkdir()
    done = home.run("pain", "5")
    assert (done.code, done.out) == (1, "") and a_sentence(done.err)
    assert "is empty, though a log was in it" in done.err
    (said,) = home.doctor(monkeypatch)
    assert a_sentence(said) and "is empty, though a log was in it" in said
    assert list(home.log.iterdir()) == []


def test_a_log_folder_that_is_a_file_is_said(home: Home) -> None:
    home.log.rename(home.log.parent / "away")
    home.log.write_text("a file")
    done = home.run("pain", "5")
    assert done.code == 1 and a_sentence(done.err) and "there is a file where a folder should be" in done.err
    assert home.run("today").code == 0
    assert home.log.read_text() == "a file"


def test_records_with_one_id_are_all_kept_and_those_of_other_types_all_shown(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = json.loads(home.shard().read_text())
    (first,) = tables["pain"].values()
    tables["pain"]["again"] = {**first, "pain": 9}
    tables["stress"] = {first["id"]: {"id": first["id"], "at": first["at"], "stress": 7}}
    home.shard().write_text(json.dumps(tables))
    (said,) = home.doctor(monkeypatch)
    assert a_sentence(said) and "1 record is hidden behind another with the same id" in said
    assert home.shown() == [1, 3, 4, 9]
    assert [stress.stress for stress in Log(home.log, home.ours, lambda: NOW).history().stresses] == [7]
    assert home.run("pain", "5").code == 0
    assert {"again", first["id"]} < set(json.loads(home.shard().read_text())["pain"])
    assert home.run("delete", first["id"]).code == 0


def test_a_key_that_stands_twice_in_our_shard_costs_neither_record(home: Home) -> None:
    whole = home.shard().read_text()
    key, document = next(iter(json.loads(whole)["pain"].items()))
    other = json.dumps({**document, "pain": 8}, separators=(",", ":"))
    home.shard().write_text(whole.replace('{"pain":{', f'{{"pain":{{\n"{key}":{other},'))
    done = home.run("pain", "5")
    assert done.code == 0 and "was damaged" in done.err
    kept = json.loads(home.shard().read_text())["pain"]
    assert sorted(entry["pain"] for entry in kept.values()) == [2, 5, 8]


def test_a_note_that_is_no_utf_8_costs_only_its_broken_characters(home: Home) -> None:
    home.shard().write_bytes(home.shard().read_bytes().replace(b'"pain":2', b'"pain":2,"note":"a\xffb"'))
    assert home.run("today").code == 0
    done = home.run("pain", "5")
    assert done.code == 0 and "was damaged: 1 record was saved" in done.err
    assert home.shown() == [1, 2, 3, 4, 5]
    assert [pain.note for pain in Log(home.log, home.ours, lambda: NOW).history().pains if pain.note] == ["a\ufffdb"]


def test_damage_is_said_once_by_a_command_that_tells_of_all_faults(home: Home, tmp_path: Path) -> None:
    for words in (("export", "--json", str(tmp_path / "log.json")), ("report", "--html", str(tmp_path / "page.html"))):
        cut(home.shard())
        done = home.run(*words)
        assert done.code == 0 and done.err.count("was damaged: ") == 1, done


DEEP = [b"[" * 100_000, b'{"records":' * 100_000, b'{"format":"back-coach-log","records":' + b"[" * 100_000]


@pytest.mark.parametrize("deep", DEEP, ids=["lists", "objects", "in an export"])
def test_a_file_to_import_that_is_nested_100_000_deep_is_refused(home: Home, tmp_path: Path, deep: bytes) -> None:
    (tmp_path / "deep.json").write_bytes(deep)
    done = home.run("import", str(tmp_path / "deep.json"))
    assert done.code == 2 and a_sentence(done.err)
    assert home.shown() == [1, 2, 3, 4]


def test_a_future_version_is_kept_and_said(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = json.loads(home.shard().read_text())
    tables["pain"]["new"] = {"id": "new", "at": "2026-11-24T10:00:00Z", "v": 9, "pain": {"now": 4}}
    home.shard().write_text(json.dumps(tables))
    assert home.run("pain", "5").code == 0
    (said,) = home.doctor(monkeypatch)
    assert a_sentence(said) and "newer coach" in said
    assert json.loads(home.shard().read_text())["pain"]["new"] == tables["pain"]["new"]


def test_a_clock_set_back_a_year_loses_nothing_and_undo_takes_the_last(home: Home) -> None:
    assert home.run("pain", "5").code == 0
    home.clock.set_wall(NOW - timedelta(days=365))
    assert home.run("pain", "6").code == 0
    assert home.run("spasm", "start", "--pain", "7").code == 0
    assert home.run("spasm", "end").code == 0
    assert "it is again: spasm" in home.run("undo").out
    assert "Taken back: spasm" in home.run("undo").out
    assert "Taken back: pain 6" in home.run("undo").out
    assert "Taken back: pain 5" in home.run("undo").out
    assert home.run("today").code == home.run("week").code == home.run("concerns").code == 0
    assert home.shown() == [1, 2, 3, 4]


def test_a_full_disk_and_a_read_only_one_are_said(
    coach_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_small_disk(tmp_path / "disk", "size=128k,mode=0700") as disk:
        monkeypatch.setenv("COACH_HOME", str(disk / "home"))
        home = Home(disk / "home", capsys)
        with pytest.raises(OSError, match="space"), (disk / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(b"x" * 1024)
        for words in (("pain", "5"), ("undo",), ("export", "--json", str(disk / "out.json"))):
            done = home.run(*words)
            assert (done.code, done.out) == (1, "") and a_sentence(done.err), done
            assert "full" in done.err or "space" in done.err, done
        assert not (disk / "out.json").exists()
        assert home.shown() == [1, 2, 3, 4] and home.run("today").code == 0
        (disk / "ballast").unlink()
        assert home.run("pain", "5").code == 0
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        done = home.run("pain", "6")
        assert (done.code, done.out) == (1, "") and a_sentence(done.err) and "the disk is read-only" in done.err
        assert home.shown() == [1, 2, 3, 4, 5] and home.run("today").code == 0


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="needs the right to become another user")
def test_a_folder_without_the_right_to_write_is_said(home: Home) -> None:
    """As a user who may not write there; root may write everywhere."""
    body = """
import os, sys
from coach.cli.run import run
run(["pain", "0", "--at", "2026-10-03"])  # imports all that writing needs
os.setgid(65534); os.setuid(65534)
sys.exit(run(["pain", "5"]) or run(["today"]))
"""
    with tempfile.TemporaryDirectory() as place:
        os.chmod(place, 0o711)
        inside = Path(place) / "home"
        (home.log.parent).rename(inside)
        environ = {**os.environ, "COACH_HOME": str(inside), "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run([sys.executable, "-m", "coach", "today"], env=environ, cwd=ROOT, check=True, capture_output=True)
        for path in [inside, *inside.rglob("*")]:
            os.chown(path, 65534, 65534)
        (inside / "log" / home.ours).chmod(0o500)
        done = subprocess.run([sys.executable, "-c", body], env=environ, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 1 and a_sentence(done.stderr), done
        assert done.stderr.startswith("Not saved: there is no permission")


@pytest.mark.skipif(
    os.environ.get("COACH_FULL") != "1", reason="the app tries again after 10 s: in the full run (COACH_FULL=1)"
)
def test_a_folder_that_vanishes_under_the_open_app_is_said_and_the_record_saved_once_it_is_back(
    coach_home: Path, tmp_path: Path
) -> None:
    environ = {**os.environ, "COACH_HOME": str(coach_home)}
    subprocess.run([sys.executable, "-m", "coach", "pain", "2"], env=environ, cwd=ROOT, check=True, capture_output=True)
    log, away = coach_home / "log", tmp_path / "away"
    with tmux(tmp_path, {"COACH_HOME": str(coach_home)}) as terminal:
        pid = terminal.open(sys.executable, "-m", "coach", columns=100, rows=30)
        terminal.until("Today", 40)
        log.rename(away)
        terminal.type("p")
        terminal.type("7")
        screen = terminal.until("ot saved", 20)
        assert "gone" in screen
        assert not log.exists()  # no second log is begun in its place
        away.rename(log)
        (device,) = log.iterdir()
        assert eventually(lambda: b'"pain":7' in next(device.glob("*.json")).read_bytes(), 40)
        terminal.type("C-q")
        assert eventually(lambda: not running(pid), 30)
