"""Lines are painted one by one, and look as Textual would have painted them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from coach.tui.mended import let_bars_be, let_sizes_be
from coach.tui.themes import DARK
from coach.tui.widgets import drawn, painted, rows
from coach.tui.widgets.drawn import Drawn, Line, link
from coach.tui.widgets.options import Options
from coach.tui.widgets.painted import Picture, changed_rows, lines_of, stacked
from coach.tui.widgets.rows import RowList
from coach.tui.widgets.sheet import Sheet
from tests.tui_house import opened

BOLD = Content.assemble("a ", ("bold", "bold $primary"), " c", ("  d", "on $panel"))
PICTURES: dict[str, list[Content | str]] = {
    "nothing": [""],
    "a line": ["one"],
    "styles": [BOLD, Content.styled("all", "$foreground-muted reverse"), "plain"],
    "links": [link("p", "bell", "bold $text-accent"), Content.assemble("x", link(" pain", "bell"))],
    "wide signs": ["日本語 ▁▂▃", "é ☕ ."],
    "more rows than there is room": [f"row {row}" for row in range(30)],
    "blank rows": ["", "a", "", ""],
    "a line that is too long": ["short", "so long that it must go on in the next row, and in the one below"],
    "a tab": ["a\tb"],
    "as wide as there is room": ["x" * 28, "y" * 28],
}  # fmt: skip


def picture(name: str) -> Picture:
    return [line if isinstance(line, Content) else Content(line) for line in PICTURES[name]]


class Small(App[None]):
    """One widget of ours in a window of 30 by 10."""

    CSS = "#it { padding: 1 1 0 1; }"

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        let_sizes_be()
        let_bars_be()
        self.widget = widget

    def compose(self) -> ComposeResult:
        yield self.widget


@contextmanager
def layouts() -> Iterator[list[Screen[object]]]:
    """The layouts that are done meanwhile."""
    done: list[Screen[object]] = []
    plainly = Screen._refresh_layout

    def noted(screen: Screen[object], *args: object, **named: object) -> None:
        done.append(screen)
        plainly(screen, *args, **named)  # type: ignore[arg-type]

    with patch.object(Screen, "_refresh_layout", noted):
        yield done


@pytest.mark.parametrize("name", PICTURES)
async def test_a_picture_looks_as_textual_would_paint_it(name: str) -> None:
    line = Line(picture(name), id="it")
    async with Small(line).run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        ours = line.render_lines(Region(0, 0, *line.outer_size))
        line._styles_cache.clear()
        line._set_dirty()
        theirs = Widget.render_lines(line, Region(0, 0, *line.outer_size))
    assert shown(ours) == shown(theirs)


def shown(strips: list[Strip]) -> list[list[tuple[str, object, object, dict[str, object]]]]:
    """Each column: its sign, ink and ground as they are seen, and what the mouse finds there."""
    seen = []
    for strip in strips:
        row: list[tuple[str, object, object, dict[str, object]]] = []
        for text, style, _ in strip:
            assert style is not None
            ink, ground = (style.bgcolor, style.color) if style.reverse else (style.color, style.bgcolor)
            blank = not text.strip()
            for sign in text:
                row.append(
                    (sign, None if blank else (ink, style.bold, style.underline), ground, {} if blank else style.meta)
                )
        seen.append(row)
    return seen


async def painting(pilot: Pilot[None], change: Callable[[], object], module: object = drawn) -> list[str]:
    """The lines that are painted for a change."""
    lines: list[str] = []
    plainly = painted.painted

    def noted(widget: Widget, line: Content, *args: object) -> Strip:
        lines.append(line.plain)
        return plainly(widget, line, *args)  # type: ignore[arg-type]

    with patch.object(module, "painted", noted):
        change()
        await pilot.pause()
        await pilot.pause(0.05)
    return lines


async def test_only_the_line_that_changed_is_painted() -> None:
    line = Line([Content("one"), Content("two"), Content("three")], id="it")
    async with Small(line).run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        with layouts() as done:
            new = [Content("one"), Content.styled("two", "bold"), Content("three")]
            assert await painting(pilot, lambda: line.show(new)) == ["two"]
            assert await painting(pilot, lambda: line.show(list(new))) == []
        assert done == []
        with layouts() as done:
            assert await painting(pilot, lambda: line.show([*new, Content("four")])) == ["four"]
        assert len(done) == 1 and line.outer_size.height == 5


async def test_a_line_wears_the_colours_of_now() -> None:
    line = Line(Content.styled("one", "$primary"), id="it")
    async with Small(line).run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        before = shown(line.render_lines(Region(0, 0, 30, 2)))
        dark = pilot.app.current_theme
        pilot.app.register_theme(replace(dark, name="another", primary="#123456"))
        pilot.app.theme = "another"
        await pilot.pause()
        assert shown(line.render_lines(Region(0, 0, 30, 2))) != before


async def test_what_is_marked_by_the_mouse_can_be_copied() -> None:
    line = Line([Content("one two"), Content("three")], id="it")
    async with Small(line).run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        await pilot.mouse_down(line, offset=(5, 1))
        await pilot.hover(line, offset=(3, 2))
        await pilot.mouse_up(line, offset=(3, 2))
        await pilot.pause()
        assert pilot.app.screen.get_selected_text() == "two\nthr"
        marked = [[ground for *_, ground, _ in row] for row in shown(line.render_lines(Region(0, 0, *line.outer_size)))]
        assert marked[1][4] != marked[1][5] == marked[1][7] and marked[2][1] == marked[2][3] != marked[2][4]


async def test_a_block_of_least_height_is_laid_out_only_when_it_outgrows_it() -> None:
    block = Drawn(lambda width: Content("one"), id="it")
    block.styles.min_height = 5
    async with Small(block).run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        with layouts() as done:
            await painting(pilot, lambda: block.set_draw(lambda width: [Content("one"), Content("two")]))
            assert done == []
            await painting(pilot, lambda: block.set_draw(lambda width: [Content("row")] * 7))
        assert done != [] and block.outer_size.height == 8


async def test_in_a_list_the_row_that_loses_the_mark_and_the_one_that_gets_it_are_painted() -> None:
    listed = RowList(id="it")
    async with Small(listed).run_test(size=(30, 10)) as pilot:
        listed.focus()
        listed.show_rows(5, lambda row, width: Content(f"row {row}"))
        await pilot.pause()
        with layouts() as done:
            assert await painting(pilot, lambda: listed.action_mark(1), rows) == ["  row 0", "▸ row 1"]
            shorter = await painting(pilot, lambda: listed.show_rows(3, lambda row, width: Content(f"row {row}")), rows)
            assert sorted(shorter) == ["", ""]
        assert done == []


@pytest.mark.parametrize("width", [1, 2, 3])
async def test_a_list_of_hardly_a_column_stays_within_it(width: int) -> None:
    listed = RowList(id="it")
    listed.styles.width = width + 2  # two of them are padding
    async with Small(listed).run_test(size=(30, 10)) as pilot:
        listed.show_rows(3, lambda row, width: Content(f"row {row}"))
        await pilot.pause()
        assert {row.cell_length for row in listed.render_lines(Region(0, 0, *listed.outer_size))} == {width + 2}
        assert {len(row.text) for row in listed.render_lines(Region(0, 0, *listed.outer_size))} == {width + 2}


async def test_a_list_that_no_longer_fits_rolls() -> None:
    listed = RowList(id="it")
    async with Small(listed).run_test(size=(30, 10)) as pilot:
        listed.focus()
        listed.show_rows(3, lambda row, width: Content(f"row {row}"))
        await pilot.pause()
        listed.show_rows(8, lambda row, width: Content(f"row {row}"))
        await pilot.pause()
        assert not listed.show_vertical_scrollbar
        listed.show_rows(30, lambda row, width: Content(f"row {row}"))
        await pilot.pause()
        assert listed.show_vertical_scrollbar
        listed.show_rows(8, lambda row, width: Content(f"row {row}"))
        await pilot.pause()
        assert not listed.show_vertical_scrollbar
        await pilot.resize_terminal(30, 6)
        await pilot.pause()
        assert listed.show_vertical_scrollbar
        await pilot.press("end")
        await pilot.pause()
        assert listed.scroll_offset.y == 8 - listed.scrollable_content_region.height > 0


async def test_a_list_of_choices_paints_two_rows_for_a_step() -> None:
    choices = Options(*(f"choice {row}" for row in range(5)), id="it")
    async with Small(choices).run_test(size=(30, 10)) as pilot:
        choices.focus()
        choices.highlighted = 0
        await pilot.pause()
        asked: list[int] = []
        plainly = Options.render_line

        def noted(listed: Options, y: int) -> Strip:
            asked.append(y)
            return plainly(listed, y)

        with patch.object(Options, "render_line", noted):
            await pilot.press("down")
            await pilot.pause(0.05)
        assert sorted(set(asked)) == [0, 1]


async def test_the_mark_of_a_list_stays_in_view_in_a_window_that_becomes_a_strip(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("5", "down", "down")
        marked = coach.app.screen.query_one(Options).highlighted_option
        assert marked is not None and "awake" in str(marked.prompt)
        await coach.pilot.resize_terminal(80, 2)
        await coach.pilot.pause()
        assert "awake" in coach.text.split("\n")[0]


async def test_a_sheet_whose_page_outgrows_it_rolls_to_its_end() -> None:
    page = Drawn(lambda width: Content("short"))
    async with Small(Sheet(page, id="it")).run_test(size=(30, 10)) as pilot:
        sheet = pilot.app.query_one(Sheet)
        await pilot.pause()
        assert not sheet.show_vertical_scrollbar
        page.set_draw(lambda width: [Content(f"row {row}") for row in range(40)])
        await pilot.pause()
        await pilot.pause()
        assert sheet.show_vertical_scrollbar
        sheet.scroll_end(animate=False)
        await pilot.pause()
        last = pilot.app.screen._compositor.render_strips()[-1].text
        assert last.rstrip(" ▁▂▃▄▅▆▇█").strip() == "row 39"


def test_what_only_one_of_two_pictures_has_is_another_row() -> None:
    one, two = [Content("a"), Content("b")], [Content("a"), Content("c"), Content("d")]
    assert changed_rows(one, two, 9) == [Region(0, 1, 9, 1), Region(0, 2, 9, 1)]
    assert changed_rows(two, one, 9) == changed_rows(one, two, 9)
    assert changed_rows(one, [Content("a"), Content.styled("b", "bold")], 9) == [Region(0, 1, 9, 1)]


def test_pictures_stand_under_each_other_with_a_blank_line_between() -> None:
    stack = stacked([Content("a\nb"), [], [Content("c")]])
    assert [line.plain for line in stack] == ["a", "b", "", "c"]
    assert [line.plain for line in lines_of([Content("a\nb"), Content("c")])] == ["a", "b", "c"]


async def test_what_is_behind_a_card_fills_a_window_of_another_size(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        coach.app.theme = DARK.name
        await coach.press("p")
        assert "1 Today" in coach.text
        await coach.pilot.resize_terminal(100, 30)
        await coach.pilot.pause()
        rows = coach.app.screen._compositor.render_strips()
        assert {row.cell_length for row in rows} == {100} and len(rows) == 30
        assert "1 Today" in rows[0].text


async def test_nothing_behind_a_card_has_a_colour_where_none_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(tmp_path) as coach:
        coach.app.theme = DARK.name
        await coach.press("p")
        styles = [style for row in coach.app.screen._compositor.render_strips() for _, style, _ in row if style]
        colours = {colour.get_truecolor() for style in styles for colour in (style.color, style.bgcolor) if colour}
        assert all(red == green == blue for red, green, blue in colours)


@pytest.mark.parametrize("size", [(1, 24), (5, 10)])
async def test_a_card_that_has_hardly_a_column_stands_still(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, size) as coach:
        await coach.press("p")
        await coach.pilot.pause(0.3)
        with layouts() as done:
            await coach.pilot.pause(0.3)
        assert done == []
