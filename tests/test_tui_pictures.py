"""The script that draws the pictures: every scene can be reached, and a scene looks the same each time."""

import pytest

from tests.make_screenshots import IN_THE_STRIP, SCENES, SIZES, drawings, picture

SHOWS = {
    "welcome": "fine", "welcome-day": "breathing", "today": "standing", "today-calm": "steady",
    "today-prolonged": "Worth", "today-watching": "sleep", "today-paused": "Paused", "today-asks": "counters",
    "second-window": "window", "prompt": "BREAK", "hurts": "hurts", "safety": "chest", "get-checked": "fever",
    "flagged": "fever", "relief": "position", "pain": "imaginable", "session-walk": "Leave",
    "session-breathing": "left", "session-relief": "left", "session-reset": "left", "log": "November",
    "log-list": "medicines", "entry": "ibuprofen", "spasm-details": "posture", "new-entry": "medicine",
    "week": "47", "week-table": "47", "twelve-weeks": "weeks", "doctors-page": "doctor", "routines": "RELIEF",
    "settings": "hours", "setting": "ranges", "help": "Keys", "help-tour": "morning",
    "help-questions": "network", "palette": "Search", "reasons": "newest",
    "concerns": "appointment",
}  # fmt: skip


def test_every_scene_has_a_word_to_look_for() -> None:
    assert set(SHOWS) == set(SCENES)
    assert set(IN_THE_STRIP) <= set(SCENES)


def test_every_scene_is_drawn_at_every_size_and_in_every_look() -> None:
    names = [file for file, *_ in drawings(list(SCENES))]
    assert len(names) == len(set(names))
    assert {f"{scene}-{size}" for scene in SCENES for size in SIZES} <= set(names)
    assert {f"{scene}-{look}" for scene in SCENES for look in ("light", "16", "no-color")} <= set(names)


@pytest.mark.parametrize("scene", ["get-checked", "session-walk", "settings", "second-window"])
async def test_a_scene_is_reached_and_drawn_the_same_each_time(scene: str) -> None:
    first = await picture(scene, (80, 24))
    assert SHOWS[scene] in first
    assert first == await picture(scene, (80, 24))
    assert "/tmp/" not in first
