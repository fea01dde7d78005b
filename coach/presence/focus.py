"""Whether the user wants no notifications, as notification services tell it on the session bus."""

from functools import partial
from typing import Any

from msgspec import Struct

from coach.presence.board import Board
from coach.presence.bus import Bus, Service

PROPERTIES = "org.freedesktop.DBus.Properties"
_SERVICE = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"


class Asked(Struct, frozen=True):
    """A property of the notification service that is true while it keeps notifications back."""

    who: str
    interface: str
    property: str


ASKED = (
    Asked("KDE", "org.freedesktop.Notifications", "Inhibited"),
    Asked("dunst", "org.dunstproject.cmd0", "paused"),
)
"""KDE's do not disturb; `dunstctl set-paused`. A service that has neither answers with an error."""


class DoNotDisturb:
    """Asks the notification service, KDE's or dunst, whether it keeps notifications back."""

    name = "do not disturb (KDE, dunst)"
    pace_s = 10.0
    hurries = False

    def __init__(self, bus: Bus, board: Board) -> None:
        self._bus = bus
        self._board = board
        self._known: Asked | None = None
        self._failed: set[str] = set()
        self._service: Service = bus.service(_SERVICE)
        self._service.changed(self._owner_changed)
        self._service.hear(_PATH, PROPERTIES, "PropertiesChanged", self._properties)

    def look(self) -> None:
        """Ask; once one property has answered, only that one."""
        if self._service.owner is None:
            self._board.fails(self.name, self._bus.why or "no notification service is on the bus")
        for asked in ASKED if self._known is None else (self._known,):
            if self._service.owner is not None and asked.who not in self._failed:
                self._service.get(_PATH, asked.interface, asked.property, partial(self._told, asked))

    def close(self) -> None:
        """Nothing is held."""

    def _owner_changed(self) -> None:
        self._known = None
        self._failed.clear()
        self._board.focus(self.name, False)
        self.look()

    def _told(self, asked: Asked, value: Any, why: str) -> None:
        if isinstance(value, bool):
            self._known = asked
            self._put(asked, value)
            return
        if asked is self._known:
            self._board.focus(self.name, False)
            self._board.fails(self.name, f"{asked.who} no longer says: {why}")
        elif self._known is None:
            if "org.freedesktop.DBus.Error" in why:  # it has no such property: asked again when another takes over
                self._failed.add(asked.who)
            self._board.fails(self.name, "this notification service does not tell")

    def _properties(self, body: tuple[Any, ...]) -> None:
        match body:
            case (str(interface), dict(changes), *_):
                for asked in ASKED:
                    match changes.get(asked.property):
                        case (_, bool(value)) if interface == asked.interface:
                            self._known = asked
                            self._put(asked, value)

    def _put(self, asked: Asked, wanted: bool) -> None:
        self._board.focus(self.name, wanted)
        self._board.works(self.name, f"{asked.who}: {'on' if wanted else 'off'}")
