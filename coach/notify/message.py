"""What a notification says, and how its words are made safe for the channel that carries them."""

import unicodedata

from msgspec import Struct
from msgspec.structs import replace

from coach.core.records import Kind

APP_NAME = "Coach"
"""The sender's name on the desktop, and the title of a message that has none."""

ANSWERS: tuple[tuple[str, str], ...] = (("start", "Start"), ("snooze", "Snooze"), ("skip", "Skip"))
"""The buttons of a prompt: the answer as the conductor knows it, and the word on the button."""

NO_BODY = "There is something for you in the coach."
"""Said when a message has no text: some desktops refuse an empty one."""

TITLE_UNITS = 60
BODY_UNITS = 250
"""Most UTF-16 units of title and text, the shortest any channel takes: Windows cuts at 63 and 255, where plyer
raises in a hidden thread."""

_KEPT_FORMATS = "\u200c\u200d"  # joiners: Persian and Indic words need them
_WIDE_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_EN_DASH = "\N{EN DASH}"
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


class Message(Struct, frozen=True):
    """One notification. `low` is low urgency (shifts); `kind` the kind of prompt, None for a test message.

    With a `prompt_id` it has the buttons of `ANSWERS` where the channel can show them, replaces an earlier
    notification of the same prompt, and can be taken back. `sound` asks for a sound hint (the end of a walk).
    """

    title: str
    body: str
    low: bool = False
    kind: Kind | None = None
    prompt_id: str = ""
    sound: bool = False


TEST_MESSAGE = Message("Coach is here", "This is how a prompt looks. Nothing to do.")
"""What `coach doctor` and the first start send."""


def flatten(text: str) -> str:
    """`text` on one line: no control, direction-changing or unencodable characters, single spaces, no blank ends."""
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if category in ("Cc", "Zl", "Zp", "Zs"):
            kept.append(" ")
        elif category[0] != "C" or char in _KEPT_FORMATS:
            kept.append(char)
    return " ".join("".join(kept).split())


def clip(text: str, most_units: int) -> str:
    """`text` in at most `most_units` UTF-16 units, with an ellipsis where it was cut, at a space when one is near."""
    if _units(text) <= most_units:
        return text
    room = most_units - 1
    used = 0
    cut = 0
    for char in text:
        used += _units(char)
        if used > room:
            break
        cut += 1
    head = text[:cut]
    space = head.rfind(" ")
    if space >= cut - 20 and space > 0 and not text[cut].isspace():
        head = head[:space]
    return head.rstrip(" \u200c\u200d") + _ELLIPSIS


def safe(message: Message, title_units: int = TITLE_UNITS, body_units: int = BODY_UNITS) -> Message:
    """`message` with title and text flattened, clipped, never empty and never beginning with a hyphen.

    A leading hyphen would be read as an option by the programs that carry the message, so it becomes a dash.
    """
    title = clip(_no_option(flatten(message.title)), title_units) or APP_NAME
    body = clip(_no_option(flatten(message.body)), body_units) or NO_BODY
    return replace(message, title=title, body=body)


def escape(text: str) -> str:
    """`text` for a desktop that reads its notifications as markup: `&`, `<` and `>` written out."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def one_line(message: Message) -> str:
    """Title and text as one line for a terminal, without the characters that shift columns in tmux."""
    clean = safe(message)
    joined = f"{clean.title}: {clean.body}" if message.body.strip() else clean.title
    return "".join(char for char in joined if char not in _WIDE_JOINERS)


def _units(text: str) -> int:
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def _no_option(text: str) -> str:
    bare = text.lstrip("-")
    return text if len(bare) == len(text) else _EN_DASH * (len(text) - len(bare)) + bare
