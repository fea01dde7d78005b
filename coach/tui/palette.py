"""Textual's palette, which stands what is typed in a hurry, and a window too small for its list."""

from contextlib import suppress
from functools import partial
from inspect import unwrap

from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette
from textual.css.query import NoMatches
from textual.theme import ThemeProvider
from textual.worker import Worker


class Palette(CommandPalette):
    """All that can be done, found by typing."""

    @classmethod
    def of_themes(cls) -> "Palette":
        """The themes instead."""
        return cls(providers=[ThemeProvider], placeholder="Search for themes…")

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Once: Textual 8.2 takes the screen beneath away too where Enter is pressed twice, or the mouse."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

    def _gather_commands(self, search_value: str) -> Worker[None]:
        """Without harm where it is closed right after it was opened: Textual 8.2 ends with NoMatches then."""
        return self.run_worker(partial(self._gather, search_value), group=self._GATHER_COMMANDS_GROUP, exclusive=True)

    async def _gather(self, search_value: str) -> None:
        with suppress(NoMatches):
            await unwrap(CommandPalette._gather_commands)(self, search_value)

    def _action_command_list(self, action: str) -> None:
        """Not without room: turning a page of a list that has none ends Textual 8.2 with a KeyError."""
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)
