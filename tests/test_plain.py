"""Text that would steer what shows it, planted wherever a user or another device can write, on every way out."""

import csv
import io
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import ControlType, Segment
from textual.color import Color

from coach.cli.run import run
from coach.core.plain import marked, one_line, spelled, steers
from coach.core.records import ConcernSeen, Medicine, Note, Pain, Posture, Prompt, Record, RedFlag, Session, Spasm
from coach.core.records import Stress as StressRated
from coach.core.report import period, report_view
from coach.core.settings import Settings
from coach.core.week import week_of, week_view
from coach.log.device import device_id
from coach.log.export import write_csv
from coach.log.ids import new_id
from coach.log.log import Log
from coach.notify.message import Message
from coach.notify.message import one_line as notified
from coach.report.html import report_html
from coach.report.text import week_markdown
from coach.report.week_html import week_html
from coach.tui.plain import Harmless
from tests.clocks import HandClock
from tests.example_log import NOW
from tests.libraries import require_library
from tests.tui_house import FakeHouse, Opened, opened

THEIRS = "bbbbbbbbbbbb"
STEERS = "\x1b]0;title\x07\x9b2J\u202eleft\u2066\u200bhid\U000e0041\u2028\ufeff\x00\r\n\t[/b]"
"""A window title, a bell, a clear screen in one byte, a direction turned, letters that nobody sees, a line end."""


def planted() -> list[Record]:
    """Records of another device with such text in every field that is text."""
    at = [NOW - timedelta(hours=hours) for hours in range(1, 30)]
    bad: Any = STEERS  # another device may write anything where words of a list belong
    made: list[Callable[[], Record]] = [
        lambda: Spasm(
            id=new_id(NOW), at=at[28], ended=at[20], pain=5, where=(bad,), triggers=(bad,), signs=(bad,), note=bad
        ),
        lambda: Spasm(id=new_id(NOW), at=at[3], pain=5, where=(bad,), triggers=(bad,), signs=(bad,), note=bad),
        lambda: Pain(id=new_id(NOW), at=at[4], pain=4, note=bad),
        lambda: StressRated(id=new_id(NOW), at=at[4], stress=6, note=bad),
        lambda: Session(id=new_id(NOW), at=at[5], routine=bad, kind="walk", seconds=600, felt="better"),
        lambda: Session(id=new_id(NOW), at=at[6], routine=bad, kind=bad, seconds=600, pain_before=3, pain_after=2),
        lambda: Medicine(id=new_id(NOW), at=at[7], name=bad, amount=bad, nsaid=True, note=bad),
        lambda: RedFlag(id=new_id(NOW), at=at[8], action="ticked", symptoms=("fever", bad)),
        lambda: ConcernSeen(id=new_id(NOW), at=at[9], code="recurring", message=bad),
        lambda: ConcernSeen(id=new_id(NOW), at=at[9], code=bad, message=bad),
        lambda: Note(id=new_id(NOW), at=at[10], text=bad),
        lambda: Prompt(
            id=new_id(NOW), at=at[2], kind="walk", outcome="skipped", closed=at[1], routine=bad, reason=bad, why=bad
        ),
        lambda: Posture(id=new_id(NOW), at=at[2], change="up", cause="told", sat_s=3000),
    ]
    return [make() for make in made]


def a_hostile_log(folder: Path) -> Log:
    Log(folder, THEIRS, lambda: NOW).append(*planted())
    copy = folder / THEIRS / "2026-11 (\x1b[31m\u202e).json"  # a name that a tool for synchronising may give
    copy.write_text("half")
    return Log(folder, THEIRS, lambda: NOW)


# the room itself -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "steering", [*"\x00\x07\x08\x1b\x7f\x80\x9b\x9d", *"\u061c\u200b\u200e\u200f\u202a\u202e\u2060"]
)
def test_each_character_that_steers_is_told(steering: str) -> None:
    assert steers(f"a{steering}b")
    assert marked(f"a{steering}b", "·") == "a·b"
    assert one_line(f"a{steering}b") == "a b"
    assert not steers(spelled(f"a{steering}b"))


@pytest.mark.parametrize("steering", ["\u2066", "\u2069", "\ufeff", "\ufff9", "\U000e0001", "\U000e007f", "\ud800"])
def test_so_is_each_of_the_rarer_ones(steering: str) -> None:
    assert steers(steering) and marked(steering, "?") == "?"


@pytest.mark.parametrize(
    "kept", ["plain", "é ü ß", "腰", "می\u200cروم", "עברית", "a\u0301", "👩\u200d🦰", "°%[/b]{}", "\u00a0", ""]
)
def test_words_of_every_script_stay_as_they_are(kept: str) -> None:
    assert not steers(kept)
    assert marked(kept, "?") == spelled(kept) == kept


@given(st.text())
def test_a_sentence_is_printable_whatever_goes_into_it(text: str) -> None:
    assert one_line(text).isprintable() and not steers(one_line(text, "·"))
    assert not steers(spelled(text)) and not steers(marked(text, "?"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_a_line_end_is_one_newline_or_one_blank(end: str) -> None:
    assert marked(f"a{end}b", "?") == "a\nb"
    assert one_line(f"a{end}b") == spelled(f"a{end}b") == "a b"


def test_the_last_filter_of_the_screen_takes_them_out_and_keeps_the_width() -> None:
    control = Segment("\x1b[6n", None, [(ControlType.BELL,)])
    segments = [Segment("a\x1b\u202eb"), control, Segment("plain")]
    done = Harmless().apply(segments, Color(0, 0, 0))
    assert not any(steers(segment.text) for segment in done if not segment.control)
    assert done[1] is control and sum(s.cell_length for s in done) == sum(s.cell_length for s in segments)
    untouched = [Segment("plain ü")]
    assert Harmless().apply(untouched, Color(0, 0, 0)) is untouched


# every way out -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("today",), ("today", "--json"), ("week",), ("week", "--markdown"), ("week", "--json"), ("concerns",),
        ("spasm", "list"), ("redflag",), ("undo",), ("why",), ("routines", "list"), ("report", "--json"),
    ],
)  # fmt: skip
def test_no_command_prints_any_of_it(
    words: tuple[str, ...], coach_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_hostile_log(coach_home / "log")
    Log(coach_home / "log", device_id(coach_home / "state"), lambda: NOW).append(*planted())
    run(words, HandClock(NOW))
    out, err = capsys.readouterr()
    assert out + err
    for line in (out + err).split("\n"):
        assert not steers(line.replace("\t", "")), line


def test_neither_do_the_receipts(coach_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clock = HandClock(NOW)
    for words in (
        ("took", STEERS.replace("\x00", ""), "--amount", "\x1b[2J", "--note", "\u202e"),
        ("pain", "4", "--note", STEERS.replace("\x00", "")),
        ("undo",),
        ("delete", "\x1b[2J"),
        ("edit", "\x1b[2J", "pain=\x9b2J"),
        ("did", "\u202eklaw"),
        ("pain", "\x1b[2J"),
        ("\x1b[2J",),
    ):
        run(words, clock)
        out, err = capsys.readouterr()
        assert out + err and not steers((out + err).replace("\n", "")), words


def test_no_page_holds_any_of_it(tmp_path: Path) -> None:
    history = a_hostile_log(tmp_path / "log").history()
    first, last = period(None, None, NOW.date())
    report = report_html(report_view(history, first, last, Settings(), NOW, notes=True))
    week = week_view(history, week_of(NOW.date()), Settings(), NOW)
    for page in (report, week_html(week), week_markdown(week)):
        assert not steers(page)
        assert "title" in page  # the words themselves are there


def test_no_pdf_holds_any_of_it(tmp_path: Path) -> None:
    require_library("reportlab")
    from coach.report import pdf_text
    from coach.report.pdf import report_pdf

    history = a_hostile_log(tmp_path / "log").history()
    first, last = period(None, None, NOW.date())
    paper = report_pdf(report_view(history, first, last, Settings(), NOW, notes=True))
    assert paper.startswith(b"%PDF") and b"\x1b]0;" not in paper
    assert not steers(pdf_text.clean(STEERS))
    assert zlib.crc32(paper)  # it was written to its end


def test_no_cell_of_a_spreadsheet_holds_any_of_it(tmp_path: Path) -> None:
    for file in write_csv(a_hostile_log(tmp_path / "log"), tmp_path / "csv"):
        rows = list(csv.reader(io.StringIO(file.read_bytes().decode(), newline="")))
        assert len(rows) > 1 or file.stem in ("pain",)
        assert not any(steers(cell) for row in rows for cell in row), file


def test_no_notification_carries_any_of_it() -> None:
    assert not steers(notified(Message(STEERS, STEERS)))


async def everywhere(coach: Opened) -> list[str]:
    """All that stands on the screen, place by place, with the cards that show an entry."""
    seen = [coach.text]
    for key in "2345":
        await coach.press(key)
        seen.append(coach.text)
    await coach.press("2")
    for _ in range(14):
        await coach.press("enter")
        seen.append(coach.text)
        await coach.press("escape", "down")
        seen.append(coach.text)
    return seen


async def test_no_place_and_no_card_of_the_app_shows_any_of_it(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path, example=False)
    a_hostile_log(house.paths.log)
    house.problems = house.log.problems
    async with opened(tmp_path, (100, 40), house=house) as coach:
        seen = await everywhere(coach)
        await coach.prompt(title=STEERS, body=STEERS)
        await coach.press("1")
        seen.append(coach.text)
        coach.app.notify(STEERS, markup=False)
        await coach.pilot.pause()
        seen.append(coach.text)
    assert any("title" in text for text in seen)
    for text in seen:
        assert not steers(text), text
