"""Which sources there are on this machine, in this session."""

import os
import sys
from collections.abc import Callable, Mapping
from datetime import datetime

from coach.presence.board import Board
from coach.presence.bus import Bus
from coach.presence.source import Source

IN_TMUX = "start it as: tmux new -A -s coach coach"
"""The way to be seen where nothing else tells of input."""


def sources_here(
    environ: Mapping[str, str],
    board: Board,
    session: Bus,
    system: Bus,
    wall: Callable[[], datetime],
    monotonic: Callable[[], float],
    soon: Callable[[], None],
) -> list[Source]:
    """The sources worth asking. `soon` has all of them asked without delay.

    Over ssh without tmux the desk of that machine says nothing of the user, so it is not asked; with tmux the user
    may be at either end, and the newest input wins. A DISPLAY that names a host is the user's own, brought along.
    """
    found: list[Source] = []
    if sys.platform == "win32":
        from coach.presence.windows import WindowsDesk

        return [WindowsDesk(board)]
    over_ssh = bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))
    in_tmux = bool(environ.get("TMUX"))
    if in_tmux:
        from coach.presence.tmux import TmuxActivity

        found.append(TmuxActivity(board, environ, wall))
    elif over_ssh:
        board.fails("keys in tmux", "over ssh idle time is known only inside tmux", IN_TMUX)
    desk_is_here = in_tmux or not over_ssh
    if sys.platform == "darwin":
        from coach.presence.macos import MacFocus, MacIdle, MacLock

        if desk_is_here:
            home = environ.get("HOME") or os.path.expanduser("~")
            found += [MacIdle(board), MacLock(board, environ), MacFocus(board, home)]
        return found
    _add_display(found, environ, board, desk_is_here, monotonic)
    if desk_is_here:
        from coach.presence.focus import DoNotDisturb
        from coach.presence.gnome import GnomeBanners
        from coach.presence.logind import Logind
        from coach.presence.mutter import MutterIdle
        from coach.presence.screensaver import ScreenSavers

        found += [MutterIdle(session, board, monotonic), Logind(system, board), ScreenSavers(session, board)]
        found += [DoNotDisturb(session, board), GnomeBanners(session, board, environ, soon)]
    return found


def _add_display(
    found: list[Source], environ: Mapping[str, str], board: Board, desk_is_here: bool, monotonic: Callable[[], float]
) -> None:
    from coach.presence.x11_desk import X11Desk

    display = environ.get("DISPLAY", "")
    brought_along = bool(display.rpartition(":")[0]) and not display.startswith(("unix", "/"))
    if environ.get("WAYLAND_DISPLAY") or environ.get("XDG_SESSION_TYPE") == "wayland":
        # XWayland hears only what is typed into its own windows
        from coach.presence.wayland import WaylandIdle

        if desk_is_here:
            found.append(WaylandIdle(board, environ, monotonic))
            board.fails(X11Desk.full_screen, "under Wayland nobody tells what fills the screen")
    elif display and (desk_is_here or brought_along):
        found.append(X11Desk(board, environ, monotonic))
