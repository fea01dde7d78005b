"""From older versions of a record to the newest: one step a version, taken as a document is read."""

from collections.abc import Callable
from typing import Any

Step = Callable[[str, dict[str, Any]], dict[str, Any]]
"""Makes a document of the next version out of one of the version before: given its table and a copy it may change.

A document stays in its table. KeyError, TypeError and ValueError say that it was no document of that version.
"""

STEPS: tuple[Step, ...] = ()
"""The first leads from version 1 to 2, the next from 2 to 3, and so on.

A new version is a new step here, `coach.core.records.SCHEMA_VERSION` one higher, and an example file of the old one
under tests/shards. What is on disk stays as it was written; only reading takes the steps.
"""


def newest() -> int:
    """The version that records have once they are read."""
    return len(STEPS) + 1


def migrated(table: str, document: dict[str, Any]) -> dict[str, Any]:
    """The document as the newest version would have written it; one that is newest already is given back itself.

    Raises ValueError for one that is from no version, or that a step cannot use.
    """
    version = document.get("v", 1)
    if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version <= newest():
        raise ValueError(f"no version: {version!r}")
    for number in range(version, newest()):
        try:
            document = STEPS[number - 1](table, dict(document)) | {"v": number + 1}
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"no document of version {number}: {error!r}") from error
    return document
