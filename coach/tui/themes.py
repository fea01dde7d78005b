"""Our own colours: a dark, a light, a high-contrast theme, and one that uses the terminal's sixteen colours.

Red (`error`) is for red flags alone; what a colour says is always said in words or by a sign too.
"""

from collections.abc import Collection, Mapping

from textual.theme import Theme

AUTO = "auto"
"""The setting that lets the terminal choose."""

DARK = Theme(
    name="coach-dark", dark=True, primary="#7aa2b8", secondary="#b7c9a8", accent="#8fc7b5", success="#93c08b",
    warning="#dcb46a", error="#e5695b", foreground="#d8dcd6", background="#171a1c", surface="#1f2427", panel="#252b2f",
    variables={
        "foreground-muted": "#9ea4a1", "text-muted": "#9ea4a1",
        "block-cursor-background": "#2b4857", "block-cursor-foreground": "#ffffff",
        "scrollbar": "#3d464b", "scrollbar-hover": "#5a666c", "scrollbar-background": "#171a1c",
    },
)  # fmt: skip
LIGHT = Theme(
    name="coach-light", dark=False, primary="#2b5f7a", secondary="#4d6b3c", accent="#1f6b58", success="#2f6b34",
    warning="#8a5a00", error="#b3261e", foreground="#23282b", background="#f7f6f1", surface="#efeee7", panel="#e6e5dc",
    variables={
        "foreground-muted": "#5a5f62", "text-muted": "#5a5f62",
        "block-cursor-background": "#cfe0e8", "block-cursor-foreground": "#10222c",
        "scrollbar": "#c3c2b6", "scrollbar-hover": "#a3a296", "scrollbar-background": "#f7f6f1",
    },
)  # fmt: skip
CONTRAST = Theme(
    name="coach-contrast", dark=True, primary="#9fd8ff", secondary="#ffffff", accent="#ffe066", success="#8cff9e",
    warning="#ffd000", error="#ff6b5e", foreground="#ffffff", background="#000000", surface="#000000", panel="#1a1a1a",
    text_alpha=1.0, variables={
        "foreground-muted": "#e0e0e0", "text-muted": "#e0e0e0",
        "block-cursor-background": "#00507a", "block-cursor-foreground": "#ffffff",
        "scrollbar": "#8a8a8a", "scrollbar-background": "#000000",
    },
)  # fmt: skip
SIXTEEN = Theme(
    name="coach-16", dark=True, ansi=True, primary="ansi_cyan", secondary="ansi_default", accent="ansi_cyan",
    success="ansi_green", warning="ansi_yellow", error="ansi_red", foreground="ansi_default",
    background="ansi_default", surface="ansi_default", panel="ansi_default", boost="ansi_default",
    variables={
        "ansi-background": "ansi_default", "ansi-foreground": "ansi_default",
        "warning-muted": "ansi_default", "error-muted": "ansi_default",  # else red stands on red
        "foreground-muted": "ansi_default", "text-muted": "ansi_default",
        "border-blurred": "ansi_default", "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_cyan", "input-cursor-background": "ansi_default",
        "input-cursor-foreground": "ansi_black", "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_cyan", "input-selection-foreground": "ansi_black",
        "scrollbar": "ansi_bright_black", "scrollbar-hover": "ansi_cyan", "scrollbar-active": "ansi_cyan",
        "scrollbar-background": "ansi_default", "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
    },
)  # fmt: skip
OURS = (DARK, LIGHT, CONTRAST, SIXTEEN)
"""All of them, the first for a terminal of which nothing is known."""

_MANY_COLOURS = ("truecolor", "24bit", "yes")
_FULL_TERMS = ("kitty", "alacritty", "ghostty", "wezterm", "foot", "direct")
"""Parts of TERM that promise more than sixteen colours without saying a number."""


def few_colours(environ: Mapping[str, str]) -> bool:
    """Whether the terminal has sixteen colours at most, by COLORTERM and TERM; unknown is not few."""
    if environ.get("COLORTERM", "").strip().lower() in _MANY_COLOURS:
        return False
    term = environ.get("TERM", "").strip().lower()
    return bool(term) and "256" not in term and not any(part in term for part in _FULL_TERMS)


def without_colour(environ: Mapping[str, str]) -> bool:
    """Whether the user wants no colour at all (no-color.org: set, and not empty)."""
    return bool(environ.get("NO_COLOR"))


def pick(wanted: str, environ: Mapping[str, str], known: Collection[str]) -> tuple[str, str]:
    """(theme, what is wrong with the wish in one sentence, or nothing).

    `auto`, or a name that is not `known`: sixteen colours where the terminal has no more, or none are wanted; else
    light where COLORFGBG tells of a light ground; else dark.
    """
    if wanted in known and not without_colour(environ):
        return wanted, ""
    wrong = "" if wanted == AUTO or wanted in known else f"config.toml: there is no theme called {wanted}."
    if without_colour(environ) or few_colours(environ):
        return SIXTEEN.name, wrong
    ground = environ.get("COLORFGBG", "").rpartition(";")[2]
    return (LIGHT if ground in ("7", "15") else DARK).name, wrong
