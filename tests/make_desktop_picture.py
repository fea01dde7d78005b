"""A prompt as a real desktop shows it: `python -m tests.make_desktop_picture` draws screenshots/notification.png."""

import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

from coach.core.settings import NotifySettings
from coach.notify.channels import deliver, make_channels
from coach.notify.message import Message
from tests.dbus_daemon import until
from tests.dunst import dunst
from tests.make_screenshots import FOLDER
from tests.tools import require

MESSAGE = Message(
    title="Time to get up",
    body="Stand up for two minutes: weight from side to side, heels up and down, then march low",
    kind="break",
    prompt_id="1",
)


def make(file: Path) -> None:
    """Show the prompt in dunst under Xvfb, and write what stands on the screen."""
    grab = require("import")
    with dunst() as desktop:
        env = {**os.environ, **desktop.env}
        settings = NotifySettings()
        channels = make_channels(
            write=lambda text: None, environ=env, on_action=lambda prompt, answer: None, settings=lambda: settings
        )
        delivery = deliver(MESSAGE, channels, settings)
        if not delivery.delivered:
            sys.exit(f"not shown: {delivery.detail}")

        def drawn() -> bool:
            subprocess.run([grab, "-window", "root", str(file)], env=env, check=True, timeout=30)
            with Image.open(file) as picture:
                box = picture.convert("L").getbbox()
                if box is None:
                    return False
                picture.crop(box).save(file)
            return True

        until(drawn, "the notification is drawn")
        for channel in channels:
            channel.close()


if __name__ == "__main__":
    make(FOLDER / "notification.png")
