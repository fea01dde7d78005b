"""The conductor over a watch over a real bus and a real calendar: what the machine tells, and what comes of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.core.settings import Settings
from coach.journal import Journal
from coach.library import Library
from coach.log.log import Log
from coach.paths import find_paths
from coach.scheduler import Prompter
from tests.calendar_text import calendar
from tests.clocks import HandAlarm
from tests.dbus_daemon import private_bus
from tests.desktop_bus import Service, service
from tests.libraries import require_library
from tests.test_presence_dbus import IDLE, LOGIN, MUTTER, SESSION, desktop, session
from tests.test_scheduler import Desktop
from tests.watched import Watched, watched

require_library("recurring_ical_events")

BEAT_S = 30.0


class Workplace:
    """A user at a GNOME desktop, and the app beside them."""

    def __init__(self, desk: Watched, mutter: Service, logind: Service, folder: Path) -> None:
        self.desk, self.mutter, self.logind = desk, mutter, logind
        self.desktop = Desktop()
        self.last_input = desk.clock.elapsed()
        paths, library = find_paths(), Library(find_paths())
        self.prompter = Prompter(
            clock=desk.clock,
            settings=Settings,
            journal=Journal(Log(paths.log, "desk", desk.clock.wall), desk.clock),
            routines=lambda: library.routines,
            folder=folder,
            alarm=HandAlarm(),
            deliver=self.desktop,
            world=desk.watch,
        )
        self.run(0)

    def run(self, minutes: float, *, typing: bool = True) -> None:
        """So long the user types, or does not."""
        end = self.desk.clock.elapsed() + minutes * 60
        while True:
            if typing:
                self.last_input = self.desk.clock.elapsed()
            idle_ms = round((self.desk.clock.elapsed() - self.last_input) * 1000)
            self.mutter.answers[IDLE] = ("t", (idle_ms,))
            self.desk.settle()
            self.prompter.look()
            if self.desk.clock.elapsed() >= end:
                return
            self.desk.clock.forward(BEAT_S)

    def lock(self, locked: bool) -> None:
        self.logind.put(*SESSION, "LockedHint", "b", locked, say=True)
        self.desk.until(lambda: (self.desk.seen().mode == "locked") is locked, "the lock is known")

    @property
    def minutes_up(self) -> float:
        """Minutes since the user was last up."""
        view = self.prompter.view
        assert view is not None and view.since_up_s is not None
        return view.since_up_s / 60

    @property
    def present(self) -> bool | None:
        view = self.prompter.view
        return None if view is None else view.present

    @property
    def shown(self) -> list[str]:
        return [f"{prompt.came:%H:%M} {prompt.kind}" for prompt in self.desktop.shown]


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Workplace]:
    path = tmp_path / "calendar.ics"
    path.write_text(calendar(("DTSTART:20261026T092000", "DTEND:20261026T094000")), "utf-8")
    with private_bus() as bus, service(bus.address, MUTTER) as mutter, service(bus.address, LOGIN) as logind:
        session(logind)
        mutter.answers[IDLE] = ("t", (0,))
        with watched(desktop(bus), [str(path)]) as desk:
            desk.until(desk.watch.busy, "the calendar has been read")
            desk.until(lambda: desk.idle_s() is not None, "GNOME tells of idle time")
            yield Workplace(desk, mutter, logind, tmp_path / "state" / "desk")


def test_five_minutes_without_input_are_an_absence_from_the_last_input_on(work: Workplace) -> None:
    work.run(10)
    assert (work.present, round(work.minutes_up)) == (True, 10)
    work.run(4.5, typing=False)
    assert work.present is True
    work.run(1, typing=False)
    assert (work.present, work.minutes_up) == (False, 0)  # long enough to be a break
    work.run(6, typing=False)
    assert work.present is False
    work.run(3)
    assert work.present is True
    assert work.minutes_up == pytest.approx(3, abs=0.6)  # a beat late


def test_a_locked_screen_is_an_absence_at_once(work: Workplace) -> None:
    work.run(10)
    work.lock(True)
    work.run(1, typing=False)
    assert (work.present, round(work.minutes_up)) == (False, 10)
    work.lock(False)
    work.run(1)
    assert (work.present, round(work.minutes_up)) == (True, 11)  # a minute is no break


def test_a_meeting_keeps_a_prompt_back_until_it_is_over(work: Workplace) -> None:
    work.run(39)
    view = work.prompter.view
    assert work.shown == []
    assert view is not None and (view.hold_reason, f"{view.hold_until:%H:%M}") == ("meeting", "09:40")
    work.run(3)
    assert work.shown == ["09:41 shift"]
