"""Traces of a desk beside what must come out of them; each pair of files in `scenarios/` tells one story.

`NAME.jsonl` is a trace as `coach simulate` reads it, `NAME.toml` the settings where they are not the defaults.
`NAME.expected.jsonl` begins with the story (`#`), then has one line an event, as `coach simulate --json` gives it, but
without the routine; a `why` there is a part of the reason.
"""

import json
from collections.abc import Mapping
from difflib import unified_diff
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from coach.clock import zone_named
from coach.config import load_settings
from coach.core.routine import Routine
from coach.library import Library
from coach.paths import Paths
from coach.simulate import event_json, read_trace, simulate

FOLDER = Path(__file__).parent / "scenarios"
NAMES = sorted(path.stem for path in FOLDER.glob("*.jsonl") if not path.stem.endswith(".expected"))
HOME = ZoneInfo("Europe/Berlin")
"""Where the scenarios play that name no zone of their own."""
NOWHERE = Path("/nonexistent")


@cache
def routines() -> Mapping[str, Routine]:
    return Library(Paths(NOWHERE, NOWHERE, NOWHERE, NOWHERE)).routines


def expected(name: str) -> list[dict[str, Any]]:
    rows = (FOLDER / f"{name}.expected.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(row) for row in rows if not row.startswith("#")]


def given(name: str, beat_s: float | None = None) -> list[dict[str, Any]]:
    lines = read_trace((FOLDER / f"{name}.jsonl").read_text(encoding="utf-8"))
    settings = load_settings(FOLDER / f"{name}.toml")
    zone = HOME if settings.work.timezone == "local" else zone_named(settings.work.timezone)
    result = simulate(lines, settings, routines(), zone=zone, beat_s=beat_s)
    return [json.loads(event_json(event)) for event in result.events]


def in_words(events: list[dict[str, Any]], why_like: list[dict[str, Any]]) -> list[str]:
    """One readable line an event; where the line at that place expects a part of the reason, that part alone."""
    lines = []
    for place, event in enumerate(events):
        why = event.get("why", "")
        wanted = why_like[place].get("why") if place < len(why_like) else None
        if wanted is None:
            why = ""
        elif wanted in why:
            why = wanted
        lines.append(f"{event['at']} {event['event']} {event['kind'] or '-'} {event['channel'] or '-'} {why}".rstrip())
    return lines


@pytest.mark.parametrize("name", NAMES)
def test_what_the_trace_tells_brings_what_it_must(name: str) -> None:
    wanted = expected(name)
    came = given(name)
    difference = unified_diff(in_words(wanted, wanted), in_words(came, wanted), "must come", "came", n=30, lineterm="")
    story = [row for row in (FOLDER / f"{name}.expected.jsonl").read_text().splitlines() if row.startswith("#")]
    text = "\n".join(difference)
    assert not text, "\n".join([name, *story, text])


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_is_a_story_with_all_its_parts(name: str) -> None:
    rows = (FOLDER / f"{name}.expected.jsonl").read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("# "), "an expected file begins with its story"
    assert all(event["why"] for event in given(name)), "every decision carries its reason"


def test_no_expectation_is_without_its_trace() -> None:
    told = {path.name.removesuffix(".expected.jsonl") for path in FOLDER.glob("*.expected.jsonl")}
    assert told == set(NAMES)
    assert {path.stem for path in FOLDER.glob("*.toml")} <= set(NAMES)
