"""Relief and the safety questions on the command line, as somebody who hurts meets them."""
# ruff: noqa: F811  a fixture is named where it comes in and where it is used

from collections.abc import Callable

from coach.core.redflags import EARLY_VISIT
from tests.test_cli import Coach, coach, records, typed  # noqa: F401

Typed = Callable[[str], None]


def test_the_first_offer_is_all_of_relief_in_one(coach: Coach, typed: Typed) -> None:
    typed("\n1\n")
    ran = coach("ow", "6")
    offered = ran.out[ran.out.index("What may ease it") :]
    assert offered.split("\n")[1].strip().startswith("1  Relief in a chair")
    assert (
        "When you have done it, with your pain then: coach did relief-chair --pain-before 6 --pain-after N" in ran.out
    )


def test_pain_before_and_after_are_counted_as_better_or_not(coach: Coach) -> None:
    coach("ow", "6")
    told = coach("did", "relief-chair", "--minutes", "5", "--pain-before", "6", "--pain-after", "3")
    assert told.code == 0 and told.out.startswith("Noted: Relief in a chair, 5 min, at ")
    assert "relief in a chair" in coach("today").out.lower()


def test_strong_pain_has_no_walk_but_a_minute_on_the_feet(coach: Coach, typed: Typed) -> None:
    typed("\n\n")
    offered = coach("ow", "8").out
    assert "A minute on your feet" in offered and "Gentle level walk" not in offered
    coach("pain", "8")
    assert coach("spasm", "end").code == 0


def test_with_a_flag_for_today_only_relief_proper_is_left(coach: Coach, typed: Typed) -> None:
    typed("fever\n\n")
    ran = coach("ow", "5")
    offered = ran.out[ran.out.index("What may ease it") :]
    assert "Cold timer" in offered and "Seated unload" not in ran.out[: ran.out.index("What may ease it")]
    for held in ("Relief in a chair", "Slow breathing", "Gentle level walk", "Reclined-chair rest"):
        assert held not in offered


def test_the_history_group_is_told_of_once_and_asked_when_there_is_time(coach: Coach, typed: Typed) -> None:
    typed("\n\n")
    assert "coach redflag --history NAME" in coach("ow", "4").out
    typed("\n3\n")
    ran = coach("redflag")
    assert "Asked once" in ran.out and EARLY_VISIT in ran.out
    assert records(coach)[-1]["symptoms"] == ["steroids"]
    typed("\n\n")
    ran = coach("ow", "5")
    assert "--history" not in ran.out and EARLY_VISIT in ran.out


def test_the_history_group_may_be_left_for_another_time(coach: Coach, typed: Typed) -> None:
    typed("\nq\n")
    assert coach("redflag").code == 0
    assert [record["action"] for record in records(coach)] == ["none"]
