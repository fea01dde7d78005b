"""The place of `coach status` in the help; the command itself is answered before click is imported."""

import click

from coach.cli.status import main


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def status(words: tuple[str, ...]) -> None:
    """One line for a status bar."""
    click.get_current_context().exit(main(words))
