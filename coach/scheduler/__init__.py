"""The conductor: one thread owns the reminder state, APScheduler wakes it, the outcomes go to the log."""

from coach.scheduler.alarm import Alarm, SchedulerAlarm
from coach.scheduler.conductor import Conductor
from coach.scheduler.keeper import Decision, read_decisions
from coach.scheduler.ports import Deliver, Listener, OpenPrompt, World

__all__ = [
    "Alarm",
    "Conductor",
    "Decision",
    "Deliver",
    "Listener",
    "OpenPrompt",
    "SchedulerAlarm",
    "World",
    "read_decisions",
]
