"""The settings screen: changed by key and by mouse, looked at while typed, in force at once, also from the file."""

from pathlib import Path

import pytest
from textual.widgets import OptionList

from coach.config import default_config_text, load_or_default, load_settings
from coach.core.redflags import history_group
from coach.core.settings import Settings
from coach.tui.commands import Command
from coach.tui.drawing.settings import setting_row
from coach.tui.screens.settings import SettingsPlace
from coach.tui.setting_fields import Field, fields
from tests.tui_house import FakeHouse, Opened, opened


class FileHouse(FakeHouse):
    """A house whose settings stand in its config.toml, read at each look, as the app's own house does it."""

    @property
    def settings(self) -> Settings:
        return load_or_default(self.paths.config)[0]

    @settings.setter
    def settings(self, settings: Settings) -> None: ...


async def to_row(coach: Opened, words: str) -> None:
    """Go down to the row of that name."""
    place = coach.app.screen
    assert isinstance(place, SettingsPlace)
    rows = [row.id for row in place.query_one(OptionList).options if not row.disabled]
    await coach.quickly(*["down"] * (rows.index(words) - rows.index(place._marked())))
    assert place._marked() == words


async def appears(coach: Opened, words: str) -> None:
    """Wait for what a thread beside the app's loop draws."""
    for _ in range(300):
        if words in coach.text:
            return
        await coach.pilot.pause(0.02)
    raise AssertionError(f"{words!r} did not come:\n{coach.text}")


@pytest.mark.parametrize("field", tuple(fields()), ids=lambda field: field.id)
def test_what_a_setting_shows_can_be_typed(tmp_path: Path, field: Field) -> None:
    assert field.tried(tmp_path / "config.toml", field.text(Settings())) == Settings()
    assert not set('[]"') & set(field.text(Settings()) + field.allowed)


def test_the_order_of_the_channels_can_be_changed_with_or_without_commas(tmp_path: Path) -> None:
    order = next(field for field in fields() if field.id == "notify-order")
    for typed in ("tmux, dbus", "tmux dbus"):
        tried = order.tried(tmp_path / "config.toml", typed)
        assert isinstance(tried, Settings) and tried.notify.order == ("tmux", "dbus")
    assert order.tried(tmp_path / "config.toml", "tmux, post") == (
        "Write some of dbus plyer tmux osc bell, each once, the first first."
    )


def test_what_is_set_stands_in_one_column() -> None:
    settings = Settings()
    rows = {field.id: setting_row(field, settings).plain for field in fields()}
    for field in fields():
        assert rows[field.id][17:] == (field.text(settings) or "none")
        assert rows[field.id][16] == " ", "no name reaches into it"
    assert rows["walk-steady_first_minutes"].split("  ")[1] == "steady first", "a long name ends with a whole word"


async def test_what_is_said_names_the_keys_that_are_set(tmp_path: Path) -> None:
    house = FileHouse(tmp_path)
    house.paths.config.write_text('[keys]\nquiet = "f9"\nundo = "f7"\nsafety-questions = "f6"\n')
    try:
        async with opened(tmp_path, house=house) as coach:
            await coach.press("f9")
            assert coach.toasts[-1].endswith(" f9 ends it.")
            await coach.press("p", "3")
            assert coach.toasts[-1].endswith("f7 takes it back.")
            await coach.press("s", "3", "enter")
            assert "f6 asks again." in coach.text
            await coach.press("escape", "2", "enter", "delete")
            assert coach.toasts[-1].endswith("f7 brings it back.")
    finally:
        Command.changed = {}


async def test_a_setting_is_changed_by_keys_and_the_comments_stay(tmp_path: Path) -> None:
    house = FileHouse(tmp_path)
    house.paths.config.write_text('# mine\n[posture]\nbreak_after = "60m"  # by the clock\n')
    async with opened(tmp_path, house=house) as coach:
        await coach.press("5")
        await to_row(coach, "posture-break_after")
        await coach.press("enter")
        await coach.quickly("x", *["backspace"] * 3, *"4x", "backspace", *"5m")
        await coach.press("enter")
        assert house.paths.config.read_text() == '# mine\n[posture]\nbreak_after = "45m"  # by the clock\n'
        assert "• break after    45m" in coach.text
        assert ("log changed",) in house.reminders.said, "the conductor has been asked to look"
        await coach.press("1")
        assert "42 of 45" in coach.text


async def test_each_key_is_looked_at_and_what_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    house = FileHouse(tmp_path)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("5", "down", "enter")
        await coach.quickly("end", *["backspace"] * 5)
        assert "! Write one or more ranges that do not overlap" in coach.text
        await coach.press("enter")
        assert not house.paths.config.exists(), "a wrong value is not kept"
        await coach.quickly(*"16:00")
        assert "✓ can be used" in coach.text
        await appears(coach, "Tuesday: ")
        assert "prompts: " in coach.text
        await coach.press("enter")
        assert load_settings(house.paths.config).work.hours[-1].end.hour == 16


async def test_escape_leaves_a_setting_as_it_was(tmp_path: Path) -> None:
    house = FileHouse(tmp_path)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("5", "enter", "x", "escape")
        assert "[5 Settings]" in coach.text and not house.paths.config.exists()


async def test_the_day_is_drawn_anew_with_a_change(tmp_path: Path) -> None:
    house = FileHouse(tmp_path)
    async with opened(tmp_path, (120, 36), house=house) as coach:
        await coach.press("5")
        await appears(coach, "09:30 shift")
        house.paths.config.write_text('[posture]\nshift_after = "20m"\n')
        await coach.forward(10)
        await appears(coach, "09:20 shift")


async def test_an_edit_of_the_file_by_hand_counts_at_the_next_look(tmp_path: Path) -> None:
    house = FileHouse(tmp_path)
    async with opened(tmp_path, house=house) as coach:
        assert "office" in coach.text
        house.paths.config.write_text('[work]\nplace = "home"\n[app]\ntheme = "coach-light"\n')
        await coach.forward(10)
        assert "home" in coach.text
        assert coach.app.theme == "coach-light"


async def test_a_choice_is_a_number_or_a_click(tmp_path: Path) -> None:
    house = FileHouse(tmp_path)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("5")
        await coach.click("place")
        await coach.click("home")
        assert load_settings(house.paths.config).work.place == "home"


async def test_the_safety_history_is_ticked_and_unticked(tmp_path: Path) -> None:
    house = FileHouse(tmp_path)
    async with opened(tmp_path, house=house) as coach:
        await coach.press("5")
        await to_row(coach, "steroids")
        assert "None of these." in coach.text
        await coach.press("enter")
        assert history_group(house.journal.history, house.clock.wall()) == ("steroids",)
        assert "[x] long-term steroids" in coach.text
        await coach.press("enter")
        assert history_group(house.journal.history, house.clock.wall()) == ()


async def test_a_changed_key_acts_and_is_shown(tmp_path: Path) -> None:
    house = FileHouse(tmp_path)
    house.paths.config.write_text('[keys]\nit-hurts = "f8"\n')
    try:
        async with opened(tmp_path, house=house) as coach:
            assert "f8 it hurts" in coach.text
            await coach.press("s")
            assert "How bad is it?" not in coach.text
            await coach.press("f8")
            assert "How bad is it?" in coach.text
            await coach.press("escape")
            house.paths.config.write_text('[keys]\nit-hurts = "p"\n')
            await coach.forward(10)
            assert "it-hurts and rate-pain cannot both be on p" in " ".join(coach.text.split())
            await coach.press("s")
            assert "How bad is it?" in coach.text
    finally:
        Command.changed = {}


async def test_a_file_at_its_defaults_marks_nothing_as_changed(tmp_path: Path) -> None:
    house = FileHouse(tmp_path)
    house.paths.config.write_text(default_config_text())
    async with opened(tmp_path, house=house) as coach:
        await coach.press("5")
        assert "•" not in coach.text
