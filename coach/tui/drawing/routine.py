"""A routine's page as text: what it is for, its steps, when to stop, and why; and the page of a file with a fault."""

from collections.abc import Mapping

from textual.content import Content

from coach.core.lengths import length_words
from coach.core.routine import STOP_ALWAYS, Group, Routine, Step, length_s
from coach.core.wording import first_large
from coach.library import Evidence, Problem
from coach.tui.drawing.marks import STAGE_WORDS, hang


def step_length(seconds: int) -> str:
    """The length of a step: to the second up to a minute and a half."""
    return f"{seconds} s" if seconds < 90 else length_words(seconds)


def routine_row(routine: Routine) -> Content:
    """Title and length, for the list."""
    stage = routine.stages[0] if routine.stages else "steady"
    own = " (yours)" if routine.own else ""
    return Content.assemble(
        "  ", routine.title, (f"  {length_words(length_s(routine, stage))}{own}", "$foreground-muted")
    )


def source_words(entry: Evidence) -> str:
    """How strong a finding is, where it was read, and of what year."""
    return f"{entry.strength}: {entry.cited}"


def step_words(step: Step) -> str:
    """One step and its length."""
    return f"{step.say}  {'as planned' if step.seconds == 'plan' else step_length(int(step.seconds))}"


def routine_head(routine: Routine, width: int) -> list[Content]:
    """What it is, what it is for, when and where."""
    every = set(STAGE_WORDS) <= set(routine.stages)
    stages = "any stage" if every else ", ".join(STAGE_WORDS.get(stage, stage) for stage in routine.stages)
    about = f"{first_large(routine.kind)} · {stages} · {' or '.join(routine.places)}"
    lines = [Content.styled(routine.title, "bold $text-primary"), *_told(routine.aim, width)]
    if routine.own:
        lines.append(
            Content(hang("Yours: from your own folder, in place of ours where the name is the same.", width, 0))
        )
    lines.append(Content.styled(hang(about, width, 0), "$foreground-muted"))
    return lines


def routine_page(routine: Routine, evidence: Mapping[str, Evidence], width: int) -> list[Content]:
    """Its steps, when to stop, and why: each finding with its figure, how strong it is, and where it was read."""
    lines: list[Content] = _section("STEPS")
    for number, step in enumerate(routine.steps, 1):
        if isinstance(step, Group):
            lines.append(Content(f"{number:>2}  {step.times} times:"))
            lines.extend(Content(f"      {hang(step_words(inner), width, 6)}") for inner in step.each)
        else:
            lines.append(Content(f"{number:>2}  {hang(step_words(step), width, 4)}"))
    lines.extend(_section("STOP FOR"))
    lines.extend(Content(f"    {hang(reason, width, 4)}") for reason in (*routine.stop_if, *STOP_ALWAYS))
    known = [evidence[key] for key in routine.evidence if key in evidence]
    if known:
        lines.extend(_section("WHY"))
    for entry in known:
        lines.append(Content(f"    {hang(entry.finding, width, 4)}"))
        lines.append(Content.styled(f"    {hang(source_words(entry), width, 4)}", "$foreground-muted"))
    return lines


def problem_page(problem: Problem, width: int) -> list[Content]:
    """A fault in a file: where, what, and what to do."""
    where = problem.file if problem.line is None else f"{problem.file}, line {problem.line}"
    return [
        Content.styled("A file with a fault", "bold $text-warning"),
        Content(hang(where, width, 0)),
        Content(""),
        Content(hang(problem.message, width, 0)),
        Content(""),
        Content.styled(
            hang("It is left out until it is mended; it is read again when the file changes.", width, 0),
            "$foreground-muted",
        ),
    ]


def _told(text: str, width: int) -> list[Content]:
    return [Content(hang(text, width, 0))] if text else []


def _section(name: str) -> list[Content]:
    return [Content(""), Content.styled(name, "bold $foreground-muted")]
