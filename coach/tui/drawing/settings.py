"""The settings as text, each with the name it has in the file."""

from datetime import time

from textual.content import Content

from coach.core.settings import WEEKDAYS, Settings


def settings_page(settings: Settings, file: str) -> Content:
    """What is set, by section of config.toml."""
    work, prompts = settings.work, settings.prompts
    sections: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
        (
            "WORK",
            (
                ("days", " ".join(WEEKDAYS[day] for day in work.days)),
                ("hours", ", ".join(f"{span.start:%H:%M}-{span.end:%H:%M}" for span in work.hours)),
                ("awake", f"{work.awake.start:%H:%M}-{work.awake.end:%H:%M}"),
                ("place", work.place),
                ("timezone", work.timezone),
            ),
        ),
        (
            "POSTURE",
            (
                ("shift_after", span_words(settings.posture.shift_after_s)),
                ("break_after", span_words(settings.posture.break_after_s)),
                ("break_length", span_words(settings.posture.break_length_s)),
            ),
        ),
        ("WALK", (("at", _times(settings.walk.at)),)),
        ("REST", (("at", _times(settings.rest.at)),)),
        ("STRESS", (("breathe_at", _times(settings.stress.breathe_at)),)),
        (
            "PROMPTS",
            (
                ("apart", span_words(prompts.apart_s)),
                ("snooze", span_words(prompts.snooze_s)),
                ("repeat_after", span_words(prompts.repeat_after_s)),
            ),
        ),
        (
            "NOTIFY",
            (
                ("desktop", "on" if settings.notify.desktop else "off"),
                ("terminal", settings.notify.terminal),
                ("most_a_day", str(settings.notify.most_a_day)),
                ("discreet", "on" if settings.notify.discreet else "off"),
            ),
        ),
    )
    lines = [Content(""), Content.assemble("  Change these in ", (file, "bold"), "; they apply at the next start.")]
    for title, rows in sections:
        for place, (name, value) in enumerate(rows):
            head = f"  {title:<10}" if place == 0 else " " * 12
            if place == 0:
                lines.append(Content(""))
            lines.append(Content.assemble((head, "bold $foreground-muted"), f"{name:<14}", (value, "bold")))
    return Content("\n").join(lines)


def span_words(seconds: int) -> str:
    """A duration as the file writes it."""
    if seconds and seconds % 3600 == 0:
        return f"{seconds // 3600}h"
    return f"{seconds // 60}m" if seconds % 60 == 0 else f"{seconds}s"


def _times(times: tuple[time, ...]) -> str:
    return ", ".join(f"{at:%H:%M}" for at in times) or "none"
