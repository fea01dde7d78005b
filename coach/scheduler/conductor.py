"""The conductor: one thread that lets the prompter look, and what an app calls from any other thread."""

import logging
import queue
import threading
from pathlib import Path
from typing import Literal

from coach.clock import Clock
from coach.core.reminders.model import (
    Action,
    Answer,
    Command,
    Moved,
    NotSo,
    Pause,
    Reading,
    Resume,
    SessionBegan,
    SessionEnded,
    Stay,
    UpJustNow,
)
from coach.core.rows import RemindersView
from coach.link import inbox
from coach.link.bell import Bell
from coach.scheduler.keeper import Decision
from coach.scheduler.needed import keep_needed
from coach.scheduler.ports import Listener, OpenPrompt
from coach.scheduler.prompter import Prompter

log = logging.getLogger(__name__)

WAIT_S = 1.0
"""The longest the conductor waits on its queue: between waits it looks into the inbox, should nobody have rung."""
STOP_WITHIN_S = 1.0


class Conductor:
    """Runs a prompter on a thread of its own, which takes in turn what it is told here and what lies in the inbox.

    Everything may be called from any thread, and returns at once: what steers is posted, what is asked is what the
    last look left. `clock` and `folder` are those of the prompter.
    """

    def __init__(self, prompter: Prompter, clock: Clock, folder: Path) -> None:
        self._prompter = prompter
        self._clock = clock
        self._folder = folder
        self._queue: queue.SimpleQueue[Command | Literal["look", "stop"]] = queue.SimpleQueue()
        self._bell = Bell(folder, lambda: self._queue.put("look"))
        self._thread: threading.Thread | None = None

    # what the app calls ---------------------------------------------------------------------------------------

    def start(self, listener: Listener) -> None:
        """Begin on a thread of its own, and tell the listener from now on."""
        self._prompter.listener = listener
        self._thread = threading.Thread(target=self._run, name="conductor", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Keep the state and end, within a second whatever hangs."""
        self._queue.put("stop")
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(STOP_WITHIN_S)

    def view(self) -> RemindersView | None:
        """The counters and what comes next; None when another process prompts."""
        return self._prompter.view

    def open_prompt(self) -> OpenPrompt | None:
        """The prompt that waits for an answer; not one that is snoozed."""
        return self._prompter.open

    def answer(self, prompt_id: int, answer: Action, reason: str | None = None) -> None:
        """Answer it from the app's own screen, which plays what it starts; nothing happens when it has closed."""
        self._prompter.started_here.add(prompt_id)
        self.post(Answer(answer, reason, prompt_id))

    def press(self, prompt_id: int, answer: Action) -> None:
        """Answer it from outside, by a notification's button; what is started so is handed to the listener."""
        self.post(Answer(answer, None, prompt_id))

    def session_started(self, kind: str, routine: str) -> None:
        """A session runs: nothing comes during it."""
        self.post(SessionBegan(kind, routine))

    def session_ended(self, kind: str, seconds: int, partial: bool) -> None:
        """It ended."""
        self.post(SessionEnded(partial))

    def moved(self, change: Literal["shift", "sit", "stand", "up"]) -> None:
        """The user says that they moved."""
        self.post(Moved(change))

    def log_changed(self) -> None:
        """Something was written that the rules should know."""
        self._queue.put("look")

    def pause(self, seconds: int) -> None:
        """Keep prompts back for so many seconds; 0 ends a pause."""
        self.post(Pause(seconds) if seconds > 0 else Resume())

    def chime(self) -> None:
        """The planned minutes of a walk are over: say so on the desktop, with a sound where it has one."""
        self._prompter.chime()

    def looked_at(self, on: bool) -> None:
        """Whether the user looks at the app right now, so that it needs no notification on the desktop."""
        self._prompter.looked_at = on

    def question_answered(self, yes: bool) -> None:
        """Yes or no to the question that stands."""
        view = self.view()
        question = view.question if view is not None else None
        if question is not None:
            self.post(NotSo() if not yes else UpJustNow() if question == "up" else Reading())

    def stay(self, on: bool) -> None:
        """Watching or reading: only lock and sleep count as away."""
        self.post(Stay(on))

    def decisions(self) -> tuple[Decision, ...]:
        """The last decisions with their reasons, oldest first."""
        return self._prompter.decisions

    def post(self, command: Command) -> None:
        """Hand a command to the conductor's thread."""
        self._queue.put(command)

    # the thread -----------------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._begin()
            self._first_look()
            keep_needed()
            while self._turn():
                pass
        finally:
            self._bell.listen(False)
            self._prompter.close()

    def _begin(self) -> None:
        try:
            self._prompter.start(lambda: self._queue.put("look"))
        except Exception as error:  # it looks all the same, if less often
            log.exception("the start failed")
            self._prompter.fails(error)

    def _first_look(self) -> None:
        try:
            if self._prompter.look() is None and self._prompter.listener is not None:
                self._prompter.listener.changed()  # another one prompts: that is news too
        except Exception as error:  # the next beat tries again
            log.exception("the first look failed")
            self._prompter.fails(error)

    def _turn(self) -> bool:
        """Wait for something to do, do it; False when it was the end."""
        self._bell.listen(self._prompter.prompts)
        waiting: list[Command | Literal["look", "stop"]] = []
        try:
            waiting.append(self._queue.get(timeout=WAIT_S))
            while True:
                waiting.append(self._queue.get_nowait())
        except queue.Empty:
            pass
        commands = tuple(item for item in waiting if not isinstance(item, str))
        try:
            if "stop" in waiting:
                if commands and self._prompter.prompts:
                    self._prompter.look(commands)  # an answer given just before the end counts
                return False
            came = list(inbox.take_in(self._folder, self._clock.wall().timestamp())) if self._prompter.prompts else []
            letters = [(command, reply) for command, reply in came if not isinstance(command, inbox.Yield)]
            if waiting or letters or self._prompter.unrung():
                step = self._prompter.look(commands + tuple(command for command, _ in letters))
                answered = step.replies[-len(letters) :] if step is not None and letters else ()
                for (_, reply), (done, said) in zip(letters, answered, strict=False):
                    reply(inbox.Reply(done, said))
            for command, reply in came:
                if isinstance(command, inbox.Yield):
                    yielded = self._prompter.yield_seat()
                    said = "The prompts are yours." if yielded else "Another coach prompts on this log."
                    reply(inbox.Reply(yielded, said))
        except Exception as error:  # one bad look must not end the prompting of the day
            log.exception("a look failed")
            self._prompter.fails(error)
        return "stop" not in waiting
