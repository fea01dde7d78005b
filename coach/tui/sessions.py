"""A session from its start to the answer after it: asked, played, written down, and kept when the app must end."""

from collections.abc import Callable
from datetime import datetime, timedelta

from textual.app import App

from coach.core.asof import instant
from coach.core.gain import gain
from coach.core.pain import ratings
from coach.core.plan import day_plan
from coach.core.records import Session
from coach.core.redflags import flags_now, worst_level
from coach.core.routine import Routine
from coach.core.rows import KEPT_BY_FLAG
from coach.core.session import SessionState, begin
from coach.core.stage import stage
from coach.journal import Receipt
from coach.tui.commands import SafetyQuestions, Undo
from coach.tui.drawing.marks import STAGE_WORDS
from coach.tui.ending import Unfinished
from coach.tui.errand import Errand
from coach.tui.ports import House, OpenPrompt
from coach.tui.screens.card import ChoiceCard
from coach.tui.screens.pain import pain_scale
from coach.tui.screens.safety import flag_line
from coach.tui.screens.session import Around, SessionScreen

PAIN_UP = 2
"""NRS: a rise that is more than noise (Childs 2005); from it on, stopping is offered."""
STOP_BRIEFLY = ("new leg symptoms", "pain up by 2", "any safety sign")
"""When every routine stops, in few words; the routine's page says it in full."""
WALKED_MINUTES = 5
"""The length of a walk told without a plan: the shortest that is advised (Healthwise "Back Spasm")."""


class Sessions(Errand):
    """Plays routines."""

    def __init__(self, app: App[None], house: House, unfinished: Unfinished) -> None:
        super().__init__(app, house)
        self._unfinished = unfinished

    async def prompted(self, prompt: OpenPrompt, routine: str) -> None:
        """Play the routine of a prompt that was answered with start.

        The prompt counts as a session until this is through, whatever happens.
        """
        reminders = self._house.reminders

        def nothing() -> None:
            reminders.session_ended(prompt.kind, 0, True)

        self._unfinished.begin(nothing)
        await self.session(routine, prompt.minutes if prompt.kind == "walk" else None, prompted=nothing)
        if self._unfinished.take(nothing):
            nothing()

    async def session(
        self,
        routine_id: str,
        minutes: int | None = None,
        pain_before: int | None = None,
        ask_felt: bool = False,
        prompted: Callable[[], None] | None = None,
    ) -> None:
        """Play a routine, write it down, ask what is worth asking afterwards, and say what it did for the day.

        `prompted`: the duty that the session takes over when it begins; None when no prompt asked for it.
        """
        routine = self._house.library.routines.get(routine_id)
        if routine is None:
            self.say(f"There is no routine called {routine_id}.", grave=True)
            return
        history = self._house.journal.history
        flags = flags_now(history, self.now)
        if routine.kind in KEPT_BY_FLAG.get(worst_level(flags) or "", ()):
            level = await self.flagged(tuple(flag.slug for flag in flags), routine.title)
            if routine.kind in KEPT_BY_FLAG.get(level or "", ()):
                return
        walk = routine.kind == "walk"
        if walk and pain_before is None:
            pain_before = await self.rate(pain_scale("Pain before you go?", "leave it open"))
        if minutes is None and walk:
            minutes = self._planned_minutes()
        written = await self._play(routine, minutes, pain_before, prompted)
        if written is not None:
            await self._afterwards(written, walk, ask_felt or routine.kind == "relief")

    def walked(self) -> None:
        """A walk of the planned minutes has just been done away from the app."""
        seconds = 60 * (self._planned_minutes() or WALKED_MINUTES)
        with self.calmly():
            receipt = self._house.journal.session(
                routine="gentle-walk", kind="walk", at=self.now - timedelta(seconds=seconds), seconds=seconds, told=True
            )
            self.wrote(receipt, last=f" {self._gain(receipt)}  {Undo.key_shown()} takes it back.")

    def _planned_minutes(self) -> int | None:
        return day_plan(self._house.journal.history, self.now.date(), self.now, self._house.settings).walk_minutes

    async def _play(
        self, routine: Routine, minutes: int | None, pain_before: int | None, prompted: Callable[[], None] | None
    ) -> Receipt | None:
        house = self._house
        here = stage(house.journal.history, self.now)
        started = self.now
        try:
            first = begin(routine, here.stage, None if minutes is None else minutes * 60, house.clock.elapsed())
        except ValueError:
            self.say(f"{routine.title} has no step for this stage.", grave=True)
            return None
        day = f"spasm day {here.spasm_day}, {STAGE_WORDS[here.stage]}" if here.spasm_day else ""
        known = pain_before if pain_before is not None else last_pain(house, self.now)
        asked = Asked(known)
        told = advice(routine, known, self._look_out() != (None, False))
        around = Around(routine.title, day, told, lambda: flag_line(house.journal.history, self.now))

        def ask() -> None:
            if not asked.now:
                asked.now = True
                self._app.run_worker(self._pain_within(screen, asked))

        screen = SessionScreen(
            first,
            house.clock.elapsed,
            house.library.figure,
            around,
            ask,
            self._look_out if any(step.planned for step in first.steps) else None,
            house.reminders.chime,
        )

        def write(state: SessionState) -> Receipt:
            return house.journal.session(
                routine=routine.id, kind=routine.kind, at=started, seconds=round(state.done_s),
                planned_seconds=state.planned_s, partial=state.partial, pain_before=pain_before,
            )  # fmt: skip

        def keep() -> None:
            left = screen.state if screen.state.finished and not screen.outing.out else screen.ended()
            house.reminders.session_ended(routine.kind, round(left.done_s), left.partial)
            write(left)

        if prompted is None:
            house.reminders.session_started(routine.kind, routine.id)
        self._unfinished.begin(keep)
        if prompted is not None:
            self._unfinished.take(prompted)
        state = await self._app.push_screen_wait(screen)
        house.reminders.session_ended(routine.kind, round(state.done_s), state.partial)
        if not self._unfinished.take(keep) or state.done_s < 1:
            return None
        if screen.outing.known and screen.outing.left is None and not state.stopped and not await self._did_walk():
            return None
        with self.calmly():
            receipt = write(state)
            self.wrote(receipt, quietly=True)
            return receipt
        return None

    def _look_out(self) -> tuple[float | None, bool]:
        """The last input in elapsed seconds, where it is known, and whether the user counts as away."""
        view = self._house.reminders.view()
        if view is None:
            return None, False
        last = view.last_input
        ago = None if last is None else (instant(self.now) - instant(last)).total_seconds()
        return None if ago is None else self._house.clock.elapsed() - ago, view.present is False

    async def _did_walk(self) -> bool:
        card = ChoiceCard(
            "Did you walk? There was input all the while.",
            (("yes", "yes, I walked", ""), ("no", "not this time", "nothing is written down")),
            leave="not this time",
        )
        return await self._app.push_screen_wait(card) == "yes"

    async def _pain_within(self, screen: SessionScreen, asked: "Asked") -> None:
        paused_before = screen.state.paused
        screen.hold_still(True)
        number = await self.pain()
        stop = False
        known = asked.first
        if number is not None and known is not None and number - known >= PAIN_UP:
            card = ChoiceCard(
                f"Pain is up from {known} to {number}. Stop here?",
                (("stop", "stop here", "that is fine"), ("on", "go on", "gently")),
            )
            stop = await self._app.push_screen_wait(card) != "on"
        asked.first = number if known is None else known
        asked.now = False
        screen.hold_still(paused_before)
        if stop:
            screen.stop_here()

    async def _afterwards(self, receipt: Receipt, walk: bool, felt: bool) -> None:
        fields: dict[str, str] = {}
        if walk:
            after = await self.rate(pain_scale("Welcome back. Pain now?", "leave it open"))
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
        said = receipt.said
        with self.calmly():
            if fields:
                receipt = self._house.journal.corrections.edit(receipt.record.id, fields)
                self.wrote(receipt, quietly=True)
        again = f" If a safety sign turned up, {SafetyQuestions.key_shown()} asks them again."
        worse = again if fields.get("felt") == "worse" else ""
        self.say(f"{said} {self._gain(receipt)}{worse}".strip())

    def _gain(self, receipt: Receipt) -> str:
        record, house = receipt.record, self._house
        if not isinstance(record, Session):
            return ""
        return gain(record, house.journal.history, self.now, house.settings, house.library.routines)


class Asked:
    """The pain that a session began with, NRS: the last one known before it, else the first one rated in it."""

    def __init__(self, first: int | None) -> None:
        self.first = first
        self.now = False
        """Whether it is being asked."""


def last_pain(house: House, now: datetime) -> int | None:
    """The newest pain rating of the same date, NRS 0-10; None when there is none."""
    rated = [rating for rating in ratings(house.journal.history) if rating.at.date() == now.date()]
    return rated[-1].nrs if rated else None


def advice(routine: Routine, pain: int | None, timed: bool = True) -> str:
    """The small lines under a session: how to go, and when to stop. `timed`: the machine tells of an absence."""
    lines = []
    if routine.kind == "walk":
        how = (
            "I time your absence and ask for pain after it."
            if timed
            else "Enter when you are back, and your pain then."
        )
        lines.append(f"Leave now: {how}")
    before = f"Before: {pain}. " if pain is not None else ""
    stops = ", ".join((*routine.stop_if, *STOP_BRIEFLY))
    lines.append(f"{before}Stop for: {stops}.")
    return "\n".join(lines)
