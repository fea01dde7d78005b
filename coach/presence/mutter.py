"""Idle time as GNOME's compositor tells it, on X11 and Wayland."""

from collections.abc import Callable
from functools import partial
from typing import Any

from coach.presence.board import Board
from coach.presence.bus import Bus

NAME = "org.gnome.Mutter.IdleMonitor"
PATH = "/org/gnome/Mutter/IdleMonitor/Core"


class MutterIdle:
    """Asks Mutter how long ago the last input was (milliseconds)."""

    name = "idle time (GNOME)"
    pace_s = 5.0
    hurries = True

    def __init__(self, bus: Bus, board: Board, monotonic: Callable[[], float]) -> None:
        self._bus = bus
        self._now = monotonic
        self._board = board
        self._service = bus.service(NAME)
        self._service.changed(self.look)

    def look(self) -> None:
        """Ask; the answer is taken in when it comes."""
        self._service.call(PATH, NAME, "GetIdletime", "", (), partial(self._told, self._now()))

    def close(self) -> None:
        """Nothing is held."""

    def _told(self, asked_at: float, body: tuple[Any, ...] | None, why: str) -> None:
        match body:
            case (int(idle_ms),):
                if self._board.idle(self.name, idle_ms / 1000, asked_at=asked_at):
                    self._board.works(self.name, "GNOME tells it")
                else:
                    self._board.fails(self.name, f"GNOME says {idle_ms} ms, which cannot be")
            case None:
                self._board.fails(self.name, self._bus.why or why)
            case _:
                self._board.fails(self.name, "GNOME gave an answer that is no number")
