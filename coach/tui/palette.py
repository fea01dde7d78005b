"""Textual's palette, which stands what is typed in a hurry, and a window too small for its list."""

from contextlib import suppress
from functools import partial
from inspect import unwrap

from textual import events
from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette
from textual.css.query import NoMatches
from textual.message import Message
from textual.theme import ThemeProvider
from textual.widgets import LoadingIndicator
from textual.worker import Worker


class Palette(CommandPalette):
    """All that can be done, found by typing."""

    @classmethod
    def of_themes(cls) -> "Palette":
        """The themes instead."""
        return cls(providers=[ThemeProvider], placeholder="Search for themes…")

    def _on_mount(self, event: events.Mount) -> None:
        """Not where it was closed before it stood: Textual 8.2, which comes after this, ends with IndexError then."""
        if self not in self.app.screen_stack:
            event.prevent_default()

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Once: Textual 8.2 takes the screen beneath away too where Enter is pressed twice, or the mouse."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

    def _gather_commands(self, search_value: str) -> Worker[None]:
        """Without harm where it is closed right after it was opened: Textual 8.2 ends with NoMatches then."""
        return self.run_worker(partial(self._gather, search_value), group=self._GATHER_COMMANDS_GROUP, exclusive=True)

    async def _gather(self, search_value: str) -> None:
        with suppress(NoMatches):
            await unwrap(CommandPalette._gather_commands)(self, search_value)

    @property
    def _whole(self) -> bool:
        """Whether its parts are there: they are not before it is composed, nor while it goes."""
        return bool(self.query(CommandList)) and bool(self.query(LoadingIndicator)) and bool(self.query("#--input"))

    async def _dispatch_message(self, message: Message) -> None:
        """What still comes to a palette without its parts finds none of them, and that is no harm."""
        try:
            await super()._dispatch_message(message)
        except NoMatches:
            if self._whole:
                raise

    def _watch__list_visible(self) -> None:
        if self._whole:
            super()._watch__list_visible()

    async def _watch__show_busy(self) -> None:
        if self._whole:
            await super()._watch__show_busy()

    def _action_cursor_down(self) -> None:
        if self._whole:
            super()._action_cursor_down()

    def _action_command_list(self, action: str) -> None:
        """Not without room: turning a page of a list that has none ends Textual 8.2 with a KeyError."""
        if self._whole and self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)
