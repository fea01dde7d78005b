"""Which old shards hold nothing that still matters, remembered between starts: ten years are not read at each of them.

Only the state of files is remembered, nothing of what is in them. The list may be deleted at any time, and is believed
only about a file that is in the very state in which it was read.
"""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from coach.log.files import Unreadable, read_plain, write_durably
from coach.log.scan import ShardFile
from coach.log.shards import UNDECODABLE
from coach.paths import make_private

State = tuple[int, int, int, int]
"""Modification in ns, size, inode, and the time in ns at which the system last touched any of it."""
SETTLED_NS = 2_000_000_000
"""A file that was touched less than this before it was looked at may change once more within one tick of its clock."""
_FORM = 1
_MOST_BYTES = 4_000_000


class _Kept(Struct, forbid_unknown_fields=True):
    form: int
    shards: dict[str, State]


class Quiet:
    """The shards in which no spasm and no red flag stands, by name. `file` is where that is kept, None for nowhere."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._kept: dict[str, State] | None = None
        self._known: dict[str, State] = {}

    def __contains__(self, shard: ShardFile) -> bool:
        """Whether this shard, as it is now, is known to be one."""
        if self._kept is None:
            self._kept = self._read()
            self._known = dict(self._kept)
        return self._known.get(shard.name) == _state(shard)

    def add(self, shard: ShardFile, now_ns: int) -> None:
        """Note one that was read; a file touched just before `now_ns` (Unix time) is read once more instead."""
        if now_ns - max(shard.key[0], shard.touched_ns) >= SETTLED_NS:
            self._known[shard.name] = _state(shard)

    def keep(self, there: Iterable[ShardFile]) -> None:
        """Put on disk what is known of the shards that are `there`, when it is news; where it cannot be, it is not."""
        states = {shard.name: _state(shard) for shard in there}
        self._known = {name: state for name, state in self._known.items() if states.get(name) == state}
        if self._file is None or self._kept is None or self._known == self._kept:
            return
        with suppress(OSError):
            make_private(self._file.parent)
            write_durably(self._file, msgspec.json.encode(_Kept(_FORM, self._known)))
            self._kept = dict(self._known)

    def _read(self) -> dict[str, State]:
        if self._file is None:
            return {}
        try:
            data, _ = read_plain(self._file, follow=False, most=_MOST_BYTES)
            kept = msgspec.json.decode(data, type=_Kept)
        except (FileNotFoundError, Unreadable, *UNDECODABLE):
            return {}
        return kept.shards if kept.form == _FORM else {}


def _state(shard: ShardFile) -> State:
    return (*shard.key, shard.touched_ns)
