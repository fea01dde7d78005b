"""`coach export` and `coach import`: the whole log as files for other programs, and back without loss."""

import json
import sys
from pathlib import Path

import click

from coach.cli.house import House
from coach.cli.say import complain, say
from coach.cli.words import FILE, FOLDER, TEXT
from coach.errors import CoachError, NotSaved, WrongUse


@click.command()
@click.option("--csv", "folder", metavar="DIR", type=FOLDER, help="A file a kind of record, for a spreadsheet.")
@click.option(
    "--json",
    "file",
    metavar="[FILE]",
    type=FILE,
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
    if folder == "-":
        raise WrongUse("CSV is several files: name a folder for them.")
    if "" in (folder, file):
        raise WrongUse("Say where to write it: the name is empty.")
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
        if problem not in house.mended:  # said at the end of every command
            complain(problem)


def _escaped(char: str) -> str:
    """A character as JSON in ASCII has it: no terminal can fail on it, or obey it."""
    return json.dumps(char)[1:-1]


@click.command("import")
@click.argument("file", metavar="FILE", type=FILE)
@click.option(
    "--columns",
    metavar="MAP",
    type=TEXT,
    help="FILE is a pain diary as CSV: which column is what, such as at=Date,pain=Score,note=Comment; time= if apart.",
)
@click.option("--date-format", metavar="FORMAT", type=TEXT, help="How the diary writes dates, such as %d.%m.%Y.")
@click.option(
    "--skip-bad", is_flag=True, help="Leave out the diary's rows that cannot be used, instead of importing none."
)
@click.pass_obj
def import_(house: House, file: str, columns: str | None, date_format: str | None, skip_bad: bool) -> None:
    """Records from an export or a diary, those that the log does not have yet; - reads from a pipe."""
    from coach.log.restore import MOST_IMPORT_BYTES, import_json

    if columns is None and (date_format is not None or skip_bad):
        raise WrongUse("--date-format and --skip-bad are for a diary: say with --columns which column is what.")
    if not file:
        raise WrongUse("Say which file to read: the name is empty.")
    try:
        if file == "-":
            data = sys.stdin.buffer.read(MOST_IMPORT_BYTES + 1)
        else:
            with open(file, "rb") as opened:
                data = opened.read(MOST_IMPORT_BYTES + 1)
    except OSError as error:
        raise CoachError(f"{file}: cannot be read: {error.strerror or error}.") from error
    house.settings  # noqa: B018  a config that cannot be used is said before anything is written
    if columns is not None:
        _import_diary(house, data, columns, date_format, skip_bad)
        return
    try:
        say(import_json(house.log, data).said)
    except WrongUse as error:
        if not file.lower().endswith((".csv", ".tsv", ".txt")):
            raise
        from coach.log.diary import header_of

        names = ", ".join(header_of(data)[:20]) or "none that can be read"
        raise WrongUse(
            f"{error} For a diary say which column is what, such as --columns at=Date,pain=Score; it has: {names}."
        ) from error


def _import_diary(house: House, data: bytes, columns: str, date_format: str | None, skip_bad: bool) -> None:
    from coach.log.diary import faults_said, import_diary, lines_said, read_columns, read_diary
    from coach.log.restore import already_there

    diary = read_diary(data, read_columns(columns), house.now, house.zone, date_format)
    for sentence in faults_said(diary.faults):
        complain(sentence)
    bad, rows = len(diary.faults), len(diary.faults) + len(diary.entries)
    if bad and (not skip_bad or not diary.entries):
        hint = " --skip-bad leaves these out." if diary.entries else ""
        raise WrongUse(f"Nothing was imported: {bad} of {rows} rows cannot be used.{hint}")
    added = import_diary(house.log, diary)
    left = f"; {bad} {'row was' if bad == 1 else 'rows were'} left out" if bad else ""
    say(f"Imported {added} of {rows} rows; {already_there(len(diary.entries) - added)}{left}.")
    if diary.rounded:
        say(f"Rounded to whole numbers: lines {lines_said(list(diary.rounded))}.")
    if added:
        say("coach undo takes the whole import back.")
