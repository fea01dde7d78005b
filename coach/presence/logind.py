"""Lock and sleep as systemd-logind tells them on the system bus.

https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html
"""

from typing import Any

from coach.presence.board import Board
from coach.presence.bus import Bus

NAME = "org.freedesktop.login1"
PATH = "/org/freedesktop/login1"
SELF = "/org/freedesktop/login1/user/self"
MANAGER = "org.freedesktop.login1.Manager"
SESSION = "org.freedesktop.login1.Session"
USER = "org.freedesktop.login1.User"
PROPERTIES = "org.freedesktop.DBus.Properties"


class Logind:
    """Follows the user's graphical session. Signals bring the news; the look makes up for one that was missed.

    The Lock signal only asks for a lock. What counts for sure is LockedHint, which desktops set; a lock that was asked
    for and not confirmed ends with the next input, see `board.seen`.
    """

    name = "lock and sleep (logind)"
    pace_s = 30.0
    hurries = False

    def __init__(self, bus: Bus, board: Board) -> None:
        self._bus = bus
        self._board = board
        self._session: str | None = None
        self._service = bus.service(NAME)
        self._service.changed(self._owner_changed)
        self._service.hear(PATH, MANAGER, "PrepareForSleep", self._sleeps)

    def look(self) -> None:
        """Ask which session is the user's and whether it is locked."""
        self._service.get(SELF, USER, "Display", self._told_session)

    def close(self) -> None:
        """Nothing is held."""

    def _owner_changed(self) -> None:
        self._board.sleep(False)
        self._board.lock(self.name, None)
        self._session = None
        self.look()

    def _told_session(self, display: Any, why: str) -> None:
        match display:
            case (str(), str(path)) if path != "/":
                self._follow(path)
                self._service.get(path, SESSION, "LockedHint", self._told_hint)
            case (str(), str()):
                self._board.lock(self.name, None)
                self._board.works(self.name, "tells of sleep; the user has no graphical session to lock")
            case None:
                self._board.lock(self.name, None)
                self._board.fails(self.name, self._bus.why or why)
            case _:
                self._board.fails(self.name, "logind gave an answer that names no session")

    def _follow(self, path: str) -> None:
        if path == self._session:
            return
        self._session = path
        self._service.hear(path, SESSION, "Lock", lambda body: self._asked(path, True))
        self._service.hear(path, SESSION, "Unlock", lambda body: self._asked(path, False))
        self._service.hear(path, PROPERTIES, "PropertiesChanged", lambda body: self._properties(path, body))

    def _asked(self, path: str, lock: bool) -> None:
        if path == self._session:
            self._board.lock_asked(lock)

    def _properties(self, path: str, body: tuple[Any, ...]) -> None:
        match body:
            case (str(interface), {"LockedHint": (_, bool(hint))}, *_) if (
                interface == SESSION and path == self._session
            ):
                self._told_hint(hint, "")

    def _told_hint(self, hint: Any, why: str) -> None:
        if isinstance(hint, bool):
            self._board.lock(self.name, hint)
            self._board.works(self.name, "the screen is locked" if hint else "tells of sleep and lock")
        else:
            self._board.lock(self.name, None)
            self._board.fails(self.name, f"the session does not say whether it is locked: {why}")

    def _sleeps(self, body: tuple[Any, ...]) -> None:
        match body:
            case (bool(asleep),):
                self._board.sleep(asleep)
