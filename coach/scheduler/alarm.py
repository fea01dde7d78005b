"""What wakes the conductor: APScheduler with two jobs that only post to its queue, a beat and a date."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

BEAT_S = 10.0
"""Seconds between looks at presence and clocks."""
LATE = 1.5
"""A beat that lies further ahead than so many of its lengths is that of another clock (our choice)."""
LULL_BEAT_S = 1.0
"""The same while a prompt waits for a pause in typing."""

SAME = timedelta(seconds=0.1)
"""Instants asked for that lie no further apart are one: the clocks are read one after the other."""

log = logging.getLogger(__name__)


class Alarm(Protocol):
    """Wakes the conductor: at every beat, and at the instant it asked for."""

    def start(self, beat: Callable[[], None], due: Callable[[], None]) -> None:
        """Begin; both callables return at once."""

    def ring_at(self, now: datetime, seconds: float) -> None:
        """Call `due` in so many seconds from `now`; a later call takes the place of an earlier one."""

    def beat_every(self, seconds: float) -> None:
        """Change the beat."""

    def stop(self) -> None:
        """End without waiting for anything."""


class SchedulerAlarm:
    """APScheduler behind `Alarm`.

    It waits on a timer that stands still in suspend, so the beat wakes it up; jobs have no grace time, because the
    default of one second drops what was late. It goes by the wall clock: after that was set back the beat would come
    when the old time is reached again, so whoever looks then is given a new one.
    """

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
            daemon=True,
        )
        self._scheduler.add_listener(_said, EVENT_JOB_ERROR)
        self._due: Callable[[], None] = lambda: None
        self._beat_s = BEAT_S
        self._rings_at: datetime | None = None

    def start(self, beat: Callable[[], None], due: Callable[[], None]) -> None:
        """Begin; both callables return at once."""
        self._due = due

        def beat_and_wake() -> None:
            beat()
            self._scheduler.wakeup()

        self._scheduler.add_job(beat_and_wake, "interval", seconds=self._beat_s, id="beat", replace_existing=True)
        self._scheduler.start()

    def ring_at(self, now: datetime, seconds: float) -> None:
        """Call `due` in so many seconds from `now`."""
        at = now.astimezone(UTC) + timedelta(seconds=max(0.0, seconds))
        rings_at = self._rings_at
        if rings_at is not None and now < rings_at and abs(at - rings_at) < SAME:
            return
        self._rings_at = at
        self._scheduler.add_job(self._due, "date", run_date=at, id="due", replace_existing=True)
        beat = self._scheduler.get_job("beat")
        if beat is not None and beat.next_run_time - now > timedelta(seconds=LATE * self._beat_s):
            self._scheduler.reschedule_job("beat", trigger="interval", seconds=self._beat_s)

    def beat_every(self, seconds: float) -> None:
        """Change the beat."""
        if seconds != self._beat_s:
            self._beat_s = seconds
            self._scheduler.reschedule_job("beat", trigger="interval", seconds=seconds)

    def stop(self) -> None:
        """End without waiting for anything."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


def _said(event: JobExecutionEvent) -> None:
    log.error("the job %s failed: %r", event.job_id, event.exception)
