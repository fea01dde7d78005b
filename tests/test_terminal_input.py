"""What a terminal sends, as events: nothing in it ends the reading, and pasted words are never keys."""

import os
import select
import selectors
import threading
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from textual.events import Key, MouseDown, Paste, Resize
from textual.message import Message

from coach.tui.terminal_input import (
    LOOK_EVERY_S,
    PASTE_STALLS_S,
    SETTLED_S,
    Ending,
    TerminalDriver,
    TerminalInput,
)


def read(*pieces: bytes) -> list[Message]:
    """The events of these readings, and of the silence after them."""
    terminal = TerminalInput(lambda: 0.0)

    def events() -> Iterator[Message]:
        for piece in pieces:
            yield from terminal.feed(piece)
        with patch("textual._parser.get_time", lambda: float("inf")):
            yield from terminal.tick()

    return list(events())


def keys(*pieces: bytes) -> list[str]:
    return [event.key for event in read(*pieces) if isinstance(event, Key)]


def pasted(*pieces: bytes) -> list[str]:
    return [event.text for event in read(*pieces) if isinstance(event, Paste)]


def test_keys_are_read_as_textual_reads_them() -> None:
    assert keys(b"s6\x1b[A\r", "é".encode(), b"\x1b") == ["s", "6", "up", "enter", "é", "escape"]


@pytest.mark.parametrize(
    "broken",
    [b"\xff", b"\xc3", b"\x80\x81", b"\x1b[M\xf0\xf0\xf0", b"\xed\xa0\x80"],
    ids=["no byte of UTF-8", "half a letter", "its middle", "an old mouse", "a surrogate"],
)
def test_bytes_that_are_not_utf_8_do_not_keep_the_next_key_from_coming(broken: bytes) -> None:
    assert keys(broken, b"s")[-1] == "s"


@pytest.mark.parametrize("sequence", [b"\x1b[1114112u", b"\x1b[999999999999u", b"\x1b[97;1;1114112u"])
def test_a_key_code_out_of_range_is_let_go_and_the_rest_is_read(sequence: bytes) -> None:
    assert keys(b"p" + sequence + b"4") == ["p", "4"]


def test_a_mouse_in_pixels_goes_on_after_something_broken() -> None:
    in_pixels = b"\x1b[48;24;80;480;800t"
    events = read(in_pixels + b"\x1b[1114112u" + b"\x1b[<0;101;41M")
    assert [(event.x, event.y) for event in events if isinstance(event, MouseDown)] == [(10, 2)]
    assert [event.size for event in events if isinstance(event, Resize)] == [(80, 24)]


def test_a_letter_in_two_readings_is_one_letter() -> None:
    assert keys("é".encode()[:1], "é".encode()[1:]) == ["é"]


@pytest.mark.parametrize("cut", range(1, 25))
def test_a_paste_is_one_wherever_its_readings_are_cut(cut: int) -> None:
    whole = b"s\x1b[200~two\rlines\x1b[201~4"
    assert pasted(whole[:cut], whole[cut:]) == ["two\rlines"]
    assert keys(whole[:cut], whole[cut:]) == ["s", "4"]


@pytest.mark.parametrize("within", [b"\x1bs6", b"\x1b[31m" + b"s6" * 40, b"\x1b" * 40 + b"s6", b"\x1b[200~", b"\xff"])
def test_nothing_in_a_paste_is_a_key(within: bytes) -> None:
    whole = b"\x1b[200~" + within + b"\x1b[201~"
    assert pasted(whole) == [within.decode("utf-8", "replace")] and keys(whole) == []


def test_an_escape_key_right_before_a_paste_is_a_key_and_comes_first() -> None:
    escape, paste = read(b"\x1b", b"\x1b[200~words\x1b[201~")
    assert isinstance(escape, Key) and isinstance(paste, Paste) and paste.text == "words"


def test_zero_characters_are_left_out_of_a_paste() -> None:
    assert pasted(b"\x1b[200~a\0b\x1b[201~") == ["ab"]


def test_a_paste_whose_end_is_lost_is_over_when_nothing_more_comes() -> None:
    now = [0.0]
    terminal = TerminalInput(lambda: now[0])
    assert not list(terminal.feed(b"\x1b[200~words"))
    now[0] += PASTE_STALLS_S - 1
    assert not list(terminal.tick())
    assert not list(terminal.feed(b" and more"))
    now[0] += PASTE_STALLS_S - 1
    assert not list(terminal.tick())
    now[0] += 1
    (paste,) = terminal.tick()
    assert isinstance(paste, Paste) and paste.text == "words and more"
    (key,) = terminal.feed(b"s")
    assert isinstance(key, Key) and key.key == "s"


@pytest.mark.parametrize("end", [b"\x11", b"\x1b[113;5u"])
def test_a_paste_that_lost_its_end_does_not_keep_the_app_from_closing(end: bytes) -> None:
    assert keys(b"\x1b[200~lost", end) == ["ctrl+q"]
    assert pasted(b"\x1b[200~lost", end) == ["lost"]
    assert keys(b"\x1b[200~a" + end + b"b\x1b[201~") == []


def test_time_alone_brings_a_key_only_shortly_after_the_last_byte() -> None:
    now = 0.0
    terminal = TerminalInput(lambda: now)
    list(terminal.feed(b"\x1b"))
    now += SETTLED_S / 2
    assert not terminal.settled
    now += SETTLED_S
    assert terminal.settled


def test_a_paste_that_goes_on_is_not_settled_until_it_stalls() -> None:
    now = 0.0
    terminal = TerminalInput(lambda: now)
    list(terminal.feed(b"\x1b[200~half"))
    now += PASTE_STALLS_S
    assert not terminal.settled
    list(terminal.tick())
    assert terminal.settled


def test_a_terminal_at_which_nobody_types_is_waited_for_and_not_looked_at() -> None:
    terminal, keyboard = os.pipe()
    driver = TerminalDriver.__new__(TerminalDriver)
    driver.fileno, driver.exit_event, driver._debug = terminal, Ending(), False
    waits: list[float | None] = []
    really = selectors.SelectSelector.select

    def noted(
        selector: selectors.SelectSelector, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        waits.append(timeout)
        if timeout is not None:
            now[0] += SETTLED_S
            return []
        driver.exit_event.set()
        return really(selector, 10)

    now = [0.0]
    with (
        patch("coach.tui.terminal_input.monotonic_seconds", lambda: now[0]),
        patch("selectors.SelectSelector.select", noted),
        patch.object(TerminalDriver, "write"),
        patch.object(TerminalDriver, "flush"),
    ):
        driver.run_input_thread()
    os.close(terminal)
    os.close(keyboard)
    assert waits == [LOOK_EVERY_S, None]


def test_an_ending_comes_again_after_it_was_cleared() -> None:
    """The app is stopped by ctrl+z, and goes on."""
    ending = Ending()
    for _ in range(2):
        ending.set()
        ending.set()
        assert select.select([ending], [], [], 0)[0] == [ending]
        ending.clear()
        ending.clear()
        assert not ending.is_set() and not select.select([ending], [], [], 0)[0]


def test_the_reader_ends_with_its_terminal_though_nobody_closed_the_driver() -> None:
    """A thread that read on kept the process of an app whose window was closed."""
    gone, other_end = os.pipe()
    os.close(other_end)
    driver = TerminalDriver.__new__(TerminalDriver)
    driver.fileno, driver.exit_event, driver._debug = gone, Ending(), False
    reader = threading.Thread(target=driver.run_input_thread, daemon=True)
    reader.start()
    reader.join(10)
    ended = not reader.is_alive()
    driver.exit_event.set()
    os.close(gone)
    assert ended
