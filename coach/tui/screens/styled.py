"""Screens that are shown again and again: Textual looks up all their styles each time, which is seldom due."""

from typing import Any

from textual.app import App

from coach.tui.stylesheet import KeptStylesheet


class StyledFor:
    """By which styles a screen was styled, and for what else of the app that they look at."""

    def __init__(self) -> None:
        self._looks: object = None
        self._state: object = None

    def note(self, app: App[Any]) -> bool:
        """The screen is styled for the app as it is now; whether it was for another."""
        rules = app.stylesheet.rules  # reads what is new
        looks = app.stylesheet.looks if isinstance(app.stylesheet, KeptStylesheet) else rules
        state = (frozenset(app.pseudo_classes), app.classes)
        changed = looks != self._looks or state != self._state
        self._looks, self._state = looks, state
        return changed
