"""The report as a page and as a command: the same figures everywhere, text that stays text, files that are private."""

import json
import re
import stat
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.cli.run import run
from coach.core.history import History, history_of
from coach.core.plain import marked, steers
from coach.core.records import Medicine, Note, Pain, Posture, Record, RedFlag, Session, Spasm
from coach.core.report import SECTIONS, ReportView, period, report_view
from coach.core.settings import Settings
from coach.core.week import parse_week, week_view
from coach.log.device import device_id
from coach.log.log import Log
from coach.paths import find_paths
from coach.report.html import policy, report_html
from coach.report.week_html import week_html
from tests.example_log import NOW, example_records, write_example
from tests.made import DAY, TODAY, flag, new_id, nsaid, on, pain, spasm
from tests.reading import Reading

HOSTILE = (
    "<script>alert(1)</script></style></title>]]>--><img src=x onerror=alert(2)>&amp;\"'`"
    "\u202egnp.\u202c\u2066\x1b[2J\x00\ufeff[/b]{{x}}"
)
ALLOWED_TAGS = {
    "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "p", "span", "main", "section", "dl",
    "div", "dt", "dd", "figure", "figcaption", "svg", "desc", "polyline", "rect", "circle", "text", "table", "caption",
    "colgroup", "col", "thead", "tbody", "tr", "th", "td", "blockquote", "bdi", "footer",
}  # fmt: skip


class FixedClock:
    """A clock that stands at the example's moment."""

    def wall(self) -> datetime:
        return NOW

    def elapsed(self) -> float:
        return 1000.0


@pytest.fixture
def home() -> Log:
    """The log of this test's COACH_HOME."""
    paths = find_paths()
    return Log(paths.log, device_id(paths.state), lambda: NOW)


def coach(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = run(list(words), FixedClock())
    out, err = capsys.readouterr()
    return code, out, err


def view_of(history: History, **more: Any) -> ReportView:
    first, last = period(None, None, TODAY)
    return report_view(history, first, last, Settings(), NOW, **more)


def read(*records: Record, **more: Any) -> Reading:
    return Reading(report_html(view_of(history_of(records), **more)))


def hostile_records(text: str) -> list[Record]:
    """The text in every place that holds the words of a user or of another device."""
    return [
        Spasm(id=new_id(), at=on(-5), where=(text,), triggers=(text,), signs=(text,), note=text, pain=5),
        Medicine(id=new_id(), at=on(-4), name=text, amount=text, note=text, nsaid=True, relief=3),
        Note(id=new_id(), at=on(-3), text=text),
        RedFlag(id=new_id(), at=on(-2), action="ticked", symptoms=(text,)),
        Session(id=new_id(), at=on(-1), routine=text, kind="relief", seconds=60, felt="better"),
        Pain(id=new_id(), at=on(-1), pain=4, note=text),
    ]


# ── the same figures ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_numbers_of_the_page_are_those_of_the_json(
    home: Log, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_example(home)
    file = tmp_path / "report.html"
    assert coach(capsys, "report", "--html", str(file))[0] == 0
    figures = json.loads(coach(capsys, "report", "--json")[1])
    page = Reading(file.read_text())
    assert page.facts["Bouts"] == (str(len(figures["bouts"])), "one going on")
    assert page.facts["Spasm days"] == (str(figures["spasm_days"]), f"of {figures['noted_days']}")
    assert page.facts["Highest pain"] == (str(figures["pain"]["most"]), "16 Nov")
    assert page.facts["Last pain"] == (str(figures["pain"]["last"]), "24 Nov")
    assert page.facts["Mean pain"] == (f"{figures['pain']['mean']:.1f}", f"{figures['pain']['known_days']} days noted")
    assert page.facts["Medicine days"] == (str(figures["medicine_days"]), f"NSAID on {figures['nsaid_days']}")
    for row, bout in zip(page.tables["bouts"][1:], figures["bouts"][::-1], strict=True):
        assert row[2:6] == [str(bout[key]) for key in ("spasm_days", "pain_first", "pain_peak", "pain_last")]
        assert row[1].startswith(f"{bout['days']} days") and row[6] == ", ".join(bout["areas"])
    medicine = figures["medicines"][0]
    assert page.tables["medicines"][1][:4] == [
        "ibuprofen",
        *(str(medicine[key]) for key in ("days", "times", "running")),
    ]
    weeks = [step for step in figures["table"] if step["known_days"]]
    rows = [row for row in page.tables["table"][1:] if row[1] not in ("–", "0 of 7")]
    for row, step in zip(rows, weeks, strict=True):
        assert row[2] == f"{step['pain_mean']:.1f}" and row[6] == str(step["walked_minutes"] or "–")
    assert f"{figures['walking']['minutes']} min in all" in page.sections["walking"]


def test_what_preceded_the_spasm_can_be_read_off_the_page() -> None:
    page = read(*example_records())
    assert page.tables["before"][1] == [
        "16 Nov 2026, 14:10", "53 min (61 min)", "not rated (6)", "none noted (4 of 10 days)", "lifting",
    ]  # fmt: skip
    assert "not its cause" in page.sections["before"]


def test_the_page_says_whose_record_it_is_and_what_the_numbers_mean() -> None:
    page = read(*example_records())
    html = report_html(view_of(history_of(example_records())))
    assert "The patient's own record, not a diagnosis" in unescape(html)
    assert "0 (none) to 10" in page.sections["meaning"] and "at most 3 spasm-free days" in page.sections["meaning"]
    rule = page.tables["marks"]
    assert "15 days or more" in rule[1][2] and "3 or more bouts begun in 90 days" in rule[2][2]


def test_notes_are_on_the_page_only_when_asked_for() -> None:
    assert "box [left side]" not in read(*example_records()).words
    assert "It went into spasm as I lifted the box [left side]." in read(*example_records(), notes=True).words


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_that_was_left_out_is_named_and_nothing_else(name: str) -> None:
    page = read(*example_records(), without=(name,))
    assert f"Left out by the patient: {page_word(name)}." in page.words
    assert name not in page.tables
    if name == "medicines":
        assert "ibuprofen" not in page.words and "NSAID" not in page.words


def page_word(name: str) -> str:
    from coach.report.report_page import SECTION_WORDS

    return SECTION_WORDS[name]


def test_with_every_section_left_out_the_page_is_still_one() -> None:
    page = read(*example_records(), without=SECTIONS)
    assert page.facts == {} and page.tables == {} and "What was noted" not in page.words


# ── sparse and crowded logs ──────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_log_makes_a_page_that_says_so() -> None:
    page = read()
    assert "The log holds nothing for this period" in page.words and page.facts == {} and page.tables == {}


def test_one_record_makes_a_page() -> None:
    page = read(pain(0, 3, at="09:00"))
    assert "The log begins on 24 Nov 2026, 1 day of the period" in page.words
    assert page.facts["Last pain"] == ("3", "24 Nov") and page.facts["Spasm days"] == ("0", "of 1")
    assert "No spasm was logged" in page.words and len(page.tables["table"]) == 2


def test_a_week_without_pain_is_unknown_and_not_zero() -> None:
    page = read(spasm(-6), pain(-30, 2))
    assert page.tables["table"][-1][1:4] == ["0 of 2", "–", "–"]
    assert page.tables["bouts"][1][3:6] == ["–", "–", "–"]


def test_forty_spasms_keep_the_newest_and_say_how_many_there_are() -> None:
    page = read(*(spasm(-2 * n - 1, -2 * n - 1, pain=n % 10) for n in range(40)))
    assert len(page.tables["bouts"]) == 2
    apart = read(*(spasm(-5 * n - 1, -5 * n - 1) for n in range(18)))
    assert len(apart.tables["bouts"]) == 17 and "The newest 16 of 18 bouts are shown" in apart.words
    assert "By the coach's rule it is recurring." in apart.words and "yes: 18 bouts" in apart.tables["marks"][2][1]


def test_every_mark_that_is_reached_stands_beside_its_rule() -> None:
    climbing = [pain(day, nrs, at="08:00") for day, nrs in ((-5, 3), (-4, 3), (-3, 3), (-2, 6), (-1, 6), (0, 6))]
    page = read(spasm(-20, pain=3), *climbing, *(nsaid(-day) for day in range(12)))
    marks = {row[0]: row[1:] for row in page.tables["marks"]}
    assert marks["Past two weeks"][0] == "1 bout, begun 4 Nov 2026"
    assert marks["Getting worse"][0].startswith("since ") and "Childs 2005" in marks["Getting worse"][1]
    assert marks["Anti-inflammatories"][0].startswith("10 or more days running, since 22 Nov 2026")
    assert page.tables["bouts"][1][1] == "21 days, going on, past two weeks"
    assert "day 21 since 4 Nov 2026" in page.sections["glance"]


def test_a_period_that_is_past_says_what_was_so_at_its_end() -> None:
    history = history_of([spasm(-40, -10, pain=5), flag(-35, "fever"), flag(-5, action="cleared")])
    view = report_view(history, TODAY - 60 * DAY, TODAY - 20 * DAY, Settings(), NOW)
    page = Reading(report_html(view))
    assert "A bout of spasm was going on at the end of this period: day 21" in page.words
    assert "Red flags ticked and not cleared: fever (same day, 20 Oct 2026)." in page.words
    assert page.tables["redflags"][1] == ["20 Oct 2026", "fever", "same day", "not cleared"]


# ── text is text ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", [HOSTILE, HOSTILE * 60, "x" * 10_000, "שלום עולם", "日本語の薬", "\u202e\u202e\u202e"])
def test_what_a_user_wrote_is_shown_and_never_obeyed(text: str) -> None:
    html = report_html(view_of(history_of(hostile_records(text)), notes=True))
    page = Reading(html)
    assert {tag for tag, _ in page.tags} <= ALLOWED_TAGS
    assert not [
        key for _, found in page.tags for key in found if key.startswith("on") or key in ("style", "href", "src")
    ]
    assert marked(text, "\ufffd")[:55] in page.words.replace("\r", "")
    assert not steers(html)
    assert html.count("</style>") == 1 and html.count("</title>") == 2 + html.count("<title id") - 1
    assert "\x1b" not in html and "\x00" not in html


def test_a_long_note_is_cut_with_its_length_said() -> None:
    assert "(10,000 characters in all)" in read(Note(id=new_id(), at=on(-1), text="x" * 10_000), notes=True).words


def test_the_policy_lets_nothing_in_but_the_style_sheet_of_the_page() -> None:
    html = report_html(view_of(history_of(example_records())))
    style = unescape(html.partition("<style>")[2].partition("</style>")[0])
    content = next(found["content"] for tag, found in Reading(html).tags if found.get("http-equiv"))
    assert content == policy(style) and "default-src 'none'" in str(content) and "unsafe" not in str(content)
    assert "url(" not in style and "@import" not in style and "http" not in html.replace("http-equiv", "")


def test_headings_headers_and_charts_are_named_for_those_who_listen() -> None:
    page = read(*example_records())
    assert ("html", {"lang": "en"}) in page.tags
    assert [tag for tag, _ in page.tags].count("h1") == 1
    headers = [found for tag, found in page.tags if tag == "th"]
    assert headers and all(found.get("scope") in ("col", "row") for found in headers)
    charts = [found for tag, found in page.tags if tag == "svg"]
    ids = {str(found["id"]) for _, found in page.tags if "id" in found}
    assert len(charts) == 5
    assert all(set(str(found["aria-labelledby"]).split()) <= ids and found["role"] == "img" for found in charts)
    assert "it lay between 1 and 7 of 10" in page.words
    assert len(ids) == sum("id" in found for _, found in page.tags)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("block", [0, 1], ids=["light", "dark"])
def test_words_and_marks_stand_out_from_the_paper(block: int) -> None:
    html = report_html(view_of(history_of(example_records())))
    found = re.findall(r":root \{(.*?)\}", html, re.DOTALL)[block]
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", found))
    for name in ("ink", "soft", "strong"):
        assert _contrast(colours[name], colours["paper"]) >= 4.5, name
    for name in ("pain", "spasm", "walk", "sit", "medicine"):
        assert _contrast(colours[name], colours["paper"]) >= 3, name
    assert _contrast(colours["pain"], colours["shade"]) >= 3


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "Say in which form: coach report --html FILE, --pdf FILE, or --json."),
        (("--json", "--html", "x.html"), 2, "Say in which form: coach report --html FILE, --pdf FILE, or --json."),
        (("--json", "--to", "2026-11-25"), 2, "2026-11-25 is still to come: a report ends today or earlier."),
        (("--json", "--from", "2026-11-20", "--to", "2026-11-19"), 2,
         "The period would end before it begins: 2026-11-20 to 2026-11-19."),
        (("--json", "--from", "soon"), 2, "'soon' is not a date: write it as 2026-11-24."),
        (("--json", "--without", "stress"), 2, "There is no section 'stress': what can be left out is bouts, episodes, "
         "marks, redflags, pain, medicines, walking, sitting, before."),
        (("--html", "."), 1, ".: not written: it is a folder; name a file in it."),
        (("--html", ""), 1, ".: not written: it is a folder; name a file in it."),
        (("--html", "no/where.html"), 1, "no/where.html: not written: the folder no does not exist."),
        (("--html", "/dev/null"), 1, "/dev/null: not written: it is not a plain file."),
        (("--html", "/proc/coach.html"), 1, "/proc/coach.html: not written: the folder is gone."),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_sentence(
    words: tuple[str, ...], code: int, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert coach(capsys, "report", *words) == (code, "", said + "\n")
    assert list(tmp_path.glob("*.html")) == []


def test_the_file_is_private_and_takes_the_place_of_what_was_there(
    home: Log, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_example(home)
    file = tmp_path / "report.html"
    file.write_text("old")
    file.chmod(0o644)
    code, out, err = coach(capsys, "report", "--html", str(file), "--from", "2026-11-01", "--notes")
    assert (code, err) == (0, "") and out.startswith(f"Written to {file}: 2026-11-01 to 2026-11-24.")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and file.read_text().startswith("<!DOCTYPE html>")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html"]


def test_a_file_that_cannot_be_replaced_stays_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "report.html"
    file.write_text("old")

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("coach.log.files.os.fsync", full)
    code, out, err = coach(capsys, "report", "--html", str(file))
    assert (code, out) == (1, "") and err.endswith("the disk is full.\n") or "not saved" in err.lower()
    assert file.read_text() == "old" and len(list(tmp_path.glob("*.tmp"))) == 0


def test_the_same_log_and_moment_make_the_same_page() -> None:
    records = list(example_records())
    assert report_html(view_of(history_of(records))) == report_html(view_of(history_of(records)))


def test_ten_years_make_a_page_that_is_little_longer_and_soon_made() -> None:
    records: list[Record] = []
    for day in range(3653):
        at = datetime(2016, 11, 24, 9, tzinfo=UTC) + day * DAY
        records.append(Pain(id=new_id(), at=at, pain=day % 7))
        records += [Posture(id=new_id(), at=at + timedelta(hours=h), change="up", sat_s=2000 + h) for h in range(6)]
        records.append(Session(id=new_id(), at=at, routine="gentle-walk", kind="walk", seconds=600))
        if day % 60 == 0:
            records.append(Spasm(id=new_id(), at=at, ended=at + 4 * DAY, pain=6))
    whole = history_of(records)
    short = history_of(record for record in records if record.on >= TODAY - 92 * DAY)

    def timed(history: History, years: int) -> tuple[float, int]:
        begin = process_time()
        html = report_html(report_view(history, TODAY - (92 if not years else 3652) * DAY, TODAY, Settings(), NOW))
        return process_time() - begin, len(html)

    three_months, ten_years = timed(short, 0), min(timed(whole, 10) for _ in range(2))
    assert ten_years[1] < 2.5 * three_months[1]
    assert ten_years[0] < 1.5  # seconds of work; it takes a tenth of that


def test_a_log_that_cannot_be_read_whole_is_said_on_the_page_and_on_the_terminal(
    home: Log, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_example(home)
    other = home.folder / "bbbbbbbbbbbb"
    other.mkdir()
    (other / "2026-10.json").write_text("{")
    code, _, err = coach(capsys, "report", "--html", str(tmp_path / "x.html"))
    assert code == 0 and "bbbbbbbbbbbb/2026-10.json: passed over" in err
    assert "Part of the log could not be read" in Reading((tmp_path / "x.html").read_text()).words


def test_what_could_not_be_read_of_another_period_or_is_held_twice_makes_no_page_incomplete(
    home: Log, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_example(home)
    other = home.folder / "bbbbbbbbbbbb"
    other.mkdir()
    (other / "2020-01.json").write_text("{")
    own = next((home.folder / home.device).glob("2026-1*.json"))
    own.with_name(f"{own.stem}.sync-conflict-20261124-140200-ABCDEFG.json").write_bytes(own.read_bytes())
    code, _, err = coach(capsys, "report", "--html", str(tmp_path / "x.html"))
    assert code == 0 and "2020-01.json: passed over" in err and "you may delete it" in err
    assert "could not be read" not in Reading((tmp_path / "x.html").read_text()).words


@given(st.text(max_size=60))
def test_any_text_stays_text(text: str) -> None:
    page = Reading(report_html(view_of(history_of(hostile_records(text)), notes=True)))
    assert {tag for tag, _ in page.tags} <= ALLOWED_TAGS


# ── the week ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_week_is_a_page_of_the_same_figures(home: Log, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_example(home)
    file = tmp_path / "week.html"
    assert coach(capsys, "week", "2026-W47", "--html", str(file)) == (0, f"Written to {file}.\n", "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    page = Reading(file.read_text())
    figures = json.loads(coach(capsys, "week", "2026-W47", "--json")[1])["figures"]
    rows = {row[0]: row[1:] for row in page.tables["table"]}
    assert rows["walked, min"][7] == str(figures["walked_minutes"])
    assert rows["spasm"][7] == str(figures["spasm_days"])
    assert [cell == "?" for cell in rows["pain"][:7]] == [day["pain"] is None for day in figures["days"]]
    assert page.headings[0] == "Week 47, 16 to 22 Nov 2026" and {tag for tag, _ in page.tags} <= ALLOWED_TAGS


@pytest.mark.parametrize("words", [("--markdown",), ("--json",)])
def test_the_week_takes_one_form_at_a_time(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert coach(capsys, "week", "--html", "x.html", *words) == (
        2, "", "--html goes with neither --markdown nor --json.\n",
    )  # fmt: skip


@pytest.mark.parametrize("which", ["this", "2026-W52", "2026-W30"])
def test_a_hostile_or_empty_or_coming_week_is_a_page(which: str) -> None:
    for records in ([], hostile_records(HOSTILE)):
        view = week_view(history_of(records), parse_week(which, TODAY), Settings(), NOW)
        assert {tag for tag, _ in Reading(week_html(view)).tags} <= ALLOWED_TAGS
