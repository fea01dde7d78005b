"""Where shall it lie? Asks for a file, and asks once more before one that is there is replaced."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from coach.tui.screens.card import Card, keys
from coach.tui.widgets.drawn import Line
from coach.tui.widgets.in_order import OneLine

REPLACES = "That file is there already. Enter once more replaces it; or change the name."


class WhereCard(Card[Path]):
    """Asks for the file; the answer is a whole path whose file may be written."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave", show=False, priority=True)]

    def __init__(self, title: str, about: str, offered: Path, refused: Callable[[Path], str]) -> None:
        super().__init__(title)
        self._about, self._offered, self._refused = about, offered, refused
        """`refused` says why a path will not do, nothing when it will."""
        self._asked: Path | None = None

    def compose_body(self) -> ComposeResult:
        """What is written, and the name of the file."""
        yield Line(self._about, classes="quiet")
        yield OneLine(str(self._offered), id="where", select_on_focus=False)
        yield Line("", id="where-said")

    def on_mount(self) -> None:
        """The name stands ready to be changed."""
        name = self.query_one(Input)
        name.focus()
        name.cursor_position = 0
        self.call_after_refresh(name.action_end)  # of a long path its end is what matters

    def keys_row(self) -> Content:
        """Enter writes it."""
        return keys(("enter", "write it", "screen.write"), ("esc", "leave", "screen.leave"))

    @on(Input.Changed)
    def _changed(self) -> None:
        self._asked = None
        self.query_one("#where-said", Line).show("")

    @on(Input.Submitted)
    def action_write(self) -> None:
        """That is the file, unless it will not do or is there already."""
        text = self.query_one(Input).value.strip()
        try:
            path = Path(text).expanduser().absolute()
        except RuntimeError:
            self._say("There is no such user.")
            return
        refusal = "Write the name of a file." if not text else self._refused(path) or _cannot(path)
        if refusal:
            self._say(refusal)
        elif path != self._asked and _exists(path):
            self._asked = path
            self._say(REPLACES)
        else:
            self.dismiss(path)

    def _say(self, words: str) -> None:
        self.query_one("#where-said", Line).show(Content.styled(f"! {words}", "bold $text-warning"))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _cannot(path: Path) -> str:
    try:
        if path.is_dir():
            return "That is a folder; name a file in it."
        if not path.parent.is_dir():
            return f"The folder {path.parent} does not exist."
    except (OSError, ValueError) as error:  # a name too long, or with a zero byte
        return f"That name cannot be used: {getattr(error, 'strerror', None) or error}."
    return ""
