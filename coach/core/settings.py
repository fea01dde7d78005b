"""What the user can set, as typed values with our defaults. Reading and writing the file is `coach.config`'s task.

Every number here is our own choice (no guideline gives one) unless its line names a source.
"""

from datetime import time

from msgspec import Struct

from coach.core.records import Kind

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Span(Struct, frozen=True, order=True):
    """A stretch of the local day, `start` included, `end` not."""

    start: time
    end: time

    def __contains__(self, moment: time) -> bool:
        return self.start <= moment < self.end


class Work(Struct, frozen=True):
    """When and where the user is at the desk. `days` are weekday numbers, Monday 0; `hours` in order of time."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    hours: tuple[Span, ...] = (Span(time(9), time(12, 30)), Span(time(13, 15), time(17, 30)))
    awake: Span = Span(time(7, 30), time(22))
    timezone: str = "local"
    place: str = "office"


class PostureSettings(Struct, frozen=True):
    """Sitting time in seconds before a shift and a break, and the length of a break.

    30 and 60 minutes lie among the intervals that have been tried (Waongenngarm 2021; UK advice of a break
    after 50-60 minutes); no limit is proven.
    """

    shift_after_s: int = 30 * 60
    break_after_s: int = 60 * 60
    break_length_s: int = 2 * 60


class PresenceSettings(Struct, frozen=True):
    """Seconds: without input until away, at the desk again before a prompt, and an absence that is a break."""

    away_after_s: int = 5 * 60
    settle_s: int = 2 * 60
    natural_after_s: int = 2 * 60


class PromptSettings(Struct, frozen=True):
    """Seconds between prompts and around answers (section names as in config.toml)."""

    apart_s: int = 10 * 60
    after_close_s: int = 5 * 60
    lull_s: int = 8
    lull_wait_s: int = 90
    repeat_after_s: int = 10 * 60
    snooze_s: int = 5 * 60
    most_snoozes: int = 2
    return_within_s: int = 60 * 60
    range_end_s: int = 10 * 60
    after_hold_s: int = 60


class WalkSettings(Struct, frozen=True):
    """Walks: slots, and the minutes they begin and end with.

    Change of position and 5-10 minutes of walking three or four times a day: Healthwise "Back Spasm". Up to 30 minutes
    on 5 days of the week: WalkBack trial, Lancet 2024 (dose as reported).
    """

    at: tuple[time, ...] = (time(10), time(12), time(16))
    first_minutes: int = 5
    most_minutes: int = 15
    steady_first_minutes: int = 10
    steady_most_minutes: int = 30


class RestSettings(Struct, frozen=True):
    """Rests: slots and minutes."""

    at: tuple[time, ...] = (time(11, 30), time(14), time(16, 45))
    minutes: int = 10


class StressSettings(Struct, frozen=True):
    """When the stress reminder comes."""

    breathe_at: tuple[time, ...] = (time(10, 45), time(15, 30))


class CheckinSettings(Struct, frozen=True):
    """Seconds before the end of the last range for the check-in, and on the last working day for the week."""

    before_end_s: int = 15 * 60
    week_before_end_s: int = 30 * 60


class NotifySettings(Struct, frozen=True):
    """How a prompt may reach the user outside the app. `terminal`: auto, tmux, osc, bell or off.

    `order`: the ways in the order they are tried; one that is not named is not tried.
    """

    desktop: bool = True
    terminal: str = "auto"
    order: tuple[str, ...] = ("dbus", "plyer", "tmux", "osc", "bell")
    most_a_day: int = 12
    discreet: bool = True


class CalendarSettings(Struct, frozen=True):
    """`.ics` files or vdir folders whose busy times hold prompts; `me`: the user's addresses (what they declined)."""

    paths: tuple[str, ...] = ()
    me: tuple[str, ...] = ()


class AppSettings(Struct, frozen=True):
    """How the app looks. `theme`: auto, one of ours, or one of Textual's."""

    theme: str = "auto"


class KeySettings(Struct, frozen=True):
    """Keys that the user changed: pairs of a command's name and its keys, as `coach --bindings` prints them."""

    changed: tuple[tuple[str, str], ...] = ()


class Settings(Struct, frozen=True):
    """All of it. `Settings()` are the defaults."""

    work: Work = Work()
    posture: PostureSettings = PostureSettings()
    presence: PresenceSettings = PresenceSettings()
    prompts: PromptSettings = PromptSettings()
    walk: WalkSettings = WalkSettings()
    rest: RestSettings = RestSettings()
    stress: StressSettings = StressSettings()
    checkin: CheckinSettings = CheckinSettings()
    notify: NotifySettings = NotifySettings()
    calendar: CalendarSettings = CalendarSettings()
    app: AppSettings = AppSettings()
    keys: KeySettings = KeySettings()


RANK: dict[Kind, int] = {"walk": 0, "rest": 1, "break": 2, "breathe": 3, "shift": 4, "checkin": 5, "week": 6}
"""Which prompt goes before which when they fall due together; smaller is bigger."""
