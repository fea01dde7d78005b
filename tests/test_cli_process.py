"""`coach` as a process of its own: terminals, pipes, signals and encodings."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

COACH = (sys.executable, "-m", "coach")


def coach(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COACH, *words],
        capture_output=True,
        text=True,
        timeout=30,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environ},
    )


class Terminal:
    """A command on a terminal of its own, typed at and read from."""

    def __init__(self, *words: str) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [*COACH, *words], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, env={**os.environ}
        )
        os.close(theirs)
        self.seen = ""

    def until(self, words: str) -> str:
        """Read until it has printed `words`."""
        while words not in self.seen:
            try:
                piece = os.read(self._ours, 4096)
            except OSError:  # the other end is closed
                piece = b""
            assert piece, f"ended without {words!r}: {self.seen}"
            self.seen += piece.decode()
        return self.seen

    def type(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def interrupt(self) -> None:
        """Press ctrl+c until it is heard: Python misses one that comes just before it begins to read."""
        for _ in range(100):
            os.kill(self.process.pid, signal.SIGINT)
            try:
                self.process.wait(0.3)
            except subprocess.TimeoutExpired:
                continue
            return

    def end(self) -> int:
        """Read to the end; the exit code."""
        while True:
            try:
                piece = os.read(self._ours, 4096)
            except OSError:
                break
            if not piece:
                break
            self.seen += piece.decode()
        os.close(self._ours)
        return self.process.wait(30)


def test_the_module_runs_as_the_command_does() -> None:
    ran = coach("pain", "4")
    assert (ran.returncode, ran.stderr) == (0, "") and "pain 4" in ran.stdout
    assert coach("pain", "11").returncode == 2
    assert coach("spasm", "end").returncode == 1
    assert coach("status").returncode == 1


def test_on_a_terminal_ow_is_saved_then_asks_then_offers() -> None:
    terminal = Terminal("ow", "6")
    terminal.until("q to answer later:")
    terminal.type("\n")
    terminal.until("Enter for none:")
    terminal.type("1\n")
    assert terminal.end() == 0
    assert "Stop at:" in terminal.seen
    assert '"pain_first": 6' in coach("spasm", "list", "--json").stdout


@pytest.mark.parametrize("how", ["ctrl+c", "ctrl+d", "terminal closed"])
def test_a_question_can_be_left_and_what_was_saved_stays(how: str) -> None:
    terminal = Terminal("ow", "6")
    terminal.until("q to answer later:")
    if how == "ctrl+c":
        terminal.interrupt()
        assert terminal.end() == 130
    elif how == "ctrl+d":
        terminal.type("\x04")
        terminal.until("Enter for none:")
        terminal.type("\x04")
        assert terminal.end() == 0
    else:
        os.close(terminal._ours)
        terminal.process.wait(30)
    assert "Traceback" not in terminal.seen
    assert '"pain_first": 6' in coach("spasm", "list", "--json").stdout


def test_the_app_says_that_it_needs_a_terminal() -> None:
    ran = coach()
    assert (ran.returncode, ran.stdout) == (1, "") and ran.stderr.count("\n") == 1


def test_a_reader_that_goes_away_is_no_error_to_speak_of() -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    ran = subprocess.run([*COACH, "routines", "list"], stdout=theirs, stderr=subprocess.PIPE, text=True, timeout=30)
    os.close(theirs)
    assert ran.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("words", [("routines", "list"), ("today", "--json"), ("--help",)])
def test_output_to_a_full_disk_is_one_sentence(words: tuple[str, ...]) -> None:
    with open("/dev/full", "w") as full:
        ran = subprocess.run([*COACH, *words], stdout=full, stderr=subprocess.PIPE, text=True, timeout=30)
    assert (ran.returncode, ran.stderr) == (1, "The output could not be written: No space left on device.\n")


def test_a_record_counts_even_when_its_sentence_cannot_be_printed() -> None:
    with open("/dev/full", "w") as full:
        subprocess.run([*COACH, "pain", "4"], stdout=full, stderr=subprocess.DEVNULL, timeout=30)
    assert '"pain"' in coach("export", "--json").stdout


def test_closed_output_does_no_harm() -> None:
    ran = subprocess.run(["sh", "-c", '"$@" >&- 2>&-', "sh", *COACH, "pain", "4"], timeout=30)
    assert ran.returncode == 0
    ran = subprocess.run(["sh", "-c", '"$@" >&- 2>&- <&-', "sh", *COACH, "status"], timeout=30)
    assert ran.returncode == 1


@pytest.mark.parametrize(
    "words", [("today",), ("week",), ("took", "Ibuprof\u00e9n \u2603"), ("routines", "show", "cold-timer")]
)
def test_a_terminal_without_unicode_gets_question_marks(words: tuple[str, ...]) -> None:
    ran = coach(*words, PYTHONIOENCODING="ascii")
    assert (ran.returncode, ran.stderr) == (0, "") and ran.stdout.isascii()


def test_in_the_c_locale_everything_still_runs() -> None:
    ran = coach("took", "Ibuprof\u00e9n", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert ran.returncode in (0, 2) and ran.stderr.count("\n") <= 1


def test_a_bogus_time_zone_does_not_keep_a_record_from_being_made() -> None:
    for zone in ("Bogus", "", ":/nowhere"):
        for words in (("pain", "4"), ("pain", "4", "--at", "-1h"), ("today",)):
            ran = coach(*words, TZ=zone)
            assert (ran.returncode, ran.stderr) == (0, ""), (zone, words)
