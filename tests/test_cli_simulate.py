"""`coach simulate`: the typical day, traces from a file and a pipe, and a sentence with the line for each fault."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from coach.cli.run import run
from coach.core.history import History, history_of
from coach.core.records import Pain, Spasm
from coach.core.settings import Settings, Work
from coach.core.stage import stage
from coach.errors import WrongUse
from coach.simulate import as_it_stands, day_to_show, read_trace

TUESDAY = datetime(2026, 11, 24, 10, 42, 30, tzinfo=ZoneInfo("UTC"))
MORNING = """
{"at": "2026-11-24T09:00:00+01:00", "presence": "present"}
{"at": "2026-11-24T10:01:00+01:00", "answer": "skip", "reason": "busy"}
{"at": "2026-11-24T10:20:00+01:00", "hold": "meeting", "until": "2026-11-24T11:30:00+01:00"}
{"at": "2026-11-24T11:30:00+01:00", "hold": null}
{"at": "2026-11-24T11:45:00+01:00", "end": true}
"""


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, str | None]]:
        return [json.loads(line) for line in self.out.splitlines()]


class Still:
    """A clock that stands still."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def wall(self) -> datetime:
        return self._now

    def elapsed(self) -> float:
        return 1000.0


Coach = Callable[..., Ran]


@pytest.fixture
def coach(capsys: pytest.CaptureFixture[str]) -> Coach:
    """Run one command in this process, on a Tuesday morning unless told otherwise."""

    def go(*words: str, now: datetime = TUESDAY) -> Ran:
        capsys.readouterr()
        code = run(words, Still(now))
        return Ran(code, *capsys.readouterr())

    return go


@pytest.fixture
def trace(tmp_path: Path) -> Callable[[str], str]:
    """Write a trace down; gives its file."""

    def write(text: str) -> str:
        file = tmp_path / "trace.jsonl"
        file.write_text(text)
        return str(file)

    return write


# A typical day -------------------------------------------------------------------------------------------------------


def test_without_a_trace_it_shows_a_readable_day(coach: Coach) -> None:
    ran = coach("simulate")
    assert (ran.code, ran.err) == (0, "")
    head, how, blank, *rows, gap, total = ran.out.splitlines()
    assert head == ("Tuesday 2026-11-24, at the desk 09:00-12:30 and 13:15-17:30, office; steady: no spasm open.")
    assert how.endswith(":") and (blank, gap) == ("", "")
    assert rows[0].startswith("09:30  shift      Chair shift                       30 min since you ")
    assert rows[1].startswith("10:00  break      Two-minute walk indoors    2 min  60 min since you ")
    assert [row[:5] for row in rows] == sorted(row[:5] for row in rows)
    assert total.startswith(f"{len(rows)} prompts: ")
    assert "\x1b" not in ran.out


def test_the_day_is_the_one_of_the_settings(coach: Coach, coach_home: Path) -> None:
    coach_home.mkdir()
    (coach_home / "config.toml").write_text(
        '[work]\ndays = ["thu"]\nhours = ["20:00-24:00"]\nawake = "12:00-24:00"\nplace = "home"\n'
        '[posture]\nshift_after = "20m"\n'
    )
    out = coach("simulate").out
    assert out.startswith("Thursday 2026-11-26, at the desk 20:00-24:00, home;")
    assert "\n20:20  shift" in out


def test_another_config_takes_the_place_of_ones_own(coach: Coach, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[posture]\nshift_after = "15m"\n')
    assert "\n09:15  shift" in coach("simulate", "--config", str(other)).out


def test_the_seed_says_which_routines_come_first(coach: Coach) -> None:
    first = coach("simulate", "--json").events[0]
    second = coach("simulate", "--json", "--seed", "1").events[0]
    assert first["at"] == second["at"] and first["routine"] != second["routine"]
    assert coach("simulate", "--json", "--seed", "1").events[0] == second


@pytest.mark.parametrize(("hour", "on"), [(3, "2026-11-24"), (23, "2026-11-24")])
def test_a_spasm_of_today_is_known_from_the_morning_on(coach: Coach, hour: int, on: str) -> None:
    now = TUESDAY.replace(hour=hour)
    coach("spasm", "start", "--pain", "5", "--at", "-1h", now=now)
    ran = coach("simulate", now=now)
    assert ran.out.startswith(f"Tuesday {on}")
    assert "flare: spasm day 1" in ran.out
    assert "\n10:00  walk" in ran.out and "\n11:30  rest" in ran.out
    assert "\n09:" not in ran.out.split("walk")[0] or "stage" not in ran.out


def test_a_spasm_that_ended_today_is_over_from_the_morning_on(coach: Coach) -> None:
    coach("spasm", "start", "--pain", "5", "--at", "yesterday 09:00")
    coach("spasm", "end", "--at", "-5m")
    assert "steady: no spasm open" in coach("simulate").out


def test_an_open_safety_answer_is_seen_in_the_day(coach: Coach) -> None:
    coach("redflag", "saddle-numbness")
    ran = coach("simulate")
    assert ran.code == 0 and ran.out.rstrip().endswith("No prompt comes.")


def test_nothing_is_written_by_a_simulation(coach: Coach, coach_home: Path) -> None:
    coach("simulate")
    assert not (coach_home / "log").exists() and not (coach_home / "config.toml").exists()


@pytest.mark.parametrize(
    ("today", "days", "shown"),
    [(24, (0, 1, 2, 3, 4), 24), (28, (0, 1, 2, 3, 4), 30), (24, (0,), 30)],
    ids=["a working day", "a Saturday", "one day a week"],
)
def test_the_day_shown_is_today_or_the_next_working_day(today: int, days: tuple[int, ...], shown: int) -> None:
    on = day_to_show(TUESDAY.replace(day=today).date(), Settings(work=Work(days=days)))
    assert on == TUESDAY.replace(day=shown).date()


def test_what_was_logged_today_keeps_its_order_when_it_is_moved_before_the_day() -> None:
    start = TUESDAY.replace(hour=9, minute=0, second=0)
    spasm = Spasm(id="1", at=TUESDAY - timedelta(minutes=40), pain=8, ended=TUESDAY - timedelta(minutes=2))
    pains = [Pain(id=f"{n}", at=TUESDAY - timedelta(minutes=30 - n), pain=n) for n in (2, 5, 3)]
    early = Pain(id="0", at=start - timedelta(hours=1), pain=7)
    moved = as_it_stands(history_of([spasm, *pains, early]), start, TUESDAY)
    assert all(pain.at < start for pain in moved.pains)
    assert [pain.pain for pain in moved.pains] == [7, 2, 3, 5]
    assert moved.pains[0] == early
    assert moved.spasms[0].ended is not None and moved.spasms[0].at < moved.spasms[0].ended < start
    assert stage(moved, start).stage == "steady"
    assert as_it_stands(History(), start, TUESDAY) == History()


# Traces --------------------------------------------------------------------------------------------------------------


def test_a_trace_gives_an_event_a_line(coach: Coach, trace: Callable[[str], str]) -> None:
    ran = coach("simulate", trace(MORNING), "--json")
    assert (ran.code, ran.err) == (0, "")
    assert list(ran.events[0]) == ["at", "event", "kind", "channel", "routine", "why"]
    why = str(ran.events[0]["why"])
    assert why.startswith("30 min since you ")
    assert ran.events[0] == {
        "at": "2026-11-24T09:30:00+01:00",
        "event": "prompt",
        "kind": "shift",
        "channel": "desktop",
        "routine": "chair-shift",
        "why": why,
    }
    told = [(str(event["at"])[11:16], event["event"], event["kind"]) for event in ran.events]
    assert ("10:01", "skipped", "break") in told
    assert ("10:45", "held", "breathe") in told
    assert ("11:31", "released", "breathe") in told or ("11:31", "prompt", "break") in told


def test_a_trace_is_told_in_words_without_json(coach: Coach, trace: Callable[[str], str]) -> None:
    lines = coach("simulate", trace(MORNING)).out.splitlines()
    assert lines[0] == "Tuesday 2026-11-24"
    assert any(line.startswith("10:01  break skipped") and line.endswith("you were busy") for line in lines)
    assert any(line.startswith("10:45  breathing held") for line in lines)


def test_the_same_trace_gives_the_same_bytes_from_a_file_and_a_pipe(trace: Callable[[str], str]) -> None:
    def coach(*words: str) -> bytes:
        done = subprocess.run(
            [sys.executable, "-m", "coach", "simulate", "--json", *words], input=MORNING.encode(),
            capture_output=True, timeout=30, env={**os.environ, "PYTHONHASHSEED": str(len(words))},
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, b"")
        return done.stdout

    assert coach(trace(MORNING)) == coach("-") == coach("-", "--seed", "0") != b""


def test_a_trace_knows_nothing_of_the_log(coach: Coach, trace: Callable[[str], str]) -> None:
    before = coach("simulate", trace(MORNING), "--json").out
    coach("spasm", "start", "--pain", "8")
    assert coach("simulate", trace(MORNING), "--json").out == before


@pytest.mark.parametrize(
    ("config", "machine", "first"),
    [
        ("", "UTC", "09:30:00+01:00"),
        ("", "Europe/Berlin", "09:30:00+01:00"),
        ("", "America/New_York", "09:30:00+01:00"),
        ('[work]\ntimezone = "UTC"\nhours = ["08:00-12:00"]\n', "Europe/Berlin", "08:30:00+00:00"),
    ],
    ids=["the machine elsewhere", "the machine there", "far away", "a zone in the settings"],
)
def test_hours_are_those_of_the_settings_zone_or_of_the_trace(
    trace: Callable[[str], str], tmp_path: Path, config: str, machine: str, first: str
) -> None:
    other = tmp_path / "other.toml"
    other.write_text(config)
    done = subprocess.run(
        [sys.executable, "-m", "coach", "simulate", "--json", "--config", str(other), trace(MORNING)],
        capture_output=True, text=True, timeout=30, env={**os.environ, "TZ": machine},
    )  # fmt: skip
    assert json.loads(done.stdout.splitlines()[0])["at"] == f"2026-11-24T{first}"


def test_a_trace_of_nothing_says_that_nothing_comes(coach: Coach, trace: Callable[[str], str]) -> None:
    assert coach("simulate", trace("\n \r\n")) == (0, "No prompt comes.\n", "")
    assert coach("simulate", trace(""), "--json") == (0, "", "")


def test_words_of_a_trace_command_no_terminal(coach: Coach, trace: Callable[[str], str]) -> None:
    file = trace(
        '{"at": "2026-11-24T09:00:00Z", "presence": "present"}\n'
        '{"at": "2026-11-24T09:31:00Z", "answer": "skip", "reason": "\\u001b[2J\\u202e ü"}\n'
        '{"at": "2026-11-24T09:35:00Z", "end": true}\n'
    )
    assert "\x1b" not in coach("simulate", file).out
    ran = coach("simulate", file, "--json")
    assert ran.out.isascii() and ran.events[-1]["why"] == "you skipped it: \x1b[2J\u202e ü"


# Faults --------------------------------------------------------------------------------------------------------------

FIRST = '{"at": "2026-11-24T09:00:00Z", "presence": "present"}\n\n'


def at(rest: str, time: str = "2026-11-24T10:00:00Z") -> str:
    return f'{{"at": "{time}", {rest}}}'


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("present", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ('{"at": "2026-11-24T10:00:00Z", "end": true', "not a JSON object"),
        ("[" * 5000, "not a JSON object"),
        ('{"end": true}', "at is missing"),
        (at('"end": true', "2026-11-24T10:00:00"), "at is a time with its offset"),
        (at('"end": true', "ten"), 'not "ten"'),
        (at('"end": true', "9999-01-01T00:00:00Z"), "at is a time with its offset"),
        ('{"at": 1, "end": true}', "not 1"),
        ('{"at": null, "end": true}', "not null"),
        (at('"end": true', "2026-11-24T08:59:59Z"), "lies before the line above"),
        (at('"presense": "idle"'), "did you mean presence?"),
        (at('"xyz": 1'), "it can say presence, hold"),
        (at('"presence": "here"'), 'presence is present, typing, idle, locked or asleep, not "here"'),
        (at('"presence": null'), "this one none"),
        (at('"presence": "idle", "pain": 3'), "this one presence, pain"),
        (at('"hold": "lunch"'), "hold is meeting, focus, fullscreen or null"),
        (at('"hold": "meeting", "until": "2026-11-24T11:00:00"'), "until is a time with its offset"),
        (at('"hold": null, "until": "2026-11-24T11:00:00Z"'), "until belongs to a hold"),
        (at('"answer": "yes"'), "answer is start, done, snooze or skip"),
        (at('"presence": "idle", "reason": "busy"'), "reason belongs to an answer"),
        (at('"pause": "soon"'), "not a duration"),
        (at('"pause": "0s"'), "pause is a duration"),
        (at('"pause": 60'), "pause is a duration"),
        (at('"resume": false'), "resume is true"),
        (at('"end": false'), "end is true"),
        (at('"stay": "on"'), "stay is true or false"),
        (at('"posture": "lie"'), "posture is sit, stand or up"),
        (at('"pain": 11'), "pain is a whole number from 0 to 10, not 11"),
        (at('"pain": -1'), "pain is a whole number"),
        (at('"stress": "6"'), "stress is a whole number"),
        (at('"stress": true'), "stress is a whole number"),
        (at('"spasm": "over"'), "spasm is start or end"),
        (at('"redflag": "fevr"'), "did you mean fever?"),
        (at('"redflag": 1'), "redflag is the name of a symptom"),
        (at('"clock": 1e12'), "clock is whole seconds"),
        (at('"clock": 99999999999'), "clock is whole seconds"),
        (at('"zone": "Mars/Base"'), "there is no time zone"),
        (at('"zone": "../../etc/passwd"'), "there is no time zone"),
    ],
)
def test_a_fault_in_a_trace_is_one_sentence_with_its_line_and_exit_2(
    coach: Coach, trace: Callable[[str], str], row: str, said: str
) -> None:
    ran = coach("simulate", trace(FIRST + row + "\n"))
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith("trace line 3: ") and said in ran.err


@pytest.mark.parametrize(
    "row",
    [
        at('"presence": "idle"'), at('"hold": "meeting"'), at('"hold": null'), at('"answer": "skip", "reason": null'),
        at('"pause": "1h30m"'), at('"resume": true'), at('"stay": false'), at('"posture": "up"'), at('"pain": 0'),
        at('"stress": 10'), at('"spasm": "start", "pain": 6'), at('"spasm": "end"'), at('"redflag": "fever"'),
        at('"redflag": null'), at('"clock": -3600'), at('"zone": "America/New_York"'), at('"end": true'),
        at('"end": true', "2026-11-24T09:00Z"), at('"end": true', "2026-11-24T10:00:00.5+01:00"),
    ],
)  # fmt: skip
def test_every_kind_of_line_is_taken(coach: Coach, trace: Callable[[str], str], row: str) -> None:
    assert coach("simulate", trace(FIRST + row + "\r\n"), "--json").code == 0


def test_order_is_that_of_elapsed_time_over_a_jump_of_the_clock() -> None:
    back = [at('"clock": -3600'), at('"presence": "idle"', "2026-11-24T09:10:00Z")]
    assert len(read_trace("\n".join(back))) == 2
    forward = [at('"clock": 3600'), at('"presence": "idle"', "2026-11-24T10:30:00Z")]
    with pytest.raises(WrongUse, match="trace line 2: it lies before"):
        read_trace("\n".join(forward))


def test_jumps_of_the_clock_cannot_add_up_to_years() -> None:
    half_a_year = 184 * 24 * 3600
    jumps = [at(f'"clock": {-half_a_year}', f"{year}-01-01T00:00:00Z") for year in (2026, 2027)]
    with pytest.raises(WrongUse, match="trace line 2: clock is whole seconds, which lead away by a year at most"):
        read_trace("\n".join(jumps))


def test_without_an_end_a_trace_goes_on_to_midnight_on_the_clock_as_it_is_then(
    coach: Coach, trace: Callable[[str], str]
) -> None:
    jump = at('"clock": 86400', "2026-11-24T11:00:00Z")
    ran = coach("simulate", trace(FIRST + jump), "--json")
    assert {str(event["at"])[:10] for event in ran.events} == {"2026-11-24", "2026-11-25"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere.jsonl",), "nowhere.jsonl: cannot be read: No such file"),
        (("/",), "/: cannot be read: "),
        (("a\0b",), "cannot be read"),
        (("--config", "nowhere.toml"), "nowhere.toml: there is no such file."),
        (("--seed", "-1"), "--seed is a whole number from 0"),
        (("--seed", "many"), "not a valid integer"),
        (("--seed", str(2**40)), "--seed is a whole number from 0"),
    ],
)
def test_wrong_words_are_one_sentence_and_exit_2(coach: Coach, words: tuple[str, ...], said: str) -> None:
    ran = coach("simulate", *words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err


def test_a_fault_in_the_other_config_is_said_with_its_line(coach: Coach, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[work]\nplace = "moon"\n')
    ran = coach("simulate", "--config", str(other))
    assert ran.code == 2 and "line 2: work.place" in ran.err


def test_a_trace_that_is_no_text_is_said_with_its_line(coach: Coach, tmp_path: Path) -> None:
    file = tmp_path / "trace"
    file.write_bytes(FIRST.encode() + b"\xff\n")
    assert coach("simulate", str(file)) == (2, "", "trace line 3: this is not UTF-8 text.\n")


def test_without_an_input_there_is_no_trace_to_read(coach: Coach, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert coach("simulate", "-") == (2, "", "There is no input to read a trace from.\n")


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, file: str, **environ: str) -> str:
    """What is shown of a trace on a terminal."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    with monkeypatch.context() as patch:
        patch.delenv("TERM", raising=False)
        for name, value in environ.items():
            patch.setenv(name, value)
        patch.setattr(sys, "stdout", shown)
        assert run(("simulate", file), Still(TUESDAY)) == 0
    return shown.getvalue()


@pytest.mark.parametrize(
    ("environ", "dim"),
    [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({}, False)],
)
def test_on_a_terminal_the_reasons_are_dim_unless_colour_is_unwanted(
    trace: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], dim: bool
) -> None:
    shown = on_a_terminal(monkeypatch, trace(MORNING), COLUMNS="200", **environ)
    assert ("  \x1b[2m30 min since you " in shown) is dim
    assert ("\x1b" in shown) is dim


@pytest.mark.parametrize("columns", [80, 100, 40])
def test_on_a_terminal_a_long_reason_stays_in_its_column(
    trace: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    lines = on_a_terminal(monkeypatch, trace(MORNING), COLUMNS=str(columns)).splitlines()
    if columns >= 80:
        assert max(map(len, lines)) <= columns
    assert any(line.startswith("09:30  shift") for line in lines)
