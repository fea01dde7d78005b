"""The one room that asks the machine what time it is."""

import os
import sys
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


def suspend_counted(platform: str, clocks: object = time) -> Callable[[], float]:
    """The clock of a platform that goes on in suspend and never jumps, in seconds; `clocks` is the `time` module.

    Linux: CLOCK_BOOTTIME. macOS: CLOCK_MONOTONIC_RAW, for Python's own monotonic clock there stands still in sleep
    (python/cpython#86273). Windows: Python's own, which counts standby and hibernation.
    """
    return _clock(clocks, "CLOCK_MONOTONIC_RAW" if platform == "darwin" else "CLOCK_BOOTTIME")


def suspend_left_out(platform: str, clocks: object = time) -> Callable[[], float]:
    """The clock of a platform that stands still in suspend, where it has one (Windows: none), in seconds."""
    return _clock(clocks, "CLOCK_UPTIME_RAW" if platform == "darwin" else "")


def _clock(clocks: object, name: str) -> Callable[[], float]:
    number: int | None = getattr(clocks, name, None) if name else None
    own: Callable[[], float] = getattr(clocks, "monotonic")  # noqa: B009  `clocks` may stand in for the module
    if number is None:
        return own
    read: Callable[[int], float] = getattr(clocks, "clock_gettime")  # noqa: B009
    return lambda: read(number)


elapsed_seconds = suspend_counted(sys.platform)

_without_suspend = suspend_left_out(sys.platform)


def monotonic_seconds() -> float:
    """Seconds that stop in suspend (Linux, macOS): beside `elapsed_seconds` they tell of a sleep."""
    return _without_suspend()


_LOCALTIME = "/etc/localtime"


def zone_set() -> tuple[str | None, tuple[int, int] | None]:
    """Something that is another once the machine's zone was set to another; cheap enough for every look."""
    try:
        link = os.lstat(_LOCALTIME)
    except OSError:  # Windows has none
        return os.environ.get("TZ"), None
    return os.environ.get("TZ"), (link.st_ino, link.st_mtime_ns)


def local_zone() -> tzinfo:
    """The machine's zone with its rules for summer time; UTC where it cannot be told (`TZ=Bogus`)."""
    return _zone_by_name() or _zone_by_library()


def _zone_by_name() -> tzinfo | None:
    """The zone as TZ or the link /etc/localtime names it; a tenth of the time it costs to ask everywhere."""
    name = os.environ.get("TZ", "").lstrip(":")
    if not name:
        try:
            _, found, name = os.readlink(_LOCALTIME).rpartition("/zoneinfo/")
        except (OSError, AttributeError):
            return None
        if not found:
            return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _zone_by_library() -> tzinfo:
    from tzlocal import get_localzone, reload_localzone

    try:
        reload_localzone()  # what it found before may be the zone of another place
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
