"""Every setting as a field that a person can fill in: its words, what may stand there, and what was typed, read."""

from collections.abc import Iterator
from pathlib import Path

from coach.config import settings_with
from coach.config.keys import SECTIONS, Key
from coach.config.values import Days, Places, Spans, Times, Whole, Word, Words, YesNo
from coach.core.settings import Settings
from coach.errors import WrongConfig

ON_OFF = {True: "on", False: "off"}
_LISTS = (Days, Spans, Times, Places, Words)


class Field:
    """One key of config.toml."""

    def __init__(self, section: str, key: str, rule: Key) -> None:
        self.section, self.key, self._rule = section, key, rule

    @property
    def id(self) -> str:
        """Its name in the file, as `work-hours`."""
        return f"{self.section}-{self.key}"

    @property
    def name(self) -> str:
        """What it is called: its key in words."""
        return self.key.replace("_", " ")

    @property
    def title(self) -> str:
        """Section and name, for a card."""
        return f"{self.section.capitalize()}: {self.name}"

    @property
    def about(self) -> str:
        """What it is for."""
        return self._rule.about or ABOUT.get(self.id, "")

    @property
    def allowed(self) -> str:
        """What may stand there, in the words of one who types it here."""
        value = self._rule.value
        if isinstance(value, YesNo):
            return "on or off"
        if isinstance(value, Words):
            return f"some of {' '.join(value.words)}, each once, the first first"
        words = TYPED.get(self.id) or TYPED.get(type(value).__name__)
        return words or value.allowed.replace("in quotes ", "").replace('"', "")

    def choices(self, themes: tuple[str, ...]) -> tuple[str, ...]:
        """All that may stand there, where that is a short list."""
        if isinstance(self._rule.value, YesNo):
            return tuple(ON_OFF.values())
        if isinstance(self._rule.value, Word):
            return self._rule.value.words
        return ("auto", *themes) if self.id == "app-theme" else ()

    def text(self, settings: Settings) -> str:
        """What stands there now, as one types it."""
        raw = self._rule.value.show(self._now(settings))
        if isinstance(self._rule.value, YesNo):
            return ON_OFF[raw == "true"]
        return raw.strip("[]").replace('"', "") if isinstance(self._rule.value, _LISTS) else raw.strip('"')

    def is_default(self, settings: Settings) -> bool:
        """Whether it is as we have it."""
        return self._now(settings) == self._now(Settings())

    def raw(self, typed: str) -> object:
        """What was typed as the file has it."""
        typed = typed.strip()
        value = self._rule.value
        if isinstance(value, _LISTS):
            parts = typed.split(",") if isinstance(value, Places) else typed.replace(",", " ").split()
            return [part.strip() for part in parts if part.strip()]
        if isinstance(value, Whole):
            return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else typed
        if isinstance(value, YesNo):
            return {word: truth for truth, word in ON_OFF.items()}.get(typed, typed)
        return typed

    def tried(self, path: Path, typed: str) -> Settings | str:
        """The settings as they would be with this, or the one sentence that says why it cannot be."""
        try:
            self._rule.value.read(self.raw(typed))
        except ValueError:
            return f"Write {self.allowed}."
        try:
            return settings_with(path, self.section, self.key, self.raw(typed))
        except WrongConfig as error:
            return str(error)

    def _now(self, settings: Settings) -> object:
        return getattr(getattr(settings, self.section), self._rule.field)


ABOUT = {
    "work-days": "the days on which you are at your desk",
    "posture-break_length": "how long a break is, where its routine does not say",
    "prompts-snooze": "after Snooze, asked again",
    "prompts-most_snoozes": "how often a prompt can be snoozed",
    "walk-at": "when a walk is offered",
    "rest-at": "when a rest is offered, while the back needs it",
    "rest-minutes": "how long a rest is",
    "stress-breathe_at": "when slow breathing is offered",
    "notify-desktop": "prompts on the desktop too",
    "notify-terminal": "where the desktop cannot show one",
    "app-theme": "auto follows the terminal; ours are coach-dark, -light, -contrast, -16",
}
"""What a key is for, where config.toml says nothing because its name does."""
TYPED = {
    "Days": "one or more of mon tue wed thu fri sat sun",
    "Spans": "one or more ranges that do not overlap, such as 09:00-12:30, 13:15-17:30",
    "Times": "times of day such as 10:00, 16:00; nothing for none",
    "Places": "files or folders divided by commas, such as ~/work.ics; nothing for none",
    "Name": "a name",
    "calendar-me": "addresses divided by commas, such as you@example.org; nothing for none",
}
"""What may stand in a list, without the brackets and quotes of the file."""


def fields() -> Iterator[Field]:
    """All of them, in the order of the file; keys of the keyboard are changed in the file."""
    for name, section in SECTIONS.items():
        for key, rule in section.keys.items():
            yield Field(name, key, rule)
