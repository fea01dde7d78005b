"""Two machines that share a log through a real Syncthing: what both wrote apart is one log once they meet."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.core.history import everything
from coach.journal import Journal
from coach.log.log import Log
from tests.clocks import HandClock
from tests.dbus_daemon import until
from tests.syncthing import Syncthing, running
from tests.tools import require

pytestmark = pytest.mark.skipif(
    os.environ.get("COACH_FULL") != "1", reason="two real Syncthing take over 5 s: in the full run (COACH_FULL=1)"
)
NOW = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
DESK, LAPTOP = "aaaaaaaaaaaa", "bbbbbbbbbbbb"
WITHIN_S = 60.0


class Machine:
    """One machine of the user: its own device id, its own COACH_HOME, its own Syncthing."""

    def __init__(self, program: str, root: Path, device: str) -> None:
        self.folder, self.device = root / "home" / "log", device
        self.clock = HandClock(NOW)
        self.sync = Syncthing(program, root / "syncthing", self.folder)
        self.journal = self.opened()

    def opened(self) -> Journal:
        """The journal as a process opens it that starts now."""
        return Journal(Log(self.folder, self.device, self.clock.wall), self.clock)

    def shows(self) -> list[object]:
        self.journal.refresh()
        return list(everything(self.journal.history))


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[Machine, Machine]]:
    program = require("syncthing")
    desk, laptop = (Machine(program, tmp_path / name, device) for name, device in (("desk", DESK), ("laptop", LAPTOP)))
    desk.sync.knows(laptop.sync)
    laptop.sync.knows(desk.sync)
    yield desk, laptop
    for machine in (desk, laptop):
        machine.sync.stop()


def meet(desk: Machine, laptop: Machine, met: Callable[[], bool], what: str) -> None:
    """Both are on, until `met`; in all that time neither looks beyond loopback."""
    with running(desk.sync, laptop.sync):
        for machine in (desk, laptop):
            machine.sync.scan()
        looked = 0

        def look() -> bool:
            nonlocal looked
            looked += 1
            assert desk.sync.beyond_loopback() + laptop.sync.beyond_loopback() == []
            return met()

        until(look, what, WITHIN_S)


def same(desk: Machine, laptop: Machine, many: int) -> Callable[[], bool]:
    """Whether both show the same log of so many records."""
    return lambda: len(desk.shows()) == many and desk.shows() == laptop.shows()


def test_what_two_machines_wrote_and_changed_apart_is_one_log_once_they_meet(
    machines: tuple[Machine, Machine],
) -> None:
    desk, laptop = machines
    spasm = desk.journal.spasm_start(pain=6, where=["left"]).record
    other = laptop.journal.spasm_start(pain=4, at=NOW - timedelta(days=20)).record
    desk.journal.pain(5)
    laptop.journal.pain(3, at=NOW - timedelta(days=70))
    meet(desk, laptop, same(desk, laptop, 4), "both show the four records")

    # apart again: each edits or deletes the same spasms, and logs more
    desk.clock.forward(600)
    laptop.clock.forward(660)
    desk.journal.corrections.edit(spasm.id, {"pain": "8", "note": "from the desk"})
    laptop.journal.corrections.delete(spasm.id)
    desk.journal.corrections.delete(other.id)
    laptop.journal.corrections.edit(other.id, {"pain": "2"})
    laptop.journal.corrections.edit(other.id, {"ended": NOW.isoformat()})
    desk.journal.pain(1)
    laptop.journal.pain(2)
    assert desk.shows() != laptop.shows()

    # of equal revisions the later device wins, so the first spasm is deleted; the second has the higher revision
    meet(desk, laptop, same(desk, laptop, 5), "both show the same five records")
    (left,) = desk.journal.history.spasms
    assert (left.id, left.pain, left.ended, left.rev) == (other.id, 2, NOW, 3)
    assert desk.opened().history == laptop.opened().history == desk.journal.history
    assert desk.journal.log.problems == laptop.journal.log.problems == ()
    for machine in (desk, laptop):
        assert (machine.folder / ".stfolder").is_dir()  # its leftovers are there, and are no matter
        assert not list(machine.folder.rglob("*conflict*"))


def test_while_both_are_on_each_shows_in_seconds_what_the_other_writes(machines: tuple[Machine, Machine]) -> None:
    desk, laptop = machines
    desk.journal.pain(1)
    steps: list[Callable[[], object]] = [lambda: laptop.journal.pain(2), desk.journal.corrections.undo]

    def passing() -> bool:
        """Each step as soon as both show what the one before it wrote."""
        if not desk.shows() or desk.shows() != laptop.shows():
            return False
        if steps:
            steps.pop(0)()
            return False
        return True

    meet(desk, laptop, passing, "what one writes is shown by the other")
    assert [pain.pain for pain in laptop.journal.history.pains] == [2]


def test_a_machine_that_was_cloned_with_its_id_loses_nothing_in_a_conflict(machines: tuple[Machine, Machine]) -> None:
    desk, clone = machines
    clone.device = DESK  # a disk image copied with its machine-id: both write into one folder
    clone.journal = clone.opened()
    desk.journal.pain(1)
    meet(desk, clone, same(desk, clone, 1), "both show the first record")
    desk.clock.forward(60)
    clone.clock.forward(90)
    desk.journal.pain(2)
    clone.journal.pain(3)
    meet(desk, clone, same(desk, clone, 3), "both show all three records")
    assert list(clone.folder.rglob("*.sync-conflict-*.json"))  # Syncthing set one of the two aside
    (said,) = clone.journal.log.problems
    assert "was set aside" in said and "leave it there" in said
    desk.journal.pain(4)
    clone.journal.pain(5)
    meet(desk, clone, same(desk, clone, 5), "both go on to show everything")
