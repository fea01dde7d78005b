"""`coach spasm start|end|list`."""

import sys

import click

from coach.cli.groups import Group
from coach.cli.house import House
from coach.cli.say import complain, say, say_json, table
from coach.cli.words import RATING, TEXT, at_option, json_option, note_option, offering
from coach.core.records import AREAS, SIGNS, TRIGGERS


@click.group(cls=Group)
def spasm() -> None:
    """Spasms: start, end, list."""


@spasm.command()
@click.option("--pain", "nrs", metavar="N", type=RATING, help="0 to 10.")
@at_option
@click.option("--where", metavar="AREA", multiple=True, type=offering(AREAS), help=", ".join(AREAS) + ".")
@click.option(
    "--trigger", "triggers", metavar="T", multiple=True, type=offering(TRIGGERS), help=", ".join(TRIGGERS) + "."
)
@click.option("--sign", "signs", metavar="S", multiple=True, type=offering(SIGNS), help=", ".join(SIGNS) + ".")
@note_option
@click.pass_obj
def start(
    house: House,
    nrs: int | None,
    at_text: str | None,
    where: tuple[str, ...],
    triggers: tuple[str, ...],
    signs: tuple[str, ...],
    note: str,
) -> None:
    """A spasm began. Prints its id."""
    receipt = house.journal.spasm_start(
        at=house.when(at_text), pain=nrs, where=where, triggers=triggers, signs=signs, note=note
    )
    say(receipt.record.id)
    if sys.stderr is not None and sys.stderr.isatty():  # the id alone on stdout, for scripts
        complain(receipt.said)


@spasm.command()
@click.argument("spasm_id", metavar="[ID]", required=False, type=TEXT)
@at_option
@click.pass_obj
def end(house: House, spasm_id: str | None, at_text: str | None) -> None:
    """A spasm is over: the newest open one, or the one with that ID."""
    say(house.journal.spasm_end(spasm_id, at=house.when(at_text)).said)


@spasm.command("list")
@json_option
@click.pass_obj
def list_(house: House, as_json: bool) -> None:
    """All spasms, the newest last; those of a bout beyond two weeks are marked."""
    from coach.core.episodes import spasm_summaries

    found = spasm_summaries(house.log.history(), house.now)
    if as_json:
        say_json(found)
        return
    if not found:
        say("No spasm is in the log.")
        return
    rows = []
    for each in found:
        pains = [pain for pain in (each.pain_first, each.pain_peak, each.pain_last) if pain is not None]
        rows.append((
            each.id,
            f"{each.start:%Y-%m-%d %H:%M}",
            "open" if each.end is None else f"{each.end:%Y-%m-%d %H:%M}",
            str(each.days),
            str(each.bout_day),
            " ".join(map(str, pains)) or "?",
            "beyond two weeks" if each.beyond_two_weeks else "",
        ))  # fmt: skip
    say(*table(("id", "start", "end", "days", "bout day", "pain: first, peak, last", ""), rows))
