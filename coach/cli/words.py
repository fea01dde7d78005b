"""The kinds of word a command takes, each refused with one sentence that says what it takes."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from coach.errors import WrongUse

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from coach.cli.house import House


class _Whole(click.ParamType[int]):
    """A whole number between two limits, both taken."""

    name = "number"

    def __init__(self, low: int, high: int) -> None:
        self._low, self._high = low, high

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. Raises WrongUse."""
        text = str(value)
        if text.isascii() and text.isdigit() and len(text) <= 9 and self._low <= int(text) <= self._high:
            return int(text)
        what = "this" if param is None else (param.opts[0] if isinstance(param, click.Option) else "N")
        raise WrongUse(f"{what} is a whole number from {self._low} to {self._high}, not {text!r}.")


class _Text(click.ParamType[str]):
    """Text that can be written down."""

    name = "text"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text. Raises WrongUse for bytes that are no text in the terminal's encoding."""
        text = str(value)
        try:
            text.encode()
        except UnicodeEncodeError:
            raise WrongUse("That text is not in the encoding of your terminal.") from None
        return text


class Known(_Text):
    """Text for which the shell's completion offers these words; others are for the command to refuse."""

    def __init__(self, words: "Callable[[House], Iterable[str]]") -> None:
        self._words = words

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        """Those that begin so."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(word) for word in self._words(ctx.obj) if word.startswith(incomplete)]


def offering(words: Iterable[str]) -> Known:
    """Text for which these words are offered, whoever asks."""
    return Known(lambda _: words)


class _Place(_Text):
    """The name of a file or of a folder, for which the shell's completion offers its own."""

    def __init__(self, sort: str) -> None:
        self._sort = sort

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        """What the shell has."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type=self._sort)]


RATING = _Whole(0, 10)
MINUTES = _Whole(1, 24 * 60)
COUNT = _Whole(1, 1000)
TEXT = _Text()
FILE, FOLDER = _Place("file"), _Place("dir")
ROUTINE = Known(lambda house: house.library.routines)

at_option = click.option("--at", "at_text", metavar="WHEN", type=TEXT, help="HH:MM, yesterday HH:MM, -2h or ISO 8601.")
note_option = click.option("--note", metavar="TEXT", type=TEXT, default="", help="A few words of your own.")
json_option = click.option("--json", "as_json", is_flag=True, help="For programs.")
