"""Programs a test needs beside Python: missing ones skip it, or fail it when the whole run is asked for."""

import os
import shutil

import pytest


def require(tool: str) -> str:
    """The path of the program `tool`; without it the test is skipped, or fails under COACH_FULL=1."""
    path = shutil.which(tool)
    if path is None:
        reason = f"{tool} is not installed"
        if os.environ.get("COACH_FULL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
