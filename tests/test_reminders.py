"""The reminder rules as stories: what happened at the desk, and what the coach said, with times."""

from collections.abc import Mapping
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from coach.core.moment import Moment
from coach.core.reminders import Inputs, Slot, advance, begin
from coach.core.reminders.model import Event, SessionBegan
from coach.core.routine import Routine, length_s
from coach.core.settings import (
    CheckinSettings,
    NotifySettings,
    PostureSettings,
    PromptSettings,
    Settings,
    StressSettings,
    WalkSettings,
)
from coach.library import Library
from coach.paths import Paths
from coach.simulate import Line, Result, simulate, typical_day

ZONE = ZoneInfo("Europe/Berlin")
NOWHERE = Path("/nonexistent")
NO_BREATHING = Settings(stress=StressSettings(breathe_at=()))


@cache
def routines() -> Mapping[str, Routine]:
    return Library(Paths(NOWHERE, NOWHERE, NOWHERE, NOWHERE)).routines


def at(when: str, day: int = 24) -> datetime:
    """A time on Tuesday 24 November 2026, or another day of that month."""
    return datetime.combine(datetime(2026, 11, day), time.fromisoformat(when if when[1] != ":" else f"0{when}"), ZONE)


def line(when: str, /, **what: Any) -> Line:
    return Line(at(when), **what)


def play(*lines: Line, rules: Settings = NO_BREATHING, **options: Any) -> Result:
    return simulate(lines, rules, routines(), zone=options.pop("zone", ZONE), **options)


def told(result: Result, *names: str) -> list[str]:
    """The events of these names (all without any), each as "09:30 prompt shift"."""
    return [short(event) for event in result.events if not names or event.event in names]


def short(event: Event) -> str:
    seconds = f":{event.at:%S}" if event.at.second else ""
    return f"{event.at:%H:%M}{seconds} {event.event} {event.kind}"


def came(result: Result) -> list[str]:
    return told(result, "prompt", "repeat")


PRESENT = line("8:50", presence="present")


def test_half_an_hour_brings_a_shift_and_an_hour_a_break_that_stands_in_for_it() -> None:
    result = play(PRESENT, line("10:01", end=True))
    assert came(result) == ["09:30 prompt shift", "10:00 prompt break"]
    assert "stands in for the shift" in result.events[-1].why


def test_counters_begin_with_the_working_hours_not_with_the_coffee_before() -> None:
    assert came(play(line("8:00", presence="present"), line("9:45", end=True))) == ["09:30 prompt shift"]


def test_a_shift_taken_restarts_its_own_counter_only() -> None:
    result = play(PRESENT, line("9:32", answer="done"), line("10:03", end=True))
    assert came(result) == ["09:30 prompt shift", "10:00 prompt break"]


def test_a_change_of_posture_told_by_key_puts_the_shift_off() -> None:
    result = play(PRESENT, line("9:20", posture="stand"), line("9:55", end=True))
    assert came(result) == ["09:50 prompt break"] or came(result) == ["09:50 prompt shift"]


@pytest.mark.parametrize(
    ("back", "expected"),
    [("9:11:59", ["09:31:59 prompt shift"]), ("9:12", ["09:42 prompt shift"])],
    ids=["a second less than two minutes only stops the counters", "two minutes are a break"],
)
def test_an_absence_of_two_minutes_is_a_break(back: str, expected: list[str]) -> None:
    result = play(PRESENT, line("9:10", presence="locked"), line(back, presence="present"), line("9:50", end=True))
    assert came(result) == expected


def test_a_five_second_lock_resets_nothing() -> None:
    result = play(PRESENT, line("9:20", presence="locked"), line("9:20:05", presence="present"), line("9:40", end=True))
    assert came(result) == ["09:30:05 prompt shift"]


@pytest.mark.parametrize(
    ("stirs", "expected"),
    [("9:14:59", ["09:30 prompt shift"]), ("9:15", ["09:45 prompt shift"])],
    ids=["under five minutes without input is presence", "five minutes are an absence since the last input"],
)
def test_five_minutes_without_input_are_an_absence(stirs: str, expected: list[str]) -> None:
    result = play(PRESENT, line("9:10", presence="idle"), line(stirs, presence="present"), line("9:50", end=True))
    assert came(result) == expected


def test_an_idle_gap_in_a_break_prompt_answers_it() -> None:
    result = play(PRESENT, line("10:01", presence="idle"), line("10:20", presence="present"), line("10:30", end=True))
    assert told(result)[-1] == "10:06 natural break"


def test_reading_without_input_is_presence_while_stay_is_on() -> None:
    result = play(
        PRESENT, line("9:05", stay=True), line("9:06", presence="idle"), line("9:40", end=True), rules=NO_BREATHING
    )
    assert came(result) == ["09:30 prompt shift"]


def test_what_is_skipped_is_due_again_one_interval_after_it_came() -> None:
    result = play(PRESENT, line("10:03", answer="skip", reason="busy"), line("11:01", end=True))
    assert came(result) == ["09:30 prompt shift", "10:00 prompt break", "10:30 prompt shift", "11:00 prompt break"]


def test_just_moved_counts_as_taken() -> None:
    result = play(PRESENT, line("10:05", answer="skip", reason="just-moved"), line("11:03", end=True))
    assert came(result)[2:] == ["10:35 prompt shift"]
    assert [o.reason for o in result.outcomes if o.outcome == "skipped"] == ["just-moved"]


def test_no_nudge_comes_in_the_last_ten_minutes_of_a_range() -> None:
    result = play(line("11:51", presence="present"), line("12:00", answer="skip"), line("13:24", end=True))
    assert [what for what in came(result) if "shift" in what or "break" in what] == ["13:15 prompt break"]
    before = play(line("11:45", presence="present"), line("12:31", end=True), rules=quick_break(34 * 60))
    assert "12:19 prompt break" in came(before)


def test_a_shift_closes_by_itself_after_ten_minutes_without_a_repeat() -> None:
    assert told(play(PRESENT, line("9:55", end=True))) == ["09:30 prompt shift", "09:40 unanswered shift"]


def test_a_break_is_repeated_once_and_then_given_up() -> None:
    result = play(PRESENT, line("10:25", end=True))
    assert told(result)[2:] == ["10:00 prompt break", "10:10 repeat break", "10:20 unanswered break"]


def test_a_snooze_brings_it_back_in_five_minutes_at_most_twice() -> None:
    result = play(
        PRESENT,
        line("10:01", answer="snooze"),
        line("10:07", answer="snooze"),
        line("10:13", answer="snooze"),
        line("10:30", end=True),
    )
    assert told(result)[2:] == [
        "10:00 prompt break",
        "10:01 snoozed break",
        "10:06 repeat break",
        "10:07 snoozed break",
        "10:12 repeat break",
        "10:22 unanswered break",
    ]
    assert [outcome.snoozes for outcome in result.outcomes if outcome.kind == "break"] == [2]


def test_an_early_slot_and_a_due_break_make_one_prompt_the_bigger() -> None:
    result = play(
        PRESENT, line("9:00", spasm="start", pain=5), line("9:06", presence="present"), line("10:20", end=True)
    )
    assert "10:00 prompt walk" in came(result)
    assert not any("break" in what for what in came(result))


def test_breathing_due_within_ten_minutes_of_a_shift_goes_before_it() -> None:
    result = play(
        PRESENT, line("10:06", answer="done"), line("10:37", answer="done"), line("10:50", end=True), rules=Settings()
    )
    assert came(result)[2:] == ["10:36 prompt breathe", "10:46 prompt shift"]


def test_a_slot_ten_minutes_off_keeps_its_own_time() -> None:
    result = play(
        PRESENT, line("10:05", answer="done"), line("10:36", answer="done"), line("10:50", end=True), rules=Settings()
    )
    assert came(result)[2:] == ["10:35 prompt shift", "10:45 prompt breathe"]


def test_nothing_comes_for_five_minutes_after_a_prompt_closed() -> None:
    result = play(PRESENT, line("10:08", answer="skip"), line("10:40", end=True), rules=at_minutes(10, 12))
    assert came(result)[2] == "10:13 prompt breathe"


def quick_break(after_s: int) -> Settings:
    """A break after so many seconds, also in the last minutes of a range, and no breathing."""
    return Settings(
        posture=PostureSettings(shift_after_s=7200, break_after_s=after_s),
        stress=StressSettings(breathe_at=()),
        walk=WalkSettings(at=()),
        checkin=CheckinSettings(before_end_s=0),
        prompts=PromptSettings(range_end_s=0),
    )


def at_minutes(hour: int, minute: int) -> Settings:
    """Breathing at that time of day."""
    return Settings(stress=StressSettings(breathe_at=(time(hour, minute),)))


def test_a_spasm_closes_the_open_prompt_and_gives_five_minutes_of_peace() -> None:
    result = play(PRESENT, line("10:02", spasm="start", pain=6), line("10:30", end=True))
    assert "10:02 dropped break" in told(result)
    assert not [what for what in came(result) if "10:02" < what < "10:07"]


def test_typing_puts_a_prompt_off_for_ninety_seconds_and_a_pause_in_it_brings_it() -> None:
    steady = play(line("8:50", presence="typing"), line("9:40", end=True))
    assert came(steady) == ["09:31:30 prompt shift"]
    pause = play(line("8:50", presence="typing"), line("9:30:20", presence="idle"), line("9:34", end=True))
    assert came(pause) == ["09:30:28 prompt shift"]
    assert "waited 28 s for a pause in typing" in pause.events[0].why


@pytest.mark.parametrize(("after_s", "said"), [(59, "59 s since"), (60, "1 min since"), (119, "1 min since")])
def test_how_long_ago_is_said_in_whole_minutes_from_one_minute_on(after_s: int, said: str) -> None:
    result = play(PRESENT, line("9:03", end=True), rules=quick_break(after_s))
    assert result.events[0].why.startswith(said)


def test_nothing_comes_until_two_minutes_after_a_return() -> None:
    result = play(
        line("11:40", presence="present"),
        line("11:58", presence="locked"),
        line("12:05", presence="present"),
        line("12:10", end=True),
    )
    assert came(result) == ["12:07 prompt walk"]


def test_a_slot_missed_while_away_is_offered_within_the_hour_and_not_later() -> None:
    soon = play(line("11:58", presence="locked"), line("12:57", presence="present"), line("13:05", end=True))
    assert came(soon) == ["12:59 prompt walk"]
    late = play(line("11:58", presence="locked"), line("13:01", presence="present"), line("13:10", end=True))
    assert told(late) == ["13:00 unanswered walk"]
    assert "nobody was there" in late.events[0].why


def test_an_ignored_day_falls_quiet_and_keeps_off_the_desktop() -> None:
    result = play(PRESENT, line("18:00", end=True), rules=Settings())
    shown = [event for event in result.events if event.event in ("prompt", "repeat")]
    assert len([event for event in shown if event.event == "prompt"]) in (16, 17)
    assert len([event for event in shown if event.channel == "desktop"]) <= 10
    assert any("the last two prompts went unanswered" in event.why for event in shown)


def test_an_answer_ends_the_quiet() -> None:
    quiet = [PRESENT, line("11:32", answer="done"), line("12:25", end=True)]
    channels = [event.channel for event in play(*quiet).events if event.event == "prompt"]
    assert channels[:4] == ["desktop"] * 4
    ignored = play(PRESENT, line("12:25", end=True), rules=Settings())
    assert "app" in [event.channel for event in ignored.events if event.event == "prompt"]


def test_twelve_notifications_a_day_are_enough() -> None:
    rules = Settings(notify=NotifySettings(most_a_day=3))
    result = play(*typical_day(at("9:00").date(), Settings(), ZONE), rules=rules, diligent=True)
    counted = [e for e in result.events if e.channel == "desktop" and e.kind not in ("shift", "checkin", "week")]
    assert len(counted) == 3
    assert any("3 notifications today already" in event.why for event in result.events)


def test_a_meeting_keeps_the_desktop_silent_and_one_prompt_comes_after_it() -> None:
    result = play(
        PRESENT,
        line("9:50", hold="meeting"),
        line("10:40", hold=None),
        line("11:00", end=True),
    )
    assert told(result)[2:] == [
        "10:00 held break",
        "10:00 held shift",
        "10:41 released break",
        "10:41 prompt break",
        "10:41 dropped shift",
        "10:51 repeat break",
    ] or told(result)[2:4] == ["10:00 held break", "10:00 held shift"]
    prompt = next(event for event in result.events if event.event == "prompt" and event.kind == "break")
    assert "held 41 min: meeting" in prompt.why
    assert all(event.channel == "app" for event in result.events if event.event == "held")


def test_a_hold_stops_the_repeats_of_an_open_prompt_and_its_silence_is_not_held_against_the_user() -> None:
    result = play(PRESENT, line("10:02", hold="focus"), line("11:10", end=True), rules=NO_BREATHING)
    assert told(result, "repeat") == []
    assert "10:20 unanswered break" in told(result)


def test_the_end_of_the_working_hours_drops_what_is_open_of_them() -> None:
    result = play(line("11:29", presence="present"), line("11:30", posture="up"), line("12:31", end=True))
    assert came(result)[0] == "12:00 prompt walk"
    late = play(line("16:15", presence="present"), line("17:31", end=True))
    assert "17:15 prompt checkin" in came(late)
    assert not [what for what in came(late) if what > "17:20" and "checkin" not in what]
    cut = play(line("16:30", presence="present"), line("17:31", end=True), rules=quick_break(53 * 60))
    assert told(cut, "dropped") == ["17:30 dropped break"]


def test_the_clock_set_forward_over_a_slot_by_more_than_half_an_hour_drops_it() -> None:
    over = play(line("11:10", presence="present"), line("11:15", clock=7200), line("13:30", end=True))
    assert "13:15 dropped walk" in told(over)
    just = play(line("11:10", presence="present"), line("11:45", clock=1200), line("12:30", end=True))
    assert any("walk" in what for what in came(just))


def test_the_clock_set_back_over_a_slot_does_not_bring_it_twice() -> None:
    result = play(
        line("11:50", presence="present"),
        line("12:01", answer="done"),
        line("12:10", clock=-1800),
        line("12:25", end=True),
    )
    assert len([what for what in came(result) if "walk" in what]) == 1


def test_summer_time_ends_and_no_slot_comes_twice() -> None:
    rules = Settings(work=Settings().work)
    sunday = datetime(2026, 10, 25, 0, 30, tzinfo=ZONE)
    lines = [Line(sunday, presence="present"), Line(datetime(2026, 10, 26, 18, 0, tzinfo=ZONE), end=True)]
    result = simulate(lines, rules, routines(), zone=ZONE)
    fired = [
        short(event) for event in result.events if event.kind in ("breathe", "checkin") and event.event == "prompt"
    ]
    assert len(fired) == len(set(fired)) == 3


def test_emergency_holds_every_prompt_and_same_day_only_the_guided_ones() -> None:
    emergency = play(PRESENT, line("9:05", redflag="saddle-numbness"), line("12:20", end=True))
    assert came(emergency) == []
    same_day = play(PRESENT, line("9:05", redflag="fever"), line("12:20", end=True))
    assert not any("walk" in what for what in came(same_day))
    assert "09:30 prompt shift" in came(same_day)
    days = play(PRESENT, line("9:05", redflag="cough"), line("12:20", end=True))
    assert any("walk" in what for what in came(days))


def test_high_stress_brings_breathing_at_once() -> None:
    assert came(play(PRESENT, line("9:12", stress=7), line("9:20", end=True))) == ["09:12 prompt breathe"]
    assert came(play(PRESENT, line("9:12", stress=6), line("9:20", end=True))) == []


def test_breathing_at_once_is_as_long_as_its_routine_and_says_why() -> None:
    asked = play(PRESENT, line("9:12", stress=7), line("9:20", end=True)).events[0]
    assert asked.routine is not None and asked.seconds == length_s(routines()[asked.routine], "steady")
    assert asked.why == "stress rated 7"


def test_breathing_for_which_there_is_no_room_says_so() -> None:
    session = [(at("9:05"), SessionBegan("relief", "x"))]
    result = play(PRESENT, line("9:10", stress=7), line("10:11", end=True), commands=session)
    assert told(result) == ["10:10 unanswered breathe"]
    assert result.events[0].why == "there was no room for it for 60 min"


def test_a_walk_brought_forward_leaves_breathing_its_turn() -> None:
    rules = Settings(walk=WalkSettings(at=(time(10),)), stress=StressSettings(breathe_at=()))
    result = play(PRESENT, line("9:53", stress=7), line("9:55", answer="skip"), line("10:04", end=True), rules=rules)
    assert came(result)[1:] == ["09:53 prompt walk", "10:03 prompt breathe"]
    assert "brought forward" in next(event.why for event in result.events if event.kind == "walk")


def test_slots_of_a_kind_offer_its_routines_in_turn() -> None:
    asked = [
        event for event in play(PRESENT, line("17:00", end=True), rules=Settings()).events if event.kind == "breathe"
    ]
    names = [event.routine for event in asked if event.event == "prompt"]
    assert len(names) == len(set(names)) == 2
    assert all(name is not None and routines()[name].kind == "breathe" for name in names)


def test_a_slot_the_clock_was_moved_past_is_told_with_its_own_time() -> None:
    result = play(PRESENT, line("11:50", clock=3600), line("12:55", end=True))
    dropped = [outcome for outcome in result.outcomes if outcome.outcome == "dropped"]
    assert [(outcome.kind, outcome.due, outcome.came) for outcome in dropped] == [("walk", at("12:00"), None)]
    assert dropped[0].why == "the clock was moved past 12:00"


def test_what_is_held_is_told_without_a_number_a_routine_or_a_length() -> None:
    result = play(PRESENT, line("9:20", hold="meeting"), line("9:31", end=True))
    assert result.events == (Event(at("9:30"), "held", "shift", "app", why="meeting"),)


def test_on_friday_the_week_and_the_check_in_come_in_their_own_order_after_an_absence() -> None:
    """Due at 17:00 and at 17:15."""
    friday = [("16:50", "present"), ("16:58", "locked"), ("17:16", "present")]
    lines = [Line(at(when, 27), presence=mode) for when, mode in friday]  # type: ignore[arg-type]
    lines += [Line(at("17:19", 27), answer="skip"), Line(at("17:29", 27), end=True)]
    assert came(play(*lines)) == ["17:18 prompt week", "17:28 prompt checkin"]


def test_a_snooze_is_a_sign_of_the_user_and_puts_quiet_off() -> None:
    """Without it the break of 11:00 would be the second running to go unanswered, and that of 12:00 quiet."""
    rules = Settings(walk=WalkSettings(at=()), stress=StressSettings(breathe_at=()))
    for snoozed, channel in (([line("11:01", answer="snooze")], "desktop"), ([], "app")):
        result = play(PRESENT, *snoozed, line("12:06", end=True), rules=rules)
        breaks = [event for event in result.events if (event.event, event.kind) == ("prompt", "break")]
        assert [event.channel for event in breaks] == ["desktop", "desktop", channel]


def test_what_was_not_kept_back_was_held_for_no_time() -> None:
    assert [outcome.held_s for outcome in play(PRESENT, line("9:55", end=True)).outcomes] == [0]


def test_a_slot_held_too_long_is_dropped_and_says_how_long_it_was_held() -> None:
    result = play(PRESENT, line("11:50", hold="meeting"), line("13:10", hold=None), line("13:12", end=True))
    dropped = [outcome for outcome in result.outcomes if outcome.kind == "walk"]
    assert [(each.outcome, each.due, each.held_s) for each in dropped] == [("dropped", at("12:00"), 70 * 60)]


def test_a_prompt_that_was_kept_back_says_for_how_many_seconds() -> None:
    held = line("9:20", hold="meeting"), line("9:45", hold=None)
    result = play(PRESENT, *held, line("9:47", answer="done"), line("9:48", end=True))
    assert [(each.outcome, each.held_s) for each in result.outcomes] == [("done", 16 * 60)]


def test_what_still_waits_when_the_waking_hours_end_is_unanswered() -> None:
    rules = Settings(walk=WalkSettings(at=(time(21, 55),)))
    evening = line("21:30", presence="present"), line("22:01", end=True)
    result = play(*evening, rules=rules, commands=[(at("21:40"), SessionBegan("relief", "x"))])
    assert told(result) == ["22:00 unanswered walk"]
    assert [(each.outcome, each.due, each.why) for each in result.outcomes] == [
        ("unanswered", at("21:55"), "the waking hours ended")
    ]


def test_a_stage_that_changes_is_said() -> None:
    result = play(PRESENT, line("9:05", spasm="start", pain=4), line("9:10", end=True))
    assert told(result) == ["09:05 stage None"]
    assert "spasm day 1" in result.events[0].why


def test_strong_pain_brings_no_walk() -> None:
    mild = play(PRESENT, line("9:00", spasm="start", pain=5), line("17:00", end=True), rules=Settings())
    strong = play(PRESENT, line("9:00", spasm="start", pain=8), line("17:00", end=True), rules=Settings())
    assert [what for what in came(mild) if "prompt walk" in what] != []
    assert [what for what in came(strong) if "prompt walk" in what] == []


def test_a_late_look_that_finds_the_clock_moved_knows_the_hours_and_the_plan_by_the_new_clock() -> None:
    """At 9:31 by the old clock it is 12:41: between the ranges, past a walk, and what the wait brought came at 9:30."""
    walk = Slot(at("12:00").date(), time(12), "walk", 600)
    inputs = Inputs(zone=ZONE, slots=(walk,))
    began = Moment(at("9:00"), 0)
    state = advance(begin(began, inputs), began, replace(inputs, fresh=True), NO_BREATHING).state
    step = advance(state, Moment(at("12:41"), 31 * 60), inputs, NO_BREATHING)
    assert [short(event) for event in step.events] == [
        "09:30 prompt shift", "12:41 dropped walk", "12:41 dropped shift"
    ]  # fmt: skip
    assert step.state.range_now is None
    back = advance(step.state, Moment(at("9:32"), 32 * 60), inputs, NO_BREATHING)
    assert back.state.range_now == "2026-11-24 09:00:00"


def test_a_late_look_that_finds_another_plan_goes_by_it() -> None:
    began, plain = Moment(at("9:00"), 0), Inputs(zone=ZONE)
    state = advance(begin(began, plain), began, replace(plain, fresh=True), NO_BREATHING).state
    walk = Slot(at("9:32").date(), time(9, 32), "walk", 600)
    step = advance(state, Moment(at("9:31"), 31 * 60), replace(plain, slots=(walk,)), NO_BREATHING)
    assert [short(event) for event in step.events] == ["09:30 prompt shift"]
    assert step.next_at == 32 * 60


def test_a_plan_that_changes_as_a_slot_of_it_falls_due_keeps_that_slot() -> None:
    began = Moment(at("9:00"), 0)
    walk = Slot(at("9:20").date(), time(9, 20), "walk", 600)
    later = Slot(at("9:50").date(), time(9, 50), "rest", 600)
    inputs = Inputs(zone=ZONE, slots=(walk,))
    state = advance(begin(began, inputs), began, replace(inputs, fresh=True), NO_BREATHING).state
    step = advance(state, Moment(at("9:20"), 20 * 60), replace(inputs, slots=(walk, later)), NO_BREATHING)
    assert [short(event) for event in step.events] == ["09:20 prompt walk"]
