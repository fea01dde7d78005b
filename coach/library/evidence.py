"""What the routines lean on: a finding with its figure, where it was read, and an honest word for its strength."""

from pathlib import Path

from msgspec import Struct

from coach.library.faults import Faults
from coach.library.files import Problem, Unreadable, Where, read_toml

STRENGTHS = ("trial", "review", "guideline", "common advice", "our default")
"""How strong a finding is. `our default` is our own choice, with no source."""

EVIDENCE_KEYS = ("finding", "source", "year", "strength")


class Evidence(Struct, frozen=True):
    """One finding. `year` is None where the source names none."""

    key: str
    finding: str
    source: str
    year: int | None
    strength: str

    @property
    def cited(self) -> str:
        """Source and year; the year once, and before what is said of the source after a semicolon."""
        source, apart, more = self.source.partition("; ")
        year = "" if self.year is None or str(self.year) in source else f", {self.year}"
        return f"{source}{year}{apart}{more}"


def read_evidence(file: Path) -> tuple[dict[str, Evidence], list[Problem]]:
    """The findings in `file` by key, those with a fault left out, and every fault."""
    try:
        table, text = read_toml(file)
    except Unreadable as unreadable:
        return {}, [unreadable.problem]
    faults = Faults(file, text)
    found: dict[str, Evidence] = {}
    for key, entry in table.items():
        if not isinstance(entry, dict):
            faults.add((key,), f"`{key}` must be a table, begun by a line of [{key}].")
            continue
        before = len(faults.problems)
        one = _entry(key, entry, faults)
        if len(faults.problems) == before:
            found[key] = one
    return found, faults.problems


def _entry(key: str, table: dict[str, object], faults: Faults) -> Evidence:
    where: Where = (key,)
    faults.unknown_keys(where, table, EVIDENCE_KEYS)
    faults.missing(where, table, ("finding", "source", "strength"))
    strength = faults.text((*where, "strength"), table)
    if strength and strength not in STRENGTHS:
        faults.add((*where, "strength"), f"`strength` cannot be {strength}; allowed are {', '.join(STRENGTHS)}.")
    year = faults.whole((*where, "year"), table["year"], 2100, "(a year)") if "year" in table else None
    return Evidence(
        key=key,
        finding=faults.text((*where, "finding"), table),
        source=faults.text((*where, "source"), table),
        year=year,
        strength=strength,
    )
