"""What the log alone can do, a class an action."""

from coach.tui.command import Command


class OpenEntries(Command):
    """The entries of the marked day; on an entry, all about it."""

    keys, title, hint = "enter", "Open", "open"


class CalendarOrList(Command):
    """The log as a list with filters; once more, the calendar."""

    keys, title, hint = "v", "Calendar or list", "other view"


class FillGaps(Command):
    """Fill in the pain of days that have none."""

    keys, title, hint = "f", "Fill gaps", "fill gaps"


class SpasmDetails(Command):
    """Where, signs, triggers and a note of the marked spasm, or of the one that is open."""

    keys, title, hint = "e", "Details of the spasm", "details"


class DeleteEntry(Command):
    """Takes the marked entry out of the log; undo brings it back."""

    keys, shown, title, hint = "delete,backspace", "del", "Delete the entry", "delete"


class DayBefore(Command):
    """The day before; → the day after. In the list another filter."""

    keys, shown, title = "left", "←", "Day before"


class DayAfter(Command):
    """The day after; in the list the next filter."""

    keys, shown, title = "right", "→", "Day after"


class SameDayBefore(Command):
    """The same day of the week before."""

    keys, shown, title = "up", "↑", "A week back"


class SameDayAfter(Command):
    """The same day of the week after."""

    keys, shown, title = "down", "↓", "A week on"


class MonthBefore(Command):
    """The month before."""

    keys, shown, title = "pageup", "pgup", "Month before"


class MonthAfter(Command):
    """The month after."""

    keys, shown, title = "pagedown", "pgdn", "Month after"


class ThisDay(Command):
    """Back to today's date."""

    keys, title = "home", "Today's date"


class BackToCalendar(Command):
    """From the entries of a day back to the calendar."""

    keys, shown, title = "escape", "esc", "Back to the calendar"


LOG_COMMANDS: tuple[type[Command], ...] = (
    OpenEntries, CalendarOrList, FillGaps, SpasmDetails, DeleteEntry, DayBefore, DayAfter, SameDayBefore, SameDayAfter,
    MonthBefore, MonthAfter, ThisDay, BackToCalendar,
)  # fmt: skip
"""All of them, in the order of the hints."""
