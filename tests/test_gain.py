"""What a session did for the day, in one line."""

import msgspec
import pytest

from coach.core.gain import gain
from coach.core.records import Record, Session
from coach.core.routine import Routine
from coach.core.settings import Settings
from tests.made import log, new_id, on, pain, spasm

EVENING = on(0, "18:00")
COLD = Routine("cold", "Cold pack", "relief", ("flare",), ("home",), ())


def did(kind: str, day: int = 0, seconds: int = 600, **more: object) -> Session:
    made = {"id": new_id(), "at": on(day, "14:00"), "kind": kind, "routine": "cold", "seconds": seconds, **more}
    return msgspec.convert(made, Session)


def after(session: Session, *others: Record) -> str:
    return gain(session, log(*others, session), EVENING, Settings(), {COLD.id: COLD})


def test_a_walk_tells_the_minutes_of_the_day_and_how_many_were_planned() -> None:
    assert after(did("walk"), did("walk", -1), did("rest")) == "10 of 10 min walked today."
    assert after(did("walk", seconds=630), did("walk", seconds=300)) == "16 of 10 min walked today."


def test_where_no_walk_is_asked_for_none_is_planned() -> None:
    assert after(did("walk"), pain(0, 8, at="09:00")) == "10 min walked today."


@pytest.mark.parametrize(
    ("rated", "said"),
    [
        ((3, 5), " Pain is up from 3 to 5: that was enough for now."),
        ((3, 4), ""),
        ((5, 3), ""),
        ((None, 9), ""),
        ((0, None), ""),
    ],
)
def test_a_walk_after_which_it_hurts_more_by_two_was_enough(rated: tuple[int | None, int | None], said: str) -> None:
    walk = did("walk", pain_before=rated[0], pain_after=rated[1])
    assert after(walk) == f"10 of 10 min walked today.{said}"


def test_a_rest_is_counted_beside_those_planned() -> None:
    assert after(did("rest"), spasm(0), did("walk"), did("rest", -1)) == "Rest 1 of 3 today."
    assert after(did("rest"), spasm(0), *(did("rest") for _ in range(3))) == "Rest 4 today."
    assert after(did("breathe"), did("breathe")) == "Breathing 2 of 2 today."


def test_a_session_left_at_once_counts_for_nothing() -> None:
    left, enough = did("rest", seconds=29, partial=True), did("rest", seconds=30, partial=True)
    assert after(left, spasm(0)) == ""
    assert after(enough, spasm(0), left) == "Rest 1 of 3 today."
    assert after(did("rest", seconds=29), spasm(0)) == "Rest 1 of 3 today."


@pytest.mark.parametrize("kind", ["rest", "breathe", "break", "shift"])
def test_of_one_left_at_once_there_is_nothing_to_say(kind: str) -> None:
    assert after(did(kind, seconds=29, partial=True)) == ""


def test_a_break_or_a_shift_says_when_the_next_one_comes() -> None:
    assert after(did("break")) == "The next break comes after 60 min at the desk."
    assert after(did("shift")) == "The next shift comes after 30 min at the desk."


def test_relief_counts_how_it_felt_after_in_28_days() -> None:
    earlier = (did("relief", -27, felt="better"), did("relief", -28, felt="better"), did("walk", felt="worse"))
    said = after(did("relief", felt="same"), *earlier)
    assert said == "Cold pack: better 1, the same 1, worse 0 in 28 days."


def test_relief_of_which_nothing_was_told_says_nothing() -> None:
    assert after(did("relief")) == ""
    assert after(did("relief"), did("relief", felt="worse", routine="steps")) == ""
