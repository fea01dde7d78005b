"""Busy times out of calendars in the shapes of Google, Outlook and Nextcloud, and of every quirk by itself."""

import contextlib
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.presence.ics import Busy, NotACalendar, merged, read
from tests.calendar_text import CALENDARS, EVENT, calendar
from tests.libraries import require_library

require_library("recurring_ical_events")

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
TOKYO = ZoneInfo("Asia/Tokyo")
PACIFIC_IN_INDIA = (
    "BEGIN:VTIMEZONE", "TZID:Office", "BEGIN:STANDARD", "DTSTART:16010101T000000", "TZOFFSETFROM:{0}",
    "TZOFFSETTO:{0}", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip


def told(text: str, day: str, zone: ZoneInfo = BERLIN, *, days: int = 1, me: tuple[str, ...] = ()) -> list[str]:
    """The busy times of a day as `10:00-11:00`, in the zone."""
    start = datetime.combine(datetime.fromisoformat(day), time(), zone)
    end = datetime.combine(start.date() + timedelta(days=days), time(), zone)
    return [f"{a:%H:%M}-{b:%H:%M}" for a, b in sorted(read(text, zone, start, end, me).busy)]


def problems(text: str, day: str = "2026-10-26") -> list[str]:
    start = datetime.combine(datetime.fromisoformat(day), time(), BERLIN)
    return read(text, BERLIN, start, start + timedelta(days=1)).problems


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("name", "zone", "day", "busy"),
    [
        # between the two clock changes (Berlin 25 Oct, New York 1 Nov) the same meeting is an hour earlier in Berlin
        ("google", BERLIN, "2026-10-20", ["15:00-15:30"]),
        ("google", BERLIN, "2026-10-26", ["16:30-17:00"]),  # moved
        ("google", BERLIN, "2026-10-27", ["14:00-14:30"]),
        ("google", BERLIN, "2026-11-02", ["15:00-15:30"]),
        ("google", BERLIN, "2026-11-03", []),  # taken out
        ("google", NEW_YORK, "2026-10-20", ["09:00-09:30"]),
        ("google", NEW_YORK, "2026-11-02", ["09:00-09:30"]),
        ("google", TOKYO, "2026-10-20", ["22:00-22:30"]),
        ("google", TOKYO, "2026-10-27", ["00:30-01:00", "22:00-22:30"]),  # moved over midnight there
        ("google", TOKYO, "2026-11-02", ["23:00-23:30"]),
        ("outlook", BERLIN, "2026-10-20", ["09:00-10:00"]),
        ("outlook", BERLIN, "2026-10-26", ["09:00-10:00", "15:00-15:30"]),
        ("outlook", BERLIN, "2026-11-03", []),
        ("outlook", NEW_YORK, "2026-10-26", ["04:00-05:00", "10:00-10:30"]),
        ("outlook", TOKYO, "2026-10-26", ["17:00-18:00", "23:00-23:30"]),
        ("nextcloud", BERLIN, "2026-10-24", ["14:00-15:00"]),
        ("nextcloud", BERLIN, "2026-10-25", ["14:00-15:00"]),  # the day that has 25 hours
        ("nextcloud", BERLIN, "2026-10-26", ["08:30-09:15", "16:00-17:00"]),
        ("nextcloud", BERLIN, "2026-10-27", []),
        ("nextcloud", BERLIN, "2026-10-29", ["14:00-15:00"]),
        ("nextcloud", BERLIN, "2026-10-30", []),  # the ten are over
        ("nextcloud", NEW_YORK, "2026-10-26", ["08:30-09:15", "11:00-12:00"]),
        ("nextcloud", TOKYO, "2026-10-26", ["08:30-09:15"]),
        ("nextcloud", TOKYO, "2026-10-27", ["00:00-01:00"]),
    ],
)
def test_calendars_of_all_makers_tell_the_busy_times(
    name: str, zone: ZoneInfo, day: str, busy: list[str], end: str
) -> None:
    text = (CALENDARS / f"{name}.ics").read_text("utf-8").replace("\n", end)
    assert told(text, day, zone) == busy


@pytest.mark.parametrize(
    "line",
    [
        "STATUS:CANCELLED",
        "status:cancelled",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE",
        "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:me@example.org",
    ],
)
def test_an_event_that_does_not_count_is_not_busy(line: str) -> None:
    assert told(calendar((*EVENT, line)), "2026-10-26") == []


@pytest.mark.parametrize(
    "line",
    [
        "STATUS:TENTATIVE",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",
        "X-MICROSOFT-CDO-BUSYSTATUS:OOF",
        "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:me@example.org",
        "SUMMARY:cancelled",
        "ATTENDEE;PARTSTAT",
    ],
)
def test_an_event_that_counts_is_busy(line: str) -> None:
    assert told(calendar((*EVENT, line)), "2026-10-26") == ["11:00-12:00"]


@pytest.mark.parametrize(
    ("me", "head", "busy"),
    [
        ((), (), True),
        (("sam@example.org",), (), False),
        (("SAM@example.org",), (), False),
        (("kim@example.org",), (), True),
        ((), ("X-WR-CALNAME:sam@example.org",), False),
        ((), ("X-WR-CALNAME:kim@example.org",), True),
        ((), ("X-WR-CALNAME:Sam",), True),
    ],
)
def test_an_invitation_counts_until_the_user_has_declined_it(
    me: tuple[str, ...], head: tuple[str, ...], busy: bool
) -> None:
    invited = (
        *EVENT,
        "ATTENDEE;PARTSTAT=DECLINED:mailto:sam@example.org",
        "ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:kim@example.org",
    )
    assert bool(told(calendar(invited, head=head), "2026-10-26", me=me)) is busy


@pytest.mark.parametrize(
    ("lines", "busy"),
    [
        (("DTSTART;VALUE=DATE:20261026", "DTEND;VALUE=DATE:20261027"), []),
        (("DTSTART;VALUE=DATE:20261026",), []),
        (("DTSTART:20261026T000000", "DTEND:20261027T000000"), []),
        (("DTSTART:20261025T000000", "DTEND:20261026T000000"), []),  # 25 hours in Berlin
        (("DTSTART:20260329T000000", "DTEND:20260330T000000"), []),  # 23 hours
        (("DTSTART:20261025T120000", "DTEND:20261026T120000"), []),  # a day long, whenever it begins
        (("DTSTART:20261025T223000", "DTEND:20261026T013000"), ["22:30-01:30"]),
        (("DTSTART:20261026T233000", "DTEND:20261027T013000"), ["23:30-01:30"]),
        (("DTSTART:20261026T090000", "DTEND:20261026T090000"), []),
        (("DTSTART:20261026T090000", "DTEND:20261026T080000"), ["08:00-09:00"]),  # ends swapped by mistake
        (("DTSTART:20261026T090000",), []),
        (("DTSTART:20261026T090000", "DURATION:PT1H30M"), ["09:00-10:30"]),
        (("DTSTART:20261026T090000Z", "DTEND:20261026T100000Z"), ["10:00-11:00"]),
    ],
)
def test_long_and_empty_events_do_not_hold(lines: tuple[str, ...], busy: list[str]) -> None:
    day = "2026-03-29" if lines[0].startswith("DTSTART:202603") else "2026-10-26"
    assert told(calendar(lines), day) == busy


@pytest.mark.filterwarnings("ignore:.*globally unique TZID")
@pytest.mark.parametrize(
    ("name", "busy"),
    [
        ("Europe/London", "11:00-12:00"),
        ("GMT Standard Time", "11:00-12:00"),  # as Windows says it
        ("Pacific Standard Time", "18:00-19:00"),
        ('"Eastern Standard Time"', "15:00-16:00"),
        ("Tokyo Standard Time", "02:00-03:00"),
        ("/freeassociation.sourceforge.net/Asia/Tokyo", "02:00-03:00"),
        ("Etc/GMT+3", "14:00-15:00"),
    ],
)
def test_a_zone_is_known_by_the_names_that_are_around(name: str, busy: str) -> None:
    event = (f"DTSTART;TZID={name}:20261026T100000", f"DTEND;TZID={name}:20261026T110000")
    assert told(calendar(event), "2026-10-26") == [busy]


def test_a_zone_that_nobody_knows_is_the_users_own_and_is_said() -> None:
    text = calendar(("DTSTART;TZID=Narnia:20261026T100000", "DTEND;TZID=Narnia:20261026T110000"))
    assert told(text, "2026-10-26") == ["10:00-11:00"]
    assert problems(text) == ["the zone Narnia is not known; its times are taken as yours"]


def test_two_calendars_may_mean_different_zones_by_one_name() -> None:
    event = ("DTSTART;TZID=Office:20261026T100000", "DTEND;TZID=Office:20261026T110000")
    for offset, busy in (("+0530", "05:30-06:30"), ("+0900", "02:00-03:00"), ("-0800", "19:00-20:00")):
        head = tuple(line.format(offset) for line in PACIFIC_IN_INDIA)
        assert told(calendar(event, head=head), "2026-10-26") == [busy]


def test_floating_times_follow_the_calendars_zone_where_it_names_one() -> None:
    event = ("DTSTART:20261026T100000", "DTEND:20261026T110000")
    assert told(calendar(event), "2026-10-26") == ["10:00-11:00"]
    assert told(calendar(event, head=("X-WR-TIMEZONE:America/New_York",)), "2026-10-26") == ["15:00-16:00"]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("RRULE:FREQ=DAILY", 7),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,WE", 2),
        ("RRULE:FREQ=DAILY;INTERVAL=2", 4),
        ("RRULE:FREQ=DAILY;COUNT=3", 0),
        ("RRULE:FREQ=DAILY;UNTIL=20261028T235959Z", 3),
        ("RRULE:FREQ=MONTHLY;BYDAY=-1FR", 1),
        ("RDATE:20261028T100000Z,20261030T100000Z", 2),
    ],
)
def test_recurring_events_come_again(rule: str, days: int) -> None:
    event = ("DTSTART:20260928T100000Z", "DTEND:20260928T110000Z", rule)  # a Monday, four weeks before
    assert len(told(calendar(event), "2026-10-26", days=7)) == days


def test_a_moved_series_goes_on_from_there() -> None:
    series = ("UID:a", "DTSTART:20261019T100000Z", "DTEND:20261019T110000Z", "RRULE:FREQ=DAILY")
    later = (
        "UID:a",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261027T100000Z",
        "DTSTART:20261027T130000Z",
        "DTEND:20261027T140000Z",
    )
    text = calendar(series, later)
    assert [told(text, f"2026-10-{day}")[0] for day in (26, 27, 28)] == ["11:00-12:00", "14:00-15:00", "14:00-15:00"]


def test_one_cancelled_occurrence_leaves_the_others() -> None:
    series = ("UID:a", "DTSTART:20261019T100000Z", "DTEND:20261019T110000Z", "RRULE:FREQ=DAILY")
    text = calendar(series, ("UID:a", "RECURRENCE-ID:20261027T100000Z", "DTSTART:20261027T100000Z", "STATUS:CANCELLED"))
    assert [len(told(text, f"2026-10-{day}")) for day in (26, 27, 28)] == [1, 0, 1]


def test_an_occurrence_moved_to_today_from_far_away_is_seen() -> None:
    series = ("UID:a", "DTSTART:20260105T100000Z", "DTEND:20260105T110000Z", "RRULE:FREQ=YEARLY")
    moved = ("UID:a", "RECURRENCE-ID:20270105T100000Z", "DTSTART:20261026T080000Z", "DTEND:20261026T090000Z")
    assert told(calendar(series, moved), "2026-10-26") == ["09:00-10:00"]


@pytest.mark.parametrize("text", ["", "hello", "\x00\x01\x02" * 100, "BEGIN:VCARD\nEND:VCARD\n", "<html></html>"])
def test_what_is_no_calendar_is_refused(text: str) -> None:
    with pytest.raises(NotACalendar):
        problems(text)


def test_a_broken_event_costs_itself_alone() -> None:
    text = calendar(EVENT, ("DTSTART:20261026T990000Z", "RRULE:FREQ=SOMETIMES"), ("UID:x", "DTSTART:never", "RRULE:x"))
    assert told(text, "2026-10-26") == ["11:00-12:00"]
    assert problems(text) == ["2 events in it cannot be read"]


def test_a_file_that_ends_in_the_middle_is_used_as_far_as_it_goes() -> None:
    text = calendar(EVENT, ("DTSTART:20261026T130000Z", "DTEND:20261026T140000Z"))
    cut = text[: text.index("DTEND:20261026T140000Z")]
    assert told(cut, "2026-10-26") == ["11:00-12:00"]
    assert problems(cut) == ["it ends in the middle; what came before is used"]


def test_what_a_meeting_is_about_is_not_even_read() -> None:
    text = calendar((*EVENT, "SUMMARY:\x00\x07", "ATTACH;VALUE=BINARY;ENCODING=BASE64:%%%", "no colon at all"))
    assert told(text, "2026-10-26") == ["11:00-12:00"]
    assert problems(text) == []


def test_two_calendars_in_one_file_are_both_read() -> None:
    text = calendar(EVENT) + calendar(("DTSTART:20261026T130000Z", "DTEND:20261026T140000Z"))
    assert told(text, "2026-10-26") == ["11:00-12:00", "14:00-15:00"]


INSTANTS = st.integers(0, 2000).map(lambda minutes: datetime(2026, 10, 24, tzinfo=BERLIN) + timedelta(minutes=minutes))
SPANS = st.lists(st.tuples(INSTANTS, INSTANTS).filter(lambda span: span[0] < span[1]))


@given(SPANS)
def test_merged_times_are_apart_in_order_and_cover_the_same(spans: list[Busy]) -> None:
    out = merged(spans)
    assert all(before[1] < after[0] for before, after in zip(out, out[1:], strict=False))
    assert all(any(a <= start and end <= b for a, b in out) for start, end in spans)
    assert {moment for span in out for moment in span} <= {moment for span in spans for moment in span}


@given(st.text(alphabet="BEGINVETND:VCALDR\r\n \t;=0123456789TZUI", max_size=400))
def test_no_text_breaks_the_reading(text: str) -> None:
    whole = "BEGIN:VCALENDAR\n" + text
    start = datetime(2026, 10, 26, tzinfo=BERLIN)
    with contextlib.suppress(NotACalendar):
        read(whole, BERLIN, start, start + timedelta(days=1))
