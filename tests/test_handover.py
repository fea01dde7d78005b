"""One log, one prompter: the app and `coach remind` hand over to each other, with a prompt due at that very moment."""

import errno
import os
import shutil
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

from coach.cli.remind import Sessions
from coach.clock import Clock, SystemClock
from coach.core.reminders.model import Answer
from coach.core.settings import Settings
from coach.journal import Journal
from coach.library import Library
from coach.link.owner import is_owned
from coach.log.log import Log
from coach.paths import find_paths
from coach.scheduler import Conductor, OpenPrompt, Prompter
from coach.scheduler.seat import STAND_BACK_S
from tests.clocks import HandAlarm, HandClock

ZONE = ZoneInfo("Europe/Berlin")
NINE = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
MOMENTS = [-11, -1, 0, 1, 11] if os.environ.get("COACH_FULL") == "1" else [-1, 0, 1]
"""Seconds before the break at which it happens."""


class Shown:
    """What left a process, in the order it left."""

    def __init__(self) -> None:
        self.now: list[OpenPrompt] = []
        self.taken_back: list[int] = []

    def show(self, prompt: OpenPrompt) -> None:
        self.now.append(prompt)

    def chime(self, title: str, body: str) -> None: ...

    def take_back(self, prompt_id: int) -> None:
        self.taken_back.append(prompt_id)

    def close(self) -> None: ...


class Side:
    """One process: a conductor stepped by hand, over the log and the folder that it shares with the other."""

    def __init__(self, clock: Clock, folder: Path, gives_way: bool) -> None:
        paths = find_paths()
        self.clock = clock
        self.desktop = Shown()
        self.journal = Journal(Log(paths.log, "desk", clock.wall), clock)
        library = Library(paths)
        self.prompter = Prompter(
            clock=clock, settings=Settings, journal=self.journal, routines=lambda: library.routines, folder=folder,
            alarm=HandAlarm(), deliver=self.desktop, gives_way=gives_way,
        )  # fmt: skip
        self.conductor = Conductor(self.prompter, clock, folder)

    def start_listening(self) -> None:
        """As `coach remind` does it, without its thread."""
        self.sessions = Sessions(self.conductor, self.journal, self.clock)
        self.prompter.listener = self.sessions


class Pair:
    """The app and `coach remind` on one machine, on one clock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = HandClock(NINE)
        self.remind = Side(self.clock, folder, gives_way=True)
        self.remind.start_listening()
        self.app: Side | None = None
        self.kept: list[OpenPrompt] = []

    def run(self, seconds: float, beat_s: float = 10) -> None:
        """Time goes by; whoever runs looks in every beat."""
        while seconds > 0:
            step = min(beat_s if seconds < 60 else 25, seconds)
            self.clock.forward(step)
            seconds -= step
            if self.app is None or seconds < 30:  # each look at a taken seat waits for a moment
                self.remind.prompter.look()
            if self.app is not None:
                self.app.prompter.look()

    def app_opens(self) -> None:
        """The app asks for the seat, and `coach remind` answers on its own thread."""
        self.app = Side(self.clock, self.folder, gives_way=False)
        answers = threading.Thread(target=self.remind.conductor._turn)
        answers.start()  # it waits for a second at most, and finds the letter then
        self.app.prompter.look()
        answers.join()
        if self.app.conductor.view() is None:  # the letter came between two looks into the inbox
            self.remind.conductor._turn()
            self.app.prompter.look()

    def app_ends(self) -> None:
        assert self.app is not None
        self.kept += self.app.desktop.now
        self.app.prompter.close()
        self.app = None

    def app_is_killed(self) -> None:
        """It says nothing, keeps nothing more, and the kernel takes its lock away."""
        assert self.app is not None
        self.kept += self.app.desktop.now
        self.app.prompter._seat.release()
        self.app = None

    @property
    def shown(self) -> list[OpenPrompt]:
        """All that came to the desktop, from either."""
        return self.remind.desktop.now + self.kept + (self.app.desktop.now if self.app else [])

    @property
    def open(self) -> list[OpenPrompt]:
        sides = [self.remind, *([self.app] if self.app else [])]
        return [prompt for side in sides if (prompt := side.conductor.open_prompt()) is not None]


@pytest.fixture
def pair(state_folder: Path) -> Iterator[Pair]:
    both = Pair(state_folder)
    both.remind.prompter.look()
    yield both
    if both.app is not None:
        both.app.prompter.close()
    both.remind.prompter.close()


def count_of(pair: Pair, kind: str) -> int:
    """Prompts of a kind, closed ones in the log and the open one."""
    closed = sum(prompt.kind == kind for prompt in pair.remind.journal.history.prompts)
    return closed + sum(prompt.kind == kind for prompt in pair.open)


@pytest.mark.parametrize("before_s", MOMENTS)
def test_the_app_opens_as_a_break_falls_due_and_one_prompt_comes(pair: Pair, before_s: int) -> None:
    pair.run(60 * 60 - before_s)
    pair.app_opens()
    assert pair.app is not None and pair.app.conductor.view() is not None
    assert pair.remind.conductor.view() is None
    pair.run(5 * 60)
    pair.remind.journal.refresh()
    assert len(pair.open) == 1
    assert count_of(pair, "break") == 1
    assert [prompt.kind for prompt in pair.shown].count("break") == 1


@pytest.mark.parametrize("before_s", MOMENTS)
def test_the_app_ends_as_a_break_falls_due_and_one_prompt_comes(pair: Pair, before_s: int) -> None:
    pair.app_opens()
    pair.run(60 * 60 - before_s)
    pair.app_ends()
    pair.run(5 * 60)
    pair.remind.journal.refresh()
    assert pair.remind.conductor.view() is not None
    assert len(pair.open) == 1
    assert count_of(pair, "break") == 1
    assert [prompt.kind for prompt in pair.shown].count("break") == 1


@pytest.mark.parametrize("before_s", MOMENTS)
def test_the_app_is_killed_as_a_break_falls_due_and_one_prompt_comes(pair: Pair, before_s: int) -> None:
    pair.app_opens()
    pair.run(60 * 60 - before_s)
    pair.app_is_killed()
    pair.run(5 * 60)
    pair.remind.journal.refresh()
    assert pair.remind.conductor.view() is not None
    assert count_of(pair, "break") == 1
    assert [prompt.kind for prompt in pair.shown].count("break") == 1


@pytest.mark.parametrize("before_s", MOMENTS)
def test_of_a_waiting_app_and_coach_remind_one_takes_over_as_a_break_falls_due(pair: Pair, before_s: int) -> None:
    pair.app_opens()
    second = Side(pair.clock, pair.folder, gives_way=False)
    second.prompter._seat._asked_at = pair.clock.elapsed() + 2 * 3600  # it has been told no already
    pair.run(60 * 60 - before_s)
    pair.app_ends()
    for _ in range(30):
        pair.clock.forward(10)
        second.prompter.look()
        pair.remind.prompter.look()
    shown = [*pair.shown, *second.desktop.now]
    opened = [side.conductor.open_prompt() for side in (pair.remind, second)]
    second.prompter.close()
    assert [prompt.kind for prompt in shown].count("break") == 1
    assert [prompt.kind for prompt in opened if prompt is not None] == ["break"]


def test_an_open_prompt_goes_over_with_its_answer_still_to_come(pair: Pair) -> None:
    pair.run(61 * 60)
    (before,) = pair.open
    pair.app_opens()
    (after,) = pair.open
    assert (after.id, after.kind) == (before.id, "break")
    assert pair.app is not None
    pair.app.prompter.look((Answer("done"),))
    pair.remind.journal.refresh()
    assert [(prompt.kind, prompt.outcome) for prompt in pair.remind.journal.history.prompts][-1] == ("break", "done")


def test_one_that_yielded_stands_back_and_takes_over_when_the_app_has_ended(pair: Pair) -> None:
    pair.app_opens()
    pair.run(60)
    assert pair.remind.conductor.view() is None
    pair.app_ends()
    pair.run(STAND_BACK_S + 10)
    assert pair.remind.conductor.view() is not None


def test_a_second_app_is_refused_and_reads_until_the_first_ends(pair: Pair) -> None:
    pair.app_opens()
    assert pair.app is not None
    second = Side(pair.clock, pair.folder, gives_way=False)
    answers = threading.Thread(target=pair.app.conductor._turn)
    answers.start()
    second.prompter.look()
    answers.join()
    assert second.conductor.view() is None and pair.app.conductor.view() is not None
    pair.app_ends()
    second.prompter.look()
    assert second.conductor.view() is not None
    second.prompter.close()


def test_of_two_one_prompts_though_the_folder_was_cleared_away_under_the_first(pair: Pair) -> None:
    pair.run(60)
    shutil.rmtree(pair.folder)
    second = Side(pair.clock, pair.folder, gives_way=False)
    second.prompter.look()
    assert second.conductor.view() is not None
    pair.run(20)
    assert pair.remind.conductor.view() is None
    second.prompter.close()
    pair.run(20)
    assert pair.remind.conductor.view() is not None


def test_one_whose_folder_was_cleared_away_goes_on(pair: Pair) -> None:
    pair.run(25 * 60)
    shutil.rmtree(pair.folder)
    pair.run(20)
    view = pair.remind.conductor.view()
    assert view is not None and view.since_up_s == 25 * 60 + 20
    assert is_owned(pair.folder)


def test_a_folder_that_cannot_be_asked_for_takes_the_seat_from_nobody(pair: Pair) -> None:
    pair.run(60 * 60 + 30)
    (prompt,), taken_back = pair.open, len(pair.remind.desktop.taken_back)
    really = os.stat

    def asks(path: str | Path, **named: bool) -> os.stat_result:
        if str(path).endswith("owner.lock"):
            raise OSError(errno.EIO, "Input/output error")
        return really(path, **named)

    lock = pair.remind.prompter._seat._owner._lock
    with patch("coach.link.owner.os.stat", asks), patch.object(lock, "release", wraps=lock.release) as released:
        pair.run(20)
    assert not released.called
    assert pair.open == [prompt] and len(pair.remind.desktop.taken_back) == taken_back


def test_a_session_started_without_a_screen_ends_after_its_planned_length(pair: Pair) -> None:
    pair.run(61 * 60)
    (prompt,) = pair.open
    pair.remind.prompter.look((Answer("start", None, prompt.id),))
    pair.run(prompt.seconds - 10)
    assert not pair.remind.journal.history.sessions
    pair.run(20)
    while not pair.remind.conductor._queue.empty():
        pair.remind.conductor._turn()
    (kept,) = pair.remind.journal.history.sessions
    assert (kept.kind, kept.seconds, kept.partial) == ("break", prompt.seconds, False)
    view = pair.remind.conductor.view()
    assert view is not None and view.since_up_s is not None and view.since_up_s < 60


def test_a_session_is_kept_as_partial_when_the_app_opens_in_the_middle(pair: Pair) -> None:
    pair.run(61 * 60)
    (prompt,) = pair.open
    pair.remind.prompter.look((Answer("start", None, prompt.id),))
    pair.run(40)
    pair.app_opens()
    (kept,) = pair.remind.journal.history.sessions
    assert (kept.seconds, kept.partial) == (40, True)


def test_a_real_conductor_without_a_screen_yields_to_a_real_one_and_takes_over_again(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "desk"
    clock = SystemClock(ZONE)

    class Told:
        def __init__(self, side: Side, wanted: bool) -> None:
            self.side, self.wanted = side, wanted
            self.there, self.gone = threading.Event(), threading.Event()

        def prompt_came(self, prompt: OpenPrompt) -> None: ...

        def start_wanted(self, prompt: OpenPrompt) -> None: ...

        def log_changed(self) -> None: ...

        def changed(self) -> None:
            (self.there if self.side.conductor.view() is not None else self.gone).set()

    remind = Side(clock, folder, gives_way=True)
    first = Told(remind, True)
    remind.conductor.start(first)
    assert first.there.wait(5)
    first.there.clear()
    app = Side(clock, folder, gives_way=False)
    second = Told(app, True)
    app.conductor.start(second)
    assert first.gone.wait(5) and second.there.wait(5)
    assert is_owned(folder)
    app.conductor.stop()
    remind.prompter._seat._back_at = 0.0
    remind.conductor.log_changed()
    assert first.there.wait(5)
    remind.conductor.stop()
    assert not is_owned(folder)
