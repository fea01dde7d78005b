"""`coach status`: one line from the snapshot of the running app, read before anything else is imported."""

import os
import sys
from collections.abc import Mapping, Sequence

_MOST_BYTES = 65536
USAGE = """\
Usage: coach status [--format TEXT] [--json]

One line for tmux, waybar or starship, such as: break in 12 min

  --format TEXT  with {line}, {kind} and {minutes} (to the next prompt) filled in
  --json         the whole snapshot
  --help         this
"""


def state_folder(environ: Mapping[str, str]) -> str:
    """The same folder as `coach.paths.find_paths().state`, without its imports where that can be had."""
    home = environ.get("COACH_HOME")
    if home:
        return os.path.join(os.path.abspath(os.path.expanduser(home)), "state")
    if sys.platform == "linux":
        base = environ.get("XDG_STATE_HOME", "").strip() or os.path.join(os.path.expanduser("~"), ".local", "state")
        return os.path.join(base, "back-coach")
    from coach.paths import find_paths

    return str(find_paths().state)


def newest_snapshot(state: str) -> dict[str, object] | None:
    """The snapshot written last by any device that keeps its state here; None when there is none."""
    import json

    newest: dict[str, object] | None = None
    try:
        devices = os.listdir(state)
    except OSError:
        return None
    for device in devices:
        try:
            with open(os.path.join(state, device, "status.json"), "rb") as file:
                found = json.loads(file.read(_MOST_BYTES))
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(found, dict) and _number(found, "written") > (_number(newest, "written") if newest else -1):
            newest = found
    return newest


def main(arguments: Sequence[str], now: float | None = None) -> int:
    """Print the line; the exit code. `now` is in Unix seconds, the machine's own when None."""
    template, as_json = "{line}", False
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--help":
            return _out(USAGE.rstrip())
        if word == "--json":
            as_json = True
        elif word == "--format" and rest:
            template = rest.pop(0)
        elif word.startswith("--format="):
            template = word.removeprefix("--format=")
        elif word == "--format":
            return _err("--format needs a text, such as '{kind} {minutes}'.", 2)
        else:
            return _err(f"coach status takes --format TEXT and --json, not {word!r}.", 2)
    snapshot = newest_snapshot(state_folder(os.environ))
    seconds = _now() if now is None else now
    if snapshot is None or _number(snapshot, "until") < seconds:
        return _err("No coach is running.", 1)
    if as_json:
        import json

        return _out(json.dumps(snapshot))
    line, kind = (_plain(snapshot.get(name)) for name in ("line", "next_kind"))
    at = _number(snapshot, "next_at")
    minutes = str(max(0, -int(-(at - seconds) // 60))) if at else ""
    for name, value in (("{kind}", kind), ("{minutes}", minutes), ("{line}", line)):
        template = template.replace(name, value)
    return _out(template)


def _now() -> float:
    import time

    return time.time()  # noqa: TID251  the room of the clocks would cost more than all the rest of this command


def _number(snapshot: dict[str, object], name: str) -> float:
    found = snapshot.get(name)
    return float(found) if isinstance(found, int | float) else 0.0


def _plain(value: object) -> str:
    return "".join(char for char in value if char.isprintable()) if isinstance(value, str) else ""


def _out(text: str) -> int:
    try:
        sys.stdout.buffer.write((text + "\n").encode(sys.stdout.encoding or "utf-8", "replace"))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def _err(sentence: str, code: int) -> int:
    sys.stderr.write(sentence.encode("ascii", "backslashreplace").decode() + "\n")
    return code
