"""What goes into the reminder rules and what comes out: commands, inputs, state, events, facts for the log.

Times named `_ms` and the bare numbers in State are elapsed milliseconds; datetimes are aware wall times.
"""

from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from coach.core.presence import Counter, Desk, Return, Seen
from coach.core.records import Kind, Outcome

HoldReason = Literal["paused", "meeting", "focus", "fullscreen", "redflag"]
Channel = Literal["desktop", "app"]
EventName = Literal[
    "prompt", "repeat", "held", "released", "done", "started", "snoozed", "skipped", "unanswered", "natural",
    "dropped", "stage",
]  # fmt: skip
Question = Literal["up", "reading"]
"""What the app asks in one line after a while without input: "Up just now?", "Were you reading?"."""
Action = Literal["start", "done", "snooze", "skip"]

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


# What the user does ------------------------------------------------------------------------------------------------


class Answer(Struct, frozen=True, tag="answer"):
    """An answer to the open prompt (to `prompt` alone, where it is named)."""

    action: Action
    reason: str | None = None
    prompt: int | None = None


class SessionBegan(Struct, frozen=True, tag="session-began"):
    """A routine was started by the user's own choice; `minutes` is its planned length where known."""

    kind: str
    routine: str


class SessionEnded(Struct, frozen=True, tag="session-ended"):
    """The session that was open is over."""

    partial: bool = False


class Did(Struct, frozen=True, tag="did"):
    """Something of this kind was just done away from the app."""

    kind: str


class Moved(Struct, frozen=True, tag="moved"):
    """A change of posture, told by key or command. `up`: was on their feet, which restarts both counters."""

    change: Literal["shift", "sit", "stand", "up"] = "shift"


class UpJustNow(Struct, frozen=True, tag="up-just-now"):
    """Yes to "Up just now?": the minutes without input were a natural break."""


class Reading(Struct, frozen=True, tag="reading"):
    """The answer "I was reading": the last absence gives its minutes back."""


class NotSo(Struct, frozen=True, tag="not-so"):
    """No to the question that stands."""


class SpasmLogged(Struct, frozen=True, tag="spasm"):
    """A spasm was just logged."""


class StressLogged(Struct, frozen=True, tag="stress"):
    """A stress rating (0-10) was just logged."""

    stress: int


class Pause(Struct, frozen=True, tag="pause"):
    """Keep the desktop silent for so many seconds."""

    seconds: int


class Resume(Struct, frozen=True, tag="resume"):
    """End the pause."""


class Stay(Struct, frozen=True, tag="stay"):
    """Watching or reading: only lock and sleep count as away."""

    on: bool


Command = (
    Answer | SessionBegan | SessionEnded | Did | Moved | UpJustNow | Reading | NotSo | SpasmLogged | StressLogged
    | Pause | Resume | Stay
)  # fmt: skip


# What the rules are told -------------------------------------------------------------------------------------------


class Hold(Struct, frozen=True):
    """A reason from outside to stay silent, and until when where that is known."""

    reason: HoldReason
    until: datetime | None = None


class Slot(Struct, frozen=True):
    """A prompt at a local time of a date, from the day plan.

    `seconds` is its guided length, `minutes` what the plan says of it (the walk alone, without setting out). `set_for`
    is the time in the settings; it names the slot, also when `at` has moved away from a meeting.
    """

    on: date
    at: time
    kind: Kind
    seconds: int = 0
    minutes: int = 0
    why: str = ""
    set_for: time | None = None

    @property
    def key(self) -> str:
        """What tells it from every other slot."""
        return _slot_key(self.on, self.kind, self.at if self.set_for is None else self.set_for)


@lru_cache(maxsize=64)
def _slot_key(on: date, kind: Kind, at: time) -> str:
    return f"{on.isoformat()} {kind} {at.isoformat('minutes')}"


class Offer(Struct, frozen=True):
    """A routine that may be offered for a kind, and its length in seconds."""

    routine: str
    seconds: int


class Inputs(Struct, frozen=True):
    """What is so from now on.

    `slots`: the day plan of today's local date. `offers`: routines by kind, taken in turn. `hold`: from outside (a
    pause is the rules' own). `meeting_at`: the next meeting known ahead. `redflag`: the worst level that is open.
    `fresh`: the app has just started.
    """

    zone: tzinfo
    seen: Seen = Seen()
    slots: tuple[Slot, ...] = ()
    offers: dict[str, tuple[Offer, ...]] = {}
    hold: Hold | None = None
    meeting_at: datetime | None = None
    redflag: Literal["emergency", "same-day", "days"] | None = None
    stage: str = "steady"
    stage_why: str = ""
    commands: tuple[Command, ...] = ()
    fresh: bool = False


# What the rules keep -----------------------------------------------------------------------------------------------


class Open(Struct, frozen=True):
    """The prompt that is open.

    `came` when it first came, `shown` when last; `waited` counts presence since then; `snoozed_until` while it sleeps.
    `repeated`: its one repeat is used up. `over_absence`: an absence long enough to be a break came over it, so it is
    offered again once.
    """

    number: int
    kind: Kind
    came: int
    shown: int
    came_at: datetime
    channel: Channel
    why: str
    routine: str | None = None
    seconds: int = 0
    minutes: int = 0
    waited: Counter = Counter()
    snoozed_until: int | None = None
    snoozes: int = 0
    repeats: int = 0
    repeated: bool = False
    over_absence: bool = False
    offered_again: bool = False
    held_s: int = 0


class Pending(Struct, frozen=True):
    """A slot whose time has come but which has not come up yet. `while_away`: it fell due with nobody there."""

    slot: Slot
    due: int
    while_away: bool = False


class Held(Struct, frozen=True):
    """A kind whose line shows in the app while the desktop is silent."""

    kind: Kind
    since: int
    reason: HoldReason


class RunningSession(Struct, frozen=True):
    """The session that is open: nothing comes during it."""

    kind: str
    routine: str
    since: int
    sat_ms: int


class State(Struct, frozen=True):
    """Everything the rules remember between two looks. `at` is the elapsed time of the last look.

    `next_at` is the next instant at which a rule may change its mind, as far as the last look knew.
    """

    at: int
    utc_base: int
    desk: Desk
    inputs: Inputs
    numbers: int = 0
    open: Open | None = None
    session: RunningSession | None = None
    pending: tuple[Pending, ...] = ()
    fired: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    hold_since: int | None = None
    hold_reason: HoldReason | None = None
    hold_ended: int | None = None
    paused_until: int | None = None
    shift_from: int = 0
    break_from: int = 0
    last_shown: int | None = None
    last_closed: int | None = None
    last_spasm: int | None = None
    lull_from: int | None = None
    on_date: date | None = None
    entered_on: date | None = None
    range_now: str | None = None
    awake: bool = False
    desktop_today: int = 0
    turn: dict[str, int] = {}
    unanswered: int = 0
    shifts_ignored: int = 0
    shifts_quiet: bool = False
    back: Return | None = None
    question: Question | None = None
    asked_at: int = 0
    next_at: int | None = None

    @property
    def quiet(self) -> bool:
        """Two prompts running went unanswered: no repeats, and shifts and breaks in the app only."""
        return self.unanswered >= 2

    def wall(self, t: int) -> datetime:
        """The wall clock at elapsed `t`, in the user's zone."""
        return (EPOCH + timedelta(milliseconds=self.utc_base + t)).astimezone(self.inputs.zone)

    def elapsed(self, wall: datetime) -> int:
        """When the wall clock shows that, in elapsed milliseconds."""
        return (wall - EPOCH) // timedelta(milliseconds=1) - self.utc_base


# What comes out ----------------------------------------------------------------------------------------------------


class Event(Struct, frozen=True):
    """One decision and its reason.

    `number` tells prompts apart. `seconds` is the guided length, `minutes` what the plan says of it (0: nothing).
    """

    at: datetime
    event: EventName
    kind: Kind | None = None
    channel: Channel | None = None
    routine: str | None = None
    why: str = ""
    number: int | None = None
    seconds: int = 0
    minutes: int = 0


class PromptEnded(Struct, frozen=True):
    """For the log: a prompt and its one outcome. `came` is None for one that was never shown."""

    kind: Kind
    outcome: Outcome
    due: datetime
    closed: datetime
    came: datetime | None = None
    routine: str | None = None
    channel: Channel | None = None
    snoozes: int = 0
    repeats: int = 0
    reason: str | None = None
    why: str = ""
    held_s: int = 0


class PostureChanged(Struct, frozen=True):
    """For the log: see `coach.core.records.Posture`."""

    at: datetime
    change: Literal["up", "shift", "sit", "stand"]
    cause: Literal["natural", "break", "walk", "rest", "relief", "told", "day"]
    sat_s: int | None = None
    away_s: int | None = None


class NaturalTakenBack(Struct, frozen=True):
    """For the log: a natural break that was noted was none, the user was reading; `away_s` as it was noted."""

    away_s: int


Fact = PromptEnded | PostureChanged | NaturalTakenBack
"""What belongs in the log."""


class Advance(Struct, frozen=True):
    """What a look gave: the new state, what was decided, what belongs in the log, and when to look again.

    `next_at` is in elapsed seconds. `replies` answers the commands, in their order: a sentence each, and whether it
    was done.
    """

    state: State
    events: tuple[Event, ...]
    facts: tuple[Fact, ...]
    next_at: float
    replies: tuple[tuple[bool, str], ...] = ()
