"""Presence at the desk, and the two counters: from when on an absence and a return count."""

import pytest
from msgspec.structs import replace

from coach.core.presence import (
    Counter,
    Desk,
    Return,
    Seen,
    desk_at,
    given_back,
    lull_at,
    next_change,
    observe,
    perhaps_up,
)
from coach.core.settings import PresenceSettings

MINUTE = 60_000
RULES = PresenceSettings()


def seen(*looks: tuple[int, Seen]) -> tuple[Desk, Return | None]:
    """The desk of a user who sits down at 0, after these looks, and the last return."""
    desk, back = desk_at(0), None
    for t, what in looks:
        desk, found = observe(desk, t, what, RULES)
        back = found or back
    return desk, back


AWAY = (0, Seen("idle", 0)), (8 * MINUTE, Seen("idle", 0))


def test_a_return_counts_from_the_input_and_not_from_the_look_that_saw_it() -> None:
    desk, back = seen(*AWAY, (9 * MINUTE, Seen("idle", 9 * MINUTE - 7_000)))
    assert back is not None and back.at == desk.back_at == 9 * MINUTE - 7_000
    assert desk.up.at(9 * MINUTE) == 7_000


def test_an_unlock_without_an_input_counts_from_the_look() -> None:
    desk, back = seen((0, Seen("idle", 0)), (MINUTE, Seen("locked", 0)), (9 * MINUTE, Seen("present")))
    assert back is not None and (back.since, back.at) == (0, 9 * MINUTE)
    assert desk.present and desk.up.at(9 * MINUTE) == 0


def test_a_lock_begins_at_the_last_input_and_not_after_now() -> None:
    assert seen((MINUTE, Seen("locked", 40_000)))[0].absent_since == MINUTE, "it was present up to the look"
    idle = (0, Seen("idle", 0))
    assert seen(idle, (MINUTE, Seen("locked", 40_000)))[0].absent_since == 40_000
    assert seen(idle, (MINUTE, Seen("locked", 2 * MINUTE)))[0].absent_since == MINUTE


@pytest.mark.parametrize(
    ("back", "given"),
    [
        (Return(0, 7 * MINUTE, natural=False, by_idle=True, up_ms=50, shift_ms=30), (7 * MINUTE, 7 * MINUTE)),
        (Return(0, 7 * MINUTE, natural=True, by_idle=True, up_ms=50, shift_ms=30), (7 * MINUTE + 50, 7 * MINUTE + 30)),
        (Return(0, 7 * MINUTE, natural=True, by_idle=True, up_ms=50, shift_ms=30, moved=True), (7 * MINUTE + 50, 0)),
    ],
    ids=["the minutes", "after a break what stood before it too", "since_shift stays restarted"],
)
def test_reading_gives_back(back: Return, given: tuple[int, int]) -> None:
    assert given_back(back) == given


@pytest.mark.parametrize(
    ("quiet_ms", "perhaps"),
    [(2 * MINUTE - 1, False), (2 * MINUTE, True), (5 * MINUTE - 1, True), (5 * MINUTE, False)],
)
def test_two_to_five_minutes_without_input_were_perhaps_a_break(quiet_ms: int, perhaps: bool) -> None:
    before = desk_at(0)
    idle, _ = observe(before, 0, Seen("idle", 0), RULES)
    after, _ = observe(idle, quiet_ms, Seen("present"), RULES)
    assert perhaps_up(idle, after, RULES) is perhaps


def test_time_alone_changes_something_only_without_input_or_in_an_absence() -> None:
    idle = Desk(mode="idle", last_input=MINUTE)
    assert next_change(desk_at(0), RULES) is None
    assert next_change(idle, RULES) == 6 * MINUTE
    assert next_change(replace(idle, stay=True), RULES) is None
    away = replace(idle, absent_since=MINUTE)
    assert next_change(away, RULES) == 3 * MINUTE
    assert next_change(replace(away, natural=True), RULES) is None


def test_a_lull_is_so_long_after_the_last_key() -> None:
    assert lull_at(desk_at(0), 8_000, 500) == 500, "a user of whom no keys are known"
    assert lull_at(Desk(mode="typing"), 8_000, 500) is None
    assert lull_at(Desk(mode="idle", last_input=100), 8_000, 500) == 8_100
    assert lull_at(Desk(mode="idle", last_input=100), 8_000, 9_000) == 9_000


def test_a_counter_reaches_what_it_shows_already_now_and_never_while_it_stands() -> None:
    assert Counter(100, 50).at(80) == 130
    assert Counter(100, 50).reaches(130, 80) == 80
    assert Counter(100, 50).reaches(131, 80) == 81
    assert Counter(100, None).reaches(100, 80) == 80
    assert Counter(100, None).reaches(101, 80) is None
    assert Counter(100, 50).stopped(20) == Counter(70, None), "an earlier time takes the time since back"
    assert Counter(10, 50).stopped(20) == Counter(0, None)
