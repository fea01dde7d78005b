"""Reading config.toml: typed settings, and one sentence for each thing in it that cannot be used."""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from coach.core.plain import one_line
from coach.core.settings import Settings
from coach.errors import WrongConfig

MOST_BYTES = 256 * 1024
"""A larger file is not a config.toml of ours."""


class Problem:
    """A fault: in which `section.key` (empty: the whole file) and the sentence for the user."""

    def __init__(self, key: str, sentence: str) -> None:
        self.key, self.sentence = key, sentence


def load_settings(path: Path) -> Settings:
    """The settings in that file, our defaults where it says nothing or does not exist.

    Raises WrongConfig with file, line, key and what is allowed at the first fault in it.
    """
    settings, problems = read_file(path)
    if problems:
        raise WrongConfig(problems[0].sentence)
    return settings


def load_or_default(path: Path) -> tuple[Settings, list[str]]:
    """The settings with every faulty key at its default, and a sentence for each fault. Raises nothing."""
    settings, problems = read_file(path)
    return settings, [problem.sentence for problem in problems]


def read_file(path: Path) -> tuple[Settings, list[Problem]]:
    """As `load_or_default`, with the key of each fault."""
    try:
        text = read_text(path)
    except FileNotFoundError:
        return Settings(), []
    except WrongConfig as error:
        return Settings(), [Problem("", str(error))]
    return read_settings(text, path)


def read_text(path: Path) -> str:
    """The file's text. Raises FileNotFoundError when there is none, WrongConfig when it cannot be read."""
    try:
        about = os.stat(path)
        if stat.S_ISDIR(about.st_mode):
            raise WrongConfig(f"{path}: this is a folder, and config.toml is a file.")
        if not stat.S_ISREG(about.st_mode):
            raise WrongConfig(f"{path}: this is not a regular file.")
        with open(path, "rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise WrongConfig(f"{path}: cannot be read: {reason}.") from error
    if len(raw) > MOST_BYTES:
        raise WrongConfig(f"{path}: larger than {MOST_BYTES // 1024} KiB, so this is not a config.toml.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise WrongConfig(f"{path}, line {line}: not UTF-8 text; save it as UTF-8.") from error


def read_settings(text: str, path: Path) -> tuple[Settings, list[Problem]]:
    """The settings that this text of `path` gives, and its faults."""
    import tomllib

    from coach.config.keys import SECTIONS

    try:
        document: dict[str, object] = tomllib.loads(text)
    except RecursionError:
        return Settings(), [Problem("", f"{path}: not valid TOML: nested too deeply.")]
    except ValueError as error:
        return Settings(), [Problem("", _syntax(path, text, error))]

    problems: list[Problem] = []
    settings = Settings()

    def fault(section: str, key: str | None, words: str) -> None:
        line = find_line(text, section, key)
        name = section if key is None else f"{section}.{key}"
        where = f"{path}, line {line}" if line else str(path)
        end = "" if words.endswith("?") else "."
        problems.append(Problem(name, f"{where}: {words}{end}"))

    for section, content in document.items():
        known = SECTIONS.get(section)
        if known is None:
            what = "section" if isinstance(content, dict) else "key outside a section"
            hint = _did_you_mean(section, SECTIONS)
            allowed = ", ".join(SECTIONS)
            fault(section, None, f"unknown {what} {_shown(section)}{hint or f'; allowed: {allowed}'}")
            continue
        if not isinstance(content, dict):
            fault(section, None, f"{section} is a section: write [{section}], and its keys under it")
            continue
        found: dict[str, object] = {}
        free: list[tuple[str, object]] = []
        for key, raw in content.items():
            rule = known.keys.get(key, known.free)
            if rule is None:
                hint = _did_you_mean(key, known.keys) or f"; allowed in [{section}]: {', '.join(known.keys)}"
                fault(section, key, f"unknown key {_shown(key)} in [{section}]{hint}")
                continue
            try:
                value = rule.value.read(raw)
            except ValueError:
                fault(section, key, f"{section}.{key} = {_shown(raw)} cannot be used; allowed: {rule.value.allowed}")
                continue
            if rule is known.free:
                free.append((key, value))
                found[rule.field] = tuple(free)
            else:
                found[rule.field] = value
        for low, high in _PAIRS.get(section, ()):
            first, most = (found.get(field, getattr(getattr(settings, section), field)) for field in (low, high))
            if isinstance(first, int) and isinstance(most, int) and first > most:
                blamed = low if low in found else high
                said = f"{section}.{low} = {first} is above {section}.{high} = {most}"
                fault(section, blamed, f"{said}; allowed: at most as much")
                found.pop(low, None)
                found.pop(high, None)
        settings = replace(settings, **{section: replace(getattr(settings, section), **found)})
    return settings, problems


_PAIRS = {"walk": (("first_minutes", "most_minutes"), ("steady_first_minutes", "steady_most_minutes"))}
"""Keys of which the first may not be above the second (key and field have the same name)."""


def find_line(text: str, section: str, key: str | None) -> int | None:
    """The line, from 1, on which a key (or a section, when `key` is None or stands nowhere by itself) is set."""
    import re

    name = f"[\"']?{re.escape(section)}[\"']?"
    header = re.compile(rf"\s*\[\[?\s*{name}\s*(\.[^\]]*)?\]")
    bare = re.compile(rf"\s*{name}\s*[=.]")
    wanted = None if key is None else re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
    dotted = None if key is None else re.compile(rf"\s*{name}\s*\.\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
    section_line: int | None = None
    inside = top = False
    for number, line in enumerate(text.split("\n"), start=1):
        if re.match(r"\s*\[\[?[^,]*\]\s*(#.*)?$", line):
            inside, top = header.match(line) is not None, True
            if inside and section_line is None:
                section_line = number
        elif dotted is not None and not top and dotted.match(line) or inside and wanted and wanted.match(line):
            return number
        elif not top and section_line is None and bare.match(line):
            section_line = number
    return section_line


def _syntax(path: Path, text: str, error: ValueError) -> str:
    import re

    said = str(error)
    found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", said)
    words = said[: found.start()] if found else said
    if found is None:
        return f"{path}: not valid TOML: {words}."
    line = int(found[1]) if found[1] else text.count("\n") + (not text.endswith("\n"))
    return f"{path}, line {max(line, 1)}: not valid TOML: {_plain(words[:1].lower() + words[1:])}."


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word[:40], list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _shown(raw: object) -> str:
    """A value as the user wrote it, near enough, on one short line without control characters."""
    if isinstance(raw, bool):
        words = "true" if raw else "false"
    elif isinstance(raw, str):
        words = f'"{raw[:80]}"'
    elif isinstance(raw, list):
        words = "[" + ", ".join(_shown(item) for item in raw[:8]) + (", …" if len(raw) > 8 else "") + "]"
    elif isinstance(raw, dict):
        words = "{…}"
    else:
        words = str(raw)
    words = _plain(words)
    return words if len(words) <= 60 else words[:59] + "…"


def _plain(words: str) -> str:
    return one_line(words, "\ufffd")
