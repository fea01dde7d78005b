"""Text of users, files and other devices on its way out: the one list of the characters that would steer what shows it.

Each way out says how it stands in for them: a dot on the screen, an escape on the command line, a blank in a sentence
of ours, a replacement character on a page. Nothing here touches what is kept in the log.
"""

import re

STEERING = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 and C1: escape and bell among them; tab and line ends are the caller's
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # turn the direction of writing (Unicode Bidirectional Algorithm)
    "\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff"  # show nothing and take no room; the joiners of scripts are not here
    "\ufff9-\ufffb\U000e0000-\U000e007f"  # interlinear notes and tags: words that nobody sees
    "\ud800-\udfff"  # half characters, which no encoding takes
)
"""As the inside of a character class of `re`."""
_STEERING = re.compile(f"[{STEERING}]")
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029\x85\x0b\x0c]")


def marked(text: str, mark: str) -> str:
    """The text in its lines, each end a newline; `mark` stands for each character that would steer."""
    return _STEERING.sub(mark, _LINE_ENDS.sub("\n", text))


def one_line(text: str, mark: str = " ") -> str:
    """A sentence's worth: tabs and line ends are blanks, and `mark` stands for all that a terminal may not print.

    That is more than what steers: characters that Unicode has not given out, joiners, blanks of other widths.
    """
    flat = _LINE_ENDS.sub("\n", text).replace("\n", " ").replace("\t", " ")
    return flat if flat.isprintable() else "".join(char if char.isprintable() else mark for char in flat)


def spelled(text: str) -> str:
    r"""On one line, each character that would steer spelled out as Python does: `\x1b`, `\u202e`."""
    return _STEERING.sub(_escape, _LINE_ENDS.sub(" ", text).replace("\n", " ").replace("\t", " "))


def steers(text: str) -> bool:
    """Whether any of it would steer."""
    return _STEERING.search(text) is not None


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
