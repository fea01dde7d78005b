"""Writing config.toml: one setting at a time with comments kept, and the commented file of all defaults."""

import os
from pathlib import Path

from coach.config.keys import SECTIONS
from coach.config.read import read_settings, read_text
from coach.core.settings import Settings
from coach.errors import NotSaved, WrongConfig
from coach.paths import make_private


def default_config_text() -> str:
    """A config.toml with every section and key at its default, each with a word of what it is for."""
    settings = Settings()
    lines = ["# The coach's settings, all at their defaults. Delete what you do not want to change.", ""]
    for name, section in SECTIONS.items():
        lines.append(f"[{name}]" + (f"  # {section.about}" if section.about else ""))
        for key, rule in section.keys.items():
            value = rule.value.show(getattr(getattr(settings, name), rule.field))
            lines.append(f"{key} = {value}" + (f"  # {rule.about}" if rule.about else ""))
        lines.append("")
    return "\n".join(lines)


def set_value(path: Path, section: str, key: str, value: object) -> None:
    """Write `value`, as it stands in the file (`"30m"`, `true`, `["10:00"]`), under `[section] key`.

    Comments and everything else in the file stay as they are; a missing file is made. The write is atomic and
    the file's mode 0600. Raises WrongConfig, with nothing changed, when the value (or the file as it is) cannot
    be used, NotSaved when it cannot be written.
    """
    _write(Path(os.path.realpath(path)), _changed(path, section, key, value))


def settings_with(path: Path, section: str, key: str, value: object) -> Settings:
    """The settings as they would be after `set_value`, which nothing writes. Raises WrongConfig as that does."""
    return read_settings(_changed(path, section, key, value), path)[0]


def _changed(path: Path, section: str, key: str, value: object) -> str:
    """The file's text with that value in it. Raises WrongConfig."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        before = read_text(path)
    except FileNotFoundError:
        before = ""
    faults_before = {problem.key for problem in read_settings(before, path)[1]}
    if "" in faults_before:
        raise WrongConfig(read_settings(before, path)[1][0].sentence)
    try:
        document = tomlkit.parse(before)
        table = document.get(section)
        if table is None:
            table = tomlkit.table()
            table[key] = value
            document[section] = table
        else:
            table[key] = value
        after = tomlkit.dumps(document)
    except (TOMLKitError, TypeError, ValueError, AttributeError) as error:
        raise WrongConfig(f"{path}: {section}.{key} cannot be set: {error}.") from error
    for problem in read_settings(after, path)[1]:
        if problem.key not in faults_before or problem.key == f"{section}.{key}":
            raise WrongConfig(problem.sentence)
    return after


def _write(path: Path, text: str) -> None:
    """Put the whole text in place at once, or leave the file as it was."""
    import tempfile

    temporary: str | None = None
    try:
        make_private(path.parent)
        handle, temporary = tempfile.mkstemp(prefix=".config-", dir=path.parent)  # mkstemp makes it 0600
        with open(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None and os.path.exists(temporary):
            os.unlink(temporary)
        raise NotSaved(f"{path}: not saved: {error.strerror or error}.") from error
