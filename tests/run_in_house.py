"""Runs the real app on the terminal it is started in, over a log in the folder given; for the tests of its end."""

import sys
from pathlib import Path

from coach.clock import SystemClock
from coach.journal import Journal
from coach.log.log import Log
from coach.tui.run import run_app
from tests.tui_house import FakeHouse


def main() -> int:
    """A house with the machine's clock and one entry, so that nobody is welcomed."""
    house = FakeHouse(Path(sys.argv[1]), example=False)
    clock = SystemClock()
    house.clock = clock  # type: ignore[assignment]
    house.log = Log(house.paths.log, "desk", clock.wall)
    house.journal = Journal(house.log, clock)
    house.journal.pain(2)
    return run_app(house)


if __name__ == "__main__":
    sys.exit(main())
