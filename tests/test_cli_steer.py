"""Steering the running app from outside: what the inbox takes, what it refuses, and that it is done within 2 s."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from datetime import time as clock_time
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec.structs import replace

from coach.cli.open import AppHouse
from coach.cli.run import run
from coach.cli.steer import pause_s, tomorrow_start
from coach.cli.why import lines
from coach.core.presence import Desk
from coach.core.reminders.model import Answer, Moved, Pause, Stay
from coach.core.rows import RemindersView
from coach.core.settings import (
    CheckinSettings,
    PostureSettings,
    PresenceSettings,
    PromptSettings,
    RestSettings,
    Settings,
    Span,
    StressSettings,
    WalkSettings,
    Work,
)
from coach.errors import CoachError, WrongUse
from coach.link import inbox
from coach.link.owner import Owner
from coach.scheduler import Conductor, Decision, OpenPrompt, Prompter, SchedulerAlarm

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 11, 24, 10, 42, 30, tzinfo=BERLIN)
NOW = TUESDAY.timestamp()
SOMEBODY_ELSE = 65534
WITHIN_S = 2.0

needs_root = pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give files away")
needs_uids = pytest.mark.skipif(not hasattr(os, "getuid"), reason="needs file owners")


# How long a pause lasts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "now", "seconds"),
    [
        ("1h", TUESDAY, 3600),
        ("1h30m", TUESDAY, 5400),
        ("90s", TUESDAY, 90),
        ("168h", TUESDAY, 7 * 24 * 3600),
        ("until 10:43", TUESDAY, 30),
        ("until 14:00", TUESDAY, 3 * 3600 + 17 * 60 + 30),
        ("UNTIL 9:05", TUESDAY.replace(hour=8), 22 * 60 + 30),
        ("until 14:00", TUESDAY.replace(microsecond=400_000), 3 * 3600 + 17 * 60 + 30),
        ("tomorrow", TUESDAY, 22 * 3600 + 17 * 60 + 30),
        ("until tomorrow", TUESDAY, 22 * 3600 + 17 * 60 + 30),
        ("until 08:00", datetime(2026, 3, 29, 1, 0, tzinfo=BERLIN), 6 * 3600),
        ("until 02:30", datetime(2026, 10, 25, 2, 0, tzinfo=BERLIN), 1800),
        ("until 02:30", datetime(2026, 10, 25, 2, 45, tzinfo=BERLIN), 45 * 60),
        ("tomorrow", datetime(2026, 10, 24, 7, 30, tzinfo=BERLIN), 25 * 3600),
    ],
)
def test_a_pause_lasts_as_long_as_its_words_say(words: str, now: datetime, seconds: int) -> None:
    assert pause_s(words.split(), now, Work()) == seconds


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Say how long"),
        ("90", "not a length of time"),
        ("soon", "not a length of time"),
        ("1 h", "not a length of time"),
        ("0s", "coach resume"),
        ("168h1s", "at most 168h"),
        ("until", "not a length of time"),
        ("until noon", "not a time of day"),
        ("until 24:30", "not a time of day"),
        ("until 10:42", "today is past"),
        ("until 09:00", "today is past"),
    ],
)
def test_words_that_are_no_pause_are_refused_with_what_can_stand_there(words: str, said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        pause_s(words.split(), TUESDAY, Work())


@pytest.mark.parametrize(
    ("day", "start"),
    [(24, "2026-11-25T09:00:00+01:00"), (27, "2026-11-28T07:30:00+01:00"), (29, "2026-11-30T09:00:00+01:00")],
    ids=["a working day", "a free day", "after the weekend"],
)
def test_tomorrow_begins_with_its_first_range_or_with_waking_hours(day: int, start: str) -> None:
    assert tomorrow_start(TUESDAY.replace(day=day), Work()).isoformat() == start


# What the inbox takes ------------------------------------------------------------------------------------------------


class Box:
    """An inbox that a test puts things into, and the look of the app into it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True)
        self.folder = folder
        self.path = inbox.make_inbox(folder)

    def put(self, name: str, command: inbox.Steering | inbox.Look, at: float = NOW) -> Path:
        letter = self.path / f"{name}.json"
        letter.write_bytes(msgspec.json.encode(inbox.Letter(at, command)))
        return letter

    def look(self) -> list[object]:
        """The commands that are taken, each answered with Done."""
        taken: list[object] = []
        for command, reply in inbox.take_in(self.folder, NOW):
            taken.append(command)
            reply(inbox.Reply(True, "Done."))
        return taken

    def said(self, name: str) -> str | None:
        reply = self.path / f"{name}.reply"
        return str(json.loads(reply.read_bytes())["said"]) if reply.exists() else None


@pytest.fixture
def box(state_folder: Path) -> Box:
    return Box(state_folder)


@pytest.mark.parametrize(
    ("age_s", "said"),
    [
        (0, None),
        (4.9, None),
        (5, None),
        (5.1, inbox.TOO_OLD),
        (59, inbox.TOO_OLD),
        (-0.9, None),
        (-1.1, inbox.TOO_EARLY),
        (-86400, inbox.TOO_EARLY),
    ],
)
def test_a_command_counts_for_five_seconds(box: Box, age_s: float, said: str | None) -> None:
    letter = box.put("1", Moved("stand"), NOW - age_s)
    assert box.look() == ([Moved("stand")] if said is None else [])
    assert box.said("1") == (said or "Done.")
    assert not letter.exists()


def test_a_command_that_nobody_waits_for_any_more_is_thrown_away_without_a_reply(box: Box) -> None:
    letter = box.put("1", Moved(), NOW - 61)
    assert (box.look(), box.said("1"), letter.exists()) == ([], None, False)


def of_another_user(letter: Path) -> None:
    os.chown(letter, SOMEBODY_ELSE, SOMEBODY_ELSE)


def a_link(letter: Path) -> None:
    letter.rename(letter.parent.parent / "elsewhere")
    letter.symlink_to(letter.parent.parent / "elsewhere")


def a_hard_link(letter: Path) -> None:
    os.link(letter, letter.parent.parent / "elsewhere")


def a_dangling_link(letter: Path) -> None:
    letter.unlink()
    letter.symlink_to("nowhere")


def a_pipe(letter: Path) -> None:
    letter.unlink()
    os.mkfifo(letter)


def a_folder(letter: Path) -> None:
    letter.unlink()
    letter.mkdir()


def a_folder_with_something_in_it(letter: Path) -> None:
    a_folder(letter)
    (letter / "something").touch()


def huge(letter: Path) -> None:
    letter.write_bytes(letter.read_bytes() + b" " * inbox.MOST_BYTES)


def holding(content: bytes) -> Callable[[Path], None]:
    def write(letter: Path) -> None:
        letter.write_bytes(content.replace(b"NOW", str(NOW).encode()))

    return write


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes, links and owners")
@pytest.mark.parametrize(
    ("becomes", "said"),
    [
        pytest.param(of_another_user, inbox.NOT_OURS, marks=needs_root),
        (a_link, inbox.NOT_OURS),
        (a_hard_link, inbox.NOT_OURS),
        (a_dangling_link, inbox.NOT_OURS),
        (a_pipe, inbox.NOT_OURS),
        (a_folder, inbox.NOT_OURS),
        (a_folder_with_something_in_it, inbox.NOT_OURS),
        (huge, inbox.NOT_OURS),
        (holding(b""), inbox.NOT_UNDERSTOOD),
        (holding(b"\xff\xfe"), inbox.NOT_UNDERSTOOD),
        (holding(b'{"at": NOW'), inbox.NOT_UNDERSTOOD),
        (holding(b'{"at": NOW}'), inbox.NOT_UNDERSTOOD),
        (holding(b'{"at": "now", "command": {"type": "resume"}}'), inbox.NOT_UNDERSTOOD),
        (holding(b'{"at": NOW, "command": {"type": "explode"}}'), inbox.NOT_UNDERSTOOD),
        (holding(b'{"at": NOW, "command": {"type": "spasm"}}'), inbox.NOT_UNDERSTOOD),
        (holding(b'{"at": NOW, "command": {"type": "pause", "seconds": 0}}'), inbox.NOT_UNDERSTOOD),
        (holding(b'{"at": NOW, "command": {"type": "pause", "seconds": 1000000000000000}}'), inbox.NOT_UNDERSTOOD),
        (holding(b'{"at": NOW, "command": {"type": "moved", "change": "away"}}'), inbox.NOT_UNDERSTOOD),
        (
            holding(b'{"at": NOW, "command": {"type": "answer", "action": "skip", "reason": "a\\u001b[2Jb"}}'),
            inbox.NOT_UNDERSTOOD,
        ),
        (holding(b'{"at": NOW, "x": ' + b"[" * 8000 + b"]" * 8000 + b"}"), inbox.NOT_UNDERSTOOD),
    ],
)
def test_what_cannot_be_taken_does_nothing_and_says_so_and_the_next_is_taken(
    box: Box, becomes: Callable[[Path], None], said: str
) -> None:
    becomes(box.put("1", Pause(3600)))
    box.put("2", Moved("sit"))
    handles = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    assert box.look() == [Moved("sit")]
    assert (box.said("1"), box.said("2")) == (said, "Done.")
    for _ in range(20):
        assert box.look() == []
    assert len(os.listdir("/proc/self/fd")) <= handles if handles else True


def test_the_inbox_is_for_its_user_alone(box: Box) -> None:
    assert box.path.stat().st_mode & 0o777 == 0o700


@needs_uids
def test_an_inbox_that_others_could_enter_is_closed_to_them(box: Box) -> None:
    box.path.chmod(0o777)
    box.put("1", Moved())
    assert box.look() == [Moved()]
    assert box.path.stat().st_mode & 0o777 == 0o700


@needs_uids
def test_an_inbox_that_is_a_link_is_not_looked_into_and_not_written_to(box: Box) -> None:
    box.put("1", Moved())
    box.path.rename(box.folder / "elsewhere")
    box.path.symlink_to(box.folder / "elsewhere")
    assert box.look() == []
    with pytest.raises(CoachError, match="not a folder of yours"):
        inbox.make_inbox(box.folder)


@needs_root
def test_an_inbox_or_state_of_another_user_is_left_alone(box: Box) -> None:
    box.put("1", Moved())
    for folder in (box.path, box.folder):
        os.chown(folder, SOMEBODY_ELSE, SOMEBODY_ELSE)
        with pytest.raises(CoachError, match="not a folder of yours"):
            inbox.make_inbox(box.folder)
        os.chown(folder, os.getuid(), os.getgid())
    os.chown(box.path, SOMEBODY_ELSE, SOMEBODY_ELSE)
    assert box.look() == []


def test_thousands_of_old_files_cost_a_bounded_look_and_keep_no_fresh_command_back(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3000):
        letter = box.put(f"0{number:05d}", Moved(), NOW - 3600)
        left = box.path / f"0{number:05d}.reply"
        left.write_bytes(b"{}")
        os.utime(letter, (NOW - 3600, NOW - 3600))
        os.utime(left, (NOW - 3600, NOW - 3600))
    box.put("1", Moved("stand"))
    touched: list[Path] = []
    lstat = Path.lstat

    def counted(path: Path) -> os.stat_result:
        touched.append(path)
        return lstat(path)

    monkeypatch.setattr(Path, "lstat", counted)
    assert box.look() == [Moved("stand")]
    assert box.said("1") == "Done."
    assert len(touched) <= inbox.MOST_A_LOOK + inbox.MOST_SWEPT + 1
    for _ in range(25):
        assert box.look() == []
    assert os.listdir(box.path) == ["1.reply"]


def test_commands_are_taken_in_the_order_of_their_names(box: Box) -> None:
    box.put("b", Stay(True))
    box.put("a", Pause(60))
    assert box.look() == [Pause(60), Stay(True)]


def test_a_look_asks_of_the_rules_nothing_that_could_change_anything(box: Box) -> None:
    box.put("1", inbox.Look())
    assert box.look() == [Answer("done", prompt=-1)]
    assert box.said("1") == "The app has looked."


# The sender ----------------------------------------------------------------------------------------------------------


class Hook(threading.Event):
    """In place of waiting: does something at one of the waits, and sleeps at none."""

    def __init__(self, at: int, do: Callable[[], object]) -> None:
        super().__init__()
        self.waits, self._at, self._do = 0, at, do

    def wait(self, timeout: float | None = None) -> bool:
        self.waits += 1
        if self.waits == self._at:
            self._do()
        return False


@pytest.fixture
def owner(box: Box) -> Iterator[Owner]:
    app = Owner(box.folder)
    assert app.take()
    yield app
    app.release()


def test_without_an_app_nothing_is_written_and_nothing_waited_for(box: Box) -> None:
    hook = Hook(1, lambda: None)
    with pytest.raises(CoachError, match="No coach is running"):
        inbox.send(box.folder, Moved(), NOW, "1", hook)
    assert (hook.waits, os.listdir(box.path)) == (0, [])


def test_a_reply_is_fetched_and_nothing_left_behind(box: Box, owner: Owner) -> None:
    assert inbox.send(box.folder, Moved(), NOW, "1", Hook(3, box.look)) == inbox.Reply(True, "Done.")
    assert os.listdir(box.path) == []


def test_an_app_that_ends_before_it_took_the_command_is_noticed(box: Box, owner: Owner) -> None:
    hook = Hook(4, owner.release)
    with pytest.raises(CoachError, match="No coach is running"):
        inbox.send(box.folder, Moved(), NOW, "1", hook)
    assert hook.waits <= 20
    assert os.listdir(box.path) == []


def test_an_app_that_ends_after_it_took_the_command_leaves_it_open_whether_it_was_done(box: Box, owner: Owner) -> None:
    def take_and_end() -> None:
        assert [command for command, _ in inbox.take_in(box.folder, NOW)] == [Moved()]
        owner.release()

    with pytest.raises(CoachError, match="before it ended; coach why"):
        inbox.send(box.folder, Moved(), NOW, "1", Hook(4, take_and_end))


def test_an_app_that_replied_and_ended_has_replied(box: Box, owner: Owner) -> None:
    def reply_and_end() -> None:
        box.look()
        owner.release()

    assert inbox.send(box.folder, Moved(), NOW, "1", Hook(10, reply_and_end)).said == "Done."


def test_an_app_that_never_looks_did_nothing_and_never_will(box: Box, owner: Owner) -> None:
    with pytest.raises(CoachError, match="did not take it; nothing was done"):
        inbox.send(box.folder, Moved(), NOW, "1", Hook(0, lambda: None))
    assert box.look() == []


def test_a_reply_that_cannot_be_read_is_said(box: Box, owner: Owner) -> None:
    with pytest.raises(CoachError, match="cannot be read"):
        inbox.send(box.folder, Moved(), NOW, "1", Hook(2, lambda: (box.path / "1.reply").write_bytes(b"{")))


def test_a_command_that_cannot_be_written_is_said(box: Box, owner: Owner) -> None:
    with pytest.raises(CoachError, match="could not be handed over"):
        inbox.send(box.folder, Moved(), NOW, "no/such", Hook(0, lambda: None))


# A running app -------------------------------------------------------------------------------------------------------

ALL_DAY = Span(clock_time(0), clock_time(23, 59, 59))
QUICK = Settings(
    work=Work(days=tuple(range(7)), hours=(ALL_DAY,), awake=ALL_DAY),
    posture=PostureSettings(shift_after_s=3600, break_after_s=1),
    presence=PresenceSettings(settle_s=0),
    prompts=PromptSettings(range_end_s=0, lull_s=0, apart_s=0, after_close_s=0),
    walk=WalkSettings(at=()),
    rest=RestSettings(at=()),
    stress=StressSettings(breathe_at=()),
    checkin=CheckinSettings(before_end_s=0, week_before_end_s=0),
)
"""A break falls due after a second at any time of any day, and nothing else by the clock on the wall."""
SLOW = replace(QUICK, posture=PostureSettings())


class Screen:
    """Where prompts go; tells when one came."""

    def __init__(self) -> None:
        self.came = threading.Event()

    def prompt_came(self, prompt: OpenPrompt) -> None:
        self.came.set()

    def changed(self) -> None:
        pass

    def start_wanted(self, prompt: object) -> None:
        pass

    def log_changed(self) -> None:
        pass

    def show(self, prompt: OpenPrompt) -> None:
        pass

    def chime(self, title: str, body: str) -> None:
        pass

    def take_back(self, prompt_id: int) -> None:
        pass

    def close(self) -> None:
        pass


class App:
    """A conductor on its thread, with the real clock and alarm."""

    def __init__(self, settings: Settings) -> None:
        house = AppHouse()
        self.screen = Screen()
        self.prompter = Prompter(
            clock=house.clock,
            settings=lambda: replace(settings, work=replace(settings.work, place=house.settings.work.place)),
            journal=house.journal,
            routines=lambda: house.library.routines,
            folder=house.own_state,
            alarm=SchedulerAlarm(),
            deliver=self.screen,
        )
        self.conductor = Conductor(self.prompter, house.clock, house.own_state)
        self.conductor.start(self.screen)

    @property
    def desk(self) -> Desk:
        assert self.prompter._state is not None
        return self.prompter._state.desk


@pytest.fixture
def open_app() -> Iterator[Callable[[Settings], App]]:
    opened: list[App] = []

    def go(settings: Settings) -> App:
        app = App(settings)
        opened.append(app)
        for _ in range(500):
            if app.conductor.view() is not None:
                break
            threading.Event().wait(0.02)
        return app

    yield go
    for app in opened:
        app.conductor.stop()


class Ran(NamedTuple):
    code: int
    out: str
    err: str
    took_s: float


@pytest.fixture
def coach(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run one command in this process, on the machine's clock."""

    def go(*words: str) -> Ran:
        capsys.readouterr()
        began = time.perf_counter()
        code = run(words)
        return Ran(code, *capsys.readouterr(), time.perf_counter() - began)

    return go


Coach = Callable[..., Ran]


@pytest.mark.parametrize(
    "words",
    [
        ("pause", "1h"), ("resume",), ("stay", "on"), ("posture", "sit"), ("answer", "done"),
        ("answer", "skip", "--reason", "pain"),
    ],
)  # fmt: skip
def test_without_an_app_the_command_says_so_at_once(coach: Coach, words: tuple[str, ...]) -> None:
    ran = coach(*words)
    assert (ran.code, ran.out, ran.err) == (1, "", "No coach is running; open it with coach.\n")
    assert ran.took_s < 1


@pytest.mark.parametrize(
    "words",
    [
        ("pause",), ("pause", "soon"), ("pause", "-5m"), ("pause", "until", "25:00"), ("stay",), ("stay", "up"),
        ("posture", "lie"), ("place", "moon"), ("answer",), ("answer", "later"), ("answer", "done", "--reason", "busy"),
        ("answer", "skip", "--reason", "lazy"), ("resume", "now"), ("why", "-n", "0"), ("why", "-n", "many"),
    ],
)  # fmt: skip
def test_wrong_words_are_one_sentence_and_exit_2(coach: Coach, words: tuple[str, ...]) -> None:
    ran = coach(*words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)


def test_every_command_is_done_within_two_seconds_with_the_reply_of_the_app(
    open_app: Callable[[Settings], App], coach: Coach
) -> None:
    app = open_app(SLOW)

    def view() -> RemindersView:
        found = app.conductor.view()
        assert found is not None
        return found

    for words, code, said, so in (
        (("pause", "1h"), 0, "Paused until ", lambda: view().hold_reason == "paused"),
        (("resume",), 0, "Going on.", lambda: view().hold_reason is None),
        (("resume",), 1, "Nothing was paused.", lambda: True),
        (("pause", "tomorrow"), 0, "Paused until ", lambda: view().hold_reason == "paused"),
        (("stay", "on"), 0, "Watching or reading: only lock and sleep count as away.", lambda: app.desk.stay),
        (("stay", "off"), 0, "Back to normal.", lambda: not app.desk.stay),
        (("posture", "stand"), 0, "Noted: standing.", lambda: (view().since_shift_s or 0) < 5),
        (("answer", "done"), 1, "Nothing is waiting for an answer.", lambda: True),
        (("place", "home"), 0, "Place: home, no longer office.", lambda: app.prompter._settings.work.place == "home"),
        (("place", "home"), 0, "Place: home, as before.", lambda: True),
    ):
        ran = coach(*words)
        assert ran.code == code, (words, ran)
        assert (ran.out or ran.err).startswith(said), (words, ran)
        assert (ran.out == "") == (code == 1)
        assert so(), words  # type: ignore[no-untyped-call]
        assert ran.took_s < WITHIN_S, (words, ran)


def test_the_reply_to_a_pause_names_the_time(open_app: Callable[[Settings], App], coach: Coach) -> None:
    app = open_app(SLOW)
    ran = coach("pause", "tomorrow")
    view = app.conductor.view()
    assert view is not None and view.hold_until is not None
    assert ran.out == f"Paused until {view.hold_until:%a %H:%M}.\n"
    assert f"{view.hold_until:%H:%M}" in ("09:00", "07:30")


def test_the_open_prompt_is_answered(open_app: Callable[[Settings], App], coach: Coach) -> None:
    app = open_app(QUICK)
    assert app.screen.came.wait(30)
    ran = coach("answer", "snooze")
    assert (ran.code, ran.out[:8]) == (0, "Back at ")
    ran = coach("answer", "snooze")
    assert (ran.code, ran.err[:19]) == (1, "It is snoozed until")
    ran = coach("answer", "skip", "--reason", "busy")
    assert (ran.code, ran.out) == (0, "Skipped.\n")
    ran = coach("why", "--json")
    (came, snoozed, skipped, *_) = json.loads(ran.out)
    assert (came["event"], snoozed["event"], skipped["event"]) == ("prompt", "snoozed", "skipped")
    assert skipped["why"] == "you were busy"
    (prompt,) = AppHouse().history.prompts
    assert (prompt.kind, prompt.outcome, prompt.reason) == ("break", "skipped", "busy")


def test_as_processes_of_their_own_pause_answer_and_why_reach_the_app_in_time(
    open_app: Callable[[Settings], App],
) -> None:
    app = open_app(QUICK)
    assert app.screen.came.wait(30)

    def coach(*words: str) -> Ran:
        began = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "coach", *words], capture_output=True, text=True, timeout=30)
        return Ran(done.returncode, done.stdout, done.stderr, time.perf_counter() - began)

    why = coach("why")
    assert (why.code, why.out.count("\n"), why.err) == (0, 1, "")
    assert "break came: " in why.out
    for words, said in ((("answer", "start"), "Started."), (("pause", "1h"), "Paused until ")):
        ran = coach(*words)
        assert (ran.code, ran.err, ran.out[: len(said)]) == (0, "", said)
        assert ran.took_s < WITHIN_S + why.took_s
    assert "break started: you began it" in coach("why", "-n", "1").out


def test_an_app_that_has_ended_is_not_waited_for(open_app: Callable[[Settings], App], coach: Coach) -> None:
    open_app(SLOW).conductor.stop()
    ran = coach("pause", "1h")
    assert (ran.code, ran.err) == (1, "No coach is running; open it with coach.\n")


# Place and why without an app ----------------------------------------------------------------------------------------


def test_the_place_is_written_with_comments_kept_also_without_an_app(coach: Coach, coach_home: Path) -> None:
    coach_home.mkdir()
    config = coach_home / "config.toml"
    config.write_text('# mine\n[work]\nplace = "office"  # or home\n')
    ran = coach("place", "home")
    assert (ran.code, ran.out) == (0, "Place: home, no longer office.\n")
    assert config.read_text() == '# mine\n[work]\nplace = "home"  # or home\n'


def test_a_place_that_cannot_be_saved_is_said(coach: Coach, coach_home: Path) -> None:
    coach_home.write_text("in the way")
    ran = coach("place", "home")
    assert ran.code in (1, 2) and ran.out == "" and ran.err.count("\n") == 1


def test_before_anything_was_decided_why_says_so(coach: Coach) -> None:
    assert coach("why").out.startswith("Nothing has been decided yet")
    assert json.loads(coach("why", "--json").out) == []


def test_decisions_stand_under_their_date_where_it_is_not_today_alone() -> None:
    monday = TUESDAY.replace(day=23, hour=16, minute=50)
    decisions = (
        Decision(monday, "prompt", "shift", "30 min since you last moved", "desktop"),
        Decision(TUESDAY, "held", "break", "meeting until 11:30", "app"),
    )
    assert lines(decisions, TUESDAY.date()) == [
        "Monday 2026-11-23",
        "16:50 shift came: 30 min since you last moved",
        "Tuesday 2026-11-24, today",
        "10:42 break held: meeting until 11:30",
    ]
    assert lines(decisions[1:], TUESDAY.date()) == ["10:42 break held: meeting until 11:30"]
