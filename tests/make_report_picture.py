"""The picture of the report, its first sheet from the example log: `python -m tests.make_report_picture [FILE]`."""

import subprocess
import sys
import tempfile
from pathlib import Path

from coach.core.history import history_of
from coach.core.report import period, report_view
from coach.core.settings import Settings
from coach.library import Library
from coach.paths import find_paths
from coach.report.html import report_html
from tests.chromium import Chromium, chromium
from tests.example_log import NOW, example_records
from tests.tools import require

FILE = Path(__file__).parent.parent / "screenshots" / "report.png"
DOTS_PER_INCH = 130


def example_html() -> str:
    """The report of the example log at its moment."""
    first, last = period(None, None, NOW.date())
    routines = Library(find_paths({"COACH_HOME": "/nonexistent"})).routines
    return report_html(report_view(history_of(example_records()), first, last, Settings(), NOW, routines))


def sheet(browser: Chromium, folder: Path) -> bytes:
    """The first sheet as PNG, as Chromium prints it on A4; poppler turns the print into a picture."""
    page, printed = folder / "report.html", folder / "report.pdf"
    page.write_text(example_html(), encoding="utf-8")
    browser.open(page)
    printed.write_bytes(browser.pdf("a4"))
    command = [require("pdftoppm"), "-png", "-r", str(DOTS_PER_INCH), "-f", "1", "-singlefile", str(printed)]
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout


def make(file: Path = FILE) -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as folder, chromium(Path(folder) / "profile") as browser:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(sheet(browser, Path(folder)))


if __name__ == "__main__":
    make(*map(Path, sys.argv[1:2]))
