"""`coach export`: every record in one file that other programs can read."""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from coach.cli.house import House
from coach.cli.say import complain, say
from coach.errors import NotSaved, WrongUse


@click.command()
@click.option(
    "--json", "file", metavar="[FILE]", is_flag=False, flag_value="-", help="Where to; - or nothing: to the screen."
)
@click.pass_obj
def export(house: House, file: str | None) -> None:
    """All records, of all devices, as JSON: {"format", "v", "records": [{"table", "id", "at", ...}]}."""
    if file is None:
        raise WrongUse("Say in which form: coach export --json FILE.")
    pieces = _pieces(house)
    if file == "-":
        if sys.stdout is not None:
            sys.stdout.writelines(pieces)
    else:
        count = _write(Path(file), pieces)
        say(f"{count} record{'' if count == 1 else 's'} written to {file}.")
    for problem in house.log.problems:
        complain(problem)


def _pieces(house: House) -> Iterator[str]:
    """The document in pieces, one a record, so that ten years need not stand in memory."""
    import json

    import msgspec

    yield '{"format": "back-coach", "v": 1, "records": ['
    first = True
    for record in house.log.stream():
        fields = {"table": record.table, **msgspec.to_builtins(record), "v": record.v}
        yield ("\n" if first else ",\n") + json.dumps(fields)
        first = False
    yield "\n]}\n"


def _write(path: Path, pieces: Iterator[str]) -> int:
    """Put the whole document in place at once, mode 0600, or nothing; how many records it has."""
    temporary: str | None = None
    count = -2
    try:
        handle, temporary = tempfile.mkstemp(prefix=".export-", dir=path.parent)
        with open(handle, "w", encoding="ascii") as opened:
            for piece in pieces:
                opened.write(piece)
                count += 1
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None and os.path.exists(temporary):
            os.unlink(temporary)
        raise NotSaved(f"{path}: not saved: {error.strerror or error}.") from error
    return count
