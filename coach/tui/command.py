"""What a command is: the message that is sent when its key is pressed, its hint clicked or its palette entry chosen."""

import re
from collections.abc import Mapping
from typing import ClassVar

from textual.binding import Binding
from textual.message import Message


class Command(Message):
    """One thing the user can do; the subclass's docstring is its row in the help."""

    keys: ClassVar[str] = ""
    """Key names as Textual writes them, the first one shown."""
    shown: ClassVar[str] = ""
    """How the key is written for people, when its name is not that."""
    title: ClassVar[str] = ""
    """The palette entry."""
    hint: ClassVar[str] = ""
    """Two or three words in the hint row; none there when empty."""
    needs: ClassVar[str] = ""
    """What must be the case: `spasm` (one is open), `prompt` (one waits), `concern` (one is shown)."""
    otherwise: ClassVar[str] = ""
    """What is said when that is not the case; a key without it has no meaning then."""
    opens_card: ClassVar[bool] = False
    """Whether it opens a card or a session that takes the next key, so that what is typed ahead waits for it."""
    changed: ClassVar[Mapping[str, str]] = {}
    """Keys that the user set in config.toml, by slug; `coach.tui.keys` has looked at them."""

    @classmethod
    def slug(cls) -> str:
        """The name by which bindings and links call it."""
        return cls.__name__

    @classmethod
    def name(cls) -> str:
        """The name by which config.toml calls it, such as it-hurts."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", cls.__name__).lower()

    @classmethod
    def keys_now(cls) -> str:
        """Its keys: the user's, else ours."""
        return Command.changed.get(cls.slug(), cls.keys)

    @classmethod
    def key_shown(cls) -> str:
        """The key as people write it."""
        key = Command.changed.get(cls.slug())
        return written(key.split(",")[0]) if key else cls.shown or cls.keys.split(",")[0]

    @classmethod
    def help_row(cls) -> str:
        """One sentence on what it does."""
        return " ".join((cls.__doc__ or cls.title).split())

    @classmethod
    def action(cls) -> str:
        """The action that sends it."""
        return f"app.command('{cls.slug()}')"

    @classmethod
    def binding(cls) -> Binding:
        """Its key."""
        return Binding(cls.keys, cls.action(), cls.title, show=False, id=cls.slug())


_WRITTEN = {
    "question_mark": "?", "left": "←", "right": "→", "up": "↑", "down": "↓", "delete": "del", "pageup": "pgup",
    "pagedown": "pgdn", "slash": "/", "comma": ",", "full_stop": ".", "plus": "+", "minus": "-",
    "exclamation_mark": "!",
}  # fmt: skip


def written(key: str) -> str:
    """A key's name as people write it."""
    return _WRITTEN.get(key, key)
