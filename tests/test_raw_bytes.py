"""Whatever bytes a terminal sends to the real app: no traceback, ctrl+q ends it, and the terminal is as it was."""

import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from coach.cli.run import run
from coach.clock import SystemClock
from coach.core.history import everything
from coach.log.log import Log
from tests.mangle import FULL, told
from tests.monkey import BROKEN, SPECIAL, TYPED
from tests.on_a_terminal import OnATerminal

ENDS = (b"\x03", b"\x11")
"""ctrl+c and ctrl+q: what closes the app is not sent before its time."""
PASTE = b"\x1b[200~%b\x1b[201~"
PASTED_BYTES = 2**20 if FULL else 2**17
POURED_BYTES = 2**16 if FULL else 2**12


@pytest.fixture
def terminal(coach_home: Path, tmp_path: Path) -> Iterator[OnATerminal]:
    assert run(["pain", "2"]) == 0  # somebody who has been here before: no welcome
    on_it = OnATerminal(coach_home, sys.executable, "-m", "coach")
    on_it.until(b"hurts")
    yield on_it
    on_it.close()


def ends_well(terminal: OnATerminal) -> None:
    code = terminal.leave()
    said = terminal.drain()
    assert b"Traceback" not in said and b"Error" not in said, said[-6000:].decode("utf-8", "replace")
    assert code == 0
    assert said.rfind(b"\x1b[?1049l") > said.rfind(b"\x1b[?1049h"), "back on the normal screen"
    assert said.rfind(b"\x1b[?25h") > said.rfind(b"\x1b[?25l"), "with a cursor"
    assert termios.tcgetattr(terminal.slave) == terminal.before
    [device] = list((terminal.root / "log").iterdir())
    log = Log(device.parent, device.name, SystemClock().wall)
    assert everything(log.history()) and not log.problems and not log.mended


def garbage(random: Random) -> bytes:
    """A few kilobytes: chance, broken sequences, keys, words."""
    data = b"".join(
        random.choice((random.randbytes(random.randrange(60)), random.choice(BROKEN), random.choice(TYPED),
                       random.choice(tuple(SPECIAL.values()))))
        for _ in range(150)
    )  # fmt: skip
    for end in ENDS:
        data = data.replace(end, b"")
    return data


@pytest.mark.parametrize("seed", range(60 if FULL else 1))
def test_chance_and_broken_sequences(terminal: OnATerminal, seed: int) -> None:
    random = Random(seed)
    with told(seed):
        for _ in range(4 if FULL else 2):
            termios.tcsetwinsize(terminal.slave, random.choice(((24, 80), (1, 1), (2, 3), (10, 40), (60, 200))))
            terminal.pour(garbage(random))
        ends_well(terminal)


@pytest.mark.parametrize(
    "bytes_",
    [b"\xff", b"\xe9", b"\x1b[1114112u", b"\x1b[48;0;0;0;0t\x1b[<0;1;1M\x1b[48;24;80;480;800t"],
    ids=["no UTF-8", "a letter of Latin-1", "a key out of range", "a window of no size"],
)  # fmt: skip
def test_one_thing_that_makes_no_sense_is_let_go(terminal: OnATerminal, bytes_: bytes) -> None:
    terminal.pour(bytes_)
    terminal.press("4")
    terminal.until(b"Standing")
    ends_well(terminal)


@pytest.mark.parametrize("into", ["", "n7"], ids=["today", "a note"])
def test_a_paste_of_many_pages(terminal: OnATerminal, into: str) -> None:
    terminal.press(into)
    if into:
        terminal.until(b"when and what")
    terminal.pour(PASTE % (b"oh my back \x1bs6 \xff\n" * (PASTED_BYTES // 17)))
    terminal.press("\x1b")
    ends_well(terminal)


def test_a_file_poured_into_the_terminal_does_not_keep_it_from_being_closed(terminal: OnATerminal) -> None:
    terminal.pour(bytes(byte for byte in Random(0).randbytes(POURED_BYTES) if bytes([byte]) not in ENDS))
    ends_well(terminal)
