"""One look at the reminders after another, where the plan changes between them."""

from datetime import UTC, time, timedelta

from msgspec.structs import replace

from coach.core.moment import Moment
from coach.core.presence import Seen
from coach.core.reminders import Event, Inputs, Slot, State, advance, begin
from coach.core.settings import Settings
from tests.made import TODAY, on

START = on(0, "11:00")
WALK = Slot(TODAY, time(12), "walk", seconds=600, set_for=time(12))
"""As planned; and as it stands when a meeting is known over it."""
MOVED = Slot(TODAY, time(12, 30), "walk", seconds=600, set_for=time(12))


class Looks:
    """A user at the desk from 11:00 on."""

    def __init__(self, *slots: Slot) -> None:
        self.state: State = begin(Moment(START, 0.0), Inputs(zone=UTC))
        self.events: list[Event] = []
        self.until(0, *slots, fresh=True)

    def until(self, minute: int, *slots: Slot, fresh: bool = False) -> None:
        """A look so many minutes after the start; what lies between goes by the plan of the look before."""
        inputs = Inputs(zone=UTC, seen=Seen("present"), slots=slots, fresh=fresh)
        moment = Moment(START + timedelta(minutes=minute), minute * 60.0)
        step = advance(self.state, moment, inputs, Settings())
        self.state = step.state
        self.events += step.events

    @property
    def walks(self) -> list[str]:
        return [f"{event.at:%H:%M}" for event in self.events if (event.event, event.kind) == ("prompt", "walk")]


def test_a_walk_that_has_come_does_not_come_again_where_a_meeting_moves_it() -> None:
    looks = Looks(WALK)
    looks.until(61, WALK)
    looks.until(62, MOVED)
    looks.until(180, MOVED)
    assert looks.walks == ["12:00"]


def test_a_walk_that_a_meeting_moves_before_it_has_come_comes_at_its_new_time() -> None:
    looks = Looks(WALK)
    looks.until(45, MOVED)
    looks.until(180, MOVED)
    assert looks.walks == ["12:30"]


def test_a_walk_of_before_the_start_fell_due_with_nobody_there() -> None:
    looks = Looks(replace(WALK, at=time(10, 30), set_for=time(10, 30)))
    assert [pending.while_away for pending in looks.state.pending] == [True]
    looks.until(3)
    assert looks.walks == ["11:02"]
