"""What the sources have found, put together: the newest input, lock, sleep, focus and full screen."""

import math
from collections.abc import Callable

from msgspec import Struct

from coach.core.presence import Seen

KNOWN_FOR_S = 150.0
"""Seconds an idle time is believed without being confirmed. Longer than a source that hangs is left alone, for one that
misses an answer must not look like a user who came back; well below the five minutes after which a user counts as
away, for one that stops answering must not look like a user who left. Our choice."""
JITTER_S = 0.1
"""Seconds by which two answers about the same input may differ, beside the time it took to get them."""
ABSURD_S = 366 * 86400.0
"""An idle time above this (seconds) is a mistake of its source."""
STALE_S = 30.0
"""Findings older than this (seconds, without suspend) are worth nothing: whoever looks for us hangs."""
ASLEEP_S = 60.0
"""A sleep that was announced and has not come after so many seconds awake will not come. logind waits 5 by default."""
LOCK_GRACE_S = 2.0
"""Input away from the locked desk this many seconds after the lock shows that the user is there all the same."""
ASKED_GRACE_S = 10.0
"""The same at the desk, after a lock that was asked for and never confirmed."""


class SourceState(Struct, frozen=True):
    """How one source does: `says` is one sentence, `hint` the line to put somewhere when it does not work."""

    name: str
    works: bool
    says: str
    hint: str = ""


class Findings(Struct, frozen=True):
    """All that is known. Times are elapsed seconds of the clock; `at`, when this was found, is monotonic seconds.

    `last_input`: None when no source knows. `elsewhere`: the newest input that does not need the desk (a tmux client).
    `locked_since`: the desktop says that it is locked. `asked_since`: a lock was asked for, nobody said that it came.
    """

    at: float
    last_input: float | None = None
    elsewhere: float | None = None
    locked_since: float | None = None
    asked_since: float | None = None
    asleep: bool = False
    focus: bool = False
    fullscreen: bool = False


class _Input(Struct):
    """The last input one source told of.

    `latest`: when it can have been at the latest (monotonic seconds); `elapsed`: when it was, on the other clock;
    `said_at`: when the source said so last (monotonic seconds).
    """

    latest: float
    elapsed: float
    said_at: float
    elsewhere: bool
    mark: int | None


class Board:
    """Where the sources write, all on one thread; `findings` is the sum. The clocks give seconds."""

    def __init__(self, elapsed: Callable[[], float], monotonic: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._monotonic = monotonic
        self._inputs: dict[str, _Input] = {}
        self._locked: dict[str, float] = {}
        self._asked: float | None = None
        self._unlocked = float("-inf")
        self._asleep_at: float | None = None
        self._focus: set[str] = set()
        self._fullscreen: set[str] = set()
        self._states: dict[str, SourceState] = {}

    def idle(
        self,
        source: str,
        idle_s: float,
        *,
        asked_at: float | None = None,
        elsewhere: bool = False,
        mark: int | None = None,
    ) -> bool:
        """The source says: no input for `idle_s` seconds. False when that cannot be, and then it counts for nothing.

        It was `asked_at` (monotonic seconds, now when None), so the input lies in a span as long as the answer took;
        it is new when that span is later than the one known. A source that can name the input gives a `mark`, and it
        is new when that differs. Sources count time without suspend, so this is done on that clock: what was idle
        before a suspend is not taken for input after it.
        """
        if not math.isfinite(idle_s) or not 0 <= idle_s <= ABSURD_S:
            self._inputs.pop(source, None)
            return False
        now = self._monotonic()
        earliest = (now if asked_at is None else asked_at) - idle_s
        known = self._inputs.get(source)
        if known is not None and (mark == known.mark if mark is not None else earliest <= known.latest + JITTER_S):
            known.said_at = now
        else:
            self._inputs[source] = _Input(now - idle_s, self._elapsed() - idle_s, now, elsewhere, mark)
        return True

    def lock(self, source: str, locked: bool | None) -> None:
        """The source says whether the screen is locked; None when it no longer knows."""
        if locked:
            self._locked.setdefault(source, self._elapsed())
        else:
            was_locked = self._locked.pop(source, None) is not None
            if locked is not None and was_locked:
                self._asked = None
                self._unlocked = self._elapsed()  # somebody did that: input, though no source has told of it yet

    def lock_asked(self, asked: bool) -> None:
        """Somebody asked for the screen to be locked, or for the lock to be taken off."""
        self._asked = self._elapsed() if asked else None

    def sleep(self, asleep: bool) -> None:
        """The machine goes to sleep, or is awake again."""
        self._asleep_at = self._monotonic() if asleep else None

    def focus(self, source: str, wanted: bool) -> None:
        """The source says whether the user wants no notifications now."""
        (self._focus.add if wanted else self._focus.discard)(source)

    def fullscreen(self, source: str, full: bool) -> None:
        """The source says whether something other than a terminal fills the screen."""
        (self._fullscreen.add if full else self._fullscreen.discard)(source)

    def works(self, source: str, says: str) -> None:
        """The source answered."""
        self._states[source] = SourceState(source, True, says)

    def fails(self, source: str, says: str, hint: str = "") -> None:
        """The source did not answer, and why."""
        self._states[source] = SourceState(source, False, says, hint)

    def states(self) -> tuple[SourceState, ...]:
        """Every source, in the order in which they first spoke."""
        return tuple(self._states.values())

    def findings(self) -> Findings:
        """What all of them together say now."""
        now = self._monotonic()
        known = [each for each in self._inputs.values() if now - each.said_at <= KNOWN_FOR_S]
        return Findings(
            at=now,
            last_input=max((self._unlocked, *(each.elapsed for each in known))) if known else None,
            elsewhere=max((each.elapsed for each in known if each.elsewhere), default=None),
            locked_since=min(self._locked.values(), default=None),
            asked_since=self._asked,
            asleep=self._asleep_at is not None and now - self._asleep_at <= ASLEEP_S,
            focus=bool(self._focus),
            fullscreen=bool(self._fullscreen),
        )


def seen(found: Findings, key_at: float | None, now: float, bias_ms: int) -> Seen:
    """The user's presence at `now` (monotonic seconds), with `key_at` (elapsed seconds) the last key in the app.

    `bias_ms` leads from the clock's elapsed milliseconds to those of the reminder rules. A key in the app is newer
    input where idle time is known; alone it says nothing, as the user may type elsewhere.
    """
    if now - found.at > STALE_S:
        return Seen()
    last = None if found.last_input is None else max(found.last_input, key_at or 0.0)
    last_ms = None if last is None else round(last * 1000) + bias_ms
    if found.asleep:
        return Seen("asleep", last_ms)
    hands = max(found.elsewhere or 0.0, key_at or 0.0)
    if found.locked_since is not None and hands <= found.locked_since + LOCK_GRACE_S:
        return Seen("locked", last_ms)
    if last is None:
        return Seen()
    if found.asked_since is not None and last <= found.asked_since + ASKED_GRACE_S:
        return Seen("locked", last_ms)
    return Seen("idle", last_ms)
