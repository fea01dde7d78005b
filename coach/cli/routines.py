"""`coach routines list|show|check|new`."""

import os
from pathlib import Path

import click

from coach.cli.groups import Group, nearest
from coach.cli.house import House
from coach.cli.say import complain, say, say_json, table
from coach.cli.words import FILE, ROUTINE, TEXT, json_option
from coach.core.lengths import length_words
from coach.core.routine import Routine, length_s
from coach.errors import CoachError, NotSaved, WrongUse
from coach.paths import make_private


@click.group(cls=Group)
def routines() -> None:
    """The guided routines: ours, and your own."""


@routines.command("list")
@json_option
@click.pass_obj
def list_(house: House, as_json: bool) -> None:
    """All of them."""
    found = [
        {
            "id": routine.id,
            "title": routine.title,
            "kind": routine.kind,
            "stages": routine.stages,
            "places": routine.places,
            "seconds": length_s(routine, routine.stages[-1]),
        }
        for routine in house.library.routines.values()
    ]
    if as_json:
        say_json(found)
    else:
        rows = [
            (r.id, r.kind, length_words(length_s(r, r.stages[-1])), " ".join(r.stages), " ".join(r.places), r.title)
            for r in house.library.routines.values()
        ]
        say(*table(("id", "kind", "takes", "stages", "places", "title"), rows))
    for problem in house.library.problems:
        complain(str(problem))


@routines.command()
@click.argument("routine_id", metavar="ID", type=ROUTINE)
@json_option
@click.pass_obj
def show(house: House, routine_id: str, as_json: bool) -> None:
    """One of them, step by step, as it is played now."""
    from coach.cli.relief import steps
    from coach.core.stage import stage

    routine = named(house, routine_id)
    if as_json:
        say_json(routine)
        return
    now = stage(house.history, house.now).stage
    played = now if now in routine.stages else routine.stages[-1]
    say(*steps(routine, played), "")
    if routine.aim:
        say(f"Aim: {routine.aim}")
    say(f"Kind: {routine.kind}. For: {', '.join(routine.stages)}. Where: {', '.join(routine.places)}.")
    for key in routine.evidence:
        evidence = house.library.evidence.get(key)
        if evidence is not None:
            say(f"Evidence ({evidence.strength}): {evidence.finding} ({evidence.cited})")


@routines.command()
@click.argument("paths", metavar="PATH...", nargs=-1, type=FILE)
@json_option
@click.pass_obj
def check(house: House, paths: tuple[str, ...], as_json: bool) -> None:
    """Every fault in routine files or folders, with file and line; your own folder when none is named."""
    own = house.paths.routines
    problems = house.library.check([Path(path) for path in paths] or ([own] if own.exists() else []))
    if as_json:
        say_json(problems)
    else:
        for problem in problems:
            say(str(problem))
    if problems:
        click.get_current_context().exit(1)
    if not as_json:
        say("No fault found.")


@routines.command()
@click.argument("name", metavar="NAME", type=TEXT)
@click.pass_obj
def new(house: House, name: str) -> None:
    """Write a routine file to begin from, into your own folder."""
    from coach.library import template

    text = template(name)
    folder = house.paths.routines
    file = folder / f"{name}.toml"
    try:
        make_private(folder)
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise CoachError(f"{file} is there already; nothing was changed.") from None
    except OSError as error:
        raise NotSaved(f"{file}: not saved: {error.strerror or error}.") from error
    say(str(file))


def named(house: House, routine_id: str) -> Routine:
    """The routine of that id. Raises WrongUse with the nearest one."""
    known = house.library.routines
    if routine_id not in known:
        hint = nearest(routine_id, list(known), "coach routines list shows them.")
        raise WrongUse(f"There is no routine {routine_id!r}; {hint}")
    return known[routine_id]
