"""Calendars on disk: read in a process of their own, read again when they change, and no harm when one is bad."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from coach.presence.calendar_child import LARGEST
from coach.presence.meetings import Meetings
from tests.calendar_text import CALENDARS, EVENT, calendar
from tests.clocks import HandClock
from tests.dbus_daemon import until
from tests.libraries import require_library

require_library("recurring_ical_events")

BERLIN = ZoneInfo("Europe/Berlin")
NINE = datetime(2026, 10, 26, 9, tzinfo=BERLIN)


class Desk:
    """Calendars in a folder, and what is known of them."""

    def __init__(self, folder: Path, limit_s: int = 20) -> None:
        self.folder = folder
        self.clock = HandClock(NINE)
        self.paths: list[str] = []
        self.addresses: list[str] = []
        self.meetings = Meetings(self.clock, lambda: self.paths, lambda: self.addresses, os.environ, limit_s=limit_s)

    def write(self, name: str, text: str) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return str(path)

    def look(self) -> list[str]:
        """Look once; what is busy, as `Mon 11:00-12:00`."""
        self.meetings.look()
        return [f"{a:%a %H:%M}-{b:%H:%M}" for a, b in self.meetings.busy]

    def says(self) -> dict[str, str]:
        """What is said of each calendar, by its file name; those that work as `ok: ...`."""
        return {Path(s.name).name: ("ok: " if s.works else "") + s.says for s in self.meetings.states}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "calendars")


def events(*hours: int, day: str = "20261026") -> str:
    return calendar(*((f"DTSTART:{day}T{hour:02}0000", f"DTEND:{day}T{hour + 1:02}0000") for hour in hours))


def test_today_and_tomorrow_are_read_from_files_and_folders(desk: Desk) -> None:
    desk.write("vdir/a.ics", events(10))
    desk.write("vdir/b.ics", events(10, day="20261027"))
    desk.write("vdir/c.ics", events(10, day="20261028"))
    desk.write("vdir/.d.ics.tmp", events(12))
    desk.write("vdir/displayname", "Work")
    desk.write("all/personal/e.ics", events(15))
    single = desk.write("single.ics", events(13))
    desk.paths = [str(desk.folder / "vdir"), single, str(desk.folder / "all")]
    assert desk.look() == ["Mon 10:00-11:00", "Mon 13:00-14:00", "Mon 15:00-16:00", "Tue 10:00-11:00"]
    assert desk.says() == {
        "vdir": "ok: 2 busy times today and tomorrow",
        "single.ics": "ok: 1 busy time today and tomorrow",
        "all": "ok: 1 busy time today and tomorrow",
    }


def test_times_are_told_in_the_users_zone_and_change_with_the_date(desk: Desk) -> None:
    desk.paths = [str(CALENDARS / f"{name}.ics") for name in ("google", "outlook", "nextcloud")]
    expected = ["Mon 08:30-10:00", "Mon 15:00-15:30", "Mon 16:00-17:00", "Tue 09:00-10:00", "Tue 14:00-14:30"]
    assert desk.look() == expected
    assert {start.tzinfo for start, _ in desk.meetings.busy} == {BERLIN}
    before = desk.meetings.busy
    desk.clock.forward(3600)
    desk.look()
    assert desk.meetings.busy is before
    desk.clock.forward(86400)
    assert desk.look()[:2] == ["Tue 09:00-10:00", "Tue 14:00-14:30"]
    desk.clock.set_wall(NINE.astimezone(ZoneInfo("Asia/Tokyo")))
    assert desk.look()[:2] == ["Mon 08:30-09:15", "Mon 17:00-18:00"]


def test_a_meeting_lasts_to_the_end_of_those_that_follow_without_a_gap(desk: Desk) -> None:
    desk.paths = [desk.write("a.ics", events(9, 10, 12)), desk.write("b.ics", events(11))]
    desk.look()
    end = NINE.replace(hour=13)
    for moment, until_then in (
        (NINE - timedelta(seconds=1), None),
        (NINE, end),
        (end - timedelta(seconds=1), end),
        (end, None),
    ):
        assert desk.meetings.until(moment) == until_then


def test_a_changed_file_is_read_again(desk: Desk) -> None:
    path = desk.write("a.ics", events(10))
    desk.paths = [path]
    assert desk.look() == ["Mon 10:00-11:00"]
    desk.write("a.ics", events(10, 12))
    assert desk.look() == ["Mon 10:00-11:00", "Mon 12:00-13:00"]
    os.unlink(path)
    assert desk.look() == []
    assert desk.says() == {"a.ics": "it cannot be read: No such file or directory"}
    desk.paths = []
    assert desk.look() == [] and desk.says() == {}


def test_meetings_that_were_known_hold_while_nothing_can_be_read_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.paths = [desk.write("a.ics", events(9)), desk.write("b.ics", events(12))]
    assert desk.look() == ["Mon 09:00-10:00", "Mon 12:00-13:00"]
    desk.write("a.ics", events(9, 14))
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/bin/false")
        assert desk.look() == ["Mon 09:00-10:00", "Mon 12:00-13:00"]
        assert desk.says() == {
            "a.ics": "it was not read anew; what was known still counts",
            "b.ics": "it was not read anew; what was known still counts",
        }
        os.unlink(desk.paths[1])
        assert desk.look() == ["Mon 09:00-10:00"]
    assert desk.look() == ["Mon 09:00-10:00", "Mon 14:00-15:00"]


def test_an_invitation_that_the_user_declined_does_not_hold(desk: Desk) -> None:
    invited = (*EVENT, "ATTENDEE;PARTSTAT=DECLINED:mailto:me@x.org", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:b@x.org")
    desk.paths = [desk.write("a.ics", calendar(invited))]
    assert desk.look() == ["Mon 11:00-12:00"]
    desk.addresses = ["me@x.org"]
    assert desk.look() == []


def test_bad_calendars_are_said_and_skipped_and_the_others_hold(desk: Desk) -> None:
    big = desk.write("big.ics", events(11))
    os.truncate(big, 20 * 1024 * 1024)
    (desk.folder / "empty").mkdir()
    desk.write("mixed/good.ics", events(14))
    desk.write("mixed/bad.ics", "PK\x03\x04")
    desk.paths = [big, desk.write("page.ics", "<html>"), "/dev/null", str(desk.folder / "nowhere.ics")]
    desk.paths += [str(desk.folder / "empty"), str(desk.folder / "mixed"), desk.write("good.ics", events(10))]
    if hasattr(os, "mkfifo"):
        os.mkfifo(desk.folder / "pipe.ics")
        desk.paths.append(str(desk.folder / "pipe.ics"))
    assert desk.look() == ["Mon 10:00-11:00", "Mon 14:00-15:00"]
    says = desk.says()
    assert says["big.ics"] == f"it has 20 MB and is skipped ({LARGEST // 1048576} MB at most)"
    assert says["page.ics"] == "it is no calendar"
    assert says["null"] == says["pipe.ics"] == "it is no regular file"
    assert says["nowhere.ics"] == "it cannot be read: No such file or directory"
    assert says["empty"] == "there is no .ics file in this folder"
    assert says["mixed"] == "bad.ics: it is no calendar"
    assert says["good.ics"].startswith("ok")
    assert f"Calendar {desk.folder}/mixed/bad.ics: it is no calendar" in desk.meetings.unread
    assert f"Calendar {desk.folder}/empty: there is no .ics file in this folder" in desk.meetings.unread
    assert not any("good.ics" in each for each in desk.meetings.unread)
    desk.paths = [str(desk.folder / "good.ics")]
    desk.look()
    assert desk.meetings.unread == ()


def test_a_calendar_that_takes_too_long_is_ended_and_the_others_hold(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "calendars", limit_s=2)
    endless = ("DTSTART:19700101T000000Z", "DTEND:19700101T000001Z", "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30")
    desk.paths = [
        desk.write("a.ics", events(10)),
        desk.write("endless.ics", calendar(endless)),
        desk.write("b.ics", events(12)),
    ]
    assert desk.look() == ["Mon 10:00-11:00", "Mon 12:00-13:00"]
    skipped = "reading takes longer than 2 s, so it is skipped"
    assert desk.says()["endless.ics"] == skipped
    assert desk.meetings.unread == (f"Calendar {desk.paths[1]}: {skipped}",), "the app says so too"
    desk.write("endless.ics", events(14))
    assert "Mon 14:00-15:00" in desk.look()


def test_the_end_of_the_app_ends_the_reading_at_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "calendars", limit_s=60)
    endless = ("DTSTART:19700101T000000Z", "DTEND:19700101T000001Z", "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30")
    desk.paths = [desk.write("endless.ics", calendar(endless))]
    desk.meetings.tend()
    thread = desk.meetings._thread
    assert thread is not None
    process = until(lambda: desk.meetings._process, "the calendar is being read")
    desk.meetings.stop()
    assert until(lambda: process.returncode is not None, "the reading has ended")
    assert until(lambda: not thread.is_alive(), "so has the thread")


def test_without_a_calendar_no_thread_runs_until_one_is_configured(desk: Desk) -> None:
    desk.meetings.tend()
    assert desk.meetings._thread is None and desk.meetings.settled(0)
    desk.paths = [desk.write("a.ics", events(10))]
    desk.meetings.tend()
    assert until(lambda: desk.meetings.busy, "it has been read")
    desk.meetings.stop()


def test_without_the_libraries_the_user_is_told_what_to_install(desk: Desk) -> None:
    blocked = desk.write("blocked/icalendar.py", "raise ModuleNotFoundError('no', name='icalendar')")
    environ: Mapping[str, str] = {**os.environ, "PYTHONPATH": str(Path(blocked).parent)}
    paths: Sequence[str] = [desk.write("a.ics", events(10))]
    meetings = Meetings(desk.clock, lambda: paths, lambda: (), environ)
    meetings.look()
    install = ".venv/bin/pip install -c constraints.txt '.[calendar]'"
    assert install in (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    assert meetings.states[0].says == (
        f"calendars need the extra `calendar`; in your clone: {install} (icalendar is missing)"
    )


def test_nothing_that_reads_calendars_is_imported_into_the_app(desk: Desk) -> None:
    path = desk.write("a.ics", events(10))
    program = (
        "import os, sys; from datetime import datetime; from zoneinfo import ZoneInfo;"
        "from coach.presence.meetings import Meetings; from tests.clocks import HandClock;"
        "clock = HandClock(datetime(2026, 10, 26, 9, tzinfo=ZoneInfo('Europe/Berlin')));"
        f"meetings = Meetings(clock, lambda: [{path!r}], lambda: (), os.environ); meetings.look();"
        "print(len(meetings.busy), 'icalendar' in sys.modules, 'recurring_ical_events' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=20)
    assert done.stdout.split() == ["1", "False", "False"]
