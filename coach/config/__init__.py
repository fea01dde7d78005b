"""config.toml, read with a sentence for every fault, and written with its comments kept.

The parts are imported when first used: most runs of the command line find no file, and need none of them.
"""

from pathlib import Path

from coach.core.settings import Settings

__all__ = [
    "default_config_text",
    "format_duration",
    "load_or_default",
    "load_settings",
    "parse_duration",
    "set_value",
    "settings_with",
]


def load_settings(path: Path) -> Settings:
    """The settings in that file, our defaults where it says nothing or does not exist.

    Raises WrongConfig with file, line, key and what is allowed at the first fault in it.
    """
    if _absent(path):
        return Settings()
    from coach.config.read import load_settings as load

    return load(path)


def load_or_default(path: Path) -> tuple[Settings, list[str]]:
    """The settings with every faulty key at its default, and a sentence for each fault. Raises nothing."""
    if _absent(path):
        return Settings(), []
    from coach.config.read import load_or_default as load

    return load(path)


def parse_duration(text: str) -> int:
    """Seconds of a duration such as 90s, 30m, 1h, 1h30m or 0s. Raises WrongUse for anything else."""
    from coach.config.values import parse_duration as parse

    return parse(text)


def format_duration(seconds: int) -> str:
    """The shortest way to write that many seconds, such as 1h30m; `parse_duration` reads it back."""
    from coach.config.values import format_duration as written

    return written(seconds)


def default_config_text() -> str:
    """A config.toml with every section and key at its default, each with a word of what it is for."""
    from coach.config.write import default_config_text as text

    return text()


def set_value(path: Path, section: str, key: str, value: object) -> None:
    """Write `value`, as it stands in the file (`"30m"`, `true`, `["10:00"]`), under `[section] key`.

    Comments and everything else in the file stay as they are; a missing file is made. The write is atomic and
    the file's mode 0600. Raises WrongConfig, with nothing changed, when the value (or the file as it is) cannot
    be used, NotSaved when it cannot be written.
    """
    from coach.config.write import set_value as write

    write(path, section, key, value)


def settings_with(path: Path, section: str, key: str, value: object) -> Settings:
    """The settings as they would be after `set_value`, with nothing written. Raises WrongConfig as that does."""
    from coach.config.write import settings_with as changed

    return changed(path, section, key, value)


def _absent(path: Path) -> bool:
    try:
        path.lstat()
    except FileNotFoundError:
        return True
    except (OSError, ValueError):  # whatever else is wrong with it, the reader says
        return False
    return False
