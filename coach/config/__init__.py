"""config.toml, read with a sentence for every fault, and written with its comments kept."""

from pathlib import Path

from coach.config.read import load_or_default, load_settings
from coach.config.values import format_duration, parse_duration

__all__ = [
    "default_config_text",
    "format_duration",
    "load_or_default",
    "load_settings",
    "parse_duration",
    "set_value",
]


def default_config_text() -> str:
    """A config.toml with every section and key at its default, each with a word of what it is for."""
    from coach.config.write import default_config_text as text

    return text()


def set_value(path: Path, section: str, key: str, value: object) -> None:
    """Write one setting, comments and the rest of the file kept; see `coach.config.write`."""
    from coach.config.write import set_value as write

    write(path, section, key, value)
