"""Asking on a terminal, and only there."""

import sys

from coach.cli.say import clean, say


def interactive() -> bool:
    """Whether somebody can read a question and type an answer."""
    return _is_terminal(sys.stdin) and _is_terminal(sys.stdout)


def ask(question: str) -> str | None:
    """What was typed, without spaces around it; None when the input ended (ctrl+d) instead."""
    try:
        return input(clean(question) + " ").strip()
    except EOFError:
        say("")
        return None


def pick(question: str, count: int) -> int | None:
    """A number from 1 to `count`; None for Enter or the end of input. Asks again after anything else."""
    while True:
        typed = ask(question)
        if not typed:
            return None
        if typed.isascii() and typed.isdigit() and 1 <= int(typed[:9]) <= count:
            return int(typed)
        say(f"A number from 1 to {count}, or Enter.")


def _is_terminal(stream: object) -> bool:
    try:
        return bool(stream is not None and stream.isatty())  # type: ignore[attr-defined]
    except ValueError:  # closed
        return False
