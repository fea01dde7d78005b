"""The safety questions in their order: the red flags, once the history group, and what to do about a yes."""

from typing import NamedTuple

from coach.core.redflags import NONE_OF_THESE, Level, early_visit, flags_now, history_group, questions, worst_level
from coach.tui.commands import SafetyQuestions
from coach.tui.errand import Errand
from coach.tui.screens.safety import HistoryCard, SafetyCard, minor_fall_card


class Answered(NamedTuple):
    """What the card came to."""

    level: Level | None
    """The worst level that is open after it."""
    said: str
    """A sentence on "none of these", where that was the answer."""


class Safety(Errand):
    """Asks, writes down what was answered at that moment, and shows what to do. It never says that all is well."""

    async def again(self) -> None:
        """The questions by themselves."""
        answered = await self.ask()
        if answered.said:
            self.say(answered.said)

    async def ask(self, saved: str = "") -> Answered:
        """The red flags, and the history group when it was never asked.

        `saved` says what was written down before. A card that is left writes nothing down.
        """
        journal = self._house.journal
        early = early_visit(journal.history, self.now)
        ticked = await self._app.push_screen_wait(SafetyCard(saved, questions(journal.history, self.now), early))
        if ticked is not None:
            with self.calmly():
                self.wrote(journal.redflag("ticked" if ticked else "none", ticked), quietly=True)
            if ticked and await self.flagged(ticked) == "emergency":
                return Answered("emergency", "")
            if history_group(journal.history, self.now) is None and await self.history():
                await self._minor_fall(ticked)
        level = worst_level(flags_now(journal.history, self.now))
        return Answered(
            level,
            f"{NONE_OF_THESE} {SafetyQuestions.key_shown()} asks again." if ticked == () and level is None else "",
        )

    async def history(self) -> tuple[str, ...]:
        """The history group, with what is known ticked; gives what applies after it."""
        journal = self._house.journal
        before = history_group(journal.history, self.now)
        applies = await self._app.push_screen_wait(HistoryCard(before))
        if applies is not None and applies != before:
            with self.calmly():
                self.wrote(journal.redflag("history", applies), quietly=True)
            early = early_visit(journal.history, self.now)
            if early is not None:
                self.say(early)
        return applies or ()

    async def _minor_fall(self, ticked: tuple[str, ...]) -> None:
        if "injury" in ticked or await self._app.push_screen_wait(minor_fall_card()) != "yes":
            return
        with self.calmly():
            self.wrote(self._house.journal.redflag("ticked", ["injury"]), quietly=True)
        await self.flagged(("injury",))
