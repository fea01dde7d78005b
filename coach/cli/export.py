"""`coach export` and `coach import`: the whole log as files for other programs, and back without loss."""

import json
import sys
from pathlib import Path

import click

from coach.cli.house import House
from coach.cli.say import complain, say
from coach.cli.words import TEXT
from coach.errors import CoachError, NotSaved, WrongUse


@click.command()
@click.option("--csv", "folder", metavar="DIR", type=TEXT, help="A file a kind of record, for a spreadsheet.")
@click.option(
    "--json",
    "file",
    metavar="[FILE]",
    type=TEXT,
    is_flag=False,
    flag_value="-",
    help="All of it in one file, for coach import and other programs; without FILE to the screen.",
)
@click.pass_obj
def export(house: House, folder: str | None, file: str | None) -> None:
    """All records of all devices, as files that only you can read."""
    from coach.log.export import export_json, write_csv
    from coach.log.files import write_durably

    if (folder is None) == (file is None):
        raise WrongUse("Say in which form: coach export --json FILE, or coach export --csv DIR.")
    try:
        if folder is not None:
            written = write_csv(house.log, Path(folder))
            say(f"{len(written)} files written to {folder}.")
        elif file in ("-", None):
            if sys.stdout is not None:
                text = export_json(house.log).decode()
                sys.stdout.write("".join(char if char < "\x7f" else _escaped(char) for char in text))
        else:
            write_durably(Path(file), export_json(house.log))
            say(f"Written to {file}.")
    except OSError as error:
        raise NotSaved(f"{folder or file}: not written: {error.strerror or error}.") from error
    for problem in house.log.problems:
        complain(problem)


def _escaped(char: str) -> str:
    """A character as JSON in ASCII has it: no terminal can fail on it, or obey it."""
    return json.dumps(char)[1:-1]


@click.command("import")
@click.argument("file", metavar="FILE", type=TEXT)
@click.pass_obj
def import_(house: House, file: str) -> None:
    """Records from an export, those that the log does not have yet; - reads from the keyboard or a pipe."""
    from coach.log.restore import MOST_IMPORT_BYTES, import_json

    try:
        if file == "-":
            data = sys.stdin.buffer.read(MOST_IMPORT_BYTES + 1)
        else:
            with open(file, "rb") as opened:
                data = opened.read(MOST_IMPORT_BYTES + 1)
    except OSError as error:
        raise CoachError(f"{file}: cannot be read: {error.strerror or error}.") from error
    house.settings  # noqa: B018  a config that cannot be used is said before anything is written
    say(import_json(house.log, data).said)
