"""The report in a real browser: it runs nothing, asks for nothing, draws its charts, and fits on two sheets."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.core.history import history_of
from coach.core.records import Record
from coach.report.html import report_html
from tests.chromium import PAPERS, Chromium, chromium
from tests.example_log import example_records
from tests.made import flag, nsaid, pain, session, spasm
from tests.made import on as at
from tests.make_report_picture import sheet
from tests.test_report_page import HOSTILE, hostile_records, view_of


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with chromium(tmp_path_factory.mktemp("profile")) as running:
        yield running


def crowded() -> list[Record]:
    """Three full months: a rating and two walks a day, five bouts, medicines, red flags."""
    records: list[Record] = [pain(-day, 3 + day % 5) for day in range(92)]
    records += [session(at(-day, hour), 4, 3) for day in range(92) for hour in ("10:00", "12:00")]
    records += [spasm(first, first + 5, pain=7) for first in (-88, -70, -52, -34, -16)]
    records += [nsaid(-day) for day in range(0, 90, 3)]
    return [*records, flag(-40, "fever", "cough"), flag(-38, action="cleared"), flag(-3, "night-worse")]


def open_page(browser: Chromium, folder: Path, records: list[Record], notes: bool = False) -> Path:
    file = folder / "report.html"
    file.write_text(report_html(view_of(history_of(records), notes=notes)), encoding="utf-8")
    browser.open(file)
    return file


def pages_of(pdf: bytes) -> int:
    return max(int(count) for count in re.findall(rb"/Count (\d+)", pdf))


def test_the_page_says_nothing_on_the_console_and_asks_for_nothing_but_itself(
    browser: Chromium, tmp_path: Path
) -> None:
    file = open_page(browser, tmp_path, list(example_records()))
    assert browser.said == [] and browser.asked == [file.as_uri()]
    assert browser.evaluate("document.compatMode") == "CSS1Compat"
    assert browser.evaluate("performance.getEntriesByType('resource').length") == 0


def test_the_charts_are_drawn_and_the_style_sheet_is_let_in(browser: Chromium, tmp_path: Path) -> None:
    open_page(browser, tmp_path, list(example_records()))
    sizes = "[...document.querySelectorAll('svg')].map(chart => chart.getBoundingClientRect())"
    drawn = f"{sizes}.filter(size => size.width > 500 && size.height > 8).length"
    assert browser.evaluate(drawn) == 5
    assert browser.evaluate("getComputedStyle(document.querySelector('.f-spasm')).fill") == "rgb(168, 73, 27)"
    assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("records", [list(example_records()), crowded()], ids=["example", "crowded"])
def test_three_months_are_at_most_two_sheets(
    browser: Chromium, tmp_path: Path, records: list[Record], paper: str
) -> None:
    open_page(browser, tmp_path, records)
    assert pages_of(browser.pdf(paper)) <= 2


def test_a_hostile_text_does_nothing_in_the_browser(browser: Chromium, tmp_path: Path) -> None:
    file = open_page(browser, tmp_path, hostile_records(HOSTILE + "x" * 10_000), notes=True)
    assert browser.said == [] and browser.asked == [file.as_uri()]
    assert browser.evaluate("document.querySelectorAll('script, img, iframe, a, style').length") == 1
    assert browser.evaluate("[...document.querySelectorAll('*')].filter(e => e.scrollWidth > 2000).length") == 0
    apart = "getComputedStyle(document.querySelector('blockquote bdi')).unicodeBidi"
    assert browser.evaluate(apart) == "isolate"


def test_the_policy_would_stop_a_script_that_got_in(browser: Chromium, tmp_path: Path) -> None:
    html = report_html(view_of(history_of(example_records())))
    file = tmp_path / "broken.html"
    file.write_text(
        html.replace("</main>", '<script>document.title="ran"</script><img src="http://127.0.0.1:9/x"></main>')
    )
    browser.open(file)
    assert browser.evaluate("document.title") != "ran"
    assert any("Content Security Policy" in said for said in browser.said)
    browser.said.clear()


def test_dark_and_narrow_windows_are_served_too(browser: Chromium, tmp_path: Path) -> None:
    open_page(browser, tmp_path, crowded())
    browser.picture(dark=True)
    assert browser.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 25, 27)"
    browser.picture(width=390)
    assert browser.evaluate("document.documentElement.scrollWidth") <= 390
    browser.call("Emulation.clearDeviceMetricsOverride")


def test_the_picture_of_the_readme_is_the_first_sheet_of_the_example(browser: Chromium, tmp_path: Path) -> None:
    png = sheet(browser, tmp_path)
    assert png.startswith(b"\x89PNG") and int.from_bytes(png[16:20]) in (1075, 1076)
