"""The settings as rows, the marked one's page, and the day as it comes with them."""

from collections.abc import Sequence

from textual.content import Content

from coach.core.redflags import EARLY_VISIT, HISTORY
from coach.core.settings import Settings
from coach.core.wording import first_large
from coach.tui.drawing.marks import columns, hang
from coach.tui.preview import NOUNS, DayAhead
from coach.tui.setting_fields import Field

NAME_COLUMNS = 14
"""Columns of a key's name; of a longer one the last word is left out, which the page says."""


def setting_row(field: Field, settings: Settings) -> Content:
    """A setting and what stands there; a dot before what is the user's own."""
    own = not field.is_default(settings)
    name = field.name if len(field.name) <= NAME_COLUMNS else field.name.rpartition(" ")[0]
    return Content.assemble(
        ("• " if own else "  ", "bold $text-accent"),
        f"{name:<{NAME_COLUMNS}} ",
        (field.text(settings) or "none", "bold" if own else ""),
    )


def history_row(slug: str, applies: Sequence[str] | None) -> Content:
    """One of the history group, ticked or not."""
    label = next(item.label for item in HISTORY if item.slug == slug)
    return Content(f"  {'[x]' if slug in (applies or ()) else '[ ]'} {label}")


def field_page(field: Field, settings: Settings, width: int) -> Content:
    """What the marked setting is for, and what may stand there."""
    ours = field.text(Settings()) or "none"
    lines = [
        Content.assemble(
            (first_large(field.name), "bold $text-primary"),
            (f"  [{field.section}] {field.key}", "$foreground-muted"),
        ),
        *([Content(hang(f"{first_large(field.about)}.", width, 0))] if field.about else []),
        Content.styled(hang(f"Write {field.allowed}.", width, 0), "$foreground-muted"),
        Content.styled(hang(f"Ours: {ours}", width, 0), "$foreground-muted"),
    ]
    return Content("\n").join(lines)


def history_page(applies: Sequence[str] | None, width: int) -> Content:
    """What the safety history is for."""
    asked = "Not asked yet." if applies is None else "None of these." if not applies else EARLY_VISIT
    return Content("\n").join(
        [
            Content.styled("Safety history", "bold $text-primary"),
            Content(hang(asked, width, 0)),
            Content.styled(
                hang("Enter ticks or unticks. With one of these a minor fall counts as a warning sign too.", width, 0),
                "$foreground-muted",
            ),
        ]
    )


def day_page(ahead: DayAhead | None, width: int) -> Content:
    """The day as the simulator gives it, all of its prompts."""
    if ahead is None:
        return Content.styled("The day is being drawn…", "$foreground-muted")
    head = Content.assemble(
        (f"{ahead.on:%A} {ahead.on.day} {ahead.on:%b}", "bold $text-primary"),
        ("  as it would come", "$foreground-muted"),
    )
    rows = [
        Content.assemble(
            (f"{prompt.at:%H:%M} ", "$foreground-muted"),
            NOUNS[prompt.kind][0],
            (f" {prompt.minutes} min" if prompt.minutes else "", "$foreground-muted"),
        )
        for prompt in ahead.prompts
    ]
    counts = Content.styled(hang(ahead.words, width, 0), "$foreground-muted")
    return Content("\n").join([head, counts, Content(""), *columns(rows, max(1, min(3, width // 20)), width)])


def hours_words(settings: Settings, ahead: DayAhead, width: int) -> Content:
    """The hours that are set, and the day that comes of them, for the welcome."""
    hours = ", ".join(f"{span.start:%H:%M}-{span.end:%H:%M}" for span in settings.work.hours)
    rows = [f"{prompt.at:%H:%M} {NOUNS[prompt.kind][0]}" for prompt in ahead.prompts]
    lines = columns([Content(row) for row in rows], max(1, min(4, width // 17)), width)
    head = Content.assemble("At your desk ", (hours, "bold"), f". {ahead.on:%A} would go so:\n")
    quiet = "\n" + hang("Nothing comes while you are away, in a meeting or outside these hours.", width, 0)
    return Content("\n").join([head, *lines, Content.styled(quiet, "$foreground-muted")])


def file_line(file: str) -> Content:
    """Where all this lies."""
    return Content.assemble(
        ("All of it lies in\n", "$foreground-muted"), file, ("\nAn edit there counts at once.", "$foreground-muted")
    )
