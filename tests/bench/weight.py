"""What a process and its children weigh, as Linux tells it."""

import os
from pathlib import Path

from msgspec import Struct


class Weight(Struct, frozen=True):
    """A process tree at one moment: CPU seconds since its start, memory in KiB, threads, files, children.

    `pss_kib` shares what is mapped from files with whoever else has it mapped just now; `own_kib` is what nobody
    else can share, so no other process moves it.
    """

    cpu_s: float
    pss_kib: int
    own_kib: int
    threads: int
    files: int
    children: int


def family(pid: int) -> list[int]:
    """The process and all that descend from it and still live."""
    found = [pid]
    for parent in found:
        try:
            for task in os.listdir(f"/proc/{parent}/task"):
                found.extend(int(child) for child in Path(f"/proc/{parent}/task/{task}/children").read_text().split())
        except OSError:
            continue
    return found


def weigh(pid: int) -> Weight:
    """The tree's weight now."""
    cpu_ns = pss = own = threads = files = 0
    pids = family(pid)
    for member in pids:
        try:
            for task in os.listdir(f"/proc/{member}/task"):
                cpu_ns += int(Path(f"/proc/{member}/task/{task}/schedstat").read_text().split()[0])
                threads += 1
            files += len(os.listdir(f"/proc/{member}/fd"))
            for line in Path(f"/proc/{member}/smaps_rollup").read_text().split("\n"):
                if line.startswith("Pss:"):
                    pss += int(line.split()[1])
                elif line.startswith("Pss_Anon:"):
                    own += int(line.split()[1])
        except OSError:  # it ended meanwhile
            continue
    return Weight(cpu_ns / 1e9, pss, own, threads, files, len(pids) - 1)
