"""The shelf of routines: those that ship and the user's own, read, checked and shown."""

from coach.library.evidence import STRENGTHS, Evidence
from coach.library.figures import MOST_COLUMNS, MOST_ROWS
from coach.library.files import MOST_BYTES, Problem
from coach.library.shelf import Library, shipped_folder
from coach.library.template import template

__all__ = [
    "MOST_BYTES",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "STRENGTHS",
    "Evidence",
    "Library",
    "Problem",
    "shipped_folder",
    "template",
]
