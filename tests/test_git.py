"""Two machines that share a log through git: each writes its own files, so no merge can conflict."""

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from coach.core.history import everything
from coach.journal import Journal
from coach.log.log import Log
from tests.clocks import HandClock
from tests.tools import require

NOW = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)


class Clone:
    """One machine: its device id, and its log folder as a work tree of git."""

    def __init__(self, git: str, shared: Path, root: Path, device: str) -> None:
        self._git, self.folder = git, root / "log"
        root.mkdir(mode=0o700)
        self.git("clone", "-q", str(shared), str(self.folder), at=root)
        self.clock = HandClock(NOW)
        self.journal = Journal(Log(self.folder, device, self.clock.wall), self.clock)

    def git(self, *words: str, at: Path | None = None) -> None:
        names = {f"GIT_{who}_{what}": "x@localhost" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        environ = {**os.environ, **names, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        done = subprocess.run(
            [self._git, *words], cwd=at or self.folder, env=environ, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)

    def meet(self) -> None:
        """Commit, take in what the other pushed, and push."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "log")
        self.git("pull", "-q", "--no-rebase", "--no-edit", "--allow-unrelated-histories", "origin", "main")
        self.git("push", "-q", "origin", "HEAD:main")

    def shows(self) -> list[object]:
        self.journal.refresh()
        return list(everything(self.journal.history))


def test_both_log_apart_edit_and_delete_the_same_spasm_and_merge_without_a_conflict(tmp_path: Path) -> None:
    git, shared = require("git"), tmp_path / "shared.git"
    subprocess.run([git, "init", "-q", "--bare", "-b", "main", str(shared)], check=True, capture_output=True)
    desk = Clone(git, shared, tmp_path / "desk", "aaaaaaaaaaaa")
    spasm = desk.journal.spasm_start(pain=6).record
    desk.git("checkout", "-q", "-B", "main")
    desk.git("add", "-A")
    desk.git("commit", "-q", "-m", "log")
    desk.git("push", "-q", "origin", "HEAD:main")
    laptop = Clone(git, shared, tmp_path / "laptop", "bbbbbbbbbbbb")
    assert laptop.shows() == desk.shows() == [spasm]
    for minutes in (1, 2):
        for machine in (desk, laptop):
            machine.clock.forward(60)
            machine.journal.pain(minutes, at=NOW - timedelta(days=40 * minutes))
        desk.journal.corrections.edit(spasm.id, {"note": f"from the desk {minutes}"})
        laptop.journal.corrections.edit(spasm.id, {"pain": str(minutes)})
        laptop.journal.corrections.delete(spasm.id) if minutes == 2 else None
        for machine in (desk, laptop, desk):
            machine.meet()
        assert desk.shows() == laptop.shows()
        assert desk.journal.log.problems == laptop.journal.log.problems == ()
    assert [pain.pain for pain in desk.journal.history.pains] == [2, 2, 1, 1]
    assert desk.journal.history.spasms == ()
