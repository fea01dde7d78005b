"""What the user tells the coach beside answering it: I was reading, up just now, done elsewhere, a session by choice.

And meetings known ahead. Everything else that can happen at a desk is told in the scenarios.
"""

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from coach.core.reminders.model import Answer, Command, Did, Moved, Reading, SessionBegan, SessionEnded, UpJustNow
from coach.core.settings import PostureSettings, PresenceSettings, Settings, StressSettings, WalkSettings
from coach.simulate import Line, simulate
from tests.test_scenarios import routines

ZONE = ZoneInfo("Europe/Berlin")
PLAIN = Settings(walk=WalkSettings(at=()), stress=StressSettings(breathe_at=()))
Told = tuple[str, Command]


def at(when: str) -> datetime:
    return datetime.combine(datetime(2026, 11, 24), time.fromisoformat(when), ZONE)


def day(
    presence: str,
    *told: Told,
    until: str,
    rules: Settings = PLAIN,
    busy: Sequence[tuple[str, str]] = (),
    hold: Sequence[str] = (),
) -> list[str]:
    """The events of a day that begins at 9:00; `presence` as "09:10 idle, 09:25 present", `hold` a meeting's ends."""
    lines = [Line(at("09:00"), presence="present")]
    for word in filter(None, presence.split(", ")):
        when, mode = word.split()
        lines.append(Line(at(when), presence=mode))  # type: ignore[arg-type]
    lines += [Line(at(when), hold="meeting" if place == 0 else None) for place, when in enumerate(hold)]
    lines.append(Line(at(until), end=True))
    lines.sort(key=lambda line: line.at)
    result = simulate(
        lines,
        rules,
        routines(),
        zone=ZONE,
        busy=[(at(start), at(end)) for start, end in busy],
        commands=[(at(when), command) for when, command in told],
    )
    return [f"{e.at:%H:%M}{f':{e.at:%S}' if e.at.second else ''} {e.event} {e.kind}" for e in result.events]


AWAY_READING = "09:10 idle, 09:25 present"


@pytest.mark.parametrize(
    ("when", "shift_at"),
    [("09:26", "09:30"), ("09:35", "09:35"), ("09:35:01", "09:55")],
    ids=["the minutes are given back", "ten minutes later they still are", "a second after that it is too late"],
)
def test_reading_gives_the_minutes_of_an_absence_back(when: str, shift_at: str) -> None:
    assert day(AWAY_READING, (when, Reading()), until="09:56")[:1] == [f"{shift_at} prompt shift"]


def test_a_lock_was_no_reading() -> None:
    assert day("09:10 locked, 09:25 present", ("09:26", Reading()), until="09:56") == ["09:55 prompt shift"]


def test_reading_is_believed_once() -> None:
    assert day(AWAY_READING, ("09:26", Reading()), ("09:27", Reading()), until="09:31") == ["09:30 prompt shift"]


def test_reading_after_having_been_up_gives_nothing_back() -> None:
    assert day(AWAY_READING, ("09:26", Moved("up")), ("09:27", Reading()), until="09:57") == ["09:56 prompt shift"]


def test_reading_after_a_change_of_posture_gives_back_the_sitting_alone() -> None:
    told = day(AWAY_READING, ("09:26", Moved("stand")), ("09:27", Reading()), until="09:57")
    assert told == ["09:56 prompt break"], "the shift is due at 09:56, the break at 10:00"


def test_reading_through_a_break_prompt_leaves_it_due_an_interval_after_it_came() -> None:
    told = day("10:01 idle, 10:20 present", ("10:21", Reading()), until="11:01")
    assert told[2:] == [
        "10:00 prompt break",
        "10:06 natural break",
        "10:30 prompt shift",
        "10:40 unanswered shift",
        "11:00 prompt break",
    ]


def test_reading_given_back_after_the_next_prompt_came_does_not_bring_it_again() -> None:
    rules = Settings(
        posture=PostureSettings(shift_after_s=300, break_after_s=28_800),
        walk=WalkSettings(at=()),
        stress=StressSettings(breathe_at=()),
    )
    told = day("09:06 idle, 09:20 present", ("09:26", Reading()), until="09:36", rules=rules)
    assert told == [
        "09:05 prompt shift",
        "09:11 natural shift",
        "09:25 prompt shift",
        "09:35 unanswered shift",
    ]


def test_reading_in_an_absence_too_short_for_a_break_leaves_what_came_before_it_where_it_was() -> None:
    """The break came at 10:00, so the shift is due at 10:30 and the break at 11:00, seven minutes of reading or not."""
    rules = replace(PLAIN, presence=PresenceSettings(natural_after_s=600))
    told = day("10:01 idle, 10:08 present", ("10:09", Reading()), until="11:01", rules=rules)
    assert [what for what in told[2:] if "prompt" in what] == [
        "10:00 prompt break",
        "10:32 prompt shift",
        "11:00 prompt break",
    ]


def test_reading_gives_the_minutes_back_also_when_another_prompt_came_since() -> None:
    """The breathing of 9:28 is no shift: that is due at 9:30, and comes ten minutes after the breathing."""
    rules = replace(PLAIN, stress=StressSettings(breathe_at=(time(9, 28),)))
    told = day(AWAY_READING, ("09:29", Answer("skip")), ("09:29:30", Reading()), until="09:39", rules=rules)
    assert told == ["09:28 prompt breathe", "09:29 skipped breathe", "09:38 prompt shift"]


def test_yes_to_up_just_now_is_a_break() -> None:
    told = day("09:26 idle, 09:29:30 present", ("09:29:40", UpJustNow()), until="10:00")
    assert told == ["09:59:40 prompt shift"]


def test_yes_to_up_just_now_answers_an_open_break() -> None:
    assert day("", ("10:03", UpJustNow()), until="10:10")[3:] == ["10:03 natural break"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("break", ["10:03 done break"]), ("walk", ["10:03 done break"]), ("breathe", []), ("shift", [])],
)
def test_what_was_done_elsewhere_answers_the_prompt_for_it(kind: str, expected: list[str]) -> None:
    assert day("", ("10:03", Did(kind)), until="10:09")[3:] == expected


def test_a_walk_done_elsewhere_restarts_both_counters() -> None:
    told = day("", ("09:20", Did("walk")), until="10:21")
    assert told == ["09:50 prompt shift", "10:00 unanswered shift", "10:20 prompt break"]


def test_a_session_by_choice_for_what_was_asked_is_its_start() -> None:
    """Two minutes long."""
    told = day("", ("10:03", SessionBegan("break", "x")), until="10:37")
    assert told[3:] == ["10:03 started break", "10:35 prompt shift"]


def test_another_session_by_choice_drops_what_was_asked() -> None:
    told = day("", ("10:03", SessionBegan("relief", "x")), ("10:06", SessionEnded()), until="10:37")
    assert told[3:] == ["10:03 dropped break", "10:36 prompt shift"]


def test_a_shift_by_choice_while_a_shift_is_asked_is_done() -> None:
    told = day("", ("09:31", SessionBegan("shift", "x")), ("09:33", SessionEnded()), until="09:34")
    assert told == ["09:30 prompt shift", "09:31 done shift"]


@pytest.mark.parametrize("presence", ["", "09:12 locked, 09:16 present"], ids=["at the desk", "away meanwhile"])
def test_both_counters_stand_still_in_a_session(presence: str) -> None:
    """Ten minutes of a shift: since_shift begins anew at its end, since_up goes on where it stood."""
    told = day(presence, ("09:10", SessionBegan("shift", "x")), ("09:20", SessionEnded()), until="10:11")
    assert told == ["09:50 prompt shift", "10:00 unanswered shift", "10:10 prompt break"]


def test_nothing_comes_during_a_session_by_choice_nor_for_five_minutes_after_it() -> None:
    rules = Settings(walk=WalkSettings(at=()), stress=StressSettings(breathe_at=(time(9, 40),)))
    told = day("", ("09:25", SessionBegan("relief", "x")), ("09:45", SessionEnded()), until="09:51", rules=rules)
    assert told == ["09:50 prompt breathe"]


def test_a_second_session_or_an_end_without_one_changes_nothing() -> None:
    told = day(
        "",
        ("09:05", SessionEnded()),
        ("09:10", SessionBegan("relief", "x")),
        ("09:12", SessionBegan("walk", "y")),
        ("09:14", SessionEnded()),
        until="09:45",
    )
    assert told == ["09:44 prompt shift"]


@pytest.mark.parametrize(
    ("meeting", "expected"),
    [
        (
            ("10:01:59", "10:30"),
            ["10:00 held break", "10:00 prompt shift", "10:31 released break", "10:31 prompt break"],
        ),
        (("10:02", "10:30"), ["10:00 prompt break"]),
    ],
    ids=["it would run into it", "it ends as the meeting begins"],
)
def test_a_meeting_known_ahead_keeps_back_a_guided_prompt_but_not_a_nudge(
    meeting: tuple[str, str], expected: list[str]
) -> None:
    """The break due at 10:00 takes two minutes."""
    told = day("", until="10:32", busy=[meeting], hold=[*meeting])
    assert [what for what in told[2:] if "unanswered" not in what][: len(expected)] == expected


def test_a_break_broken_off_within_half_a_minute_has_not_got_anybody_up() -> None:
    began, ended = ("09:20", SessionBegan("break", "standing-reset")), ("09:20:20", SessionEnded(partial=True))
    assert day("", began, ended, until="09:31") == ["09:30:20 prompt shift"]
    late = ("09:20:30", SessionEnded(partial=True))
    assert day("", began, late, until="09:51") == ["09:50:30 prompt shift"]
    assert day("", began, ("09:20:20", SessionEnded()), until="09:51") == ["09:50:20 prompt shift"]
