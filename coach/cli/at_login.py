"""`coach open`: the app; with `--at-login`, prompts from every login on, by the machine's own means, and off again."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import click
from msgspec import Struct

from coach.cli.house import House
from coach.cli.say import say
from coach.errors import CoachError

NAME = "back-coach"
ASKS_WITHIN_S = 5.0
"""Seconds that systemctl or launchctl is waited for."""

Means = Literal["systemd", "xdg", "launchd", "windows"]


class Place(Struct, frozen=True):
    """Where one of the means keeps its file, and what stands in it."""

    means: Means
    file: Path
    text: str


@click.command("open")
@click.option("--at-login", type=click.Choice(("on", "off")), help="Prompt from every login on (coach remind), or not.")
@click.pass_context
def open_(ctx: click.Context, at_login: str | None) -> None:
    """Open the app. With --at-login, change what happens at login instead, and open nothing."""
    house: House = ctx.obj
    if at_login is None:
        from coach.cli.open import open_app

        ctx.exit(open_app(house))
    here = places(sys.platform, os.environ, Path.home(), remind_words(), login_target())
    if at_login == "off":
        gone = [place for place in here if switch_off(place)]
        say(*(f"Removed {place.file}." for place in gone) if gone else ("Nothing of the coach starts at login.",))
        return
    place = next(place for place in here if usable(place))
    switch_on(place)
    say(f"From the next login on the coach reminds you, also before the app is open: {place.file}")
    say("coach open --at-login off takes it away again.")


def remind_words() -> tuple[str, ...]:
    """How this very coach is started, by its absolute path, so that no PATH is needed at login."""
    program = shutil.which("coach", path=os.path.dirname(sys.executable)) or shutil.which("coach")
    return (program, "remind") if program else (sys.executable, "-m", "coach", "remind")


def places(
    platform: str, environ: Mapping[str, str], home: Path, words: tuple[str, ...], target: str = "default.target"
) -> list[Place]:
    """The means that this platform has, the best first. `target`: what systemd starts it with."""
    folder = environ.get("COACH_HOME")
    chosen = {} if not folder else {"COACH_HOME": str(Path(folder).expanduser().absolute())}
    if platform == "darwin":
        return [Place("launchd", home / "Library/LaunchAgents/org.back-coach.remind.plist", _plist(words, chosen))]
    if platform == "win32":
        start = Path(environ.get("APPDATA") or home / "AppData/Roaming")
        file = start / "Microsoft/Windows/Start Menu/Programs/Startup" / f"{NAME}.vbs"
        return [Place("windows", file, _script(words, chosen))]
    config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    return [
        Place("systemd", config / "systemd/user" / f"{NAME}.service", _unit(words, chosen, target)),
        Place("xdg", config / "autostart" / f"{NAME}.desktop", _entry(words, chosen)),
    ]


def usable(place: Place) -> bool:
    """Whether that means is there: for systemd, one that manages this user's services now."""
    if place.means != "systemd":
        return True
    return shutil.which("systemctl") is not None and _ran("systemctl", "--user", "show-environment")


def switch_on(place: Place) -> None:
    """Write its file and switch it on. Raises CoachError, with nothing left behind."""
    try:
        place.file.parent.mkdir(parents=True, exist_ok=True)
        place.file.write_text(place.text, encoding="utf-8")
    except OSError as error:
        raise CoachError(f"{place.file}: {error.strerror or error}.") from error
    if place.means == "systemd" and not (
        _ran("systemctl", "--user", "daemon-reload") and _ran("systemctl", "--user", "enable", place.file.name)
    ):
        place.file.unlink(missing_ok=True)
        raise CoachError("systemctl --user enable failed, so nothing was changed.")


def switch_off(place: Place) -> bool:
    """Take it away, and whether it was there. What runs now goes on until it is ended. Raises CoachError."""
    if not place.file.exists():
        return False
    if place.means == "systemd" and usable(place):
        _ran("systemctl", "--user", "disable", place.file.name)
    try:
        for wanted in place.file.parent.glob(f"*.wants/{place.file.name}"):  # before they point nowhere
            wanted.unlink()
        place.file.unlink()
    except OSError as error:
        raise CoachError(f"{place.file}: {error.strerror or error}.") from error
    return True


def _ran(*words: str) -> bool:
    try:
        return subprocess.run(words, capture_output=True, timeout=ASKS_WITHIN_S).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def login_target() -> str:
    """The desktop's own target where this desktop has one running, for its environment is there; else any login."""
    graphical = "graphical-session.target"
    return graphical if _ran("systemctl", "--user", "is-active", graphical) else "default.target"


def _unit(words: tuple[str, ...], chosen: Mapping[str, str], target: str) -> str:
    program, *rest = words
    command = " ".join([_unit_word(program, dollar="$"), *map(_unit_word, rest)])  # no variables in the program's name
    lines = "".join(f"Environment={_unit_word(f'{name}={value}', dollar='$')}\n" for name, value in chosen.items())
    with_desktop = f"PartOf={target}\nAfter={target}\n" if target != "default.target" else ""
    return (
        f"[Unit]\nDescription=Prompts of the coach\n{with_desktop}\n"
        f"[Service]\nExecStart={command}\n{lines}Restart=on-failure\nRestartSec=10\n\n"
        f"[Install]\nWantedBy={target}\n"
    )


def _unit_word(word: str, dollar: str = "$$") -> str:
    """A word as systemd.syntax(7) reads it back."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", dollar)
    return f'"{plain}"'


def _entry(words: tuple[str, ...], chosen: Mapping[str, str]) -> str:
    env = ("env", *(f"{name}={value}" for name, value in chosen.items())) if chosen else ()
    command = " ".join(_entry_word(word) for word in (*env, *words))
    return f"[Desktop Entry]\nType=Application\nName=Coach\nExec={command}\nTerminal=false\nNoDisplay=true\n"


def _entry_word(word: str) -> str:
    """A word as the Desktop Entry Specification quotes it in Exec: once for the quotes, once for the string."""
    quoted = "".join(f"\\{char}" if char in '"`$\\' else char for char in word).replace("\\", "\\\\")
    return f'"{quoted}"'.replace("%", "%%")


def _plist(words: tuple[str, ...], chosen: Mapping[str, str]) -> str:
    import plistlib

    content: dict[str, object] = {"Label": "org.back-coach.remind", "ProgramArguments": list(words), "RunAtLoad": True}
    if chosen:
        content["EnvironmentVariables"] = dict(chosen)
    return plistlib.dumps(content).decode()


def _script(words: tuple[str, ...], chosen: Mapping[str, str]) -> str:
    """A script for the start-up folder that opens no console window."""

    def text(value: str) -> str:
        return '"' + value.replace('"', '""') + '"'

    lines = ['Set shell = CreateObject("WScript.Shell")']
    lines += [f"shell.Environment({text('Process')})({text(name)}) = {text(value)}" for name, value in chosen.items()]
    lines.append(f"shell.Run {text(subprocess.list2cmdline(words))}, 0, False")
    return "\r\n".join(lines) + "\r\n"
