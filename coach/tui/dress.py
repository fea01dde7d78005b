"""What of the settings the app itself wears: its colours, and its keys."""

import os
from collections.abc import Mapping

from textual.app import App

from coach.core.settings import Settings
from coach.tui.commands import Command
from coach.tui.keys import keymap, scopes
from coach.tui.themes import OURS, pick


class Dress:
    """Follows the settings; does nothing while they stay the same."""

    def __init__(self, app: App[None], environ: Mapping[str, str] | None = None) -> None:
        self._app = app
        self._environ = os.environ if environ is None else environ
        self._theme: str | None = None
        self._keys: tuple[tuple[str, str], ...] | None = None
        self._wrong_theme, self._wrong_keys = "", list[str]()
        for theme in OURS:
            app.register_theme(theme)

    @property
    def problems(self) -> list[str]:
        """What of it could not be followed, one sentence each."""
        return [*filter(None, [self._wrong_theme]), *self._wrong_keys]

    def follow(self, settings: Settings) -> None:
        """Wear what is set; a colour that the user chose in the palette meanwhile stays until the setting changes."""
        if settings.app.theme != self._theme:
            self._theme = settings.app.theme
            name, self._wrong_theme = pick(self._theme, self._environ, self._app.available_themes)
            self._app.theme = name
        if settings.keys.changed != self._keys:
            first, self._keys = self._keys is None, settings.keys.changed
            Command.changed, self._wrong_keys = keymap(self._keys, scopes()) if self._keys else ({}, [])
            if Command.changed or not first:
                self._app.set_keymap(dict(Command.changed))
