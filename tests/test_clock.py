"""Which clock tells the seconds that pass, by platform: one that goes on in suspend, and one that does not."""

import sys
from types import SimpleNamespace

import pytest

from coach import clock
from coach.clock import SystemClock, elapsed_seconds, monotonic_seconds, suspend_counted, suspend_left_out


class Machine:
    """A machine whose clocks all show something else; like the `time` module it has those that its platform has."""

    def __init__(self, *names: str) -> None:
        self.shows = {100 + number: 1000.0 * (number + 1) for number in range(len(names))}
        self.module = SimpleNamespace(monotonic=lambda: 1.0, clock_gettime=lambda number: self.shows[number])
        for number, name in enumerate(names):
            setattr(self.module, name, 100 + number)


LINUX = ("CLOCK_MONOTONIC", "CLOCK_MONOTONIC_RAW", "CLOCK_BOOTTIME")
MAC = ("CLOCK_MONOTONIC", "CLOCK_MONOTONIC_RAW", "CLOCK_UPTIME_RAW")


@pytest.mark.parametrize(
    ("platform", "names", "counted", "left_out"),
    [
        ("linux", LINUX, 3000.0, 1.0),
        ("darwin", MAC, 2000.0, 3000.0),
        ("win32", (), 1.0, 1.0),
        ("freebsd14", ("CLOCK_MONOTONIC",), 1.0, 1.0),
        ("darwin", ("CLOCK_MONOTONIC",), 1.0, 1.0),
    ],
)
def test_each_platform_has_its_clocks(platform: str, names: tuple[str, ...], counted: float, left_out: float) -> None:
    machine = Machine(*names)
    assert suspend_counted(platform, machine.module)() == counted
    assert suspend_left_out(platform, machine.module)() == left_out


def test_the_clock_is_read_each_time() -> None:
    machine = Machine(*MAC)
    tells = suspend_counted("darwin", machine.module)
    before = tells()
    machine.shows[101] += 60.0
    assert tells() == before + 60.0


def test_a_sleep_shows_between_the_two_clocks_of_a_mac() -> None:
    machine = Machine(*MAC)
    counted, left_out = suspend_counted("darwin", machine.module), suspend_left_out("darwin", machine.module)
    gap = counted() - left_out()
    machine.shows[101] += 3600.0
    assert counted() - left_out() == gap + 3600.0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux has both clocks")
def test_on_this_machine_the_clock_with_suspend_is_never_behind_the_one_without() -> None:
    assert elapsed_seconds() >= monotonic_seconds() - 0.001
    assert SystemClock().elapsed() <= clock.elapsed_seconds()
