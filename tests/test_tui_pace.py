"""Keys are answered quickly: what need not be worked out, looked up or drawn again is not."""

from pathlib import Path
from unittest.mock import patch

from textual.app import App
from textual.content import Content
from textual.message import Message

from coach.tui.app import CoachApp
from coach.tui.messages import Relay
from coach.tui.themes import DARK, OURS
from coach.tui.tidy import REST_S, Tidy
from coach.tui.widgets.drawn import Drawn
from tests.tui_house import opened


async def test_a_place_that_was_open_is_not_held_back_and_not_styled_anew(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "1")
        with (
            patch.object(App, "delay_update") as held_back,
            patch.object(CoachApp, "update_styles", autospec=True) as styled,
        ):
            await coach.press("2")
            await coach.press("1")
        assert held_back.call_count == 0
        assert [call.args[1] for call in styled.call_args_list if call.args[1] in coach.app.screen_stack] == []
        assert "[1 Today]" in coach.text


async def test_the_first_card_and_the_first_list_are_no_reason_to_style_a_place_anew(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.app.workers.wait_for_complete()
        await coach.press("1", "2", "1")
        with patch.object(CoachApp, "update_styles", autospec=True) as styled:
            await coach.press("p", "escape", "4", "5", "2", "1")
        places = [coach.app._places[mode] for mode in ("today", "log")]
        assert [call.args[1] for call in styled.call_args_list if call.args[1] in places] == []


async def test_a_place_comes_into_view_in_the_colours_of_today(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "1")
        log = coach.app._places["log"]
        before = log.styles.background
        coach.app.theme = next(theme.name for theme in OURS if theme.name != coach.app.theme)
        await coach.press("2")
        assert coach.app.screen is log
        assert log.styles.background != before


async def test_the_card_that_asks_for_a_number_stays_made_and_asks_the_next_question(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("p")
        card = coach.app.screen
        assert "Pain now?" in coach.text
        await coach.press("escape", "t")
        assert coach.app.screen is card
        assert "How tense are you now?" in coach.text and "Pain now?" not in coach.text
        await coach.press("4", "s")
        assert coach.app.screen is card
        assert "this is written down as its pain." in coach.text
        await coach.press("escape", "p")
        assert "this is written down as its pain." not in coach.text
        await coach.press("7")
        assert coach.house.journal.history.pains[-1].pain == 7


async def test_a_card_that_stayed_made_wears_the_colours_of_today(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("p")
        card = coach.app.screen
        before = card.query_one("#card").styles.background
        await coach.press("escape")
        coach.app.theme = next(theme.name for theme in OURS if theme.name != coach.app.theme)
        await coach.press("p")
        assert coach.app.screen is card
        assert card.query_one("#card").styles.background != before


async def test_what_is_behind_a_card_is_pale_and_leads_nowhere(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        coach.app.theme = DARK.name
        await coach.pilot.pause()
        bare = coach.app.screen._compositor.render_strips()
        await coach.press("p")
        behind = coach.app.screen._compositor.render_strips()
        assert behind[0].text == bare[0].text
        styles = [[segment.style for segment in strips[0] if segment.style is not None] for strips in (bare, behind)]
        assert any(style.meta for style in styles[0]) and not any(style.meta for style in styles[1])
        assert {style.color for style in styles[0]} != {style.color for style in styles[1]}


async def test_words_that_need_no_other_room_ask_for_no_layout(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2")
        title = coach.app.screen.query_one("#day-title", Drawn)
        with patch.object(Drawn, "refresh", autospec=True) as refreshed:
            title.set_draw(lambda width: Content("a\nb"))
            title.set_draw(lambda width: Content("c\nd"))
            title.set_draw(lambda width: Content("e\nf\ng"))
        assert [bool(call.kwargs.get("layout")) for call in refreshed.call_args_list][-2:] == [False, True]


def test_garbage_is_looked_for_once_after_each_stretch_of_keys() -> None:
    tidy = Tidy()
    assert not tidy.look(None, 100.0)
    assert not tidy.look(100.0, 100.0 + REST_S - 0.1)
    assert tidy.look(100.0, 100.0 + REST_S)
    assert not tidy.look(100.0, 200.0)
    assert not tidy.look(199.0, 200.0)
    assert tidy.look(199.0, 210.0)


def test_the_app_hears_of_a_look_only_when_it_gave_something_new() -> None:
    posted: list[Message] = []
    shown = [1]

    def post(message: Message) -> bool:
        posted.append(message)
        return True

    relay = Relay(post, lambda: shown[0])
    relay.changed()
    relay.changed()
    assert len(posted) == 1
    shown[0] = 2
    relay.changed()
    assert len(posted) == 2


async def test_a_mouse_on_a_widget_that_has_just_gone_selects_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        plan = coach.app.screen.query_one("#plan", Drawn)
        at = plan.region.offset
        assert coach.app.screen.get_widget_and_offset_at(*at)[0] is plan
        with patch.object(Drawn, "parent", None):
            assert coach.app.screen.get_widget_and_offset_at(*at) == (None, None)
