"""The commands that steer the running app: each hands over one letter and prints the app's reply."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import click

from coach.cli.house import House
from coach.cli.say import say
from coach.cli.words import TEXT
from coach.core.reminders.model import Action, Answer, Moved, Pause, Resume, Stay
from coach.core.settings import Work
from coach.errors import CoachError, WrongUse
from coach.link import inbox
from coach.link.owner import is_owned

HOW_LONG = "write 90s, 30m, 1h or 1h30m, until 14:00, or tomorrow"
REASONS = ("busy", "pain", "just-moved")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


@click.command()
@click.argument("words", metavar="1h | until 14:00 | tomorrow", nargs=-1, type=TEXT)
@click.pass_obj
def pause(house: House, words: tuple[str, ...]) -> None:
    """Keep the desktop silent for a while; what falls due waits in the app, and one prompt comes afterwards.

    `tomorrow` lasts until the first working range of tomorrow begins, on a free day until waking hours do.
    """
    steer(house, Pause(pause_s(words, house.now, house.settings.work)))


@click.command()
@click.pass_obj
def resume(house: House) -> None:
    """End the pause."""
    steer(house, Resume())


@click.command()
@click.argument("on_or_off", metavar="on|off", type=click.Choice(("on", "off")))
@click.pass_obj
def stay(house: House, on_or_off: str) -> None:
    """Watching or reading: without input you still count as there, until it is switched off."""
    steer(house, Stay(on_or_off == "on"))


@click.command()
@click.argument("change", metavar="sit|stand", type=click.Choice(("sit", "stand")))
@click.pass_obj
def posture(house: House, change: str) -> None:
    """You sit, or stand, from now on: the time since the last shift starts anew."""
    steer(house, Moved("sit" if change == "sit" else "stand"))


@click.command()
@click.argument("action", metavar="start|done|snooze|skip", type=click.Choice(("start", "done", "snooze", "skip")))
@click.option("--reason", type=click.Choice(REASONS), help="Why it is skipped; just-moved counts as done.")
@click.pass_obj
def answer(house: House, action: Action, reason: str | None) -> None:
    """Answer the prompt that is open."""
    if reason is not None and action != "skip":
        raise WrongUse("--reason goes with skip.")
    steer(house, Answer(action, reason))


@click.command()
@click.argument("where", metavar="office|home", type=click.Choice(("office", "home")))
@click.pass_obj
def place(house: House, where: str) -> None:
    """Where you work from now on, which chooses the routines; written to config.toml, also when no app runs."""
    from coach.config import set_value

    before = house.settings.work.place
    if before != where:
        set_value(house.paths.config, "work", "place", where)
    said = f"Place: {where}, as before." if before == where else f"Place: {where}, no longer {before}."
    folder = house.own_state
    if is_owned(folder):
        try:
            _send(house, inbox.Look())
        except CoachError:  # it looks again by itself within ten seconds
            said += " The running app follows in a moment."
    say(said)


def steer(house: House, command: inbox.Steering) -> None:
    """Hand the command to the running app and print its reply. Raises CoachError with the reply that refuses."""
    reply = _send(house, command)
    if not reply.done:
        raise CoachError(reply.said)
    say(reply.said)


def pause_s(words: Sequence[str], now: datetime, work: Work) -> int:
    """Seconds from `now` (aware, in the user's zone) that a pause in these words lasts. Raises WrongUse."""
    text = " ".join(words).lower()
    if text in ("tomorrow", "until tomorrow"):
        return _seconds_to(tomorrow_start(now, work), now)
    if text.startswith("until "):
        return _seconds_to(_today_at(text.removeprefix("until ").strip(), now), now)
    from coach.config import parse_duration

    if not text:
        raise WrongUse(f"Say how long: {HOW_LONG}.")
    try:
        seconds = parse_duration(text)
    except WrongUse:
        raise WrongUse(f"{text[:40]!r} is not a length of time: {HOW_LONG}.") from None
    if seconds == 0:
        raise WrongUse("That is no pause; coach resume ends one.")
    if seconds > inbox.MOST_PAUSE_S:
        raise WrongUse(f"A pause lasts at most {inbox.MOST_PAUSE_S // 3600}h; for longer, close the app.")
    return seconds


def tomorrow_start(now: datetime, work: Work) -> datetime:
    """When tomorrow begins: its first working range, on a free day its waking hours."""
    tomorrow = now.date() + timedelta(days=1)
    start = work.hours[0].start if tomorrow.weekday() in work.days else work.awake.start
    return datetime.combine(tomorrow, start, now.tzinfo)


def _today_at(clock: str, now: datetime) -> datetime:
    found = _CLOCK.fullmatch(clock)
    if found is None:
        raise WrongUse(f"{clock[:40]!r} is not a time of day: write until 14:00.")
    at = datetime.combine(now.date(), time(int(found[1]), int(found[2])), now.tzinfo)
    if at.astimezone(UTC) <= now.astimezone(UTC):
        at = at.replace(fold=1)  # where clocks go back, the time that comes twice may still come once more
    if at.astimezone(UTC) <= now.astimezone(UTC):
        raise WrongUse(f"{clock} today is past; coach pause tomorrow lasts until tomorrow begins.")
    return at


def _seconds_to(at: datetime, now: datetime) -> int:
    """Whole seconds until then, none too few: the pause must not end before its time."""
    left = at.astimezone(UTC) - now.astimezone(UTC)
    return -(-left // timedelta(seconds=1))


def _send(house: House, command: inbox.Steering | inbox.Look) -> inbox.Reply:
    from coach.log.ids import new_id

    now = house.clock.wall()
    return inbox.send(house.own_state, command, now.timestamp(), new_id(now))
