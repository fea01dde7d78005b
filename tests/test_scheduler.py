"""The conductor, stepped by hand: what it shows, what it writes, what it does after a gap and a restart."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import msgspec
import pytest

from coach.core.reminders.model import Moved, Pause
from coach.core.settings import PostureSettings, PresenceSettings, Settings
from coach.journal import Journal
from coach.library import Library
from coach.link import inbox
from coach.link.owner import is_owned
from coach.log.log import Log
from coach.paths import find_paths
from coach.scheduler import Conductor, OpenPrompt, Prompter, SchedulerAlarm, read_decisions
from coach.scheduler.news import LOOKED_AT, News
from tests.clocks import HandAlarm, HandClock

ZONE = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)


class Desktop:
    """What left the app."""

    def __init__(self) -> None:
        self.shown: list[OpenPrompt] = []
        self.chimed: list[str] = []
        self.taken_back: list[int] = []
        self.closed = False

    def show(self, prompt: OpenPrompt) -> None:
        self.shown.append(prompt)

    def chime(self, title: str, body: str) -> None:
        self.chimed.append(title)

    def take_back(self, prompt_id: int) -> None:
        self.taken_back.append(prompt_id)

    def close(self) -> None:
        self.closed = True


class House:
    """A conductor over a real log, its clock and alarm in the test's hand."""

    def __init__(self, clock: HandClock, folder: Path, settings: Settings) -> None:
        self.clock = clock
        self.folder = folder
        self.settings = settings
        self.open()

    def open(self) -> None:
        paths = find_paths()
        self.desktop, self.alarm = Desktop(), HandAlarm()
        self.log = Log(paths.log, "desk", self.clock.wall)
        self.journal = Journal(self.log, self.clock)
        self.library = Library(paths)
        self.prompter = Prompter(
            clock=self.clock,
            settings=lambda: self.settings,
            journal=self.journal,
            routines=lambda: self.library.routines,
            folder=self.folder,
            alarm=self.alarm,
            deliver=self.desktop,
        )
        self.conductor = Conductor(self.prompter, self.clock, self.folder)
        self.prompter.look()

    def run(self, minutes: float, beat_s: float = 25) -> None:
        """The app is open for so long, looked at in every beat and whenever it asked to be."""
        left = minutes * 60
        while left > 0:
            step = min(beat_s, left, max(0.001, self.alarm.in_seconds or beat_s))
            self.clock.forward(step)
            left -= step
            self.prompter.look()

    def restart_after(self, seconds: float) -> None:
        """The app ends, and opens again after so long."""
        self.prompter.close()
        self.clock.forward(seconds)
        self.open()

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        return [(prompt.kind, prompt.outcome) for prompt in self.journal.history.prompts]


@pytest.fixture
def house(state_folder: Path) -> Callable[..., House]:
    def make(start: datetime = TUESDAY, settings: Settings | None = None) -> House:
        return House(HandClock(start), state_folder, settings or Settings())

    return make


def test_a_shift_comes_after_half_an_hour_and_a_break_after_an_hour(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.run(30)
    assert [prompt.kind for prompt in at_desk.desktop.shown] == ["shift"]
    at_desk.run(30)
    assert [prompt.kind for prompt in at_desk.desktop.shown] == ["shift", "break"]
    shown = at_desk.desktop.shown[-1]
    assert shown.title == "Time to get up"
    assert shown.minutes == 2
    assert at_desk.outcomes == [("shift", "unanswered")]


def test_an_answered_break_is_in_the_log_and_restarts_both_counters(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.run(60)
    prompt = at_desk.conductor.open_prompt()
    assert prompt is not None
    at_desk.conductor.answer(prompt.id, "done")
    at_desk.conductor._turn()
    assert at_desk.outcomes[-1] == ("break", "done")
    view = at_desk.conductor.view()
    assert view is not None
    assert (view.since_up_s, view.since_shift_s) == (0, 0)
    assert at_desk.desktop.taken_back[-1] == prompt.id
    sat = [posture.sat_s for posture in at_desk.journal.history.postures if posture.cause == "break"]
    assert sat == [3600]


class Screen:
    """Who listens, as the app does."""

    def __init__(self) -> None:
        self.to_play: list[OpenPrompt] = []

    def prompt_came(self, prompt: OpenPrompt) -> None:
        pass

    def start_wanted(self, prompt: OpenPrompt) -> None:
        self.to_play.append(prompt)

    def changed(self) -> None:
        pass

    def log_changed(self) -> None:
        pass


def test_what_is_started_from_outside_is_handed_to_the_screen_to_play(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.prompter.listener = screen = Screen()
    at_desk.run(60)
    prompt = at_desk.conductor.open_prompt()
    assert prompt is not None
    at_desk.conductor.press(prompt.id, "start")
    at_desk.conductor._turn()
    assert screen.to_play == [prompt]
    assert at_desk.outcomes[-1] == ("break", "started")


def test_what_the_screen_starts_itself_is_not_handed_back_to_it(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.prompter.listener = screen = Screen()
    at_desk.run(60)
    prompt = at_desk.conductor.open_prompt()
    assert prompt is not None
    at_desk.conductor.answer(prompt.id, "start")
    at_desk.conductor._turn()
    assert screen.to_play == []


def test_an_app_that_is_looked_at_needs_no_notification(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.conductor.looked_at(True)
    at_desk.run(31)
    assert at_desk.desktop.shown == []
    prompt = at_desk.conductor.open_prompt()
    assert prompt is not None and prompt.kind == "shift"


def test_the_end_of_a_walk_is_said_on_the_desktop_but_not_in_a_hold(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.conductor.chime()
    assert at_desk.desktop.chimed == ["The planned minutes are over"]
    at_desk.conductor.pause(3600)
    at_desk.conductor._turn()
    at_desk.conductor.chime()
    assert len(at_desk.desktop.chimed) == 1


def test_a_session_that_nobody_ends_keeps_prompts_back_for_two_hours_at_most(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.conductor.session_started("break", "standing-reset")
    at_desk.conductor._turn()
    at_desk.run(119)
    assert at_desk.desktop.shown == []
    at_desk.run(32)
    assert [prompt.kind for prompt in at_desk.desktop.shown] != []


def test_a_restart_after_a_minute_goes_on_where_it_was(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.run(25)
    at_desk.restart_after(60)
    view = at_desk.conductor.view()
    assert view is not None
    assert view.since_shift_s == 25 * 60
    at_desk.run(4.9)
    assert at_desk.desktop.shown == []
    at_desk.run(0.2)
    assert [prompt.kind for prompt in at_desk.desktop.shown] == ["shift"]


def test_a_restart_in_the_middle_of_a_prompt_shows_it_again(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.run(61)
    before = at_desk.conductor.open_prompt()
    at_desk.restart_after(30)
    assert at_desk.conductor.open_prompt() == before
    assert at_desk.desktop.shown == []


def test_a_restart_after_ten_minutes_counts_as_a_break(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.run(61)
    at_desk.restart_after(600)
    assert at_desk.conductor.open_prompt() is None
    assert at_desk.outcomes[-1] == ("break", "natural")
    view = at_desk.conductor.view()
    assert view is not None
    assert view.since_up_s == 0


def test_a_reboot_between_two_starts_changes_nothing(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.run(25)
    at_desk.prompter.close()
    at_desk.clock = HandClock(at_desk.clock.wall() + timedelta(seconds=60), elapsed=12.0)
    at_desk.open()
    view = at_desk.conductor.view()
    assert view is not None
    assert view.since_shift_s == 25 * 60


def test_a_session_that_a_crash_cut_off_does_not_keep_prompts_back_for_ever(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.conductor.session_started("break", "standing-reset")
    at_desk.conductor._turn()
    at_desk.restart_after(30)
    at_desk.run(31)
    assert [prompt.kind for prompt in at_desk.desktop.shown] == ["shift"]


@pytest.mark.parametrize(
    ("stopped_s", "shown"),
    [(100, ["shift"]), (15 * 60, [])],
    ids=["a pause shorter than a break", "longer than a break"],
)
def test_while_the_process_stood_still_the_user_was_absent(
    house: Callable[..., House], stopped_s: int, shown: list[str]
) -> None:
    at_desk = house()
    at_desk.run(29)
    at_desk.clock.forward(stopped_s)
    at_desk.prompter.look()
    at_desk.run(2.5)
    assert [prompt.kind for prompt in at_desk.desktop.shown] == shown


def test_after_a_night_asleep_the_counters_begin_anew_and_one_prompt_at_most_comes(
    house: Callable[..., House],
) -> None:
    at_desk = house(TUESDAY + timedelta(hours=7))
    at_desk.run(65)
    at_desk.desktop.shown.clear()
    at_desk.clock.forward(16 * 3600)
    at_desk.prompter.look()
    at_desk.run(10)
    view = at_desk.conductor.view()
    assert view is not None
    assert view.since_up_s is not None and view.since_up_s <= 601
    assert at_desk.desktop.shown == []


def test_a_spasm_logged_elsewhere_closes_the_prompt(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.run(61)
    other = Journal(Log(find_paths().log, "desk", at_desk.clock.wall), at_desk.clock)
    other.spasm_start(pain=6)
    at_desk.prompter.look()
    assert at_desk.conductor.open_prompt() is None
    assert ("break", "dropped") in at_desk.outcomes
    assert "stage" in [decision.event for decision in at_desk.conductor.decisions()]


def test_a_second_app_on_the_same_log_does_not_prompt_and_takes_over_later(house: Callable[..., House]) -> None:
    first = house()
    second = House(first.clock, first.folder, Settings())
    assert second.conductor.view() is None
    first.prompter.close()
    second.prompter.look()
    assert second.conductor.view() is not None


def test_a_command_from_the_inbox_is_carried_out_and_answered(house: Callable[..., House]) -> None:
    at_desk = house()
    now = at_desk.clock.wall().timestamp()
    box = at_desk.folder / inbox.FOLDER
    box.mkdir(parents=True)
    for name, at, command in (("1", now, Pause(3600)), ("2", now - 6, Moved()), ("3", now, Moved())):
        letter = msgspec.json.encode(inbox.Letter(at, command))
        (box / f"{name}.json").write_bytes(letter)
    (box / "4.json").write_bytes(b'{"at": "now"')
    (box / "5.json").symlink_to(box / "1.json")
    at_desk.conductor._queue.put("look")
    at_desk.conductor._turn()
    replies = {path.name: msgspec.json.decode(path.read_bytes()) for path in box.glob("*.reply")}
    assert {name: reply["done"] for name, reply in sorted(replies.items())} == {
        "1.reply": True,
        "2.reply": False,
        "3.reply": True,
        "4.reply": False,
        "5.reply": False,
    }
    assert replies["1.reply"]["said"] == "Paused until Tue 10:00."
    view = at_desk.conductor.view()
    assert view is not None and view.hold_reason == "paused"
    assert list(box.glob("*.json")) == []


def test_the_decisions_outlive_the_app(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.run(31)
    at_desk.prompter.close()
    lines = [decision.line for decision in read_decisions(at_desk.folder)]
    assert lines == ["09:30 shift came: 30 min since you last moved"]


def test_what_cannot_be_kept_is_said_and_the_prompts_go_on(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.folder.joinpath("reminders.json").unlink()
    at_desk.folder.joinpath("reminders.json").mkdir()
    at_desk.run(30)
    assert [prompt.kind for prompt in at_desk.desktop.shown] == ["shift"]
    at_desk.prompter.look()
    view = at_desk.conductor.view()
    assert view is not None and "cannot be kept" in view.note


def test_short_settings_are_obeyed_at_once(house: Callable[..., House]) -> None:
    quick = Settings(posture=PostureSettings(break_after_s=60), presence=PresenceSettings(settle_s=0))
    at_desk = house(settings=quick)
    at_desk.run(1)
    assert [prompt.kind for prompt in at_desk.desktop.shown] == ["break"]


def test_a_routine_of_ones_own_is_offered_as_soon_as_its_file_is_there(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.run(1)
    own = find_paths().routines
    own.mkdir(parents=True)
    (own / "a-stretch-of-mine.toml").write_text(
        'title = "A stretch of mine"\nkind = "break"\nstages = ["steady"]\nplaces = ["office", "home"]\n'
        'aim = "Undo an hour of stillness."\n[[steps]]\nsay = "Stand tall."\nseconds = 60\n'
    )
    assert at_desk.library.renew()
    at_desk.conductor.log_changed()
    at_desk.conductor._turn()
    state = at_desk.prompter._state
    assert state is not None
    assert "a-stretch-of-mine" in [offer.routine for offer in state.inputs.offers["break"]]


def test_an_answer_given_just_before_the_end_counts(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.run(61)
    prompt = at_desk.conductor.open_prompt()
    assert prompt is not None and prompt.kind == "break"
    at_desk.conductor.answer(prompt.id, "done")
    at_desk.conductor.stop()
    assert not at_desk.conductor._turn()
    assert at_desk.outcomes[-1] == ("break", "done")


def test_a_first_look_that_fails_ends_nothing(house: Callable[..., House], monkeypatch: pytest.MonkeyPatch) -> None:
    at_desk = house()

    def fails() -> bool:
        raise RuntimeError("once")

    monkeypatch.setattr(at_desk.journal, "refresh", fails)
    at_desk.conductor._first_look()
    monkeypatch.undo()
    at_desk.run(30)
    assert at_desk.prompter.trouble == ""
    assert [prompt.kind for prompt in at_desk.desktop.shown] == ["shift"]


def test_a_start_that_fails_is_said_and_prompts_come_all_the_same(
    house: Callable[..., House], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_desk = house()
    at_desk.prompter.close()
    said: list[str] = []

    def fails(ring: Callable[[], None]) -> None:
        raise RuntimeError("can't start new thread")

    def turn() -> bool:
        said.append(at_desk.prompter.trouble)
        return False

    monkeypatch.setattr(at_desk.prompter, "start", fails)
    monkeypatch.setattr(at_desk.conductor, "_first_look", lambda: None)
    monkeypatch.setattr(at_desk.conductor, "_turn", turn)
    at_desk.conductor._run()
    why = "RuntimeError: can't start new thread"
    assert said == [f"Prompts cannot run just now ({why}); if that lasts, open the coach anew."]


def test_looks_that_fail_are_said_until_one_does_not(
    house: Callable[..., House], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_desk = house()

    def fails() -> bool:
        raise RuntimeError("broken")

    monkeypatch.setattr(at_desk.journal, "refresh", fails)
    at_desk.conductor.log_changed()
    at_desk.conductor._turn()
    assert (
        at_desk.prompter.trouble
        == "Prompts cannot run just now (RuntimeError: broken); if that lasts, open the coach anew."
    )
    monkeypatch.undo()
    at_desk.conductor.log_changed()
    at_desk.conductor._turn()
    assert at_desk.prompter.trouble == ""


@pytest.mark.parametrize(
    "kept",
    [
        lambda state: state | {"written": "9999-12-31T23:59:59+00:00"},
        lambda state: state | {"written": "2026-11-24T10:00:00"},
        lambda state: state | {"state": state["state"] | {"at": 10**18}},
    ],
    ids=["written by a wild clock", "without an offset", "out of range"],
)
def test_a_kept_state_that_cannot_be_gone_on_with_is_left_after_two_looks(
    house: Callable[..., House], kept: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    at_desk = house()
    at_desk.run(20)
    at_desk.prompter.close()
    file = at_desk.folder / "reminders.json"
    file.write_bytes(msgspec.json.encode(kept(msgspec.json.decode(file.read_bytes()))))
    with suppress(OverflowError, TypeError):
        at_desk.open()
    for _ in range(2):
        at_desk.conductor.log_changed()
        at_desk.conductor._turn()
    assert at_desk.prompter.trouble == ""
    at_desk.run(30)
    assert [prompt.kind for prompt in at_desk.desktop.shown] == ["shift"]
    at_desk.restart_after(60)
    view = at_desk.prompter.view
    assert view is not None and view.since_up_s is not None and view.since_up_s >= 30 * 60


def test_a_kept_state_outlives_one_look_that_failed(
    house: Callable[..., House], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_desk = house()
    at_desk.run(20)
    at_desk.prompter.close()

    def fails(self: Journal) -> bool:
        raise RuntimeError("once")

    with monkeypatch.context() as once:
        once.setattr(Journal, "refresh", fails)
        with pytest.raises(RuntimeError):
            at_desk.open()
    at_desk.conductor.log_changed()
    at_desk.conductor._turn()
    view = at_desk.prompter.view
    assert view is not None and view.since_up_s == 20 * 60


def test_a_kept_state_nested_deeper_than_any_is_none(house: Callable[..., House]) -> None:
    at_desk = house()
    at_desk.prompter.close()
    (at_desk.folder / "reminders.json").write_bytes(b'{"x":' + b"[" * 400_000 + b"]" * 400_000 + b"}")
    assert read_decisions(at_desk.folder) == ()


def test_the_end_leaves_the_seat_though_a_part_of_it_fails(
    house: Callable[..., House], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_desk = house()

    def fails() -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(at_desk.alarm, "stop", fails)
    with pytest.raises(RuntimeError, match="broken"):
        at_desk.prompter.close()
    assert at_desk.desktop.closed and not is_owned(at_desk.folder)
    assert not (at_desk.folder / "status.json").exists() and (at_desk.folder / "reminders.json").exists()


def test_what_writers_that_were_killed_left_behind_is_cleared_away(house: Callable[..., House]) -> None:
    at_desk = house()
    left = [at_desk.folder / f".{name}.4711.tmp" for name in ("status.json", "reminders.json")]
    other = at_desk.folder / ".another.4711.tmp"
    for path in (*left, other):
        path.write_text("half")
    at_desk.restart_after(60)
    assert not any(path.exists() for path in left) and other.exists()


def test_a_folder_in_which_nothing_can_be_locked_is_said(house: Callable[..., House]) -> None:
    at_desk = house()
    assert at_desk.prompter.trouble == ""
    at_desk.prompter.close()
    lock = at_desk.folder / "owner.lock"
    lock.unlink()
    lock.mkdir()
    at_desk.open()
    assert at_desk.conductor.view() is None
    assert at_desk.prompter.trouble.startswith("Prompts cannot run: ")
    lock.rmdir()
    at_desk.prompter.look()
    assert at_desk.conductor.view() is not None and at_desk.prompter.trouble == ""


def test_of_the_news_no_more_is_remembered_than_can_come_again(house: Callable[..., House]) -> None:
    at_desk = house()
    news = News()
    for _ in range(5 * LOOKED_AT):
        at_desk.clock.forward(60)
        at_desk.journal.stress(3)
        news.since_last(at_desk.journal.history, at_desk.clock.wall())
    assert len(news._told) <= LOOKED_AT + 1
    assert news.since_last(at_desk.journal.history, at_desk.clock.wall()) == ()


def test_the_alarm_is_set_anew_only_for_another_instant() -> None:
    alarm = SchedulerAlarm()
    with patch.object(alarm._scheduler, "add_job") as set_to:
        alarm.ring_at(TUESDAY, 60.0)
        alarm.ring_at(TUESDAY + timedelta(seconds=10), 50.02)
        assert set_to.call_count == 1
        alarm.ring_at(TUESDAY + timedelta(seconds=10), 30.0)
        assert set_to.call_count == 2
        alarm.ring_at(TUESDAY + timedelta(seconds=40), 0.0)  # it has rung by then
        assert set_to.call_count == 3
