"""`coach guide`: the tour, the recipes and the questions people ask, as the app's help and the README have them."""

from shutil import get_terminal_size

import click

from coach.cli.say import say

WIDEST = 88
"""Columns a line of prose has at the most."""


@click.command()
def guide() -> None:
    """Print two minutes' tour, recipes, and questions people ask."""
    from coach.tui.drawing.guide import draw_part, parts

    width = min(WIDEST, max(20, get_terminal_size().columns))
    for name in parts():
        say(name.upper(), "", *draw_part(name, width).plain.split("\n"), "")
