"""What happens after a key: the cards in their order, and what each answer writes down.

Each flow runs as a worker of the app; what is answered is written at that moment, so a flow may end anywhere.
"""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from textual.app import App

from coach.core.episodes import open_spasms, spasm_day
from coach.core.redflags import flags_now, worst_level
from coach.core.stage import STRONG_PAIN, stage
from coach.tui.ending import Unfinished
from coach.tui.errand import Errand
from coach.tui.ports import House, OpenPrompt
from coach.tui.relief import cold_choices, felt_counts, relief_choices
from coach.tui.safety import Safety
from coach.tui.screens.card import ChoiceCard
from coach.tui.screens.pain import STRESS, hurts_scale
from coach.tui.sessions import Sessions

if TYPE_CHECKING:
    from coach.tui.writing_down import WritingDown


class Flows(Errand):
    """The app's errands."""

    def __init__(self, app: App[None], house: House, unfinished: Unfinished) -> None:
        super().__init__(app, house)
        self.sessions = Sessions(app, house, unfinished)
        self.safe = Safety(app, house)

    @cached_property
    def log(self) -> "WritingDown":
        """The errands of the log; their cards are read in only when one is run."""
        from coach.tui.writing_down import WritingDown

        return WritingDown(self._app, self._house, self.safety)

    # It hurts ------------------------------------------------------------------------------------------------------

    async def it_hurts(self) -> None:
        """A digit is saved; then the safety card; then relief."""
        journal = self._house.journal
        still_open = open_spasms(journal.history, self.now)
        day = spasm_day(still_open[-1], self.now) if still_open else None
        pain = await self.rate(hurts_scale(day))
        if pain is None:
            return
        with self.calmly():
            receipt = journal.pain(pain) if still_open else journal.spasm_start(pain=pain)
            self.wrote(receipt, quietly=True)
            await self.safety(receipt.said, pain)

    async def safety(self, saved: str, pain: int | None = None) -> None:
        """The red flags, then what to do about them, then relief where that is right."""
        answered = await self.safe.ask(saved)
        if answered.level != "emergency":
            await self.relief(pain, answered.said)

    async def relief(self, pain: int | None = None, noted: str = "") -> None:
        """A position, cold or heat, breathing, a few steps; afterwards better, same or worse."""
        history = self._house.journal.history
        level = worst_level(flags_now(history, self.now))
        if level == "emergency":
            await self.flagged(tuple(flag.slug for flag in flags_now(history, self.now)))
            return
        here = stage(history, self.now)
        strong = here.strong_pain or (pain or 0) >= STRONG_PAIN
        choices = relief_choices(
            self._house.library.routines, here.stage, self._house.settings.work.place, level == "same-day", strong
        )
        if not choices:
            return
        felt = felt_counts(history, self.now, self._house.library.routines)
        card = ChoiceCard("What would ease it?", choices, "\n".join(filter(None, (felt, noted))), "not now")
        chosen = await self._app.push_screen_wait(card)
        if chosen is not None:
            await self.sessions.session(chosen, pain_before=pain, ask_felt=True)

    async def cold(self) -> None:
        """Cold or heat, with its timer."""
        choices = cold_choices(self._house.library.routines)
        chosen = await self._app.push_screen_wait(ChoiceCard("Cold or heat?", choices)) if len(choices) > 1 else None
        if chosen is not None:
            await self.sessions.session(chosen, ask_felt=True)

    # One answer ----------------------------------------------------------------------------------------------------

    async def stress(self) -> None:
        """Stress now, written down."""
        number = await self.rate(STRESS)
        if number is not None:
            with self.calmly():
                self.wrote(self._house.journal.stress(number))

    async def fill(self, days: Sequence[date]) -> None:
        """Pain of days that have none."""
        await self.log.fill(days)

    async def prompted(self, prompt: OpenPrompt) -> None:
        """Start what a prompt asks for: its routine, or for the check-in two numbers."""
        reminders = self._house.reminders
        if prompt.kind == "checkin":
            if await self.checkin():
                reminders.answer(prompt.id, "done")
        elif prompt.routine is None:
            reminders.answer(prompt.id, "done")
            self._read_week(prompt)
        else:
            reminders.answer(prompt.id, "start")
            await self.sessions.prompted(prompt, prompt.routine)

    async def wanted(self, prompt: OpenPrompt) -> None:
        """Play what was started from outside the app, and is answered already."""
        if prompt.kind == "checkin":
            await self.checkin()
        elif prompt.routine is None:
            self._read_week(prompt)
        else:
            await self.sessions.prompted(prompt, prompt.routine)

    async def checkin(self) -> bool:
        """Two numbers for the day; whether the first was given."""
        if await self.pain() is None:
            return False
        await self.stress()
        return True

    def _read_week(self, prompt: OpenPrompt) -> None:
        if prompt.kind == "week":
            self._app.switch_mode(prompt.kind)
