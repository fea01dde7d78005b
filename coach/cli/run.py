"""One run of `coach`: bare it opens the app, with words it is a command; what cannot be done is one sentence."""

import errno
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from coach.cli.house import House
from coach.cli.say import complain
from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.clock import Clock

COMPLETE = "_COACH_COMPLETE"
"""Set by the shell's completion, see `coach completion`."""
INTERRUPTED = 130
"""The exit code of a shell for ctrl+c."""


def run(words: Sequence[str], clock: "Clock | None" = None) -> int:
    """Run the command that `words` name; the exit code: 0, 1 could not do it, 2 wrong use, 130 ctrl+c."""
    if words[:1] == ["status"]:
        from coach.cli.status import main

        return main(words[1:])
    if COMPLETE in os.environ:
        from coach.cli.root import complete

        return complete(House(clock), COMPLETE)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = _done(words, House(clock))
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:  # only the output is left to fail here
        _let_go_of_output()
        if error.errno in (errno.EPIPE, errno.EINVAL):  # the reader went away, as `head` does
            return 1
        complain(f"The output could not be written: {error.strerror}.")
        return 1


def _done(words: Sequence[str], house: House) -> int:
    try:
        if not words:  # the app has no words to be parsed, and its first picture does not wait for the parser
            from coach.cli.open import open_app

            return open_app(house)
        from coach.cli.root import invoke

        code = invoke(words, house)
    except (KeyboardInterrupt, EOFError):
        return INTERRUPTED
    except CoachError as error:
        complain(str(error))
        return error.exit_code
    except OSError as error:
        if error.filename is None:  # not a file of ours but the output, which `run` speaks of
            raise
        complain(f"{error.filename}: {error.strerror}.")
        return 1
    for sentence in house.mended if code == 0 else ():
        complain(sentence)
    return code


def _let_go_of_output() -> None:
    """Point the output to nowhere, so that the interpreter does not fail on it once more at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        pass
    finally:
        os.close(nowhere)
