"""`coach doctor`: is everything in order, and if not, what is not."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from coach.cli.house import House
from coach.cli.say import say, say_json
from coach.cli.words import json_option
from coach.core.settings import Settings
from coach.errors import CoachError
from coach.notify.channel import Delivery
from coach.presence.board import SourceState

if TYPE_CHECKING:
    from coach.clock import Clock

PACKAGES = ("textual", "apscheduler", "plyer", "tinydb", "click", "filelock", "msgspec", "platformdirs", "tomlkit")
OPTIONAL = ("reportlab", "jeepney", "icalendar", "recurring-ical-events")
SOURCES_WITHIN_S = 3.0
"""How long the sources of presence are waited for."""


class Folder(Struct, frozen=True):
    """A place of ours: octal `mode` when it exists, and what is wrong with it (empty: nothing)."""

    what: str
    path: str
    exists: bool
    mode: str | None
    problem: str


class Shards(Struct, frozen=True):
    """The log: this device's id, the number of monthly files and records of all devices, and what is damaged."""

    device: str
    files: int
    records: int
    problems: tuple[str, ...]


class Report(Struct, frozen=True):
    """All that the doctor looked at."""

    versions: dict[str, str]
    folders: tuple[Folder, ...]
    config: tuple[str, ...]
    log: Shards
    routines: tuple[str, ...]
    sources: tuple[SourceState, ...]
    channels: tuple[Delivery, ...]
    terminal: dict[str, str]


@click.command()
@json_option
@click.pass_obj
def doctor(house: House, as_json: bool) -> None:
    """Versions, folders, the log, and each way of notifying tried for real."""
    report = examine(house)
    if as_json:
        say_json(report)
        return
    say("Versions", *(f"  {name} {version}" for name, version in report.versions.items()))
    say("Folders")
    for folder in report.folders:
        mode = f"mode {folder.mode}" if folder.mode else "not there yet"
        say(f"  {folder.what}: {folder.path}, {mode}{f': {folder.problem}' if folder.problem else ''}")
    say("Settings", *_listed(report.config))
    records, files = counted(report.log.records, "record"), counted(report.log.files, "file")
    say(f"Log: {records} in {files}; this device is {report.log.device or '?'}")
    say(*_listed(report.log.problems))
    say("Routines", *_listed(report.routines))
    say("What this machine tells of you")
    for source in report.sources:
        say(f"  {source.name}: {source.says}")
        if source.hint:
            say(f"    {source.hint}")
    say("Notification, each way tried just now")
    for tried in report.channels:
        said = "delivered" if tried.delivered else "not delivered"
        say(f"  {tried.channel}: {said} in {tried.took_s:.1f} s{f': {tried.detail}' if tried.detail else ''}")
    say("Terminal", *(f"  {name}: {value}" for name, value in report.terminal.items()))


def counted(number: int, what: str) -> str:
    """A number of things: `1 record`, `2 records`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def examine(house: House) -> Report:
    """Look at everything; whatever is broken becomes a sentence in the report."""
    from coach.config import load_or_default
    from coach.notify.channels import try_all

    settings, config = load_or_default(house.paths.config)
    channels = tuple(try_all(settings.notify))
    return Report(
        versions=_versions(),
        folders=tuple(_folders(house)),
        config=tuple(config),
        log=_log(house),
        routines=tuple(str(problem) for problem in house.library.problems),
        sources=_sources(settings),
        channels=channels,
        terminal=_terminal(settings.work.timezone),
    )


def _sources(settings: Settings) -> tuple[SourceState, ...]:
    from coach.clock import SystemClock, zone_named
    from coach.presence.watch import Watch

    calendar = settings.calendar
    clock = SystemClock(zone_named(settings.work.timezone))
    watch = Watch(clock, calendars=lambda: calendar.paths, addresses=lambda: calendar.me)
    watch.start()
    try:
        watch.settled(SOURCES_WITHIN_S)
        return watch.sources()
    finally:
        watch.stop()


def _versions() -> dict[str, str]:
    import platform
    from importlib.metadata import PackageNotFoundError, version

    from coach import __version__

    found = {"back-coach": __version__, "python": platform.python_version(), "system": platform.platform(terse=True)}
    for name in (*PACKAGES, *OPTIONAL):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed" + (" (not needed)" if name in OPTIONAL else "")
    return found


def _folders(house: House) -> list[Folder]:
    paths = house.paths
    own = {"config": paths.config, "log": paths.log, "routines": paths.routines, "state": paths.state}
    return [_folder(what, path) for what, path in own.items()]


def _folder(what: str, path: Path) -> Folder:
    try:
        about = path.stat()
    except FileNotFoundError:
        return Folder(what, str(path), False, None, _not_makable(path))
    except OSError as error:
        return Folder(what, str(path), True, None, f"{error.strerror or error}")
    problems = []
    if path.is_dir() != (what != "config"):
        problems.append("this is not a folder" if what != "config" else "this is not a file")
    if not os.access(path, os.R_OK | (os.X_OK if path.is_dir() else 0)):
        problems.append("you may not read it")
    if not os.access(path, os.W_OK):
        problems.append("you may not write to it")
    if os.name == "posix" and about.st_mode & 0o077 and what in ("log", "state"):
        problems.append(f"others may look into it (chmod go= {path})")
    return Folder(what, str(path), True, f"{about.st_mode & 0o777:04o}", "; ".join(problems))


def _not_makable(path: Path) -> str:
    """Why a place that is not there cannot be made; empty when it can."""
    parent = next((each for each in path.parents if each.exists()), path.parent)
    return "" if os.access(parent, os.W_OK | os.X_OK) else f"it cannot be made: you may not write to {parent}"


def _log(house: House) -> Shards:
    from coach.core.history import everything
    from coach.log.log import Log

    try:
        log = Log(house.paths.log, house.device, _doctor_clock(house).wall, seen=house.log_seen)
        records = len(everything(log.history()))
        return Shards(house.device, sum(1 for _ in log.shards()), records, log.problems)
    except (CoachError, OSError) as error:
        return Shards("", 0, 0, (str(error),))


def _doctor_clock(house: House) -> "Clock":
    """A clock that a faulty config.toml cannot keep from going."""
    try:
        return house.clock
    except CoachError:
        from coach.clock import SystemClock

        return SystemClock()


def _terminal(zone: str) -> dict[str, str]:
    import shutil

    size = shutil.get_terminal_size()
    names = ("TERM", "COLORTERM", "TERM_PROGRAM", "LANG", "LC_ALL", "NO_COLOR", "TMUX", "SSH_CONNECTION")
    facts = {
        "stdin": _kind(sys.stdin),
        "stdout": _kind(sys.stdout),
        "size": f"{size.columns}x{size.lines}",
        "encoding": getattr(sys.stdout, "encoding", None) or "?",
        "timezone": zone,
    }
    return facts | {name: os.environ[name] for name in names if os.environ.get(name)}


def _kind(stream: object) -> str:
    try:
        return "terminal" if stream is not None and stream.isatty() else "not a terminal"  # type: ignore[attr-defined]
    except ValueError:
        return "closed"


def _listed(problems: tuple[str, ...]) -> list[str]:
    return [f"  {problem}" for problem in problems] or ["  in order"]
