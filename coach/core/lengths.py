"""A length of time in the words of a row or a receipt."""

FAR_MINUTES = 100
"""From so many minutes on, what comes is told by the time of day instead (our default)."""


def length_words(seconds: int) -> str:
    """`45 s` under a minute, else `2 min`, the nearest whole one (half a minute counts up)."""
    return f"{seconds} s" if seconds < 60 else f"{(seconds + 30) // 60} min"
