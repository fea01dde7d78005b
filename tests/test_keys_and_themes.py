"""Keys that the user changed, and colours by what the terminal can show; each slip named in one sentence."""

from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from coach.cli.run import run
from coach.tui.commands import ALL, Breathe, ItHurts, Quiet, RatePain
from coach.tui.keys import bindings_table, keymap, scopes
from coach.tui.themes import OURS, few_colours, pick

SCOPE = ((ItHurts, RatePain, Breathe, Quiet),)
KNOWN = [*BUILTIN_THEMES, *(theme.name for theme in OURS)]


@pytest.mark.parametrize(
    ("changed", "keys"),
    [
        ((("it-hurts", "h"),), {"ItHurts": "h"}),
        ((("it-hurts", "f5,?"),), {"ItHurts": "f5,question_mark"}),
        ((("it-hurts", ","),), {"ItHurts": "comma"}),
        ((("it-hurts", "ctrl+t"),), {"ItHurts": "ctrl+t"}),
        ((("it-hurts", "p"), ("rate-pain", "s")), {"ItHurts": "p", "RatePain": "s"}),
        ((("it-hurts", "s"),), {"ItHurts": "s"}),
    ],
)
def test_a_key_that_can_be_is_put_in_force(changed: tuple[tuple[str, str], ...], keys: dict[str, str]) -> None:
    assert keymap(changed, SCOPE) == (keys, [])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ((("it-hurts", "p"),), "it-hurts and rate-pain cannot both be on p; it-hurts keeps s."),
        ((("it-hurts", "x"), ("breathe", "x")), "cannot both be on x"),
        ((("it-hurst", "h"),), "there is no command called it-hurst; did you mean it-hurts?"),
        ((("zzz", "h"),), "there is no command called zzz; coach --bindings lists them."),
        ((("it-hurts", "hh"),), '"hh" is not a key; write "h", "f5" or "ctrl+t".'),
        ((("it-hurts", "ctrl+q"),), "ctrl+q closes the coach, so it-hurts keeps s."),
    ],
)
def test_a_key_that_cannot_be_is_one_sentence_and_ours_stays(changed: tuple[tuple[str, str], ...], words: str) -> None:
    _, problems = keymap(changed, SCOPE)
    (problem,) = problems
    assert words in problem and "\n" not in problem


def test_names_are_one_each_and_every_command_stands_in_the_table() -> None:
    names = [name for _, name, _ in bindings_table({})]
    assert len(names) == len(set(names)) == len(ALL)


def test_our_own_keys_do_not_clash_with_a_change_that_touches_none() -> None:
    assert keymap((("quiet", "f9"),), scopes()) == ({"Quiet": "f9"}, [])


def test_the_bindings_are_printed_with_the_users_own(coach_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    coach_home.mkdir()
    (coach_home / "config.toml").write_text('[keys]\nit-hurts = "f8"\nbreathe = "p"\n')
    assert run(["--bindings"]) == 0
    said = capsys.readouterr()
    assert any(line.split()[:2] == ["f8", "it-hurts"] for line in said.out.splitlines())
    assert "breathe and rate-pain cannot both be on p" in said.err


@pytest.mark.parametrize(
    ("environ", "few"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, False),
        ({"TERM": "xterm-kitty"}, False),
        ({"TERM": "xterm"}, True),
        ({"TERM": "linux"}, True),
        ({"TERM": "screen"}, True),
        ({"TERM": "xterm-16color"}, True),
    ],
)
def test_sixteen_colours_are_told_by_term_and_colorterm(environ: dict[str, str], few: bool) -> None:
    assert few_colours(environ) is few


@pytest.mark.parametrize(
    ("wanted", "environ", "theme"),
    [
        ("auto", {}, "coach-dark"),
        ("auto", {"COLORFGBG": "0;15"}, "coach-light"),
        ("auto", {"COLORFGBG": "15;0"}, "coach-dark"),
        ("auto", {"TERM": "linux"}, "coach-16"),
        ("auto", {"NO_COLOR": "1"}, "coach-16"),
        ("coach-contrast", {"NO_COLOR": "1"}, "coach-16"),
        ("nord", {"TERM": "linux"}, "nord"),
        ("coach-contrast", {}, "coach-contrast"),
    ],
)
def test_the_theme_follows_the_wish_and_the_terminal(wanted: str, environ: dict[str, str], theme: str) -> None:
    assert pick(wanted, environ, KNOWN) == (theme, "")


def test_a_theme_that_is_not_known_is_one_sentence() -> None:
    assert pick("mauve", {}, KNOWN) == ("coach-dark", "config.toml: there is no theme called mauve.")


def test_red_is_for_red_flags_alone() -> None:
    for sheet in (Path(__file__).parent.parent / "coach" / "tui").rglob("*.tcss"):
        lines = sheet.read_text().splitlines()
        for number, line in enumerate(lines):
            if "error" in line:
                about = " ".join(lines[max(0, number - 3) : number + 1])
                assert "-grave" in about or "flag" in about, line


def _contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """WCAG 2.2, relative luminance."""

    def luminance(colour: tuple[int, int, int]) -> float:
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [theme for theme in OURS if not theme.ansi], ids=lambda theme: theme.name)
def test_words_stand_out_from_their_ground(theme: Theme) -> None:
    assert theme.background is not None
    least = 7.0 if theme.name == "coach-contrast" else 4.5
    ground = Color.parse(theme.background)
    for name in ("foreground", "primary", "accent", "success", "warning", "error"):
        colour = Color.parse(getattr(theme, name))
        assert _contrast(colour.rgb, ground.rgb) >= least, name


@pytest.mark.parametrize("theme", [theme for theme in OURS if not theme.ansi], ids=lambda theme: theme.name)
def test_quiet_words_stand_out_too_on_every_ground(theme: Theme) -> None:
    for name in ("foreground-muted", "text-muted"):
        quiet = Color.parse(theme.variables[name])
        for ground in (theme.background, theme.surface, theme.panel):
            assert ground is not None
            assert _contrast(quiet.rgb, Color.parse(ground).rgb) >= 4.5, (name, ground)
