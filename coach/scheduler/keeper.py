"""The reminder state on disk, so that a restart goes on where it was; and the last decisions, for `coach why`."""

from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from coach.core.reminders.model import Event, State
from coach.link.files import private_folder, read_private, write_private

NAME = "reminders.json"
MOST_DECISIONS = 200
SAME_BOOT_S = 5.0
"""The elapsed clock is the same as before a restart when it agrees with the wall clock this closely."""


class Decision(Struct, frozen=True):
    """One decision and its reason, as `coach why` tells it."""

    at: datetime
    event: str
    kind: str | None
    why: str
    channel: str | None = None

    @property
    def line(self) -> str:
        """The decision in one line: "11:02 break held: meeting until 11:30"."""
        where = ", in the app only" if self.channel == "app" and self.event == "prompt" else ""
        what = {"prompt": "came", "repeat": "came again", "stage": ""}.get(self.event, self.event)
        words = " ".join(word for word in (self.kind or "stage", what) if word)
        return f"{self.at:%H:%M} {words}{where}: {self.why}"


class Kept(Struct, frozen=True):
    """What is on disk. `written` is the wall clock, `elapsed` the elapsed clock in seconds at that moment."""

    written: datetime
    elapsed: float
    state: State
    decisions: tuple[Decision, ...] = ()
    v: int = 1


def decided(event: Event) -> Decision:
    """An event as a decision."""
    return Decision(event.at, event.event, event.kind, event.why, event.channel)


def keep(folder: Path, kept: Kept) -> None:
    """Write it down. Raises OSError."""
    write_private(private_folder(folder) / NAME, msgspec.json.encode(kept, enc_hook=_encode))


def recall(folder: Path, zone: tzinfo) -> Kept | None:
    """What was written down last; None when there is none that can be read."""
    try:
        kept = msgspec.json.decode(read_private(folder / NAME), type=Kept, dec_hook=_decode)
    except (OSError, msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return replace(kept, state=replace(kept.state, inputs=replace(kept.state.inputs, zone=zone)))


def bias_s(kept: Kept, now: datetime, elapsed: float) -> float:
    """What to add to the elapsed clock (seconds) so that the kept state goes on in it.

    After a reboot that clock begins anew; then the gap is what the wall clock says, and never negative.
    """
    gap_s = max(0.0, (now - kept.written).total_seconds())
    same_boot = abs((elapsed - kept.elapsed) - gap_s) <= SAME_BOOT_S
    return kept.state.at / 1000 - (kept.elapsed if same_boot else elapsed - gap_s)


def read_decisions(folder: Path, most: int = MOST_DECISIONS) -> tuple[Decision, ...]:
    """The last decisions, oldest first."""
    kept = recall(folder, UTC)
    return kept.decisions[-most:] if kept is not None else ()


def _encode(value: Any) -> Any:
    if isinstance(value, tzinfo):
        return None
    raise NotImplementedError(type(value))


def _decode(wanted: type, value: Any) -> Any:
    if wanted is tzinfo:
        return UTC
    raise NotImplementedError(wanted)
