"""Keys are answered quickly: what need not be worked out, looked up or drawn again is not."""

from pathlib import Path
from unittest.mock import patch

from textual.app import App
from textual.message import Message

from coach.tui.app import CoachApp
from coach.tui.messages import Relay
from coach.tui.themes import OURS
from coach.tui.tidy import REST_S, Tidy
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


async def test_a_place_comes_into_view_in_the_colours_of_today(tmp_path: Path) -> None:
    async with opened(tmp_path) as coach:
        await coach.press("2", "1")
        log = coach.app._places["log"]
        before = log.styles.background
        coach.app.theme = next(theme.name for theme in OURS if theme.name != coach.app.theme)
        await coach.press("2")
        assert coach.app.screen is log
        assert log.styles.background != before


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
