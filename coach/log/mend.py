"""Putting a damaged shard of our own right: a copy kept, everything that is still whole written anew."""

from datetime import datetime
from pathlib import Path

from coach.log.files import read_plain, write_durably
from coach.log.shards import BrokenShard


def mend(path: Path, now: datetime) -> tuple[Path | None, int]:
    """Mend a shard; hold the folder's lock. Returns the copy and the number of records saved from it.

    When it is sound after all (another process mended it), (None, 0). Raises OSError and Unreadable.
    """
    from coach.log.salvage import salvage
    from coach.log.storage import decode_tables, encode_tables

    data, _ = read_plain(path, follow=True, most=None)
    try:
        decode_tables(data)
        return None, 0
    except BrokenShard:
        pass
    copy = _free_name(path, now)
    write_durably(copy, data)
    tables = salvage(data)
    write_durably(path, encode_tables(tables))
    return copy, sum(map(len, tables.values()))


def _free_name(path: Path, now: datetime) -> Path:
    stem = f"{path.name}.damaged-{now:%Y%m%dT%H%M%S}"
    copy, number = path.with_name(stem), 1
    while copy.exists():
        number += 1
        copy = path.with_name(f"{stem}-{number}")
    return copy
