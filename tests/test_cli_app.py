"""What bare `coach` hands to the app: settings that follow the file, problems as sentences, prompts on the desktop."""

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from coach.cli import open as opening
from coach.cli.desktop import Desktop
from coach.cli.house import House
from coach.cli.open import AppHouse, open_app
from coach.core.settings import NotifySettings, Settings
from coach.errors import NotSaved
from coach.notify.message import Message
from coach.scheduler.ports import OpenPrompt
from coach.tui.app import CoachApp
from coach.tui.run import run_app

PROMPT = OpenPrompt(
    id=7,
    kind="break",
    routine="standing-reset",
    title="Stand up",
    body="Stand up for two minutes.",
    minutes=2,
    came=datetime(2026, 11, 24, 11, 0, tzinfo=ZoneInfo("UTC")),
    repeats=0,
    silent=False,
)


class Told:
    """In place of the notifier: keeps what it was asked, and can press a button."""

    def __init__(self, settings: NotifySettings, *, on_action: Callable[[str, str], None]) -> None:
        self.settings, self.press = settings, on_action
        self.sent: list[Message] = []
        self.closed: list[str] = []

    def use(self, settings: NotifySettings) -> None:
        self.settings = settings

    def send(self, message: Message) -> None:
        self.sent.append(message)

    def close_notification(self, prompt_id: str) -> None:
        self.closed.append(prompt_id)

    def close(self) -> None:
        self.closed.append("all")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    made: list[Told] = []

    def make(settings: NotifySettings, *, on_action: Callable[[str, str], None]) -> Told:
        made.append(Told(settings, on_action=on_action))
        return made[-1]

    monkeypatch.setattr("coach.cli.desktop.Notifier", make)
    return made


def test_a_prompt_becomes_a_notification_and_a_button_an_answer(told: list[Told]) -> None:
    answers: list[tuple[int, str]] = []
    settings = [NotifySettings()]
    desktop = Desktop(lambda: settings[0], lambda number, action: answers.append((number, action)))
    settings[0] = NotifySettings(desktop=False)
    desktop.show(PROMPT)
    (notifier,) = told
    assert notifier.sent == [Message("Stand up", "Stand up for two minutes.", low=False, kind="break", prompt_id="7")]
    assert notifier.settings.desktop is False
    notifier.press("7", "snooze")
    notifier.press("7", "explode")
    notifier.press("x", "snooze")
    assert answers == [(7, "snooze")]
    desktop.take_back(7)
    desktop.close()
    assert notifier.closed == ["7", "all"]


def test_the_app_opens_with_a_broken_config_and_says_so(coach_home: Path) -> None:
    coach_home.mkdir()
    config = coach_home / "config.toml"
    config.write_text('[work]\nplace = "moon"\n[posture]\nbreak_after = "45m"\n')
    house = AppHouse()
    assert any("line 2: work.place" in problem for problem in house.problems)
    assert house.settings.posture.break_after_s == 45 * 60


def test_a_calendar_that_cannot_be_read_is_said_in_the_app(coach_home: Path) -> None:
    coach_home.mkdir()
    (coach_home / "config.toml").write_text('[calendar]\npaths = ["/nowhere/work.ics"]\n')
    house = AppHouse()
    house.watch.start()
    try:
        assert house.watch.settled(20)
        (problem,) = house.problems
    finally:
        house.watch.stop()
    assert problem.startswith("Calendar /nowhere/work.ics: it cannot be read: No such file or directory.")
    assert problem.endswith("Its meetings keep no prompt back.")


def test_an_edit_of_the_config_counts_while_the_app_is_open(coach_home: Path) -> None:
    coach_home.mkdir()
    config = coach_home / "config.toml"
    house = AppHouse()
    assert house.settings == Settings()
    config.write_text('[work]\nplace = "home"\n')
    assert house.settings.work.place == "home"
    assert house.settings is house.settings
    config.unlink()
    assert house.settings == Settings()


def test_the_clock_of_the_app_knows_the_rules_of_its_zone(coach_home: Path) -> None:
    coach_home.mkdir()
    (coach_home / "config.toml").write_text('[work]\ntimezone = "Europe/Berlin"\n')
    assert AppHouse().clock.wall().tzinfo == ZoneInfo("Europe/Berlin")


def test_an_open_app_follows_the_machine_into_another_zone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ")
    link = tmp_path / "localtime"
    monkeypatch.setattr("coach.clock._LOCALTIME", str(link))
    link.symlink_to("/usr/share/zoneinfo/Europe/Berlin")
    house = AppHouse()
    assert house.settings.work.timezone == "local"
    assert house.clock.wall().tzinfo == ZoneInfo("Europe/Berlin")
    link.unlink()
    link.symlink_to("/usr/share/zoneinfo/America/New_York")
    assert house.settings.work.timezone == "local"
    assert house.clock.wall().tzinfo == house.zone == ZoneInfo("America/New_York")


def test_an_open_app_that_names_its_zone_stays_in_it(
    coach_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach_home.mkdir()
    config = coach_home / "config.toml"
    config.write_text('[work]\ntimezone = "Europe/Berlin"\n')
    house = AppHouse()
    assert house.clock.wall().tzinfo == house.zone == ZoneInfo("Europe/Berlin")
    monkeypatch.setenv("TZ", "America/New_York")
    assert house.settings.work.timezone == "Europe/Berlin" and house.clock.wall().tzinfo == ZoneInfo("Europe/Berlin")
    config.write_text('[work]\ntimezone = "Asia/Tokyo"\n')
    assert house.settings.work.timezone == "Asia/Tokyo"
    assert house.clock.wall().tzinfo == house.zone == ZoneInfo("Asia/Tokyo")


def test_on_a_terminal_the_app_is_run_with_its_house(monkeypatch: pytest.MonkeyPatch, told: list[Told]) -> None:
    ran: list[AppHouse] = []

    def run_app(house: AppHouse) -> int:
        ran.append(house)
        return 3

    monkeypatch.setattr("coach.tui.run.run_app", run_app)
    monkeypatch.setattr(opening, "interactive", lambda: True)
    assert open_app(House()) == 3
    (house,) = ran
    assert house.reminders.view() is None and house.paths.state.name == "state"
    assert sys.modules["coach.scheduler"]


@pytest.mark.parametrize("full_to_the_end", [False, True])
def test_what_could_not_be_saved_is_tried_once_more_at_the_end_and_what_is_lost_is_said(
    full_to_the_end: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    house = AppHouse()
    write = house.log.write

    def full(entries: object) -> None:
        raise NotSaved("Not saved: the disk is full.")

    def run(app: CoachApp) -> None:
        monkeypatch.setattr(house.log, "write", full)
        with suppress(NotSaved):
            house.journal.pain(4)
        if not full_to_the_end:
            monkeypatch.setattr(house.log, "write", write)

    monkeypatch.setattr(CoachApp, "run", run)
    assert run_app(house) == 0
    monkeypatch.undo()
    assert [pain.pain for pain in house.log.history().pains] == ([] if full_to_the_end else [4])
    assert capsys.readouterr().err == ("1 record is lost. Not saved: the disk is full.\n" if full_to_the_end else "")


def test_what_keeps_prompts_from_running_is_said_first(coach_home: Path) -> None:
    house = AppHouse()
    assert not any("Prompts cannot run" in problem for problem in house.problems)
    house.prompter.trouble = "Prompts cannot run: the folder is gone."
    assert house.problems[0] == "Prompts cannot run: the folder is gone."
