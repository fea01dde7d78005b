"""Lock as the desktop's screen saver tells it on the session bus."""

from functools import partial
from typing import Any

from coach.presence.board import Board
from coach.presence.bus import Bus, Service

SAVERS = {
    "org.freedesktop.ScreenSaver": "/org/freedesktop/ScreenSaver",
    "org.gnome.ScreenSaver": "/org/gnome/ScreenSaver",
    "org.cinnamon.ScreenSaver": "/org/cinnamon/ScreenSaver",
    "org.mate.ScreenSaver": "/org/mate/ScreenSaver",
    "org.xfce.ScreenSaver": "/org/xfce/ScreenSaver",
}
"""Bus names and object paths; each has its own interface of that name, with GetActive and ActiveChanged."""


class ScreenSavers:
    """Follows every screen saver there is. An active one means that the screen is locked or dark: nobody reads it."""

    name = "lock (screen saver)"
    pace_s = 30.0
    hurries = False

    def __init__(self, bus: Bus, board: Board) -> None:
        self._bus = bus
        self._board = board
        self._active: dict[str, bool] = {}
        self._services = [bus.service(name) for name in SAVERS]
        for service in self._services:
            service.changed(partial(self._owner_changed, service))
            service.hear(SAVERS[service.name], service.name, "ActiveChanged", partial(self._told, service.name))

    def look(self) -> None:
        """Ask every screen saver that is there whether it is active."""
        for service in self._services:
            if service.owner is not None:
                self._ask(service)
        self._say()

    def close(self) -> None:
        """Nothing is held."""

    def _owner_changed(self, service: Service) -> None:
        self._put(service.name, None)
        if service.owner is not None:
            self._ask(service)

    def _ask(self, service: Service) -> None:
        def answered(body: tuple[Any, ...] | None, why: str) -> None:
            self._told(service.name, body or ())

        service.call(SAVERS[service.name], service.name, "GetActive", "", (), answered)

    def _told(self, name: str, body: tuple[Any, ...]) -> None:
        match body:
            case (bool(active),):
                self._put(name, active)
            case _:
                self._put(name, None)

    def _put(self, name: str, active: bool | None) -> None:
        if active is None:
            self._active.pop(name, None)
        else:
            self._active[name] = active
        self._board.lock(name, active)
        self._say()

    def _say(self) -> None:
        if self._active:
            on = any(self._active.values())
            says = f"{' and '.join(sorted(self._active))}: {'on' if on else 'off'}"
            self._board.works(self.name, says)
        else:
            self._board.fails(self.name, self._bus.why or "no screen saver here tells whether it is on")
