"""The newest key pressed in any client of the tmux server around the app: input that is known over ssh too."""

import shutil
from collections.abc import Callable, Mapping
from datetime import datetime

from coach.machine.child import Unanswered, answer_of
from coach.presence.board import Board

LIMIT_S = 1.0
"""Seconds tmux may take: our choice; it takes a few milliseconds."""
CLOCK_SLACK_S = 2.0
"""tmux tells whole seconds of the wall clock: this much in the future is now."""


class TmuxActivity:
    """Asks tmux when its clients were last active. All clients of the server count: they are the user's terminals."""

    name = "keys in tmux"
    pace_s = 5.0
    hurries = True

    def __init__(self, board: Board, environ: Mapping[str, str], wall: Callable[[], datetime]) -> None:
        self._board = board
        self._environ = environ
        self._wall = wall

    def look(self) -> None:
        """Ask tmux; a server without a client knows nothing."""
        try:
            newest = self._newest()
        except Unanswered as error:
            self._board.fails(self.name, str(error))
            return
        if newest is None:
            self._board.fails(self.name, "nobody is attached to tmux")
            return
        idle_s = self._wall().timestamp() - newest
        if -CLOCK_SLACK_S <= idle_s < 0:
            idle_s = 0.0
        if self._board.idle(self.name, idle_s, elsewhere=True, mark=newest):
            self._board.works(self.name, "tmux tells it")
        else:
            self._board.fails(self.name, "tmux tells of a key pressed at a time that cannot be")

    def close(self) -> None:
        """Nothing is held."""

    def _newest(self) -> int | None:
        """Seconds of the epoch of the newest activity, None without a client. Raises Unanswered."""
        program = shutil.which("tmux", path=self._environ.get("PATH"))
        if program is None:
            raise Unanswered("the program tmux is not in the PATH")
        server = self._environ["TMUX"].rsplit(",", 2)[0]
        command = [program, "-S", server, "list-clients", "-F", "#{client_activity}"]
        said = answer_of(command, self._environ, LIMIT_S).split()
        if not all(word.isdecimal() for word in said):
            raise Unanswered("tmux gave an answer that is no time")
        return max(map(int, said), default=None)
