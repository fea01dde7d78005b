"""Where the user's D-Bus session bus is, told from the environment alone."""

import os
import sys
from collections.abc import Mapping

NO_BUS = "there is no D-Bus session here (over ssh or in a bare terminal there usually is none)"


def session_address(environ: Mapping[str, str]) -> str | None:
    """The address of the session bus, None when there is none or on a platform without D-Bus notifications."""
    if sys.platform in ("win32", "darwin", "cygwin"):
        return None
    address = environ.get("DBUS_SESSION_BUS_ADDRESS")
    if address:
        return address
    runtime = environ.get("XDG_RUNTIME_DIR")
    if runtime:
        path = os.path.join(runtime, "bus")
        if os.path.exists(path):
            return f"unix:path={path}"
    return None
