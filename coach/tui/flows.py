"""What happens after a key: the cards in their order, and what each answer writes down.

Each flow runs as a worker of the app; what is answered is written at that moment, so a flow may end anywhere.
"""

from collections.abc import Sequence
from datetime import date, datetime, time

from textual.app import App
from textual.content import Content

from coach.core.concerns import Concern
from coach.core.episodes import open_spasms, spasm_day
from coach.core.redflags import open_flags, worst_level
from coach.core.stage import STRONG_PAIN, stage
from coach.tui.ending import Unfinished
from coach.tui.errand import Errand
from coach.tui.ports import House, OpenPrompt
from coach.tui.relief import cold_choices, felt_counts, relief_choices
from coach.tui.safety import Safety
from coach.tui.screens.card import ChoiceCard, NoticeCard
from coach.tui.screens.pain import hurts_card, pain_card, stress_card
from coach.tui.sessions import Sessions

EVENING = time(20)
"""The time of day under which a day's pain is filled in afterwards."""


class Flows(Errand):
    """The app's errands."""

    def __init__(self, app: App[None], house: House, unfinished: Unfinished) -> None:
        super().__init__(app, house)
        self.sessions = Sessions(app, house, unfinished)
        self.safe = Safety(app, house)

    # It hurts ------------------------------------------------------------------------------------------------------

    async def it_hurts(self) -> None:
        """A digit is saved; then the safety card; then relief."""
        journal = self._house.journal
        still_open = open_spasms(journal.history, self.now)
        day = spasm_day(still_open[-1], self.now) if still_open else None
        pain = await self._app.push_screen_wait(hurts_card(day))
        if pain is None:
            return
        with self.calmly():
            receipt = journal.pain(pain) if still_open else journal.spasm_start(pain=pain)
            self.wrote(receipt, quietly=True)
            await self.safety(receipt.said, pain)

    async def safety(self, saved: str, pain: int | None = None) -> None:
        """The red flags, then what to do about them, then relief where that is right."""
        if await self.safe.ask(saved) == "emergency":
            return
        await self.relief(pain)

    async def relief(self, pain: int | None = None) -> None:
        """A position, cold or heat, breathing, a few steps; afterwards better, same or worse."""
        history = self._house.journal.history
        level = worst_level(open_flags(history, self.now))
        if level == "emergency":
            await self.flagged(tuple(flag.slug for flag in open_flags(history, self.now)))
            return
        here = stage(history, self.now)
        strong = here.strong_pain or (pain or 0) >= STRONG_PAIN
        choices = relief_choices(
            self._house.library.routines, here.stage, self._house.settings.work.place, level == "same-day", strong
        )
        if not choices:
            return
        felt = felt_counts(history, self.now, self._house.library.routines)
        card = ChoiceCard("What would ease it?", choices, felt, "not now")
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
        number = await self._app.push_screen_wait(stress_card())
        if number is not None:
            with self.calmly():
                self.wrote(self._house.journal.stress(number))

    async def fill(self, days: Sequence[date]) -> None:
        """Pain of days that have none, one after the other; each is written down as of that evening."""
        for day in days:
            number = await self._app.push_screen_wait(
                pain_card(f"{day:%A} {day.day} {day:%B}: pain at its end?", "A day you cannot tell stays unknown.")
            )
            if number is None:
                return
            evening = datetime.combine(day, EVENING, self.now.tzinfo)
            with self.calmly():
                self.wrote(self._house.journal.pain(number, at=min(evening, self.now)))

    async def welcome(self) -> None:
        """The first start: how the back is now; a spasm goes straight to the safety card and relief."""
        card = ChoiceCard(
            "Your back now?",
            (("fine", "fine", ""), ("sore", "sore", "one number"), ("spasm", "in spasm", "straight to relief")),
            "The coach keeps your log on this machine alone. It is self-care and not a medical device.\n"
            "Everything can be changed later; ? shows all keys.",
            "skip",
        )
        answer = await self._app.push_screen_wait(card)
        if answer == "sore":
            await self.pain()
        elif answer == "spasm":
            await self.it_hurts()

    async def concern(self, concern: Concern) -> None:
        """A concern in full; Enter folds it away until it changes. Red flags are cleared, not folded."""
        flags = tuple(flag.slug for flag in open_flags(self._house.journal.history, self.now))
        if concern.code.startswith("red-flag") and flags:
            await self.flagged(flags)
            return
        answers = [("enter", "seen, fold it away", "seen")]
        if concern.code == "still-open":
            answers = [("o", "it is over", "over"), ("p", "still going: pain now", "pain"), *answers]
        body = concern_body(concern)
        answer = await self._app.push_screen_wait(NoticeCard("Worth looking at", body, answers))
        with self.calmly():
            if answer == "seen":
                self.wrote(self._house.journal.concern_seen(concern.code, concern.message))
            elif answer == "over":
                self.wrote(self._house.journal.spasm_end(None))
        if answer == "pain":
            await self.pain()

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


def concern_body(concern: Concern) -> Content:
    """Message, since when, and where the rule comes from."""
    return Content.assemble(
        concern.message, "\n\n", (f"Since {concern.since.isoformat()}.  Source: {concern.source}", "$foreground-muted")
    )
