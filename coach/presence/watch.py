"""What the machine knows of the user, looked at on a thread of its own, so that whoever asks never waits."""

import contextlib
import logging
import os
import selectors
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from coach.clock import Clock, monotonic_seconds
from coach.core.presence import Seen
from coach.core.reminders.model import Hold
from coach.machine.bus import session_address, system_address
from coach.presence.board import STALE_S, Board, Findings, SourceState, seen
from coach.presence.bus import Bus
from coach.presence.here import IN_TMUX, sources_here
from coach.presence.meetings import Meetings
from coach.presence.source import Hears, Source

log = logging.getLogger(__name__)

HURRY_PACE_S = 1.0
"""Seconds between two looks at idle time while somebody asks each second."""
HURRIED_BY_S = 2.5
"""Questions no further apart than this (seconds) are such asking."""
SLOW_S = 0.25
"""A source that takes longer than this (seconds) hangs or nearly does, and is then left alone for `SLOW_PACE_S`."""
SLOW_PACE_S = 60.0
LISTEN_S = 5.0
"""The longest wait (seconds): what was found is published anew at least so often."""
SLEPT_S = 2.0
"""The clock that counts suspend and the one that does not part by more than this (seconds): the machine slept."""
IDLE = "idle time"
FIRST_PASS_S = 3.0
"""Seconds after which a first look is as complete as it will be: every source has its limit."""


class _Turn(Struct):
    """A source, when it is asked next (monotonic seconds), and whether it took too long the last time."""

    source: Source
    due: float = 0.0
    slow: bool = False


class Watch:
    """Looks at all sources in turn. `seen`, `hold` and `busy` are what the conductor asks; none of them waits.

    `calendars` are the paths of the calendars, `addresses` the user's own mail addresses in them (whose declined
    invitations do not count); both are asked again and again, so that an edit of the settings counts.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        calendars: Callable[[], Sequence[str]] = lambda: (),
        addresses: Callable[[], Sequence[str]] = lambda: (),
        environ: Mapping[str, str] | None = None,
        monotonic: Callable[[], float] = monotonic_seconds,
    ) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._environ = environ = os.environ if environ is None else environ
        self._board = Board(clock.elapsed, monotonic)
        self._session = Bus("session", lambda: session_address(environ), monotonic)
        self._system = Bus("system", lambda: system_address(environ), monotonic)
        self._in_tmux = bool(environ.get("TMUX"))
        self._turns: list[_Turn] | None = None
        self._meetings = Meetings(clock, calendars, addresses, environ)
        self._found = Findings(at=monotonic())
        self._states: tuple[SourceState, ...] = ()
        self._gap = clock.elapsed() - monotonic()
        self._key_at: float | None = None
        self._asked_at = float("-inf")
        self._hurry_until = float("-inf")
        self._bias_ms: int | None = None
        self._stopping = threading.Event()
        self._settled = threading.Event()
        self._bell, self._ear = socket.socketpair()
        for end in (self._bell, self._ear):
            end.setblocking(False)
        self._thread = threading.Thread(target=self._run, name="coach-presence", daemon=True)

    # what others call, from any thread ------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End; waits for nothing that hangs."""
        self._stopping.set()
        self._ring()
        self._meetings.stop()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(0.2)
        self._bell.close()

    def seen(self, elapsed_ms: int) -> Seen:
        """The user's presence, in the milliseconds that are `elapsed_ms` now.

        Who asks each second (a prompt waits for a pause in typing) has idle time looked at each second.
        """
        now = self._clock.elapsed()
        if now - self._asked_at <= HURRIED_BY_S:
            hurries = now < self._hurry_until
            self._hurry_until = now + 2 * HURRIED_BY_S
            if not hurries:
                self._ring()
        self._asked_at = now
        bias_ms = elapsed_ms - round(now * 1000)
        if self._bias_ms is None or abs(bias_ms - self._bias_ms) > 500:  # the same input is told the same each time
            self._bias_ms = bias_ms
        return seen(self._found, self._key_at, self._monotonic(), self._bias_ms)

    def hold(self) -> Hold | None:
        """A reason to be silent: a meeting, the user's wish, or something that fills the screen."""
        until = self._meetings.until(self._clock.wall())
        if until is not None:
            return Hold("meeting", until)
        found = self._found
        if self._monotonic() - found.at > STALE_S:
            return None
        if found.focus:
            return Hold("focus")
        return Hold("fullscreen") if found.fullscreen else None

    def busy(self) -> Sequence[tuple[datetime, datetime]]:
        """Meetings of today and tomorrow, in order, those that touch as one."""
        return self._meetings.busy

    def unread(self) -> Sequence[str]:
        """Calendars of the user's that cannot be read, each with the reason."""
        return self._meetings.unread

    def key_pressed(self) -> None:
        """A key was pressed in the app itself."""
        self._key_at = self._clock.elapsed()

    def sources(self) -> tuple[SourceState, ...]:
        """How every source does, for `coach doctor`; first whether idle time is known at all."""
        last = self._found.last_input
        if last is not None:
            idle = SourceState(IDLE, True, f"the last input was {max(0.0, self._clock.elapsed() - last):.0f} s ago")
        else:
            idle = SourceState(IDLE, False, "not known, so you count as present", "" if self._in_tmux else IN_TMUX)
        return (idle, *self._states, *self._meetings.states)

    def settled(self, within_s: float = FIRST_PASS_S) -> bool:
        """Wait until every source has been asked once and has answered or failed; False when that takes longer."""
        return self._settled.wait(within_s) and self._meetings.settled(within_s)

    # the thread -----------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
                self.listen()
            except Exception:
                log.exception("a look failed")  # what was found before grows stale, and the user counts as present
                self._stopping.wait(LISTEN_S)
        self.close()

    def look(self) -> None:
        """Ask the sources that are due, and publish what is known. Belongs to the thread, or to who steps by hand."""
        self._mind_sleep()
        for bus in (self._session, self._system):
            bus.tend()
        now = self._monotonic()
        for turn in self._all_turns():
            sooner_s = turn.source.pace_s - HURRY_PACE_S if self._hurries(turn) else 0.0
            if turn.due - sooner_s <= now:
                turn.slow = self._ask(turn.source)
                turn.due = now + (max(turn.source.pace_s, SLOW_PACE_S) if turn.slow else turn.source.pace_s)
        self._meetings.tend()
        self._publish()

    def listen(self, at_most_s: float = LISTEN_S) -> None:
        """Until something is due, or a bus or somebody has something to say. Belongs to the thread as well."""
        now = self._monotonic()
        ends = [turn.due for turn in self._all_turns()]
        if any(self._hurries(turn) for turn in self._all_turns()):
            ends.append(now + HURRY_PACE_S)
        ends += [until for bus in (self._session, self._system) if (until := bus.waits_until) is not None]
        timeout = max(0.0, min(ends, default=now + at_most_s) - now)
        with selectors.DefaultSelector() as selector:
            selector.register(self._ear, selectors.EVENT_READ)
            for hears in (self._session, self._system, *(turn.source for turn in self._all_turns())):
                if isinstance(hears, Hears) and hears.socket is not None:
                    selector.register(hears.socket, selectors.EVENT_READ, hears)
            for key, _ in selector.select(min(timeout, at_most_s)):
                if key.data is not None:
                    key.data.pump()
                else:
                    with contextlib.suppress(OSError):
                        self._ear.recv(4096)

    def close(self) -> None:
        """Let go of buses, displays and sockets. Belongs to the thread as well."""
        for turn in self._turns or ():
            turn.source.close()
        for held in (self._session, self._system, self._ear):
            held.close()

    def _all_turns(self) -> list[_Turn]:
        """The sources, found on the first look: what they import need not hold up the start of the app."""
        if self._turns is None:
            found = sources_here(
                self._environ,
                self._board,
                self._session,
                self._system,
                self._clock.wall,
                self._monotonic,
                self._soon,
            )
            self._turns = [_Turn(source) for source in found]
        return self._turns

    def _hurries(self, turn: _Turn) -> bool:
        """Whether this source is to be asked each second just now."""
        return turn.source.hurries and not turn.slow and self._clock.elapsed() < self._hurry_until

    def _ask(self, source: Source) -> bool:
        """Have the source look; whether that took too long."""
        began = monotonic_seconds()
        try:
            source.look()
        except Exception as error:
            log.exception("%s failed", source.name)  # one bad source costs nothing but itself
            self._board.fails(source.name, f"it failed: {error}")
        return monotonic_seconds() - began > SLOW_S

    def _mind_sleep(self) -> None:
        """After a sleep that nobody announced, or whose end nobody told: awake, and everything is asked anew."""
        gap = self._clock.elapsed() - self._monotonic()
        if gap - self._gap > SLEPT_S:
            self._board.sleep(False)
            self._soon()
        self._gap = gap

    def _publish(self) -> None:
        self._found = self._board.findings()
        self._states = self._board.states()
        if self._session.waits_until is None and self._system.waits_until is None:
            self._settled.set()

    def _soon(self) -> None:
        for turn in self._turns or ():
            turn.due = 0.0

    def _ring(self) -> None:
        with contextlib.suppress(OSError):  # full: it is about to wake
            self._bell.send(b"!")
