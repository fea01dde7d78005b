"""The hint row and the row of places: keys and what they do, each of them clickable."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from textual.content import Content

from coach.tui.commands import PLACES, Command, Help
from coach.tui.widgets.drawn import Draw, Drawn, link, spread


def hint(command: type[Command], label: str | None = None, on: bool = True) -> Content:
    """A key and its word; a dot in place of a key that does not act yet."""
    key_style, word_style = ("bold $text-accent", "$foreground") if on else ("$foreground-muted", "$foreground-muted")
    key = command.key_shown()
    return Content.assemble(
        link(key if on else "·" * len(key), command.action(), key_style),
        link(f" {label or command.hint}", command.action(), word_style),
    )


def hint_row(commands: Iterable[type[Command]], width: int, last: str = "? all") -> Content:
    """As many hints as there is room for, and at the right end how to see all of them."""
    tail = link(last, Help.action(), "bold $text-accent") if last else Content("")
    room = width - tail.cell_length - 2
    row = Content("")
    for command in commands:
        if not command.hint:
            continue
        piece = Content.assemble("  " if row.plain else " ", hint(command))
        if row.cell_length + piece.cell_length > room:
            break
        row = Content.assemble(row, piece)
    return spread(row, Content.assemble(tail, " "), width)


class Hints(Drawn):
    """The last row of a screen."""

    DEFAULT_CSS = "Hints { dock: bottom; height: 1; background: $panel; }"

    def show_commands(self, commands: Sequence[type[Command]], last: str = "? all") -> None:
        """Show these."""
        of = (tuple(commands), last, tuple(Command.changed.items()))
        self.set_draw(lambda width: hint_row(commands, width, last), of)


def draw_places(here: str, place: str, now: datetime) -> Draw:
    """The five places, the one we are in marked by brackets and weight, and where and when it is."""

    def draw(width: int) -> Content:
        parts = []
        for mode, command in PLACES.items():
            text = f"{command.key_shown()} {command.title}"
            current = mode == here
            label = f"[{text}]" if current else f" {text} "
            parts.append(link(label, command.action(), "bold $text-primary" if current else "$foreground-muted"))
        row = Content("").join(parts)
        clock = f"{place}  {now:%a} {now.day} {now:%b %H:%M} " if width >= 76 else f"{now:%H:%M} "
        if row.cell_length + len(clock) + 1 > width:
            row = Content("").join(
                link(
                    f"[{command.key_shown()} {command.title}]" if mode == here else f" {command.key_shown()} ",
                    command.action(),
                    "bold $text-primary" if mode == here else "$foreground-muted",
                )
                for mode, command in PLACES.items()
            )
        return spread(row, Content.styled(clock, "$foreground-muted"), width)

    return draw


class PlaceBar(Drawn):
    """The first row: where we are, and what time it is."""

    DEFAULT_CSS = "PlaceBar { dock: top; height: 1; background: $panel; }"
