"""What every errand of the app can do: say one calm line, write something down, ask for pain, show an open red flag."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from textual.app import App

from coach.core.redflags import flags_now, worst_level
from coach.errors import CoachError
from coach.journal import Receipt
from coach.tui.commands import Undo
from coach.tui.messages import LogWritten
from coach.tui.ports import House
from coach.tui.screens.card import ScaleCard
from coach.tui.screens.pain import Scale, pain_scale
from coach.tui.screens.safety import action_card

SCALE = "scale"
"""The name of the card that asks for a number: one that stays made."""


class Errand:
    """The cards that follow a key, in their order; its coroutines run as workers of the app."""

    def __init__(self, app: App[None], house: House) -> None:
        self._app, self._house = app, house

    @property
    def now(self) -> datetime:
        """The wall clock."""
        return self._house.clock.wall()

    def say(self, text: str, grave: bool = False) -> None:
        """One calm line; said again it stands once, though a key is held down."""
        for known in [known for known in self._app._notifications if known.message == text]:
            self._app._unnotify(known, refresh=False)
        self._app.notify(text, severity="warning" if grave else "information", markup=False, timeout=8 if grave else 4)

    @contextmanager
    def calmly(self) -> Iterator[None]:
        """What cannot be done is said, and that is all."""
        try:
            yield
        except CoachError as error:
            self.say(str(error), grave=True)

    def wrote(self, receipt: Receipt, quietly: bool = False, last: str | None = None) -> None:
        """Say what was written and, unless `last` comes after it, how it is undone; let screens and rules know."""
        if not quietly:
            self.say(f"{receipt.said}{f'  {Undo.key_shown()} takes it back.' if last is None else last}")
        self._house.reminders.log_changed()
        self._app.post_message(LogWritten())

    async def flagged(self, slugs: tuple[str, ...], waiting: str = "") -> str | None:
        """Shows what to do about open red flags, and which routine waits; gives the worst level that is still open."""
        answer = await self._app.push_screen_wait(action_card(slugs, waiting))
        if answer in ("cleared", "mistake"):
            with self.calmly():
                self.wrote(self._house.journal.redflag("cleared" if answer == "cleared" else "mistake", slugs))
        return worst_level(flags_now(self._house.journal.history, self.now))

    async def rate(self, scale: Scale) -> int | None:
        """A number from 0 to 10; None when the card was left."""
        if not self._app.is_screen_installed(SCALE):
            self._app.install_screen(ScaleCard(scale), SCALE)
        card = self._app.get_screen(SCALE, ScaleCard)
        if any(card in stack for stack in self._app._screen_stacks.values()):  # it asks: a walk was started outside
            return await self._app.push_screen_wait(ScaleCard(scale))
        return await self._app.push_screen_wait(card.ask(scale))

    async def pain(self) -> int | None:
        """Pain now, written down."""
        number = await self.rate(pain_scale())
        if number is not None:
            with self.calmly():
                self.wrote(self._house.journal.pain(number))
        return number
