"""What the app needs from the rest of the house, and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from coach.clock import Clock
    from coach.core.records import Kind
    from coach.core.settings import Settings
    from coach.core.today import RemindersView
    from coach.journal import Journal
    from coach.library import Library
    from coach.paths import Paths

Answer = Literal["start", "done", "snooze", "skip"]
"""What can be said to a prompt."""


class OpenPrompt(Protocol):
    """The one prompt that waits for an answer."""

    @property
    def id(self) -> int:
        """Names it when answering; the same for its repeat."""

    @property
    def kind(self) -> Kind:
        """What is asked."""

    @property
    def routine(self) -> str | None:
        """Id of the routine that `start` opens, if there is one."""

    @property
    def title(self) -> str:
        """A few words."""

    @property
    def body(self) -> str:
        """One sentence, complete in itself."""

    @property
    def minutes(self) -> int:
        """How long it takes; 0 for a nudge."""

    @property
    def came(self) -> datetime:
        """When it came first."""

    @property
    def repeats(self) -> int:
        """How often it has come again."""

    @property
    def silent(self) -> bool:
        """No bell: a nudge, a hold, or quiet."""


class Listener(Protocol):
    """Who is told what the conductor did. Called from the conductor's own thread: return at once."""

    def prompt_came(self, prompt: OpenPrompt) -> None:
        """A prompt came, or came again."""

    def start_wanted(self, prompt: OpenPrompt) -> None:
        """It was started from outside (a notification's button, the command line): play it; it is answered already."""

    def changed(self) -> None:
        """Something the screen shows may be different now: a prompt closed, a counter restarted, a hold began."""

    def log_changed(self) -> None:
        """The log holds something that this app did not write through its own keys."""


class Decision(Protocol):
    """One decision about a prompt."""

    @property
    def line(self) -> str:
        """Time, what was decided, and why, in one line."""


class Reminders(Protocol):
    """The conductor as the app sees it. None of these may block."""

    def start(self, listener: Listener) -> None:
        """Begin, and tell the listener from now on."""

    def stop(self) -> None:
        """Keep the state and end; within two seconds, whatever hangs."""

    def view(self) -> RemindersView | None:
        """The counters and what comes next; None when this app does not prompt (a second one on the same log)."""

    def open_prompt(self) -> OpenPrompt | None:
        """The prompt that waits for an answer."""

    def answer(self, prompt_id: int, answer: Answer, reason: str | None = None) -> None:
        """Answer it; nothing happens when it has closed meanwhile. Reason: busy, pain or just-moved."""

    def session_started(self, kind: str, routine: str) -> None:
        """A session runs: nothing comes during it."""

    def session_ended(self, kind: str, seconds: int, partial: bool) -> None:
        """It ended after so many seconds."""

    def moved(self, change: Literal["shift", "sit", "stand", "up"]) -> None:
        """The user says that they moved."""

    def log_changed(self) -> None:
        """Something was written that the rules should know: a spasm, a pain, a red flag."""

    def chime(self) -> None:
        """The planned minutes of a walk are over: say so on the desktop, with a sound where it has one."""

    def looked_at(self, on: bool) -> None:
        """Whether the user looks at the app right now, so that it needs no notification on the desktop."""

    def question_answered(self, yes: bool) -> None:
        """Yes or no to the question that `view().question` puts."""

    def stay(self, on: bool) -> None:
        """Watching or reading: only lock and sleep count as away."""

    def decisions(self) -> Sequence[Decision]:
        """The last decisions, oldest first."""

    def pause(self, seconds: int) -> None:
        """Keep prompts back for so many seconds; 0 ends a pause."""


class House(Protocol):
    """All that `run_app` is handed."""

    def key_pressed(self) -> None:
        """A key or a click came: the user is there."""

    @property
    def journal(self) -> Journal:
        """The one way to record something."""

    @property
    def library(self) -> Library:
        """Routines, figures and evidence."""

    @property
    def settings(self) -> Settings:
        """What the user set."""

    @property
    def clock(self) -> Clock:
        """What time it is."""

    @property
    def reminders(self) -> Reminders:
        """The conductor."""

    def reminders_view(self) -> RemindersView | None:
        """What the window that prompts, if it is another, said last of its counters and of what comes; else None."""

    @property
    def paths(self) -> Paths:
        """Where files lie."""

    @property
    def problems(self) -> Sequence[str]:
        """What could not be read at start (a setting, a routine), one sentence each."""


@runtime_checkable
class SaysFlag(Protocol):
    """An app that knows what to do about an open red flag, for the screens that lie on top of a place."""

    def flag_line(self) -> str:
        """One line; empty while none is open."""
