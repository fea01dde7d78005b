"""`coach undo`, `edit` and `delete`: what was written down can be put right."""

import click

from coach.cli.house import House
from coach.cli.say import say
from coach.cli.words import TEXT
from coach.errors import WrongUse
from coach.log.ids import as_typed


@click.command()
@click.pass_obj
def undo(house: House) -> None:
    """Take the last record back."""
    say(house.journal.corrections.undo().said)


@click.command()
@click.argument("record_id", metavar="ID", type=TEXT)
@click.argument("changes", metavar="FIELD=VALUE...", nargs=-1, required=True, type=TEXT)
@click.pass_obj
def edit(house: House, record_id: str, changes: tuple[str, ...]) -> None:
    """Correct a record, such as: coach edit ID pain=5 at="yesterday 18:30"."""
    fields: dict[str, str] = {}
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals or not name:
            raise WrongUse(f"{change!r} is not FIELD=VALUE, such as pain=5.")
        fields[name] = value
    receipt = house.journal.corrections.edit(record_id, fields, house.zone)
    say(receipt.said)
    if not receipt.record.id.endswith(as_typed(record_id)):  # it moved to another month's file
        say(f"Its id is now {receipt.record.id}.")
    if "nsaid" in {name.strip().lower() for name in fields}:
        from coach.cli.told import about_nsaid

        say(*about_nsaid(house, receipt.record))


@click.command()
@click.argument("record_id", metavar="ID", type=TEXT)
@click.pass_obj
def delete(house: House, record_id: str) -> None:
    """Delete a record; coach undo brings it back."""
    say(house.journal.corrections.delete(record_id).said)
