"""The short-lived process that calls plyer: a message as JSON on stdin, what came of it as JSON on stdout.

Run by file name and with `-P`, so that neither the current folder nor this one can stand in for a module; it
imports nothing of the coach. plyer 2.1.0 drops the result of the programs it starts and prefers a Flatpak portal
wherever a folder `/app` exists, so on Linux this picks plyer's backend itself and keeps the result.
"""

import importlib.util
import json
import math
import os
import shutil
import signal
import subprocess
import sys
import threading
from typing import Any

LIMIT_S = 4.5
"""Seconds for a program plyer starts: a little under the parent's limit, so that nothing lingers when the parent
is gone."""

SHOWN_FOR_S = 20
"""Seconds a notification stays where the desktop lets us say: our choice. By plyer alone it never goes away."""


class Failed(Exception):
    """Not delivered; the text says why in one sentence."""


class _Programs:
    """Stands in for `subprocess` inside plyer's Linux module, and raises when a program fails."""

    DEVNULL = subprocess.DEVNULL

    def run(self, command: list[str], **_: object) -> int:
        """Run `command`; raises Failed with what it said."""
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                timeout=LIMIT_S,
                check=False,
            )
        except FileNotFoundError:
            raise Failed(f"{command[0]} is not installed") from None
        except subprocess.TimeoutExpired:
            raise Failed("the desktop's notification service did not answer") from None
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").split("\n")[0].strip()
            if "ServiceUnknown" in said:
                raise Failed("no notification service runs on this desktop")
            raise Failed(f"{command[0]}: {said[:200] or f'exit code {done.returncode}'}")
        return 0

    call = run


def _on_linux(message: dict[str, Any]) -> str:
    from plyer.platforms.linux import notification as linux

    title, body = message["title"], message["body"]
    linux.subprocess = _Programs()
    if os.path.exists("/.flatpak-info"):
        # this backend pastes the words between single quotes of a GVariant text
        quoted = [text.replace("\\", "\\\\").replace("'", "\\'") for text in (title, body)]
        linux.NotifyDesktopPortals().notify(title=quoted[0], message=quoted[1])
        return "shown through the Flatpak portal"
    if shutil.which("notify-send"):

        class Sender(linux.NotifySendNotification):  # type: ignore[misc]  # plyer has no types
            def _notify(self, **kwargs: object) -> None:
                urgency = "low" if message["low"] else "normal"
                super()._notify(urgency=urgency, expire_time=str(SHOWN_FOR_S * 1000), **kwargs)

        # notify-send reads backslash escapes in the text, though not in the title
        text = message["markup"].replace("\\", "\\\\")
        Sender().notify(title=title, message=text, app_name=message["app"])
        return "shown by notify-send"
    if importlib.util.find_spec("dbus"):
        linux.NotifyDbus().notify(title=title, message=message["markup"], app_name=message["app"], timeout=SHOWN_FOR_S)
        return "shown by dbus-python"
    raise Failed("install libnotify-bin (it brings notify-send) or dbus-python, so that plyer can reach the desktop")


def _elsewhere(message: dict[str, Any]) -> str:
    if sys.platform == "darwin" and not importlib.util.find_spec("pyobjus"):
        raise Failed("install pyobjus, so that plyer can reach the Mac's notifications")
    hidden: list[str] = []
    threading.excepthook = lambda told: hidden.append(str(told.exc_value or told.exc_type.__name__))
    from plyer import notification

    # on Windows the words stay only as long as this process
    notification.notify(title=message["title"], message=message["body"], app_name=message["app"], timeout=3)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    if hidden:
        raise Failed(hidden[0])
    return "shown by plyer"


def main() -> int:
    """Deliver the message on stdin; exit code 0 when it was delivered."""
    if sys.platform != "win32":
        signal.alarm(math.ceil(LIMIT_S) + 1)  # ends this process when its parent no longer can
    message = json.loads(sys.stdin.buffer.read())
    try:
        detail = _on_linux(message) if sys.platform.startswith("linux") else _elsewhere(message)
        delivered = True
    except Failed as failed:
        detail, delivered = str(failed), False
    except ImportError as error:
        detail, delivered = f"plyer cannot be used: {error}", False
    except NotImplementedError:
        detail, delivered = "plyer knows no notifications on this platform", False
    except Exception as error:  # what a desktop's own library raises cannot be listed
        detail, delivered = f"plyer failed: {str(error)[:200] or type(error).__name__}", False
    sys.stdout.buffer.write(json.dumps({"delivered": delivered, "detail": detail}).encode())
    return 0 if delivered else 1


if __name__ == "__main__":
    sys.exit(main())
