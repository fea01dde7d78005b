"""The prompter: the reminder state of one log, looked at step by step, and what each step does to the user's day."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from coach.clock import Clock
from coach.core.day import Day, day_of
from coach.core.moment import Moment
from coach.core.outlook import Ahead, next_prompt, reminders_view
from coach.core.presence import Seen
from coach.core.reminders import advance, begin
from coach.core.reminders.model import Advance, Command, Event, Open, SessionBegan, SessionEnded, State
from coach.core.routine import Routine
from coach.core.rows import RemindersView
from coach.core.settings import Settings
from coach.journal import Journal
from coach.link import snapshot
from coach.link.files import sweep
from coach.scheduler.alarm import BEAT_S, LATE, LULL_BEAT_S, Alarm
from coach.scheduler.elsewhere import Elsewhere
from coach.scheduler.keeper import MOST_DECISIONS, NAME, Decision, Kept, bias_s, decided, keep, recall
from coach.scheduler.news import News
from coach.scheduler.outcomes import record
from coach.scheduler.ports import Deliver, Listener, OpenPrompt, Unknowing, World
from coach.scheduler.seat import Seat
from coach.scheduler.shown import shown

GAP_S = 3 * BEAT_S
"""Looks further apart than this mean that the process did not run: nobody can have been prompted meanwhile."""
MOST_VAIN = 2
"""After so many first looks that failed, the kept state is left alone: it may be what they fail at."""
WALK_IS_OVER = ("The planned minutes are over", "Come back when it suits you; all of it counts.")


class Prompter:
    """Owns the reminder state while it has the seat: asks the rules what comes, and takes it to the user.

    `look` is one step, taken on one thread. What others read (`view`, `open`, `decisions`, `trouble`) is replaced
    whole, never changed. One that `gives_way` prompts without a screen, and yields to an app that opens.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        settings: Callable[[], Settings],
        journal: Journal,
        routines: Callable[[], Mapping[str, Routine]],
        folder: Path,
        alarm: Alarm,
        deliver: Deliver,
        world: World | None = None,
        gives_way: bool = False,
    ) -> None:
        self._clock = clock
        self._read_settings = settings
        self._settings = settings()
        self._journal = journal
        self._routines = routines
        self._folder = folder
        self._alarm = alarm
        self._deliver = deliver
        self._world: World = Unknowing() if world is None else world
        self._seat = Seat(folder, clock, gives_way)
        self._elsewhere = Elsewhere(folder, clock)
        self._state: State | None = None
        self._bias_s = 0.0
        self._last: Moment | None = None
        self._day: Day | None = None
        self._offered: Mapping[str, Routine] | None = None
        self._news = News()
        self._log_version: int | None = None
        self._ahead: Ahead | None = None
        self._shown_last: OpenPrompt | None = None
        self._looked_s = clock.elapsed()
        self._vain = 0
        self._unsaved = ""
        self._unkept = ""
        self.listener: Listener | None = None
        """Who is told."""
        self.view: RemindersView | None = None
        """The counters and what comes next; None when another process prompts."""
        self.open: OpenPrompt | None = None
        """The prompt that waits for an answer; not one that is snoozed."""
        self.decisions: tuple[Decision, ...] = ()
        """The last decisions with their reasons, oldest first."""
        self.trouble = ""
        """Why nothing prompts here though nobody else does, in one sentence; empty where all is well."""
        self.looked_at = False
        """Whether the user looks at the app right now, so that it needs no notification on the desktop."""
        self.started_here: set[int] = set()
        """Numbers of prompts that the app's own screen answers: what is started so, it plays itself."""

    # the seat -------------------------------------------------------------------------------------------------

    @property
    def prompts(self) -> bool:
        """Whether it is this one that prompts."""
        return self._state is not None

    def start(self, ring: Callable[[], None]) -> None:
        """Watch the user and the clock; `ring` is called from other threads whenever a look is due."""
        self._world.start()
        self._alarm.start(ring, ring)

    def unrung(self) -> bool:
        """Whether a look is due for which the alarm does not ring; cheap enough for every second.

        It goes by a clock that may have been set; and a session of another window may have begun.
        """
        late = self._clock.elapsed() - self._looked_s >= LATE * BEAT_S
        return late or (self.prompts and self._elsewhere.stirs())

    def chime(self) -> None:
        """The planned minutes of a walk are over: say so on the desktop, unless it is to be silent."""
        view = self.view
        if view is not None and view.hold_reason is None:
            self._deliver.chime(*WALK_IS_OVER)

    def fails(self, error: Exception) -> None:
        """A look ended so: said until one does not."""
        why = f"{type(error).__name__}: {error}"
        self.trouble = f"Prompts cannot run just now ({why}); if that lasts, open the coach anew."

    def yield_seat(self) -> bool:
        """An app has opened: it goes on with the state as it stands now, the open prompt in it. False: not to it."""
        if not self._seat.gives_way:
            return False
        if self._state is not None:
            self._keep()
            snapshot.clear_snapshot(self._folder)
        self._seat.yield_it()
        self._leave()
        return True

    def _leave(self) -> None:
        """Another has the prompting: what was asked here is asked there."""
        if self.open is not None:
            self._deliver.take_back(self.open.id)
        self._forget()
        if self.listener is not None:
            self.listener.changed()

    def _forget(self) -> None:
        self._state = self._last = self._day = self._ahead = self.view = self.open = self._shown_last = None
        self._bias_s, self._news, self._log_version = 0.0, News(), None

    def close(self) -> None:
        """Keep the state, and leave the prompting to another."""
        with ExitStack() as steps:  # in reverse order, each of them whatever became of those before it
            steps.callback(self._seat.release)
            if self._state is not None:
                steps.callback(snapshot.clear_snapshot, self._folder)
                steps.callback(self._keep)
            for end in (self._elsewhere.close, self._deliver.close, self._world.stop, self._alarm.stop):
                steps.callback(end)

    # one look -------------------------------------------------------------------------------------------------

    def look(self, commands: tuple[Command, ...] = ()) -> Advance | None:
        """One step: what is so now, what the rules say, and its consequences. None while another process prompts."""
        self._looked_s = self._clock.elapsed()
        self._elsewhere.tell(commands, prompts=self._state is not None)
        if not self._may_prompt():
            if self._state is not None:
                self._leave()  # the folder was cleared away, and another was faster
            self._elsewhere.hand_on(commands)
            return None
        if self._state is not None:
            return self._step(commands, fresh=False)
        try:
            step = self._step(commands, fresh=True)
        except Exception:
            self._forget()  # half begun, it is no state to go on from
            self._vain += 1
            raise
        self._vain = 0
        return step

    def _step(self, commands: tuple[Command, ...], fresh: bool) -> Advance:
        now = self._clock.wall()
        settings = self._follow_settings()
        news = self._commands_from_log()
        moment = self._begin(now) if fresh else Moment(now, self._clock.elapsed() + self._bias_s)
        self._mind_gap(moment, fresh)
        assert self._state is not None
        news += self._elsewhere.news(self._state.session, moment.elapsed)
        inputs = self._day_at(now).inputs(
            now,
            seen=self._world.seen(round(moment.elapsed * 1000)),
            hold=self._world.hold(),
            commands=news + commands,
            fresh=fresh,
        )
        step = advance(self._state, moment, inputs, settings)
        self._last = moment
        if any(isinstance(command, SessionBegan) for command in news + commands):  # the window that began it plays it
            self.started_here |= {event.number for event in step.events if event.event == "started" and event.number}
        self._consequences(step, now)
        return replace(step, replies=step.replies[len(news) :])

    def _may_prompt(self) -> bool:
        try:
            taken = self._seat.take()
            self.trouble = ""
            return taken
        except OSError as error:
            self.trouble = f"Prompts cannot run: {error.strerror or error} ({self._folder})."
        return False

    def _begin(self, now: datetime) -> Moment:
        """The state to start from: what was kept, brought up to now, or a fresh one."""
        assert now.tzinfo is not None
        elapsed = self._clock.elapsed()
        for name in (snapshot.NAME, NAME):
            sweep(self._folder / name)  # whoever has the seat is the only writer
        kept = recall(self._folder, now.tzinfo) if self._vain < MOST_VAIN else None
        if kept is None:
            moment = Moment(now, elapsed)
            self._state = begin(moment, self._day_at(now).inputs(now))
            return moment
        self._bias_s = bias_s(kept, now, elapsed)
        self._state, self.decisions = kept.state, kept.decisions
        self._last = Moment(kept.written.astimezone(now.tzinfo), kept.state.at / 1000)
        return Moment(now, elapsed + self._bias_s)

    def _mind_gap(self, moment: Moment, fresh: bool) -> None:
        """While the process did not run the user counts as absent; a session from before the start has ended."""
        if self._last is None or self._state is None:
            return
        if not fresh and moment.elapsed - self._last.elapsed <= GAP_S:
            return
        left = self._state.session if fresh else None
        ended = () if left is None or self._elsewhere.goes_on(left) else (SessionEnded(partial=True),)
        inputs = replace(self._state.inputs, seen=Seen("asleep"), commands=ended)
        inputs = replace(inputs, slots=()) if fresh else inputs
        self._consequences(advance(self._state, self._last, inputs, self._settings), self._last.wall)

    def _day_at(self, now: datetime) -> Day:
        busy = tuple(self._world.busy())
        day, routines = self._day, self._routines()
        if routines is not self._offered:  # the user has changed one
            day, self._offered = None, routines
        if day is None or day.on != now.date() or now >= day.until or day.busy != busy:
            day = self._day = day_of(self._journal.history, self._settings, now, routines, busy)
        return day

    def _follow_settings(self) -> Settings:
        settings = self._read_settings()
        if settings != self._settings:
            self._settings, self._day = settings, None
        return settings

    def _commands_from_log(self) -> tuple[Command, ...]:
        """What is new in the log; whoever shares the journal may have read it already, so its version tells."""
        self._journal.refresh()
        if self._journal.version != self._log_version:
            known, self._log_version = self._log_version, self._journal.version
            self._day = None
            if known is not None and self.listener is not None:
                self.listener.log_changed()
        return self._news.since_last(self._journal.history, self._clock.wall())

    # consequences ---------------------------------------------------------------------------------------------

    def _consequences(self, step: Advance, now: datetime) -> None:
        before = self._state
        self._state = step.state
        trouble = record(self._journal, step.facts)
        if trouble is not None or not self._journal.pending:
            self._unsaved = trouble or ""
        if step.events:
            self.decisions = (*self.decisions, *map(decided, step.events))[-MOST_DECISIONS:]
        stage = None if self._settings.notify.discreet or self._day is None else self._day.stage
        self.open = shown(step.state.open, self._routines(), stage)
        if before is not None and before.open is not None and _closed(before.open, step.state.open):
            self._deliver.take_back(before.open.number)
        if before is None or replace(before, at=0) != replace(step.state, at=0):
            self._ahead = next_prompt(step.state, self._settings)
        self.view = reminders_view(step.state, self._settings, self._unsaved or self._unkept, self._ahead)
        self._wake(step)
        self._keep()
        before_shown = self._shown_last
        self._shown_last = self.open or before_shown
        self._tell(step.events, before_shown)
        self.started_here.intersection_update(() if step.state.open is None else (step.state.open.number,))

    def _wake(self, step: Advance) -> None:
        self._alarm.beat_every(LULL_BEAT_S if step.state.lull_from is not None else BEAT_S)
        self._alarm.ring_at(self._clock.wall(), step.next_at - (self._clock.elapsed() + self._bias_s))

    def _keep(self) -> None:
        assert self._state is not None and self.view is not None
        now = self._clock.wall()
        try:
            wall = self._last.wall if self._last is not None else now
            elapsed = self._state.at / 1000 - self._bias_s
            keep(self._folder, Kept(wall, elapsed, self._state, self.decisions))
            snapshot.write_snapshot(self._folder, self.view, now)
            self._unkept = ""
        except OSError as error:
            self._unkept = f"The state cannot be kept: {error.strerror or error} ({self._folder})."

    def _tell(self, events: Sequence[Event], before: OpenPrompt | None) -> None:
        came = [event for event in events if event.event in ("prompt", "repeat")]
        shown = self.open
        if came and shown is not None:
            if came[-1].channel == "desktop" and not self.looked_at:
                self._deliver.show(shown)
            if self.listener is not None:
                self.listener.prompt_came(shown)
        if self.listener is None:
            return
        for event in events:
            begun = event.event == "started" or (event.event == "done" and event.kind in ("checkin", "week"))
            if before is not None and begun and event.number == before.id and before.id not in self.started_here:
                self.listener.start_wanted(before)
        self.listener.changed()


def _closed(before: Open, after: Open | None) -> bool:
    return after is None or after.number != before.number or after.snoozed_until is not None
