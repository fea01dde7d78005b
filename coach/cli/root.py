"""The commands of `coach`, each imported when it is called, and what is said to words that click cannot take."""

import os
from collections.abc import Sequence
from importlib import import_module

import click

from coach import __version__
from coach.cli.groups import Group
from coach.cli.house import House
from coach.cli.say import complain

COMMANDS: dict[str, tuple[str, str]] = {
    "ow": ("ow:ow", "it hurts now: record it, then relief"),
    "spasm": ("spasm:spasm", "start, end or list spasms"),
    "pain": ("checkin:pain", "record pain, 0 to 10"),
    "stress": ("checkin:stress", "record stress, 0 to 10"),
    "did": ("told:did", "record a routine done away from the app"),
    "took": ("told:took", "record a medicine"),
    "redflag": ("redflag:redflag", "the safety questions"),
    "undo": ("change:undo", "take the last record back"),
    "edit": ("change:edit", "correct a record"),
    "delete": ("change:delete", "delete a record"),
    "today": ("today:today", "stage, counters, what comes next, the day's plan"),
    "concerns": ("concerns:concerns", "what the log says should be looked at"),
    "week": ("week:week", "how the week went"),
    "report": ("report:report", "the page for a clinician"),
    "status": ("status_help:status", "one line for a status bar"),
    "pause": ("steer:pause", "keep the desktop silent for a while"),
    "resume": ("steer:resume", "end the pause"),
    "stay": ("steer:stay", "watching or reading: no input is not away"),
    "posture": ("steer:posture", "you sit, or stand, now"),
    "place": ("steer:place", "where you work: office or home"),
    "answer": ("steer:answer", "answer the prompt that is open"),
    "why": ("why:why", "the last decisions with their reasons"),
    "simulate": ("simulate:simulate_command", "the prompts of a day, or of a trace"),
    "routines": ("routines:routines", "list, show, check or make routines"),
    "export": ("export:export", "all records as files"),
    "import": ("export:import_", "records from an export"),
    "doctor": ("doctor:doctor", "is everything in order?"),
    "open": ("at_login:open_", "the app, or reminding at every login: --at-login on|off"),
    "remind": ("remind:remind", "prompts without the app"),
    "guide": ("guide:guide", "a tour, recipes, and questions people ask"),
    "completion": ("completion:completion", "completion for bash, zsh or fish"),
}
"""Every command: its place (`module:name` under coach.cli) and its line in the help. A new one is one line here."""


class LazyGroup(Group):
    """A group that knows its commands by name and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None for a name that is not known."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(f"coach.cli.{module}"), name)
        assert isinstance(command, click.Command)
        return command

    def hint(self, ctx: click.Context) -> str:
        """What is said about a word that is near to none."""
        return "coach --help lists them."

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands for the help, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="back-coach %(version)s")
@click.option("--bindings", is_flag=True, help="Print every key of the app, yours included, and leave.")
@click.pass_context
def root(ctx: click.Context, bindings: bool) -> None:
    """A calm, private coach for a back that spasms. Without a command it opens the app."""
    if bindings:
        from coach.cli.bindings import print_bindings

        print_bindings(ctx.obj)
        ctx.exit(0)
    if ctx.invoked_subcommand is None:
        from coach.cli.open import open_app

        ctx.exit(open_app(ctx.obj))


def invoke(words: Sequence[str], house: House) -> int:
    """Run the command that `words` name; the exit code. What click finds wrong is said; our own errors go on up."""
    try:
        with root.make_context("coach", list(words), obj=house) as context:
            root.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        complain(_sentence(error))
        return 2
    return 0


def complete(house: House, variable: str) -> int:
    """Answer what a shell asks for its completion in that variable of the environment; the exit code."""
    from click.shell_completion import shell_complete

    return shell_complete(root, {"obj": house}, "coach", variable, os.environ[variable])


def _sentence(error: click.ClickException) -> str:
    """What click found wrong, in one sentence without its usage block."""
    if isinstance(error, click.NoSuchOption) and error.option_name.lstrip("-")[:1].isdigit():
        return f"{error.option_name} is not a number that can stand here: none is below 0."
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and error.ctx is not None:
        group = error.ctx.command
        names = group.list_commands(error.ctx) if isinstance(group, click.Group) else []
        return f"{error.ctx.command_path} needs one of: {', '.join(names)}."
    words = " ".join(error.format_message().split())
    return words if words.endswith((".", "?", "!")) else words + "."
