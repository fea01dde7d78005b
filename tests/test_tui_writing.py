"""Writing down afterwards: every sort of entry, medicines, concerns; from the keys of any place."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from coach.core.records import Medicine, Spasm
from coach.errors import NotSaved
from tests.test_tui_log import retype
from tests.tui_house import FakeHouse, opened

FRIDAY = datetime(2026, 11, 20, 20, tzinfo=UTC)


async def test_pain_of_an_earlier_day_takes_four_keys(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "up", "n")
        assert "Write down, for Tue 17 Nov" in coach.text
        await coach.press("1", "4", "enter")
        told = next(pain for pain in coach.house.journal.history.pains if pain.at.hour == 20)
        assert (told.on, told.pain) == (date(2026, 11, 17), 4)
        assert "20:00  pain 4" in coach.text
        assert "u takes it back" in coach.toasts[-1]


async def test_what_is_missing_is_said_and_marked(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        count = len(coach.house.journal.history.pains)
        await coach.press("n", "1", "s")
        assert "Still missing: pain." in coach.text
        await coach.press("escape")
        assert len(coach.house.journal.history.pains) == count


async def test_several_entries_a_day_stand_side_by_side(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        for digit in ("3", "6"):
            await coach.press("n", "1", digit, "enter")
        await coach.press("n", "4", "2", "enter")
        await coach.press("2")
        for words in ("pain 3", "pain 6", "stress 2", "pain 3 to 6, last 6"):
            assert words in coach.text, words


async def test_a_spasm_gone_by_is_written_with_its_end_and_where(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path, example=False)
    house.journal.pain(1, at=FRIDAY)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("2", "n", "2", "enter")
        await retype(coach, "2026-11-21 08:00")
        await coach.press("enter")
        await retype(coach, "2026-11-22 21:00")
        await coach.press("7", "down", "enter", "a", "e", "enter", "s")
        spasm = house.journal.history.spasms[-1]
        assert (spasm.at.day, spasm.pain, spasm.where) == (21, 7, ("left", "lower"))
        assert spasm.ended == datetime(2026, 11, 22, 21, tzinfo=UTC)
        assert "2 spasm days" in coach.text


async def test_a_spasm_left_open_brings_the_safety_questions(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path, example=False)
    house.journal.pain(1, at=FRIDAY)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("n", "2", "s")
        assert isinstance(house.journal.history.spasms[-1], Spasm)
        assert "Is any of these there too?" in coach.text


async def test_a_walk_a_routine_and_a_note(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("n", "5", "down", "down", "enter")
        await retype(coach, "25")
        await coach.press("5", "s")
        walk = coach.house.journal.history.sessions[-1]
        assert (walk.kind, walk.seconds, walk.pain_before, walk.told) == ("walk", 1500, 5, True)
        await coach.press("n", "6", "1", "s")
        assert coach.house.journal.history.sessions[-1].told
        await coach.press("n", "7")
        await retype(coach, "slept badly")
        await coach.press("s")
        assert coach.house.journal.history.notes[-1].text == "slept badly"


async def test_what_cannot_be_saved_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path) as coach:

        def full(*_: object) -> None:
            raise NotSaved("Not saved: the disk is full.")

        monkeypatch.setattr(coach.house.log, "write", full)
        await coach.press("n", "1", "4", "enter")
        assert "Not saved: the disk is full." in coach.toasts[-1]


async def test_the_details_of_an_open_spasm_are_filled_in_from_any_place(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("n", "8", "h", "enter")
        assert coach.house.journal.history.spasms[-1].signs == ("tension",)


async def test_details_of_a_spasm_that_were_ticked_are_left_only_when_it_is_asked_for_twice(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        before = coach.house.journal.history.spasms[-1]
        await coach.press("n", "8", "h", "escape")
        assert "Not saved yet: enter saves it   esc once more leaves it" in coach.text
        await coach.press("m", "escape")
        assert "Not saved yet" in coach.text, "whoever goes on filling in is asked anew"
        await coach.press("escape")
        assert "Not saved yet" not in coach.text and coach.house.journal.history.spasms[-1] == before
        await coach.press("n", "8", "h", "h", "escape")
        assert "a-u tick" not in coach.text, "as it was: nothing to be asked"
        await coach.press("n", "8", "v", *"hot", "enter", "escape", "enter")
        assert coach.house.journal.history.spasms[-1].note == "hot"


# Medicines -------------------------------------------------------------------------------------------------------


async def test_a_medicine_used_before_takes_three_keys(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("i")
        assert "1  ibuprofen NSAID" in re.sub(" {3,}", " ", coach.text)
        assert "never dosed" in coach.text
        await coach.press("1", "s")
        taken = coach.house.journal.history.medicines[-1]
        assert (taken.name, taken.nsaid, taken.amount, taken.at) == ("ibuprofen", True, "", coach.house.clock.wall())
        assert "Anti-inflammatory logged on 1 of the last 7 days." in coach.toasts[-1]
        assert "pharmacist first" not in coach.text


async def test_the_first_anti_inflammatory_brings_the_pharmacist_line_once(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path, example=False)
    house.journal.pain(1, at=FRIDAY)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("i")
        await retype(coach, "naproxen")
        await coach.press("down")
        await coach.press("enter")
        await retype(coach, "one, with food")
        await coach.press("space", "down", "space", "down", "6", "s")
        taken = house.journal.history.medicines[-1]
        assert taken == Medicine(
            id=taken.id, at=taken.at, name="naproxen", amount="one, with food", nsaid=True, prescribed=True, relief=6
        )
        assert "Ask a pharmacist first" in coach.text
        await coach.press("enter", "i", "1", "s")
        assert len(house.journal.history.medicines) == 2
        assert "Ask a pharmacist first" not in coach.text


async def test_an_empty_field_to_write_in_is_seen_though_its_cursor_blinks(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("n", "7")
        assert "▌" in coach.text
        await coach.press("escape")
        assert "▌" not in coach.text


async def test_a_medicine_needs_a_name(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path, example=False)
    house.journal.pain(1, at=FRIDAY)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("i", "escape", "s")
        assert "Still missing: name." in coach.text


async def test_a_half_filled_card_is_left_only_when_it_is_asked_for_twice(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("i", "1", "down", "down", "enter")
        await retype(coach, "two")
        await coach.press("escape")
        assert "Not saved yet: s saves it, esc once more leaves it." in coach.text
        await coach.press("down", "escape")
        assert "Not saved yet" in coach.text, "whoever goes on filling in is asked anew"
        await coach.press("escape")
        assert "A medicine you took" not in coach.text
        assert all(taken.amount != "two" for taken in coach.house.journal.history.medicines)


async def test_a_card_on_which_nothing_was_filled_in_is_left_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("i", "1")
        assert "A medicine you took" in coach.text
        await coach.press("escape")
        assert "A medicine you took" not in coach.text


async def test_no_pain_is_filled_in_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("n", "1", "0", "escape")
        assert "Not saved yet" in coach.text


async def test_ticked_details_of_a_spasm_to_be_written_down_are_not_dropped_unasked(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("n", "2", "up", "enter")
        await coach.press("a", "enter", "escape")
        assert "Not saved yet" in coach.text


async def test_the_mouse_writes_down_a_medicine(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("i")
        await coach.click("ibuprofen")
        await coach.click("prescribed?")
        await coach.click("prescribed?")
        await coach.click("s save")
        assert coach.house.journal.history.medicines[-1].prescribed


# Concerns --------------------------------------------------------------------------------------------------------


def troubled(tmp_path: Path) -> FakeHouse:
    """A spasm past two weeks, and ten days of an anti-inflammatory medicine."""
    house = FakeHouse(tmp_path, example=False)
    now = house.clock.wall()
    house.journal.spasm_start(at=now - timedelta(days=16), pain=6)
    for days_ago in range(10):
        house.journal.took("ibuprofen", at=now - timedelta(days=days_ago), nsaid=True)
    return house


async def test_every_concern_has_its_reason_and_source(tmp_path: Path) -> None:
    house = troubled(tmp_path)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("a")
        for words in ("Worth a visit, since", "17 days", "Source:", "Note: You logged an anti-inflammatory"):
            assert words in coach.text, words
        await coach.press("down")
        assert "on 10 days running" in coach.text
        assert "US OTC ibuprofen label" in coach.text


async def test_seen_folds_a_concern_away_and_it_can_still_be_read(tmp_path: Path) -> None:
    house = troubled(tmp_path)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("a", "enter")
        assert house.journal.history.concerns[-1].code == "beyond-two-weeks"
        assert "Your back has troubled you" not in coach.text
        await coach.press("a", "enter", "a", "down")
        assert "Seen, and folded away until it changes." in coach.text


async def test_an_appointment_is_a_date_to_come(tmp_path: Path) -> None:
    house = troubled(tmp_path)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("a", "d")
        await retype(coach, "next week")
        assert "is not a date" in coach.text
        await retype(coach, "2026-11-20")
        assert "has gone by" in coach.text
        await retype(coach, "2026-12-03")
        assert house.journal.history.concerns[-1].appointment == date(2026, 12, 3)
        await coach.press("a", "down")
        assert "Appointment: Thursday 3 December 2026" in coach.text


async def test_a_spasm_left_open_can_be_ended_from_its_concern(tmp_path: Path) -> None:
    house = FakeHouse(tmp_path, example=False)
    house.journal.spasm_start(at=house.clock.wall() - timedelta(days=5), pain=6)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("a")
        assert "o it is over" in coach.text
        await coach.press("o")
        assert house.journal.history.spasms[-1].ended is not None


async def test_a_concern_reads_whole_in_a_small_window(tmp_path: Path) -> None:
    house = troubled(tmp_path)
    async with opened(tmp_path, (60, 20), house=house) as coach:
        await coach.press("a", "pagedown", "pagedown")
        assert "Source: founding guide" in coach.text
