"""The D-Bus of the user and of the system: where it is, and a socket on which it has let us in."""

import os
import socket
import sys
from collections.abc import Mapping

_SYSTEM = ("/run/dbus/system_bus_socket", "/var/run/dbus/system_bus_socket")


def session_address(environ: Mapping[str, str]) -> str | None:
    """Where the session bus is; None when there is none, or on a platform without."""
    if sys.platform in ("win32", "darwin", "cygwin"):
        return None
    if address := environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return address
    path = os.path.join(environ.get("XDG_RUNTIME_DIR") or "/nonexistent", "bus")
    return f"unix:path={path}" if os.path.exists(path) else None


def system_address(environ: Mapping[str, str]) -> str | None:
    """Where the system bus is; None when there is none, or on a platform without."""
    if sys.platform in ("win32", "darwin", "cygwin"):
        return None
    if address := environ.get("DBUS_SYSTEM_BUS_ADDRESS"):
        return address
    return next((f"unix:path={path}" for path in _SYSTEM if os.path.exists(path)), None)


def entered(address: str, limit_s: float) -> socket.socket:
    """A socket on which the bus has accepted us; to read or write on it takes `limit_s` seconds at most as well.

    jeepney's own connection waits without a limit for the bus to say hello; saying it is the caller's. Raises OSError
    or ValueError when none of the places that the address names can be used, ImportError without jeepney.
    """
    from jeepney.bus import get_connectable_addresses
    from jeepney.io.blocking import prep_socket

    problem: Exception = ValueError("the address names no place")
    try:
        for place in get_connectable_addresses(address):
            try:
                found: socket.socket = prep_socket(place, timeout=limit_s)
            except (OSError, ValueError) as error:
                problem = error
            else:
                found.settimeout(limit_s)
                return found
    except RuntimeError as error:  # a transport that jeepney cannot use
        problem = ValueError(str(error))
    raise problem
