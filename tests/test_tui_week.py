"""The week on the screen: the numbers of `coach week`, twelve weeks, the plain table, and the pages it writes."""

import json
import os
import stat
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from textual.widgets import Input

from coach.cli.house import House
from coach.cli.root import root
from coach.core.history import history_of
from coach.core.records import Pain, Posture, Stress
from coach.core.settings import Settings
from coach.core.week import parse_week, week_view
from coach.core.week_hours import HourSit, sitting_hours
from coach.core.week_words import hour_words, week_rows
from coach.core.weeks import weeks_rows, weeks_sentences, weeks_view
from coach.log.ids import new_id
from coach.log.log import Log
from coach.tui.drawing.week import draw_hours, draw_plain, draw_table
from coach.tui.drawing.weeks import draw_weeks
from coach.tui.screens.week import WeekPlace
from coach.tui.widgets.painted import Picture, lines_of
from tests.example_log import NOW, write_example
from tests.tui_house import FakeHouse, HandClock, Opened, opened


@pytest.fixture
def home(coach_home: Path) -> Path:
    """COACH_HOME, there already."""
    coach_home.mkdir()
    return coach_home


def words_of(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())


def table_words(text: str) -> list[list[str]]:
    """The rows of the week's table, in words without units."""
    rows = iter(line.strip() for line in text.split("\n"))
    next(row for row in rows if row.startswith("Mon"))
    found = []
    for row in rows:
        if not row or row.startswith("pain is"):
            break
        found.append(row.replace(", min", "").split())
    return found


def command_line(*words: str) -> str:
    """What `coach` prints at the example's moment."""
    done = CliRunner().invoke(root, list(words), obj=House(HandClock()))
    assert done.exit_code == 0, done.output
    return done.stdout


async def typed(coach: Opened, path: Path) -> None:
    """Put another file name in place of the one offered."""
    coach.app.screen.query_one(Input).value = str(path)
    await coach.pilot.pause()


async def written(coach: Opened) -> None:
    """Wait until a page is written, or could not be."""
    await coach.app.workers.wait_for_complete()
    await coach.pilot.pause()


async def test_the_screen_and_the_command_say_the_same_numbers(tmp_path: Path, home: Path) -> None:
    write_example(Log(home / "log", "desk", lambda: NOW))
    printed = command_line("week", "last")
    async with opened(tmp_path, (100, 60)) as coach:
        await coach.press("3", "left", "t")
        shown = coach.text.replace("│", " ")  # the sign of the focus
        assert table_words(shown) == table_words(printed)
        assert words_of(printed.split("\n\n")[1]) in words_of(shown)
        for section in printed.split("\n\n")[3:]:
            assert words_of(section) in words_of(shown)


def plain(picture: Picture) -> list[str]:
    return [line.plain for line in lines_of(picture)]


async def test_the_plain_table_and_the_charts_show_the_same_cells(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    view = week_view(house.journal.history, parse_week("last", NOW.date()), house.settings, NOW)
    for width in (56, 60, 76, 110):
        for drawn in (plain(draw_table(view, width)), plain(draw_plain(view, width))):
            assert all(len(line) <= width for line in drawn)
            for row in week_rows(view):
                found = next(line for line in drawn if line.startswith(row.label))
                assert all(cell in found.split() for cell in (*row.cells, row.week, row.before) if cell)


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (100, 30), (140, 40)])
async def test_no_row_is_wider_than_the_screen_in_any_shape(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, size) as coach:
        for keys in (("3", "left"), ("t",), ("v",), ("v",)):
            await coach.press(*keys)
            assert all(len(line.rstrip()) <= size[0] for line in coach.text.split("\n"))
            assert "…" not in coach.text


async def test_keys_turn_the_shape_there_and_back(tmp_path: Path) -> None:
    async with opened(tmp_path, (100, 40)) as coach:
        await coach.press("3", "left", "v")
        assert "12 weeks, 31 Aug 2026 to 22 Nov 2026" in coach.text
        assert "There was spasm in 1 of 12 weeks." in coach.text
        await coach.press("left")
        assert "to 15 Nov 2026" in coach.text
        await coach.press("v")
        assert "Week 46" in coach.text
        await coach.press("t")
        assert "walked, min" in coach.text
        await coach.press("t")
        assert "walked, min" not in coach.text


async def test_t_and_r_mean_the_weeks_own_here_and_what_they_always_mean_elsewhere(tmp_path: Path) -> None:
    async with opened(tmp_path, (100, 40)) as coach:
        await coach.press("3", "question_mark")
        assert "How tense the day is" not in coach.text
        assert "same numbers as a plain table" in coach.text
        await coach.press("escape", "1", "t")
        assert "tense" in coach.text


async def test_each_visit_begins_with_the_present_week_and_a_card_is_no_departure(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("3", "left", "left", "p", "escape")
        assert "Week 46" in coach.text
        await coach.press("1", "3")
        assert "Week 48" in coach.text


async def test_the_friday_prompt_opens_the_week(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("3", "left", "1")
        await coach.prompt("week", None, title="The week", body="Look at the week", minutes=0)
        await coach.forward(1)
        await coach.press("g")
        assert ("answer", 7, "done", None) in coach.house.reminders.said
        assert "Week 48" in coach.text


async def test_a_week_of_years_ago_is_worked_out_from_the_whole_log(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    house.log.append(
        *(Pain(id=new_id(at), at=at, pain=6) for at in (NOW - timedelta(weeks=60, days=day) for day in (0, 1)))
    )
    async with opened(tmp_path, house=house) as coach:
        await coach.press("3")
        await coach.quickly(*["left"] * 60)
        await written(coach)
        assert "Pain was noted on" in words_of(coach.text) or "Day-end pain stayed at 6." in words_of(coach.text)
        await coach.quickly(*["right"] * 60)
        assert "Week 48" in coach.text


# The doctor's page ---------------------------------------------------------------------------------------------------


async def test_r_writes_the_doctors_page_and_says_where_it_lies(tmp_path: Path, home: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("3", "r")
        assert "coach-report-2026-11-24.html" in coach.text
        await coach.press("enter")
        await written(coach)
        page = home / "coach-report-2026-11-24.html"
        assert coach.toasts[-1] == f"Written to {page}. Only you can read it."
        assert "<svg" in page.read_text() and "patient" in page.read_text()
        assert stat.S_IMODE(page.stat().st_mode) == 0o600


async def test_a_file_that_is_there_is_replaced_only_when_asked_twice(tmp_path: Path, home: Path) -> None:
    page = home / "coach-report-2026-11-24.html"
    page.write_text("mine")
    async with opened(tmp_path) as coach:
        await coach.press("3", "r", "enter")
        assert "That file is there already." in coach.text
        await typed(coach, home / "other.html")
        await typed(coach, page)
        await coach.press("enter")
        assert "That file is there already." in coach.text
        assert page.read_text() == "mine"
        await coach.press("enter")
        await written(coach)
        assert page.read_text().startswith("<!")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("folder.html", "That is a folder"),
        ("missing/page.html", "does not exist"),
        ("page.docx", "let it end in .html or .pdf"),
        ("page", "let it end in .html or .pdf"),
        ("x" * 300 + ".html", "cannot be used"),
    ],
)
async def test_what_cannot_be_written_is_said_and_asked_again(tmp_path: Path, home: Path, name: str, said: str) -> None:
    (home / "folder.html").mkdir()
    async with opened(tmp_path) as coach:
        await coach.press("3", "r")
        await typed(coach, home / name)
        await coach.press("enter")
        assert said in words_of(coach.text.replace("│", " "))
        await typed(coach, Path("~nobody-of-that-name/page.html"))
        await coach.press("enter")
        assert "! " in coach.text
        await coach.press("escape")
        assert os.listdir(home) == ["folder.html"]


async def test_a_name_that_ends_in_pdf_makes_a_pdf(tmp_path: Path, home: Path) -> None:
    pytest.importorskip("reportlab")
    async with opened(tmp_path) as coach:
        await coach.press("3", "r")
        await typed(coach, home / "page.pdf")
        await coach.press("enter")
        await written(coach)
    assert (home / "page.pdf").read_bytes().startswith(b"%PDF")


async def test_e_writes_the_week_in_view_as_the_command_does(tmp_path: Path, home: Path) -> None:
    write_example(Log(home / "log", "desk", lambda: NOW))
    async with opened(tmp_path) as coach:
        await coach.press("3", "left", "e", "enter")
        await written(coach)
        assert (home / "coach-2026-W47.md").read_text() == command_line("week", "last", "--markdown")
        await coach.press("e")
        await typed(coach, home / "week.html")
        await coach.press("enter")
        await written(coach)
    command_line("week", "last", "--html", str(home / "told.html"))
    assert (home / "week.html").read_text() == (home / "told.html").read_text()


# By hour of day, and twelve weeks ------------------------------------------------------------------------------------


def up(at: str, minutes: int, cause: str = "break") -> Posture:
    return Posture(id=at, at=datetime.fromisoformat(at), change="up", cause=cause, sat_s=60 * minutes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("postures", "expected"),
    [
        ((), []),
        ((up("2026-11-17T09:50+00:00", 50),), [(9, 50)]),
        ((up("2026-11-17T10:00+00:00", 60),), [(9, 60)]),
        ((up("2026-11-17T10:20+00:00", 50),), [(9, 30), (10, 20)]),
        ((up("2026-11-17T12:10+00:00", 130),), [(10, 60), (11, 60), (12, 10)]),
        ((up("2026-11-17T09:30+00:00", 30), up("2026-11-17T11:30+00:00", 30)), [(9, 30), (10, 0), (11, 30)]),
        ((up("2026-11-17T09:50+00:00", 50), up("2026-11-18T09:30+00:00", 30)), [(9, 40)]),
        ((up("2026-11-17T09:50+00:00", 50), up("2026-11-18T09:30+00:00", 30, "day")), [(9, 50)]),
        ((up("2026-11-17T09:50+05:30", 20),), [(9, 20)]),
        ((up("2026-11-17T10:00+00:00", 50), up("2026-11-17T10:00:01+00:00", 50)), [(9, 60), (10, 0)]),
    ],
)  # fmt: skip
def test_a_sit_is_laid_out_over_the_hours_of_its_own_day(
    postures: tuple[Posture, ...], expected: list[tuple[int, int]]
) -> None:
    assert sitting_hours(postures) == tuple(HourSit(*hour) for hour in expected)


def test_a_sit_over_midnight_is_laid_out_on_both_sides_of_it() -> None:
    assert [(row.hour, row.minutes) for row in sitting_hours((up("2026-11-17T00:20+00:00", 50),)) if row.minutes] == [
        (0, 20),
        (23, 30),
    ]


def test_of_a_sit_of_more_than_a_day_a_day_counts() -> None:
    assert sitting_hours((up("2026-11-17T10:30+00:00", 30 * 60),)) == tuple(HourSit(hour, 60) for hour in range(24))


def test_hours_are_columns_where_there_is_room_and_words_where_not(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    view = week_view(house.journal.history, parse_week("last", NOW.date()), house.settings, NOW)
    assert [line[:10].strip() for line in plain(draw_hours(view, 76))] == ["by hour", "sitting", "minutes"]
    assert words_of("\n".join(plain(draw_hours(view, 40)))) == f"Sitting by hour, minutes: {hour_words(view.figures)}"


def test_twelve_weeks_have_the_figures_of_each_week(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    last = parse_week("last", NOW.date())
    lines = weeks_view(house.journal.history, last, Settings(), NOW)
    assert [line.week for line in lines][-2:] == [last.before, last] and len(lines) == 12
    for line in lines:
        assert line.figures == week_view(house.journal.history, line.week, Settings(), NOW).figures
    assert weeks_rows(lines)[-1] == ("47, 16 Nov", "5.2", "7", "48", "63", "25", "4.0", "2")
    assert weeks_sentences(lines)[0] == "There was spasm in 1 of 12 weeks."
    assert all(len(row) <= 55 for row in plain(draw_weeks(lines, 55)))


def test_twelve_empty_weeks_say_so() -> None:
    from coach.core.history import History

    lines = weeks_view(History(), parse_week("last", NOW.date()), Settings(), NOW)
    assert weeks_sentences(lines) == ["Nothing was noted in these weeks."]
    assert weeks_rows(lines)[0][1:] == ("?", "-", "-", "-", "-", "-", "-")


def test_one_week_with_pain_and_one_with_stress_alone_are_told_as_what_they_are() -> None:

    last = parse_week("last", NOW.date())
    monday = datetime.combine(last.first, time(10), UTC)
    stress, pain = Stress(id="a", at=monday, stress=4), Pain(id="b", at=monday, pain=4)
    assert weeks_sentences(weeks_view(history_of([stress]), last, Settings(), NOW)) == ["No spasm in 12 weeks."]
    assert weeks_sentences(weeks_view(history_of([stress, pain]), last, Settings(), NOW)) == [
        "No spasm in 12 weeks.",
        "Pain is known of one week: 4.0 on average.",
    ]
    two = history_of([pain, Pain(id="c", at=monday - timedelta(days=21), pain=7)])
    assert weeks_sentences(weeks_view(two, last, Settings(), NOW)) == [
        "No spasm in 12 weeks.",
        "Pain is known of 2; on average it lay between 4.0 and 7.0 a week.",
    ]


def test_the_hours_are_in_the_json(home: Path) -> None:
    write_example(Log(home / "log", "desk", lambda: NOW))
    told = json.loads(command_line("week", "last", "--json"))
    assert told["figures"]["hours"][0] == {"hour": 9, "minutes": 24}
    assert NOW.tzinfo is UTC


async def test_other_settings_are_another_week(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("3")
        place = coach.app.screen
        assert isinstance(place, WeekPlace)
        before = place._view
        await coach.press("left", "right")
        assert place._view is before
        settings = coach.house.settings
        coach.house.settings = replace(settings, walk=replace(settings.walk, at=(time(9, 0),)))
        coach.app.renew()
        assert place._view is not before
