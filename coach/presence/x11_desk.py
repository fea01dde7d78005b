"""Idle time and full screen on X11."""

import struct
from collections.abc import Callable, Mapping

from coach.presence.board import Board
from coach.presence.x11 import BAD_WINDOW, Display, NoDisplay, Refused

_TERMINAL_WORDS = (
    "xterm uxterm rxvt urxvt st st-256color alacritty kitty foot footclient wezterm org.wezfurlong.wezterm ghostty "
    "com.mitchellh.ghostty konsole org.kde.konsole yakuake kgx org.gnome.console ptyxis org.gnome.ptyxis terminator "
    "tilix guake tilda terminology cool-retro-term hyper tabby rio contour blackbox com.raggesilver.blackbox sakura "
    "roxterm eterm aterm mlterm termit warp dev.warp.warp wave waveterm extraterm domterm"
)
TERMINALS = frozenset(_TERMINAL_WORDS.split())
"""WM_CLASS of terminals, in lower case; beside these every class counts that says `terminal` or ends in `term`."""


class X11Desk:
    """One look at the display: how long without input, and what fills the screen."""

    name = "idle time (X11)"
    full_screen = "full screen (X11)"
    pace_s = 5.0
    hurries = True

    def __init__(self, board: Board, environ: Mapping[str, str], monotonic: Callable[[], float]) -> None:
        self._board = board
        self._environ = environ
        self._now = monotonic
        self._display: Display | None = None
        self._saver: int | None = None

    def look(self) -> None:
        """Ask the display, connecting to it where needed."""
        try:
            display = self._display or self._connect()
            self._look_idle(display)
            self._look_full(display)
        except NoDisplay as error:
            self.close()
            self._board.fullscreen(self.full_screen, False)
            for name in (self.name, self.full_screen):
                self._board.fails(name, str(error))

    def close(self) -> None:
        """Leave the display."""
        if self._display is not None:
            self._display.close()
            self._display = None

    def _connect(self) -> Display:
        self._display = Display(self._environ)
        self._saver = self._display.extension("MIT-SCREEN-SAVER")
        return self._display

    def _look_idle(self, display: Display) -> None:
        if self._saver is None:
            self._board.fails(self.name, "this X display has no MIT-SCREEN-SAVER extension")
            return
        asked_at = self._now()
        answer = display.ask(self._saver, 1, struct.pack("<I", display.root))
        idle_ms = struct.unpack_from("<I", answer, 16)[0]
        if self._board.idle(self.name, idle_ms / 1000, asked_at=asked_at):
            self._board.works(self.name, "the X display tells it")
        else:
            self._board.fails(self.name, f"the X display says {idle_ms} ms, which cannot be")

    def _look_full(self, display: Display) -> None:
        active = display.numbers(display.root, "_NET_ACTIVE_WINDOW")
        if not active:
            self._board.fullscreen(self.full_screen, False)
            self._board.fails(self.full_screen, "the window manager does not tell which window is in front")
            return
        full = self._fills(display, active[0])
        self._board.fullscreen(self.full_screen, full)
        self._board.works(self.full_screen, "a window fills the screen" if full else "no window fills the screen")

    def _fills(self, display: Display, window: int) -> bool:
        if window == 0 or str(window) == self._environ.get("WINDOWID"):  # none, or the terminal that we are in
            return False
        try:
            if display.atom("_NET_WM_STATE_FULLSCREEN") not in display.numbers(window, "_NET_WM_STATE"):
                return False
            return not is_terminal(display.text(window, "WM_CLASS"))
        except Refused as error:
            if error.code == BAD_WINDOW:  # it closed meanwhile
                return False
            raise


def is_terminal(wm_class: str) -> bool:
    """Whether a WM_CLASS (instance and class, each ended by a NUL) is a terminal's."""
    names = [name.lower() for name in wm_class.split("\0") if name]
    return any(name in TERMINALS or "terminal" in name or name.endswith("term") for name in names)
