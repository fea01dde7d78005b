"""Keys in a hurry: held down, typed ahead, clicked twice. One card comes, nothing is lost, and nothing ends the app."""

from pathlib import Path

import pytest
from textual.widgets import Input

from coach.core.records import Note, Pain, Spasm
from coach.tui.palette import Palette
from coach.tui.screens.entry import EntryCard
from coach.tui.screens.place import Place
from coach.tui.widgets.rows import RowList
from tests.monkey import Bytes, Kept, Life, Window, life
from tests.tui_house import FakeHouse

ONE_CARD = ["r", "i", "n", "c", "k", "h", "?", "p", "t", "s", "b", "\x10"]


async def types(alive: Life, *bursts: str) -> None:
    for keys in bursts:
        alive.happens(Bytes(keys.encode()))
        await alive.rest()


async def test_a_key_held_down_opens_one_thing(tmp_path: Path) -> None:
    async with life(FakeHouse(tmp_path), (80, 24)) as alive:
        for key in ONE_CARD:
            await types(alive, key * 6)
            assert len(alive.app.screen_stack) <= 2, key
            await alive.go_home()


@pytest.mark.parametrize("place", ["4", "5"])
async def test_enter_held_down_opens_one_thing(tmp_path: Path, place: str) -> None:
    async with life(FakeHouse(tmp_path), (80, 24)) as alive:
        await types(alive, place, "\r\r")
        assert len(alive.app.screen_stack) == 2


async def test_pain_within_a_session_is_asked_once(tmp_path: Path) -> None:
    async with life(FakeHouse(tmp_path), (80, 24)) as alive:
        await types(alive, "b", "ppp")
        assert len(alive.app.screen_stack) == 3
        await types(alive, "\x1b", "p")
        assert len(alive.app.screen_stack) == 3, "and again when it is asked again"


async def test_a_choice_typed_ahead_is_made_and_its_words_come_whole(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    async with life(house, (80, 24)) as alive:
        await types(alive, "n7", "sat badly, 5 hours\r", "s")
        assert [note.text for note in house.log.history().notes if isinstance(note, Note)][-1] == "sat badly, 5 hours"


async def test_numbers_typed_ahead_come_in_their_order(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    async with life(house, (80, 24)) as alive:
        spasms, pains = len(house.log.history().spasms), len(house.log.history().pains)
        await types(alive, "p3", "s6\r", "\x1b", "p7")
        assert [pain.pain for pain in house.log.history().pains[pains:] if isinstance(pain, Pain)] == [3, 6, 7]
        assert len([spasm for spasm in house.log.history().spasms if isinstance(spasm, Spasm)]) == spasms


@pytest.mark.parametrize("keys", ["k123\r", "n1-2h\r5\r", "iibuprofen\r", "s8\r\r1", "\x10\x1b", "\x10\x10\x1b\x1bp4"])
async def test_keys_faster_than_the_card_they_are_meant_for_do_not_end_the_app(tmp_path: Path, keys: str) -> None:
    async with life(FakeHouse(tmp_path), (80, 24)) as alive:
        await types(alive, *(keys for _ in range(3)))
        alive.look()
        await alive.go_home()


async def test_a_double_click_on_an_answer_is_one_answer(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path)
    kept = Kept(house.log)
    async with life(house, (80, 24)) as alive:
        await types(alive, "p")
        rows = alive.app.screen._compositor.render_strips()
        lines = ["".join(segment.text for segment in row) for row in rows]
        y, x = next((y, line.index("10 (t)")) for y, line in enumerate(lines) if "10 (t)" in line)
        await types(alive, f"\x1b[<0;{x + 1};{y + 1}M\x1b[<0;{x + 1};{y + 1}m" * 2)
        assert kept.count == 1 and isinstance(alive.app.screen, Place)


@pytest.mark.parametrize("twice", ["\r\r", "\x1b[<0;1;1M\x1b[<0;1;1m" * 2, "\x1b[27u\x1b[27u"])
async def test_the_palette_goes_once(tmp_path: Path, twice: str) -> None:
    async with life(FakeHouse(tmp_path), (80, 24)) as alive:
        await types(alive, "\x10", "pain", twice)
        alive.look()
        assert len(alive.app.screen_stack) <= 2
        await alive.go_home()


async def test_a_palette_that_is_taken_apart_still_hears_what_comes(tmp_path: Path) -> None:
    async with life(FakeHouse(tmp_path), (80, 24)) as alive:
        await types(alive, "\x10")
        palette = alive.app.screen
        assert isinstance(palette, Palette)
        await palette.query("*").remove()
        palette._list_visible = not palette._list_visible
        palette._show_busy = not palette._show_busy
        palette.post_message(Input.Submitted(Input(), "pain"))
        palette._action_cursor_down()
        palette._action_command_list("select")
        await alive.rest(drawn=False)
        alive.look()


@pytest.mark.parametrize("keys", ["\x1b[5~", "\x1b[6~"])
@pytest.mark.parametrize("opens", ["\x10", "4", "5"])
async def test_a_page_is_turned_in_a_list_without_room(tmp_path: Path, opens: str, keys: str) -> None:
    async with life(FakeHouse(tmp_path), (80, 24)) as alive:
        await types(alive, opens, keys)
        alive.happens(Window(1, 1))
        await alive.rest()
        await types(alive, keys, keys)
        alive.look()


async def test_a_list_that_has_no_room_draws_nothing(tmp_path: Path) -> None:
    async with life(FakeHouse(tmp_path), (80, 24)) as alive:
        await types(alive, "2", "v", "v")
        hidden = [rows for rows in alive.app.screen.query(RowList) if not rows.size]
        assert hidden and all(rows.count and rows.render_line(0).cell_length == 0 for rows in hidden)


async def test_a_card_that_was_left_keeps_nothing_in_view(tmp_path: Path) -> None:
    async with life(FakeHouse(tmp_path), (80, 24)) as alive:
        await types(alive, "n7")
        card = alive.app.screen
        assert isinstance(card, EntryCard)
        await types(alive, "\x1b", "\x1b")
        assert alive.app.screen is not card and not card.is_attached
        card._keep_in_view()


async def test_a_palette_that_is_closed_before_it_stands_ends_nothing(tmp_path: Path) -> None:
    async with life(FakeHouse(tmp_path), (80, 24)) as alive:
        alive.app.push_screen(Palette(id="--command-palette"))
        await alive.app.pop_screen()
        await alive.rest(drawn=False)
        alive.look()
        await alive.go_home()
