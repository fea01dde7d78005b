"""Styles that are read once: Textual reads all of them anew at each change of screen or theme, 9 ms a time."""

from collections.abc import Iterable
from pathlib import PurePath

from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode


class KeptStylesheet(Stylesheet):
    """A stylesheet whose rules stay as they are while the colours stay what they are."""

    looks = 0
    """Counts up with all that may change how a widget looks that is there already: colours, and styles from files.

    What a new kind of widget brings along of itself is for that kind, and what is in it.
    """
    _read_with: dict[str, str] | None = None
    """The colours with which the rules were read."""

    def know(self, kinds: Iterable[type[DOMNode]]) -> None:
        """Read how widgets of these kinds look by themselves.

        Textual does so when the first of a kind comes, and rules that are new are a reason to style every screen anew.
        """
        for kind in kinds:
            for read_from, css, tie_breaker, scope in kind._get_default_css(kind.__new__(kind)):
                self.add_source(css, read_from, is_default_css=True, tie_breaker=tie_breaker, scope=scope)
        self.reparse()

    def set_variables(self, variables: dict[str, str]) -> None:
        """Use these colours from the next `reparse` on; those that are in use already change nothing."""
        if variables != self._variables:
            super().set_variables(variables)

    def read(self, filename: str | PurePath) -> None:
        """Read styles from a file."""
        self.looks += 1
        super().read(filename)

    def parse(self) -> None:
        """Read what is new; all of it when the colours are others."""
        if self._read_with != self._variables:
            self.looks += 1
            self._parse_cache.clear()
            self._read_with = dict(self._variables)
        super().parse()

    def reparse(self) -> None:
        """Read all of it when the colours are others, else only what is new."""
        if self._require_parse or self._read_with != self._variables:
            self.parse()
