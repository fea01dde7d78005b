"""Libraries a test needs that a plain install leaves out: missing ones skip it, or fail the whole run."""

import importlib.util
import os

import pytest


def require_library(name: str) -> None:
    """Without the library the module's tests are skipped, or fail under COACH_FULL=1."""
    if importlib.util.find_spec(name) is None:
        reason = f"the library {name} is not installed"
        if os.environ.get("COACH_FULL") == "1":
            pytest.fail(reason)
        pytest.skip(reason, allow_module_level=True)
