"""The outcome of every prompt and every change of posture goes into the log; what cannot be saved is tried again."""

import logging
from collections.abc import Sequence

from coach.core.reminders.model import Fact, NaturalTakenBack, PostureChanged
from coach.errors import CoachError, NotSaved
from coach.journal import Journal

log = logging.getLogger(__name__)


def record(journal: Journal, facts: Sequence[Fact]) -> str | None:
    """Write the facts down, and what waited from before; the sentence to show where something could not be saved."""
    trouble = None
    for fact in facts:
        try:
            _write(journal, fact)
        except NotSaved as error:
            trouble = str(error)
        except CoachError as error:
            log.error("not recorded: %s", error)
    if not facts and journal.pending:
        try:
            journal.retry()
        except NotSaved as error:
            trouble = str(error)
    return trouble


def _write(journal: Journal, fact: Fact) -> None:
    if isinstance(fact, PostureChanged):
        journal.posture(fact.change, fact.at, fact.cause, fact.sat_s, fact.away_s)
        return
    if isinstance(fact, NaturalTakenBack):
        journal.corrections.natural_taken_back(fact.away_s)
        return
    journal.prompt(
        fact.kind,
        fact.outcome,
        at=fact.came or fact.due,
        closed=fact.closed,
        routine=fact.routine,
        channel=fact.channel,
        snoozes=fact.snoozes,
        repeats=fact.repeats,
        reason=fact.reason,
        why=fact.why,
        held_s=fact.held_s,
        came=fact.came is not None,
    )
