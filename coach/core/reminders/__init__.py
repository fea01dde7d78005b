"""When a prompt comes, and what becomes of it: `advance(state, moment, inputs, settings)`, over frozen values.

Read `model` for what goes in and comes out, `advance` for the order in which rules are applied, `due` for what comes
when, `opening` for a prompt's life once it has come, `answers` for what the user can do.
"""

from coach.core.reminders.advance import advance, begin
from coach.core.reminders.model import (
    Advance,
    Answer,
    Command,
    Did,
    Event,
    Hold,
    Inputs,
    Moved,
    NotSo,
    Offer,
    Pause,
    PostureChanged,
    PromptEnded,
    Reading,
    Resume,
    SessionBegan,
    SessionEnded,
    Slot,
    SpasmLogged,
    State,
    Stay,
    StressLogged,
    UpJustNow,
)

__all__ = [
    "Advance",
    "Answer",
    "Command",
    "Did",
    "Event",
    "Hold",
    "Inputs",
    "Moved",
    "NotSo",
    "Offer",
    "Pause",
    "PostureChanged",
    "PromptEnded",
    "Reading",
    "Resume",
    "SessionBegan",
    "SessionEnded",
    "Slot",
    "SpasmLogged",
    "State",
    "Stay",
    "StressLogged",
    "UpJustNow",
    "advance",
    "begin",
]
