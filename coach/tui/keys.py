"""The keys that the user changed: looked at once, every clash and slip named in one sentence, the rest put in force."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from textual.keys import Keys, _character_to_key

from coach.tui.commands import ALL, EVERYWHERE, PROMPT_COMMANDS, SESSION_COMMANDS, Command, written

RESERVED = {
    "ctrl+q": "closes the coach", "ctrl+c": "closes the coach", "ctrl+p": "opens the palette",
    "tab": "moves the focus", "shift+tab": "moves the focus", "escape": "leaves a card",
}  # fmt: skip
"""Keys that stay as they are, and what they do."""

_NAMED = {key.value for key in Keys}
Scope = Sequence[type[Command]]
"""Commands that share a screen: no two of them may have a key in common."""


def scopes() -> tuple[Scope, ...]:
    """The commands of each place, and those of a session."""
    from coach.tui.screens.log import LogPlace
    from coach.tui.screens.routines import RoutinesPlace
    from coach.tui.screens.settings import SettingsPlace
    from coach.tui.screens.today import TodayPlace
    from coach.tui.screens.week import WeekPlace

    places = (TodayPlace, LogPlace, WeekPlace, RoutinesPlace, SettingsPlace)
    return (*((*place.own, *EVERYWHERE, *PROMPT_COMMANDS) for place in places), SESSION_COMMANDS)


def keymap(changed: Iterable[tuple[str, str]], within: Sequence[Scope]) -> tuple[dict[str, str], list[str]]:
    """The changes that can be made, keys by slug, and a sentence for each that cannot.

    `changed` are (command's name, its keys divided by commas) as config.toml has them. Where two commands of one
    screen would have the same key, the changed one keeps ours.
    """
    names = {command.name(): command for command in ALL.values()}
    wanted: dict[str, str] = {}
    problems: list[str] = []
    for name, text in changed:
        command = names.get(name)
        if command is None:
            near = get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]}?" if near else "coach --bindings lists them."
            problems.append(f"config.toml, [keys]: there is no command called {name}; {hint}")
            continue
        keys = [_named(key) for key in ([text] if text == "," else text.split(","))]
        wrong = next((key for key in keys if key not in _NAMED and not _plain(key)), None)
        taken = next((key for key in keys if key in RESERVED and key not in command.keys.split(",")), None)
        if wrong is not None:
            problems.append(f'config.toml, [keys]: {name} = "{text}" is not a key; write "h", "f5" or "ctrl+t".')
        elif taken is not None:
            problems.append(f"config.toml, [keys]: {taken} {RESERVED[taken]}, so {name} keeps {command.keys}.")
        else:
            wanted[command.slug()] = ",".join(keys)
    while (clash := _first_clash(wanted, within)) is not None:
        key, loser, other = clash
        del wanted[loser.slug()]
        problems.append(
            f"config.toml, [keys]: {loser.name()} and {other.name()} cannot both be on {written(key)}; "
            f"{loser.name()} keeps {written(loser.keys.split(',')[0])}."
        )
    return wanted, problems


def bindings_table(changed: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(keys as people write them, name, what it does) of every command, in the order of the help."""
    rows = []
    for command in ALL.values():
        keys = changed.get(command.slug(), command.keys)
        rows.append((" ".join(written(key) for key in keys.split(",")), command.name(), command.help_row()))
    return rows


def _first_clash(wanted: Mapping[str, str], within: Sequence[Scope]) -> tuple[str, type[Command], type[Command]] | None:
    """The first key that two commands of a screen share, the changed one of them first."""
    for scope in within:
        holder: dict[str, type[Command]] = {}
        for command in scope:
            for key in wanted.get(command.slug(), command.keys).split(","):
                other = holder.setdefault(key, command)
                if other is not command and command.slug() in wanted:
                    return key, command, other
                if other is not command and other.slug() in wanted:
                    return key, other, command
    return None


def _named(key: str) -> str:
    key = key.strip()
    return _character_to_key(key) if len(key) == 1 else key.lower()


def _plain(key: str) -> bool:
    """Whether it is a key that a terminal can send: a character, or one with a modifier before it."""
    *modifiers, last = key.split("+")
    known = all(modifier in ("ctrl", "alt", "shift", "super") for modifier in modifiers)
    return known and (len(last) == 1 or last in _NAMED or (not modifiers and _is_character(last)))


def _is_character(name: str) -> bool:
    return any(_character_to_key(chr(code)) == name for code in range(33, 127))
