"""A session in a window that only reads and logs holds back the prompts of the one that prompts."""

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

from coach.clock import SystemClock
from coach.core.reminders.model import Command, Moved, Pause, SessionBegan, SessionEnded, State, Stay
from coach.journal import Journal
from coach.link import sessions
from coach.link.sessions import FOLDER, MOST, Playing, names, played
from coach.log.log import Log
from coach.scheduler.elsewhere import LONGEST_SESSION_S
from coach.scheduler.keeper import recall
from tests.clocks import HandClock
from tests.test_handover import Side
from tests.tmux import eventually, tmux

FULL = os.environ.get("COACH_FULL") == "1"

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
BEAT_S = 10
IN_A_SESSION = """
import sys
from pathlib import Path
from unittest.mock import patch
from coach.link.sessions import Playing
playing = Playing(Path(sys.argv[1]))
playing.begin("1-other", "walk", "gentle-walk")
print("begun", flush=True)
for line in sys.stdin:
    playing.end(whole=True)
    print("ended", flush=True)
"""


class Windows:
    """Two windows of one user on one clock: the first prompts, the second reads and logs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = HandClock(NINE)
        self.first = Side(self.clock, folder, gives_way=False)
        self.second = Side(self.clock, folder, gives_way=False)
        self.first.prompter.look()
        self.second.prompter._seat._asked_at = self.clock.elapsed()  # it has been told no already
        self.alone = False

    def run(self, seconds: float, beat_s: float = BEAT_S) -> None:
        """Time goes by, with a look at every beat."""
        while seconds > 0:
            step = min(beat_s, seconds)
            self.clock.forward(step)
            seconds -= step
            if not self.alone:
                self.first.prompter.look()

    def second_begins(self, kind: str = "walk", routine: str = "gentle-walk") -> None:
        self.second.prompter._seat._asked_at = self.clock.elapsed()
        self.second.prompter.look((SessionBegan(kind, routine),))

    def second_ends(self, partial: bool = False) -> None:
        self.second.prompter.look((SessionEnded(partial),))

    @property
    def shown(self) -> list[str]:
        return [prompt.kind for prompt in self.first.desktop.now]

    @property
    def since_up_s(self) -> float:
        view = self.first.conductor.view()
        assert view is not None and view.since_up_s is not None
        return view.since_up_s


@pytest.fixture
def windows(state_folder: Path) -> Iterator[Windows]:
    both = Windows(state_folder)
    yield both
    both.second.prompter.close()
    both.first.prompter.close()


def test_nothing_comes_while_the_second_window_is_in_a_session_and_the_counters_stand_still(windows: Windows) -> None:
    windows.run(25 * 60)
    windows.second_begins()
    windows.run(20 * 60)
    assert windows.shown == []
    assert windows.since_up_s == pytest.approx(25 * 60, abs=BEAT_S)


def test_a_session_that_came_to_its_end_restarts_the_counters_and_prompts_come_again(windows: Windows) -> None:
    windows.run(25 * 60)
    windows.second_begins()
    windows.run(5 * 60)
    windows.second_ends()
    windows.run(BEAT_S)
    assert windows.since_up_s <= BEAT_S
    windows.run(31 * 60)
    assert windows.shown == ["shift"]
    assert names(windows.folder) == frozenset()


def test_a_session_of_a_few_seconds_that_was_broken_off_has_got_nobody_up(windows: Windows) -> None:
    windows.run(25 * 60)
    windows.second_begins()
    windows.run(20)
    windows.second_ends(partial=True)
    windows.run(10 * 60)
    assert windows.since_up_s > 30 * 60
    assert windows.shown == ["shift"]


def test_a_session_of_the_prompts_own_kind_answers_it_and_is_not_played_twice(windows: Windows) -> None:
    started: list[int] = []
    windows.first.start_listening()
    windows.first.sessions.start_wanted = lambda prompt: started.append(prompt.id)  # type: ignore[method-assign]
    windows.run(60 * 60 + 60)
    assert windows.shown[-1] == "break"
    windows.second_begins("break", "desk-break")
    windows.run(BEAT_S)
    windows.first.journal.refresh()
    assert [(p.kind, p.outcome) for p in windows.first.journal.history.prompts][-1] == ("break", "started")
    assert started == []


def test_the_first_windows_own_session_of_the_prompts_kind_is_not_played_twice(windows: Windows) -> None:
    started: list[int] = []
    windows.first.start_listening()
    windows.first.sessions.start_wanted = lambda prompt: started.append(prompt.id)  # type: ignore[method-assign]
    windows.run(60 * 60 + 60)
    assert windows.shown[-1] == "break"
    windows.first.prompter.look((SessionBegan("break", "desk-break"),))
    windows.first.journal.refresh()
    assert [(p.kind, p.outcome) for p in windows.first.journal.history.prompts][-1] == ("break", "started")
    assert started == []


def test_the_prompter_hears_of_it_within_its_second(windows: Windows) -> None:
    windows.run(BEAT_S)
    windows.second_begins()
    windows.first.conductor._turn()
    state = windows.first.prompter._state
    assert state is not None and state.session is not None and state.session.kind == "walk"


def test_a_look_lists_the_sessions_once(windows: Windows) -> None:
    windows.run(BEAT_S)
    with patch("coach.link.sessions.os.scandir", wraps=os.scandir) as listed:
        windows.run(BEAT_S)
    folders = [Path(call.args[0]).name for call in listed.call_args_list]
    assert folders.count(FOLDER) == 1


def test_when_the_first_window_closes_the_second_prompts_and_its_own_session_goes_on(windows: Windows) -> None:
    windows.run(25 * 60)
    windows.second_begins()
    windows.run(60)
    windows.first.prompter.close()
    windows.alone = True
    windows.second.prompter.look()
    for _ in range(12):
        windows.run(60)
        windows.second.prompter.look()
    assert windows.second.conductor.view() is not None
    assert windows.second.desktop.now == []
    windows.second.prompter.look((SessionEnded(partial=False),))
    view = windows.second.conductor.view()
    assert view is not None and view.since_up_s == 0
    ups = [posture.cause for posture in windows.second.journal.history.postures if posture.change == "up"]
    assert ups == ["walk"]
    assert names(windows.folder) == frozenset()


def test_a_session_left_open_for_hours_keeps_prompts_back_no_longer(windows: Windows) -> None:
    windows.run(60)
    windows.second_begins()
    windows.run(LONGEST_SESSION_S + 60, 25)
    assert windows.shown == []
    windows.run(31 * 60)
    assert "shift" in windows.shown


@pytest.mark.parametrize(
    ("command", "so"),
    [
        (Moved(), lambda state: state.desk.shift.at(state.at) <= 2 * BEAT_S * 1000),
        (Pause(1800), lambda state: state.paused_until is not None),
        (Stay(True), lambda state: state.desk.stay),
    ],
)
def test_what_is_told_in_the_second_window_reaches_the_one_that_prompts(
    windows: Windows, command: Command, so: Callable[[State], bool]
) -> None:
    windows.run(20 * 60)
    answers = threading.Thread(target=windows.first.conductor._turn)
    windows.second.prompter._seat._asked_at = windows.clock.elapsed()
    answers.start()
    windows.second.prompter.look((command,))
    answers.join()
    windows.first.conductor._turn()  # where the letter came between two looks into the inbox
    state = windows.first.prompter._state
    assert state is not None and so(state)


def test_without_anyone_who_prompts_nothing_is_handed_on_and_nothing_fails(windows: Windows) -> None:
    windows.first.prompter.close()
    windows.second.prompter.look((Moved(),))
    assert windows.second.conductor.view() is not None


class Other:
    """A process in the middle of a session."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", IN_A_SESSION, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.said() == "begun\n"

    def said(self) -> str:
        assert self.process.stdout is not None
        assert select.select([self.process.stdout], [], [], 20)[0]
        return self.process.stdout.readline()

    def ends(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("end\n")
        self.process.stdin.flush()
        assert self.said() == "ended\n"

    def killed(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=20)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Callable[[Path], Other]]:
    begun: list[Other] = []

    def make(folder: Path) -> Other:
        begun.append(Other(folder))
        return begun[-1]

    yield make
    for each in begun:
        each.killed()


def test_a_window_killed_in_its_session_frees_the_prompts_by_the_next_beat(
    windows: Windows, other: Callable[[Path], Other]
) -> None:
    windows.run(25 * 60)
    process = other(windows.folder)
    windows.run(10 * 60)
    assert windows.shown == []
    process.killed()
    windows.run(BEAT_S)
    state = windows.first.prompter._state
    assert state is not None and state.session is None
    windows.run(31 * 60)
    assert windows.shown == ["shift"]
    assert list((windows.folder / FOLDER).iterdir()) == []


def test_another_process_tells_the_end_of_its_session(windows: Windows, other: Callable[[Path], Other]) -> None:
    windows.run(25 * 60)
    process = other(windows.folder)
    windows.run(20)
    process.ends()
    windows.run(BEAT_S)
    assert windows.since_up_s <= BEAT_S


def test_a_session_is_told_as_running_then_as_over_once(tmp_path: Path) -> None:
    playing = Playing(tmp_path)
    assert played(tmp_path, names(tmp_path)) == [] and not playing.open
    playing.begin("1", "walk", "gentle-walk")
    assert [(each.name, each.kind, each.running, each.whole) for each in played(tmp_path, names(tmp_path))] == [
        ("1", "walk", True, False)
    ]
    playing.end(whole=True)
    assert [(each.name, each.running, each.whole) for each in played(tmp_path, names(tmp_path))] == [("1", False, True)]
    assert played(tmp_path, names(tmp_path)) == []
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_one_process_tells_of_one_session_at_a_time(tmp_path: Path) -> None:
    playing = Playing(tmp_path)
    playing.begin("1", "walk", "gentle-walk")
    playing.begin("2", "rest", "lie-down")
    assert [(each.name, each.running) for each in played(tmp_path, names(tmp_path))] == [("1", False), ("2", True)]
    playing.end(whole=False)


def test_what_is_no_session_of_ours_holds_nothing_back(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / "1.json").write_text("{")
    (folder / "2.json").write_text('{"kind": "' + "w" * 300 + '", "routine": ""}')
    (folder / "3.json").symlink_to(tmp_path / "else.json")
    os.mkdir(folder / "4.json")
    assert played(tmp_path, names(tmp_path)) == []
    assert names(tmp_path) == {"4"}


def test_so_many_are_looked_at_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    for number in range(3 * MOST):
        (folder / f"{number:03d}.json").write_text('{"kind": "walk", "routine": "gentle-walk"}')
    assert len(played(tmp_path, names(tmp_path))) == MOST
    monkeypatch.setattr(sessions, "MOST_LISTED", 3)
    assert len(names(tmp_path)) == 3


def test_where_it_cannot_be_told_the_session_runs_all_the_same(windows: Windows) -> None:
    (windows.folder / FOLDER).write_text("a file in the way")
    windows.second_begins()
    windows.second_ends()
    windows.run(31 * 60)
    assert windows.shown == ["shift"]


@pytest.mark.skipif(not FULL, reason="two programs on terminals of their own: COACH_FULL=1")
def test_a_real_second_window_killed_in_its_breathing_frees_the_first_within_seconds(
    coach_home: Path, tmp_path: Path
) -> None:
    clock = SystemClock()
    Journal(Log(coach_home / "log", "elsewhere", clock.wall), clock).pain(2)
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()

    def kept() -> State:
        (device,) = [path for path in (coach_home / "state").iterdir() if path.is_dir()]
        found = recall(device, clock.wall().tzinfo or UTC)
        assert found is not None
        return found.state

    with tmux(one, {"COACH_HOME": str(coach_home)}) as first, tmux(two, {"COACH_HOME": str(coach_home)}) as second:
        first.open(sys.executable, "-m", "coach")
        first.until("since you got up", 40)
        pid = second.open(sys.executable, "-m", "coach")
        second.until("Another window reminds", 40)
        second.type("b")
        assert eventually(lambda: kept().session is not None, 10)
        os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: kept().session is None, 20)
        first.type("C-q")
