"""A real headless Chromium to open pages in: what it says, what it asks of the network, its paper and its pictures."""

import fcntl
import json
import os
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.tools import require

PAPERS = {"a4": (8.27, 11.69), "letter": (8.5, 11.0)}
"""Width and height in inches."""
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-pipe",
    "--disable-dev-shm-usage", "--force-color-profile=srgb",
)  # fmt: skip


class Chromium:
    """One page of a running Chromium, steered through a pipe. `said` and `asked` are console messages and addresses."""

    def __init__(self, into: int, out: int) -> None:
        self._into, self._out = into, out
        self._rest = b""
        self._number = 0
        self._session = ""
        self.said: list[str] = []
        self.asked: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.asked.clear()

    def call(self, method: str, **params: object) -> dict[str, Any]:
        """One command and its answer; what happens meanwhile is kept."""
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._into, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]  # type: ignore[no-any-return]

    def open(self, path: Path) -> None:
        """Open a file and wait until it has loaded."""
        self.said.clear()
        self.asked.clear()
        self.call("Page.navigate", url=path.as_uri())
        while self._read().get("method") != "Page.loadEventFired":
            pass
        self.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")

    def evaluate(self, expression: str) -> Any:
        """What a JavaScript expression of the test gives, in the page."""
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        return found["result"].get("value")

    def pdf(self, paper: str = "a4") -> bytes:
        """The page printed on that paper."""
        width, height = PAPERS[paper]
        printed = self.call("Page.printToPDF", paperWidth=width, paperHeight=height, printBackground=True)
        return b64decode(printed["data"])

    def picture(self, width: int = 900, scale: float = 1.0, dark: bool = False) -> bytes:
        """The whole page as PNG, as a window of that width shows it."""
        look = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.call("Emulation.setEmulatedMedia", features=look)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=scale, mobile=False)
        png = self.call("Page.captureScreenshot", captureBeyondViewport=True, format="png")
        return b64decode(png["data"])

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._out, 1 << 16)
            assert more, "Chromium went away"
            self._rest += more
        raw, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(raw)
        params = message.get("params", {})
        match message.get("method"):
            case "Runtime.consoleAPICalled":
                self.said.append(str(params["args"]))
            case "Runtime.exceptionThrown":
                self.said.append(str(params["exceptionDetails"]))
            case "Log.entryAdded":
                self.said.append(params["entry"]["text"])
            case "Network.requestWillBeSent":
                self.asked.append(params["request"]["url"])
        return message


def _pipe() -> tuple[int, int]:
    """A pipe whose ends are not 3 and 4, the numbers under which Chromium looks for its own."""
    ends = os.pipe()
    moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return moved[0], moved[1]


@contextmanager
def chromium(profile: Path) -> Iterator[Chromium]:
    """A Chromium of its own with an empty profile, ended with the block."""
    binary = require("chromium")
    theirs_in, ours_out = _pipe()
    ours_in, theirs_out = _pipe()
    as_3_and_4 = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
    command = [require("bash"), "-c", as_3_and_4, "bash", binary, *FLAGS, f"--user-data-dir={profile}"]
    env = os.environ | {"HOME": str(profile)}
    process = subprocess.Popen(
        command, pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env
    )
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        page = Chromium(ours_out, ours_in)
        yield page
        page._session = ""
        with suppress(AssertionError, OSError):
            page.call("Browser.close")
    finally:
        os.close(ours_out)
        os.close(ours_in)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
