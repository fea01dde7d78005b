"""What is said of something that was recorded."""

from msgspec import Struct

from coach.core.records import Record


class Receipt(Struct, frozen=True):
    """What was recorded, as it is on disk, and one sentence that says so."""

    record: Record
    said: str
