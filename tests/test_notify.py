"""Notifications reach the user, or say honestly why not, and never keep anybody waiting."""

import os
import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.clock import monotonic_seconds
from coach.core.settings import NotifySettings
from coach.notify.channel import Delivery, Outcome
from coach.notify.channels import MOST_WAITING, NAMES, Notifier, deliver, off, try_all
from coach.notify.message import (
    APP_NAME,
    BODY_UNITS,
    NO_BODY,
    TITLE_UNITS,
    Message,
    clip,
    escape,
    flatten,
    one_line,
    safe,
)
from coach.notify.plyer_channel import PlyerChannel
from tests.dbus_daemon import NotificationDaemon, notification_daemon, private_bus
from tests.tools import require

WALK = Message("Time for a walk", "Five minutes, to the window and back.", kind="walk", prompt_id="p1")


@pytest.fixture
def daemon() -> Iterator[NotificationDaemon]:
    with notification_daemon() as running:
        yield running


class Ask:
    """A channel that answers as told, and notes what it was asked; it can be held back until `go` is set."""

    def __init__(self, name: str, outcome: Outcome | Exception, desktop: bool = False) -> None:
        self.name = name
        self.desktop = desktop
        self.outcome = outcome
        self.asked: list[str] = []
        self.withdrawn: list[str] = []
        self.closed = threading.Event()
        self.entered = threading.Event()
        self.go = threading.Event()
        self.go.set()

    def deliver(self, message: Message) -> Outcome:
        self.entered.set()
        self.go.wait(10)
        self.asked.append(message.title)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    def withdraw(self, prompt_id: str) -> None:
        self.withdrawn.append(prompt_id)

    def close(self) -> None:
        self.closed.set()


def sent(*channels: Ask, settings: NotifySettings | None = None) -> Delivery:
    """What comes of the walk message with these channels."""
    results: queue.Queue[Delivery] = queue.Queue()
    notifier = Notifier(settings or NotifySettings(), on_result=results.put, channels=channels)
    notifier.send(WALK)
    delivery = results.get(timeout=10)
    notifier.close()
    return delivery


# --- words


@pytest.mark.parametrize(
    ("given_text", "flat"),
    [
        ("two\nlines\r\nand\ta tab", "two lines and a tab"),
        ("a\x1b[31mred\x07\x00", "a [31mred"),
        ("left\u202eright\u2066", "leftright"),
        ("half \ud800 a pair", "half a pair"),
        ("line\u2028break", "line break"),
        ("  spaces  everywhere ", "spaces everywhere"),
        ("می\u200cروم", "می\u200cروم"),
        ("walk 🚶", "walk 🚶"),
    ],
)
def test_text_becomes_one_clean_line(given_text: str, flat: str) -> None:
    assert flatten(given_text) == flat


@pytest.mark.parametrize(
    ("text", "most", "clipped"),
    [
        ("12345", 5, "12345"),
        ("123456", 5, "1234…"),
        ("walk to the window", 12, "walk to the…"),
        ("walk to the window", 11, "walk to…"),
        ("🚶🚶🚶", 5, "🚶🚶…"),
        ("🚶🚶🚶", 6, "🚶🚶🚶"),
    ],
)
def test_long_text_is_cut_with_an_ellipsis(text: str, most: int, clipped: str) -> None:
    assert clip(text, most) == clipped


@pytest.mark.parametrize(
    ("title", "body", "safe_title", "safe_body"),
    [
        ("", "", APP_NAME, NO_BODY),
        (" \n", "\x00", APP_NAME, NO_BODY),
        ("--help", "-h", "––help", "–h"),
        ("\x00-x", "ok", "–x", "ok"),
    ],
)
def test_a_message_is_never_empty_and_never_an_option(title: str, body: str, safe_title: str, safe_body: str) -> None:
    clean = safe(Message(title, body))
    assert (clean.title, clean.body) == (safe_title, safe_body)


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_words_become_safe_words(title: str, body: str) -> None:
    clean = safe(Message(title, body))
    for text, most in ((clean.title, TITLE_UNITS), (clean.body, BODY_UNITS)):
        assert 0 < len(text.encode("utf-16-le")) // 2 <= most
        assert not text.startswith("-")
        assert flatten(text) == text
    assert safe(clean) == clean
    assert one_line(clean).isprintable() or "\u200c" in one_line(clean)


def test_markup_is_written_out() -> None:
    assert escape("<b>a</b> & b") == "&lt;b&gt;a&lt;/b&gt; &amp; b"


# --- the notifier


def test_the_first_channel_that_delivers_is_the_only_one() -> None:
    first, second, third = (
        Ask("dbus", Outcome(False, "no")),
        Ask("bell", Outcome(True, "yes")),
        Ask("c", Outcome(True, "")),
    )
    first.desktop = third.desktop = True
    delivery = sent(first, second, third)
    assert (delivery.channel, delivery.delivered, delivery.detail, delivery.prompt_id) == ("bell", True, "yes", "p1")
    assert [failed.detail for failed in delivery.tried] == ["no"]
    assert third.asked == []


def test_a_channel_that_raises_does_not_keep_the_next_from_being_tried() -> None:
    delivery = sent(Ask("dbus", ValueError("boom"), desktop=True), Ask("bell", Outcome(True, "rung")))
    assert delivery.channel == "bell"
    assert delivery.tried[0].detail == "failed: boom"


def test_when_every_channel_fails_each_says_why() -> None:
    delivery = sent(Ask("dbus", Outcome(False, "no bus"), desktop=True), Ask("bell", Outcome(False, "no terminal")))
    assert not delivery.delivered
    assert delivery.detail == "dbus: no bus; bell: no terminal"


def test_a_desktop_that_may_yet_show_it_is_not_asked_by_another_way() -> None:
    other_way = Ask("plyer", Outcome(True, ""), desktop=True)
    delivery = sent(Ask("dbus", Outcome(False, "late", True), desktop=True), other_way, Ask("bell", Outcome(True, "")))
    assert delivery.channel == "bell"
    assert other_way.asked == []


@pytest.mark.parametrize(
    ("settings", "asked"),
    [
        (NotifySettings(), ["dbus", "tmux", "osc", "bell"]),
        (NotifySettings(desktop=False), ["tmux", "osc", "bell"]),
        (NotifySettings(terminal="off"), ["dbus"]),
        (NotifySettings(terminal="tmux"), ["dbus", "tmux"]),
        (NotifySettings(terminal="osc"), ["dbus", "osc"]),
        (NotifySettings(terminal="bell"), ["dbus", "bell"]),
        (NotifySettings(desktop=False, terminal="off"), []),
    ],
)
def test_settings_choose_the_channels(settings: NotifySettings, asked: list[str]) -> None:
    channels = [Ask(name, Outcome(False, "no"), desktop=name == "dbus") for name in ("dbus", "tmux", "osc", "bell")]
    delivery = sent(*channels, settings=settings)
    assert [channel.name for channel in channels if channel.asked] == asked
    assert not delivery.delivered
    if not asked:
        assert delivery.detail == "every channel is off in the settings"


def test_sending_and_closing_wait_for_no_channel() -> None:
    slow = Ask("bell", Outcome(True, ""))
    slow.go.clear()
    results: queue.Queue[Delivery] = queue.Queue()
    notifier = Notifier(NotifySettings(), on_result=results.put, channels=[slow])
    began = monotonic_seconds()
    notifier.send(WALK)
    assert slow.entered.wait(10)
    for _ in range(3):
        notifier.send(WALK)
    notifier.close()
    assert monotonic_seconds() - began < 1
    assert slow.closed.is_set()
    slow.go.set()
    notifier.send(WALK)
    assert results.empty()


def test_after_closing_no_further_channel_is_tried() -> None:
    slow, bell = Ask("dbus", Outcome(False, "no"), desktop=True), Ask("bell", Outcome(True, ""))
    slow.go.clear()
    notifier = Notifier(NotifySettings(), channels=[slow, bell])
    notifier.send(WALK)
    assert slow.entered.wait(10)
    notifier.close()
    slow.go.set()
    for thread in threading.enumerate():
        if thread.name == "coach-notifier":
            thread.join(10)
    assert bell.asked == []


def test_a_prompt_answered_while_it_waits_is_not_shown() -> None:
    slow = Ask("bell", Outcome(True, ""))
    slow.go.clear()
    results: queue.Queue[Delivery] = queue.Queue()
    notifier = Notifier(NotifySettings(), on_result=results.put, channels=[slow])
    notifier.send(Message("first", "a", prompt_id="p0"))
    assert slow.entered.wait(10)
    notifier.send(Message("answered", "b", prompt_id="p1"))
    notifier.close_notification("p1")
    notifier.send(Message("last", "c", prompt_id="p2"))
    slow.go.set()
    assert [results.get(timeout=10).prompt_id for _ in range(2)] == ["p0", "p2"]
    notifier.close()
    assert slow.asked == ["first", "last"]
    assert slow.withdrawn == ["p1"]


def test_a_channel_that_fails_to_take_back_does_not_end_the_notifier() -> None:
    class Broken(Ask):
        def withdraw(self, prompt_id: str) -> None:
            raise RuntimeError("broken")

    broken, bell = Broken("osc", Outcome(False, "")), Ask("bell", Outcome(True, "rung"))
    results: queue.Queue[Delivery] = queue.Queue()
    notifier = Notifier(NotifySettings(), on_result=results.put, channels=[broken, bell])
    notifier.close_notification("p0")
    notifier.send(Message("next", "a", prompt_id="p1"))
    assert results.get(timeout=10).delivered
    notifier.close()
    assert bell.withdrawn == ["p0"]


def test_channels_that_could_not_be_made_are_made_for_the_next_message(monkeypatch: pytest.MonkeyPatch) -> None:
    bell, failed = Ask("bell", Outcome(True, "rung")), threading.Event()

    def fails(**_: object) -> tuple[Ask, ...]:
        failed.set()
        raise RuntimeError("once")

    monkeypatch.setattr("coach.notify.channels.make_channels", fails)
    results: queue.Queue[Delivery] = queue.Queue()
    notifier = Notifier(NotifySettings(), on_result=results.put)
    notifier.send(Message("first", "a"))
    assert failed.wait(10)
    thread = notifier._thread
    if thread is not None:
        thread.join(10)
    monkeypatch.setattr("coach.notify.channels.make_channels", lambda **_: (bell,))
    notifier.send(Message("second", "b"))
    assert results.get(timeout=10).delivered
    notifier.close()
    assert bell.asked == ["second"]


def test_of_too_many_waiting_messages_the_oldest_are_given_up() -> None:
    slow = Ask("bell", Outcome(True, "rung"))
    slow.go.clear()
    results: queue.Queue[Delivery] = queue.Queue()
    notifier = Notifier(NotifySettings(), on_result=results.put, channels=[slow])
    notifier.send(Message("first", "", prompt_id="first"))
    assert slow.entered.wait(10)
    for number in range(MOST_WAITING + 1):
        notifier.send(Message("more", "", prompt_id=str(number)))
    slow.go.set()
    told = [results.get(timeout=10) for _ in range(MOST_WAITING + 2)]
    notifier.close()
    assert [delivery.prompt_id for delivery in told if not delivery.delivered] == ["0"]


def test_a_caller_whose_callback_raises_still_gets_the_next_result() -> None:
    results: queue.Queue[Delivery] = queue.Queue()

    def stumble(delivery: Delivery) -> None:
        results.put(delivery)
        raise RuntimeError("the app is gone")

    notifier = Notifier(NotifySettings(), on_result=stumble, channels=[Ask("bell", Outcome(True, ""))])
    notifier.send(WALK)
    notifier.send(WALK)
    assert results.get(timeout=10).delivered
    assert results.get(timeout=10).delivered
    notifier.close()


# --- plyer in its child process


def test_plyer_delivers_through_notify_send(daemon: NotificationDaemon) -> None:
    require("notify-send")
    outcome = PlyerChannel(daemon.env()).deliver(Message("Stand up", "Weight from side to side.", low=True))
    assert outcome == Outcome(True, "shown by notify-send")
    (shown,) = daemon.received()
    assert (shown.app_name, shown.title, shown.body) == ("Coach", "Stand up", "Weight from side to side.")
    assert shown.hints["urgency"] == 0


@pytest.mark.parametrize(
    ("title", "body", "seen_title", "seen_body"),
    [
        ("--help", "-u", "––help", "–u"),
        ("", "", APP_NAME, NO_BODY),
        ("<b>T</b> & co", "<img src=x> & <b>b", "<b>T</b> & co", "&lt;img src=x&gt; &amp; &lt;b&gt;b"),
        ("🚶 geh\nlos", "ein\x1b[31m\tWort\x00", "🚶 geh los", "ein [31m Wort"),
        ("'quoted' \"$HOME\" `id`", "%s \\n", "'quoted' \"$HOME\" `id`", "%s \\n"),
    ],
)
def test_plyer_carries_any_words(
    daemon: NotificationDaemon, title: str, body: str, seen_title: str, seen_body: str
) -> None:
    require("notify-send")
    assert PlyerChannel({**daemon.env(), "LC_ALL": "C"}).deliver(Message(title, body)).delivered
    (shown,) = daemon.received()
    assert (shown.title, shown.body) == (seen_title, seen_body)


def test_plyer_clips_ten_thousand_characters(daemon: NotificationDaemon) -> None:
    require("notify-send")
    assert PlyerChannel(daemon.env()).deliver(Message("t" * 10_000, "b" * 10_000)).delivered
    (shown,) = daemon.received()
    assert (len(shown.title), len(shown.body)) == (TITLE_UNITS, BODY_UNITS)


def test_plyer_is_not_fooled_by_a_dbus_module_in_the_current_folder(
    daemon: NotificationDaemon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require("notify-send")
    (tmp_path / "plyer.py").write_text("raise SystemExit(0)")
    monkeypatch.chdir(tmp_path)
    assert PlyerChannel(daemon.env()).deliver(WALK).delivered
    assert len(daemon.received()) == 1


def test_plyer_says_when_no_notification_daemon_runs() -> None:
    require("notify-send")
    with private_bus() as bus:
        outcome = PlyerChannel(bus.env()).deliver(WALK)
    assert outcome == Outcome(False, "no notification service runs on this desktop")


def test_plyer_says_what_notify_send_said() -> None:
    require("notify-send")
    environ = {"PATH": os.environ["PATH"], "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
    outcome = PlyerChannel(environ).deliver(WALK)
    assert outcome == Outcome(False, "notify-send: Could not connect: No such file or directory")


def test_plyer_says_what_to_install(tmp_path: Path) -> None:
    with private_bus() as bus:
        outcome = PlyerChannel({**bus.env(), "PATH": str(tmp_path)}).deliver(WALK)
    assert not outcome.delivered
    assert "install libnotify-bin" in outcome.detail


def test_without_a_bus_plyer_starts_nothing() -> None:
    outcome = PlyerChannel({"PATH": os.environ["PATH"]}, python="/nowhere/python").deliver(WALK)
    assert not outcome.delivered
    assert "no D-Bus session" in outcome.detail


def test_a_python_that_cannot_be_started_is_said() -> None:
    address = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
    outcome = PlyerChannel(address, python="/nowhere/python").deliver(WALK)
    assert outcome == Outcome(False, "Python could not be started for plyer: No such file or directory")


def test_a_desktop_that_hangs_costs_the_limit_and_no_more(daemon: NotificationDaemon) -> None:
    require("notify-send")
    daemon.hang()
    began = monotonic_seconds()
    outcome = PlyerChannel(daemon.env(), limit_s=0.5).deliver(WALK)
    assert not outcome.delivered
    assert outcome.may_yet_appear
    assert 0.5 <= monotonic_seconds() - began < 2


def test_closing_kills_a_child_that_hangs(daemon: NotificationDaemon) -> None:
    require("notify-send")
    daemon.hang()
    channel = PlyerChannel(daemon.env(), limit_s=30)
    outcomes: queue.Queue[Outcome] = queue.Queue()
    thread = threading.Thread(target=lambda: outcomes.put(channel.deliver(WALK)))
    thread.start()
    began = monotonic_seconds()
    channel.close()
    assert not outcomes.get(timeout=10).delivered
    thread.join()
    assert monotonic_seconds() - began < 2
    assert not channel.deliver(WALK).delivered


# --- trying


def test_trying_all_tells_of_each_channel(daemon: NotificationDaemon) -> None:
    require("notify-send")
    written: list[str] = []
    environ = {**daemon.env(), "TERM": "vt100"}
    told = try_all(NotifySettings(), write=written.append, environ=environ)
    assert tuple(delivery.channel for delivery in told) == NAMES
    assert [delivery.delivered for delivery in told] == [True, True, False, False, True]
    assert [delivery.detail for delivery in told[2:4]] == [
        "not inside tmux",
        "this terminal (vt100) is not known to show notifications",
    ]
    assert written == ["\a"]
    assert len(daemon.received()) == 2


def test_trying_says_what_is_off_and_can_try_one() -> None:
    told = try_all(NotifySettings(desktop=False, terminal="off"), write=lambda text: None, environ={})
    assert [delivery.detail for delivery in told] == ["off: notify.desktop is false"] * 2 + [
        'off: notify.terminal is "off"'
    ] * 3
    (bell,) = try_all(NotifySettings(), write=lambda text: None, environ={}, only="bell")
    assert (bell.channel, bell.delivered) == ("bell", True)


class Told:
    """A channel that only notes that it was tried, and fails."""

    desktop = False

    def __init__(self, name: str, tried: list[str]) -> None:
        self.name, self._tried = name, tried

    def deliver(self, message: Message) -> Outcome:
        self._tried.append(self.name)
        return Outcome(False, "not here")

    def withdraw(self, prompt_id: str) -> None:
        pass

    def close(self) -> None:
        pass


def test_the_ways_are_tried_in_the_users_order_and_those_not_named_are_not_tried() -> None:
    tried: list[str] = []
    channels = [Told(name, tried) for name in NAMES]
    deliver(Message("Hello", "There"), channels, NotifySettings(order=("bell", "tmux", "dbus")))
    assert tried == ["bell", "tmux", "dbus"]
    assert off(channels[1], NotifySettings(order=("bell",))) == "off: notify.order does not name it"
