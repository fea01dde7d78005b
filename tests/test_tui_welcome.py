"""The first start: four steps, each of which may be left; a spasm goes straight to help."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coach.config import load_settings
from coach.core.redflags import history_group
from coach.core.settings import NotifySettings
from coach.notify.channel import Delivery
from coach.tui import welcome
from coach.tui.commands import Command
from tests.test_tui_settings import FileHouse, appears
from tests.tui_house import Opened, opened

Reached = Callable[[str], bool]


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """Which channel delivers; what was asked for stands in the order of the keys."""
    delivers = {"dbus": True, "plyer": False, "tmux": True, "osc": False, "bell": True}

    def try_all(settings: NotifySettings, *, only: str | None = None) -> list[Delivery]:
        assert only is not None
        return [Delivery(only, delivers[only], "shown" if delivers[only] else "there is none", 0.0)]

    monkeypatch.setattr(welcome, "try_all", try_all)
    return delivers


def fresh(tmp_path: Path) -> FileHouse:
    return FileHouse(tmp_path, example=False)


async def to_the_day(coach: Opened) -> None:
    """Fine, none of the history group."""
    await coach.press("1", "enter")
    await appears(coach, "A day with the coach")


async def test_someone_in_pain_is_at_relief_with_four_keys_and_asked_no_more(tmp_path: Path) -> None:
    house = fresh(tmp_path)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("3", "7")
        assert house.journal.history.spasms[-1].pain == 7, "saved before anything else is asked"
        assert "Is any of these there too?" in coach.text
        await coach.press("enter")
        for _ in range(3):  # the history group may be asked here, once
            if "What would ease it?" in coach.text:
                break
            await coach.press("enter")
        await coach.press("enter")
        assert "enough for now" in coach.text


async def test_nobody_is_welcomed_where_the_log_cannot_be_read(tmp_path: Path) -> None:
    house = fresh(tmp_path)
    folder = tmp_path / "log" / "desk"
    folder.mkdir(parents=True)
    (folder / "2026-11.json").write_text("{")
    async with opened(tmp_path, house=house) as coach:
        await coach.pilot.pause(0.2)
        assert "Your back now?" not in coach.text and "[1 Today]" in coach.text


async def test_someone_who_is_not_sees_the_day_and_a_test(tmp_path: Path, ways: dict[str, bool]) -> None:
    house = fresh(tmp_path)
    async with opened(tmp_path, house=house) as coach:
        await to_the_day(coach)
        assert history_group(house.journal.history, house.clock.wall()) == ()
        assert "09:30 shift" in coach.text and "17:15 check-in" in coach.text
        await coach.press("enter", "enter")
        await appears(coach, "A test was just sent on the desktop.")
        await coach.press("y")
        assert "[1 Today]" in coach.text
        assert not house.paths.config.exists(), "nothing has to be set"


@pytest.fixture
def keys_of_ones_own(tmp_path: Path) -> Iterator[FileHouse]:
    """A first start with other keys for what the welcome names."""
    house = fresh(tmp_path)
    keys = '[keys]\nhelp = "f1"\nit-hurts = "f8"\ntest-notice = "f9"\ngo-settings = "f5"\n'
    house.paths.config.write_text(keys, "utf-8")
    yield house
    Command.changed = {}


async def test_the_keys_that_are_named_are_those_that_are_set(tmp_path: Path, keys_of_ones_own: FileHouse) -> None:
    async with opened(tmp_path, house=keys_of_ones_own) as coach:
        assert "f1 shows all keys" in coach.text
        await to_the_day(coach)
        await coach.press("enter")
        assert "f9 in Settings sends one" in coach.text
        await coach.press("escape")
        assert coach.toasts[-1] == "That is all. f8 when it hurts; f1 shows all keys."


async def test_whoever_is_in_spasm_is_told_by_which_key_the_rest_is_found(
    tmp_path: Path, keys_of_ones_own: FileHouse
) -> None:
    async with opened(tmp_path, house=keys_of_ones_own) as coach:
        await coach.press("3", "7", "escape", "escape", "escape")
        assert "The rest of the welcome is in Settings (f5), for another day." in coach.toasts


async def test_every_step_can_be_left(tmp_path: Path, ways: dict[str, bool]) -> None:
    house = fresh(tmp_path)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("escape", "escape")
        await appears(coach, "A day with the coach")
        await coach.press("escape", "escape")
        assert "[1 Today]" in coach.text
        assert history_group(house.journal.history, house.clock.wall()) is None


async def test_a_sore_back_is_one_number(tmp_path: Path) -> None:
    house = fresh(tmp_path)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("2", "4")
        assert house.journal.history.pains[-1].pain == 4


async def test_other_hours_are_kept_and_drawn(tmp_path: Path) -> None:
    house = fresh(tmp_path)
    async with opened(tmp_path, house=house) as coach:
        await to_the_day(coach)
        await coach.press("h")
        await coach.quickly(*["backspace"] * 25)
        await coach.quickly(*"08:00-12:00")
        await coach.press("enter")
        await appears(coach, "At your desk 08:00-12:00")
        assert len(load_settings(house.paths.config).work.hours) == 1


async def test_a_bell_is_heard_not_seen(tmp_path: Path, ways: dict[str, bool]) -> None:
    ways.update(dict.fromkeys(ways, False) | {"bell": True})
    async with opened(tmp_path, house=fresh(tmp_path)) as coach:
        await to_the_day(coach)
        await coach.press("enter", "enter")
        await appears(coach, "Heard it?")
        assert "y heard   n not heard: the next way" in coach.text


async def test_a_no_leads_to_the_next_way_and_a_yes_there_is_set(tmp_path: Path, ways: dict[str, bool]) -> None:
    house = fresh(tmp_path)
    async with opened(tmp_path, house=house) as coach:
        await to_the_day(coach)
        await coach.press("enter", "enter")
        await appears(coach, "on the desktop")
        await coach.press("n")
        await appears(coach, "on the status line of tmux")
        assert "not to disturb" in coach.text, "what to look at for the way that was not seen"
        await coach.press("y")
        await coach.pilot.pause()
        notify = load_settings(house.paths.config).notify
        assert (notify.desktop, notify.terminal) == (False, "auto")


async def test_where_no_way_is_seen_it_says_why_and_what_remains(tmp_path: Path, ways: dict[str, bool]) -> None:
    ways.update(dbus=False, tmux=False)
    house = fresh(tmp_path)
    async with opened(tmp_path, house=house) as coach:
        await to_the_day(coach)
        await coach.press("enter", "enter")
        await appears(coach, "by the bell of the terminal")
        await coach.press("n")
        await appears(coach, "No other way is left")
        assert "plyer: there is none" in coach.text
        assert "The bar at the bottom of the app always shows a prompt" in coach.text


async def test_settings_send_the_test_again(tmp_path: Path, ways: dict[str, bool]) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("5", "v")
        await appears(coach, "Seen it?")
        await coach.click("seen")
        await coach.press("escape")
        assert "[5 Settings]" in coach.text
