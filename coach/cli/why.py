"""`coach why`: the last decisions of the prompting, each with its reason."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from coach.cli.house import House
from coach.cli.say import say, say_json
from coach.cli.words import COUNT, json_option

if TYPE_CHECKING:
    from coach.scheduler.keeper import Decision


@click.command()
@click.option("-n", "most", metavar="N", type=COUNT, default=10, help="So many, 10 without it; 200 are kept.")
@json_option
@click.pass_obj
def why(house: House, most: int, as_json: bool) -> None:
    """Why a prompt came, or did not: the last decisions, the newest at the end."""
    from coach.scheduler.keeper import read_decisions

    decisions = read_decisions(house.own_state, most)
    if as_json:
        say_json(decisions)
    elif decisions:
        say(*lines(decisions, house.now.date()))
    else:
        say("Nothing has been decided yet: the app writes here what it decides while it runs.")


def lines(decisions: Sequence["Decision"], today: date) -> list[str]:
    """One line a decision, under its date where that is not today's alone."""
    found: list[str] = []
    shown = today
    for decision in decisions:
        on = decision.at.date()
        if on != shown:
            found.append(f"{on:%A} {on.isoformat()}" + (", today" if on == today else ""))
            shown = on
        found.append(decision.line)
    return found
