"""What happens after a key: the cards in their order, and what each answer writes down.

Each flow runs as a worker of the app; what is answered is written at that moment, so a flow may end anywhere.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time

from textual.app import App
from textual.content import Content

from coach.core.concerns import Concern
from coach.core.episodes import open_spasms, spasm_day
from coach.core.pain import ratings
from coach.core.plan import day_plan
from coach.core.redflags import open_flags, questions, worst_level
from coach.core.routine import Routine
from coach.core.rows import KEPT_BY_FLAG
from coach.core.session import SessionState, at, begin, finish
from coach.core.stage import stage
from coach.errors import CoachError
from coach.journal import Receipt
from coach.tui.ending import Unfinished
from coach.tui.messages import LogWritten
from coach.tui.ports import House, OpenPrompt
from coach.tui.relief import cold_choices, relief_choices
from coach.tui.screens.card import ChoiceCard, NoticeCard
from coach.tui.screens.pain import hurts_card, pain_card, stress_card
from coach.tui.screens.safety import SafetyCard, action_card
from coach.tui.screens.session import SessionScreen

PAIN_UP = 2
"""NRS: a rise that is more than noise (Childs 2005); from it on, stopping is offered."""

EVENING = time(20)
"""The time of day under which a day's pain is filled in afterwards."""
STOP_BRIEFLY = ("new leg symptoms", "pain up by 2", "any safety sign")
"""When every routine stops, in few words; the routine's page says it in full."""


class Flows:
    """The app's errands. `say` shows one calm line."""

    def __init__(self, app: App[None], house: House, unfinished: Unfinished) -> None:
        self._app, self._house, self._unfinished = app, house, unfinished

    @property
    def now(self) -> datetime:
        """The wall clock."""
        return self._house.clock.wall()

    def say(self, text: str, grave: bool = False) -> None:
        """One calm line."""
        self._app.notify(text, severity="warning" if grave else "information", markup=False, timeout=8 if grave else 4)

    @contextmanager
    def calmly(self) -> Iterator[None]:
        """What cannot be done is said, and that is all."""
        try:
            yield
        except CoachError as error:
            self.say(str(error), grave=True)

    def wrote(self, receipt: Receipt, quietly: bool = False, last: str = "  u takes it back.") -> None:
        """Say what was written, and let the screens and the rules know."""
        if not quietly:
            self.say(f"{receipt.said}{last}")
        self._house.reminders.log_changed()
        self._app.post_message(LogWritten())

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
        journal = self._house.journal
        ticked = await self._app.push_screen_wait(SafetyCard(saved, questions(journal.history, self.now)))
        if ticked is not None:
            with self.calmly():
                self.wrote(journal.redflag("ticked" if ticked else "none", ticked), quietly=True)
            if ticked and await self.flagged(ticked) == "emergency":
                return
        await self.relief(pain)

    async def flagged(self, slugs: tuple[str, ...]) -> str | None:
        """Shows what to do about open red flags; gives the worst level that is still open."""
        answer = await self._app.push_screen_wait(action_card(slugs))
        if answer in ("cleared", "mistake"):
            with self.calmly():
                self.wrote(self._house.journal.redflag("cleared" if answer == "cleared" else "mistake", slugs))
        return worst_level(open_flags(self._house.journal.history, self.now))

    async def relief(self, pain: int | None = None) -> None:
        """A position, cold or heat, breathing, a few steps; afterwards better, same or worse."""
        history = self._house.journal.history
        level = worst_level(open_flags(history, self.now))
        if level == "emergency":
            await self.flagged(tuple(flag.slug for flag in open_flags(history, self.now)))
            return
        here = stage(history, self.now).stage
        choices = relief_choices(
            self._house.library.routines, here, self._house.settings.work.place, held=level == "same-day"
        )
        if not choices:
            return
        card = ChoiceCard("What would ease it?", choices, "One after the other, or one alone.", "not now")
        chosen = await self._app.push_screen_wait(card)
        if chosen is not None:
            await self.session(chosen, pain_before=pain, ask_felt=True)

    async def cold(self) -> None:
        """Cold or heat, with its timer."""
        choices = cold_choices(self._house.library.routines)
        chosen = await self._app.push_screen_wait(ChoiceCard("Cold or heat?", choices)) if len(choices) > 1 else None
        if chosen is not None:
            await self.session(chosen, ask_felt=True)

    # One answer ----------------------------------------------------------------------------------------------------

    async def pain(self) -> int | None:
        """Pain now, written down."""
        number = await self._app.push_screen_wait(pain_card())
        if number is not None:
            with self.calmly():
                self.wrote(self._house.journal.pain(number))
        return number

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

    # Sessions ------------------------------------------------------------------------------------------------------

    async def prompted(self, prompt: OpenPrompt) -> None:
        """Start what a prompt asks for: its routine, or for the check-in two numbers."""
        reminders = self._house.reminders
        if prompt.kind == "checkin":
            if await self.pain() is not None:
                await self.stress()
                reminders.answer(prompt.id, "done")
            return
        reminders.answer(prompt.id, "start")
        if prompt.routine is not None:
            await self.session(prompt.routine, prompt.minutes if prompt.kind == "walk" else None, prompted=True)

    async def session(
        self,
        routine_id: str,
        minutes: int | None = None,
        pain_before: int | None = None,
        ask_felt: bool = False,
        prompted: bool = False,
    ) -> None:
        """Play a routine, write it down, and ask what is worth asking afterwards."""
        routine = self._house.library.routines.get(routine_id)
        if routine is None:
            self.say(f"There is no routine called {routine_id}.", grave=True)
            return
        history = self._house.journal.history
        flags = open_flags(history, self.now)
        if routine.kind in KEPT_BY_FLAG.get(worst_level(flags) or "", ()):
            level = await self.flagged(tuple(flag.slug for flag in flags))
            if routine.kind in KEPT_BY_FLAG.get(level or "", ()):
                return
        walk = routine.kind == "walk"
        if walk and pain_before is None:
            pain_before = await self._app.push_screen_wait(pain_card("Pain before you go?", optional="leave it open"))
        if minutes is None and walk:
            plan = day_plan(history, self.now.date(), self.now, self._house.settings)
            minutes = plan.walk_minutes
        if not prompted:
            self._house.reminders.session_started(routine.kind, routine.id)
        state = await self._play(routine, minutes, pain_before)
        if state is None:
            return
        started, said = state
        await self._afterwards(started, said, walk, ask_felt or routine.kind == "relief")

    async def _play(
        self, routine: Routine, minutes: int | None, pain_before: int | None
    ) -> tuple[Receipt, SessionState] | None:
        house = self._house
        here = stage(house.journal.history, self.now)
        started = self.now
        first = begin(routine, here.stage, None if minutes is None else minutes * 60, house.clock.elapsed())
        day = f"spasm day {here.spasm_day}, {here.stage}" if here.spasm_day else ""
        known = pain_before if pain_before is not None else last_pain(house, self.now)

        def ask() -> None:
            self._app.run_worker(self._pain_within(screen, known))

        screen = SessionScreen(
            first, house.clock.elapsed, house.library.figure, routine.title, day, advice(routine, known), ask
        )

        def write(state: SessionState) -> Receipt:
            return house.journal.session(
                routine=routine.id, kind=routine.kind, at=started, seconds=round(state.done_s),
                planned_seconds=state.planned_s, partial=state.partial, pain_before=pain_before,
            )  # fmt: skip

        def keep() -> None:
            left = screen.state
            write(left if left.finished else cut_short(left, house.clock.elapsed()))

        self._unfinished.begin(keep)
        state = await self._app.push_screen_wait(screen)
        house.reminders.session_ended(routine.kind, round(state.done_s), state.partial)
        if not self._unfinished.take():
            return None
        if state.done_s < 1:
            return None
        with self.calmly():
            receipt = write(state)
            self.wrote(receipt)
            return receipt, state
        return None

    async def _pain_within(self, screen: SessionScreen, known: int | None) -> None:
        paused_before = screen.state.paused
        screen.hold_still(True)
        number = await self.pain()
        stop = False
        if number is not None and known is not None and number - known >= PAIN_UP:
            card = ChoiceCard(
                f"Pain is up from {known} to {number}. Stop here?",
                (("stop", "stop here", "that is fine"), ("on", "go on", "gently")),
            )
            stop = await self._app.push_screen_wait(card) != "on"
        screen.hold_still(paused_before)
        if stop:
            screen.stop_here()

    async def _afterwards(self, receipt: Receipt, state: SessionState, walk: bool, felt: bool) -> None:
        fields: dict[str, str] = {}
        if walk:
            after = await self._app.push_screen_wait(pain_card("Welcome back. Pain now?", optional="leave it open"))
            if after is not None:
                fields["pain_after"] = str(after)
        elif felt:
            card = ChoiceCard(
                "How is it now?",
                (("better", "better", ""), ("same", "the same", ""), ("worse", "worse", "")),
                "",
                "skip",
            )
            answer = await self._app.push_screen_wait(card)
            if answer is not None:
                fields["felt"] = answer
        if fields:
            with self.calmly():
                self.wrote(self._house.journal.edit(receipt.record.id, fields))


def cut_short(state: SessionState, elapsed_s: float) -> SessionState:
    """The session as it is when it must end at this moment."""
    return finish(at(state, elapsed_s), elapsed_s)


def last_pain(house: House, now: datetime) -> int | None:
    """The newest pain rating of the same date, NRS 0-10; None when there is none."""
    rated = [rating for rating in ratings(house.journal.history) if rating.at.date() == now.date()]
    return rated[-1].nrs if rated else None


def advice(routine: Routine, pain: int | None) -> str:
    """The small lines under a session: how to go, and when to stop."""
    lines = []
    if routine.kind == "walk":
        lines.append("Leave now, no need to watch: a bell at each change and at the end.")
    before = f"Before: {pain}. " if pain is not None else ""
    stops = ", ".join((*routine.stop_if, *STOP_BRIEFLY))
    lines.append(f"{before}Stop for: {stops}.")
    return "\n".join(lines)


def concern_body(concern: Concern) -> Content:
    """Message, since when, and where the rule comes from."""
    return Content.assemble(
        concern.message, "\n\n", (f"Since {concern.since.isoformat()}.  Source: {concern.source}", "$foreground-muted")
    )
