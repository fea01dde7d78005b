"""What each command leads to: one line from a key, a click or a palette entry to the errand that does it."""

from collections.abc import Coroutine
from datetime import timedelta
from typing import TYPE_CHECKING

from textual import on
from textual.app import App

from coach.core.rows import RemindersView
from coach.tui import commands as do
from coach.tui.log_messages import LogErrand
from coach.tui.messages import CardShown, ExportChosen, GapsChosen, HistoryTicked, SettingChosen, StartChosen
from coach.tui.ports import Answer, House, OpenPrompt
from coach.tui.screens.place import Place

if TYPE_CHECKING:
    from coach.tui.flows import Flows
    from coach.tui.papers import Papers

QUIET_S = 30 * 60
"""How long `quiet` keeps prompts back."""
WEEK = "week"
"""The place that the week's prompt opens."""


class Wired(App[None]):
    """The app's commands, wired to its errands."""

    house: House

    @property
    def flows(self) -> "Flows":
        """The errands."""
        raise NotImplementedError

    @property
    def papers(self) -> "Papers":
        """What writes pages."""
        raise NotImplementedError

    def renew(self) -> None:
        """Show what is so now."""
        raise NotImplementedError

    async def release_keys(self) -> None:
        """Give the keys that waited to whatever is in view."""
        raise NotImplementedError

    # Errands -------------------------------------------------------------------------------------------------------

    _opening = ""
    """The errand that was begun last, while its first card is still to come."""

    def begin(self, errand: Coroutine[None, None, object]) -> None:
        """Run what a key of a place asks for; once, though the key is held down or the mouse clicks twice."""
        name = getattr(errand, "__qualname__", "")
        if not isinstance(self.screen, Place) or self._opening == name:
            errand.close()
            return
        self._opening = name
        self.run_worker(self._through(errand, name))

    async def _through(self, errand: Coroutine[None, None, object], name: str) -> None:
        try:
            await errand
        finally:
            if self._opening == name:
                self.opened()

    @on(CardShown)
    def opened(self) -> None:
        """A card or a session stands, or none will: the next key is for what is in view."""
        self._opening = ""
        self.call_later(self.release_keys)

    @on(do.GoToday)
    @on(do.GoLog)
    @on(do.GoWeek)
    @on(do.GoRoutines)
    @on(do.GoSettings)
    def _go(self, event: do.Command) -> None:
        self.switch_mode(next(mode for mode, command in do.PLACES.items() if isinstance(event, command)))

    @on(do.ItHurts)
    def _it_hurts(self) -> None:
        self.begin(self.flows.it_hurts())

    @on(do.RatePain)
    def _rate_pain(self) -> None:
        self.begin(self.flows.pain())

    @on(do.RateStress)
    def _rate_stress(self) -> None:
        self.begin(self.flows.stress())

    @on(do.Relief)
    def _relief(self) -> None:
        self.begin(self.flows.relief())

    @on(do.SafetyQuestions)
    def _safety_questions(self) -> None:
        self.begin(self.flows.safe.again())

    @on(do.ColdOrHeat)
    def _cold(self) -> None:
        self.begin(self.flows.cold())

    @on(do.Breathe)
    def _breathe(self) -> None:
        from coach.tui.relief import breathing

        routine = breathing(self.house.library.routines)
        if routine is not None:
            self.begin(self.flows.sessions.session(routine))

    @on(StartChosen)
    def _start_chosen(self, event: StartChosen) -> None:
        self.begin(self.flows.sessions.session(event.routine))

    @on(do.SpasmOver)
    def _over(self) -> None:
        with self.flows.calmly():
            self.flows.wrote(self.house.journal.spasm_end())

    @on(do.Walked)
    def _walked(self) -> None:
        self.flows.sessions.walked()

    @on(do.Moved)
    def _moved(self) -> None:
        self.house.reminders.moved("shift")
        self.flows.say("Moved: the time since the last shift starts anew.")
        self.renew()

    def _told(self) -> RemindersView | None:
        """What is known of the prompts, from the window that has them where that is another."""
        return self.house.reminders.view() or self.house.reminders_view()

    @on(do.Quiet)
    def _quiet(self) -> None:
        view = self._told()
        paused = view is not None and view.hold_reason == "paused"
        self.house.reminders.pause(0 if paused else QUIET_S)
        until = self.house.clock.wall() + timedelta(seconds=QUIET_S)
        self.flows.say(
            "Reminders are back." if paused else f"Quiet until {until:%H:%M}. {do.Quiet.key_shown()} ends it."
        )
        self.renew()

    @on(do.YesSo)
    def _yes(self) -> None:
        self.house.reminders.question_answered(True)

    @on(do.NotSo)
    def _no(self) -> None:
        self.house.reminders.question_answered(False)

    @on(do.Reading)
    def _reading(self) -> None:
        view = self._told()
        on_now = view is not None and view.stay
        self.house.reminders.stay(not on_now)
        self.flows.say(
            "Back to normal."
            if on_now
            else f"Reading or watching: only lock and sleep count as away. {do.Reading.key_shown()} ends it."
        )

    @on(do.Reasons)
    def _reasons(self) -> None:
        from coach.tui.screens.reasons import NOTHING_YET, ReasonsCard, not_here

        if isinstance(self.screen, Place):
            none = not_here() if self.house.reminders.view() is None else NOTHING_YET
            self.push_screen(ReasonsCard([decision.line for decision in self.house.reminders.decisions()], none))

    @on(do.Undo)
    def _undo(self) -> None:
        with self.flows.calmly():
            self.flows.wrote(self.house.journal.corrections.undo(), last="")

    @on(GapsChosen)
    def _fill(self, event: GapsChosen) -> None:
        self.begin(self.flows.fill(event.days))

    @on(do.DoctorsPage)
    def _doctors_page(self) -> None:
        self.begin(self.papers.report())

    @on(ExportChosen)
    def _export(self, event: ExportChosen) -> None:
        self.begin(self.papers.week(event.week))

    @on(LogErrand)
    def _errand(self, event: LogErrand) -> None:
        self.begin(event.begin(self.flows.log))

    @on(do.NewEntry)
    def _new(self) -> None:
        self.begin(self.flows.log.new())

    @on(do.Took)
    def _took(self) -> None:
        self.begin(self.flows.log.took())

    @on(do.Concerns)
    def _about_concerns(self) -> None:
        self.begin(self.flows.log.concerns())

    @on(do.Help)
    def _help(self) -> None:
        from coach.tui.screens.help import HelpCard
        from coach.tui.screens.session import SessionScreen

        screen = self.screen
        if isinstance(screen, SessionScreen):
            paused = screen.state.paused
            screen.hold_still(True)
            keys = [command for command in screen.commands if command is not do.Help]
            self.push_screen(HelpCard([("In a session", keys)]), lambda _: screen.hold_still(paused))
        if not isinstance(screen, Place):
            return
        own = screen.own
        always = [command for command in do.everywhere(own) if command.needs != "question"]
        groups = [
            *([("Here", own)] if own else []),
            ("Everywhere", always),
            ("When a line asks", (do.YesSo, do.NotSo)),
            ("When a prompt waits", do.PROMPT_COMMANDS),
        ]
        self.push_screen(HelpCard(groups))

    @on(SettingChosen)
    def _change_setting(self, event: SettingChosen) -> None:
        from coach.tui.setting_up import SettingUp  # needed rarely, as is what follows

        self.begin(SettingUp(self, self.house).change(event.field))

    @on(HistoryTicked)
    def _tick_history(self, event: HistoryTicked) -> None:
        from coach.tui.setting_up import SettingUp

        SettingUp(self, self.house).tick(event.slug)

    @on(do.TestNotice)
    def _test_notice(self) -> None:
        from coach.tui.welcome import Notices

        self.begin(Notices(self, self.house).tried())

    # The prompt ----------------------------------------------------------------------------------------------------

    @on(do.StartPrompt)
    def _start(self) -> None:
        prompt = self.house.reminders.open_prompt()
        if prompt is None:
            return
        if prompt.kind == "shift":
            self._answer("done")
        elif prompt.kind == "week":
            self._answer("done")
            self.switch_mode(WEEK)
        else:
            self.begin(self.flows.prompted(prompt))

    @on(do.DonePrompt)
    def _done(self) -> None:
        self._answer("done")

    @on(do.LaterPrompt)
    def _later(self) -> None:
        self._answer("snooze")

    @on(do.SkipPrompt)
    def _skip(self) -> None:
        self._answer("skip")

    @on(do.SkipBusy)
    def _skip_busy(self) -> None:
        self._answer("skip", "busy")

    @on(do.SkipPain)
    def _skip_pain(self) -> None:
        self._answer("skip", "pain")
        self.flows.say(f"The rest of today is easier. {do.Relief.key_shown()} shows what may ease it.")

    @on(do.SkipMoved)
    def _skip_moved(self) -> None:
        self._answer("skip", "just-moved")

    def _answer(self, answer: Answer, reason: str | None = None) -> None:
        prompt: OpenPrompt | None = self.house.reminders.open_prompt()
        if prompt is not None:
            self.house.reminders.answer(prompt.id, answer, reason)
            self.renew()
