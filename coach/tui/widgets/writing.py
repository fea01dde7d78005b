"""Fields to write in: a line, or several; what was typed is handed over by Enter."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from coach.tui.plain import as_text
from coach.tui.widgets.in_order import InOrder


class Writing(TextArea, InOrder):
    """Words of the user. Enter hands them over, ctrl+j begins a new line, escape leaves them."""

    DEFAULT_CSS = """
    Writing {
        height: auto; min-height: 1; max-height: 6; border: none; border-left: outer $primary; padding: 0 1;
        background: $boost; scrollbar-size-vertical: 1;
        &:focus { border: none; border-left: outer $primary; }
        & .text-area--cursor-line { background: $boost; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "hand_over", show=False, priority=True),
        Binding("ctrl+j,shift+enter,alt+enter", "new_line", show=False, priority=True),
        Binding("escape", "let_be", show=False, priority=True),
    ]

    @dataclass
    class Told(Message):
        """The words are ready."""

        words: str
        """What was typed; what was there before, as it was, when nothing was changed."""

    @dataclass
    class LetBe(Message):
        """Nothing is to be changed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        self._before = self._shown_first = ""
        self.one_line = False
        """Whether a new line has no place here."""

    def begin(self, words: str, *, one_line: bool = False) -> None:
        """Start from these words."""
        self.one_line = one_line
        self._before, self._shown_first = words, as_text(words)
        self.load_text(self._shown_first)
        self.move_cursor(self.document.end)

    def action_hand_over(self) -> None:
        """The words are ready, once the letters that were typed before are among them."""
        self.call_later(self._tell)

    def _tell(self) -> None:
        unchanged = self.text == self._shown_first
        self.post_message(self.Told(self._before if unchanged else self.text))

    def action_new_line(self) -> None:
        """A new line, where it has a place."""
        if not self.one_line:
            self.call_later(self.insert, "\n")

    def action_let_be(self) -> None:
        """Leave the words as they were."""
        self.post_message(self.LetBe())

    async def _on_paste(self, event: events.Paste) -> None:
        """Pasted words are words too: nothing in them steers the terminal. The area itself puts them in after this."""
        text = as_text(event.text)
        event.text = text.replace("\n", " ") if self.one_line else text
