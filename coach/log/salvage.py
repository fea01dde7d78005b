"""What can be saved from a damaged shard: every document that is still whole, in the table it stood in."""

import json
import re
from typing import Any

import msgspec

from coach.core.records import TYPES
from coach.log.shards import UNDECODABLE, convert
from coach.log.storage import Tables

_KEY = re.compile(r'"((?:[^"\\\x00-\x1f]){1,80})"\s*:\s*(?=\{)')
_SPACE = re.compile(r"\s*")
_BETWEEN = re.compile(r"[\s,{}]*")
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)
"""The lines that git puts between the two sides of a conflict."""
_decode = json.JSONDecoder().raw_decode


def salvage(data: bytes) -> Tables:
    """The whole documents of a file that is cut off, or has a hole in it; a file of NULs holds none.

    After a hole the table a document stood in is known only by its own fields: where these fit several tables, it
    is left to the copy.
    """
    text = _CONFLICT.sub("", data.decode("utf-8", errors="replace"))
    tables: Tables = {}
    table: str | None = None
    position = 0
    while (match := _KEY.search(text, position)) is not None:
        if not _BETWEEN.fullmatch(text, position, match.start()):
            table = None
        key = match.group(1)
        document = _document(text, match.end())
        if document is not None and _is_document(document[0]):
            found, position = document
            home = table if table is not None else _guess(found)
            if home is not None:
                _put(tables.setdefault(home, {}), key, found)
        elif key in TYPES or (table is None and document is not None) or _opens_documents(text, match.end()):
            table, position = key, match.end() + 1
        else:
            table, position = None, match.end() + 1
    return tables


def _put(documents: dict[str, dict[str, Any]], key: str, found: dict[str, Any]) -> None:
    """Keep a document under its key, and what stood under the same key before it under another."""
    earlier = documents.pop(key, None)
    if earlier is not None and earlier != found:
        number = 2
        while f"{key}#{number}" in documents:
            number += 1
        documents[f"{key}#{number}"] = earlier
    documents[key] = found


def _document(text: str, position: int) -> tuple[dict[str, Any], int] | None:
    try:
        found, end = _decode(text, position)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    try:
        msgspec.json.encode(found)
    except (ValueError, TypeError, RecursionError):  # a lone surrogate
        return None
    return found, end


def _is_document(found: dict[str, Any]) -> bool:
    return isinstance(found.get("id"), str) and isinstance(found.get("at"), str)


def _opens_documents(text: str, position: int) -> bool:
    """Whether the object at `position` begins with a document: then it is a table of a newer version."""
    inner = _KEY.match(text, _SPACE.match(text, position + 1).end())  # type: ignore[union-attr]
    return inner is not None and (found := _document(text, inner.end())) is not None and _is_document(found[0])


def _guess(document: dict[str, Any]) -> str | None:
    fits = []
    for table, record_type in TYPES.items():
        known = set(record_type.__struct_fields__) | {"undoes", "op", "from"}
        if not document.keys() <= known:
            continue
        try:
            convert(document, table)
        except UNDECODABLE:
            continue
        fits.append(table)
    return fits[0] if len(fits) == 1 else None
