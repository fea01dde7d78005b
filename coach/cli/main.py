"""The way in: `coach status` is answered before anything else is imported, all else goes to the commands."""

import gc
import os
import sys


def main() -> None:
    """Run `coach` on the words of the command line, and end the process with its exit code."""
    words = sys.argv[1:]
    if words[:1] == ["status"]:
        from coach.cli.status import main as status

        sys.exit(status(words[1:]))
    # A command lives for a tenth of a second, a third of which went into looking for garbage and into taking the
    # interpreter apart at the end; the app turns the first on again and ends in the ordinary way.
    gc.disable()
    try:
        from coach.cli.offline import leave_out_tls

        leave_out_tls()
        from coach.cli.run import run

        code = run(words)
    except KeyboardInterrupt:  # pressed while still starting
        code = 130
    if gc.isenabled():
        sys.exit(code)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)
