"""`coach redflag`: the safety questions, asked, answered, listed and taken back."""

import click

from coach.cli.ask import interactive
from coach.cli.groups import nearest
from coach.cli.house import House
from coach.cli.say import say, say_json
from coach.cli.words import Known, json_option
from coach.errors import WrongUse


def _names(house: House) -> tuple[str, ...]:
    from coach.core.redflags import HISTORY_SLUGS, SLUGS

    return (*SLUGS, *HISTORY_SLUGS)


@click.command()
@click.argument("symptoms", metavar="[SYMPTOM]...", nargs=-1, type=Known(_names))
@click.option("--cleared", is_flag=True, help="They have been looked at (all, or those named).")
@click.option("--mistake", is_flag=True, help="They were ticked by mistake (all, or those named).")
@click.option("--none", "none_of_them", is_flag=True, help="None of them is true now.")
@click.option("--history", "as_history", is_flag=True, help="The history group: those named apply, the others do not.")
@click.option("--list", "list_them", is_flag=True, help="All questions with their names.")
@json_option
@click.pass_obj
def redflag(
    house: House,
    symptoms: tuple[str, ...],
    cleared: bool,
    mistake: bool,
    none_of_them: bool,
    as_history: bool,
    list_them: bool,
    as_json: bool,
) -> None:
    """The safety questions: signs that a back needs to be looked at, and how soon.

    Without words it asks on a terminal, and prints what is ticked and what to do elsewhere.
    """
    from coach.core.redflags import HISTORY_SLUGS, SLUGS

    chosen = [cleared, mistake, none_of_them, as_history, list_them]
    if sum(chosen) > 1:
        raise WrongUse("--cleared, --mistake, --none, --history and --list cannot be combined.")
    if list_them:
        _list(house, as_json)
        return
    if none_of_them and symptoms:
        raise WrongUse("--none takes no symptoms.")
    _check(symptoms, HISTORY_SLUGS if as_history else SLUGS)
    if any(chosen):
        receipt = house.journal.redflag(
            "cleared" if cleared else "mistake" if mistake else "none" if none_of_them else "history", symptoms
        )
        if not as_json:
            say(receipt.said)
    elif symptoms:
        house.journal.redflag("ticked", tuple(dict.fromkeys(symptoms)))
    elif interactive() and not as_json:
        from coach.cli.safety import card, history_once

        card(house)
        history_once(house)
        return
    _show(house, as_json)


def _show(house: House, as_json: bool) -> None:
    from coach.cli.safety import state
    from coach.core.redflags import ACTIONS, flags_now, worst_level

    flags = flags_now(house.history, house.now)
    if as_json:
        worst = worst_level(flags)
        say_json({"level": worst, "action": ACTIONS[worst] if worst else None, "open": flags})
    else:
        say(*state(flags))


def _list(house: House, as_json: bool) -> None:
    from coach.core.redflags import ACTIONS, HISTORY, LEVELS, questions

    asked = questions(house.history, house.now)
    if as_json:
        rows = [{"slug": q.slug, "level": q.level, "question": q.question} for q in asked]
        say_json(rows + [{"slug": q.slug, "level": "history", "question": q.question} for q in HISTORY])
        return
    for level in LEVELS:
        say(f"{level}: {ACTIONS[level]}")
        say(*(f"  {q.slug:16} {q.question}" for q in asked if q.level == level))
    say("history, set with --history: see a doctor early about any new spasm.")
    say(*(f"  {item.slug:16} {item.question}" for item in HISTORY))


def _check(symptoms: tuple[str, ...], known: tuple[str, ...]) -> None:
    for symptom in symptoms:
        if symptom not in known:
            hint = nearest(symptom, known, "coach redflag --list shows them.")
            raise WrongUse(f"There is no symptom {symptom!r}; {hint}")
