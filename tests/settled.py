"""A test goes on as soon as the app has nothing left to do.

Textual's pilot sleeps 20 ms, and again while much was done meanwhile: after a key three times, in all half of what a
test of the app took. Here a test asks every 2 ms whether nothing is ready to run, no thread is at work, and no timer is
due within those 20 ms, such as the one that paints what has changed; and that one is set to 5 ms, not 17.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from textual import app, pilot, screen

ASK_EVERY_S = 0.002
SOON_S = 0.02
PAINT_AFTER_S = 0.005


async def settled(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Wait until nothing is left to do, in place of `textual._wait.wait_for_idle`; for `max_sleep` seconds at most."""
    loop: Any = asyncio.get_running_loop()
    end = loop.time() + max_sleep
    while loop.time() < end:
        worked_s = time.process_time()
        await asyncio.sleep(ASK_EVERY_S)
        at_rest = time.process_time() - worked_s < ASK_EVERY_S / 4
        soon = loop.time() + SOON_S
        if at_rest and not loop._ready and all(timer.cancelled() or timer.when() > soon for timer in loop._scheduled):
            return


@contextmanager
def soon_settled() -> Iterator[None]:
    """Within this, pilots wait so."""
    with (
        patch.object(app, "wait_for_idle", settled),
        patch.object(pilot, "wait_for_idle", settled),
        patch.object(screen, "UPDATE_PERIOD", PAINT_AFTER_S),
    ):
        yield
