"""`coach did` and `coach took`: what was done away from the app, noted afterwards."""

import click

from coach.cli.house import House
from coach.cli.say import say
from coach.cli.words import MINUTES, RATING, ROUTINE, TEXT, at_option, note_option
from coach.core.records import Medicine, Record


@click.command()
@click.argument("routine_id", metavar="ROUTINE", type=ROUTINE)
@click.option("--minutes", metavar="N", type=MINUTES, help="How long it took; as planned if left out.")
@at_option
@click.option("--pain-before", metavar="N", type=RATING, help="0 to 10.")
@click.option("--pain-after", metavar="N", type=RATING, help="0 to 10.")
@click.pass_obj
def did(
    house: House,
    routine_id: str,
    minutes: int | None,
    at_text: str | None,
    pain_before: int | None,
    pain_after: int | None,
) -> None:
    """Record a routine done away from the app; --at is when it began."""
    from datetime import timedelta

    from coach.cli.routines import named
    from coach.core.asof import later
    from coach.core.routine import length_s
    from coach.core.stage import stage

    routine = named(house, routine_id)
    at = house.when(at_text)
    planned = length_s(routine, stage(house.history, house.now).stage)
    seconds = planned if minutes is None else minutes * 60
    if at is None:  # it has just ended
        at = later(house.now, -timedelta(seconds=seconds))
    receipt = house.journal.session(
        routine.id,
        routine.kind,
        seconds,
        at=at,
        planned_seconds=planned,
        pain_before=pain_before,
        pain_after=pain_after,
        told=True,
    )
    say(receipt.said)


@click.command()
@click.argument("name", metavar="NAME", type=TEXT)
@click.option("--amount", metavar="TEXT", type=TEXT, default="", help="As you would write it down; never checked.")
@click.option("--nsaid", is_flag=True, help="An anti-inflammatory painkiller such as ibuprofen.")
@click.option("--prescribed", is_flag=True, help="A doctor prescribed it.")
@click.option("--relief", metavar="N", type=RATING, help="How much it eased, 0 to 10.")
@at_option
@note_option
@click.pass_obj
def took(
    house: House,
    name: str,
    amount: str,
    nsaid: bool,
    prescribed: bool,
    relief: int | None,
    at_text: str | None,
    note: str,
) -> None:
    """Record a medicine taken. It is written down and nothing more: no dose is ever suggested."""
    receipt = house.journal.took(
        name, amount=amount, nsaid=nsaid, prescribed=prescribed, relief=relief, at=house.when(at_text), note=note
    )
    say(receipt.said)
    say(*about_nsaid(house, receipt.record))


def about_nsaid(house: House, record: Record) -> list[str]:
    """What is said of an anti-inflammatory medicine just recorded: on how many days, and once whom to ask first."""
    from coach.core.medicines import PHARMACIST_FIRST, days_line, first_nsaid

    if not isinstance(record, Medicine) or not record.nsaid:
        return []
    lines = [line for line in [days_line(house.history, house.now.date())] if line]
    # what is older than the months at hand is looked at only when these hold none
    if first_nsaid(house.history, record) and first_nsaid(house.log.history(), record):
        lines.append(PHARMACIST_FIRST)
    return lines
