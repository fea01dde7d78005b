"""The app's own reminder rules on a virtual clock: in goes a trace of what a user did, out comes what was decided.

A trace is JSON lines, in order of elapsed time; `coach simulate --help` names the lines. The same trace, settings and
seed give the same events, however often the rules are looked at in between (`beat_s`).
"""

from coach.simulate.run import Result, event_json, simulate
from coach.simulate.trace import WORDS, Line, duration_s, read_trace
from coach.simulate.typical import as_it_stands, day_to_show, typical_day

__all__ = [
    "WORDS",
    "Line",
    "Result",
    "as_it_stands",
    "day_to_show",
    "duration_s",
    "event_json",
    "read_trace",
    "simulate",
    "typical_day",
]
