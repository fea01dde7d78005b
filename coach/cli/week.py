"""`coach week`: how a week went, in sentences and one table."""

import click

from coach.cli.house import House
from coach.cli.say import say, say_json
from coach.cli.words import TEXT, json_option
from coach.core.week import parse_week, week_view
from coach.errors import WrongUse


@click.command()
@click.argument("which", metavar="[2026-W47|this|last]", required=False, default="this", type=TEXT)
@click.option("--markdown", is_flag=True, help="To paste into notes.")
@json_option
@click.pass_obj
def week(house: House, which: str, markdown: bool, as_json: bool) -> None:
    """How a week went: pain, walks, sitting, what helped, and what comes next."""
    if markdown and as_json:
        raise WrongUse("--markdown and --json cannot be combined.")
    wanted = parse_week(which, house.now.date())
    recent = (house.now.date() - wanted.first).days < 300  # older weeks lean on records the journal does not keep
    history = house.history if recent else house.log.history()
    view = week_view(history, wanted, house.settings, house.now, house.library.routines)
    if as_json:
        say_json(view)
        return
    from coach.report.text import week_markdown, week_text

    say(*(week_markdown(view) if markdown else week_text(view)).rstrip("\n").split("\n"))
