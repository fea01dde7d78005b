"""`coach week`: how a week went, in sentences and one table."""

import click

from coach.cli.house import House
from coach.cli.say import say, say_json
from coach.cli.words import FILE, json_option, offering
from coach.core.week import LEANS_ON, parse_week, week_view
from coach.errors import WrongUse


@click.command()
@click.argument(
    "which", metavar="[2026-W47|this|last]", required=False, default="this", type=offering(("this", "last"))
)
@click.option("--markdown", is_flag=True, help="To paste into notes.")
@click.option("--html", "html_file", metavar="FILE", type=FILE, help="One file for any browser.")
@json_option
@click.pass_obj
def week(house: House, which: str, markdown: bool, html_file: str | None, as_json: bool) -> None:
    """How a week went: pain, walks, sitting, what helped, and what comes next."""
    if markdown and as_json and html_file is None:
        raise WrongUse("--markdown and --json cannot be combined.")
    if html_file is not None and (markdown or as_json):
        raise WrongUse("--html goes with neither --markdown nor --json.")
    wanted = parse_week(which, house.now.date())
    history = house.journal.history_back_to(wanted.first - LEANS_ON)
    view = week_view(history, wanted, house.settings, house.now, house.library.routines)
    if as_json:
        say_json(view)
        return
    if html_file is not None:
        from coach.log.pages import write_page
        from coach.report.week_html import week_html

        write_page(html_file, week_html(view).encode())
        say(f"Written to {html_file}.")
        return
    from coach.report.text import week_markdown, week_text

    say(*(week_markdown(view) if markdown else week_text(view)).rstrip("\n").split("\n"))
