"""What a prompt says, and titles within a sentence and at the beginning of a line."""

from typing import get_args

import pytest

from coach.core.records import Kind
from coach.core.routine import DEFAULT_PROMPTS, Routine
from coach.core.stage import StageNow
from coach.core.wording import first_large, in_a_sentence, prompt_words

RESET = Routine("reset", "Reset", "break", ("steady",), ("office",), (), prompt="Stand up and sway.")
SILENT = Routine("silent", "Silent", "break", ("steady",), ("office",), ())
ROUTINES = {"reset": RESET, "silent": SILENT}
DAY_9 = StageNow("easing", 9, 12, strong_pain=False, changes_at=None)


@pytest.mark.parametrize(
    ("title", "within"),
    [
        ("Cold pack", "cold pack"),
        ("A few steps", "a few steps"),
        ("TVs off", "TVs off"),
        ("X", "x"),
        ("", ""),
    ],
)
def test_within_a_sentence_a_title_begins_small_unless_it_is_an_abbreviation(title: str, within: str) -> None:
    assert in_a_sentence(title) == within


def test_a_line_begins_with_a_large_letter_and_the_rest_stays() -> None:
    assert (first_large("stand up, then TENS"), first_large("")) == ("Stand up, then TENS", "")


def test_the_sentence_is_the_routines_own_else_that_of_its_kind() -> None:
    assert prompt_words("break", "reset", 0, ROUTINES).body == "Stand up and sway."
    for name in ("silent", "gone", None):
        assert prompt_words("break", name, 0, ROUTINES).body == DEFAULT_PROMPTS["break"]


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_has_a_title_and_a_sentence(kind: Kind) -> None:
    words = prompt_words(kind, None, 0, {})
    assert words.title and words.body


@pytest.mark.parametrize(
    ("kind", "minutes", "title"),
    [
        ("walk", 7, "Time for a walk, 7 min"),
        ("rest", 10, "Time for a rest, 10 min"),
        ("walk", 0, "Time for a walk"),
        ("break", 2, "Time to get up"),
        ("breathe", 5, "A few slow breaths"),
    ],
)
def test_the_length_of_a_walk_or_a_rest_is_in_its_title(kind: Kind, minutes: int, title: str) -> None:
    assert prompt_words(kind, None, minutes, {}).title == title


def test_what_was_kept_back_says_so_after_its_sentence() -> None:
    held = prompt_words("break", "reset", 0, ROUTINES, held="held 25 min: meeting")
    assert held.body == "Stand up and sway. (held 25 min: meeting)"


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("walk", "Time for a walk, 7 min (spasm day 9)"),
        ("checkin", "How was the day? (spasm day 9)"),
        ("shift", "Time to shift"),
        ("week", "Your week"),
    ],
)
def test_where_it_may_speak_of_the_back_it_names_the_day_of_the_spasm(kind: Kind, title: str) -> None:
    assert prompt_words(kind, None, 7, {}, stage=DAY_9).title == title


def test_without_a_spasm_there_is_no_day_to_name() -> None:
    steady = StageNow("steady", None, None, strong_pain=False, changes_at=None)
    assert prompt_words("walk", None, 7, {}, stage=steady).title == "Time for a walk, 7 min"
