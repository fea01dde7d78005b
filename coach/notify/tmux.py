"""The status line of the user's tmux clients, wherever among its windows they are looking."""

import os
import shutil
from collections.abc import Mapping

from msgspec import Struct

from coach.machine.child import Children, Ended
from coach.notify.channel import Outcome
from coach.notify.message import Message, one_line

LIMIT_S = 2.0
"""Seconds a call to tmux may take: our choice; it takes a few milliseconds."""

SHOWN_FOR_MS = 5000
"""How long the line stays: our choice, enough to read it; not longer, as tmux holds the pane still meanwhile."""

OUTSIDE = "not inside tmux"


class Terminal(Struct, frozen=True):
    """The terminal outside tmux, as far as tmux knows: its names, and whether sequences are passed on to it."""

    names: str
    passes: bool


class Tmux:
    """The tmux server around this program, if there is one. Nothing goes through a shell."""

    def __init__(self, environ: Mapping[str, str], limit_s: float = LIMIT_S) -> None:
        self._environ = environ
        self._limit_s = limit_s
        self._children = Children()

    @property
    def inside(self) -> bool:
        """Whether this program runs inside tmux."""
        return bool(self._environ.get("TMUX"))

    def run(self, *arguments: str) -> Ended:
        """Run one tmux command on that server; raises OSError when there is no tmux to run."""
        program = shutil.which("tmux", path=self._environ.get("PATH"))
        if program is None:
            raise FileNotFoundError("the program tmux is not in the PATH")
        server = self._environ["TMUX"].rsplit(",", 2)[0]
        return self._children.run([program, "-S", server, *arguments], limit_s=self._limit_s, env=self._environ)

    def terminal(self) -> Terminal:
        """The terminal outside. Raises OSError."""
        wanted = "#{client_termname} #{client_termtype}\n#{allow-passthrough}"
        where = ["-t", pane] if (pane := self._environ.get("TMUX_PANE")) else []
        names, _, passing = self.run("display-message", "-p", *where, wanted).out.partition("\n")
        # tmux before 3.3 has no such option and always passes sequences on
        return Terminal(names.strip(), passing.strip() not in ("0", "off"))

    def close(self) -> None:
        """Kill the call that is under way."""
        self._children.close()


class TmuxChannel:
    """Shows the message with `display-message` on every client of the tmux server around this program."""

    name = "tmux"
    desktop = False

    def __init__(self, environ: Mapping[str, str] | None = None, limit_s: float = LIMIT_S) -> None:
        self._tmux = Tmux(os.environ if environ is None else environ, limit_s)

    def deliver(self, message: Message) -> Outcome:
        """Delivered when at least one client showed the line."""
        if not self._tmux.inside:
            return Outcome(False, OUTSIDE)
        try:
            listed = self._tmux.run("list-clients", "-F", "#{client_name}")
            if listed.code != 0:
                return Outcome(False, _why(listed))
            ended: list[Ended] = []
            for client in listed.out.splitlines():
                ended.append(self._show(client, message))
                if ended[-1].code is None:
                    break  # the server hangs: the next client would cost as long
        except OSError as error:
            return Outcome(False, str(error))
        shown = sum(1 for one in ended if one.code == 0)
        if shown:
            return Outcome(True, f"shown in the status line of {shown} tmux client{'' if shown == 1 else 's'}")
        return Outcome(False, _why(ended[-1]) if ended else "nobody is attached to tmux")

    def withdraw(self, prompt_id: str) -> None:
        """Nothing: the line goes by itself."""

    def close(self) -> None:
        """Kill the call to tmux that is under way."""
        self._tmux.close()

    def _show(self, client: str, message: Message) -> Ended:
        words = literal(one_line(message))
        ended = self._tmux.run("display-message", "-c", client, "-d", str(SHOWN_FOR_MS), "--", words)
        if ended.code == 1 and "-d" in ended.err + ended.out:  # tmux before 3.2 knows no -d
            ended = self._tmux.run("display-message", "-c", client, "--", words)
        return ended


def literal(text: str) -> str:
    """`text` so that tmux shows it as it is: `#` begins a format (or a command to run) and `%` a date."""
    return text.replace("#", "##").replace("%", "%%")


def _why(ended: Ended) -> str:
    if ended.code is None:
        return "tmux did not answer"
    said = (ended.err or ended.out).strip().split("\n")[0]
    return f"tmux: {said[:200] or f'exit code {ended.code}'}"
