"""The desktop's notifications over D-Bus: shown, answered by their buttons, taken back, and never waited for long."""

import queue
import subprocess
import sys
from collections.abc import Iterator

import pytest

from coach.clock import monotonic_seconds
from coach.core.settings import NotifySettings
from coach.notify.bus import NO_BUS
from coach.notify.channel import Delivery, Outcome
from coach.notify.channels import Notifier
from coach.notify.dbus import LIMIT_S, DBusChannel
from coach.notify.desk import BODY_UNITS, MOST_REMEMBERED, TITLE_UNITS
from coach.notify.message import APP_NAME, NO_BODY, Message
from tests.dbus_daemon import (
    NotificationDaemon,
    notification_daemon,
    press_as_a_stranger,
    private_bus,
    until,
)
from tests.dunst import dunst

WALK = Message("Time for a walk", "Five minutes, to the window and back.", kind="walk", prompt_id="p1")
SHOWN = Outcome(True, "shown by the desktop")
BUTTONS = ("start", "Start", "snooze", "Snooze", "skip", "Skip")

Presses = queue.Queue[tuple[str, str]]


@pytest.fixture
def daemon() -> Iterator[NotificationDaemon]:
    with notification_daemon() as running:
        yield running


@pytest.fixture
def presses() -> Presses:
    return queue.Queue()


@pytest.fixture
def channel(daemon: NotificationDaemon, presses: Presses) -> Iterator[DBusChannel]:
    made = DBusChannel(lambda prompt_id, answer: presses.put((prompt_id, answer)), daemon.env())
    yield made
    made.close()


# --- shown


def test_a_prompt_is_shown_with_its_buttons(daemon: NotificationDaemon, channel: DBusChannel) -> None:
    assert channel.deliver(WALK) == SHOWN
    (shown,) = daemon.received()
    assert (shown.app_name, shown.title, shown.body) == (APP_NAME, WALK.title, WALK.body)
    assert shown.actions == BUTTONS
    assert shown.hints == {"urgency": 1, "suppress-sound": True}


def test_a_shift_is_of_low_urgency_and_the_end_of_a_walk_may_sound(
    daemon: NotificationDaemon, channel: DBusChannel
) -> None:
    channel.deliver(Message("Shift", "Sit another way.", low=True, kind="shift", prompt_id="p1"))
    channel.deliver(Message("Back", "The walk is over.", sound=True))
    shift, over = daemon.received()
    assert shift.hints["urgency"] == 0
    assert (over.hints["sound-name"], over.actions) == ("complete", ())


def test_a_repeat_takes_the_place_of_the_first(daemon: NotificationDaemon, channel: DBusChannel) -> None:
    for prompt_id in ("p1", "p1", "p2"):
        channel.deliver(Message("a", "b", prompt_id=prompt_id))
    assert [(shown.id, shown.replaces_id) for shown in daemon.received()] == [(1, 0), (1, 1), (2, 0)]


def test_what_is_answered_elsewhere_is_taken_back(daemon: NotificationDaemon, channel: DBusChannel) -> None:
    channel.deliver(WALK)
    channel.withdraw("p1")
    until(lambda: daemon.closed() == [1], "the notification is taken back")
    channel.withdraw("p1")
    channel.withdraw("never shown")
    channel.deliver(Message("next", "one", prompt_id="p2"))
    assert daemon.closed() == [1]


def test_at_the_end_what_is_shown_is_taken_back(daemon: NotificationDaemon, channel: DBusChannel) -> None:
    channel.deliver(WALK)
    channel.close()
    until(lambda: daemon.closed() == [1], "the notification is taken back")
    assert not channel.deliver(WALK).delivered


@pytest.mark.parametrize(
    ("title", "body", "seen_title", "seen_body"),
    [
        ("--help", "-u", "––help", "–u"),
        ("", "\n", APP_NAME, NO_BODY),
        ("<b>T</b> & co", "<img src=x> & <b>b", "<b>T</b> & co", "&lt;img src=x&gt; &amp; &lt;b&gt;b"),
        ("🚶 geh\nlos", "ein\x1b[31m\tWort\x00\ud800", "🚶 geh los", "ein [31m Wort"),
        ("t" * 10_000, "b" * 10_000, "t" * (TITLE_UNITS - 1) + "…", "b" * (BODY_UNITS - 1) + "…"),
    ],
)
def test_any_words_can_be_shown(
    daemon: NotificationDaemon, channel: DBusChannel, title: str, body: str, seen_title: str, seen_body: str
) -> None:
    assert channel.deliver(Message(title, body)).delivered
    (shown,) = daemon.received()
    assert (shown.title, shown.body) == (seen_title, seen_body)


def test_a_plain_desktop_gets_neither_markup_nor_buttons() -> None:
    with notification_daemon(capabilities=("body",)) as plain:
        channel = DBusChannel(environ=plain.env())
        assert channel.deliver(Message("Up", "left & right", prompt_id="p1")).delivered
        (shown,) = plain.received()
        channel.close()
    assert (shown.body, shown.actions) == ("left & right", ())


# --- buttons


@pytest.mark.parametrize("answer", ["start", "snooze", "skip"])
def test_a_pressed_button_answers_the_prompt(
    daemon: NotificationDaemon, channel: DBusChannel, presses: Presses, answer: str
) -> None:
    channel.deliver(Message("another", "one", prompt_id="p0"))
    channel.deliver(WALK)
    daemon.invoke(daemon.received()[1].id, answer)
    assert presses.get(timeout=10) == ("p1", answer)
    until(lambda: daemon.closed() == [2], "what was answered leaves the screen")


def test_only_the_first_press_counts(daemon: NotificationDaemon, channel: DBusChannel, presses: Presses) -> None:
    channel.deliver(WALK)
    channel.deliver(Message("another", "one", prompt_id="p2"))
    for number, answer in ((1, "snooze"), (1, "start"), (2, "default"), (77, "start"), (2, "skip")):
        daemon.invoke(number, answer)
    assert [presses.get(timeout=10) for _ in range(2)] == [("p1", "snooze"), ("p2", "skip")]
    assert presses.empty()


def test_a_press_forged_by_another_program_does_nothing(
    daemon: NotificationDaemon, channel: DBusChannel, presses: Presses
) -> None:
    channel.deliver(WALK)
    (shown,) = daemon.received()
    press_as_a_stranger(daemon.address, shown.id, "skip")
    press_as_a_stranger(daemon.address, shown.id, "skip", to=shown.sender)
    daemon.invoke(shown.id, "start")
    assert presses.get(timeout=10) == ("p1", "start")
    assert presses.empty()


def test_a_button_still_counts_when_the_closing_is_told_first(
    daemon: NotificationDaemon, channel: DBusChannel, presses: Presses
) -> None:
    channel.deliver(WALK)
    daemon.dismiss(1)
    daemon.invoke(1, "start")
    assert presses.get(timeout=10) == ("p1", "start")


def test_a_notification_waved_away_is_not_replaced_but_shown_anew(
    daemon: NotificationDaemon, channel: DBusChannel, presses: Presses
) -> None:
    channel.deliver(Message("a mark", "to see the order", prompt_id="mark"))
    channel.deliver(WALK)
    daemon.dismiss(2)
    daemon.invoke(1, "start")
    assert presses.get(timeout=10) == ("mark", "start")
    channel.deliver(WALK)
    assert daemon.received()[-1].replaces_id == 0


def test_a_callback_that_raises_does_not_end_the_listening(daemon: NotificationDaemon) -> None:
    heard: queue.Queue[str] = queue.Queue()

    def stumble(prompt_id: str, answer: str) -> None:
        heard.put(prompt_id)
        raise RuntimeError("the app is gone")

    channel = DBusChannel(stumble, daemon.env())
    for number, prompt_id in enumerate(("p1", "p2"), start=1):
        channel.deliver(Message("a", "b", prompt_id=prompt_id))
        daemon.invoke(number, "start")
        assert heard.get(timeout=10) == prompt_id
    channel.close()


# --- a desktop that fails


def test_without_a_bus_it_says_so() -> None:
    assert DBusChannel(environ={}).deliver(WALK) == Outcome(False, NO_BUS)


@pytest.mark.parametrize("address", ["unix:path=/nowhere/bus", "tcp:host=localhost,port=1", "nonsense", "unix:x"])
def test_a_bus_that_cannot_be_reached_is_said(address: str) -> None:
    channel = DBusChannel(environ={"DBUS_SESSION_BUS_ADDRESS": address})
    outcome = channel.deliver(WALK)
    channel.close()
    assert not outcome.delivered
    assert outcome.detail.startswith("the D-Bus session cannot be reached")


def test_a_bus_without_a_notification_service_is_said() -> None:
    with private_bus() as bus:
        channel = DBusChannel(environ=bus.env())
        assert channel.deliver(WALK) == Outcome(False, "no notification service runs on this desktop")
        channel.close()


def test_the_bus_is_found_in_the_runtime_folder(daemon: NotificationDaemon) -> None:
    (daemon.bus.folder / "bus").symlink_to(daemon.bus.folder / "socket")
    channel = DBusChannel(environ={"XDG_RUNTIME_DIR": str(daemon.bus.folder)})
    assert channel.deliver(WALK).delivered
    channel.close()


def test_a_desktop_that_hangs_costs_the_limit_and_what_comes_late_is_taken_back(daemon: NotificationDaemon) -> None:
    channel = DBusChannel(environ=daemon.env(), limit_s=0.3)
    assert channel.deliver(WALK).delivered
    daemon.hang()
    began = monotonic_seconds()
    outcome = channel.deliver(Message("late", "one", prompt_id="p2"))
    assert 0.3 <= monotonic_seconds() - began < 1
    assert outcome == Outcome(False, "the desktop's notification service did not answer within 0.3 s", True)
    daemon.wake()
    until(lambda: daemon.closed() == [2], "the late one is taken back")
    assert channel.deliver(WALK).delivered
    channel.close()


def test_a_desktop_that_hangs_from_the_start_never_shows_the_message(daemon: NotificationDaemon) -> None:
    daemon.hang()
    channel = DBusChannel(environ=daemon.env(), limit_s=0.3)
    outcome = channel.deliver(Message("given up", "before it was sent"))
    assert (outcome.delivered, outcome.may_yet_appear) == (False, False)
    daemon.wake()
    assert channel.deliver(WALK).delivered
    assert [shown.title for shown in daemon.received()] == [WALK.title]
    channel.close()


def test_of_a_desktop_that_never_answers_only_so_many_questions_are_remembered(daemon: NotificationDaemon) -> None:
    channel = DBusChannel(environ=daemon.env())
    assert channel.deliver(WALK) == SHOWN
    daemon.hang()
    channel._limit_s = 0.03
    for number in range(MOST_REMEMBERED + 6):
        assert not channel.deliver(Message("Walk", "Now.", prompt_id=f"p{number}")).delivered
    desk = channel._desk
    assert desk is not None
    until(lambda: not desk._todo, "all of them were asked")
    assert MOST_REMEMBERED // 2 < len(desk._pending) <= MOST_REMEMBERED
    daemon.wake()
    channel.close()


def test_a_bus_that_hangs_costs_the_limit_and_closing_does_not_wait() -> None:
    with private_bus() as bus:
        bus.hang()
        channel = DBusChannel(environ=bus.env(), limit_s=0.3)
        began = monotonic_seconds()
        assert not channel.deliver(WALK).delivered
        channel.close()
        assert monotonic_seconds() - began < 1


def test_a_service_that_restarts_is_used_again_and_its_old_numbers_are_forgotten(
    daemon: NotificationDaemon, channel: DBusChannel, presses: Presses
) -> None:
    channel.deliver(WALK)
    daemon.stop()
    assert channel.deliver(WALK).detail == "no notification service runs on this desktop"
    daemon.start()
    assert channel.deliver(Message("after", "the restart", prompt_id="p2")) == SHOWN
    channel.withdraw("p1")
    assert channel.deliver(WALK) == SHOWN
    after, walk = daemon.received()[1:]
    assert [(shown.id, shown.replaces_id) for shown in (after, walk)] == [(1, 0), (2, 0)]
    assert daemon.closed() == []
    daemon.invoke(after.id, "start")
    assert presses.get(timeout=10) == ("p2", "start")


def test_a_session_that_ends_and_a_new_one_are_survived() -> None:
    environ: dict[str, str] = {}
    channel = DBusChannel(environ=environ)
    for title in ("first session", "second session"):
        with notification_daemon() as daemon:
            environ["DBUS_SESSION_BUS_ADDRESS"] = daemon.address
            until(lambda: channel.deliver(Message(title, "b", prompt_id="p1")).delivered, "delivered")  # noqa: B023
            assert daemon.received()[0].title == title
            assert daemon.received()[0].replaces_id == 0
    assert not channel.deliver(WALK).delivered
    channel.close()


# --- the whole chain


def test_the_notifier_shows_by_dbus_and_hands_on_the_button(daemon: NotificationDaemon, presses: Presses) -> None:
    results: queue.Queue[Delivery] = queue.Queue()
    notifier = Notifier(
        NotifySettings(),
        on_result=results.put,
        on_action=lambda prompt_id, answer: presses.put((prompt_id, answer)),
        environ=daemon.env(),
    )
    notifier.send(WALK)
    delivery = results.get(timeout=10)
    assert (delivery.channel, delivery.delivered, delivery.prompt_id, delivery.tried) == ("dbus", True, "p1", ())
    daemon.invoke(daemon.received()[0].id, "snooze")
    assert presses.get(timeout=10) == ("p1", "snooze")
    notifier.send(WALK)
    assert results.get(timeout=10).delivered
    notifier.close_notification("p1")
    until(lambda: daemon.closed() == [1, 2], "the notification is taken back")
    notifier.close()


def test_when_the_desktop_hangs_the_bell_rings_and_the_end_is_not_held_up(daemon: NotificationDaemon) -> None:
    written: list[str] = []
    results: queue.Queue[Delivery] = queue.Queue()
    notifier = Notifier(NotifySettings(), write=written.append, on_result=results.put, environ=daemon.env())
    notifier.send(WALK)
    assert results.get(timeout=10).channel == "dbus"
    daemon.hang()
    notifier.send(WALK)
    delivery = results.get(timeout=10)
    assert (delivery.channel, written) == ("bell", ["\a"])
    assert [failed.channel for failed in delivery.tried] == ["dbus", "plyer", "tmux", "osc"]
    assert delivery.took_s < 3
    began = monotonic_seconds()
    notifier.send(WALK)
    notifier.close()
    assert monotonic_seconds() - began < LIMIT_S, "the desktop is not waited for"


def test_a_program_that_ends_while_the_desktop_hangs_does_not_wait_for_it(daemon: NotificationDaemon) -> None:
    program = """
from functools import partial
from coach.core.settings import NotifySettings
from coach.notify import dbus
from coach.notify.channels import Notifier
from coach.notify.message import TEST_MESSAGE
dbus.DBusChannel = partial(dbus.DBusChannel, limit_s=3600.0)
Notifier(NotifySettings()).send(TEST_MESSAGE)
"""
    daemon.hang()
    ended = subprocess.run([sys.executable, "-c", program], env=daemon.env(), capture_output=True, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")


def test_a_real_desktop_shows_the_prompt_and_its_button_answers_it(presses: Presses) -> None:
    with dunst() as desktop:
        channel = DBusChannel(lambda prompt_id, answer: presses.put((prompt_id, answer)), desktop.env)
        assert channel.deliver(WALK) == SHOWN
        assert channel.deliver(Message("Breathe", "Six slow breaths.", prompt_id="p2")) == SHOWN
        assert desktop.count() == 2
        desktop.press("Snooze (Breathe)")
        assert presses.get(timeout=10) == ("p2", "snooze")
        channel.withdraw("p1")
        until(lambda: desktop.count() == 0, "both are gone from the screen")
        channel.close()
