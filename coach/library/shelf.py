"""All routines at hand: those that ship, and the user's own in front of them."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

import coach
from coach.core.routine import Routine, figures_of
from coach.library.evidence import Evidence, read_evidence
from coach.library.figures import figure_problem, read_figure
from coach.library.files import Problem, Unreadable
from coach.library.reading import read_routine
from coach.paths import Paths

EVIDENCE_FILE = "evidence.toml"


def shipped_folder() -> Path:
    """Where our own routines lie: inside an installed package, else beside it in a checkout."""
    package = Path(coach.__file__).parent
    installed = package / "_routines"
    return installed if installed.is_dir() else package.parent / "routines"


class Library:
    """The routines of one user. Making one reads nothing; each part is read when first asked for, and kept.

    A file with a fault is left out and told of in `problems`; reading never raises. To see what changed on disk
    since, ask `changed`; `renew` reads anew where that is so.
    """

    def __init__(self, paths: Paths, shipped: Path | None = None) -> None:
        self._own_folder = paths.routines
        self._shipped = shipped_folder() if shipped is None else shipped
        self._frames: dict[str, tuple[str, ...]] = {}
        self._stamp = _stamp(self._own_folder)

    @property
    def routines(self) -> Mapping[str, Routine]:
        """Every usable routine by id, in the order of ids; the user's own in place of ours of the same id."""
        return self._read[0]

    @property
    def problems(self) -> list[Problem]:
        """Every fault in the routine files, ours and the user's."""
        return self._read[1]

    @property
    def evidence(self) -> Mapping[str, Evidence]:
        """The findings by key, as routines/evidence.toml lists them."""
        return self._evidence_read[0]

    def figure(self, name: str | None) -> tuple[str, ...]:
        """The frames of a figure, all of one size; () for None, an unknown name, or a file with a fault."""
        if name is None:
            return ()
        if name not in self._frames:
            file = _figure_files(self._figure_folders).get(name)
            try:
                self._frames[name] = () if file is None else read_figure(file)
            except Unreadable:
                self._frames[name] = ()
        return self._frames[name]

    def check(self, paths: Iterable[Path]) -> list[Problem]:
        """Every fault in routine files, and in the figures they use. A folder stands for the files in it.

        Figures are looked for in `figures/` beside the file too. Two files with the same name have the same id,
        which is a fault of the second.
        """
        problems: list[Problem] = []
        seen: dict[str, Path] = {}
        for file in _files(paths):
            if file.name == EVIDENCE_FILE:
                problems.extend(read_evidence(file)[1])
                continue
            figures = _figure_files([*self._figure_folders, file.parent / "figures"])
            routine, faults = read_routine(file, figures, self.evidence, own=True)
            problems.extend(faults)
            first = seen.setdefault(file.stem, file)
            if first != file:
                problems.append(Problem(str(file), None, f"The id {file.stem} is a duplicate of {first}."))
            if routine is not None:
                found = (figure_problem(figures[name]) for name in figures_of(routine))
                problems.extend(fault for fault in found if fault is not None and fault not in problems)
        return problems

    def changed(self) -> bool:
        """Whether the user's own routine files or figures changed on disk since this was made."""
        return _stamp(self._own_folder) != self._stamp

    def renew(self) -> bool:
        """Forget what was read when the user's own files have changed since; whether they have."""
        stamp = _stamp(self._own_folder)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        self._frames = {}
        self.__dict__.pop("_read", None)
        return True

    @cached_property
    def _read(self) -> tuple[dict[str, Routine], list[Problem]]:
        figures = _figure_files(self._figure_folders)
        found: dict[str, Routine] = {}
        problems = list(self._evidence_read[1])
        for folder, own in ((self._shipped, False), (self._own_folder, True)):
            for file in _toml_files(folder):
                if file.name == EVIDENCE_FILE and not own:
                    continue
                routine, faults = read_routine(file, figures, self.evidence, own)
                problems.extend(faults)
                if routine is not None:
                    found[routine.id] = routine
        return dict(sorted(found.items())), problems

    @cached_property
    def _evidence_read(self) -> tuple[dict[str, Evidence], list[Problem]]:
        return read_evidence(self._shipped / EVIDENCE_FILE)

    @property
    def _figure_folders(self) -> list[Path]:
        return [self._shipped / "figures", self._own_folder / "figures"]


def _toml_files(folder: Path) -> list[Path]:
    return _inside(folder, ".toml")


def _figure_files(folders: Iterable[Path]) -> dict[str, Path]:
    """Figure files by name; a later folder goes before an earlier one."""
    return {file.stem: file for folder in folders for file in _inside(folder, ".txt")}


def _inside(folder: Path, suffix: str) -> list[Path]:
    try:
        return sorted(file for file in folder.iterdir() if file.suffix == suffix and not file.name.startswith("."))
    except OSError:  # there is none, or it may not be read
        return []


def _files(paths: Iterable[Path]) -> list[Path]:
    """The files meant, each once; of a folder those that end in .toml."""
    found: dict[Path, None] = {}
    for path in paths:
        found.update(dict.fromkeys(_toml_files(path) if path.is_dir() else [path]))
    return list(found)


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, time of change and size of every file that could be read."""
    stamps: list[tuple[str, int, int]] = []
    for file in [*_inside(folder, ".toml"), *_inside(folder / "figures", ".txt")]:
        try:
            found = file.stat()
        except OSError:
            continue
        stamps.append((str(file), found.st_mtime_ns, found.st_size))
    return tuple(stamps)
