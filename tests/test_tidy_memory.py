"""What the start freed goes back to the system."""

import os
import platform
from pathlib import Path

import pytest

from coach.tui.tidy import give_back

PIECES = 32_000


def held_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps what was freed")
def test_freed_memory_is_given_back_below_what_is_still_in_use() -> None:
    pieces = [bytes(1000) for _ in range(PIECES)]
    last = bytes(1000)
    pieces.clear()
    before = held_bytes()
    give_back()
    assert before - held_bytes() > PIECES * 1000 / 2
    assert len(last) == 1000
