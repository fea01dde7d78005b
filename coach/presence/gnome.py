"""GNOME's Do Not Disturb, which is its setting `show-banners`."""

import shutil
from collections.abc import Callable, Mapping
from typing import Any

from coach.machine.child import Unanswered, answer_of
from coach.presence.board import Board
from coach.presence.bus import Bus

LIMIT_S = 1.0
"""Seconds gsettings may take: our choice; it takes about ten milliseconds."""
_KEY = ("org.gnome.desktop.notifications", "show-banners")


class GnomeBanners:
    """Asks gsettings while GNOME Shell runs, at once when dconf says that the notification settings changed.

    https://gitlab.gnome.org/GNOME/dconf: its writer emits Notify(prefix, changes, tag) on the session bus.
    """

    name = "do not disturb (GNOME)"
    pace_s = 120.0
    hurries = False

    def __init__(self, bus: Bus, board: Board, environ: Mapping[str, str], soon: Callable[[], None]) -> None:
        """`soon` asks for a look without delay."""
        self._bus = bus
        self._board = board
        self._environ = environ
        self._soon = soon
        self._shell = bus.service("org.gnome.Shell")
        self._shell.changed(soon)
        writer = bus.service("ca.desrt.dconf")
        writer.hear("/ca/desrt/dconf/Writer/user", "ca.desrt.dconf.Writer", "Notify", self._changed)

    def look(self) -> None:
        """Ask, where GNOME runs."""
        if self._shell.owner is None:
            self._board.focus(self.name, False)
            self._board.fails(self.name, self._bus.why or "GNOME does not run here")
            return
        try:
            program = shutil.which("gsettings", path=self._environ.get("PATH"))
            if program is None:
                raise Unanswered("gsettings is not installed")
            said = answer_of([program, "get", *_KEY], self._environ, LIMIT_S).strip()
            if said not in ("true", "false"):
                raise Unanswered("gsettings gave an answer that is neither true nor false")
        except Unanswered as error:
            self._board.focus(self.name, False)
            hint = "install libglib2.0-bin (it brings gsettings)" if "not installed" in str(error) else ""
            self._board.fails(self.name, str(error), hint)
            return
        wanted = said == "false"
        self._board.focus(self.name, wanted)
        self._board.works(self.name, f"GNOME: {'on' if wanted else 'off'}")

    def close(self) -> None:
        """Nothing is held."""

    def _changed(self, body: tuple[Any, ...]) -> None:
        match body:
            case (str(prefix), list(), *_) if "/org/gnome/desktop/notifications/".startswith(prefix) or (
                prefix.startswith("/org/gnome/desktop/notifications/")
            ):
                self._soon()
