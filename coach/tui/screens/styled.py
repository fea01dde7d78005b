"""Screens that are shown again and again: Textual looks up all their styles each time, which is seldom due."""

from typing import Any

from textual.app import App


class StyledFor:
    """By which rules a screen was styled, and for what else of the app that they look at."""

    def __init__(self) -> None:
        self._rules: object = None
        self._state: object = None

    def note(self, app: App[Any]) -> bool:
        """The screen is styled for the app as it is now; whether it was for another."""
        rules, state = app.stylesheet.rules, (frozenset(app.pseudo_classes), app.classes)
        changed = rules is not self._rules or state != self._state
        self._rules, self._state = rules, state
        return changed

    def keep(self, app: App[Any]) -> None:
        """The rules that have just come are for others: the screen stays as it was styled."""
        self._rules = app.stylesheet.rules
