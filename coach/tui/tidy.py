"""When garbage is looked for: a full search takes some ten milliseconds, so it waits until nobody types."""

import gc

REST_S = 5.0
"""So long after the last key or click a search disturbs nobody (our default)."""
SELDOM = (700, 10, 100)
"""Python's own thresholds, but for the last: full searches ten times as seldom, for those who never rest."""


class Tidy:
    """Has Python look for garbage once after each stretch of keys."""

    def __init__(self) -> None:
        self._tidied_after_s: float | None = None

    def begin(self) -> None:
        """From here on: what was made so far stays, so no search need look through it."""
        gc.freeze()
        gc.set_threshold(*SELDOM)
        gc.enable()

    def look(self, input_s: float | None, now_s: float) -> bool:
        """Search if the last input is over for a while and was not followed by a search; whether it was done."""
        if input_s is None or input_s == self._tidied_after_s or now_s - input_s < REST_S:
            return False
        self._tidied_after_s = input_s
        gc.collect()
        return True
