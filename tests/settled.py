"""Waiting for an open app in a test: until nothing is left to do, not until the machine looks idle.

Textual's own pilot looks at the processor for 20 ms at a time, twice a key, and sends a message through every widget.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from textual.app import App
from textual.pilot import Pilot

from coach.tui.app import CoachApp

AT_MOST_S = 5.0
"""So long an app may take to come to rest on a busy machine; a test that needs it fails on what it looks for."""
QUIET_TURNS = 3
"""So many turns of the loop with nothing to run are rest."""
THREADS_S = 0.002
"""How long the loop is left to threads and timers between two looks."""


async def settle(app: App[Any], at_work: set[asyncio.Future[Any]]) -> None:
    """Until every message is handled, what threads have `at_work` is done, and what changed is painted."""
    loop = asyncio.get_running_loop()
    until = loop.time() + AT_MOST_S
    while loop.time() < until:
        quiet = 0
        while quiet < QUIET_TURNS and loop.time() < until:
            await asyncio.sleep(0)
            quiet = 0 if loop._ready else quiet + 1  # type: ignore[attr-defined]
        if at_work or (isinstance(app, CoachApp) and app.ahead._kept):  # keys that wait for a card are still to come
            await asyncio.sleep(THREADS_S)
        elif app.animator._animations or app.animator._scheduled:
            await app.animator.wait_until_complete()
        elif app._resize_event is not None:
            app._check_resize()
        elif app._screen_stack and not app._batch_count and _waits(app):
            app.screen._on_timer_update()
        else:
            return


def _waits(app: App[Any]) -> bool:
    screen = app.screen
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )


@contextmanager
def settling(app: App[Any]) -> Iterator[None]:
    """The pilot of this app waits with `settle`."""
    loop = asyncio.get_running_loop()
    run, at_work = loop.run_in_executor, set[asyncio.Future[Any]]()

    def counted(*args: Any) -> asyncio.Future[Any]:
        future = run(*args)
        at_work.add(future)
        future.add_done_callback(at_work.discard)
        return future

    async def for_rest(*_: float) -> None:
        await settle(app, at_work)

    async def for_screen(_: Pilot[Any], timeout: float = 30.0) -> bool:
        await settle(app, at_work)
        return True

    with (
        patch.object(loop, "run_in_executor", counted),
        patch("textual.app.wait_for_idle", for_rest),
        patch("textual.pilot.wait_for_idle", for_rest),
        patch.object(Pilot, "_wait_for_screen", for_screen),
    ):
        yield
