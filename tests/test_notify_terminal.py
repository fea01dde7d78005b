"""The terminal as a channel: the bell, sequences that become notifications, and the status line of tmux."""

import contextlib
import os
import pty
import queue
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.clock import monotonic_seconds
from coach.core.settings import NotifySettings
from coach.notify.channel import Delivery, Outcome
from coach.notify.channels import Notifier
from coach.notify.message import Message
from coach.notify.osc import OscChannel, protocol_of, sequence, terminal_names, through_tmux
from coach.notify.terminal import BellChannel, to_tty
from coach.notify.tmux import TmuxChannel, literal
from tests.dbus_daemon import until
from tests.tools import require

WALK = Message("Time for a walk", "Five minutes, to the window and back.", kind="walk", prompt_id="p1")


@contextlib.contextmanager
def terminal() -> Iterator[tuple[int, str]]:
    """A terminal: our end of it, and the name of the other."""
    ours, theirs = pty.openpty()
    try:
        yield ours, os.ttyname(theirs)
    finally:
        os.close(ours)
        os.close(theirs)


class Server:
    """A tmux server of the test's own, with one pane that waits."""

    def __init__(self, folder: Path, tmux: str) -> None:
        self.folder = folder
        self.tmux = tmux
        self.socket = folder / "s"
        self.clients: list[subprocess.Popen[bytes]] = []
        self.seen = b""
        self.run("-f", "/dev/null", "new-session", "-d", "-s", "work", "-x", "80", "-y", "24", "cat")

    def run(self, *arguments: str) -> str:
        command = [self.tmux, "-S", str(self.socket), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def env(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "TMUX": f"{self.socket},1,0", "TMUX_PANE": "%0", "TERM": "tmux"}

    def attach(self) -> None:
        """Attach one more client, in a terminal of its own whose output is kept in `seen`."""
        ours, theirs = pty.openpty()
        environ = {**os.environ, "TERM": "xterm"}
        command = [self.tmux, "-S", str(self.socket), "attach"]
        client = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environ)
        os.close(theirs)
        self.clients.append(client)
        threading.Thread(target=self._watch, args=(ours,), daemon=True).start()
        until(lambda: len(self.run("list-clients").splitlines()) == len(self.clients), "the client is attached")

    def _watch(self, ours: int) -> None:
        with contextlib.suppress(OSError):
            while data := os.read(ours, 65536):
                self.seen += data
        os.close(ours)

    def needs_passthrough(self) -> None:
        """Skip the test on a tmux that passes every sequence on (before 3.3)."""
        if not self.run("display-message", "-p", "#{allow-passthrough}").strip():
            pytest.skip("this tmux has no allow-passthrough")

    def messages(self) -> list[str]:
        """What was shown in a status line, newest first."""
        return [
            line.split(" message: ", 1)[1] for line in self.run("show-messages").splitlines() if " message: " in line
        ]


@pytest.fixture
def server() -> Iterator[Server]:
    tmux = require("tmux")
    folder = Path(tempfile.mkdtemp(prefix="coach-tmux-"))
    made = Server(folder, tmux)
    yield made
    made.run("kill-server")
    for client in made.clients:
        client.wait()
    shutil.rmtree(folder)


# --- the bell


def test_the_bell_rings_through_the_app() -> None:
    written: list[str] = []
    assert BellChannel(written.append).deliver(WALK).delivered
    assert written == ["\a"]


def test_without_a_terminal_the_bell_says_so() -> None:
    def no_terminal(text: str) -> None:
        raise OSError("no such device")

    outcome = BellChannel(no_terminal).deliver(WALK)
    assert outcome == Outcome(False, "there is no terminal that takes a bell: no such device")


def test_the_bell_reaches_a_real_terminal() -> None:
    with terminal() as (ours, name):
        to_tty("\a", name)
        assert os.read(ours, 10) == b"\a"


def test_a_terminal_that_stopped_reading_is_not_waited_for() -> None:
    with terminal() as (_, name):
        began = monotonic_seconds()
        with pytest.raises(OSError):
            for _ in range(100):
                to_tty("x" * 4096, name)
        assert monotonic_seconds() - began < 2


def test_without_a_desktop_the_bell_is_rung() -> None:
    written: list[str] = []
    results: queue.Queue[Delivery] = queue.Queue()
    notifier = Notifier(NotifySettings(), write=written.append, on_result=results.put, environ={})
    notifier.send(WALK)
    delivery = results.get(timeout=10)
    notifier.close()
    assert (delivery.channel, written) == ("bell", ["\a"])
    assert [failed.channel for failed in delivery.tried] == ["dbus", "plyer", "tmux", "osc"]


# --- sequences


@pytest.mark.parametrize(
    ("environ", "protocol"),
    [
        ({"TERM": "xterm-kitty"}, 99),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, 99),
        ({"TERM": "foot-extra"}, 777),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, 777),
        ({"TERM": "xterm-ghostty"}, 777),
        ({"TERM": "rxvt-unicode-256color"}, 777),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, 9),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, None),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7600"}, None),
        ({}, None),
    ],
)
def test_the_sequence_is_chosen_by_terminal(environ: dict[str, str], protocol: int | None) -> None:
    assert protocol_of(terminal_names(environ)) == protocol


HOSTILE = Message("a;b\x1b\\c\a", "4;5\x9c\x1b]52;c;x\a", prompt_id="p/1;\x1b")


def test_the_sequences_say_title_and_text() -> None:
    assert sequence(9, WALK) == "\x1b]9;Time for a walk: Five minutes, to the window and back.\a"
    assert sequence(777, WALK) == "\x1b]777;notify;Time for a walk;Five minutes, to the window and back.\a"
    assert sequence(99, Message("Up", "Now", low=True, prompt_id="p1")) == (
        "\x1b]99;i=coach-p1:u=0:e=1:d=0:p=title;VXA=\x1b\\\x1b]99;i=coach-p1:u=0:e=1:d=1:p=body;Tm93\x1b\\"
    )
    assert sequence(9, Message("4;1", "x")) == "\x1b]9;Coach: 4,1: x\a"


def test_no_words_can_end_a_sequence_early() -> None:
    assert sequence(9, HOSTILE) == "\x1b]9;a,b \\c: 4,5 ]52,c,x\a"
    assert sequence(777, HOSTILE) == "\x1b]777;notify;a,b \\c;4,5 ]52,c,x\a"
    assert sequence(99, HOSTILE).count("\x1b") == 4
    assert "i=coach-p1:" in sequence(99, HOSTILE)


def test_a_terminal_that_is_known_is_asked_and_can_take_it_back() -> None:
    written: list[str] = []
    channel = OscChannel(written.append, {"TERM": "xterm-kitty"})
    assert channel.deliver(WALK) == Outcome(True, "the terminal was asked to show it (OSC 99)")
    channel.withdraw("p1")
    channel.withdraw("p1")
    assert written == [sequence(99, WALK), "\x1b]99;i=coach-p1:p=close;\x1b\\"]


def test_a_terminal_that_is_not_known_is_asked_only_on_demand() -> None:
    written: list[str] = []
    environ = {"TERM": "xterm-256color"}
    outcome = OscChannel(written.append, environ).deliver(WALK)
    assert outcome == Outcome(False, "this terminal (xterm-256color) is not known to show notifications")
    assert written == []
    assert OscChannel(written.append, environ, always=lambda: True).deliver(WALK).delivered
    assert written == [sequence(9, WALK)]


@pytest.mark.parametrize("mark", ["STY", "ZELLIJ"])
def test_a_multiplexer_that_keeps_sequences_is_said(mark: str) -> None:
    outcome = OscChannel(lambda text: None, {"TERM": "xterm-kitty", mark: "0"}).deliver(WALK)
    assert "does not pass notifications on" in outcome.detail


def test_the_bytes_reach_a_real_terminal() -> None:
    with terminal() as (ours, name):
        channel = OscChannel(lambda text: to_tty(text, name), {"TERM": "foot"})
        assert channel.deliver(WALK).delivered
        assert os.read(ours, 1000).decode() == sequence(777, WALK)


# --- tmux


def test_tmux_is_told_to_take_words_as_they_are() -> None:
    assert literal("#(reboot) 5% #S") == "##(reboot) 5%% ##S"


def test_outside_tmux_it_says_so() -> None:
    assert TmuxChannel({}).deliver(WALK) == Outcome(False, "not inside tmux")


def test_without_the_program_or_the_server_it_says_so(tmp_path: Path) -> None:
    environ = {"TMUX": f"{tmp_path}/gone,1,0", "PATH": str(tmp_path)}
    assert TmuxChannel(environ).deliver(WALK) == Outcome(False, "the program tmux is not in the PATH")
    require("tmux")
    assert TmuxChannel({**environ, "PATH": os.environ["PATH"]}).deliver(WALK).detail.startswith("tmux: ")


def test_a_detached_session_shows_nothing(server: Server) -> None:
    assert TmuxChannel(server.env()).deliver(WALK) == Outcome(False, "nobody is attached to tmux")


def test_every_client_shows_the_line(server: Server) -> None:
    server.attach()
    server.attach()
    assert TmuxChannel(server.env()).deliver(WALK) == Outcome(True, "shown in the status line of 2 tmux clients")
    assert server.messages() == ["Time for a walk: Five minutes, to the window and back."] * 2


def test_tmux_runs_and_replaces_nothing_in_the_words(server: Server) -> None:
    server.attach()
    words = f"-#(touch {server.folder}/run) #S 50% %H"
    assert TmuxChannel(server.env()).deliver(Message(words, "a\nb; kill-server")).delivered
    assert server.messages() == [f"–#(touch {server.folder}/run) #S 50% %H: a b; kill-server"]
    assert not (server.folder / "run").exists()


def test_ten_thousand_characters_are_shown_clipped(server: Server) -> None:
    server.attach()
    assert TmuxChannel(server.env()).deliver(Message("t" * 10_000, "b" * 10_000)).delivered
    assert len(server.messages()[0]) == 60 + 2 + 250


def test_tmux_that_does_not_pass_sequences_on_is_said(server: Server) -> None:
    server.needs_passthrough()
    server.attach()
    outcome = OscChannel(lambda text: None, server.env(), always=lambda: True).deliver(WALK)
    assert not outcome.delivered
    assert 'put "set -g allow-passthrough on" into tmux.conf' in outcome.detail


def test_a_sequence_reaches_the_terminal_outside_tmux(server: Server) -> None:
    server.needs_passthrough()
    server.run("set", "-g", "allow-passthrough", "on")
    server.attach()
    pane = server.run("display-message", "-p", "-t", "%0", "#{pane_tty}").strip()
    channel = OscChannel(lambda text: to_tty(text, pane), server.env(), always=lambda: True)
    assert channel.deliver(WALK).delivered
    until(lambda: sequence(9, WALK).encode() in server.seen, "the sequence outside tmux")


def test_through_tmux_every_escape_is_doubled() -> None:
    assert through_tmux("\x1b]9;hi\x1b\\") == "\x1bPtmux;\x1b\x1b]9;hi\x1b\x1b\\\x1b\\"


def test_tmux_that_hangs_costs_the_limit(tmp_path: Path) -> None:
    slow = tmp_path / "tmux"
    slow.write_text("#!/bin/sh\nexec tail -f /dev/null\n", "utf-8")
    slow.chmod(0o755)
    began = monotonic_seconds()
    environ = {"TMUX": "/x,1,0", "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    assert TmuxChannel(environ, limit_s=0.3).deliver(WALK) == Outcome(False, "tmux did not answer")
    assert monotonic_seconds() - began < 2


def test_a_tmux_that_hangs_at_one_client_is_not_asked_for_the_others(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    slow = tmp_path / "tmux"
    hangs = f"echo x >> {asked}; exec tail -f /dev/null"
    slow.write_text(f"#!/bin/sh\ncase $3 in list-clients) printf 'a\\nb\\nc\\n';; *) {hangs};; esac\n")
    slow.chmod(0o755)
    environ = {"TMUX": "/x,1,0", "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    assert TmuxChannel(environ, limit_s=0.5).deliver(WALK) == Outcome(False, "tmux did not answer")
    assert asked.read_text() == "x\n"
