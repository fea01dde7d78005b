"""A real desktop's notification daemon: dunst on a display and a bus of its own, whose buttons can be pressed."""

import contextlib
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.dbus_daemon import Bus, private_bus, until
from tests.tools import require

_CONFIG = """[global]
    dmenu = {menu}
    icon_path = ""
"""
_MENU = """#!/bin/sh
grep -F -m 1 "$(cat {wanted})"
"""


class Dunst:
    """Dunst, with the environment a program needs to reach it (`env`) and its X display (`display`)."""

    def __init__(self, bus: Bus, display: str) -> None:
        self.display = display
        self.env: Mapping[str, str] = {**bus.env(), "DISPLAY": display}
        self._wanted = bus.folder / "wanted"

    def press(self, button: str) -> None:
        """Open the menu of all buttons shown and choose the one that contains these words."""
        self._wanted.write_text(button, "utf-8")
        self._control("context")

    def count(self) -> int:
        """How many notifications are on the screen."""
        return int(self._control("count", "displayed"))

    def _control(self, *arguments: str) -> str:
        command = ["dunstctl", *arguments]
        return subprocess.run(command, env=self.env, check=True, capture_output=True, text=True, timeout=10).stdout


@contextlib.contextmanager
def dunst() -> Iterator[Dunst]:
    """Dunst under Xvfb on a private bus. Skips the test when one of them is missing."""
    xvfb, program = require("Xvfb"), require("dunst")
    require("dunstctl")
    with private_bus() as bus, contextlib.ExitStack() as ended:
        hear, say = os.pipe()
        screen = [xvfb, "-displayfd", str(say), "-screen", "0", "800x600x24", "-nolisten", "tcp"]
        _start(ended, screen, {**os.environ}, pass_fds=(say,))
        os.close(say)
        with os.fdopen(hear) as pipe:
            running = Dunst(bus, ":" + pipe.readline().strip())
        config = _files(bus.folder)
        _start(ended, [program, "-config", str(config)], running.env)
        until(lambda: _owned(bus), "dunst is on the bus")
        yield running


def _files(folder: Path) -> Path:
    menu, config = folder / "menu", folder / "dunstrc"
    menu.write_text(_MENU.format(wanted=folder / "wanted"), "utf-8")
    menu.chmod(0o755)
    config.write_text(_CONFIG.format(menu=menu), "utf-8")
    return config


def _start(
    ended: contextlib.ExitStack, command: list[str], env: Mapping[str, str], pass_fds: tuple[int, ...] = ()
) -> None:
    process = subprocess.Popen(
        command, env=env, pass_fds=pass_fds, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    ended.callback(process.wait)
    ended.callback(process.kill)


def _owned(bus: Bus) -> bool:
    from jeepney import message_bus
    from jeepney.io.blocking import open_dbus_connection

    with open_dbus_connection(bus.address) as connection:
        reply = connection.send_and_get_reply(message_bus.NameHasOwner("org.freedesktop.Notifications"))
        return bool(reply.body[0])
