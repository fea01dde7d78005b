"""Completion in the shells themselves: what a tab offers."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools import require


@pytest.fixture
def shell(tmp_path: Path) -> Callable[..., str]:
    """Runs a shell in which `coach` is this coach, and gives what it prints."""
    program = tmp_path / "bin" / "coach"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m coach "$@"\n')
    program.chmod(0o755)
    environ = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}", "PYTHONPATH": os.getcwd()}

    def run(name: str, script: str) -> str:
        done = subprocess.run(
            [require(name), "-c", script], capture_output=True, text=True, timeout=60, env=environ, cwd=tmp_path
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


BASH = """
source <(coach completion bash)
offers() {
    COMP_WORDS=(coach "$@"); COMP_CWORD=$#; COMPREPLY=(); _coach_completion coach
    echo "${COMPREPLY[@]}"
}
"""


def bash_offers(shell: Callable[..., str], *cases: str) -> list[str]:
    """What bash offers after each of these words."""
    return shell("bash", BASH + "\n".join(f"offers {words}" for words in cases)).splitlines()


def test_bash(shell: Callable[..., str]) -> None:
    offered = bash_offers(shell, "pos", "answer s", "spasm e", "open --at")
    assert offered == ["posture", "start snooze skip", "end", "--at-login"]


KNOWN = {
    "did ge": "gentle-walk",
    "routines show gen": "gentle-walk",
    "redflag both": "both-legs",
    "redflag fever cou": "cough",
    "spasm start --where le": "left leg",
    "spasm start --where leg --sign sh": "sharp",
    "concerns seen rec": "recurring",
    "report --without bou": "bouts",
    "week l": "last",
}


def test_bash_knows_routines_signs_and_places(shell: Callable[..., str]) -> None:
    assert dict(zip(KNOWN, bash_offers(shell, *KNOWN), strict=True)) == KNOWN


@pytest.mark.parametrize("words", ["import ba", "report --html ba", "routines check ba", "export --json ba"])
def test_where_a_file_is_named_fish_offers_files(shell: Callable[..., str], tmp_path: Path, words: str) -> None:
    (tmp_path / "backup.json").touch()
    said = shell("fish", f'coach completion fish | source; complete -C "coach {words}"')
    assert [line.split("\t")[0] for line in said.splitlines()] == ["backup.json"]


def test_fish(shell: Callable[..., str]) -> None:
    said = shell("fish", 'coach completion fish | source; complete -C "coach answer s"')
    assert {line.split("\t")[0] for line in said.splitlines()} == {"start", "snooze", "skip"}


def test_zsh_takes_the_script(shell: Callable[..., str]) -> None:
    said = shell("zsh", "autoload -U compinit; compinit -u -D; source <(coach completion zsh); print ${_comps[coach]}")
    assert said.strip() == "_coach_completion"
