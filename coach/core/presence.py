"""Presence at the desk, and the two counters that run on it (since last up, since the last shift).

All times here are elapsed milliseconds, whole numbers, so that the outcome does not depend on how often one looks.
"""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from coach.core.settings import PresenceSettings

Mode = Literal["present", "typing", "idle", "locked", "asleep"]


class Counter(Struct, frozen=True):
    """A stopwatch: `value_ms` plus what has run since `running_from` (None: it stands still)."""

    value_ms: int = 0
    running_from: int | None = None

    def at(self, t: int) -> int:
        """What it shows at `t`, never below 0."""
        if self.running_from is None:
            return self.value_ms
        return max(0, self.value_ms + t - self.running_from)

    def stopped(self, t: int) -> "Counter":
        """Standing still at what it showed at `t`; an earlier `t` takes the time since back."""
        return Counter(self.at(t), None)

    def running(self, t: int) -> "Counter":
        """Going on from `t`."""
        return self if self.running_from is not None else Counter(self.value_ms, t)

    def restarted(self, t: int) -> "Counter":
        """Zero at `t`, running if it ran before."""
        return Counter(0, None if self.running_from is None else t)

    def ahead(self, ms: int) -> "Counter":
        """Set forward by so much, running or not as before."""
        return Counter(self.value_ms + ms, self.running_from)

    def reaches(self, value_ms: int, t: int) -> int | None:
        """When it will show `value_ms`, `t` if it does already; None while it stands still below it."""
        left = value_ms - self.at(t)
        if left <= 0:
            return t
        return None if self.running_from is None else t + left


class Seen(Struct, frozen=True):
    """What the machine says of the user.

    `present`: there, a lull in typing always at hand (also when nothing is known of idle time). `typing`: there, no
    lull. `idle`: no input since `last_input`. `locked`, `asleep`: as it says; `last_input` where it is known.
    """

    mode: Mode = "present"
    last_input: int | None = None


class Return(Struct, frozen=True):
    """The user is back: the absence began at `since`, `natural` when it was long enough to be a break.

    `by_idle` when it was known from idle time alone, so that it may have been reading. `up_ms`, `shift_ms`: what the
    counters showed when it began; `shift_from`, `break_from`: from where on they counted towards the next prompt.
    `moved`: the posture has changed since.
    """

    since: int
    at: int
    natural: bool
    by_idle: bool
    up_ms: int
    shift_ms: int = 0
    shift_from: int = 0
    break_from: int = 0
    moved: bool = False


class Desk(Struct, frozen=True):
    """Presence and counters.

    `absent_since`: when the present absence began. `natural`: it has lasted long enough to be a break. `by_idle`: it
    is known from idle time alone. `back_at`: when the user last came back. `frozen`: a session is open, so the
    counters stand still. `kept_up`, `kept_shift`: what the counters showed when the absence began.
    """

    mode: Mode = "present"
    last_input: int = 0
    absent_since: int | None = None
    natural: bool = False
    by_idle: bool = False
    back_at: int = 0
    frozen: bool = False
    stay: bool = False
    up: Counter = Counter()
    shift: Counter = Counter()
    kept_up: int = 0
    kept_shift: int = 0

    @property
    def present(self) -> bool:
        """At the desk, as far as is known."""
        return self.absent_since is None


def desk_at(t: int) -> Desk:
    """A user who sits down at `t`."""
    return Desk(last_input=t, back_at=t, up=Counter(0, t), shift=Counter(0, t))


def restart(desk: Desk, t: int, *, up: bool = True, shift: bool = True) -> Desk:
    """The counters at zero: both after a break, `shift` alone after a change of posture."""
    return replace(
        desk,
        up=desk.up.restarted(t) if up else desk.up,
        shift=desk.shift.restarted(t) if shift else desk.shift,
        kept_up=0 if up else desk.kept_up,
        kept_shift=0 if shift else desk.kept_shift,
    )


def freeze(desk: Desk, t: int) -> Desk:
    """Counters standing still, for the length of a session."""
    return replace(desk, frozen=True, up=desk.up.stopped(t), shift=desk.shift.stopped(t))


def thaw(desk: Desk, t: int) -> Desk:
    """Counters going on after a session, where the user is present."""
    desk = replace(desk, frozen=False)
    return _run(desk, t) if desk.present else desk


def observe(desk: Desk, t: int, seen: Seen, settings: PresenceSettings) -> tuple[Desk, Return | None]:
    """Take in what is seen at `t`: gives the desk, and the return where one ended an absence.

    On lock or sleep the absence begins at the last input.
    """
    known_input = _last_input(desk, t)
    if seen.mode in ("locked", "asleep"):
        last = min(t, known_input if seen.last_input is None else max(known_input, seen.last_input))
        desk = replace(desk, mode=seen.mode, last_input=last, by_idle=False)
        return (step(_leave(desk, last), t, settings) if desk.present else desk), None
    last = t if seen.mode in ("present", "typing") or seen.last_input is None else min(seen.last_input, t)
    if desk.mode in ("locked", "asleep") or seen.mode != "idle":
        came_back = desk.mode != "asleep" or seen.mode != "idle" or last > known_input
    else:
        came_back = last > known_input
    if desk.absent_since is not None:
        if not came_back:
            return replace(desk, mode=seen.mode, by_idle=desk.by_idle or seen.mode == "idle"), None
        at = max(last, desk.absent_since) if last > known_input else t  # an unlock is an input of its own
        return _come_back(replace(desk, mode=seen.mode, last_input=at), at, settings)
    return step(replace(desk, mode=seen.mode, last_input=max(last, known_input)), t, settings), None


def perhaps_up(before: Desk, after: Desk, settings: PresenceSettings) -> bool:
    """Input came after a while without, too short to count as away and long enough for a break: perhaps it was one."""
    if not (before.present and after.present and before.mode == "idle" and after.mode != "locked") or before.stay:
        return False
    return settings.natural_after_s * 1000 <= after.last_input - before.last_input < settings.away_after_s * 1000


def step(desk: Desk, t: int, settings: PresenceSettings) -> Desk:
    """What time alone has brought by `t`: away after five minutes without input, an absence long enough to be a break.

    The minutes without input are taken back from the counters; a natural break restarts them.
    """
    if desk.present and desk.mode == "idle" and not desk.stay and t >= desk.last_input + settings.away_after_s * 1000:
        desk = replace(_leave(desk, desk.last_input), by_idle=True)
    if desk.absent_since is not None and not desk.natural and t >= desk.absent_since + settings.natural_after_s * 1000:
        desk = replace(desk, natural=True)
        if not desk.frozen:
            desk = replace(desk, up=Counter(), shift=Counter())
    return desk


def next_change(desk: Desk, settings: PresenceSettings) -> int | None:
    """When `step` will next have something to say; None if never without news."""
    if desk.present:
        if desk.mode == "idle" and not desk.stay:
            return desk.last_input + settings.away_after_s * 1000
        return None
    assert desk.absent_since is not None
    return None if desk.natural else desk.absent_since + settings.natural_after_s * 1000


def lull_at(desk: Desk, lull_ms: int, t: int) -> int | None:
    """When there is a lull of that length in typing: `t` if now; None while the user types on."""
    if desk.mode == "present":
        return t
    return None if desk.mode == "typing" else max(t, desk.last_input + lull_ms)


def not_away(desk: Desk, t: int) -> Desk:
    """The absence ends at `t` and was none: the counters go on where it found them, its minutes are not counted."""
    desk = replace(desk, absent_since=None, natural=False, by_idle=False, back_at=t)
    return _run(replace(desk, up=Counter(desk.kept_up), shift=Counter(desk.kept_shift)), t)


def was_reading(desk: Desk, back: Return) -> Desk:
    """The user was there after all: the absence counts as presence, nothing is lost of the counters.

    What a change of posture since the return has restarted stays restarted.
    """
    up, shift = given_back(back)
    return replace(desk, up=desk.up.ahead(up), shift=desk.shift.ahead(shift))


def given_back(back: Return) -> tuple[int, int]:
    """What an absence that was none adds to since_up and to since_shift, in ms."""
    length = back.at - back.since
    shift = 0 if back.moved else length + (back.shift_ms if back.natural else 0)
    return length + (back.up_ms if back.natural else 0), shift


def _last_input(desk: Desk, t: int) -> int:
    """In the modes with input it is now; else what was seen last."""
    return t if desk.mode in ("present", "typing") and desk.present else desk.last_input


def _leave(desk: Desk, since: int) -> Desk:
    kept = replace(desk, absent_since=since, natural=False, kept_up=desk.up.at(since), kept_shift=desk.shift.at(since))
    return replace(kept, up=desk.up.stopped(since), shift=desk.shift.stopped(since))


def _come_back(desk: Desk, t: int, settings: PresenceSettings) -> tuple[Desk, Return]:
    assert desk.absent_since is not None
    desk = step(desk, t, settings)
    assert desk.absent_since is not None
    back = Return(desk.absent_since, t, desk.natural, desk.by_idle, desk.kept_up, desk.kept_shift)
    desk = replace(desk, absent_since=None, natural=False, by_idle=False, back_at=t)
    return _run(desk, t), back


def _run(desk: Desk, t: int) -> Desk:
    return desk if desk.frozen else replace(desk, up=desk.up.running(t), shift=desk.shift.running(t))
