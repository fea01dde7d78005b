"""The one view of today: what it shows of the log, of the plan, and of the running app."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec.structs import replace

from coach.core.history import History
from coach.core.records import Kind, Outcome, Posture, Prompt, Record, Session
from coach.core.routine import Routine, RoutineKind, Step
from coach.core.rows import RemindersView, to_the_minute
from coach.core.settings import Settings
from coach.core.tally import felt, felt_after, median, whole_minutes
from coach.core.today import DayPain, TodayView, standing_of, today_view
from tests.made import DAY, TODAY, flag, log, new_id, on, pain, session, spasm

SETTINGS = Settings()
MORNING = on(0, "10:42")


def routine(name: str, kind: RoutineKind, seconds: int = 120) -> Routine:
    stages = ("flare", "easing", "prolonged", "steady")
    step = Step(say="x", seconds="plan" if kind == "walk" else seconds)
    title = name.replace("-", " ")
    return Routine(id=name, title=title, kind=kind, stages=stages, places=("office",), steps=(step,), prompt="Do it")


ROUTINES = {
    made.id: made
    for made in (
        routine("gentle-walk", "walk"),
        routine("reclined-rest", "rest"),
        routine("slow-breathing", "breathe", 290),
        routine("standing-breathing", "breathe", 200),
        routine("standing-reset", "break"),
        routine("cold-timer", "relief"),
    )
}


def prompt(kind: Kind, at: str, outcome: Outcome, day: int = 0, reason: str | None = None, why: str = "") -> Prompt:
    came = on(day, at)
    return Prompt(
        id=new_id(), at=came, closed=came + timedelta(minutes=2), kind=kind, outcome=outcome, reason=reason, why=why
    )


def up(at: str, sat_s: int | None = None, day: int = 0, cause: str = "natural") -> Posture:
    return msgspec.convert({"id": new_id(), "at": on(day, at), "change": "up", "cause": cause, "sat_s": sat_s}, Posture)


def did(kind: str, at: str, name: str = "gentle-walk", day: int = 0, seconds: int = 360, **more: object) -> Session:
    return msgspec.convert(
        {"id": new_id(), "at": on(day, at), "kind": kind, "routine": name, "seconds": seconds, **more}, Session
    )


def view(
    *records: Record, now: datetime = MORNING, reminders: RemindersView | None = None, settings: Settings = SETTINGS
) -> TodayView:
    return today_view(log(*records), settings, now, reminders, ROUTINES)


def states(seen: TodayView, kind: str) -> list[tuple[str, str, str]]:
    return [(f"{row.at:%H:%M}", row.state, row.why) for row in seen.plan if row.kind == kind]


# The day of the sketch ---------------------------------------------------------------------------------------------

NINTH_DAY = (
    spasm(-8, pain=7),
    *(pain(day, nrs) for day, nrs in ((-7, 6), (-6, 6), (-5, 5), (-4, 4), (-2, 4), (-1, 5))),
    did("walk", "09:54", pain_before=4, pain_after=4),
    prompt("shift", "10:30", "done"),
    up("09:54", 41 * 60),
)
RUNNING = RemindersView(
    since_up_s=42 * 60, since_shift_s=12 * 60, next_at=on(0, "11:00"), next_kind="break", next_routine="standing-reset"
)


def test_the_morning_of_day_nine_shows_stage_pain_and_minutes() -> None:
    seen = view(*NINTH_DAY, reminders=RUNNING)
    assert (seen.stage, seen.spasm_day, seen.bout_day) == ("easing", 9, 9)
    assert seen.pain is not None and (seen.pain.nrs, seen.pain.at) == (4, on(0, "10:00"))
    assert [day.last for day in seen.pains] == [None] * 5 + [7, 6, 6, 5, 4, None, 4, 5, 4]
    assert (seen.walked_minutes, seen.planned_minutes) == (6, 18)
    assert seen.longest_s == 42 * 60
    assert seen.got_up == (on(0, "09:54"),)


def test_the_next_prompt_is_the_running_apps() -> None:
    seen = view(*NINTH_DAY, reminders=RUNNING).next
    assert seen is not None
    assert (seen.kind, seen.title, seen.in_s, seen.minutes, seen.from_plan) == (
        "break",
        "standing reset",
        1080,
        2,
        False,
    )


def test_the_counters_stand_beside_their_limits() -> None:
    counters = view(reminders=RUNNING).counters
    assert (counters.since_up_s, counters.up_limit_s) == (2520, 3600)
    assert (counters.since_shift_s, counters.shift_limit_s) == (720, 1800)


def test_the_rows_tell_what_was_done_and_what_comes() -> None:
    rows = [(f"{row.at:%H:%M}", row.kind, row.state) for row in view(*NINTH_DAY, reminders=RUNNING).plan]
    assert rows == [
        ("09:54", "walk", "done"),
        ("10:30", "shift", "done"),
        ("10:45", "breathe", "coming"),
        ("11:00", "break", "coming"),
        ("12:00", "walk", "coming"),
        ("14:00", "rest", "coming"),
        ("15:30", "breathe", "coming"),
        ("16:00", "walk", "coming"),
        ("17:15", "checkin", "coming"),
    ]


def test_a_done_walk_keeps_its_pain_and_names_the_slot_it_was() -> None:
    row = view(*NINTH_DAY).plan[0]
    assert (row.title, row.minutes, row.slot, row.pain_before, row.pain_after) == ("gentle walk", 6, time(10), 4, 4)


def test_tomorrow_says_its_walks_and_why() -> None:
    settled = (spasm(-8), *(pain(day, 4) for day in range(-8, 1)))
    tomorrow = view(*settled).tomorrow
    assert (tomorrow.walks, tomorrow.minutes, tomorrow.line) == (3, 8, "3 × 8 min")
    assert tomorrow.why == "8 min: two settled days, so one minute more"


@pytest.mark.parametrize(
    ("records", "line"),
    [
        ((), "one walk of 10 min"),
        ((spasm(0, pain=8),), "3 × 5 min"),
        ((spasm(0, at="11:00", pain=8),), "2 × 5 min"),
        ((pain(0, 9),), "no walk"),
    ],
)
def test_tomorrow_in_one_line(records: tuple[Record, ...], line: str) -> None:
    assert view(*records, now=on(0, "17:30")).tomorrow.line == line


def test_the_morning_of_the_sketch_walks_six_minutes_and_tomorrow_seven() -> None:
    seen = view(*NINTH_DAY)
    assert {row.minutes for row in seen.plan if row.kind == "walk" and row.state == "coming"} == {6}
    assert (seen.tomorrow.line, seen.tomorrow.why) == ("3 × 7 min", "7 min: two settled days, so one minute more")


# Without the app ---------------------------------------------------------------------------------------------------


def test_without_the_app_the_counters_are_unknown_and_the_next_is_the_plans() -> None:
    seen = view()
    assert not seen.running
    assert (seen.counters.since_up_s, seen.counters.since_shift_s, seen.longest_s) == (None, None, None)
    assert seen.next is not None
    assert (seen.next.kind, seen.next.in_s, seen.next.from_plan) == ("breathe", 180, True)


def test_an_empty_log_has_a_whole_view() -> None:
    seen = today_view(History(), SETTINGS, MORNING)
    assert (seen.stage, seen.spasm_day, seen.pain, seen.felt, seen.concerns, seen.flags) == (
        "steady",
        None,
        None,
        (),
        (),
        (),
    )
    assert seen.pains == tuple(DayPain(TODAY - (13 - index) * DAY, None) for index in range(14))
    assert seen.why == "10 min to begin with"


def test_after_the_last_slot_nothing_comes() -> None:
    assert view(now=on(0, "22:30")).next is None


@pytest.mark.parametrize(
    ("now", "rest"),
    [
        (on(0, "17:29"), ""),
        (on(0, "17:30"), "your hours ended at 17:30"),
        (on(0, "12:45"), ""),
        (on(4, "10:00"), "a free day"),
    ],
)
def test_the_working_hours_say_why_nothing_more_comes(now: datetime, rest: str) -> None:
    assert view(now=now).rest == rest


def test_it_is_written_as_json_with_the_words_of_the_command_line() -> None:
    told = msgspec.to_builtins(view(*NINTH_DAY, reminders=RUNNING))
    assert {"stage", "spasm_day", "counters", "next", "plan"} <= set(told)
    assert {"at", "kind", "routine", "minutes", "state"} <= set(told["plan"][0])
    assert told["plan"][0]["at"] == "2026-11-24T09:54:00Z"


def test_an_earlier_instant_knows_nothing_of_what_came_later() -> None:
    seen = view(*NINTH_DAY, now=on(0, "09:00"))
    assert seen.pain is not None and seen.pain.at == on(-1, "17:00")
    assert (seen.walked_minutes, seen.got_up) == (0, ())
    assert [row.state for row in seen.plan] == ["coming"] * 7


def test_pain_of_long_ago_is_still_the_last() -> None:
    seen = view(pain(-100, 3))
    assert seen.pain is not None and seen.pain.nrs == 3
    assert all(day.last is None for day in seen.pains)


# Rows: what became of a slot ---------------------------------------------------------------------------------------

AFTERNOON = on(0, "15:00")


@pytest.mark.parametrize(
    ("made", "state", "why"),
    [
        (prompt("walk", "12:01", "started"), "done", "10 min to begin with"),
        (prompt("walk", "12:01", "skipped", reason="busy"), "skipped", "busy"),
        (prompt("walk", "12:01", "skipped", reason="just-moved"), "done", "10 min to begin with"),
        (prompt("walk", "12:01", "skipped"), "skipped", "10 min to begin with"),
        (prompt("walk", "12:50", "unanswered", why="nobody was there"), "missed", "nobody was there"),
        (prompt("walk", "11:50", "dropped", why="held"), "missed", "held"),
        (did("walk", "11:30"), "done", ""),
        (did("walk", "14:50"), "done", ""),
        (did("walk", "13:00", partial=True), "done", "ended early"),
    ],
)  # fmt: skip
def test_a_slot_becomes_what_was_answered(made: Record, state: str, why: str) -> None:
    rows = states(view(made, pain(-1, 0), now=AFTERNOON, reminders=RemindersView()), "walk")
    assert len(rows) == 1
    assert rows[0][1:] == (state, why)


@pytest.mark.parametrize(("seconds", "said"), [(20, "20 s"), (59, "59 s"), (60, "1 min"), (570, "10 min"), (0, "")])
def test_a_row_says_how_long_a_session_really_was(seconds: int, said: str) -> None:
    short = replace(did("walk", "13:00", partial=True), seconds=seconds)
    (row,) = [row for row in view(short, pain(-1, 0), now=AFTERNOON).plan if row.kind == "walk"]
    assert (row.length, row.seconds, row.why) == (said, seconds, "ended early")


def test_a_walk_more_than_half_an_hour_ahead_is_one_of_its_own() -> None:
    rows = states(view(did("walk", "11:29"), now=AFTERNOON), "walk")
    assert [(at, state) for at, state, _ in rows] == [("11:29", "done"), ("12:00", "missed")]


def test_a_walk_taken_after_a_skip_counts_as_done() -> None:
    rows = states(view(prompt("walk", "12:00", "skipped"), did("walk", "14:00"), now=AFTERNOON), "walk")
    assert [(at, state) for at, state, _ in rows] == [("14:00", "done")]


def test_of_three_walks_each_belongs_to_the_latest_slot_before_it() -> None:
    seen = view(spasm(-5), did("walk", "12:10"), did("walk", "12:30"), now=AFTERNOON)
    assert [(row.slot, row.state) for row in seen.plan if row.kind == "walk"] == [
        (time(12), "done"), (time(10), "done"), (time(16), "coming"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "reminders", "state", "why"),
    [
        ("11:59", RemindersView(), "coming", "10 min to begin with"),
        ("12:00", RemindersView(), "coming", "any moment"),
        ("12:59", RemindersView(), "coming", "any moment"),
        ("12:30", RemindersView(present=False), "coming", "when you are back"),
        ("13:00", RemindersView(), "missed", "10 min to begin with"),
        ("13:00", None, "missed", "the coach was not open"),
        ("12:00", RemindersView(hold_reason="meeting", hold_until=on(0, "12:30")), "held", "meeting until 12:30"),
        ("11:40", RemindersView(hold_reason="meeting", hold_until=on(0, "12:30")), "held", "meeting until 12:30"),
        ("11:40", RemindersView(hold_reason="meeting", hold_until=on(0, "12:00")), "coming", "10 min to begin with"),
        ("11:40", RemindersView(hold_reason="focus"), "coming", "10 min to begin with"),
        ("12:10", RemindersView(hold_reason="fullscreen"), "held", "full screen"),
        ("13:10", RemindersView(hold_reason="focus"), "missed", "10 min to begin with"),
        ("12:03", RemindersView(open_kind="walk", open_since=on(0, "12:01")), "now", "10 min to begin with"),
        ("11:55", RemindersView(open_kind="walk", open_since=on(0, "11:52")), "now", "10 min to begin with"),
        ("11:30", RemindersView(open_kind="walk", open_since=on(0, "11:29")), "coming", "10 min to begin with"),
    ],
)
def test_a_slot_without_an_answer(now: str, reminders: RemindersView | None, state: str, why: str) -> None:
    rows = states(view(pain(-1, 0), now=on(0, now), reminders=reminders), "walk")
    assert [row[1:] for row in rows] == [(state, why)]


@pytest.mark.parametrize(("now", "kinds"), [("12:30", ["walk"]), ("13:00", []), ("22:00", [])])
def test_nobody_missed_a_walk_of_before_the_log_began(now: str, kinds: list[str]) -> None:
    first = view(pain(0, 3, now), now=on(0, now))
    assert [row.kind for row in first.plan if row.kind == "walk"] == kinds
    assert [row.kind for row in view(now=on(0, now)).plan if row.kind == "walk"] == kinds
    assert all(row.state != "missed" for row in first.plan)


@pytest.mark.parametrize(
    ("symptom", "held"),
    [
        ("bladder-bowel", {"walk", "rest", "breathe", "checkin"}),
        ("fever", {"walk", "rest", "breathe"}),
        ("cough", set()),
    ],
)
def test_an_open_red_flag_holds_what_its_level_holds(symptom: str, held: set[str]) -> None:
    seen = view(spasm(-5), flag(0, symptom), now=on(0, "09:30"))
    assert {row.kind for row in seen.plan if row.state == "held"} == held
    assert seen.flags[0].slug == symptom and seen.flags[0].action
    assert seen.flag_level == seen.flags[0].level


def test_a_check_in_is_done_once_pain_is_told_in_the_evening() -> None:
    assert states(view(pain(0, 3, "16:44"), now=on(0, "19:00")), "checkin")[0][1] == "missed"
    assert states(view(pain(0, 3, "16:45"), now=on(0, "19:00")), "checkin")[0][1] == "done"


def test_an_open_shift_is_now_and_the_next_break_is_coming() -> None:
    running = RemindersView(
        open_kind="shift",
        open_since=on(0, "10:40"),
        next_at=on(0, "11:10"),
        next_kind="break",
        next_routine="standing-reset",
    )
    rows = [row for row in view(reminders=running).plan if row.kind in ("shift", "break")]
    assert [(row.kind, row.state, row.title, row.minutes) for row in rows] == [
        ("shift", "now", "change how you sit", None),
        ("break", "coming", "standing reset", 2),
    ]


@pytest.mark.parametrize("kind", ["shift", "walk"])
def test_what_is_snoozed_does_not_wait_now(kind: Kind) -> None:
    running = RemindersView(open_kind=kind, open_since=on(0, "12:00"), snoozed_until=on(0, "12:07"))
    rows = [(row.state, row.why) for row in view(reminders=running, now=on(0, "12:03")).plan if row.kind == kind]
    assert ("held", "snoozed until 12:07") in rows
    assert "now" not in dict(rows)


@pytest.mark.parametrize(
    ("next_at", "comes"),
    [(None, ("break", "10:47")), ("11:12", ("break", "10:47")), ("10:45", ("walk", "10:45"))],
)
def test_what_was_snoozed_is_what_comes_next_unless_something_comes_before_it(
    next_at: str | None, comes: tuple[str, str]
) -> None:
    running = RemindersView(
        open_kind="break",
        open_since=on(0, "10:40"),
        open_routine="standing-reset",
        snoozed_until=on(0, "10:47"),
        next_at=None if next_at is None else on(0, next_at),
        next_kind=None if next_at is None else "walk",
    )
    seen = view(reminders=running).next
    assert seen is not None
    assert (seen.kind, f"{seen.at:%H:%M}") == comes


def test_a_break_is_as_long_as_its_routine_wherever_its_length_stands() -> None:
    long = {**ROUTINES, "easy-hips": routine("easy-hips", "break", 210)}
    running = replace(RUNNING, next_routine="easy-hips")
    seen = today_view(log(), SETTINGS, MORNING, running, long)
    assert seen.next is not None
    assert {seen.next.minutes, *(row.minutes for row in seen.plan if row.kind == "break")} == {4}


def test_a_routine_of_some_seconds_counts_as_a_minute() -> None:
    short = {**ROUTINES, "slow-breathing": routine("slow-breathing", "breathe", 20)}
    rows = [row.minutes for row in today_view(log(), SETTINGS, MORNING, None, short).plan if row.kind == "breathe"]
    assert rows == [1, 3]


def test_a_shift_with_a_routine_is_as_long_as_that_and_a_minute_at_least() -> None:
    for seconds, minutes in ((20, 1), (150, 3)):
        running = RemindersView(next_at=on(0, "11:00"), next_kind="shift", next_routine="neck")
        seen = today_view(log(), SETTINGS, MORNING, running, {"neck": routine("neck", "shift", seconds)}).next
        assert seen is not None and (seen.kind, seen.title, seen.minutes) == ("shift", "neck", minutes)


def test_what_should_have_come_by_now_comes_in_no_seconds() -> None:
    late = view(reminders=replace(RUNNING, next_at=MORNING - timedelta(seconds=1))).next
    assert late is not None and late.in_s == 0


def test_past_two_weeks_the_rest_is_optional_and_nothing_else() -> None:
    rows = view(spasm(-20), did("walk", "10:00"), reminders=RUNNING).plan
    assert {row.kind for row in rows if row.optional} == {"rest"}
    assert {row.kind for row in rows if not row.optional} == {"walk", "breathe", "break", "checkin"}


def test_a_break_that_opened_a_session_is_one_row() -> None:
    taken = did("break", "10:01", "standing-reset", seconds=120)
    rows = [row for row in view(prompt("break", "10:00", "started"), taken).plan if row.kind == "break"]
    assert [(row.title, row.minutes) for row in rows] == [("standing reset", 2)]
    walked = view(prompt("break", "10:00", "started"), taken, did("walk", "09:20"))
    assert len([row for row in walked.plan if row.kind == "break"]) == 1


def test_a_natural_break_and_relief_have_their_rows() -> None:
    seen = view(prompt("break", "10:00", "natural"), did("relief", "10:20", "cold-timer", seconds=600))
    assert states(seen, "break") == [("10:00", "done", "up by yourself")]
    assert [(row.title, row.minutes) for row in seen.plan if row.kind == "relief"] == [("cold timer", 10)]


def test_a_break_without_a_session_has_its_row() -> None:
    assert states(view(prompt("break", "10:00", "done")), "break") == [("10:00", "done", "")]


@pytest.mark.parametrize(("came", "state"), [("11:45", "skipped"), ("11:44", "coming")])
def test_a_prompt_up_to_a_quarter_of_an_hour_before_a_slot_is_that_slots(came: str, state: str) -> None:
    rows = states(view(prompt("walk", came, "skipped", reason="busy"), now=on(0, "11:50")), "walk")
    assert [(at, said) for at, said, _ in rows] == [("12:00", state)]


@pytest.mark.parametrize(("came", "state"), [("11:45", "now"), ("11:44", "coming")])
def test_a_prompt_that_is_open_is_that_of_a_slot_a_quarter_of_an_hour_ahead(came: str, state: str) -> None:
    running = RemindersView(open_kind="walk", open_since=on(0, came))
    assert [row.state for row in view(reminders=running, now=on(0, "11:50")).plan if row.kind == "walk"] == [state]


def test_an_unanswered_shift_leaves_no_row() -> None:
    assert states(view(prompt("shift", "10:00", "unanswered")), "shift") == []


def test_rows_name_the_routine_whose_turn_it_is() -> None:
    names = [row.routine for row in view(reminders=RemindersView()).plan if row.kind == "breathe"]
    assert names == ["slow-breathing", "standing-breathing"]
    later = [row.routine for row in view(reminders=RemindersView(turns={"breathe": 1})).plan if row.kind == "breathe"]
    assert later == ["standing-breathing", "slow-breathing"]


def test_a_routine_that_is_gone_is_told_in_words() -> None:
    row = next(row for row in view(did("relief", "10:00", "old-heat-pack")).plan if row.kind == "relief")
    assert (row.routine, row.title) == ("old-heat-pack", "relief")


# Holds, quiet and counts ---------------------------------------------------------------------------------------------


def test_a_hold_is_said_with_its_end() -> None:
    assert view(reminders=RemindersView(hold_reason="meeting", hold_until=on(0, "11:30"))).hold == "meeting until 11:30"
    assert view(reminders=RemindersView(hold_reason="paused")).hold == "paused"
    assert view(reminders=RemindersView()).hold is None


def test_to_the_minute_the_counters_are_whole_minutes_and_the_last_key_is_left_out() -> None:
    seen = RemindersView(since_up_s=3599.9, since_shift_s=60.0, last_input=MORNING, note="kept")
    assert to_the_minute(seen) == RemindersView(since_up_s=59, since_shift_s=1, note="kept")
    assert to_the_minute(RemindersView()) == RemindersView()
    assert to_the_minute(None) is None


def test_quiet_presence_and_the_note_are_the_apps() -> None:
    seen = view(reminders=RemindersView(quiet=True, present=False, note="Up just now?"))
    assert (seen.quiet, seen.present, seen.note, seen.running) == (True, False, "Up just now?", True)


def test_felt_better_counts_four_weeks_and_leaves_out_what_is_unknown() -> None:
    seen = view(
        did("walk", "09:00", day=-27, felt="better"),
        did("walk", "09:00", day=-28, felt="better"),
        did("walk", "09:00", day=-3, pain_before=5, pain_after=3),
        did("walk", "09:00", day=-2, pain_before=5, pain_after=4),
        did("walk", "09:00", day=-1),
        did("relief", "09:00", "cold-timer", day=-1, felt="worse"),
        did("rest", "09:00", "reclined-rest", day=-1),
    )
    assert [(row.title, row.better, row.same, row.worse, row.known, row.sessions) for row in seen.felt] == [
        ("walk", 2, 1, 0, 3, 4),
        ("cold timer", 0, 0, 1, 1, 1),
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (5, 3, "better"),
        (5, 4, "same"),
        (5, 5, "same"),
        (5, 6, "same"),
        (5, 7, "worse"),
        (None, 3, None),
        (5, None, None),
    ],
)
def test_what_is_not_told_is_taken_from_the_pain_around(
    before: int | None, after: int | None, expected: str | None
) -> None:
    assert felt(session(MORNING, before, after)) == expected


def test_what_was_told_goes_before_the_ratings() -> None:
    assert felt(did("walk", "09:00", pain_before=5, pain_after=7, felt="better")) == "better"
    assert felt_after([]) == ()


def test_a_new_day_is_no_getting_up_and_only_today_counts() -> None:
    seen = view(up("09:00", 4000, cause="day"), up("09:40", 2400), up("17:00", 9000, day=-1))
    assert seen.got_up == (on(0, "09:40"),)
    assert seen.longest_s == 2400


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (29, 0), (30, 1), (89, 1), (90, 2), (3600, 60)])
def test_minutes_are_the_nearest_whole_ones(seconds: int, minutes: int) -> None:
    assert whole_minutes(seconds) == minutes


@pytest.mark.parametrize(("numbers", "middle"), [([], None), ([3], 3.0), ([1, 9], 5.0), ([9, 1, 2], 2.0)])
def test_the_middle_of_some_numbers(numbers: list[float], middle: float | None) -> None:
    assert median(numbers) == middle


# The calendar ------------------------------------------------------------------------------------------------------


def test_a_spasm_that_began_thirteen_days_ago_is_day_fourteen_and_raises_nothing() -> None:
    assert [concern.code for concern in view(spasm(-13), pain(0, 3, "10:00")).concerns] == []
    seen = view(spasm(-14), pain(0, 3, "10:00"))
    assert (seen.spasm_day, seen.stage) == (15, "prolonged")
    assert [concern.code for concern in seen.concerns] == ["beyond-two-weeks"]


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2026, 3, 29)])
def test_seconds_to_the_next_count_the_hour_of_summer_time(day: date) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    seen = today_view(
        log(spasm(day - 5 * DAY)), SETTINGS, datetime.combine(day, time(1), berlin), RemindersView(), ROUTINES
    )
    plan_next = today_view(
        log(spasm(day - 5 * DAY)), SETTINGS, datetime.combine(day, time(1), berlin), None, ROUTINES
    ).next
    assert seen.next is None
    assert plan_next is not None
    assert plan_next.in_s == (10 if day.month == 10 else 8) * 3600


def test_new_years_morning_looks_back_over_fourteen_days() -> None:
    now = on(date(2027, 1, 1), "09:00")
    seen = view(pain(date(2026, 12, 31), 2), now=now)
    assert seen.pains[0].on == date(2026, 12, 19)
    assert [day.last for day in seen.pains[-2:]] == [2, None]


@pytest.mark.parametrize("ahead", [False, True])
def test_what_stands_is_worked_out_anew_when_it_no_longer_holds(ahead: bool) -> None:
    records: list[Record] = [spasm(-2, at="14:00"), pain(-1, 8, "12:30"), *([pain(0, 9, "15:00")] if ahead else [])]
    history = log(*records)
    standing, worked_out = standing_of(history, SETTINGS, on(0, "09:00")), 1
    for minute in range(9 * 60, 26 * 60, 7):
        now = on(0, "00:00") + timedelta(minutes=minute)
        if not standing.holds(history, SETTINGS, now):
            standing, worked_out = standing_of(history, SETTINGS, now), worked_out + 1
        kept = today_view(history, SETTINGS, now, None, ROUTINES, standing=standing)
        assert kept == today_view(history, SETTINGS, now, None, ROUTINES)
    assert worked_out == 3 if not ahead else worked_out > 40  # strong pain lapses, and the day ends
    assert not standing.holds(log(*records), SETTINGS, now)
    assert not standing.holds(history, Settings(), now)
