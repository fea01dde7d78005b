"""What the user reads when something cannot be done: one sentence each, and the exit code that goes with it."""


class CoachError(Exception):
    """Something that could not be done; its text is the one sentence the user reads. Exit code 1."""

    exit_code = 1


class WrongUse(CoachError):
    """Words the command cannot take: a wrong number, date, name or setting. Exit code 2."""

    exit_code = 2


class WrongConfig(WrongUse):
    """A setting in config.toml that cannot be used; says file, line, key and what is allowed."""


class WrongRoutine(WrongUse):
    """A routine file that cannot be used; says file, line and what is allowed."""


class NotSaved(CoachError):
    """A record that is not on disk: disk full, folder read-only or gone. Nothing on disk was harmed."""
