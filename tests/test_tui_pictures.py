"""The script that draws the pictures: every scene can be reached, and a scene looks the same each time."""

import pytest

from tests.make_screenshots import REFLOWING, SCENES, picture

SHOWS = {
    "today": "Standing", "prompt": "BREAK", "log": "November", "log-list": "medicines", "spasm-details": "posture",
    "week": "47", "routines": "RELIEF", "settings": "hours", "setting": "ranges",
    "welcome": "breathing",
    "hurts": "hurts", "safety": "chest", "get-checked": "fever", "relief": "position", "session-breathing": "left",
    "session-walk": "Leave", "session-relief": "left", "session-reset": "left", "pain": "imaginable",
    "help": "Everywhere",
}  # fmt: skip


def test_every_scene_has_a_word_to_look_for() -> None:
    assert set(SHOWS) == set(SCENES)
    assert set(REFLOWING) <= set(SCENES)


@pytest.mark.parametrize("scene", ["get-checked", "session-walk", "settings"])
async def test_a_scene_is_reached_and_drawn_the_same_each_time(scene: str) -> None:
    first = await picture(scene, (80, 24))
    assert SHOWS[scene] in first
    assert first == await picture(scene, (80, 24))
    assert "/tmp/" not in first
