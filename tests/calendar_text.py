"""Calendars for tests: files in the shapes of their makers, and small ones made of lines."""

from pathlib import Path

CALENDARS = Path(__file__).with_name("calendars")
"""Exported by Google, Outlook and Nextcloud, with made-up meetings around the clock changes of autumn 2026."""
EVENT = ("DTSTART:20261026T100000Z", "DTEND:20261026T110000Z")


def calendar(*events: tuple[str, ...], head: tuple[str, ...] = (), end: str = "\r\n") -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test", *head]
    for number, event in enumerate(events):
        own = () if any(line.startswith("UID") for line in event) else (f"UID:{number}",)
        lines += ["BEGIN:VEVENT", *own, *event, "END:VEVENT"]
    return end.join([*lines, "END:VCALENDAR", ""])
