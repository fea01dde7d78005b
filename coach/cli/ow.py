"""`coach ow`: it hurts now. Saved first, everything else after."""

import click

from coach.cli.ask import ask, interactive
from coach.cli.house import House
from coach.cli.say import say
from coach.cli.words import RATING
from coach.errors import WrongUse


@click.command()
@click.argument("nrs", metavar="[N]", type=RATING, required=False)
@click.pass_obj
def ow(house: House, nrs: int | None) -> None:
    """It hurts now: record a spasm (or, in one that is open, the pain N, 0 to 10), then relief."""
    from coach.core.episodes import open_spasms

    journal = house.journal
    if open_spasms(journal.history, house.clock.wall()):
        if nrs is None:
            nrs = _how_bad()
        if nrs is not None:
            say(journal.pain(nrs).said)
    else:
        say(journal.spasm_start(pain=nrs).said)
    if interactive():
        from coach.cli.safety import card

        card(house)
    if house.reminders_view() is not None:
        say("The open app shows what may ease it: key r.")
    elif interactive():
        from coach.cli.relief import offer

        offer(house, nrs)
        _history_once(house)
    else:
        say("Safety questions: coach redflag. Relief: coach, or coach routines list.")


def _history_once(house: House) -> None:
    """Say how the history group is told, while it never was: nothing is asked of somebody who hurts."""
    from coach.core.redflags import HISTORY, history_group

    if history_group(house.history, house.now) is None:
        names = ", ".join(item.slug for item in HISTORY)
        say(
            "",
            f"Once, when there is time: does one of {names} go for you? coach redflag --history NAME; alone for none.",
        )


def _how_bad() -> int | None:
    """The pain in a spasm that is open already; None when the user would rather not say."""
    if not interactive():
        raise WrongUse("A spasm is open already: say how bad it is now, such as coach ow 6.")
    while True:
        typed = ask("A spasm is open already. How bad is it now, 0 to 10? Enter to leave it out:")
        if not typed:
            return None
        try:
            return RATING.convert(typed, None, None)
        except WrongUse as error:
            say(str(error))
