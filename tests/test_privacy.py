"""Nobody else reads the log, and nothing of it leaves the machine: watched from outside, by the kernel's account."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.syncthing import ends_on_loopback, sockets_of
from tests.tmux import eventually, running, tmux
from tests.tools import require

FULL = pytest.mark.skipif(
    os.environ.get("COACH_FULL") != "1", reason="each takes seconds under strace: in the full run (COACH_FULL=1)"
)
ROOT = Path(__file__).parent.parent
DAY = """\
pain 4 --note rest
stress 3
spasm start --pain 6 --where left
spasm end
took ibuprofen --nsaid
edit {last} name=paracetamol
undo
redflag --list
concerns
today --json
week
week --html {out}/week.html
report --html {out}/report.html
status
why
routines list
routines new own-walk
simulate --json
export --json {out}/log.json
export --csv {out}/csv
import {out}/log.json
import {diary} --columns at=Date,pain=Score,note=Comment
delete {last}
doctor --json
"""
"""One of everything that reads or writes."""

IN_ONE_PROCESS = """
import os, sys
os.umask(0)
watched = []
def watch(event, args):
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"):
        if int(args[0].family) != 1:  # AF_UNIX
            watched.append(event)
    elif event.startswith(("socket.get", "socket.set", "urllib.", "http.", "ftplib.", "smtplib.")):
        watched.append(event)
if "--watch" in sys.argv:
    sys.addaudithook(watch)
from coach.cli.run import run
from coach.cli.house import House
for line in open(sys.argv[1]).read().splitlines():
    if "{last}" in line:
        line = line.replace("{last}", House().log.history().medicines[-1].id)
    if (code := run(line.split())) and line != "status":  # no app runs
        print(f"{line}: exit {code}", file=sys.stderr)
        watched.append(line)
print("WATCHED", watched)
"""


def the_day(tmp_path: Path) -> Path:
    """The commands of the day, and the diary they import."""
    out, diary = tmp_path / "out", tmp_path / "diary.csv"
    out.mkdir(mode=0o700)
    diary.write_text("Date,Score,Comment\n2026-01-02,4,walked\n2026-01-03,5,\n")
    diary.chmod(0o600)
    commands = tmp_path / "commands"
    commands.write_text(DAY.replace("{out}", str(out)).replace("{diary}", str(diary)))
    commands.chmod(0o600)
    return commands


def child(*words: str, before: Sequence[str] = ()) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*before, sys.executable, "-c", IN_ONE_PROCESS, *words],
        cwd=ROOT, capture_output=True, text=True, timeout=100, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip


def strace(account: Path) -> list[str]:
    return [
        require("strace"), "-f", "-qq", "-s", "300", "-e", "signal=none",
        "-e", "trace=%network,open,openat,creat,mkdir,mkdirat,chmod,fchmod,fchmodat", "-o", str(account),
    ]  # fmt: skip


def used_network(account: str) -> list[str]:
    """The calls that asked for a socket other than a local one, or listened."""
    calls = re.findall(r"^\d+ +((?:socket|connect|bind|listen|accept4?|sendto|sendmsg)\(.*)$", account, re.MULTILINE)
    return [
        call
        for call in calls
        if call.startswith(("listen", "accept"))
        or (call.startswith("socket(") and "AF_UNIX" not in call)
        or re.search(r"sa_family=AF_(?!UNIX|UNSPEC)", call)
    ]


def not_private(account: str, folder: Path) -> list[str]:
    """The calls that made a file or folder of ours, or gave it a mode, with rights for others in it."""
    made = re.findall(rf'^\d+ +(\w+\([^"\n]*"({re.escape(str(folder))}[^"\n]*)".*)$', account, re.MULTILINE)
    wrong = []
    for call, _ in made:
        if " = -1 " in call:
            continue
        if call.startswith(("mkdir", "chmod", "fchmodat")) or "O_CREAT" in call:
            mode = re.search(r", (0[0-7]*)\)? ", call)
            if mode is None or int(mode[1], 8) & 0o077:
                wrong.append(call)
    return wrong


def test_the_watch_sees_what_it_is_to_see(tmp_path: Path) -> None:
    account = tmp_path / "account"
    watch = strace(account)  # where there is none there is no /proc either
    with socket.socket() as open_to_all, socket.socket() as loopback:
        open_to_all.bind(("0.0.0.0", 0))
        open_to_all.listen()
        loopback.bind(("127.0.0.1", 0))
        loopback.listen()
        seen = sockets_of(os.getpid())
        assert [ends_on_loopback(ends) for ends in seen].count(False) >= 1
        assert [ends_on_loopback(ends) for ends in seen].count(True) >= 1
    body = f"""
import os, socket
socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()
s = socket.socket(socket.AF_UNIX); s.bind({str(tmp_path / "s")!r}); s.listen()
os.umask(0); open({str(tmp_path / "open")!r}, "w"); os.mkdir({str(tmp_path / "folder")!r})
os.close(os.open({str(tmp_path / "private")!r}, os.O_CREAT | os.O_WRONLY, 0o600))
"""
    subprocess.run([*watch, sys.executable, "-c", body], check=True, timeout=60)
    told = account.read_text()
    assert [call.split("(")[0] for call in used_network(told)] == ["socket", "listen"]
    assert [call.split("(")[0] for call in not_private(told, tmp_path)] == ["openat", "mkdir"]


def test_no_command_asks_for_a_connection_or_a_name(tmp_path: Path) -> None:
    done = child(str(the_day(tmp_path)), "--watch")
    assert "WATCHED []" in done.stdout, (done.stdout[-2000:], done.stderr[-2000:])


@FULL
def test_the_kernel_saw_no_command_use_the_network_or_make_a_file_for_others(tmp_path: Path, coach_home: Path) -> None:
    account = tmp_path / "account"
    done = child(str(the_day(tmp_path)), before=strace(account))
    assert "WATCHED []" in done.stdout, (done.stdout[-2000:], done.stderr[-2000:])
    told = account.read_text()
    assert str(coach_home / "log") in told  # it did watch
    assert used_network(told) == []
    assert not_private(told, tmp_path) == []
    for place in (coach_home, tmp_path / "out"):
        for path in [place, *place.rglob("*")]:
            assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


@FULL
def test_the_kernel_saw_the_app_use_no_network_and_make_no_file_for_others(tmp_path: Path, coach_home: Path) -> None:
    subprocess.run([sys.executable, "-m", "coach", "pain", "2"], check=True, capture_output=True, cwd=ROOT, timeout=60)
    account = tmp_path / "account"
    with tmux(tmp_path, {"COACH_HOME": str(coach_home), "PYTHONDONTWRITEBYTECODE": "1"}) as terminal:
        body = "import os, sys; os.umask(0); from coach.cli.main import main; sys.argv = ['coach']; sys.exit(main())"
        pid = terminal.open(*strace(account), sys.executable, "-c", body)
        terminal.until("Today", 40)
        terminal.type("p")
        terminal.type("4")
        terminal.until("ain 4", 20)
        terminal.type("2")
        terminal.type("C-q")
        assert eventually(lambda: not running(pid), 30)
    told = account.read_text()
    assert str(coach_home / "state") in told and str(coach_home / "log") in told
    assert used_network(told) == []
    assert not_private(told, tmp_path) == []


@pytest.mark.parametrize("damage", [b"", b"\0" * 50, b'{"pain":{'], ids=["empty", "zeros", "cut"])
def test_also_a_damaged_copy_is_private(tmp_path: Path, coach_home: Path, damage: bytes) -> None:
    body = "pain 4\npain 5\n"
    commands = tmp_path / "commands"
    commands.write_text(body)
    child(str(commands))
    (shard,) = coach_home.glob("log/*/*.json")
    shard.write_bytes(damage)
    child(str(commands))
    assert list(coach_home.glob("log/*/*.damaged-*"))
    for path in coach_home.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
