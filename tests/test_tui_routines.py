"""The routines place: each routine's page, its preview, the user's own files and their faults."""

import os
from pathlib import Path

import pytest
from textual.widgets import OptionList

from coach.core.routine import STOP_ALWAYS, length_s
from coach.tui.drawing.preview import preview_block, shots
from coach.tui.drawing.routine import routine_head, routine_page, routine_row
from coach.tui.screens.routines import RoutinesPlace
from tests.tui_house import FakeHouse, Opened, opened

FULL = os.environ.get("COACH_FULL") == "1"
OWN = """
title = "From my physio"
kind = "break"
stages = ["easing", "steady"]
places = ["office"]
aim = "What she showed me."
[[steps]]
say = "Stand at the wall."
seconds = 20
figure = "stand"
"""


def place(coach: Opened) -> RoutinesPlace:
    screen = coach.app.screen
    assert isinstance(screen, RoutinesPlace)
    return screen


async def mark(coach: Opened, routine: str) -> None:
    """Mark a routine in the list."""
    listed = place(coach).query_one("#list", OptionList)
    listed.highlighted = listed.get_option_index(routine)
    await coach.pilot.pause()


def write_own(house: FakeHouse, name: str, text: str) -> None:
    house.paths.routines.mkdir(parents=True, exist_ok=True)
    (house.paths.routines / f"{name}.toml").write_text(text, encoding="utf-8")


def test_a_length_is_rounded_as_everywhere_else(tmp_path: Path) -> None:
    routine = FakeHouse(tmp_path, example=False).library.routines["standing-breathing"]
    assert length_s(routine, "flare") == 150
    assert routine_row(routine).plain == "  Standing breathing  3 min"


def test_every_page_has_aim_steps_stop_signs_and_evidence_with_its_strength(tmp_path: Path) -> None:
    library = FakeHouse(tmp_path, example=False).library
    for routine in library.routines.values():
        for width in (40, 46, 90):
            page = [*routine_head(routine, width), *routine_page(routine, library.evidence, width)]
            text = " ".join(" ".join(line.plain for line in page).split())
            assert routine.title in text and routine.aim in text
            assert all(reason in text for reason in (*routine.stop_if, *STOP_ALWAYS))
            for key in routine.evidence:
                finding = library.evidence[key]
                assert finding.finding in text
                assert f"{finding.strength}: {finding.cited}" in text


def test_a_preview_shows_every_figure_and_stands_at_one_height(tmp_path: Path) -> None:
    library = FakeHouse(tmp_path, example=False).library
    for routine in library.routines.values():
        seen = shots(routine, routine.stages[0], library.figure)
        assert seen, routine.id
        assert {preview_block(shot, 46).plain.count("\n") for shot in seen} == {8}
        assert len(seen) <= 60


async def test_the_preview_moves_and_comes_to_rest(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("4")
        await mark(coach, "standing-reset")
        beat = place(coach)._beat
        assert beat is not None
        beat.pause()  # the seconds are the test's
        place(coach)._preview(place(coach)._shots)
        beat.pause()
        await coach.pilot.pause()
        first = coach.text
        place(coach).next_shot()
        await coach.pilot.pause()
        seconds = len(place(coach)._shots)
        seen = {coach.text}
        for _ in range(seconds - 1):
            place(coach).next_shot()
            await coach.pilot.pause()
            seen.add(coach.text)
        assert len(seen) > 5
        assert coach.text == first


async def test_without_animations_the_preview_stands_still(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        coach.app.animation_level = "none"
        await coach.press("4")
        beat = place(coach)._beat
        assert beat is not None and not beat._active.is_set()


async def test_an_own_routine_is_marked_and_starts(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    write_own(house, "physio", OWN)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("4")
        await mark(coach, "physio")
        assert "(yours)" in coach.text and "Yours: from your own folder" in coach.text
        await coach.press("enter")
        assert "From my physio" in coach.text and "enough for now" in coach.text


async def test_one_of_a_clinician_replaces_ours_by_its_name(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    write_own(house, "standing-reset", OWN)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("4")
        await mark(coach, "standing-reset")
        assert "From my physio" in coach.text
        assert "Standing reset" not in coach.text


async def test_a_file_that_changes_is_read_again_and_the_mark_stays(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("4")
        await mark(coach, "standing-reset")
        write_own(coach.house, "aaa-physio", OWN)
        await coach.forward(10)
        listed = place(coach).query_one("#list", OptionList)
        assert listed.get_option("aaa-physio")
        assert listed.highlighted_option is not None and listed.highlighted_option.id == "standing-reset"
        assert ("log changed",) in coach.house.reminders.said  # what is prompted follows too
        write_own(coach.house, "aaa-physio", OWN.replace("From my physio", "From my doctor, longer"))
        await coach.forward(10)
        await mark(coach, "aaa-physio")
        assert "From my doctor, longer" in coach.text


async def test_a_fault_in_an_own_file_is_shown_with_its_line_and_goes_when_mended(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    write_own(house, "physio", OWN.replace("seconds = 20", "seconds = 0"))
    async with opened(tmp_path, house=house) as coach:
        await coach.press("4")
        assert "TO MEND" in coach.text and "physio.toml line 9" in coach.text
        assert "A file with a fault" in coach.text
        await coach.press("enter")  # there is nothing to start
        assert "A file with a fault" in coach.text
        write_own(house, "physio", OWN + "\n")
        await coach.forward(10)
        assert "TO MEND" not in coach.text


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)] if FULL else [(60, 20)])
async def test_every_page_can_be_seen_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, size) as coach:
        await coach.press("4")
        for name, routine in coach.house.library.routines.items():
            await mark(coach, name)
            assert routine.title in coach.text
