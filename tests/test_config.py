"""config.toml: what it says, what is said when it says something wrong, and that writing keeps its comments."""

import os
import stat
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.config import (
    default_config_text,
    format_duration,
    load_or_default,
    load_settings,
    parse_duration,
    set_value,
)
from coach.config.keys import SECTIONS
from coach.core.settings import Settings, Span
from coach.errors import NotSaved, WrongConfig, WrongUse


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def said(config: Path, text: str) -> str:
    config.write_text(text)
    with pytest.raises(WrongConfig) as caught:
        load_settings(config)
    return str(caught.value)


def test_a_missing_file_means_the_defaults(config: Path) -> None:
    assert load_settings(config) == Settings()
    assert load_or_default(config) == (Settings(), [])


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "\ufeff[work]\n", "[work]\r\nplace = 'office'\r\n"])
def test_an_empty_file_means_the_defaults(config: Path, text: str) -> None:
    config.write_text(text, newline="")
    assert load_settings(config) == Settings()


def test_the_default_file_says_exactly_the_defaults(config: Path) -> None:
    config.write_text(default_config_text())
    assert load_settings(config) == Settings()


def test_every_setting_has_a_key_and_every_key_a_setting() -> None:
    for name in Settings.__struct_fields__:
        fields = set(type(getattr(Settings(), name)).__struct_fields__)
        section = SECTIONS[name]
        assert {key.field for key in (*section.keys.values(), *filter(None, [section.free]))} == fields
    assert tuple(SECTIONS) == Settings.__struct_fields__


@pytest.mark.parametrize(
    ("line", "section", "field", "value"),
    [
        ('[posture]\nbreak_after = "60s"', "posture", "break_after_s", 60),
        ('[posture]\nbreak_after = "60m"', "posture", "break_after_s", 3600),
        ('[posture]\nshift_after = "1h30m"', "posture", "shift_after_s", 5400),
        ('[presence]\nsettle = "0s"', "presence", "settle_s", 0),
        ('[prompts]\nlull_wait = "90s"', "prompts", "lull_wait_s", 90),
        ("[prompts]\nmost_snoozes = 0", "prompts", "most_snoozes", 0),
        ('[work]\ndays = ["sun", "mon", "mon"]', "work", "days", (0, 6)),
        ('[work]\nhours = ["00:00-24:00"]', "work", "hours", (Span(time(0), time(23, 59, 59)),)),
        ('[work]\nhours = ["09:00-12:00", "12:00-17:00"]', "work", "hours",
         (Span(time(9), time(12)), Span(time(12), time(17)))),
        ('[work]\nawake = "6:00-23:59"', "work", "awake", Span(time(6), time(23, 59))),
        ('[work]\ntimezone = "Europe/Berlin"', "work", "timezone", "Europe/Berlin"),
        ('[work]\nplace = "home"', "work", "place", "home"),
        ('work.place = "home"', "work", "place", "home"),
        ('work = {place = "home"}', "work", "place", "home"),
        ('[walk]\nat = ["16:00", "9:30", "16:00"]', "walk", "at", (time(9, 30), time(16))),
        ("[rest]\nat = []", "rest", "at", ()),
        ("[walk]\nfirst_minutes = 8", "walk", "first_minutes", 8),
        ('[checkin]\nbefore_end = "20m"', "checkin", "before_end_s", 1200),
        ("[notify]\ndesktop = false", "notify", "desktop", False),
        ('[notify]\nterminal = "bell"', "notify", "terminal", "bell"),
        ('[calendar]\npaths = ["~/work.ics"]', "calendar", "paths", ("~/work.ics",)),
    ],
)  # fmt: skip
def test_a_key_sets_its_setting_and_nothing_else(
    config: Path, line: str, section: str, field: str, value: object
) -> None:
    config.write_text(line + "\n")
    default = Settings()
    expected = replace(default, **{section: replace(getattr(default, section), **{field: value})})
    assert load_settings(config) == expected


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[posture]\nbreak_after = "60x"', 2, 'posture.break_after = "60x" cannot be used; allowed: a duration'),
        ("[posture]\nbreak_after = 60", 2, "posture.break_after = 60 cannot be used; allowed: a duration"),
        ('[posture]\nbreak_after = "9s"', 2, "from 10s to 8h"),
        ('[posture]\nbreak_after = "9h"', 2, "from 10s to 8h"),
        ('[posture]\nbreak_after = ""', 2, "a duration"),
        ('[posture]\nbreak_after = "-5m"', 2, "a duration"),
        ('[posture]\nbreak_after = "5 m"', 2, "a duration"),
        ('[presence]\n\n\nsettle = "31m"', 4, "from 0s to 30m"),
        ("[prompts]\nmost_snoozes = 11", 2, "a whole number from 0 to 10"),
        ("[prompts]\nmost_snoozes = true", 2, "a whole number from 0 to 10"),
        ("[prompts]\nmost_snoozes = 1.0", 2, "a whole number from 0 to 10"),
        ('[work]\ndays = ["mon", "fry"]', 2, '"mon", "tue"'),
        ("[work]\ndays = []", 2, "one or more of"),
        ('[work]\ndays = "mon"', 2, "one or more of"),
        ("[work]\nhours = []", 2, "one or more ranges"),
        ('[work]\nhours = ["09:00-12:30", "12:00-17:00"]', 2, "do not overlap"),
        ('[work]\nhours = ["13:00-17:00", "09:00-12:00"]', 2, "in order of time"),
        ('[work]\nhours = ["09:00-09:00"]', 2, "one or more ranges"),
        ('[work]\nhours = ["22:00-06:00"]', 2, "one or more ranges"),
        ('[work]\nhours = ["9-17"]', 2, "one or more ranges"),
        ('[work]\nhours = ["24:00-24:00"]', 2, "one or more ranges"),
        ('[work]\nawake = "22:00-07:00"', 2, "a start and a later end"),
        ('[work]\nawake = "07:00-25:00"', 2, "a start and a later end"),
        ('[work]\ntimezone = "Europe/Berlim"', 2, 'name of a time zone such as "Europe/Berlin"'),
        ('[work]\ntimezone = "../../etc/passwd"', 2, "name of a time zone"),
        ('[work]\nplace = "Office"', 2, '"office" or "home"'),
        ('[walk]\nat = ["10:00", "10:60"]', 2, "times of day"),
        ('[walk]\nat = ["10:00", 11]', 2, "times of day"),
        ("[walk]\nat = [10:00:00]", 2, "times of day"),
        ("[walk]\nfirst_minutes = 20", 2, "walk.first_minutes = 20 is above walk.most_minutes = 15"),
        ("[walk]\nmost_minutes = 4", 2, "walk.first_minutes = 5 is above walk.most_minutes = 4"),
        ('[notify]\ndesktop = "yes"', 2, "true or false"),
        ("[calendar]\npaths = ['']", 2, "names of files or folders"),
        ("[pasture]\nx = 1", 1, 'unknown section "pasture"; did you mean posture?'),
        ("[zzz]", 1, 'unknown section "zzz"; allowed: work, posture'),
        ('place = "home"', 1, 'unknown key outside a section "place"'),
        ("[work]\nhurs = 3", 2, 'unknown key "hurs" in [work]; did you mean hours?'),
        ("[stress]\nzzz = 3", 2, "allowed in [stress]: breathe_at"),
        ("work = 3", 1, "work is a section"),
        ("[[work]]\nplace = 'home'", 1, "work is a section"),
        ("[work]\nplace = ", 2, "not valid TOML: invalid value"),
        ("[work\nplace = 3", 1, "not valid TOML: expected"),
        ("[work]\nplace = 'home'\nplace = 'home'", 3, "not valid TOML: cannot overwrite"),
        ("[work]\nplace = 'home", 2, "not valid TOML"),
        ("[work]\n\nplace = 'ho\x00me'", 3, "not valid TOML"),
        ("a = " + "9" * 5000, None, "not valid TOML"),
        ("a = " + "[" * 5000, None, "nested too deeply"),
        ("work.place = 'moon'", 1, "work.place"),
        ("work = {place = 'moon'}", 1, "work.place"),
        ("[work]\nhours = [\n  '09:00-12:30',\n  'later',\n]", 2, "work.hours"),
        ("[walk]\nat = ['10:00']\n[rest]\nat = ['x']", 4, "rest.at"),
        ("[ 'rest' ] # here\n'at' = ['x']", 2, "rest.at"),
    ],
)  # fmt: skip
def test_a_fault_is_one_sentence_with_file_line_key_and_what_is_allowed(
    config: Path, text: str, line: int | None, words: str
) -> None:
    sentence = said(config, text)
    assert words in sentence
    assert sentence.startswith(f"{config}, line {line}: " if line else f"{config}: ")
    assert "\n" not in sentence and sentence.endswith((".", "?"))


def test_control_characters_in_a_wrong_value_do_not_reach_the_terminal(config: Path) -> None:
    assert "\x1b" not in said(config, '[work]\nplace = "\\u001b]0;x\\u0007"\n')


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[work]\nplace = '\xff'\n", "line 2: not UTF-8"),
        (b"#" * 10_000_000, "larger than 256 KiB"),
    ],
)
def test_a_file_that_is_no_config_is_one_sentence(config: Path, content: bytes, words: str) -> None:
    config.write_bytes(content)
    with pytest.raises(WrongConfig, match=words):
        load_settings(config)
    settings, problems = load_or_default(config)
    assert settings == Settings() and len(problems) == 1


def test_a_folder_or_a_pipe_in_its_place_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(WrongConfig, match="this is a folder"):
        load_settings(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WrongConfig, match="not a regular file"):
        load_settings(tmp_path / "pipe")
    (tmp_path / "file").touch()
    with pytest.raises(WrongConfig, match="cannot be read"):
        load_settings(tmp_path / "file" / "config.toml")


def test_the_app_gets_every_good_key_and_a_sentence_for_every_bad_one(config: Path) -> None:
    config.write_text('[work]\nplace = "home"\nawake = "x"\nzzz = 1\n[posture]\nshift_after = "20m"\n[moon]\n')
    settings, problems = load_or_default(config)
    assert (settings.work.place, settings.work.awake) == ("home", Settings().work.awake)
    assert settings.posture.shift_after_s == 1200
    assert [problem.split(": ")[0].split()[-1] for problem in problems] == ["3", "4", "7"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("30m", 1800), ("1h", 3600), ("1h30m", 5400), ("1h30m15s", 5415), ("0s", 0), ("60m", 3600)],
)
def test_there_is_one_format_of_durations(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "m", "1.5h", "30 m", "30M", "-1m", "1m1h", "٣m", "1d", "9" * 5000 + "s"])
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(WrongUse):
        parse_duration(text)


@given(st.integers(min_value=0, max_value=9999 * 3600))
def test_a_duration_is_written_so_that_it_is_read_back(seconds: int) -> None:
    assert parse_duration(format_duration(seconds)) == seconds


def test_writing_keeps_comments_and_everything_else(config: Path) -> None:
    config.write_text('# mine\n[work] # desk\nplace = "office"  # for now\n\n[walk]\nat = ["10:00"]  # once\n')
    set_value(config, "work", "place", "home")
    assert config.read_text() == '# mine\n[work] # desk\nplace = "home"  # for now\n\n[walk]\nat = ["10:00"]  # once\n'
    set_value(config, "posture", "break_after", "45m")
    set_value(config, "notify", "desktop", False)
    assert load_settings(config).posture.break_after_s == 2700
    assert "# once" in config.read_text()


def test_writing_makes_the_file_and_its_folder_private(tmp_path: Path) -> None:
    config = tmp_path / "new" / "config.toml"
    set_value(config, "work", "place", "home")
    assert load_settings(config).work.place == "home"
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert stat.S_IMODE(config.parent.stat().st_mode) == 0o700
    assert os.listdir(config.parent) == ["config.toml"]


def test_writing_through_a_link_keeps_the_link(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
    real.write_text("# kept in git\n")
    link.symlink_to(real)
    set_value(link, "work", "place", "home")
    assert link.is_symlink() and 'place = "home"' in real.read_text()


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("work", "place", "moon"),
        ("work", "plaice", "home"),
        ("werk", "place", "home"),
        ("walk", "first_minutes", 99),
        ("work", "place", object()),
    ],
)
def test_a_value_that_cannot_be_used_is_not_written(config: Path, section: str, key: str, value: object) -> None:
    config.write_text("# as it was\n")
    with pytest.raises(WrongConfig):
        set_value(config, section, key, value)
    assert config.read_text() == "# as it was\n"


def test_a_file_with_a_syntax_error_is_not_written_over(config: Path) -> None:
    config.write_text("[work\n")
    with pytest.raises(WrongConfig, match="line 1"):
        set_value(config, "work", "place", "home")
    assert config.read_text() == "[work\n"


def test_a_faulty_key_elsewhere_does_not_keep_a_good_one_from_being_set(config: Path) -> None:
    config.write_text("[work]\ndays = 3\n")
    set_value(config, "work", "place", "home")
    assert load_or_default(config)[0].work.place == "home"
    set_value(config, "work", "days", ["mon"])
    assert load_settings(config).work.days == (0,)


def test_a_config_that_cannot_be_written_is_said_and_stays(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text("# as it was\n")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotSaved, match="No space left"):
        set_value(config, "work", "place", "home")
    assert config.read_text() == "# as it was\n"
    assert os.listdir(config.parent) == ["config.toml"]


@given(st.text(max_size=200))
def test_no_text_makes_reading_fail_in_another_way(text: str) -> None:
    from coach.config.read import read_settings

    settings, problems = read_settings(text, Path("config.toml"))
    assert isinstance(settings, Settings)
    assert all("\n" not in problem.sentence for problem in problems)
