"""The report as PDF: the same figures, every script as far as it goes, and one sentence without its extra."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.cli.run import run
from coach.core.history import history_of
from coach.core.records import Medicine, Note, Record
from coach.report import pdf, pdf_text
from coach.report.html import report_html
from coach.report.pdf import NO_REPORTLAB, palette, report_pdf
from tests.example_log import example_records
from tests.made import new_id, on
from tests.reading import Reading
from tests.test_report_chromium import crowded, pages_of
from tests.test_report_page import HOSTILE, FixedClock, hostile_records, view_of
from tests.tools import require


def text_of(data: bytes, folder: Path) -> str:
    """What poppler reads off the PDF."""
    file = folder / "read.pdf"
    file.write_bytes(data)
    command = [require("pdftotext"), "-layout", str(file), "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True, timeout=60).stdout


def printed(*records: Record, notes: bool = True) -> bytes:
    return report_pdf(view_of(history_of(records), notes=notes))


@pytest.fixture(autouse=True)
def reportlab() -> None:
    """Nothing here can run without it."""
    pytest.importorskip("reportlab")


def test_without_the_extra_the_command_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "reportlab", None)
    assert run(["report", "--pdf", str(tmp_path / "x.pdf")], FixedClock()) == 1
    assert capsys.readouterr().err == NO_REPORTLAB + "\n"
    assert ".venv/bin/pip install -c constraints.txt '.[pdf]'" in NO_REPORTLAB and not (tmp_path / "x.pdf").exists()


def test_the_command_writes_a_private_pdf(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.pdf"
    assert run(["report", "--pdf", str(file)], FixedClock()) == 0
    assert file.read_bytes().startswith(b"%PDF-") and file.stat().st_mode & 0o777 == 0o600


def test_the_pdf_says_every_word_of_the_page(tmp_path: Path) -> None:
    view = view_of(history_of(example_records()), notes=True)
    page = Reading(report_html(view))
    text = " ".join(text_of(report_pdf(view), tmp_path).split())
    for label, (value, below) in page.facts.items():
        assert label in text and value in text and below in text
    for heading in page.headings:
        assert heading in text
    cells = {cell for rows in page.tables.values() for row in rows[1:] for cell in row}  # a head may be two lines
    short = [cell for cell in cells if len(cell) < 17]
    assert len(short) > 40 and [cell for cell in short if cell not in text] == []
    assert "box [left side]" in text and "page 2 of 2" in text


@pytest.mark.parametrize("records", [list(example_records()), crowded()], ids=["example", "crowded"])
def test_three_months_are_at_most_two_sheets(records: list[Record]) -> None:
    assert pages_of(printed(*records, notes=False)) <= 2


def test_the_same_page_is_the_same_file_and_no_larger_than_it_must_be() -> None:
    data = printed(*example_records())
    assert data == printed(*example_records()) and len(data) < 60_000


@pytest.mark.parametrize(
    "records", [[], hostile_records(HOSTILE), hostile_records("x" * 10_000), hostile_records("א" * 9999)]
)
def test_nothing_a_user_writes_stops_it(records: list[Record], tmp_path: Path) -> None:
    text = text_of(printed(*records), tmp_path)
    assert "Back pain record" in text
    if records and HOSTILE in str(records):
        assert "<script>alert(1)</script>" in text.replace("\n", "")


def test_other_scripts_survive_or_are_said_to_be_missing(tmp_path: Path) -> None:
    names = ["Парацетамол", "Ασπιρίνη", "日本語の薬", "布洛芬", "이부프로펜", "กก", "💊"]
    data = printed(*(Medicine(id=new_id(), at=on(-1), name=name) for name in names))
    text = text_of(data, tmp_path)
    for name in names[:5]:
        assert name in text
    assert "□ stands for a character that this PDF cannot draw; the HTML page shows it." in " ".join(text.split())
    assert "drawn with a font of the program that shows this PDF" in " ".join(text.split())
    assert b"HeiseiKakuGo-W5" in data and b"STSong-Light" in data and b"HYGothic-Medium" in data


def test_a_note_from_right_to_left_keeps_its_lines_in_order(tmp_path: Path) -> None:
    words = [f"מילה{number}" for number in range(60)]
    text = text_of(printed(Note(id=new_id(), at=on(-1), text=" ".join(words))), tmp_path)
    lines = [
        [int(number) for number in re.findall(r"\d+", row)]
        for row in text.splitlines()
        if "מילה" in row or "הלימ" in row
    ]
    assert len(lines) > 1 and all(max(one) < min(other) for one, other in zip(lines, lines[1:], strict=False))


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("plain (text) 12", "plain (text) 12"),
        ("שלום", "םולש"),
        ("שלום עולם", "םלוע םולש"),
        ("שלום 12.5 עולם", "םלוע 12.5 םולש"),
        ("take שלום now", "take םולש now"),
        ("שלום abc (עולם)", "(םלוע) abc םולש"),
        ("בְּ", "בְּ"),
    ],
)
def test_text_is_put_in_the_order_in_which_it_is_seen(written: str, seen: str) -> None:
    assert pdf_text.visual(written) == seen


@given(st.text(st.sampled_from("אבגab 12.(),\u05b0"), max_size=30))
def test_nothing_is_lost_when_it_is_put_in_order(text: str) -> None:
    mirrored = str.maketrans(")", "(")
    assert sorted(pdf_text.visual(text).translate(mirrored)) == sorted(text.translate(mirrored))


@pytest.mark.parametrize(
    ("written", "forms"),
    [
        ("ب", "\ufe8f"),
        ("ببب", "\ufe91\ufe92\ufe90"),
        ("دب", "\ufea9\ufe8f"),
        ("سلام", "\ufeb3\ufefc\ufee1"),
        ("لا", "\ufefb"),
        ("بَب", "\ufe91َ\ufe90"),
        ("ب ب", "\ufe8f \ufe8f"),
    ],
)
def test_arabic_letters_take_the_form_of_their_place(written: str, forms: str) -> None:
    assert pdf_text.joined(written) == forms


def test_what_steers_and_is_not_read_is_taken_out() -> None:
    assert pdf_text.clean("a\u202eb\x1b[\x00c\ud800\td\ne\u200f") == "ab\ufffd[\ufffdc\ufffd d\ne"


def test_the_fonts_come_with_their_licence_and_the_colours_with_the_style_sheet() -> None:
    folder = Path(pdf.__file__).parent / "fonts"
    assert sorted(path.name for path in folder.iterdir()) == [
        "DejaVuSansCondensed-Bold.ttf", "DejaVuSansCondensed.ttf", "LICENSE-DejaVu.txt",
    ]  # fmt: skip
    assert sum(path.stat().st_size for path in folder.iterdir()) < 320_000
    assert {"paper", "ink", "soft", "line", "pain", "spasm", "strong"} <= palette().keys()
    assert palette()["paper"] == "#ffffff"
