"""Putting right, taking back, leaving and coming back, as a user does it command by command."""

import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from coach.cli.run import run
from coach.core.medicines import PHARMACIST_FIRST
from tests.clocks import HandClock

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 14, 2, tzinfo=BERLIN)


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class Coach:
    """The command line, in this process, at a clock moved by hand, in Berlin."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self.clock, self._capsys = home, HandClock(NOW), capsys
        home.mkdir()
        (home / "config.toml").write_text('[work]\ntimezone = "Europe/Berlin"\n')

    def __call__(self, *words: str) -> Ran:
        self._capsys.readouterr()
        code = run(words, self.clock)
        ran = Ran(code, *self._capsys.readouterr())
        assert "Traceback" not in ran.err
        if code:
            assert ran.out == "" and ran.err.count("\n") == 1 and ran.err.endswith((".\n", "?\n")), ran
        return ran

    def refuses(self, *words: str, code: int = 2) -> str:
        ran = self(*words)
        assert ran.code == code, ran
        return ran.err.strip()

    def newest(self) -> str:
        records = json.loads(self("export", "--json", "-").out)["records"]
        return max(str(record["document"]["id"]) for record in records)


@pytest.fixture
def coach(coach_home: Path, capsys: pytest.CaptureFixture[str]) -> Coach:
    return Coach(coach_home, capsys)


# ── medicines ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_whom_to_ask_first_is_said_once_with_the_first_anti_inflammatory(coach: Coach) -> None:
    assert coach("took", "paracetamol").lines == ["Noted: paracetamol at 14:02."]
    assert coach("took", "ibuprofen", "--nsaid").lines == [
        "Noted: ibuprofen at 14:02.",
        "Anti-inflammatory logged on 1 of the last 7 days.",
        PHARMACIST_FIRST,
    ]
    assert coach("took", "ibuprofen", "--nsaid").lines == [
        "Noted: ibuprofen at 14:02.",
        "Anti-inflammatory logged on 1 of the last 7 days.",
    ]
    assert PHARMACIST_FIRST not in coach("took", "naproxen", "--nsaid", "--at", "-1d").out
    coach.clock.forward(timedelta(days=800).total_seconds())
    assert PHARMACIST_FIRST not in coach("took", "ibuprofen", "--nsaid").out


def test_a_medicine_marked_afterwards_is_the_first_too(coach: Coach) -> None:
    coach("took", "ibuprofen")
    assert coach("edit", coach.newest(), "nsaid=yes").lines[-1] == PHARMACIST_FIRST
    assert PHARMACIST_FIRST not in coach("took", "ibuprofen", "--nsaid").out


def test_the_days_are_counted_and_after_ten_running_they_are_a_concern(coach: Coach) -> None:
    for days in range(9, -1, -1):
        said = coach("took", "ibuprofen", "--nsaid", "--at", f"-{days}d").lines
    assert said[1].startswith("Anti-inflammatory logged on 7 of the last 7 days. Check the leaflet or ask a pharmacist")
    assert coach("concerns").lines[0] == "nsaid-days, since 2026-11-24"
    assert coach("concerns", "--on", "yesterday").out.startswith("The log holds nothing")
    assert coach("concerns", "--on", "2026-11-25").lines[0].startswith("nsaid-days")
    assert coach("concerns", "--on", "2026-11-26").out.startswith("The log holds nothing")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("took",), "NAME"),
        (("took", ""), "name of the medicine is missing"),
        (("took", "  "), "name of the medicine is missing"),
        (("took", "x", "--relief", "11"), "0 to 10"),
        (("took", "x", "--at", "15:00"), "still to come"),
        (("took", "x", "--at", "soon"), "not a time"),
        (("took", "x", "--amount", "y" * 10_001), "10,000"),
        (("took", "x", "--note", "a\0b"), "NUL"),
        (("took", "x", "--note", "a\udcffb"), "encoding"),
    ],
)
def test_a_medicine_in_wrong_words_is_refused(coach: Coach, words: tuple[str, ...], said: str) -> None:
    assert said in coach.refuses(*words)


# ── edit, delete, undo ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_spasm_is_put_right_field_by_field_by_its_id_or_the_end_of_it(coach: Coach) -> None:
    spasm = coach("spasm", "start", "--pain", "6", "--where", "left").out.strip()
    assert coach("edit", spasm, "pain=4", "where=left,leg", "triggers=sitting sleep", "note=a=b").code == 0
    assert coach("edit", spasm[-5:], "at=yesterday 18:30", "ended=-1h").lines == [
        "Changed; it is now: spasm that started Mon 23 Nov 18:30, pain 4, ended 13:02."
    ]
    assert coach("edit", spasm.upper(), "pain=").lines[0].endswith("started Mon 23 Nov 18:30, ended 13:02.")
    assert coach("edit", spasm, "pain=none").out.startswith("Nothing changed")
    document = json.loads(coach("export", "--json", "-").out)["records"][-1]["document"]
    assert (document["note"], document["where"], document["triggers"]) == ("a=b", ["left", "leg"], ["sitting", "sleep"])


def test_a_time_in_summer_is_summer_time(coach: Coach) -> None:
    coach("pain", "4")
    moved = coach("edit", coach.newest(), "at=2026-07-01 09:00")
    assert moved.lines[0] == "Changed; it is now: pain 4 at Wed 1 Jul 09:00."
    assert '"at": "2026-07-01T09:00:00+02:00"' in coach("export", "--json", "-").out


def test_a_record_that_moves_to_another_month_says_its_new_id_and_undo_brings_the_old_back(coach: Coach) -> None:
    coach("pain", "4")
    old = coach.newest()
    new = coach("edit", old, "at=2026-10-01").lines[1].removeprefix("Its id is now ").rstrip(".")
    assert coach("edit", new, "pain=5").code == 0
    assert "already deleted" in coach.refuses("edit", old, "pain=6", code=1)
    coach("undo")
    coach("undo")
    assert coach("edit", old, "pain=6").code == 0


def test_what_was_deleted_comes_back_with_undo_and_undo_ends_where_the_log_began(coach: Coach) -> None:
    coach("pain", "4")
    record = coach.newest()
    assert coach("delete", record).lines == ["Deleted: pain 4 at 14:02."]
    assert "already deleted" in coach.refuses("delete", record, code=1)
    assert coach("undo").lines == ["No longer deleted: pain 4 at 14:02."]
    assert coach("undo").lines == ["Taken back: pain 4 at 14:02."]
    assert "nothing to take back" in coach.refuses("undo", code=1)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ((), "FIELD=VALUE"),
        (("pain",), "is not FIELD=VALUE"),
        (("=3",), "is not FIELD=VALUE"),
        (("pain=11",), "0 to 10"),
        (("pain=4.5",), "whole number"),
        (("pain=٤",), "whole number"),
        (("foo=1",), "it has at, ended, pain"),
        (("id=x",), 'no field "id"'),
        (("rev=9",), 'no field "rev"'),
        (("deleted=yes",), 'no field "deleted"'),
        (("at=tomorrow",), "not a time"),
        (("at=14:03",), "still to come"),
        (("at=2026-03-29 02:30",), "never came"),
        (("ended=yesterday 10:00",), "cannot end"),
        (("where=ear",), "choose from left, middle"),
        (("note=a\0b",), "NUL"),
    ],
)
def test_an_edit_in_wrong_words_is_refused_and_changes_nothing(
    coach: Coach, fields: tuple[str, ...], said: str
) -> None:
    spasm = coach("spasm", "start", "--pain", "6").out.strip()
    before = coach("export", "--json", "-").out
    assert said in coach.refuses("edit", spasm, *fields)
    assert coach("export", "--json", "-").out == before


@pytest.mark.parametrize("record", ["", "x", "zzzz", "0" * 15, "../../etc/passwd", '"', "~2"])
def test_an_id_that_is_none_is_said_to_be_none(coach: Coach, record: str) -> None:
    coach("pain", "4")
    for words in (("edit", record, "pain=3"), ("delete", record)):
        assert "no record" in coach.refuses(*words)


# ── concerns ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def raised(coach: Coach) -> Coach:
    """With a spasm of 20 days."""
    coach("spasm", "start", "--pain", "6", "--at", "-20d")
    coach("pain", "5")
    return coach


def test_a_concern_is_folded_away_until_the_day_of_the_appointment(raised: Coach) -> None:
    assert raised("concerns").lines[0].startswith("beyond-two-weeks, since 2026-11-18")
    said = raised("concerns", "seen", "beyond-two-weeks", "--appointment", "2026-11-26").out
    assert "your appointment on 2026-11-26" in said
    assert raised("concerns").lines[0].endswith("(seen)")
    raised.clock.forward(2 * 86400)
    assert not raised("concerns").lines[0].endswith("(seen)")


def test_concerns_are_told_as_of_any_date(raised: Coach) -> None:
    assert "beyond" not in raised("concerns", "--on", "2026-11-17").out
    assert raised("concerns", "--on", "2026-11-18").lines[0].startswith("beyond-two-weeks")
    told = json.loads(raised("concerns", "--on", "2026-12-20", "--json").out)
    assert [concern["code"] for concern in told][:1] == ["beyond-six-weeks"]
    assert {"code", "level", "since", "message", "source"} <= set(told[0])
    assert raised("concerns", "--on", "1970-01-01").code == 0


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("concerns", "--on", "24.11.2026"), "not a date", 2),
        (("concerns", "--on", "2026-02-30"), "not a date", 2),
        (("concerns", "seen"), "CODE", 2),
        (("concerns", "seen", "beyond"), "no concern", 2),
        (("concerns", "seen", "beyond-two-week"), "did you mean beyond-two-weeks?", 2),
        (("concerns", "seen", "recurring"), "not raised now", 1),
        (("concerns", "seen", "red-flag-days"), "coach redflag", 1),
        (("concerns", "seen", "beyond-two-weeks", "--appointment", "2026-11-23"), "is past", 2),
        (("concerns", "seen", "beyond-two-weeks", "--appointment", "soon"), "not a date", 2),
        (("concerns", "--json", "seen", "beyond-two-weeks"), "do not go with", 2),
    ],
)
def test_concerns_in_wrong_words_are_refused(raised: Coach, words: tuple[str, ...], said: str, code: int) -> None:
    assert said in raised.refuses(*words, code=code)


# ── export, import, doctor ───────────────────────────────────────────────────────────────────────────────────────


def nowhere(_tmp_path: Path) -> str:
    return "/nonexistent/there/x"


def a_folder(tmp_path: Path) -> str:
    return str(tmp_path)


def a_file(tmp_path: Path) -> str:
    (tmp_path / "file").write_text("{}")
    return str(tmp_path / "file")


@pytest.mark.parametrize(
    ("words", "place", "code"),
    [
        (("export",), None, 2),
        (("export", "--csv"), None, 2),
        (("export", "--csv", ""), None, 2),
        (("export", "--csv", "-"), None, 2),
        (("export", "--json", ""), None, 2),
        (("export", "--json", "a", "--csv", "b"), None, 2),
        (("export", "--json"), nowhere, 1),
        (("export", "--json"), a_folder, 1),
        (("export", "--csv"), a_file, 1),
        (("import",), None, 2),
        (("import", ""), None, 2),
        (("import",), nowhere, 1),
        (("import",), a_folder, 1),
        (("import",), a_file, 2),
        (("doctor", "x"), None, 2),
    ],
)
def test_a_wrong_place_is_refused_in_one_sentence_and_nothing_is_written(
    coach: Coach, tmp_path: Path, words: tuple[str, ...], place: Callable[[Path], str] | None, code: int
) -> None:
    coach("pain", "4")
    where = tmp_path / "where"
    where.mkdir()
    here = os.getcwd()
    try:
        os.chdir(where)
        coach.refuses(*words, *([] if place is None else [place(tmp_path)]), code=code)
        assert os.listdir(where) == []
    finally:
        os.chdir(here)


def test_an_export_is_whole_private_and_replaces_the_one_before(coach: Coach, tmp_path: Path) -> None:
    file = tmp_path / "log.json"
    file.write_text("x" * 100_000)
    file.chmod(0o644)
    coach("pain", "4")
    assert coach("export", "--json", str(file)).lines == [f"Written to {file}."]
    assert file.stat().st_mode & 0o777 == 0o600 and len(json.loads(file.read_text())["records"]) == 1
    assert coach("import", str(file)).lines == ["Imported 0 records; 1 was already there."]
    coach("delete", coach.newest())
    assert coach("import", str(file)).lines == ["Imported 0 records; 1 was already there."]


def test_the_doctor_works_whatever_is_wrong(coach: Coach, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("coach.notify.channels.try_all", lambda _settings: ())
    coach("pain", "4")
    assert "Log: 1 record in 1 file; this device is" in coach("doctor").out
    (coach.home / "config.toml").write_text("[work]\nhours = 3\n")
    assert "line 2: work.hours = 3 cannot be used" in coach("doctor").out
    (coach.home / "log").chmod(0o755)
    assert "others may look into it" in coach("doctor").out
    for name in ("log", "config.toml"):
        (coach.home / name).rename(tmp_path / name)
    (coach.home / "log").write_text("")
    (coach.home / "config.toml").mkdir()
    said = coach("doctor").out
    assert "this is not a folder" in said and "this is not a file" in said and "where a folder should be" in said
    monkeypatch.setenv("COACH_HOME", "/etc/passwd")
    assert "Not a directory" in coach("doctor").out
