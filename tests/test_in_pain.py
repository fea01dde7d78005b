"""What follows when a prompt is skipped for pain: the rest of that day is easier, and nothing else changes."""

from datetime import UTC, datetime

import pytest

from coach.core.day import day_of
from coach.core.history import History
from coach.core.plan import NOT_ADDED, DayPlan, day_plan
from coach.core.records import Kind, Prompt
from coach.core.routine import Routine
from coach.core.settings import Settings
from coach.library import Library
from coach.paths import find_paths
from coach.simulate import read_trace, simulate
from tests.made import DAY, TODAY, log, new_id, on, pain, spasm

SETTINGS = Settings()
EVENING = on(0, "20:00")


@pytest.fixture(scope="module")
def routines() -> dict[str, Routine]:
    return dict(Library(find_paths()).routines)


def skipped(at: str, reason: str | None = "pain", kind: Kind = "shift", day: int = 0) -> Prompt:
    """A prompt that was skipped two minutes after it came."""
    closed = on(day, at)
    return Prompt(id=new_id(), at=on(day, "08:00"), kind=kind, outcome="skipped", closed=closed, reason=reason)


def grown(*more: Prompt) -> History:
    """Day 9 of a spasm that settled day by day: walks of 7 minutes."""
    return log(spasm(-8), *(pain(-8 + day, 5) for day in range(8)), *more)


def minutes(plan: DayPlan) -> list[int]:
    return [slot.minutes for slot in plan.of("walk")]


def test_walks_after_it_are_no_longer_than_the_first_ones() -> None:
    assert minutes(day_plan(grown(), TODAY, EVENING, SETTINGS)) == [7, 7, 7]
    assert minutes(day_plan(grown(skipped("11:00")), TODAY, EVENING, SETTINGS)) == [7, 5, 5]


@pytest.mark.parametrize(("at", "expected"), [("09:59", [5, 5, 5]), ("10:00", [5, 5, 5]), ("10:01", [7, 5, 5])])
def test_it_counts_from_the_minute_it_was_said(at: str, expected: list[int]) -> None:
    assert minutes(day_plan(grown(skipped(at)), TODAY, EVENING, SETTINGS)) == expected


@pytest.mark.parametrize("reason", [None, "busy", "just-moved"])
def test_other_reasons_ease_nothing(reason: str | None) -> None:
    assert minutes(day_plan(grown(skipped("09:00", reason)), TODAY, EVENING, SETTINGS)) == [7, 7, 7]


@pytest.mark.parametrize("kind", ["shift", "break", "walk", "rest", "breathe"])
def test_it_counts_whatever_it_was_said_to(kind: Kind) -> None:
    assert minutes(day_plan(grown(skipped("09:00", kind=kind)), TODAY, EVENING, SETTINGS)) == [5, 5, 5]


def test_a_steady_walk_is_eased_too_and_a_short_one_stays_short() -> None:
    assert minutes(day_plan(log(skipped("09:00")), TODAY, EVENING, SETTINGS)) == [5]
    worse = log(spasm(-8), *(pain(-8 + day, day) for day in range(0, 8, 2)), pain(-4, 1), skipped("09:00"))
    assert all(walk <= 5 for walk in minutes(day_plan(worse, TODAY, EVENING, SETTINGS)))


def test_the_first_one_of_the_day_counts() -> None:
    two = grown(skipped("15:00"), skipped("11:00"))
    assert minutes(day_plan(two, TODAY, EVENING, SETTINGS)) == [7, 5, 5]


def test_tomorrow_is_as_if_nothing_had_been_said() -> None:
    with_it = day_plan(grown(skipped("09:00"), skipped("16:00", "pain", "walk")), TODAY + DAY, EVENING, SETTINGS)
    without = day_plan(grown(), TODAY + DAY, EVENING, SETTINGS)
    assert minutes(with_it) == minutes(without)


def test_it_is_said_in_one_line_without_reproach() -> None:
    plan = day_plan(grown(skipped("11:04")), TODAY, EVENING, SETTINGS)
    assert plan.why[0] == (
        "in pain at 11:04, so the rest of the day is easier: a walk is 5 min at most, if you feel able, "
        "and breaks are the gentlest"
    )
    assert plan.of("walk")[-1].why == "if you feel able"
    after = day_plan(grown(skipped("11:04")), TODAY + DAY, on(1, "08:00"), SETTINGS)
    assert NOT_ADDED not in after.why


def test_breaks_are_a_minute_on_ones_feet_from_then_on(routines: dict[str, Routine]) -> None:
    def breaks(history: History, at: str) -> list[str]:
        return [offer.routine for offer in day_of(history, SETTINGS, on(0, at), routines).offers["break"]]

    history = grown(skipped("11:00"))
    assert "minute-on-feet" not in breaks(history, "10:59")
    assert breaks(history, "11:00") == ["minute-on-feet"]


def test_strong_pain_offers_the_same_gentlest_break_in_any_stage(routines: dict[str, Routine]) -> None:
    for history in (log(pain(0, 7, "09:00")), log(spasm(-5), pain(0, 7, "09:00"))):
        offers = day_of(history, SETTINGS, on(0, "10:00"), routines).offers
        assert [offer.routine for offer in offers["break"]] == ["minute-on-feet"]


def test_where_the_user_took_that_routine_away_breaks_take_turns_as_ever(routines: dict[str, Routine]) -> None:
    fewer = {name: routine for name, routine in routines.items() if name != "minute-on-feet"}
    assert day_of(grown(skipped("09:00")), SETTINGS, on(0, "10:00"), fewer).offers["break"]


def test_the_simulator_eases_the_day_as_the_app_does(routines: dict[str, Routine]) -> None:
    trace = read_trace(
        '{"at": "2026-11-24T09:00:00+00:00", "presence": "present"}\n'
        '{"at": "2026-11-24T09:31:00+00:00", "answer": "skip", "reason": "pain"}\n'
        '{"at": "2026-11-24T13:00:00+00:00", "end": true}\n'
    )
    came = simulate(trace, SETTINGS, routines, zone=UTC).events
    walk = next(event for event in came if event.event == "prompt" and event.kind == "walk")
    assert (walk.at, walk.minutes) == (datetime(2026, 11, 24, 12, 0, tzinfo=UTC), 5)
