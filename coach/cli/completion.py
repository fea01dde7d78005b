"""`coach completion`: the script that lets a shell complete the words of `coach`."""

import click

from coach.cli.run import COMPLETE
from coach.errors import CoachError

HOW = {
    "bash": "coach completion bash > ~/.local/share/bash-completion/completions/coach",
    "zsh": "coach completion zsh > a folder of $fpath, as _coach",
    "fish": "coach completion fish > ~/.config/fish/completions/coach.fish",
}
"""Where each shell looks for it."""


@click.command(epilog="\b\n" + "\n".join(HOW.values()))
@click.argument("shell", type=click.Choice(tuple(HOW)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script for SHELL; save it where the shell looks for it."""
    from click.shell_completion import get_completion_class

    known = get_completion_class(shell)
    if known is None:
        raise CoachError(f"{shell} cannot be completed for.")
    try:
        script = known(ctx.find_root().command, {}, "coach", COMPLETE).source()
    except RuntimeError as error:  # a bash that is too old, or none
        raise CoachError(f"{error}") from error
    click.echo(script)
