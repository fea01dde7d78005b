"""The bar in which a prompt waits: it never takes the keyboard, and its keys act only after one second."""

from textual.content import Content

from coach.tui.commands import PROMPT_COMMANDS, WHY_SKIPPED, DonePrompt, SkipPrompt, StartPrompt
from coach.tui.ports import OpenPrompt
from coach.tui.widgets.big_words import wrap_words
from coach.tui.widgets.drawn import Drawn
from coach.tui.widgets.hints import hint

KIND_TITLES = {"checkin": "CHECK-IN", "breathe": "BREATHING"}
"""Kinds that are called otherwise on the screen."""
ONE_ROW = 74
"""Columns from which all answers stand in one row."""
STRIP_BELOW = 8
"""Rows below which the app is a strip of two."""
READY_AFTER_S = 1.0
"""Seconds after it appeared until its keys act, so that typing is not an answer; our default."""


def prompt_words(prompt: OpenPrompt, width: int | None = None) -> Content:
    """Kind, length and wording, on one line unless a width is given."""
    length = f", {prompt.minutes} min" if prompt.minutes else ""
    again = "  (again)" if prompt.repeats else ""
    body = prompt.body if prompt.body else prompt.title
    kind = KIND_TITLES.get(prompt.kind, prompt.kind.upper())
    head = f"▸ {kind}{length}{again}"
    said = f"{head} · {body}" if width is None else "\n  ".join(wrap_words(f"{head} · {body}", width - 2))
    return Content(said).stylize("bold $foreground").stylize("bold $text-primary", 0, len(head))


def prompt_keys(prompt: OpenPrompt, ready: bool, width: int) -> Content:
    """The answers with their keys, in two rows where one is too narrow; a shift has no session to start."""
    rows: list[list[Content]] = [[]]
    for command in PROMPT_COMMANDS:
        if command is StartPrompt and prompt.kind == "shift":
            continue
        if command is SkipPrompt and width < ONE_ROW:
            rows.append([])
        label = "Done, I moved" if command is DonePrompt and prompt.kind == "shift" else None
        rows[-1].append(hint(command, label, ready))
    why = slice(-len(WHY_SKIPPED), None)
    reasons = Content("  ").join(rows[-1][why])
    skip = rows[-1].pop(-len(WHY_SKIPPED) - 1)
    rows[-1][why] = [Content.assemble(skip, " (", reasons, ")")]
    return Content("\n").join(Content.assemble("  ", Content("   ").join(row)) for row in rows)


class PromptBar(Drawn):
    """Shows the open prompt, or nothing at all."""

    DEFAULT_CSS = """
    PromptBar {
        dock: bottom; height: auto; margin-bottom: 1; display: none; background: $boost; padding: 0 1;
        border-top: solid $primary;
        &.-open { display: block; }
    }
    """

    prompt: OpenPrompt | None = None
    ready: bool = False

    def show_prompt(self, prompt: OpenPrompt | None, ready: bool) -> None:
        """Show this prompt, its keys bright once they act; None takes the bar away."""
        self.prompt, self.ready = prompt, ready
        self.set_class(prompt is not None, "-open")
        if prompt is None:
            self.set_draw(lambda width: Content(""))
            return
        self.set_draw(lambda width: self._picture(prompt, ready, width))

    def _picture(self, prompt: OpenPrompt, ready: bool, width: int) -> Content:
        if self.app.size.height < STRIP_BELOW:  # two rows are all there is
            keys = prompt_keys(prompt, ready, ONE_ROW)
            return Content("\n").join([line.truncate(width, ellipsis=True) for line in (prompt_words(prompt), keys)])
        return Content.assemble(prompt_words(prompt, width), "\n", prompt_keys(prompt, ready, width))
