"""Syncthing as a test tool: real instances that know only each other, on loopback, started and ended by the test."""

import json
import os
import re
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.dbus_daemon import until

OPTIONS = {
    "globalAnnounceEnabled": "false",
    "localAnnounceEnabled": "false",
    "relaysEnabled": "false",
    "natEnabled": "false",
    "crashReportingEnabled": "false",
    "crashReportingURL": "http://127.0.0.1:9/",
    "urAccepted": "-1",
    "urURL": "http://127.0.0.1:9/",
    "autoUpgradeIntervalH": "0",
    "releasesURL": "",
    "startBrowser": "false",
    "stunKeepaliveStartS": "0",
    "announceLANAddresses": "false",
    "reconnectionIntervalS": "1",
    "progressUpdateIntervalS": "-1",
    "setLowPriority": "false",
}
"""Everything that would look beyond this machine is off."""

_KEY = "only-for-this-test"
_FOLDER = "coach-log"


class Syncthing:
    """One instance: `home` holds its keys and its database, `shared` is the folder it keeps in step."""

    def __init__(self, program: str, home: Path, shared: Path) -> None:
        self.program, self.home, self.shared = program, home, shared
        self.listens, self.speaks = free_port(), free_port()
        self._process: subprocess.Popen[bytes] | None = None
        shared.mkdir(parents=True, mode=0o700, exist_ok=True)
        made = subprocess.run(
            [program, "generate", "--home", str(home), "--no-default-folder"],
            capture_output=True, text=True, check=True, timeout=60, env=self._environ(),
        )  # fmt: skip
        found = re.search(r"Device ID: ([A-Z0-9-]{63})", made.stdout + made.stderr)
        assert found is not None, made
        self.id = found[1]

    def knows(self, other: "Syncthing") -> None:
        """Write the configuration: the other one, the shared folder, and nobody else."""
        path = self.home / "config.xml"
        tree = ET.parse(path)
        root = tree.getroot()
        options = root.find("options")
        assert options is not None
        for name, value in {**OPTIONS, "listenAddress": f"tcp://127.0.0.1:{self.listens}"}.items():
            for old in options.findall(name):
                options.remove(old)
            ET.SubElement(options, name).text = value
        gui = root.find("gui")
        assert gui is not None
        for name, value in (("address", f"127.0.0.1:{self.speaks}"), ("apikey", _KEY)):
            for old in gui.findall(name):
                gui.remove(old)
            ET.SubElement(gui, name).text = value
        for old in root.findall("device"):
            root.remove(old)
        for each in (self, other):
            device = ET.SubElement(root, "device", id=each.id, name=each.home.name)
            ET.SubElement(device, "address").text = f"tcp://127.0.0.1:{each.listens}"
        folder = ET.SubElement(
            root, "folder", id=_FOLDER, path=str(self.shared), type="sendreceive",
            rescanIntervalS="3600", fsWatcherEnabled="true", fsWatcherDelayS="1",
        )  # fmt: skip
        for each in (self, other):
            ET.SubElement(folder, "device", id=each.id)
        ET.SubElement(folder, "maxConflicts").text = "10"  # as Syncthing itself writes it for a new folder
        tree.write(path)

    def start(self) -> None:
        """Start, and wait until it answers."""
        log = (self.home / "said").open("ab")
        self._process = subprocess.Popen(
            [self.program, "serve", "--home", str(self.home), "--no-browser", "--no-restart", "--no-upgrade"],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=self._environ(), start_new_session=True,
        )  # fmt: skip
        log.close()
        until(self._answers, "syncthing answers", 60)

    def stop(self) -> None:
        """End it, as the user's logout does."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(20)
            self._process = None

    def scan(self) -> None:
        """Look through the folder now, rather than when the watcher's second is over."""
        self._ask(f"/rest/db/scan?folder={_FOLDER}", method="POST")

    def beyond_loopback(self) -> list[str]:
        """Its sockets, listening or connected, that have an end which is not on loopback."""
        assert self._process is not None
        return [ends for pid in _family(self._process.pid) for ends in sockets_of(pid) if not ends_on_loopback(ends)]

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.home / "said").read_text()
        with suppress(OSError):
            return self._ask("/rest/system/ping") == {"ping": "pong"}
        return False

    def _ask(self, path: str, method: str = "GET") -> object:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.speaks}{path}", headers={"X-API-Key": _KEY}, method=method
        )
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
            said = answer.read()
        return json.loads(said) if said else None

    def _environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        return {**kept, "HOME": str(self.home), "STNOUPGRADE": "1", "STNODEFAULTFOLDER": "1"}


@contextmanager
def running(*instances: Syncthing) -> Iterator[None]:
    """The instances running, and ended whatever happens."""
    try:
        for instance in instances:
            instance.start()
        yield
    finally:
        for instance in instances:
            instance.stop()


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _family(pid: int) -> list[int]:
    """A process and its children."""
    found = [pid]
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found.extend(_family(int(child)))
    return found


def sockets_of(pid: int) -> list[str]:
    """`tcp 0100007F:1F90 00000000:0000 0A` for each internet socket of a process, as the kernel tells them."""
    held = set()
    with suppress(OSError):
        for entry in os.scandir(f"/proc/{pid}/fd"):
            with suppress(OSError):
                held.add(os.readlink(entry.path))
    found = []
    for kind in ("tcp", "tcp6", "udp", "udp6"):
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/net/{kind}").read_text().splitlines()[1:]:
                words = line.split()
                if f"socket:[{words[9]}]" in held:
                    found.append(" ".join((kind, *words[1:4])))
    return found


def ends_on_loopback(ends: str) -> bool:
    """Whether both ends of a socket are on loopback, or the far one is not there (it listens)."""
    kind, here, there, _ = ends.split()
    mine, theirs = here.split(":")[0], there.split(":")[0]
    loopback = ("0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F")
    nobody = set(theirs) == {"0"}
    return mine in loopback and (theirs in loopback or nobody)
