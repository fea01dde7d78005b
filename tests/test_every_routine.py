"""Every routine that ships, played to its end at speed: each step's words and its whole figure stand on the screen."""

import os
from itertools import pairwise
from pathlib import Path

import pytest

from coach.core.routine import Routine
from coach.core.session import SessionState
from coach.library import Library
from coach.paths import find_paths
from coach.tui.screens.session import Around, SessionScreen
from coach.tui.sessions import advice
from tests.tui_house import Opened, opened

FULL = os.environ.get("COACH_FULL") == "1"
SIZES = [(60, 20), (80, 24), (120, 36)] if FULL else [(60, 20)]
"""The smallest every day, where most can be cut off; all of them in the full run."""
ROUTINES = Library(find_paths()).routines


async def begin(coach: Opened, routine: Routine) -> SessionScreen:
    """Put the routine on the screen, in the last stage that it is for."""
    from coach.core.session import begin as first

    house = coach.house
    screen = SessionScreen(
        first(routine, routine.stages[-1], 60, house.clock.elapsed()),
        house.clock.elapsed,
        house.library.figure,
        Around(routine.title, "spasm day 9, easing", advice(routine, 4), lambda: ""),
        lambda: None,
    )
    coach.app.push_screen(screen)
    await coach.pilot.pause()
    return screen


def in_view(coach: Opened, screen: SessionScreen, state: SessionState) -> None:
    """The step that is on can be read, and its figure seen whole."""
    step = state.step
    assert step is not None
    rows = coach.text.split("\n")
    assert len(rows) == coach.app.size.height
    spoken = screen.query_one("#words").render()
    drawn = [line.strip() for line in str(spoken).split("\n") if line.strip()]
    for line in drawn:
        assert any(line in row for row in rows), f"{step.say!r} is cut off\n{coach.text}"
    frames = screen._frames(step.figure or "")
    assert frames, f"{step.say} has no figure"
    seen = [line.strip() for line in screen._figure(state).split("\n") if line.strip()]
    places = [next((place for place, row in enumerate(rows) if line in row), None) for line in seen]
    assert None not in places, f"{state.routine}, {step.say!r}: a row of the figure is cut off\n{coach.text}"
    assert "enough for now" in coach.text
    text = " ".join(coach.text.split())
    assert "Stop for" in text and "safety sign." in text


@pytest.mark.parametrize("size", SIZES)
async def test_every_routine_is_played_to_its_end(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, size) as coach:
        for routine in ROUTINES.values():
            screen = await begin(coach, routine)
            played: list[SessionState] = []
            while screen.is_current:
                state = screen.state
                played.append(state)
                if state.repeat[0] == 1:  # later rounds look the same
                    in_view(coach, screen, state)
                coach.house.clock.forward(state.remaining_in_step_s + 0.01)
                screen.tick()
                if screen.state.repeat[0] == 1 or screen.state.finished:
                    await coach.pilot.pause()
            end = screen.state
            assert end.finished and not end.partial
            assert abs(end.done_s - end.planned_s) < 1, routine.id
            assert all(before.index < after.index for before, after in pairwise(played))
            assert {state.part for state in played} == set(range(end.parts))


@pytest.mark.parametrize("size", SIZES)
async def test_figures_move_while_a_step_is_on(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, size) as coach:
        for name in ("gentle-walk", "slow-breathing", "standing-reset", "cold-timer", "rest-90-90"):
            screen = await begin(coach, ROUTINES[name])
            seen: set[str] = set()
            for _ in range(30):
                await coach.forward(1)
                seen.add(str(screen.query_one("#figure").render()))
                if len(seen) == 2:
                    break
            assert len(seen) == 2, name
            await coach.press("q")


async def test_the_circle_grows_in_and_shrinks_out_with_the_count(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        screen = await begin(coach, ROUTINES["slow-breathing"])
        await coach.forward(20)
        sizes = []
        for _ in range(10):
            sizes.append(sum(not letter.isspace() for letter in str(screen.query_one("#figure").render())))
            await coach.forward(1)
        assert sizes[:5] == sorted(sizes[:5]) and sizes[5:] == sorted(sizes[5:], reverse=True)
        assert sizes[0] < sizes[4] and sizes[9] < sizes[5]


async def test_without_animations_the_figure_stands_still(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        coach.app.animation_level = "none"
        screen = await begin(coach, ROUTINES["gentle-walk"])
        seen = set()
        for _ in range(6):
            await coach.forward(1)
            seen.add(str(screen.query_one("#figure").render()))
        assert len(seen) == 1
