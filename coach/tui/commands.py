"""All that the app can do: one class an action, from which its key, hint, palette entry and help row come.

What the log alone has is in `log_commands`.
"""

from collections.abc import Sequence

from coach.tui.command import Command as Command
from coach.tui.command import written as written
from coach.tui.log_commands import LOG_COMMANDS
from coach.tui.log_commands import DeleteEntry as DeleteEntry
from coach.tui.log_commands import FillGaps as FillGaps


class GoToday(Command):
    """What comes next, the day's plan, and how the back is."""

    keys, title = "1", "Today"


class GoLog(Command):
    """Spasms and everything else that was written down."""

    keys, title = "2", "Log"


class GoWeek(Command):
    """The week in a few sentences and one table."""

    keys, title = "3", "Week"


class GoRoutines(Command):
    """What can be done, step by step, and why."""

    keys, title = "4", "Routines"


class GoSettings(Command):
    """What is set, and where the file lies."""

    keys, title = "5", "Settings"


PLACES: dict[str, type[Command]] = {
    "today": GoToday,
    "log": GoLog,
    "week": GoWeek,
    "routines": GoRoutines,
    "settings": GoSettings,
}
"""The five places by mode name, in the order of their keys."""


class ItHurts(Command):
    """It hurts now: one digit and it is saved; then the safety questions, then relief."""

    keys, title, hint = "s", "It hurts now", "it hurts"
    opens_card = True


class RatePain(Command):
    """How the back is, 0 to 10."""

    keys, title, hint = "p", "Pain now", "pain"
    opens_card = True


class RateStress(Command):
    """How tense the day is, 0 to 10. From 7 on, slow breathing is offered soon."""

    keys, title = "t", "Stress now"
    opens_card = True


class SpasmOver(Command):
    """The spasm is over: its end is written down as now."""

    keys, title, hint, needs = "o", "The spasm is over", "over", "spasm"
    otherwise = "No spasm is open."


class Relief(Command):
    """A position, cold or heat, slow breathing, a few steps."""

    keys, title = "r", "Relief"
    opens_card = True


class Walked(Command):
    """You walked already: the planned minutes are written down as just done."""

    keys, title, hint = "w", "I walked", "walked"


class Moved(Command):
    """You changed how you sit or stand: the time since the last shift starts anew."""

    keys, title, hint = "m", "I moved", "moved"


class Breathe(Command):
    """Slow breathing, a few minutes."""

    keys, title, hint = "b", "Breathe", "breathe"
    opens_card = True


class ColdOrHeat(Command):
    """The timer for cold or heat, with its skin check."""

    keys, title, hint = "c", "Cold or heat", "cold"
    opens_card = True


class Quiet(Command):
    """Keeps every prompt back for 30 minutes; once more ends it."""

    keys, title, hint = "z", "Quiet for 30 minutes", "quiet"


class YesSo(Command):
    """Yes to the line that asks whether you were up, or reading."""

    keys, title, hint, needs = "y", "Yes, that is so", "yes", "question"


class NotSo(Command):
    """No to the line that asks."""

    keys, shown, title, needs = "escape", "esc", "No, not so", "question"


class Reading(Command):
    """You read or watch: for now only lock and sleep count as away; once more ends it."""

    keys, title = "j", "Reading or watching"


class Reasons(Command):
    """The last decisions about prompts, each with its reason."""

    keys, title = "h", "How come: the reasons"
    opens_card = True


class Concerns(Command):
    """All that the log says should be looked at, with its source; fold it away once seen, or note an appointment."""

    keys, title, needs = "a", "About the banner", "concern"
    otherwise = "There is no banner now."
    opens_card = True


class SafetyQuestions(Command):
    """The signs with which a back should be looked at: tick one that has turned up."""

    keys, title = "k", "Safety questions"
    opens_card = True


class NewEntry(Command):
    """Write something down, for now or an earlier time: pain, a spasm, stress, a walk, a note."""

    keys, title, hint = "n", "Write something down", "new"
    opens_card = True


class Took(Command):
    """A medicine you took. It is written down and counted, never dosed."""

    keys, title = "i", "I took a medicine"
    opens_card = True


class Undo(Command):
    """Takes the last entry back."""

    keys, title = "u", "Undo the last entry"


class Help(Command):
    """All keys of this place; and a tour of two minutes, recipes, and what people ask."""

    keys, shown, title = "question_mark", "?", "Help: keys, tour, recipes, questions"
    opens_card = True


class StartPrompt(Command):
    """Start what the bar asks for."""

    keys, title, hint, needs = "g", "Start what is asked", "Start", "prompt"


class DonePrompt(Command):
    """It is done already."""

    keys, title, hint, needs = "d", "It is done", "Done", "prompt"


class LaterPrompt(Command):
    """Ask again later, twice at most: in five minutes, unless the settings say otherwise."""

    keys, title, hint, needs = "l", "Snooze: ask again later", "Snooze", "prompt"


class SkipPrompt(Command):
    """Leave it out this time. No reason needed."""

    keys, title, hint, needs = "x", "Skip it", "Skip", "prompt"


class SkipBusy(Command):
    """Leave it out: busy."""

    keys, title, hint, needs = "6", "Skip: busy", "busy", "prompt"


class SkipPain(Command):
    """Leave it out: in pain."""

    keys, title, hint, needs = "7", "Skip: in pain", "in pain", "prompt"


class SkipMoved(Command):
    """Leave it out: just moved."""

    keys, title, hint, needs = "8", "Skip: just moved", "just moved", "prompt"


class WeekBefore(Command):
    """The week before; → the week after."""

    keys, shown, title, hint = "left", "← →", "Week before", "weeks"


class WeekAfter(Command):
    """The week after."""

    keys, shown, title = "right", "→", "Week after"


class PlainTable(Command):
    """The same numbers as a plain table, without charts; once more brings the week back."""

    keys, title, hint = "t", "Plain table", "table"


class TwelveWeeks(Command):
    """Twelve weeks under each other; once more brings the week back."""

    keys, title, hint = "v", "Twelve weeks", "12 weeks"


class DoctorsPage(Command):
    """Writes the page for a clinician, three months on one or two sheets; asks where it shall lie."""

    keys, title, hint = "r", "The doctor's page", "doctor's page"
    opens_card = True


class ExportWeek(Command):
    """Writes this week into a file, as Markdown or HTML; asks where it shall lie."""

    keys, title, hint = "e", "Export the week", "export"
    opens_card = True


class StartRoutine(Command):
    """Starts the marked routine."""

    keys, title, hint = "enter", "Start this routine", "start"


class BackAgain(Command):
    """You are back from the walk: it lasted until now."""

    keys, title, hint = "enter", "I am back", "I am back"


class ChangeSetting(Command):
    """Changes the marked setting; it counts at once."""

    keys, title, hint = "enter", "Change this setting", "change"


class TestNotice(Command):
    """Sends a test notification by each way in turn, until you have seen one."""

    __test__ = False  # it is no test of pytest's
    keys, title, hint = "v", "Test notification", "test notification"


class PauseSession(Command):
    """Pause, and go on."""

    keys, title, hint = "space", "Pause or go on", "pause"


class NextStep(Command):
    """To the next step."""

    keys, shown, title, hint = "right", "→", "Next step", "next"


class StepBack(Command):
    """Back to the start of this step, or to the one before."""

    keys, shown, title, hint = "left", "←", "Step back", "back"


class PainNow(Command):
    """Pain at this moment; if it is up by 2, stopping is offered."""

    keys, title, hint = "p", "Pain now", "pain"


class Enough(Command):
    """Enough for now. What was done is kept; no reason asked."""

    keys, shown, title, hint = "q,escape", "q", "Enough for now", "enough for now"


class BellOnOff(Command):
    """The bell at each change of step, on or off."""

    keys, title = "v", "Bell on or off"


WHY_SKIPPED: tuple[type[Command], ...] = (SkipBusy, SkipPain, SkipMoved)
"""Skipping, with the reason told."""

PROMPT_COMMANDS: tuple[type[Command], ...] = (StartPrompt, DonePrompt, LaterPrompt, SkipPrompt, *WHY_SKIPPED)
"""The keys of the bar."""

EVERYWHERE: tuple[type[Command], ...] = (
    YesSo, ItHurts, RatePain, SpasmOver, Walked, Moved, Breathe, ColdOrHeat, Quiet, NotSo, Reading, Reasons,
    RateStress, Relief, SafetyQuestions, NewEntry, Took, Concerns, Undo, *PLACES.values(), Help,
)  # fmt: skip
"""What can be done in each of the five places, in the order of the hints."""


def everywhere(own: Sequence[type[Command]] = ()) -> tuple[type[Command], ...]:
    """EVERYWHERE as it is in a place with commands of its own: without those whose key means something else there."""
    taken = {key for command in own for key in command.keys.split(",")}
    return tuple(command for command in EVERYWHERE if not taken & set(command.keys.split(",")))


SESSION_COMMANDS: tuple[type[Command], ...] = (
    BackAgain, PauseSession, PainNow, Enough, NextStep, StepBack, BellOnOff, Help,
)  # fmt: skip
"""What can be done while a routine runs."""

WEEK_COMMANDS: tuple[type[Command], ...] = (
    WeekBefore, WeekAfter, FillGaps, PlainTable, DoctorsPage, TwelveWeeks, ExportWeek,
)  # fmt: skip
"""What the week alone has."""

_PLACE_COMMANDS: tuple[type[Command], ...] = (
    *LOG_COMMANDS, StartRoutine, *WEEK_COMMANDS, ChangeSetting, TestNotice,
)  # fmt: skip

ALL: dict[str, type[Command]] = {
    command.slug(): command for command in EVERYWHERE + PROMPT_COMMANDS + _PLACE_COMMANDS + SESSION_COMMANDS
}
"""Every command by name."""
