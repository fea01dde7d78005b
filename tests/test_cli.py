"""The command line as a user meets it: what is printed, what is recorded, and the exit code."""

import io
import json
import re
import shutil
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import pytest

from coach.cli import status
from coach.cli.house import House
from coach.cli.root import COMMANDS
from coach.cli.run import run
from coach.cli.say import clean
from coach.core.rows import RemindersView
from coach.link.snapshot import write_snapshot

NOW = datetime(2026, 11, 24, 10, 42, 30, tzinfo=ZoneInfo("UTC"))


class FixedClock:
    """A clock that stands still."""

    def wall(self) -> datetime:
        return NOW

    def elapsed(self) -> float:
        return 1000.0


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, object]:
        return json.loads(self.out)  # type: ignore[no-any-return]

    @property
    def rows(self) -> list[dict[str, object]]:
        return json.loads(self.out)  # type: ignore[no-any-return]


Coach = Callable[..., Ran]


@pytest.fixture
def coach(capsys: pytest.CaptureFixture[str]) -> Coach:
    """Run one command in this process at NOW."""

    def go(*words: str) -> Ran:
        capsys.readouterr()
        code = run(words, FixedClock())
        return Ran(code, *capsys.readouterr())

    return go


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put somebody at a terminal who types these lines."""

    def sit_down(lines: str) -> None:
        keyboard = io.StringIO(lines)
        monkeypatch.setattr(keyboard, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(sys, "stdin", keyboard)
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)

    return sit_down


def records(coach: Coach) -> list[dict[str, object]]:
    """What the log holds, in order of time."""
    found = House(FixedClock()).log.stream()
    return [{"table": record.table, **json.loads(msgspec.json.encode(record))} for record in found]


# What can be recorded ------------------------------------------------------------------------------------------------


def test_a_pain_is_recorded_and_said(coach: Coach) -> None:
    ran = coach("pain", "4", "--note", "after lunch")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("\n") == 1 and "4" in ran.out
    (record,) = records(coach)
    assert (record["table"], record["pain"], record["note"], record["at"]) == (
        "pain", 4, "after lunch", "2026-11-24T10:42:30Z",
    )  # fmt: skip


def test_everything_told_lands_in_the_log(coach: Coach) -> None:
    for words in (
        ("stress", "3", "--at", "09:00"),
        ("did", "standing-reset", "--minutes", "3", "--pain-before", "4", "--pain-after", "3"),
        ("took", "Ibuprofen", "--amount", "one", "--nsaid", "--relief", "5"),
        ("spasm", "start", "--pain", "6", "--at", "-2h", "--where", "left", "--where", "lower",
         "--trigger", "lifting", "--sign", "stiff", "--note", "x"),
        ("redflag", "--none"),
    ):  # fmt: skip
        ran = coach(*words)
        assert (ran.code, ran.err) == (0, ""), words
    found = {str(record["table"]): record for record in records(coach)}
    assert found["stress"]["at"] == "2026-11-24T09:00:00Z"
    assert (found["session"]["seconds"], found["session"]["told"]) == (180, True)
    assert found["session"]["at"] == "2026-11-24T10:39:30Z"
    assert found["medicine"]["nsaid"] is True
    assert (found["spasm"]["where"], found["spasm"]["triggers"]) == (["left", "lower"], ["lifting"])
    assert found["redflag"]["action"] == "none"


def test_a_spasm_starts_with_its_id_alone_on_stdout_and_ends(coach: Coach) -> None:
    spasm_id = coach("spasm", "start", "--at", "yesterday 09:00").out.strip()
    assert re.fullmatch(r"[0-9a-z]+", spasm_id)
    assert coach("spasm", "end", spasm_id, "--at", "10:00").code == 0
    (spasm,) = coach("spasm", "list", "--json").rows
    assert (spasm["id"], spasm["days"], spasm["end"]) == (spasm_id, 2, "2026-11-24T10:00:00Z")


@pytest.mark.parametrize(("days_ago", "flagged"), [(13, False), (14, True)])
def test_a_spasm_open_beyond_two_weeks_is_flagged_and_one_of_a_day_less_is_not(
    coach: Coach, days_ago: int, flagged: bool
) -> None:
    began = NOW - timedelta(days=days_ago)
    coach("spasm", "start", "--at", began.isoformat(), "--pain", "6")
    coach("pain", "4")
    (spasm,) = coach("spasm", "list", "--json").rows
    assert set(spasm) == {
        "id", "start", "end", "days", "bout_day", "pain_first", "pain_peak", "pain_last", "beyond_two_weeks",
    }  # fmt: skip
    assert (spasm["bout_day"], spasm["beyond_two_weeks"], spasm["end"]) == (days_ago + 1, flagged, None)
    assert (spasm["pain_first"], spasm["pain_peak"], spasm["pain_last"]) == (6, 6, 4)
    codes = [concern["code"] for concern in coach("concerns", "--json").rows]
    assert ("beyond-two-weeks" in codes) is flagged
    assert ("weeks" in coach("today").out) is flagged
    assert ("beyond two weeks" in coach("spasm", "list").out) is flagged


def test_a_spasm_ended_after_twenty_days_stays_marked(coach: Coach) -> None:
    spasm_id = coach("spasm", "start", "--at", "2026-10-01T10:00").out.strip()
    coach("spasm", "end", spasm_id, "--at", "2026-10-20T10:00")
    (spasm,) = coach("spasm", "list", "--json").rows
    assert (spasm["days"], spasm["beyond_two_weeks"]) == (20, True)
    assert coach("concerns", "--json").rows == []
    assert [c["code"] for c in coach("concerns", "--json", "--on", "2026-10-16").rows] == [
        "beyond-two-weeks",
        "still-open",
    ]


def test_a_concern_can_be_folded_away_but_not_a_red_flag(coach: Coach) -> None:
    coach("spasm", "start", "--at", "-20d")
    assert coach("concerns", "seen", "beyond-two-weeks", "--appointment", "2026-12-03").code == 0
    found = {str(c["code"]): c["seen"] for c in coach("concerns", "--json").rows}
    assert found["beyond-two-weeks"] is True
    coach("redflag", "fever")
    assert coach("concerns", "seen", "red-flag-same-day").code == 1


def test_what_was_written_can_be_put_right(coach: Coach) -> None:
    coach("pain", "4")
    record_id = str(records(coach)[0]["id"])
    assert coach("edit", record_id, "pain=5", "at=yesterday 18:30").code == 0
    (record,) = records(coach)
    assert (record["pain"], record["at"]) == (5, "2026-11-23T18:30:00Z")
    assert coach("delete", str(record["id"])).code == 0
    assert records(coach) == []
    assert coach("undo").code == 0
    assert len(records(coach)) == 1


# It hurts now --------------------------------------------------------------------------------------------------------


def test_ow_records_a_spasm_first_and_then_a_pain_in_it(coach: Coach) -> None:
    assert coach("ow", "7").code == 0
    ran = coach("ow", "5")
    assert ran.code == 0 and "coach redflag" in ran.out
    assert [(record["table"], record["pain"]) for record in records(coach)] == [("spasm", 7), ("pain", 5)]


def test_ow_without_a_number_records_a_spasm_and_wants_one_when_it_is_open(coach: Coach) -> None:
    assert coach("ow").code == 0
    ran = coach("ow")
    assert ran.code == 2 and "coach ow 6" in ran.err
    assert len(records(coach)) == 1


def test_ow_on_a_terminal_asks_the_safety_questions_and_then_offers_relief(
    coach: Coach, typed: Callable[[str], None]
) -> None:
    typed("\n1\n")
    ran = coach("ow", "6")
    assert ran.code == 0
    saved, card, offer = (ran.out.index(word) for word in ("Spasm", "both your legs", "What may ease it"))
    assert saved < card < offer
    assert "Stop at:" in ran.out and "coach did" in ran.out
    assert [record["table"] for record in records(coach)] == ["spasm", "redflag"]


def test_ow_with_a_red_flag_says_what_to_do_and_offers_nothing_else(coach: Coach, typed: Callable[[str], None]) -> None:
    typed("99\n3, fever\n")
    ran = coach("ow", "6")
    assert "Call your local emergency number now." in ran.out
    assert "What may ease it" not in ran.out
    (flags,) = (record for record in records(coach) if record["table"] == "redflag")
    assert flags["symptoms"] == ["saddle-numbness", "fever"]


@pytest.mark.parametrize("lines", ["", "q\n"])
def test_the_safety_questions_may_stay_unanswered_and_nothing_is_recorded(
    coach: Coach, typed: Callable[[str], None], lines: str
) -> None:
    typed(lines)
    assert coach("redflag").code == 0
    assert records(coach) == []


def test_ow_in_an_open_spasm_on_a_terminal_asks_how_bad_it_is(coach: Coach, typed: Callable[[str], None]) -> None:
    coach("ow", "7")
    typed("11\n5\nq\n\n")
    assert coach("ow").code == 0
    assert records(coach)[-1]["pain"] == 5


def test_ow_leaves_relief_to_the_app_that_is_open(coach: Coach, coach_home: Path) -> None:
    write_snapshot(coach_home / "state" / "d", RemindersView(), NOW)
    assert "The open app" in coach("ow", "6").out


# The safety questions ------------------------------------------------------------------------------------------------


def test_redflag_without_a_terminal_prints_state_and_action(coach: Coach) -> None:
    assert "Nothing is ticked" in coach("redflag").out
    coach("redflag", "cough", "fever")
    ran = coach("redflag")
    assert ran.code == 0 and ran.out.startswith("Call a doctor or a medical advice line today.")
    told = coach("redflag", "--json").json
    assert (told["level"], [flag["slug"] for flag in told["open"]]) == ("same-day", ["fever", "cough"])  # type: ignore[attr-defined]
    coach("redflag", "fever", "--mistake")
    assert coach("redflag", "--json").json["level"] == "days"
    coach("redflag", "--cleared")
    assert coach("redflag", "--json").json == {"level": None, "action": None, "open": []}


def test_every_question_is_listed(coach: Coach) -> None:
    from coach.core.redflags import HISTORY_SLUGS, SLUGS

    listed = coach("redflag", "--list").out
    assert all(slug in listed for slug in SLUGS + HISTORY_SLUGS)
    assert {str(row["slug"]) for row in coach("redflag", "--list", "--json").rows} == set(SLUGS + HISTORY_SLUGS)


def test_with_the_history_group_a_spasm_is_followed_by_the_word_to_see_a_doctor_early(
    coach: Coach, typed: Callable[[str], None]
) -> None:
    assert coach("redflag", "--history", "steroids").code == 0
    typed("\n\n")
    ran = coach("ow", "4")
    assert "even a minor one" in ran.out and "see a doctor early" in ran.out


# What can be read ----------------------------------------------------------------------------------------------------


def test_today_shows_the_view_of_the_today_screen(coach: Coach) -> None:
    coach("spasm", "start", "--at", "-8d", "--pain", "5")
    today = coach("today", "--json").json
    assert (today["stage"], today["spasm_day"]) == ("easing", 9)
    plan = today["plan"]
    assert isinstance(plan, list) and {"at", "kind", "routine", "minutes", "state"} <= set(plan[0])
    assert coach("today").out.startswith("Tuesday 2026-11-24: easing, spasm day 9.\n")
    assert coach("today", "--on", "2026-11-20").out.startswith("Friday 2026-11-20: easing, spasm day 5.\n")
    assert coach("today", "--on", "tomorrow").out.startswith("Wednesday 2026-11-25: easing, spasm day 10.\n")


def test_today_says_the_counters_of_the_running_app(coach: Coach, coach_home: Path) -> None:
    view = RemindersView(since_up_s=2520, since_shift_s=720, next_at=NOW + timedelta(minutes=18), next_kind="break")
    write_snapshot(coach_home / "state" / "d", view, NOW)
    assert "Since last up 42 min of 1 h 0 min" in coach("today").out
    assert coach("today", "--json").json["running"] is True


def test_a_week_is_shown_in_sentences_and_as_json(coach: Coach) -> None:
    coach("pain", "5", "--at", "2026-11-18T17:00")
    assert coach("week", "last").out.startswith("Week 47")
    assert coach("week", "last", "--json").json["week"] == "2026-W47"
    assert coach("week", "2026-W47").out == coach("week", "last").out
    assert coach("week", "--markdown").out.startswith("# Week 48")


def test_a_group_of_steps_is_one_line(coach: Coach) -> None:
    shown = coach("routines", "show", "slow-breathing").out
    assert "  24 times: Breathe in (5 s); Breathe out (5 s)\n" in shown
    assert shown.count("Breathe in") == 1


def test_routines_are_listed_shown_checked_and_made(coach: Coach, tmp_path: Path) -> None:
    listed = coach("routines", "list", "--json").rows
    assert {"id", "title", "kind", "stages", "places", "seconds"} == set(listed[0])
    for row in listed:
        assert str(row["title"]) in coach("routines", "show", str(row["id"])).out
    assert coach("routines", "check").code == 0
    made = coach("routines", "new", "my-stretch")
    assert Path(made.out.strip()).read_text().startswith("# A routine of your own")
    assert coach("routines", "check").code == 0
    assert coach("routines", "new", "my-stretch").code == 1
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('title = "x"\nknd = "break"\n')
    ran = coach("routines", "check", str(wrong))
    assert ran.code == 1 and f"{wrong}:2: " in ran.out


def test_an_export_is_private_and_comes_back_whole(coach: Coach, coach_home: Path, tmp_path: Path) -> None:
    coach("pain", "4", "--note", "\x1b[31m ü ☃")
    before = records(coach)
    file = tmp_path / "all.json"
    assert coach("export", "--json", str(file)).out == f"Written to {file}.\n"
    assert file.stat().st_mode & 0o777 == 0o600
    shutil.rmtree(coach_home)
    assert coach("import", str(file)).code == 0
    assert records(coach) == before
    assert coach("import", str(file)).out.startswith("Imported 0 records")
    assert coach("export", "--csv", str(tmp_path / "sheets")).code == 0
    assert "pain.csv" in [path.name for path in (tmp_path / "sheets").iterdir()]


def test_an_export_to_the_screen_is_ascii_and_the_same(coach: Coach, tmp_path: Path) -> None:
    coach("pain", "4", "--note", "\x1b[31m ü ☃ 😀")
    coach("export", "--json", str(tmp_path / "all.json"))
    for words in (("export", "--json"), ("export", "--json", "-")):
        shown = coach(*words).out
        assert shown.isascii() and "\x1b" not in shown
        assert json.loads(shown) == json.loads((tmp_path / "all.json").read_text())


@pytest.mark.parametrize("content", ["", "{}", "[1]", "not json"])
def test_a_file_that_is_no_export_adds_nothing(coach: Coach, tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content)
    assert coach("import", str(tmp_path / "x.json")).code == 2
    assert records(coach) == []


def test_files_that_cannot_be_read_or_written_are_one_sentence(coach: Coach, tmp_path: Path) -> None:
    for words in (
        ("export", "--json", str(tmp_path / "none" / "all.json")),
        ("export", "--json", str(tmp_path)),
        ("import", str(tmp_path / "none.json")),
        ("import", str(tmp_path)),
    ):
        ran = coach(*words)
        assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1), words


def test_the_doctor_looks_at_everything(coach: Coach, coach_home: Path) -> None:
    coach("pain", "4")
    (coach_home / "config.toml").write_text("[work]\nplace = 3\n")
    (coach_home / "log").chmod(0o755)
    told = coach("doctor", "--json").json
    assert set(told) == {"versions", "folders", "config", "log", "routines", "sources", "channels", "terminal"}
    assert "line 2" in str(told["config"])
    assert "others may look into it" in str(told["folders"])
    assert told["channels"] and told["log"]["records"] == 1  # type: ignore[index]
    text = coach("doctor")
    assert text.code == 0 and "not delivered" in text.out


# Wrong use -----------------------------------------------------------------------------------------------------------

WRONG: list[tuple[str, str]] = [
    ("pain", "Missing argument 'N'."),
    ("pain 11", "N is a whole number from 0 to 10, not '11'."),
    ("pain -1", "-1 is not a number that can stand here: none is below 0."),
    ("pain 4.5", "from 0 to 10"),
    ("pain x", "from 0 to 10"),
    ("pain 4 5", "Got unexpected extra argument (5)."),
    ("pain 4 --at 23:00", "still to come"),
    ("pain 4 --at 2027-01-01", "still to come"),
    ("pain 4 --at soon", "is not a time"),
    ("pain 4 --at", "'--at' requires an argument"),
    ("pain 4 --nte x", "'--nte'"),
    ("stress 11", "from 0 to 10"),
    ("ow 11", "from 0 to 10"),
    ("spasm", "coach spasm needs one of: start, end, list."),
    ("spasm begin", "There is no command 'begin'; coach spasm takes start, end, list."),
    ("spasm lst", "did you mean list?"),
    ("routines", "coach routines needs one of: list, show, check, new."),
    ("concerns sen", "did you mean seen?"),
    ("spasm start --pain 11", "--pain is a whole number from 0 to 10"),
    ("spasm start --where toe", "toe"),
    ("spasm start --trigger moon", "moon"),
    ("spasm start --sign moon", "moon"),
    ("spasm start --at 11:00", "still to come"),
    ("spasm end nosuchid", "nosuchid"),
    ("did standing-rest", "did you mean standing-reset?"),
    ("did standing-reset --minutes 0", "--minutes is a whole number from 1"),
    ("redflag fevre", "did you mean fever?"),
    ("redflag --cleared --mistake", "cannot be combined"),
    ("redflag fever --none", "--none takes no symptoms"),
    ("concerns --on moon", "is not a date"),
    ("concerns seen two-weeks", "There is no concern"),
    ("concerns seen recurring --appointment 2026-11-01", "is past"),
    ("today --on 2026-02-30", "is not a date"),
    ("week 2026-W54", "week"),
    ("week next-week", "week"),
    ("routines show nothing", "There is no routine 'nothing'"),
    ("routines new ../x", "A routine's name"),
    ("export", "coach export --json FILE"),
    ("edit someid", "FIELD=VALUE"),
    ("edit someid pain", "is not FIELD=VALUE"),
    ("edit someid pain=3", "someid"),
    ("delete someid", "someid"),
    ("pian 4", "There is no command 'pian'; did you mean pain?"),
    ("xyzzy", "coach --help lists them"),
    ("--nonsense", "'--nonsense'"),
    ("status --nonsense", "--nonsense"),
    ("status --format", "--format needs a text"),
]


@pytest.mark.parametrize(("words", "sentence"), WRONG, ids=[words for words, _ in WRONG])
def test_words_that_a_command_cannot_take_are_one_sentence_and_two(
    coach: Coach, coach_home: Path, words: str, sentence: str
) -> None:
    ran = coach(*words.split())
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err and ran.err.count("\n") == 1 and ran.err.endswith((".\n", "?\n"))
    assert not (coach_home / "log").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("spasm end", "No spasm is open"),
        ("undo", "nothing to take back"),
        ("concerns seen recurring", "recurring is not raised now"),
        ("status", "No coach is running"),
    ],
)
def test_what_cannot_be_done_now_is_one_sentence_and_one(coach: Coach, words: str, sentence: str) -> None:
    ran = coach(*words.split())
    assert (ran.code, ran.out) == (1, "")
    assert sentence in ran.err and ran.err.count("\n") == 1


@pytest.mark.parametrize("words", ["pain 4", "ow 5", "spasm start", "today", "concerns", "week"])
def test_a_broken_config_is_said_with_its_line_and_nothing_is_written(
    coach: Coach, coach_home: Path, words: str
) -> None:
    coach_home.mkdir()
    (coach_home / "config.toml").write_text('[posture]\nbreak_after = "60x"\n')
    ran = coach(*words.split())
    assert (ran.code, ran.out) == (2, "")
    assert f"{coach_home / 'config.toml'}, line 2: posture.break_after" in ran.err and ran.err.count("\n") == 1
    assert not (coach_home / "log").exists()


def test_a_log_that_cannot_be_written_is_one_sentence_and_one(coach: Coach, coach_home: Path) -> None:
    coach_home.mkdir()
    (coach_home / "log").write_text("in the way")
    ran = coach("pain", "4")
    assert (ran.code, ran.out) == (1, "") and ran.err.startswith("Not saved") and ran.err.count("\n") == 1


def test_a_file_that_fails_in_an_unforeseen_way_is_one_sentence(coach: Coach, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: object) -> None:
        raise OSError(5, "Input/output error", "/somewhere/x.toml")

    monkeypatch.setattr("coach.library.Library.routines", property(fails))
    assert coach("routines", "list") == (1, "", "/somewhere/x.toml: Input/output error.\n")


def test_a_home_that_cannot_be_is_one_sentence(coach: Coach, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_HOME", "~nosuchuser/coach")
    ran = coach("pain", "4")
    assert (ran.code, ran.out) == (2, "") and ran.err.startswith("COACH_HOME") and ran.err.count("\n") == 1


def test_the_app_needs_a_terminal(coach: Coach) -> None:
    ran = coach()
    assert (ran.code, ran.out) == (1, "") and "needs a terminal" in ran.err


@pytest.mark.parametrize("name", [*COMMANDS, "spasm start", "spasm end", "routines check", "concerns seen"])
def test_every_command_has_its_help(coach: Coach, name: str) -> None:
    ran = coach(*name.split(), "--help")
    assert ran.code == 0 and ran.out.startswith(f"Usage: coach {name}")


# On the terminal -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ü 腰", "plain ü 腰"),
        ("\x1b[2J", "\\x1b[2J"),
        ("a\nb\tc", "a b c"),
        ("\x9b31m", "\\x9b31m"),
        ("\u202egnihton", "\\u202egnihton"),
        ("bell\x07", "bell\\x07"),
    ],
)
def test_text_of_others_commands_no_terminal(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_what_a_user_wrote_is_printed_without_its_control_characters(coach: Coach) -> None:
    ran = coach("took", "Ibu\x1b]0;x\x07profen")
    assert ran.code == 0 and "\x1b" not in ran.out
    assert "\x1b" not in coach("did", "\x1b[31m").err
    assert "\x1b" not in coach("week").out


def test_text_that_is_no_text_is_refused(coach: Coach) -> None:
    ran = coach("pain", "4", "--note", "\udcff")
    assert ran.code == 2 and "encoding of your terminal" in ran.err


# Status --------------------------------------------------------------------------------------------------------------


def test_status_prints_what_the_app_wrote_last(coach_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    view = RemindersView(next_at=NOW + timedelta(minutes=12), next_kind="break")
    write_snapshot(coach_home / "state" / "device", view, NOW)
    at = NOW.timestamp()
    assert status.main([], at) == 0
    assert capsys.readouterr().out == "break in 12 min\n"
    assert status.main(["--format", "{kind}/{minutes}: {line} {other}"], at + 30) == 0
    assert capsys.readouterr().out == "break/12: break in 12 min {other}\n"
    assert status.main(["--json"], at) == 0
    assert json.loads(capsys.readouterr().out)["next_kind"] == "break"
    assert status.main([], at + 120) == 1
    assert capsys.readouterr() == ("", "No coach is running.\n")


@pytest.mark.parametrize(
    ("minutes", "line"), [(99, "break in 99 min"), (100, f"break at {NOW + timedelta(hours=1, minutes=40):%H:%M}")]
)
def test_what_is_far_off_is_told_by_the_clock(
    coach_home: Path, capsys: pytest.CaptureFixture[str], minutes: int, line: str
) -> None:
    view = RemindersView(next_at=NOW + timedelta(minutes=minutes), next_kind="break")
    write_snapshot(coach_home / "state" / "device", view, NOW)
    assert status.main(["--format", "{line}, {minutes}"], NOW.timestamp()) == 0
    assert capsys.readouterr().out == f"{line}, {minutes}\n"


@pytest.mark.parametrize(("snoozed_min", "told"), [(None, "break 0"), (5, "break 5")])
def test_the_parts_of_the_status_are_all_of_one_prompt(
    coach_home: Path, capsys: pytest.CaptureFixture[str], snoozed_min: int | None, told: str
) -> None:
    until = None if snoozed_min is None else NOW + timedelta(minutes=snoozed_min)
    view = RemindersView(
        open_kind="break", open_since=NOW, snoozed_until=until, next_at=NOW + timedelta(minutes=40), next_kind="shift"
    )
    write_snapshot(coach_home / "state" / "device", view, NOW)
    assert status.main(["--format", "{kind} {minutes}"], NOW.timestamp()) == 0
    assert capsys.readouterr().out == f"{told}\n"


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", "[" * 9000, '{"until": "x"}', '{"until": 1e999, "line": 3}']
)
def test_a_snapshot_that_is_none_is_no_app(coach_home: Path, content: str) -> None:
    folder = coach_home / "state" / "device"
    folder.mkdir(parents=True)
    (folder / "status.json").write_text(content)
    assert status.main([], 0.5) in (0, 1)


def test_status_looks_where_the_app_keeps_its_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from coach.paths import find_paths

    for environ in (
        {"COACH_HOME": str(tmp_path)},
        {"COACH_HOME": "~/x"},
        {"HOME": "/home/somebody"},
        {"HOME": "/home/somebody", "XDG_STATE_HOME": "/elsewhere"},
        {"HOME": "/home/somebody", "XDG_STATE_HOME": ""},
    ):
        monkeypatch.delenv("COACH_HOME", raising=False)
        monkeypatch.delenv("XDG_STATE_HOME", raising=False)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        import os

        assert status.state_folder(os.environ) == str(find_paths().state)
