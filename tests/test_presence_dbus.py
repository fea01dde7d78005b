"""Idle time, lock, sleep and do-not-disturb from real messages on a private bus."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coach.core.reminders.model import Hold
from coach.presence.board import KNOWN_FOR_S
from coach.presence.bus import CALL_LIMIT_S, RETRY_S
from tests.dbus_daemon import Bus, private_bus
from tests.desktop_bus import Service, service
from tests.dunst import dunst
from tests.watched import Watched, watched

MUTTER = "org.gnome.Mutter.IdleMonitor"
IDLE = ("/org/gnome/Mutter/IdleMonitor/Core", MUTTER, "GetIdletime")
LOGIN = "org.freedesktop.login1"
MANAGER = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", "b")
SESSION = ("/org/freedesktop/login1/session/_32", "org.freedesktop.login1.Session")
SAVER = "org.freedesktop.ScreenSaver"
SAVER_PATH = "/org/freedesktop/ScreenSaver"
NOTIFY = "org.freedesktop.Notifications"
NOTIFY_PATH = "/org/freedesktop/Notifications"


@pytest.fixture
def bus() -> Iterator[Bus]:
    with private_bus() as running:
        yield running


@pytest.fixture
def desk(bus: Bus) -> Iterator[Watched]:
    """A watch with the bus as its session bus and its system bus."""
    with watched(desktop(bus)) as made:
        yield made


def desktop(bus: Bus) -> dict[str, str]:
    return {"DBUS_SESSION_BUS_ADDRESS": bus.address, "DBUS_SYSTEM_BUS_ADDRESS": bus.address}


@pytest.fixture
def mutter(bus: Bus) -> Iterator[Service]:
    with service(bus.address, MUTTER) as running:
        running.answers[IDLE] = ("t", (30_000,))
        yield running


@pytest.fixture
def logind(bus: Bus) -> Iterator[Service]:
    with service(bus.address, LOGIN) as running:
        session(running)
        yield running


def session(running: Service, *, locked: bool = False) -> None:
    running.put(
        "/org/freedesktop/login1/user/self", "org.freedesktop.login1.User", "Display", "(so)", ("2", SESSION[0])
    )
    running.put(*SESSION, "LockedHint", "b", locked)


# idle time ------------------------------------------------------------------------------------------------------------


def test_gnome_tells_idle_time(mutter: Service, desk: Watched) -> None:
    desk.until(lambda: desk.idle_s() == 30, "GNOME's idle time is known")
    mutter.answers[IDLE] = ("t", (36_000,))
    desk.forward(6)
    assert desk.idle_s() == 36
    mutter.answers[IDLE] = ("t", (200,))
    desk.forward(6)
    assert desk.idle_s() == 0.2


def test_an_answer_a_little_off_is_not_taken_for_new_input(mutter: Service, desk: Watched) -> None:
    desk.until(lambda: desk.idle_s() == 30, "GNOME's idle time is known")
    first = desk.seen().last_input
    for idle_ms in (34_950, 39_910, 45_020):  # 5, 10, 15 seconds later
        mutter.answers[IDLE] = ("t", (idle_ms,))
        desk.forward(5)
        assert desk.seen().last_input == first


@pytest.mark.parametrize(
    "answer",
    [("x", (-5,)), ("t", (2**63,)), ("s", ("hello",)), ("", ()), ("tt", (1, 2)), ("d", (float("nan"),))],
)
def test_an_idle_time_that_cannot_be_counts_as_unknown(
    bus: Bus, mutter: Service, answer: tuple[str, tuple[object, ...]]
) -> None:
    mutter.answers[IDLE] = answer
    with watched(desktop(bus)) as desk:
        desk.until(lambda: desk.state("idle time (GNOME)").says.startswith("GNOME"), "GNOME's answer is judged")
        assert not desk.state("idle time (GNOME)").works
        assert desk.seen().mode == "present"


def test_a_desktop_that_falls_silent_is_believed_for_a_while_and_then_counts_as_unknown(
    mutter: Service, desk: Watched
) -> None:
    desk.until(lambda: desk.idle_s() == 30, "GNOME's idle time is known")
    mutter.silent = True
    desk.clock.forward(10)
    desk.step()
    desk.forward(CALL_LIMIT_S)
    assert desk.state("idle time (GNOME)").says == "no answer within 2 s"
    assert desk.idle_s() == 42
    desk.clock.forward(KNOWN_FOR_S)
    desk.step()
    assert desk.seen().mode == "present"


def test_a_desktop_that_restarts_is_asked_again(bus: Bus, desk: Watched) -> None:
    for idle_ms in (30_000, 0):
        with service(bus.address, MUTTER) as running:
            running.answers[IDLE] = ("t", (idle_ms,))
            desk.until(lambda: desk.state("idle time (GNOME)").works, "GNOME is there")
            assert desk.idle_s() == idle_ms / 1000
        desk.clock.forward(10)
        desk.until(lambda: not desk.state("idle time (GNOME)").works, "GNOME has gone")


def test_without_any_bus_the_user_counts_as_present(tmp_path: Path) -> None:
    with watched({"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={tmp_path}/none"}) as desk:
        assert desk.seen().mode == "present"
        assert desk.watch.hold() is None
        assert desk.state("idle time (GNOME)").says == "there is no D-Bus session bus here"
        assert desk.state("lock and sleep (logind)").says.startswith("the D-Bus system bus cannot be reached")


@pytest.mark.parametrize("address", ["nonsense", "tcp:host=localhost", "unix:path=", "unix:abstract=none", ";;;"])
def test_a_bus_address_that_cannot_be_used_is_said(address: str) -> None:
    with watched({"DBUS_SESSION_BUS_ADDRESS": address}) as desk:
        assert desk.state("idle time (GNOME)").says.startswith("the D-Bus session bus cannot be reached")


def test_a_bus_that_comes_back_is_found_again(tmp_path: Path) -> None:
    link = tmp_path / "bus"
    with watched({"DBUS_SESSION_BUS_ADDRESS": f"unix:path={link}"}) as desk:
        for idle_ms in (30_000, 5_000):
            with private_bus() as bus, service(bus.address, MUTTER) as running:
                running.answers[IDLE] = ("t", (idle_ms,))
                link.symlink_to(bus.folder / "socket")
                desk.until(lambda: desk.state("idle time (GNOME)").works, "the bus is found", passing_s=RETRY_S)
                assert desk.idle_s() == idle_ms / 1000
                link.unlink()
            desk.until(lambda: not desk.state("idle time (GNOME)").works, "the bus has gone")
        desk.forward(KNOWN_FOR_S + 1)
        assert desk.seen().mode == "present"


# lock and sleep -------------------------------------------------------------------------------------------------------


def test_logind_tells_of_a_lock(logind: Service, desk: Watched) -> None:
    desk.until(lambda: desk.state("lock and sleep (logind)").works, "logind is followed")
    for locked in (True, False, True):
        logind.put(*SESSION, "LockedHint", "b", locked, say=True)
        desk.until(lambda locked=locked: (desk.seen().mode == "locked") is locked, "the lock is known")  # type: ignore[misc]


def test_a_screen_locked_before_the_start_is_locked(bus: Bus, logind: Service) -> None:
    session(logind, locked=True)
    with watched(desktop(bus)) as desk:
        desk.until(lambda: desk.seen().mode == "locked", "the lock is known")


def test_logind_tells_of_sleep(logind: Service, mutter: Service, desk: Watched) -> None:
    desk.until(lambda: desk.idle_s() == 30 and desk.state("lock and sleep (logind)").works, "all is known")
    logind.emit(*MANAGER, (True,))
    desk.until(lambda: desk.seen().mode == "asleep", "it goes to sleep")
    assert desk.idle_s() == 30
    logind.emit(*MANAGER, (False,))
    desk.until(lambda: desk.seen().mode == "idle", "it is awake")


def test_a_sleep_whose_end_nobody_told_ends_by_the_clocks(logind: Service, desk: Watched) -> None:
    desk.until(lambda: desk.state("lock and sleep (logind)").works, "logind is followed")
    ends: list[Callable[[], None]] = [lambda: desk.suspend(3600), lambda: desk.forward(61)]
    for end in ends:
        logind.emit(*MANAGER, (True,))
        desk.until(lambda: desk.seen().mode == "asleep", "it goes to sleep")
        end()
        desk.step()
        assert desk.seen().mode == "present"


def test_logind_that_restarts_is_asked_again(bus: Bus, desk: Watched) -> None:
    for locked in (True, False, True):
        with service(bus.address, LOGIN) as running:
            session(running, locked=locked)
            running.emit(*MANAGER, (True,))
            desk.until(lambda: desk.state("lock and sleep (logind)").works, "logind is there")
            running.emit(*MANAGER, (False,))
            desk.until(lambda locked=locked: (desk.seen().mode == "locked") is locked, "the lock is known")  # type: ignore[misc]
        desk.until(lambda: not desk.state("lock and sleep (logind)").works, "logind has gone")
        assert desk.seen().mode == "present"


def test_a_lock_that_was_only_asked_for_ends_with_the_next_input(
    logind: Service, mutter: Service, desk: Watched
) -> None:
    desk.until(lambda: desk.idle_s() == 30 and desk.state("lock and sleep (logind)").works, "all is known")
    logind.emit(*SESSION, "Lock", "", ())
    desk.until(lambda: desk.seen().mode == "locked", "the lock is taken as given")
    mutter.answers[IDLE] = ("t", (90_000,))
    desk.forward(60)
    assert desk.seen().mode == "locked"
    mutter.answers[IDLE] = ("t", (1000,))
    desk.forward(6)
    assert desk.seen().mode == "idle"
    logind.emit(*SESSION, "Lock", "", ())
    desk.until(lambda: desk.seen().mode == "locked", "locked again")
    logind.emit(*SESSION, "Unlock", "", ())
    desk.until(lambda: desk.seen().mode == "idle", "and unlocked")


def test_a_lock_that_nothing_could_ever_end_does_not_count(logind: Service, desk: Watched) -> None:
    desk.until(lambda: desk.state("lock and sleep (logind)").works, "logind is followed")
    logind.emit(*SESSION, "Lock", "", ())
    logind.emit(*MANAGER, (True,))
    desk.until(lambda: desk.seen().mode == "asleep", "both were heard")
    logind.emit(*MANAGER, (False,))
    desk.until(lambda: desk.seen().mode == "present", "without idle time nobody could tell that it is over")


def test_a_stranger_on_the_bus_locks_nothing(bus: Bus, logind: Service, desk: Watched) -> None:
    desk.until(lambda: desk.state("lock and sleep (logind)").works, "logind is followed")
    # the watch's own names on the bus: two of the last that came
    with service(bus.address, None) as stranger, service(bus.address, SAVER) as saver:
        last = int(stranger._connection.unique_name.rpartition(".")[2])
        for number in range(last):
            stranger.emit(*MANAGER, (True,), to=f":1.{number}")
            stranger.emit(SAVER_PATH, SAVER, "ActiveChanged", "b", (True,), to=f":1.{number}")
        saver.answers[SAVER_PATH, SAVER, "GetActive"] = ("b", (False,))
        desk.clock.forward(60)
        desk.until(lambda: desk.state("lock (screen saver)").works, "what came later has been heard")
        assert desk.seen().mode == "present"


@pytest.mark.parametrize("name", [SAVER, "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver"])
def test_a_screen_saver_tells_of_a_lock(bus: Bus, desk: Watched, name: str) -> None:
    path = "/" + name.replace(".", "/")
    with service(bus.address, name) as running:
        running.answers[path, name, "GetActive"] = ("b", (False,))
        desk.until(lambda: desk.state("lock (screen saver)").says == f"{name}: off", "the screen saver is known")
        running.emit(path, name, "ActiveChanged", "b", (True,))
        desk.until(lambda: desk.seen().mode == "locked", "it is on")
        running.emit(path, name, "ActiveChanged", "b", (False,))
        desk.until(lambda: desk.seen().mode == "present", "it is off")
        running.emit(path, name, "ActiveChanged", "b", (True,))
        desk.until(lambda: desk.seen().mode == "locked", "it is on again")
    desk.until(lambda: desk.seen().mode == "present", "one that has gone locks nothing")


def test_a_screen_saver_that_was_on_before_it_was_asked_is_on(bus: Bus, desk: Watched) -> None:
    with service(bus.address, SAVER) as running:
        running.answers[SAVER_PATH, SAVER, "GetActive"] = ("b", (True,))
        desk.until(lambda: desk.state("lock (screen saver)").works, "it is asked", passing_s=1)
        assert desk.seen().mode == "locked"


def test_a_key_in_the_app_shows_that_the_user_is_there_though_the_desk_is_locked(
    logind: Service, mutter: Service, desk: Watched
) -> None:
    logind.put(*SESSION, "LockedHint", "b", True, say=True)
    desk.until(lambda: desk.seen().mode == "locked" and desk.idle_s() == 30, "the lock is known")
    desk.watch.key_pressed()
    assert desk.seen().mode == "locked"  # the key that locked it
    mutter.answers[IDLE] = ("t", (70_000,))
    desk.forward(40)
    assert desk.seen().mode == "locked"
    desk.watch.key_pressed()
    assert (desk.seen().mode, desk.idle_s()) == ("idle", 0)


# do not disturb -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("interface", "name"), [("org.freedesktop.Notifications", "Inhibited"), ("org.dunstproject.cmd0", "paused")]
)
def test_do_not_disturb_holds_prompts(bus: Bus, desk: Watched, interface: str, name: str) -> None:
    with service(bus.address, NOTIFY) as running:
        running.put(NOTIFY_PATH, interface, name, "b", True)
        desk.clock.forward(11)
        desk.until(lambda: desk.watch.hold() == Hold("focus"), "it is known")
        running.put(NOTIFY_PATH, interface, name, "b", False, say=True)
        desk.until(lambda: desk.watch.hold() is None, "it was told at once that it is over")
        running.put(NOTIFY_PATH, interface, name, "b", True, say=True)
        desk.until(lambda: desk.watch.hold() == Hold("focus"), "and that it is on again")
    desk.until(lambda: desk.watch.hold() is None, "a service that has gone holds nothing")


def test_a_notification_service_that_does_not_tell_is_not_asked_again_and_again(bus: Bus, desk: Watched) -> None:
    with service(bus.address, NOTIFY) as running:
        name = "do not disturb (KDE, dunst)"
        desk.until(lambda: desk.state(name).says == "this notification service does not tell", "it was asked")
        desk.settle()
        asked = len(running.asked)
        desk.forward(60)
        assert len(running.asked) == asked


def test_dunst_itself_tells_whether_it_is_paused() -> None:
    with dunst() as running, watched({**running.env, "DISPLAY": ""}) as desk:
        name = "do not disturb (KDE, dunst)"
        desk.until(lambda: desk.state(name).says == "dunst: off", "dunst is asked")
        running._control("set-paused", "true")
        desk.until(lambda: desk.watch.hold() == Hold("focus"), "it is paused", passing_s=1)
        running._control("set-paused", "false")
        desk.until(lambda: desk.watch.hold() is None, "it goes on", passing_s=1)


@pytest.fixture
def gsettings(tmp_path: Path) -> Path:
    program = tmp_path / "bin" / "gsettings"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec cat "{tmp_path}/$2.$3"\n', "utf-8")
    program.chmod(0o755)
    return tmp_path / "org.gnome.desktop.notifications.show-banners"


def test_gnome_do_not_disturb_holds_prompts(bus: Bus, gsettings: Path) -> None:
    gsettings.write_text("false\n", "utf-8")
    environ = {**desktop(bus), "PATH": f"{gsettings.parent}/bin:/bin:/usr/bin"}
    with watched(environ) as desk, service(bus.address, "ca.desrt.dconf") as dconf:
        assert desk.state("do not disturb (GNOME)").says == "GNOME does not run here"
        with service(bus.address, "org.gnome.Shell"):
            desk.until(lambda: desk.watch.hold() == Hold("focus"), "GNOME was asked")
            gsettings.write_text("true\n", "utf-8")
            changed = ("/org/gnome/desktop/notifications/show-banners", [""], "tag")
            dconf.emit("/ca/desrt/dconf/Writer/user", "ca.desrt.dconf.Writer", "Notify", "sass", changed)
            desk.until(lambda: desk.watch.hold() is None, "it was asked again when the setting changed")
            gsettings.write_text("what?\n", "utf-8")
            desk.forward(121)
            assert not desk.state("do not disturb (GNOME)").works


def test_gsettings_that_hangs_or_is_missing_is_said(bus: Bus, gsettings: Path) -> None:
    program = gsettings.parent / "bin" / "gsettings"
    program.write_text("#!/bin/sh\nexec sleep 60\n", "utf-8")
    with (
        service(bus.address, "org.gnome.Shell"),
        watched({**desktop(bus), "PATH": f"{gsettings.parent}/bin:/bin:/usr/bin"}) as desk,
    ):
        desk.until(lambda: "within 1 s" in desk.state("do not disturb (GNOME)").says, "it was ended")
        program.unlink()
        program.parent.rmdir()
        desk.watch._all_turns()[-1].source._environ = {"PATH": str(gsettings.parent)}  # type: ignore[attr-defined]
        desk.forward(121)
        assert desk.state("do not disturb (GNOME)").hint.startswith("install libglib2.0-bin")
