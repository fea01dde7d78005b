"""`coach remind`: prompts without a screen, by the same conductor; when the app opens, it has them."""

from datetime import datetime
from queue import SimpleQueue
from typing import TYPE_CHECKING, Protocol

import click
from msgspec import Struct

from coach.cli.house import House
from coach.cli.say import say
from coach.errors import CoachError
from coach.link.owner import is_owned

if TYPE_CHECKING:
    from coach.clock import Clock
    from coach.core.rows import RemindersView
    from coach.journal import Journal
    from coach.scheduler import OpenPrompt


class _Reminders(Protocol):
    def view(self) -> "RemindersView | None": ...

    def session_ended(self, kind: str, seconds: int, partial: bool) -> None: ...


class _Running(Struct, frozen=True):
    """A session that nobody watches: what was started, when, and how long it is to last, in seconds."""

    prompt: "OpenPrompt"
    started: datetime
    since_s: float
    planned_s: int


class Sessions:
    """What is started from a notification: it lasts its planned length, and is written down at its end.

    Called from the conductor's thread; `keep` at the very end, when that thread has ended or hangs.
    """

    def __init__(self, reminders: _Reminders, journal: "Journal", clock: "Clock") -> None:
        self._reminders, self._journal, self._clock = reminders, journal, clock
        self._running: _Running | None = None

    def prompt_came(self, prompt: "OpenPrompt") -> None:
        """Nothing: the desktop shows it."""

    def log_changed(self) -> None:
        """Nothing: there is no screen to renew."""

    def start_wanted(self, prompt: "OpenPrompt") -> None:
        """The user pressed Start: the session runs from now on."""
        if prompt.routine is None or prompt.kind in ("shift", "checkin", "week"):
            return
        self.keep()
        planned_s = prompt.minutes * 60 if prompt.kind == "walk" else prompt.seconds or prompt.minutes * 60
        self._running = _Running(prompt, self._clock.wall(), self._clock.elapsed(), planned_s)

    def changed(self) -> None:
        """Time has passed, or an app has the prompting now: what is over is written down."""
        running = self._running
        if running is None:
            return
        if self._reminders.view() is None:
            self.keep()
        elif self._clock.elapsed() - running.since_s >= running.planned_s:
            self._running = None
            self._reminders.session_ended(running.prompt.kind, running.planned_s, False)
            self._write(running, running.planned_s)

    def keep(self) -> None:
        """Write down what has been done so far of the session that runs, if one does."""
        running, self._running = self._running, None
        if running is not None:
            done_s = min(running.planned_s, round(self._clock.elapsed() - running.since_s))
            if done_s >= 1:
                self._write(running, done_s)

    def _write(self, running: _Running, done_s: int) -> None:
        try:
            self._journal.session(
                routine=running.prompt.routine or running.prompt.kind, kind=running.prompt.kind, at=running.started,
                seconds=done_s, planned_seconds=running.planned_s, partial=done_s < running.planned_s,
            )  # fmt: skip
        except CoachError as error:  # the journal keeps it and tries again
            say(str(error))


@click.command()
@click.pass_obj
def remind(house: House) -> None:
    """Prompt without a screen until ctrl+c; hands over to the app while one is open, and takes over after it."""
    import gc

    from coach.cli.open import AppHouse
    from coach.tui.ending import CleanEnd

    gc.enable()  # switched off for commands, see coach.cli.main
    here = AppHouse(house.given_clock, gives_way=True)
    for problem in here.problems:
        say(problem)
    taken = is_owned(here.own_state)
    sessions = Sessions(here.reminders, here.journal, here.clock)
    over: SimpleQueue[None] = SimpleQueue()

    def end() -> None:
        here.reminders.stop()
        sessions.keep()

    with CleanEnd(save=end, ask=lambda: over.put(None)):
        here.reminders.start(sessions)
        say("A coach prompts already; this one takes over when it ends." if taken else "Reminding. ctrl+c ends it.")
        over.get()
    if lost := here.journal.lost():
        say(lost)
