"""The reminder rules on a virtual clock, with the little of a machine and a log that they need around them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from coach.clock import zone_named
from coach.core.day import Day, day_of
from coach.core.history import History, with_record
from coach.core.moment import Moment
from coach.core.presence import Seen
from coach.core.records import Pain, Prompt, RedFlag, Session, Spasm, Stress
from coach.core.reminders import advance, begin
from coach.core.reminders.model import (
    Advance,
    Answer,
    Command,
    Event,
    Hold,
    HoldReason,
    Moved,
    Pause,
    PromptEnded,
    Resume,
    SessionEnded,
    SpasmLogged,
    State,
    Stay,
    StressLogged,
)
from coach.core.routine import Routine
from coach.core.settings import Settings
from coach.simulate.trace import Line, duration_s


class Result(Struct, frozen=True):
    """What a simulation gave: every event, the outcome of every prompt, and how often the rules were looked at."""

    events: tuple[Event, ...]
    outcomes: tuple[PromptEnded, ...]
    looks: int


def simulate(
    lines: Sequence[Line],
    settings: Settings,
    routines: Mapping[str, Routine],
    *,
    zone: tzinfo = UTC,
    seed: int = 0,
    history: History | None = None,
    beat_s: float | None = None,
    diligent: bool = False,
    busy: Sequence[tuple[datetime, datetime]] = (),
    commands: Sequence[tuple[datetime, Command]] = (),
) -> Result:
    """Run a trace. `seed` says which routine is first in turn; `diligent` starts every prompt a minute after it came.

    `busy` are the meetings known ahead, from and to; `commands` are what the user does beside the trace, and when.
    Before the first presence line the user is away. Without an `end` line it runs to the midnight after the last.
    """
    run = _Run(settings, routines, zone, seed, History() if history is None else history, diligent)
    run.busy, run.commands = busy, commands
    return run.play(lines, beat_s)


class _Run:
    """One run of a trace: the virtual machine and log around the rules."""

    def __init__(
        self,
        settings: Settings,
        routines: Mapping[str, Routine],
        zone: tzinfo,
        seed: int,
        history: History,
        diligent: bool,
    ) -> None:
        self.settings = settings
        self.routines = routines
        self.zone = zone
        self.seed = seed
        self.history = history
        self.diligent = diligent
        self.wall_ahead = timedelta()
        self.seen = Seen("asleep", 0)
        self.hold: Hold | None = None
        self.busy: Sequence[tuple[datetime, datetime]] = ()
        self.commands: Sequence[tuple[datetime, Command]] = ()
        self.day: Day | None = None
        self.state: State | None = None
        self.events: list[Event] = []
        self.outcomes: list[PromptEnded] = []
        self.own: list[tuple[float, Command]] = []
        self.next_at = 0.0
        self.looks = 0
        self.written = 0

    def play(self, lines: Sequence[Line], beat_s: float | None) -> Result:
        if not lines:
            return Result((), (), 0)
        self.origin = lines[0].at.astimezone(UTC)
        self.own += [(self._elapsed(at), command) for at, command in self.commands]
        position, elapsed = 0, 0.0
        last: float | None = None
        while True:
            line = lines[position] if position < len(lines) else None
            line_at = None if line is None else self._elapsed(line.at)
            if line is None and last is None:
                last = self._elapsed(self._midnight_after(self._wall(elapsed)))
            own_at = min((at for at, _ in self.own), default=None)
            lapses_at = None if self.day is None else self._elapsed(self.day.until)
            times = [self.next_at if self.looks else 0.0, line_at, own_at, lapses_at, last]
            if beat_s is not None:
                times.append(elapsed + beat_s)
            elapsed = max(elapsed, min(at for at in times if at is not None))
            commands: list[Command] = []
            while position < len(lines) and self._elapsed(lines[position].at) <= elapsed:
                line = lines[position]
                position += 1
                if line.end:
                    return self._result()
                commands += self._take(line, elapsed)
            if last is not None and elapsed >= last:
                return self._result()
            commands += [command for at, command in self.own if at <= elapsed]
            self.own = [(at, command) for at, command in self.own if at > elapsed]
            self._look(elapsed, tuple(commands))

    def _result(self) -> Result:
        return Result(tuple(self.events), tuple(self.outcomes), self.looks)

    def _wall(self, elapsed: float) -> datetime:
        return (self.origin + self.wall_ahead + timedelta(seconds=elapsed)).astimezone(self.zone)

    def _elapsed(self, at: datetime) -> float:
        return (at.astimezone(UTC) - self.origin - self.wall_ahead).total_seconds()

    def _midnight_after(self, at: datetime) -> datetime:
        return datetime.combine(at.astimezone(self.zone).date() + timedelta(days=1), time(0), self.zone)

    def _look(self, elapsed: float, commands: tuple[Command, ...]) -> None:
        now = self._wall(elapsed)
        moment = Moment(now, elapsed)
        if self.day is None or self.day.on != now.date() or now >= self.day.until:
            self.day = day_of(self.history, self.settings, now, self.routines, self.busy)
        fresh = self.state is None
        inputs = self.day.inputs(now, seen=self.seen, hold=self.hold, commands=commands, fresh=fresh)
        if self.state is None:
            self.state = replace(begin(moment, inputs), turn=dict.fromkeys(self.day.offers, self.seed))
        self._take_out(advance(self.state, moment, inputs, self.settings))

    def _take_out(self, step: Advance) -> None:
        self.looks += 1
        self.state = step.state
        self.events += step.events
        ended = [fact for fact in step.facts if isinstance(fact, PromptEnded)]
        self.outcomes += ended
        for fact in ended:
            if fact.reason == "pain":  # the one answer that the day plan reads
                self._record_skip(fact)
        self.next_at = step.next_at
        now = step.state.at / 1000
        for event in step.events:
            if event.event in ("prompt", "repeat") and self.diligent:
                self.own = [(at, command) for at, command in self.own if not isinstance(command, Answer)]
                self.own.append((now + 60, Answer("start", prompt=event.number)))
            elif event.event == "started":
                self.own.append((now + event.seconds, SessionEnded()))
                self._record_session(event)

    def _record_skip(self, fact: PromptEnded) -> None:
        self._write(
            Prompt(
                id=self._id(), at=fact.due, kind=fact.kind, outcome=fact.outcome, closed=fact.closed, reason=fact.reason
            )
        )

    def _record_session(self, event: Event) -> None:
        seconds = event.minutes * 60 if event.kind == "walk" else event.seconds
        self._write(
            Session(
                id=self._id(),
                at=event.at,
                routine=event.routine or str(event.kind),
                kind=str(event.kind),
                seconds=seconds,
                planned_seconds=seconds,
            )
        )

    def _write(self, record: Pain | Spasm | Stress | Session | RedFlag | Prompt) -> None:
        self.history = with_record(self.history, record)
        self.day = None

    def _id(self) -> str:
        self.written += 1
        return f"{self.written:08d}"

    def _take(self, line: Line, elapsed: float) -> Iterator[Command]:
        """What a line changes at once; gives what it asks of the rules."""
        now = self._wall(elapsed)
        if line.presence is not None:
            self.seen = Seen(line.presence, round(elapsed * 1000) if line.presence == "idle" else None)
        if line.hold is not msgspec.UNSET:
            reason: HoldReason | None = line.hold
            self.hold = None if reason is None else Hold(reason, line.until)
        if line.clock is not None:
            self.wall_ahead += timedelta(seconds=line.clock)
            self.day = None
        if line.zone is not None:
            self.zone = zone_named(line.zone)
            self.day = None
        if line.redflag is not msgspec.UNSET:
            slugs = () if line.redflag is None else (str(line.redflag),)
            action: Literal["ticked", "cleared"] = "ticked" if slugs else "cleared"
            self._write(RedFlag(id=self._id(), at=now, action=action, symptoms=slugs))
        yield from self._commands(line, now)

    def _commands(self, line: Line, now: datetime) -> Iterator[Command]:
        if line.spasm == "start":
            self._write(Spasm(id=self._id(), at=now, pain=line.pain))
            yield SpasmLogged()
        elif line.spasm == "end":
            still = [spasm for spasm in self.history.spasms if spasm.ended is None]
            if still:
                self._write(replace(still[-1], rev=still[-1].rev + 1, ended=now))
        elif line.pain is not None:
            self._write(Pain(id=self._id(), at=now, pain=line.pain))
        if line.stress is not None:
            self._write(Stress(id=self._id(), at=now, stress=line.stress))
            yield StressLogged(line.stress)
        if line.answer is not None:
            yield Answer(line.answer, line.reason)
        if line.pause is not None:
            yield Pause(duration_s(line.pause))
        if line.resume:
            yield Resume()
        if line.stay is not None:
            yield Stay(line.stay)
        if line.posture is not None:
            yield Moved(line.posture)


def event_json(event: Event) -> bytes:
    """One line of `coach simulate --json`, in ASCII, which every terminal and reader takes."""
    row = {
        "at": event.at.isoformat(timespec="seconds"),
        "event": event.event,
        "kind": event.kind,
        "channel": event.channel,
        "routine": event.routine,
        "why": event.why,
    }
    return json.dumps(row, separators=(",", ":")).encode()
