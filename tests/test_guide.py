"""The guide: the README and the help say the same, what they name exists, and the help shows all of it."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from coach.cli.root import COMMANDS, root
from coach.tui.drawing.guide import FILE, draw_part, parts
from tests.tui_house import opened

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_the_readme_has_the_guide_word_for_word() -> None:
    inside = README.partition("<!-- guide -->\n")[2].partition("\n<!-- /guide -->")[0]
    assert inside == FILE.read_text(encoding="utf-8").strip()


def test_every_command_the_readme_names_exists() -> None:
    named = set(re.findall(r"(?:^|[`;(] ?|: )coach ([a-z]+)", README, flags=re.MULTILINE))
    assert {"pause", "today", "export", "doctor"} <= named
    assert named <= set(COMMANDS)


def test_every_picture_the_readme_shows_is_there() -> None:
    folder = Path(__file__).parent.parent
    shown = re.findall(r"\]\((screenshots/[^)]+)\)", README)
    assert shown and all((folder / name).is_file() for name in shown)


@pytest.mark.parametrize("width", [30, 54, 72])
def test_every_part_fits_its_width_and_loses_no_word(width: int) -> None:
    for name, paragraphs in parts().items():
        drawn = draw_part(name, width)
        assert all(line.cell_length <= width or " " not in line.plain.strip() for line in drawn.split("\n"))
        plain = re.sub(
            r"\*\*|`|(?<= )\*(?=\w)|(?<=\w)\*(?=\.)", "", " ".join(text.removeprefix("- ") for text in paragraphs)
        )
        assert " ".join(drawn.plain.replace("· ", "").split()) == plain


async def test_the_help_turns_from_the_keys_to_each_part_and_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("question_mark")
        assert "[Keys]" in coach.text and "It hurts now" in coach.text
        await coach.press("right")
        assert "[Two minutes]" in coach.text and "in the morning and leave it open" in coach.text
        assert "It hurts now" not in coach.text
        await coach.click("Questions people ask")
        assert "Does it send anything? No." in coach.text
        await coach.press("right")
        assert "[Keys]" in coach.text
        await coach.press("escape")
        assert "[1 Today]" in coach.text


def test_the_command_line_prints_all_of_it_and_no_line_is_long() -> None:
    told = CliRunner().invoke(root, ["guide"])
    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert all(len(line) <= 88 for line in lines)
    words = " ".join(" ".join(lines).replace("*", "").split())
    for name, paragraphs in parts().items():
        assert name.upper() in words
        assert all(re.sub(r"[*`]", "", paragraph).removeprefix("- ") in words for paragraph in paragraphs)
