"""What the running app says of itself to whoever asks: one small file, read by `coach status`."""

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from coach.core.lengths import FAR_MINUTES
from coach.core.rows import RemindersView
from coach.link.files import private_folder, write_private

NAME = "status.json"
GOOD_FOR_S = 45
"""Seconds a snapshot is believed: the app renews it every 10."""
NOUNS = {
    "shift": "shift",
    "break": "break",
    "walk": "walk",
    "rest": "rest",
    "breathe": "breathing",
    "checkin": "check-in",
    "week": "week",
}


def status_line(view: RemindersView, now: datetime) -> str:
    """One line for a status bar: what is open, held, or next."""
    if view.open_kind is not None:
        if view.snoozed_until is not None:
            return f"{NOUNS[view.open_kind]} snoozed until {view.snoozed_until:%H:%M}"
        return f"{NOUNS[view.open_kind]} now"
    if view.hold_reason is not None:
        until = f" until {view.hold_until:%H:%M}" if view.hold_until is not None else ""
        return {"redflag": "held: see the coach"}.get(view.hold_reason, f"{view.hold_reason}{until}")
    if view.present is False:
        return "away"
    if view.next_at is None or view.next_kind is None:
        return "nothing more today"
    minutes = max(0, -int(-(view.next_at - now).total_seconds() // 60))
    if minutes >= FAR_MINUTES:
        return f"{NOUNS[view.next_kind]} at {view.next_at:%H:%M}"
    return f"{NOUNS[view.next_kind]} in {minutes} min" if minutes else f"{NOUNS[view.next_kind]} now"


def write_snapshot(folder: Path, view: RemindersView, now: datetime) -> None:
    """Renew the snapshot. Raises OSError."""
    at = view.next_at if view.open_kind is None else view.snoozed_until or view.open_since
    content = {
        "v": 1,
        "written": now.timestamp(),
        "until": now.timestamp() + GOOD_FOR_S,
        "line": status_line(view, now),
        "next_kind": view.open_kind or view.next_kind,
        "next_at": at.timestamp() if at is not None else None,
        "view": msgspec.to_builtins(view),
    }
    write_private(private_folder(folder) / NAME, json.dumps(content).encode())


def clear_snapshot(folder: Path) -> None:
    """The app has ended: nobody shall believe its last words. Where it cannot be taken away, it is stale soon."""
    with suppress(OSError):
        (folder / NAME).unlink(missing_ok=True)
