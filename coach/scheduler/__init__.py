"""The conductor: on one thread the prompter owns the reminder state, APScheduler wakes it, outcomes go to the log."""

from coach.scheduler.alarm import Alarm, SchedulerAlarm
from coach.scheduler.conductor import Conductor
from coach.scheduler.keeper import Decision, read_decisions
from coach.scheduler.ports import Deliver, Listener, OpenPrompt, World
from coach.scheduler.prompter import Prompter

__all__ = [
    "Alarm",
    "Conductor",
    "Decision",
    "Deliver",
    "Listener",
    "OpenPrompt",
    "Prompter",
    "SchedulerAlarm",
    "World",
    "read_decisions",
]
