"""The session player: one routine, step by step, in type that is read from the other end of the room."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen

from coach.core import session as player
from coach.core.session import SessionState
from coach.tui.commands import SESSION_COMMANDS, BellOnOff, Enough, NextStep, PainNow, PauseSession, StepBack
from coach.tui.widgets.big_words import words
from coach.tui.widgets.drawn import Drawn, Line, spread
from coach.tui.widgets.hints import Hints

Frames = Callable[[str], tuple[str, ...]]
"""The frames of a figure by its name; none for an unknown one."""


class SessionScreen(Screen[SessionState]):
    """Plays a session; its result is the state it ended in."""

    BINDINGS: ClassVar[list[BindingType]] = [command.binding() for command in SESSION_COMMANDS]
    VERTICAL_BREAKPOINTS = [(0, "-strip"), (8, "-low"), (22, "-roomy")]

    def __init__(
        self,
        state: SessionState,
        elapsed: Callable[[], float],
        frames: Frames,
        title: str,
        day: str,
        advice: str,
        ask_pain: Callable[[], None],
    ) -> None:
        super().__init__()
        self.state = state
        """As of the last tick; immutable, so another thread may read it."""
        self._elapsed, self._frames = elapsed, frames
        self._title, self._day, self._advice, self._ask_pain = title, day, advice, ask_pain
        self._bell = True

    def compose(self) -> ComposeResult:
        """From top to bottom: where, how long, what, how, how far."""
        yield Drawn(id="where")
        yield Drawn(id="count")
        yield Line(id="left")
        yield Drawn(id="words")
        yield Drawn(id="figure")
        with Vertical(id="low"):
            yield Drawn(id="progress")
            yield Line(self._advice, id="advice", classes="quiet")
        yield Hints()

    def on_mount(self) -> None:
        """Show the first step and begin to count."""
        self.query_one(Hints).show_commands(SESSION_COMMANDS, last="")
        self._show()
        self.set_interval(1.0, self.tick)

    def on_resize(self) -> None:
        """Another size, another layout."""
        self._show()

    def now(self) -> SessionState:
        """The session at this moment; from any thread."""
        return player.at(self.state, self._elapsed())

    def tick(self) -> None:
        """A second later."""
        self._go(self.now())

    def _go(self, state: SessionState, quietly: bool = False) -> None:
        changed = state.index != self.state.index
        self.state = state
        if state.finished:
            if not self.is_current:
                return  # something lies on top; the next tick comes back to it
            if self._bell and not state.stopped:
                self.app.bell()
            self.dismiss(state)
            return
        if changed and self._bell and not quietly and state.repeat[1] == 1:
            self.app.bell()
        self._show()

    def _show(self) -> None:
        state, step = self.state, self.state.step
        if step is None or not self.is_mounted:
            return
        self.query_one("#where", Drawn).set_draw(
            lambda width: spread(
                Content.styled(f" {self._title}", "bold $text-primary"),
                Content.styled(f"{self._day}   part {state.part + 1} of {state.parts} ", "$foreground-muted"),
                width,
            )
        )
        count = clock_text(state.remaining_in_step_s)
        self.query_one("#count", Drawn).set_draw(lambda width: words(count, width, 3, "bold $text-accent"))
        self.query_one("#left", Line).show("paused, space goes on" if state.paused else rounds_text(state))
        rows = word_rows(self.size.height)
        self.query_one("#words", Drawn).set_draw(lambda width: words(step.say, width, rows))
        frame = self._figure(state)
        self.query_one("#figure", Drawn).set_draw(lambda width: figure_block(frame, width))
        self.query_one("#progress", Drawn).set_draw(lambda width: progress_row(state, width))

    def _figure(self, state: SessionState) -> str:
        step = state.step
        frames = self._frames(step.figure) if step is not None and step.figure else ()
        if not frames or step is None:
            return ""
        still = self.app.animation_level == "none"
        return frames[0 if still else player.frame_index(step, state.in_step_s, len(frames))]

    @on(PauseSession)
    def _pause(self) -> None:
        turn = player.resume if self.state.paused else player.pause
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
        self._show()


def word_rows(height: int) -> int:
    """Rows that the words may take in a window so high: the figure and the frame keep theirs."""
    return 1 if height < 14 else 3 if height < 20 else max(3, min(12, height - 17))


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


def progress_row(state: SessionState, width: int) -> Content:
    """A bar over all steps with the place we are at, and what comes next."""
    following = state.next_part
    after = f"  then  {following.say}" if following is not None else "  then you are through"
    room = max(10, min(width // 2, width - 22))
    at = round(state.progress * (room - 1))
    bar = Content.assemble(
        " ", ("━" * at, "$primary"), ("●", "bold $text-accent"), ("─" * (room - 1 - at), "$foreground-muted")
    )  # fmt: skip
    return Content.assemble(bar, Content.styled(after, "$foreground-muted")).truncate(width, ellipsis=True)
