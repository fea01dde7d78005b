"""Every section and key of config.toml: which setting it is, what may stand there, and a word of what it is for.

The limits only keep out what is surely a slip of the pen; inside them the user decides.
"""

from coach.config.values import (
    Days,
    Duration,
    Name,
    OneSpan,
    Places,
    Spans,
    Times,
    Value,
    Whole,
    Word,
    Words,
    YesNo,
    Zone,
)


class Key:
    """One key: the field of the section's settings it sets, what may stand there, and what it is for."""

    def __init__(self, field: str, value: Value, about: str) -> None:
        self.field, self.value, self.about = field, value, about


class Section:
    """One section: what it is for, and its keys in the order of the file.

    `free`: any word may be a key, each with a value of that rule; all of them together are the one setting `keys` has
    under that name.
    """

    def __init__(self, about: str, keys: dict[str, Key], free: Key | None = None) -> None:
        self.about, self.keys, self.free = about, keys, free


_PAUSE = Duration("0s", "2h")
_SPELL = Duration("10s", "8h")

SECTIONS: dict[str, Section] = {
    "work": Section("when you are at your desk", {
        "days": Key("days", Days(), ""),
        "hours": Key("hours", Spans(), "shifts, breaks and breathing come only in these"),
        "awake": Key("awake", OneSpan(), "nothing at all comes outside these"),
        "timezone": Key("timezone", Zone(), 'or a name such as "Europe/Berlin"'),
        "place": Key("place", Word("office", "home"), "office | home"),
    }),
    "posture": Section("durations: 90s, 30m, 1h, 1h30m", {
        "shift_after": Key("shift_after_s", _SPELL, "at the desk without moving, before a nudge"),
        "break_after": Key("break_after_s", _SPELL, "at the desk without getting up, before a break"),
        "break_length": Key("break_length_s", Duration("10s", "1h"), ""),
    }),
    "presence": Section("", {
        "away_after": Key("away_after_s", Duration("10s", "2h"), "without input for this long, you count as away"),
        "settle": Key("settle_s", Duration("0s", "30m"), "at the desk again for this long before a prompt"),
        "natural_after": Key("natural_after_s", Duration("10s", "2h"), "away for this long, it was a break"),
    }),
    "prompts": Section("", {
        "apart": Key("apart_s", _PAUSE, "any two prompts"),
        "after_close": Key("after_close_s", _PAUSE, "from the end of one prompt to the next"),
        "lull": Key("lull_s", Duration("0s", "5m"), "a prompt waits until you have not typed for this long"),
        "lull_wait": Key("lull_wait_s", Duration("0s", "30m"), "but no longer than this"),
        "repeat_after": Key("repeat_after_s", Duration("10s", "4h"), "asked once more without an answer"),
        "snooze": Key("snooze_s", Duration("10s", "4h"), ""),
        "most_snoozes": Key("most_snoozes", Whole(0, 10), ""),
        "return_within": Key("return_within_s", Duration("0s", "12h"), "missed while away, still offered on return"),
        "range_end": Key("range_end_s", Duration("0s", "4h"), "no new nudge this close to the end of a range"),
        "after_hold": Key("after_hold_s", Duration("0s", "1h"), "after a meeting or pause, before what was held"),
    }),
    "walk": Section("", {
        "at": Key("at", Times(), ""),
        "first_minutes": Key("first_minutes", Whole(1, 120, "minutes"), "with a spasm: begin with"),
        "most_minutes": Key("most_minutes", Whole(1, 120, "minutes"), "and go up to"),
        "steady_first_minutes": Key("steady_first_minutes", Whole(1, 120, "minutes"), "without one: begin with"),
        "steady_most_minutes": Key("steady_most_minutes", Whole(1, 240, "minutes"), "and go up to"),
    }),
    "rest": Section("", {
        "at": Key("at", Times(), ""),
        "minutes": Key("minutes", Whole(1, 60, "minutes"), ""),
    }),
    "stress": Section("", {
        "breathe_at": Key("breathe_at", Times(), ""),
    }),
    "checkin": Section("", {
        "before_end": Key("before_end_s", Duration("0s", "4h"), "before the end of the last range"),
        "week_before_end": Key("week_before_end_s", Duration("0s", "8h"), "the week's look back, on the last day"),
    }),
    "notify": Section("", {
        "desktop": Key("desktop", YesNo(), ""),
        "terminal": Key("terminal", Word("auto", "tmux", "osc", "bell", "off"), "auto | tmux | osc | bell | off"),
        "order": Key("order", Words("dbus", "plyer", "tmux", "osc", "bell"), "the ways to tell you, the first first"),
        "most_a_day": Key("most_a_day", Whole(0, 100), "desktop notifications"),
        "discreet": Key("discreet", YesNo(), "nothing about backs or pain outside the app"),
    }),
    "calendar": Section("", {
        "paths": Key("paths", Places(), ".ics files or vdir folders; busy times hold prompts"),
        "me": Key("me", Places('addresses such as ["you@example.org"]; [] for none'), "what you declined is free"),
    }),
    "app": Section("", {
        "theme": Key("theme", Name(), "auto | coach-dark | coach-light | coach-contrast | coach-16 | one of Textual's"),
    }),
    "keys": Section('such as it-hurts = "h"; coach --bindings prints the names', {}, Key("changed", Name(), "")),
}  # fmt: skip
"""All of config.toml, in the order of the file."""
