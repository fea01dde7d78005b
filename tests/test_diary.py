"""A pain diary from elsewhere: every row is an entry or named, and importing it again adds nothing."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.clock import monotonic_seconds
from coach.core.history import everything
from coach.core.records import Note, Pain
from coach.errors import NotSaved, WrongUse
from coach.journal import Journal
from coach.log.diary import Diary, faults_said, header_of, import_diary, lines_said, read_columns, read_diary
from coach.log.log import Log
from tests.clocks import HandClock

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 10, 42, tzinfo=BERLIN)
MAP = {"at": "Date", "pain": "Score", "note": "Comment"}
HEAD = "Date,Score,Comment\n"


def read(text: str | bytes, columns: dict[str, str] | None = None, date_format: str | None = None) -> Diary:
    data = text if isinstance(text, bytes) else text.encode()
    return read_diary(data, columns or MAP, NOW, BERLIN, date_format)


def one(row: str, date_format: str | None = None, columns: dict[str, str] | None = None) -> Pain | Note:
    diary = read(HEAD + row, columns, date_format)
    assert diary.faults == ()
    (entry,) = diary.entries
    return entry


def a_log(folder: Path) -> Log:
    return Log(folder, "aaaaaaaaaaaa", lambda: NOW)


# ── the mapping ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_mapping_names_columns_also_with_commas_and_spaces_in_them() -> None:
    assert read_columns("at=Date,pain=Score,note=Comment") == MAP
    assert read_columns(" AT = Day , pain=Pain, 0-10 (now),note=What I did") == {
        "at": "Day",
        "pain": "Pain, 0-10 (now)",
        "note": "What I did",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "at, time, pain, note"),
        ("Date", "at, time, pain, note"),
        ("at=Date", "which column is pain"),
        ("pain=Score", "which column is at"),
        ("at=Date,pain=", "not "),
        ("at=Date,pain=Score,mood=Mood", "mood"),
        ("at=Date,pain=Score,at=Day", "twice"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(text: str, words: str) -> None:
    with pytest.raises(WrongUse, match=words):
        read_columns(text)


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────

ROWS = [["Date", "Score", "Comment"], ["2026-11-01", "4", 'a "b"; c, d'], ["2026-11-02", "5", ""]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_diary_is_read_however_the_program_wrote_it(delimiter: str, end: str, encoding: str) -> None:
    quoted = ['"' + cell.replace('"', '""') + '"' for row in ROWS for cell in row]
    text = end.join(delimiter.join(quoted[n : n + 3]) for n in range(0, 9, 3)) + end
    diary = read(text.encode(encoding))
    assert [(entry.on.day, getattr(entry, "pain", None), getattr(entry, "note", None)) for entry in diary.entries] == [
        (1, 4, 'a "b"; c, d'),
        (2, 5, ""),
    ]


def test_empty_lines_columns_of_no_interest_and_the_sign_of_a_spreadsheet_do_no_harm() -> None:
    text = "sep=;\n\nMood;score;COMMENT; Date \n\ngood;4;x;2026-11-01\n;;;\n\nbad;5;;2026-11-02;;\n"
    assert [entry.on.day for entry in read(text).entries] == [1, 2]


def test_a_note_may_have_several_lines_and_lines_are_counted_as_an_editor_does() -> None:
    diary = read(HEAD + '2026-11-01,4,"one\ntwo\nthree"\n2026-11-02,eleven,\n')
    assert isinstance(diary.entries[0], Pain) and diary.entries[0].note == "one\ntwo\nthree"
    assert diary.faults[0].line == 5


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no rows"),
        (b"\n\n", "no rows"),
        (b"Date,Score\n", 'no column "Comment"'),
        (b"Tag;Schmerz;Notiz\n", '"Tag", "Schmerz", "Notiz"'),
        (b"Date,Date,Score,Comment\n", "Two columns"),
        ("Date,Score,Comment\n2026-11-01,4,für\n".encode("latin-1"), "Line 2 is not in UTF-8"),
        (b"\xff\xfeD", "not in UTF-8"),
        (b'Date,Score,Comment\n2026-11-01,4,"never closed\n2026-11-02,4,\n', "Line 2: a cell is not closed"),
        (b'Date,Score,Comment\n2026-11-01,4,"open\n2026-11-02,4,"x" y\n', "Line 2: a cell is not closed"),
        (HEAD.encode() + b"2026-11-01,4," + b"x" * 200_000, "Line 2"),
        (b"\0" * 100, "no column"),
    ],
)
def test_a_file_that_is_no_such_diary_is_refused_in_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(WrongUse) as told:
        read(data)
    assert words in str(told.value) and "\n" not in str(told.value)


# ── a row ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "date_format", "at"),
    [
        ("2026-11-01", None, "2026-11-01T12:00:00+01:00"),
        ("2026-07-01", None, "2026-07-01T12:00:00+02:00"),
        ("2026-11-01 08:15", None, "2026-11-01T08:15:00+01:00"),
        ("2026-11-01T08:15:30Z", None, "2026-11-01T08:15:30+00:00"),
        ("2026-11-24", None, "2026-11-24T10:42:00+01:00"),  # today, and noon is still to come
        ("01.11.2026", "%d.%m.%Y", "2026-11-01T12:00:00+01:00"),
        ("11/1/26", "%m/%d/%y", "2026-11-01T12:00:00+01:00"),
        ("1 Nov 2026 8:15 PM", "%d %b %Y %I:%M %p", "2026-11-01T20:15:00+01:00"),
        ("2026-10-25 02:30", None, "2026-10-25T02:30:00+01:00"),  # came twice: the later one
    ],
)
def test_a_date_is_read_as_local_time_and_without_a_time_as_noon(cell: str, date_format: str | None, at: str) -> None:
    assert one(f"{cell},4,", date_format).at.isoformat() == at


def test_a_time_may_stand_in_a_column_of_its_own() -> None:
    columns = {"at": "Date", "pain": "Score", "time": "Comment"}
    assert one("2026-11-01,4,8:15", columns=columns).at.isoformat() == "2026-11-01T08:15:00+01:00"
    assert one("01.11.2026,4,", "%d.%m.%Y", columns).at.isoformat() == "2026-11-01T12:00:00+01:00"


@pytest.mark.parametrize(
    ("cell", "pain", "was_rounded"),
    [
        ("0", 0, False),
        ("10", 10, False),
        (" 7 ", 7, False),
        ("7/10", 7, False),
        ("4.0", 4, False),
        ("4,00", 4, False),
        ("4,4", 4, True),
        ("4,5", 5, True),
        ("9.5", 10, True),
    ],
)
def test_a_rating_is_a_whole_number_and_rounding_is_remembered(cell: str, pain: int, was_rounded: bool) -> None:
    diary = read(HEAD + f'2026-11-01,"{cell}",')
    (entry,) = diary.entries
    assert isinstance(entry, Pain) and entry.pain == pain
    assert diary.rounded == ((2,) if was_rounded else ())


def test_a_row_with_only_a_note_is_a_note() -> None:
    entry = one("2026-11-01,,slept badly")
    assert isinstance(entry, Note) and entry.text == "slept badly"


FAULTY = [
    ("2026-11-01,11,", "0 to 10"),
    ("2026-11-01,10.1,", "0 to 10"),
    ("2026-11-01,-1,", "0 to 10"),
    ("2026-11-01,4/5,", "0 to 10"),
    ("2026-11-01,bad,", "0 to 10"),
    ("2026-11-01,٤,", "0 to 10"),
    ("2026-11-01,,", "neither a rating nor a note"),
    (",4,x", "the date is missing"),
    ("01.11.2026,4,", "--date-format"),
    ("2026-11-31,4,", "not a date"),
    ("2026-11-25,4,", "still to come"),
    ("2026-11-24 10:43,4,", "still to come"),
    ("2026-03-29 02:30,4,", "never came"),
    ("0001-01-01,4,", "year"),
    ("9999-12-31,4,", "still to come"),
    ("0001-01-01T00:00+14:00,4,", "year"),
    ("2026-11-01,4,a,b", "4 cells under 3 columns"),
    ("2026-11-01,4,\0", "NUL"),
    ("2026-11-01,4," + "x" * 10_001, "10,000"),
]


@pytest.mark.parametrize(("row", "words"), FAULTY)
def test_a_row_that_cannot_be_used_is_named_by_its_line_and_costs_only_itself(row: str, words: str) -> None:
    diary = read(HEAD + f"2026-11-01,1,\n{row}\n2026-11-02,2,\n")
    (fault,) = diary.faults
    assert fault.line == 3 and fault.said.startswith("Line 3: ") and words in fault.said
    assert fault.said.endswith(".") and "\n" not in fault.said
    assert [entry.on.day for entry in diary.entries] == [1, 2]


@pytest.mark.parametrize(
    ("row", "words"), [("2026-11-01,4,25:00", "not a time"), ("2026-11-01 08:00,4,09:00", "another")]
)
def test_a_time_of_its_own_that_cannot_be_used_is_named(row: str, words: str) -> None:
    (fault,) = read(HEAD + row, {"at": "Date", "pain": "Score", "time": "Comment"}).faults
    assert words in fault.said


@pytest.mark.parametrize("date_format", ["", "%d.%m.", "date", "%Q", "%H:%M", "%", "%d.%m.%Y %Q", "%d.%d.%Y"])
def test_a_date_format_that_names_no_date_is_refused_before_any_row(date_format: str) -> None:
    with pytest.raises(WrongUse, match="--date-format"):
        read(HEAD, date_format=date_format)


@pytest.mark.parametrize("date_format", ["%d.%m.", "%d.%m. %%Y"])
def test_strptime_is_not_asked_for_a_day_without_a_year(date_format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Later(datetime):
        """As Python 3.15 is to have it."""

        @classmethod
        def strptime(cls, date_string: str, format: str, /) -> Self:
            raise AssertionError(f"{format} was asked for")

    monkeypatch.setattr("coach.log.diary.datetime", Later)
    with pytest.raises(WrongUse, match="must name day, month and year"):
        read(HEAD, date_format=date_format)


@given(st.binary(max_size=80), st.text(alphabet='0123456789-,;"\n\r.T: ap', max_size=80))
def test_whatever_lies_in_the_file_is_entries_faults_or_a_sentence(junk: bytes, text: str) -> None:
    for data in (junk, HEAD.encode() + junk, HEAD.encode() + text.encode()):
        try:
            diary = read(data)
        except WrongUse as error:
            assert "\n" not in str(error)
        else:
            assert all(entry.at <= NOW for entry in diary.entries)
        header_of(data)


def test_of_many_faults_the_first_are_told_in_full_and_the_others_by_their_lines() -> None:
    diary = read(HEAD + "x,1,\n" * 3 + "2026-11-01,4,\n" + "x,1,\n" * 4)
    said = faults_said(diary.faults, most=2)
    assert len(said) == 3 and said[-1] == "Lines 4, 6-9: not usable either."
    assert lines_said([1]) == "1" and lines_said([1, 2, 4]) == "1-2, 4" and lines_said([]) == ""


# ── into the log ─────────────────────────────────────────────────────────────────────────────────────────────────

SOME = HEAD + "2026-10-31,3,\n2026-11-01,4,x\n2026-11-01,4,x\n2026-11-02,,only words\n"


def test_an_import_again_adds_nothing_and_one_that_grew_adds_what_is_new(tmp_path: Path) -> None:
    log = a_log(tmp_path / "log")
    assert import_diary(log, read(SOME)) == 4  # twice the same on a day is two entries
    before = {path: path.read_bytes() for path in log.folder.rglob("*.json")}
    assert import_diary(log, read(SOME)) == 0
    assert {path: path.read_bytes() for path in log.folder.rglob("*.json")} == before
    assert import_diary(log, read(SOME + "2026-11-03,5,\n")) == 1
    shuffled = HEAD + "".join(sorted(SOME.removeprefix(HEAD).splitlines(keepends=True)))
    assert import_diary(log, read(shuffled)) == 0
    assert len(everything(log.history())) == 5 and log.problems == ()


def test_what_was_edited_or_deleted_since_stays_so(tmp_path: Path) -> None:
    log, clock = a_log(tmp_path / "log"), HandClock(NOW)
    import_diary(log, read(SOME))
    journal = Journal(log, clock)
    journal.corrections.edit(journal.history.pains[0].id, {"pain": "9"})
    journal.corrections.edit(journal.history.pains[1].id, {"at": "2026-08-01"})
    journal.corrections.delete(journal.history.notes[0].id)
    before = journal.history
    assert import_diary(log, read(SOME)) == 0
    assert a_log(log.folder).history() == before


@pytest.mark.parametrize("rows", [2, 150])
def test_undo_takes_a_whole_import_back_and_it_may_come_again(tmp_path: Path, rows: int) -> None:
    log, clock = a_log(tmp_path / "log"), HandClock(NOW)
    journal = Journal(log, clock)
    own = journal.pain(1).record
    many = HEAD + "".join(f"{datetime(2026, 1, 1) + timedelta(days=n):%Y-%m-%d},{n % 11},\n" for n in range(rows))
    assert import_diary(log, read(many)) == rows
    assert journal.corrections.undo().said == f"Taken back: an import of {rows} records."
    assert everything(a_log(log.folder).history()) == everything(journal.history) == [own]
    assert import_diary(log, read(many)) == rows
    assert len(a_log(log.folder).history().pains) == rows + 1
    assert f"{rows} records" in journal.corrections.undo().said and "pain 1" in journal.corrections.undo().said
    assert everything(a_log(log.folder).history()) == []


def test_a_second_undo_of_the_same_rows_does_not_say_that_they_are_there_again(tmp_path: Path) -> None:
    log, clock = a_log(tmp_path / "log"), HandClock(NOW)
    journal = Journal(log, clock)
    for _ in range(2):
        assert import_diary(log, read(f"{HEAD}2026-01-01,4,\n")) == 1
        assert journal.corrections.undo().said.startswith("Taken back: pain 4 at ")
        assert everything(a_log(log.folder).history()) == []


def test_an_import_that_could_not_be_saved_says_so_and_is_completed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coach.log.files import write_durably

    left = [1]

    def one_more(path: Path, content: bytes) -> object:
        if not left:
            raise OSError(28, "No space left on device")
        left.pop()
        return write_durably(path, content)

    log = a_log(tmp_path / "log")
    with monkeypatch.context() as patch:
        patch.setattr("coach.log.storage.write_durably", one_more)
        with pytest.raises(NotSaved, match="the disk is full.*again"):
            import_diary(log, read(SOME))
    import_diary(log, read(SOME))
    assert len(everything(a_log(log.folder).history())) == 4


@pytest.mark.skipif(os.environ.get("COACH_FULL") != "1", reason="10 MB take over 5 s: in the full run (COACH_FULL=1)")
def test_ten_megabytes_of_diary_are_imported_in_a_minute(tmp_path: Path) -> None:
    start, size = datetime(1990, 1, 1, tzinfo=UTC), 0
    rows: list[str] = []
    while size < 10_000_000:
        rows.append(f"{start + timedelta(minutes=45 * len(rows)):%Y-%m-%d %H:%M},{len(rows) % 11},as on other days\n")
        size += len(rows[-1])
    file = tmp_path / "diary.csv"
    file.write_text(HEAD + "".join(rows))
    began = monotonic_seconds()
    done = coach("import", str(file), "--columns", "at=Date,pain=Score,note=Comment")
    assert done.stdout.startswith(f"Imported {len(rows)} of {len(rows)} rows"), done.stderr
    assert monotonic_seconds() - began < 60


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────


def coach(*words: str, stdin: bytes = b"") -> "subprocess.CompletedProcess[str]":
    done = subprocess.run([sys.executable, "-m", "coach", *words], input=stdin, capture_output=True, timeout=100)
    return subprocess.CompletedProcess(words, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_a_faulty_row_keeps_the_whole_diary_out_until_it_is_to_be_left_out(tmp_path: Path, coach_home: Path) -> None:
    file = tmp_path / "diary.csv"
    file.write_text(HEAD + "2026-01-01,4,x\n2026-01-02,fine,\n2026-01-03,5,\n2026-01-04,4,5,x\n", "utf-8-sig")
    mapped = ("import", str(file), "--columns", "at=Date,pain=Score,note=Comment")
    refused = coach(*mapped)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.splitlines() == [
        'Line 3: pain is a number from 0 to 10, not "fine".',
        "Line 5: there are 4 cells under 3 columns.",
        "Nothing was imported: 2 of 4 rows cannot be used. --skip-bad leaves these out.",
    ]
    assert not (coach_home / "log").exists()
    done = coach(*mapped, "--skip-bad")
    assert done.returncode == 0 and done.stdout.splitlines() == [
        "Imported 2 of 4 rows; 0 were already there; 2 rows were left out.",
        "coach undo takes the whole import back.",
    ]
    assert coach(*mapped, "--skip-bad").stdout.startswith("Imported 0 of 4 rows")


def test_a_diary_without_a_mapping_is_told_what_its_columns_are(tmp_path: Path) -> None:
    file = tmp_path / "diary.csv"
    file.write_text("Tag;Schmerz;Notiz\n")
    done = coach("import", str(file))
    assert done.returncode == 2 and done.stdout == ""
    assert "--columns" in done.stderr and "Tag, Schmerz, Notiz" in done.stderr and done.stderr.count("\n") == 1


def test_a_diary_may_come_through_a_pipe() -> None:
    done = coach("import", "-", "--columns", "at=Date,pain=Score", stdin=b"Date,Score\n2026-01-01,4\n")
    assert done.stdout.startswith("Imported 1 of 1 rows")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "nowhere.csv", "--columns", "at=a,pain=b"), "cannot be read"),
        (("import", "nowhere.csv", "--skip-bad"), "--columns"),
        (("import", "nowhere.csv", "--date-format", "%d"), "--columns"),
    ],
)
def test_wrong_words_are_one_sentence(words: tuple[str, ...], said: str) -> None:
    done = coach(*words)
    assert done.returncode in (1, 2) and said in done.stderr and done.stderr.count("\n") == 1
