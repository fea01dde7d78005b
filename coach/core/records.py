"""The records of the log: what was written down, when it happened, and which revision of it this is."""

from datetime import date, datetime
from typing import ClassVar, Literal

from msgspec import Struct

SCHEMA_VERSION = 1
"""The version written into `v` of every new record."""

Kind = Literal["shift", "break", "walk", "rest", "breathe", "checkin", "week"]
"""The kinds of prompt."""

Outcome = Literal["started", "done", "natural", "skipped", "unanswered", "dropped"]
"""How a prompt ended; every prompt ends in exactly one of them."""

Feeling = Literal["better", "same", "worse"]

AREAS = ("left", "middle", "right", "upper", "lower", "buttock", "leg")
"""Where it can hurt."""
SIGNS = ("tension", "sharp", "stiff", "persistent", "weakness")
"""Signs of a spasm, as the founding guide lists them: tension, sudden sharp pain, hard to bend or lift,
persistent pain, weakness in back or hips."""
TRIGGERS = (
    "posture", "overexertion", "exercise", "no-exercise", "stress", "lifting", "sitting", "sleep", "other",
)  # fmt: skip
"""What may have set a spasm off."""


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What all records share.

    `id` is unique and sorts by time of writing. `at` is when it happened, aware; its calendar date is the
    date in its own offset. `rev` counts up with each edit; the highest wins. `v` is the schema version.

    The collector of garbage passes records by: nothing in one can point back at it, and a year has ten thousand.
    """

    table: ClassVar[str] = ""

    id: str
    at: datetime
    rev: int = 1
    v: int = SCHEMA_VERSION
    deleted: bool = False

    @property
    def on(self) -> date:
        """The calendar date it happened on, in its own offset."""
        return self.at.date()


class Spasm(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A spasm: `at` is its onset, `ended` its end if it has one; `pain` (NRS 0-10) is the rating at onset."""

    table: ClassVar[str] = "spasm"

    ended: datetime | None = None
    pain: int | None = None
    where: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    note: str = ""


class Pain(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A pain rating, NRS 0-10."""

    table: ClassVar[str] = "pain"

    pain: int
    note: str = ""


class Stress(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A stress rating, 0-10."""

    table: ClassVar[str] = "stress"

    stress: int
    note: str = ""


class Session(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One run of a routine: `at` is its start, `seconds` what was really done of `planned_seconds`.

    `partial` when it ended before its last step. Pain is NRS 0-10. `told` when it was done away from the app.
    """

    table: ClassVar[str] = "session"

    routine: str
    kind: str
    seconds: int
    planned_seconds: int | None = None
    partial: bool = False
    pain_before: int | None = None
    pain_after: int | None = None
    felt: Feeling | None = None
    told: bool = False


class Prompt(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One prompt: `at` is when it came (for one that never came, when it was due), `closed` when it ended.

    `reason` is the user's own for a skip (busy, pain, just-moved); `why` is ours, in words. `held_s` is how
    long it was held back, in seconds. `came` is false for one that was never shown.
    """

    table: ClassVar[str] = "prompt"

    kind: Kind
    outcome: Outcome
    closed: datetime
    routine: str | None = None
    channel: Literal["desktop", "app"] | None = None
    snoozes: int = 0
    repeats: int = 0
    reason: str | None = None
    why: str = ""
    held_s: int = 0
    came: bool = True


class Posture(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A change of posture, or the end of a sit.

    `change`: `up` (since_up restarts: `cause` says by what), `shift`, `sit`, `stand`. `sat_s`: presence at the
    desk since the user was last up, in seconds, as it stood when this ended it. `away_s`: length of the
    absence, for a natural break.
    """

    table: ClassVar[str] = "posture"

    change: Literal["up", "shift", "sit", "stand"]
    cause: Literal["natural", "break", "walk", "rest", "relief", "told", "day"] = "told"
    sat_s: int | None = None
    away_s: int | None = None


class Medicine(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A medicine taken, recorded only: `amount` is free text, `relief` 0-10."""

    table: ClassVar[str] = "medicine"

    name: str
    amount: str = ""
    nsaid: bool = False
    prescribed: bool = False
    relief: int | None = None
    note: str = ""


class RedFlag(Record, frozen=True, kw_only=True, omit_defaults=True):
    """An answer to the safety questions.

    `action`: `ticked` (the `symptoms` have been noticed), `none` (asked, none of these), `cleared` (they have
    been looked at), `mistake` (ticked by mistake; the `symptoms` named, or all), `history` (the once-asked
    history group: `symptoms` holds those that apply, perhaps none).
    """

    table: ClassVar[str] = "redflag"

    action: Literal["ticked", "none", "cleared", "mistake", "history"]
    symptoms: tuple[str, ...] = ()


class ConcernSeen(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A concern folded away by the user, perhaps with an appointment on a date."""

    table: ClassVar[str] = "concern"

    code: str
    message: str = ""
    appointment: date | None = None


class Note(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A free note."""

    table: ClassVar[str] = "note"

    text: str


TYPES: dict[str, type[Record]] = {
    cls.table: cls for cls in (Spasm, Pain, Stress, Session, Prompt, Posture, Medicine, RedFlag, ConcernSeen, Note)
}
"""Record type by table name."""
UNASKED: tuple[type[Record], ...] = (Prompt, Posture)
"""What the coach notes by itself, day by day: three records of four. Only figures of weeks and days ask for it."""
