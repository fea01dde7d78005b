"""The one room that asks the machine what time it is."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """What everything that needs the time is handed."""

    def wall(self) -> datetime:
        """Now, aware, in the user's zone."""

    def elapsed(self) -> float:
        """Seconds from a fixed origin, suspend included; never jumps."""


class SystemClock:
    """The machine's own clock, in `zone` (the machine's zone when None)."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._zone = zone

    def use_zone(self, zone: tzinfo) -> None:
        """Tell the time in that zone from now on; the elapsed clock goes on as it was."""
        self._zone = zone

    def wall(self) -> datetime:
        """Now, aware, in the user's zone."""
        return datetime.now(self._zone) if self._zone is not None else datetime.now().astimezone()

    def elapsed(self) -> float:
        """Seconds since boot, suspend included where the machine can tell."""
        return elapsed_seconds()


def _pick_elapsed() -> Callable[[], float]:
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    if boottime is None:
        return time.monotonic  # Windows and macOS count suspend, or tell of it by the gap in the wall clock
    return lambda: time.clock_gettime(boottime)


elapsed_seconds = _pick_elapsed()


def monotonic_seconds() -> float:
    """Seconds that stop in suspend (on Linux): beside `elapsed_seconds` they tell of a sleep."""
    return time.monotonic()


def local_zone() -> tzinfo:
    """The machine's zone with its rules for summer time; UTC where it cannot be told (`TZ=Bogus`)."""
    return _zone_by_name() or _zone_by_library()


def _zone_by_name() -> tzinfo | None:
    """The zone as TZ or the link /etc/localtime names it; a tenth of the time it costs to ask everywhere."""
    name = os.environ.get("TZ", "").lstrip(":")
    if not name:
        try:
            _, found, name = os.readlink("/etc/localtime").rpartition("/zoneinfo/")
        except (OSError, AttributeError):
            return None
        if not found:
            return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _zone_by_library() -> tzinfo:
    from tzlocal import get_localzone

    try:
        return get_localzone()
    except Exception:  # tzlocal raises many kinds for a broken TZ or /etc/localtime
        return UTC


def zone_named(name: str) -> tzinfo:
    """The zone of that name, `local` for the machine's own. Raises KeyError for one that is not known."""
    if name == "local":
        return local_zone()
    try:
        return ZoneInfo(name)
    except (ValueError, OSError) as error:
        raise KeyError(name) from error
