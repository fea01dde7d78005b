"""`coach pain` and `coach stress`: one number noted, one sentence back."""

import click

from coach.cli.house import House
from coach.cli.say import say
from coach.cli.words import RATING, at_option, note_option


@click.command()
@click.argument("nrs", metavar="N", type=RATING)
@at_option
@note_option
@click.pass_obj
def pain(house: House, nrs: int, at_text: str | None, note: str) -> None:
    """Record pain: N is 0 (none) to 10 (the worst you can think of)."""
    say(house.journal.pain(nrs, at=house.when(at_text), note=note).said)


@click.command()
@click.argument("level", metavar="N", type=RATING)
@at_option
@note_option
@click.pass_obj
def stress(house: House, level: int, at_text: str | None, note: str) -> None:
    """Record stress: N is 0 (none) to 10."""
    say(house.journal.stress(level, at=house.when(at_text), note=note).said)
