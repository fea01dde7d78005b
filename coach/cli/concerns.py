"""`coach concerns`: what the log says should be looked at, and folding one away."""

import click

from coach.cli.groups import Group
from coach.cli.house import House
from coach.cli.say import say, say_json
from coach.cli.words import TEXT, json_option, offering
from coach.core.concerns import CODES, Concern
from coach.core.concerns import concerns as find_concerns
from coach.errors import CoachError, WrongUse


@click.group(cls=Group, invoke_without_command=True)
@click.option("--on", "on_text", metavar="DATE", type=TEXT, help="As the log stood on that date.")
@json_option
@click.pass_context
def concerns(ctx: click.Context, on_text: str | None, as_json: bool) -> None:
    """What the log says should be looked at, the most urgent first."""
    if ctx.invoked_subcommand is not None:
        if on_text is not None or as_json:
            raise WrongUse("--on and --json do not go with `seen`.")
        return
    house: House = ctx.obj
    on = house.date(on_text)
    found = find_concerns(house.log.history() if on_text else house.history, on)
    if as_json:
        say_json(found)
    elif not found:
        say("The log holds nothing that should be looked at. It knows only what was written down.")
    for concern in () if as_json else found:
        say(f"{concern.code}, since {concern.since}{' (seen)' if concern.seen else ''}")
        say(f"  {concern.message}", f"  Source: {concern.source}.")


@concerns.command()
@click.argument("code", metavar="CODE", type=offering(CODES))
@click.option("--appointment", "appointment_text", metavar="DATE", type=TEXT, help="When somebody will look at it.")
@click.pass_obj
def seen(house: House, code: str, appointment_text: str | None) -> None:
    """Fold one away until it changes, or until the day of the appointment."""
    if code not in CODES:
        from difflib import get_close_matches

        close = get_close_matches(code[:40], CODES, n=1)
        raise WrongUse(
            f"There is no concern {code!r}; {f'did you mean {close[0]}?' if close else 'see coach concerns.'}"
        )
    if code.startswith("red-flag"):
        raise CoachError("A red flag cannot be folded away: coach redflag --cleared, or --mistake.")
    appointment = None if appointment_text is None else house.date(appointment_text)
    if appointment is not None and appointment < house.now.date():
        raise WrongUse(f"{appointment} is past: an appointment is today or later.")
    raised: Concern | None = next((c for c in find_concerns(house.history, house.now.date()) if c.code == code), None)
    if raised is None:
        raise CoachError(f"{code} is not raised now.")
    say(house.journal.concern_seen(code, raised.message, appointment).said)
