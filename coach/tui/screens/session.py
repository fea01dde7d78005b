"""The session player: one routine, step by step, in type that is read from the other end of the room."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen

from coach.core import outing as outings
from coach.core import session as player
from coach.core.outing import Outing
from coach.core.session import SessionState
from coach.tui.commands import (
    SESSION_COMMANDS,
    BackAgain,
    BellOnOff,
    Command,
    Enough,
    NextStep,
    PainNow,
    PauseSession,
    StepBack,
)
from coach.tui.messages import CardShown
from coach.tui.widgets.big_words import words, wrap_words
from coach.tui.widgets.drawn import Drawn, Line, spread
from coach.tui.widgets.hints import Hints
from coach.tui.widgets.prompt_bar import STRIP_BELOW

Frames = Callable[[str], tuple[str, ...]]
"""The frames of a figure by its name; none for an unknown one."""


FRAME_ROWS = 7
"""Rows of the title, the countdown and the word under it, the progress and the hints."""
ROOMY = 22
"""Rows from which there are gaps in between; the stylesheet has them."""
ADVICE_ROWS = 3
MOST_WORD_ROWS = 12
LookOut = Callable[[], tuple[float | None, bool]]
"""Asks the machine for the user: the last input (elapsed seconds, None: not known), and whether that counts as away."""
STILL_OUT = "Still out"
"""In place of a step's words when a walk lasts longer than planned."""


@dataclass(frozen=True)
class Around:
    """What stands around the steps."""

    title: str
    """What is played."""
    day: str
    """How the back is, in a few words."""
    advice: str
    """How to go, and when to stop."""
    flag: Callable[[], str]
    """What to do about an open red flag, in one line; empty without one."""


class SessionScreen(Screen[SessionState]):
    """Plays a session; its result is the state it ended in.

    With a `look_out` it is a walk that is timed by the absence: it lasts until the user is back. `time_up` is called
    when its planned minutes are over.
    """

    BINDINGS: ClassVar[list[BindingType]] = [command.binding() for command in SESSION_COMMANDS]
    VERTICAL_BREAKPOINTS = [(0, "-strip"), (STRIP_BELOW, "-low"), (ROOMY, "-roomy")]

    def __init__(
        self,
        state: SessionState,
        elapsed: Callable[[], float],
        frames: Frames,
        around: Around,
        ask_pain: Callable[[], None],
        look_out: LookOut | None = None,
        time_up: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        self._time_up = time_up
        self.state = state
        """As of the last tick; immutable, so another thread may read it."""
        self.outing = Outing(began=state.as_of)
        """What is known of the absence, in a walk."""
        self._elapsed, self._frames = elapsed, frames
        self._around, self._ask_pain, self._look_out = around, ask_pain, look_out
        self._bell = True

    def compose(self) -> ComposeResult:
        """From top to bottom: where, how long, what, how, how far."""
        yield Drawn(id="where")
        yield Line("", id="flag")
        yield Drawn(id="count")
        yield Line(id="left")
        yield Drawn(id="words")
        yield Drawn(id="figure")
        with Vertical(id="low"):
            yield Drawn(id="progress")
            yield Line(self._around.advice, id="advice", classes="quiet")
        yield Hints()

    def on_mount(self) -> None:
        """Show the first step and begin to count."""
        self.query_one(Hints).show_commands(self.commands)
        self._show()
        self.set_interval(1.0, self.tick)
        self.call_after_refresh(self.post_message, CardShown())

    def on_resize(self) -> None:
        """Another size, another layout."""
        self._show()

    @property
    def commands(self) -> tuple[type[Command], ...]:
        """What can be done here: a walk has a key for the return."""
        return SESSION_COMMANDS[1:] if self._look_out is None else SESSION_COMMANDS

    def now(self) -> SessionState:
        """The session at this moment; from any thread."""
        return player.at(self.state, self._elapsed())

    def ended(self) -> SessionState:
        """The session as it is when it must end at this moment; from any thread."""
        now_s = self._elapsed()
        state = player.finish(player.at(self.state, now_s), now_s)
        return outings.walked(self.outing, state, now_s)

    def tick(self) -> None:
        """A second later."""
        if self._look_out is not None and not self.state.paused:
            self.outing = outings.look(self.outing, self._elapsed(), *self._look_out())
            if self.outing.back is not None:
                self._returned()
                return
        self._go(self.now())

    def on_key(self, event: events.Key) -> None:
        """Any key of who was out says that they are back."""
        if self.outing.out:
            event.stop()
            event.prevent_default()
            self._returned()

    def on_click(self) -> None:
        """A click says so too."""
        if self.outing.out:
            self._returned()

    @on(BackAgain)
    def _back_again(self) -> None:
        if self._look_out is not None:
            self._returned()

    def _returned(self) -> None:
        """The walk is over: it lasted as long as the absence, or where none is known, as the steps say."""
        if not self.is_current:
            return  # something lies on top; the next tick comes back to it
        self.outing = outings.key(self.outing, self._elapsed())
        self.state = self.ended()
        self.dismiss(self.state)

    def _go(self, state: SessionState, quietly: bool = False) -> None:
        changed = state.index != self.state.index
        walked = self.state.step
        if changed and walked is not None and walked.planned and not quietly and not state.stopped:
            self._time_up()
        self.state = state
        if state.finished and not outings.waits(self.outing, state):
            if not self.is_current:
                return  # something lies on top; the next tick comes back to it
            if self._bell and not state.stopped:
                self.app.bell()
            self.state = outings.walked(self.outing, state, self._elapsed())
            self.dismiss(self.state)
            return
        if changed and self._bell and not quietly and state.repeat[1] == 1:
            self.app.bell()
        self._show()

    def _show(self) -> None:
        state, around = self.state, self._around
        if not self.is_mounted or (state.finished and not self.outing.out):
            return
        step = state.step or state.steps[-1]
        flag = around.flag()
        self.query_one("#flag", Line).show(flag)
        self.query_one("#flag", Line).set_class(bool(flag), "-shown")
        self.query_one("#where", Drawn).set_draw(
            lambda width: spread(
                Content.styled(f" {around.title}", "bold $text-primary"),
                Content.styled(f"{around.day}   part {state.part + 1} of {state.parts} ", "$foreground-muted"),
                width,
            )
        )
        count = clock_text(self.outing.walked_s(self._elapsed()) if state.finished else state.remaining_in_step_s)
        self.query_one("#count", Drawn).set_draw(lambda width: words(count, width, 3, "bold $text-accent"))
        self.query_one("#left", Line).show(self._left_words())
        room = self.size.height - FRAME_ROWS - 1 - self._advice_rows() - bool(flag)
        self.query_one("#advice", Line).display = room >= 0  # in a low window what to do goes before how
        frame = self._figure(state)
        rows = word_rows(self.size.height, frame.count("\n") + 1, self._advice_rows() + bool(flag))
        say = STILL_OUT if state.finished else step.say
        self.query_one("#words", Drawn).set_draw(lambda width: words(say, width, rows))
        self.query_one("#figure", Drawn).set_draw(lambda width: figure_block(frame, width))
        low = self.size.height < STRIP_BELOW
        left = self._left_words()
        self.query_one("#progress", Drawn).set_draw(
            lambda width: strip_row(count, left, say, width) if low else progress_row(state, width)
        )

    def _advice_rows(self) -> int:
        lines = self._around.advice.split("\n")
        return min(ADVICE_ROWS, sum(len(wrap_words(line, max(10, self.size.width - 2))) for line in lines))

    def _left_words(self) -> str:
        if self.state.finished:
            return "min walked, longer than planned, and all of it counts"
        if self.state.paused:
            return "paused, space goes on"
        if self.outing.out:
            return "left   you are out; any key: I am back"
        return rounds_text(self.state)

    def _figure(self, state: SessionState) -> str:
        step = state.step or state.steps[-1]
        frames = self._frames(step.figure) if step.figure else ()
        if not frames:
            return ""
        still = self.app.animation_level == "none"
        return frames[0 if still else player.frame_index(step, state.in_step_s, len(frames))]

    @on(PauseSession)
    def _pause(self) -> None:
        turn = player.resume if self.state.paused else player.pause
        self._leave_anew()
        self._go(turn(self.state, self._elapsed()))

    @on(NextStep)
    def _next(self) -> None:
        self._go(player.forward(self.state, self._elapsed()), quietly=True)

    @on(StepBack)
    def _back(self) -> None:
        self._go(player.back(self.state, self._elapsed()), quietly=True)

    @on(Enough)
    def _enough(self) -> None:
        self._go(player.finish(self.state, self._elapsed()))

    @on(PainNow)
    def _pain(self) -> None:
        self._ask_pain()

    @on(BellOnOff)
    def _bell_on_off(self) -> None:
        self._bell = not self._bell
        self.notify("The bell rings at each step." if self._bell else "No bell in this session.", markup=False)

    def stop_here(self) -> None:
        """End it now; what was done is kept."""
        self._enough()

    def hold_still(self, still: bool) -> None:
        """Stand still while a card lies on top, and go on."""
        self.state = (player.pause if still else player.resume)(self.state, self._elapsed())
        self._leave_anew()
        self._show()

    def _leave_anew(self) -> None:
        """After a pause the absence is still to begin."""
        if not self.outing.out:
            self.outing = Outing(began=self._elapsed(), known=self.outing.known)


def word_rows(height: int, figure_rows: int, advice_rows: int) -> int:
    """Rows that the words may take in a window so high: what stands around them keeps its own."""
    gaps = 3 if height >= ROOMY else 0
    return max(1, min(MOST_WORD_ROWS, height - FRAME_ROWS - gaps - figure_rows - advice_rows))


def figure_block(frame: str, width: int) -> Content:
    """A frame in the middle, its lines kept in line with each other."""
    lines = frame.split("\n")
    wide = max(len(line) for line in lines)
    margin = " " * max(0, (width - wide) // 2)
    return Content.styled("\n".join(margin + line for line in lines), "$text-secondary")


def clock_text(seconds: float) -> str:
    """Seconds as people count them down: `4:20`; a begun second counts."""
    whole = int(-(-seconds // 1))
    return f"{whole // 60}:{whole % 60:02d}"


def rounds_text(state: SessionState) -> str:
    """`left`, or which round of a repeated part is on."""
    turn, rounds = state.repeat
    return "left" if rounds <= 1 else f"left   {turn} of {rounds}"


def first_sentence(words: str) -> str:
    """The first sentence of some words."""
    first, stop, _ = words.partition(". ")
    return first + stop.rstrip()


def strip_row(count: str, left: str, say: str, width: int) -> Content:
    """A session in one row, for a split of a few lines: the time, and what to do."""
    row = Content.assemble(" ", (count, "bold $text-accent"), f" {left}   ", (say, "bold $foreground"))
    return row.truncate(width, ellipsis=True)


def progress_row(state: SessionState, width: int) -> Content:
    """A bar over all steps with the place we are at, and what comes next."""
    following = state.next_part
    after = f"  then  {first_sentence(following.say)}" if following is not None else "  then you are through"
    room = max(10, min(width // 2, width - 22))
    at = round(state.progress * (room - 1))
    bar = Content.assemble(
        " ", ("━" * at, "$primary"), ("●", "bold $text-accent"), ("─" * (room - 1 - at), "$foreground-muted")
    )  # fmt: skip
    return Content.assemble(bar, Content.styled(after, "$foreground-muted")).truncate(width, ellipsis=True)
