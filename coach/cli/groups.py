"""A command with commands under it, which says in one sentence what it takes."""

from collections.abc import Sequence

import click


class Group(click.Group):
    """A group whose commands stand in the order they were written in; a wrong word is told the nearest right one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the help."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names. Raises UsageError with the nearest name."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            raise click.UsageError(f"There is no command {args[0]!r}; {nearest(args[0], known, self.hint(ctx))}")
        return super().resolve_command(ctx, args)

    def hint(self, ctx: click.Context) -> str:
        """What is said about a word that is near to none."""
        return f"{ctx.command_path} takes {', '.join(self.list_commands(ctx))}."


def nearest(word: str, known: Sequence[str], otherwise: str) -> str:
    """The end of a sentence about a wrong word: the nearest right one, or `otherwise`."""
    from difflib import get_close_matches

    close = get_close_matches(word[:40], known, n=1)
    return f"did you mean {close[0]}?" if close else otherwise
