"""The journal: what may be recorded, what is said of it, and how it is taken back or put right."""

import os
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.core.history import everything
from coach.core.records import AREAS, Medicine, Pain, Record, Session, Spasm
from coach.core.redflags import flags_now
from coach.errors import CoachError, NotSaved, WrongUse
from coach.journal import Journal
from coach.log.log import Log

BERLIN = ZoneInfo("Europe/Berlin")
EXAMPLES_TRIED = 100 if os.environ.get("COACH_FULL") == "1" else 10


class Hand:
    """A clock moved by hand."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def wall(self) -> datetime:
        return self.at

    def elapsed(self) -> float:
        return 0.0

    def on(self, **delta: float) -> None:
        self.at = (self.at.astimezone(UTC) + timedelta(**delta)).astimezone(self.at.tzinfo)


@pytest.fixture
def hand() -> Hand:
    return Hand(datetime(2026, 11, 24, 14, 2, tzinfo=BERLIN))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def journal(folder: Path, hand: Hand) -> Journal:
    return Journal(Log(folder, "aaaaaaaaaaaa", hand.wall), hand)


def another(journal: Journal, hand: Hand, device: str = "aaaaaaaaaaaa") -> Journal:
    """A journal of another process on the same folder."""
    return Journal(Log(journal.log.folder, device, hand.wall), hand)


def nothing_changed(folder: Path) -> bool:
    return not folder.exists()


# ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_thing_recorded_is_on_disk_and_said_in_one_sentence(journal: Journal, hand: Hand) -> None:
    receipts = [
        journal.spasm_start(pain=6, where=["left", "lower"], triggers=["sitting"], signs=["sharp"]),
        journal.pain(4),
        journal.stress(5, at=hand.wall() - timedelta(days=1)),
        journal.session("gentle-walk", "walk", 600, at=hand.wall() - timedelta(minutes=20)),
        journal.took("Ibuprofen", amount="one", nsaid=True),
        journal.redflag("ticked", ["fever"]),
        journal.redflag("none"),
        journal.concern_seen("recurring", "3 bouts", appointment=date(2026, 12, 1)),
        journal.redflag("mistake", ["leg-giving-way"]),
        journal.note("Moved house."),
        journal.spasm_end(),
    ]
    assert [receipt.said for receipt in receipts] == [
        "Spasm started 14:02, pain 6. Day 1.",
        "Noted: pain 4 at 14:02.",
        "Noted: stress 5 at Mon 23 Nov 14:02.",
        "Noted: gentle-walk, 10 min, at 13:42.",
        "Noted: Ibuprofen at 14:02.",
        "Ticked: fever.",
        "Noted: none of these now.",
        "Put aside until your appointment on 2026-12-01: recurring.",
        "Ticked by mistake, taken away: a leg or foot quickly getting weaker, dropping or giving way.",
        "Noted: note of 14:02.",
        "Spasm ended 14:02, on day 1.",
    ]
    assert another(journal, hand).history == journal.history
    assert all(receipt.record in everything(journal.history) for receipt in receipts[1:])


def test_a_session_is_called_by_its_title_in_every_receipt_and_its_seconds_are_said(folder: Path, hand: Hand) -> None:
    titles = {"gentle-walk": "Gentle walk"}
    journal = Journal(Log(folder, "aaaaaaaaaaaa", hand.wall), hand, lambda routine: titles.get(routine, routine))
    told = journal.session("gentle-walk", "walk", 20, partial=True)
    assert told.said == "Noted: Gentle walk, 20 s, at 14:02."
    assert (
        journal.corrections.edit(told.record.id, {"minutes": "2"}).said
        == "Changed; it is now: Gentle walk, 2 min, at 14:02."
    )
    assert journal.corrections.undo().said == "Change taken back; it is again: Gentle walk, 20 s, at 14:02."
    assert journal.corrections.delete(told.record.id).said == "Deleted: Gentle walk, 20 s, at 14:02."
    assert journal.session("of-another-machine", "walk", 90).said == "Noted: of-another-machine, 2 min, at 14:02."


def test_a_spasm_told_of_afterwards_says_its_day(journal: Journal, hand: Hand) -> None:
    receipt = journal.spasm_start(at=hand.wall() - timedelta(days=14), pain=3)
    assert receipt.said == "Spasm started Tue 10 Nov 14:02, pain 3. Day 15."


def test_a_time_keeps_the_offset_it_happened_in(journal: Journal, hand: Hand) -> None:
    summer = datetime(2026, 7, 1, 9, 0, 30, 5, tzinfo=BERLIN)
    stored = journal.pain(4, at=summer).record
    assert stored.at.isoformat() == "2026-07-01T09:00:30+02:00"
    assert another(journal, hand).history.pains == (stored,)


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────────

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
REFUSED: list[tuple[str, Callable[[Journal], object], str]] = [
    ("pain above ten", lambda j: j.pain(11), "from 0 to 10, not 11"),
    ("pain below zero", lambda j: j.pain(-1), "from 0 to 10"),
    ("pain that is no number", lambda j: j.pain(True), "whole number"),
    ("stress above ten", lambda j: j.stress(11), "Stress"),
    ("onset pain above ten", lambda j: j.spasm_start(pain=11), "Pain"),
    ("relief above ten", lambda j: j.took("x", relief=11), "Relief"),
    ("pain before above ten", lambda j: j.session("w", "walk", 60, pain_before=11), "Pain before"),
    ("a minute and a second ahead", lambda j: j.pain(3, at=datetime(2026, 11, 24, 13, 3, 1, tzinfo=UTC)), "future"),
    ("a long time ago", lambda j: j.pain(3, at=datetime(1899, 1, 1, tzinfo=UTC)), "1899"),
    ("an area of one's own", lambda j: j.spasm_start(where=["knee"]), "choose from " + ", ".join(AREAS)),
    ("a trigger of one's own", lambda j: j.spasm_start(triggers=["moon"]), "choose from posture"),
    ("a sign of one's own", lambda j: j.spasm_start(signs=["x"]), "choose from tension"),
    ("a symptom of one's own", lambda j: j.redflag("ticked", ["fevr"]), "both-legs"),
    ("a tick without a symptom", lambda j: j.redflag("ticked"), "which symptom"),
    ("half a character", lambda j: j.pain(3, note="a\ud83d"), "lone surrogate"),
    ("a NUL", lambda j: j.note("a\0b"), "NUL"),
    ("ten thousand and one", lambda j: j.pain(3, note="x" * 10_001), "10,000"),
    ("an empty note", lambda j: j.note(" \n"), "empty"),
    ("a medicine without a name", lambda j: j.took(" "), "name"),
    ("a session of a week", lambda j: j.session("w", "walk", 7 * 86400), "24 hours"),
    ("a session of less than nothing", lambda j: j.session("w", "walk", -1), "24 hours"),
]


@pytest.mark.parametrize(("what", "act", "words"), REFUSED, ids=[what for what, _, _ in REFUSED])
def test_a_wrong_word_is_refused_in_one_sentence_and_changes_nothing(
    journal: Journal, folder: Path, what: str, act: Callable[[Journal], object], words: str
) -> None:
    with pytest.raises(WrongUse, match=".") as told:
        act(journal)
    assert words in str(told.value)
    assert str(told.value).endswith(".") and "\n" not in str(told.value)
    assert nothing_changed(folder) and journal.pending == ()


def test_a_minute_ahead_is_let_through(journal: Journal, hand: Hand) -> None:
    assert journal.pain(3, at=hand.wall() + timedelta(seconds=60))


def test_a_time_without_an_offset_is_a_fault_of_the_program(journal: Journal) -> None:
    with pytest.raises(ValueError, match="offset"):
        journal.pain(3, at=datetime(2026, 11, 24, 9))


@pytest.mark.parametrize("text", ["\x1b[2J", "[/b]", "a‮b", "é" * 10_000, "😀\r\n", "=1+1", '"}]'])
def test_a_note_is_stored_as_it_is(journal: Journal, hand: Hand, text: str) -> None:
    journal.pain(3, note=text)
    assert another(journal, hand).history.pains[0].note == text


def test_what_the_coach_notes_by_itself_is_never_refused_for_a_clock_set_back(journal: Journal, hand: Hand) -> None:
    came = hand.wall()
    hand.on(hours=-1)
    prompt = journal.prompt("break", "done", at=came, closed=hand.wall(), channel="desktop").record
    posture = journal.posture("up", at=came, cause="break", sat_s=3600).record
    walk = journal.session("walk", "walk", 300, at=came).record
    assert journal.history.prompts == (prompt,) and journal.history.postures == (posture,)
    assert journal.history.sessions == (walk,)
    with pytest.raises(WrongUse, match="future"):
        journal.session("walk", "walk", 300, at=came, told=True)


# ── the end of a spasm ───────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_name_the_newest_open_spasm_ends(journal: Journal, hand: Hand) -> None:
    older = journal.spasm_start(at=hand.wall() - timedelta(days=3)).record
    newer = journal.spasm_start(at=hand.wall() - timedelta(days=1)).record
    assert journal.spasm_end().record.id == newer.id
    assert journal.spasm_end().record.id == older.id
    with pytest.raises(CoachError, match="No spasm is open") as told:
        journal.spasm_end()
    assert told.value.exit_code == 1


def test_a_spasm_that_another_process_began_can_be_ended(journal: Journal, hand: Hand) -> None:
    assert journal.history.spasms == ()
    begun = another(journal, hand).spasm_start().record
    assert journal.spasm_end().record.id == begun.id


def test_an_end_before_the_start_is_refused_and_the_spasm_stays_open(journal: Journal, hand: Hand) -> None:
    spasm = journal.spasm_start().record
    with pytest.raises(WrongUse, match="before its start"):
        journal.spasm_end(at=hand.wall() - timedelta(minutes=1))
    assert journal.history.spasms == (spasm,)
    assert journal.spasm_end(spasm.id, at=hand.wall()).record.rev == 2
    with pytest.raises(CoachError, match="already ended"):
        journal.spasm_end(spasm.id)
    with pytest.raises(WrongUse, match="not a spasm"):
        journal.spasm_end(journal.pain(3).record.id)
    with pytest.raises(WrongUse, match="no record"):
        journal.spasm_end("nothing")


# ── undo ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_undo_walks_back_through_everything_the_user_did(journal: Journal, hand: Hand) -> None:
    spasm = journal.spasm_start(pain=6).record
    states = [journal.history]

    def did(_: object) -> None:
        states.append(journal.history)
        hand.on(minutes=1)

    did(journal.pain(4))
    did(journal.spasm_end())
    did(journal.corrections.edit(spasm.id, {"pain": "8", "where": "left"}))
    did(journal.corrections.delete(spasm.id))
    did(journal.corrections.edit(journal.history.pains[0].id, {"at": "2026-09-01T10:00"}))
    said = []
    for before in reversed(states[:-1]):
        said.append(journal.corrections.undo().said)
        assert shape(journal.history) == shape(before)
        assert shape(another(journal, hand).history) == shape(before)
    assert said == [
        "Change taken back; it is again: pain 4 at 14:02.",
        "No longer deleted: spasm that started 14:02, pain 8, ended 14:03.",
        "Change taken back; it is again: spasm that started 14:02, pain 6, ended 14:03.",
        "Change taken back; it is again: spasm that started 14:02, pain 6.",
        "Taken back: pain 4 at 14:02.",
    ]
    assert journal.corrections.undo().said == "Taken back: spasm that started 14:02, pain 6."
    with pytest.raises(CoachError, match="nothing to take back"):
        journal.corrections.undo()


def shape(history: Any) -> list[Record]:
    """What a history says, whatever the revision numbers."""
    return [replace(record, rev=1) for record in everything(history)]


def test_undo_leaves_alone_what_the_coach_noted_and_what_other_devices_recorded(journal: Journal, hand: Hand) -> None:
    pain = journal.pain(4).record
    hand.on(minutes=1)
    journal.prompt("break", "done", at=hand.wall(), closed=hand.wall())
    journal.posture("up", cause="break")
    another(journal, hand, "bbbbbbbbbbbb").pain(9)
    assert journal.corrections.undo().record == replace(pain, rev=2, deleted=True)
    journal.refresh()
    assert [p.pain for p in journal.history.pains] == [9]


def test_undo_goes_by_the_time_of_writing_and_not_by_the_time_told_of(journal: Journal, hand: Hand) -> None:
    journal.pain(4)
    hand.on(minutes=1)
    journal.pain(5, at=hand.wall() - timedelta(days=90))
    assert journal.corrections.undo().said == "Taken back: pain 5 at Wed 26 Aug 14:03."


def test_undo_then_new_then_undo_takes_the_new_one(journal: Journal, hand: Hand) -> None:
    journal.pain(1)
    journal.pain(2)
    journal.corrections.undo()
    journal.pain(3)
    assert "pain 3" in journal.corrections.undo().said
    assert "pain 1" in journal.corrections.undo().said


def test_undo_in_another_process_takes_back_what_was_done_here(journal: Journal, hand: Hand) -> None:
    journal.pain(4)
    another(journal, hand).corrections.undo()
    assert journal.refresh() and journal.history.pains == ()


@pytest.mark.parametrize("back", [timedelta(minutes=1), timedelta(hours=5), timedelta(days=40), timedelta(days=365)])
@pytest.mark.parametrize("fresh", [False, True], ids=["in the same process", "in a new process each time"])
def test_undo_goes_by_the_order_of_writing_though_the_clock_was_set_back(
    journal: Journal, hand: Hand, back: timedelta, fresh: bool
) -> None:
    def process() -> Journal:
        return another(journal, hand) if fresh else journal

    spasm = process().spasm_start(pain=6).record
    hand.on(minutes=5)
    process().pain(1)
    hand.on(days=-back.days, seconds=-back.seconds)
    ids = [process().pain(n).record.id for n in (2, 3)]
    process().corrections.edit(spasm.id, {"note": "written last"})
    hand.on(minutes=3)
    ids += [process().pain(4).record.id]
    assert ids == sorted(ids) and ids[0] > spasm.id and len(set(ids)) == 3
    assert sorted(p.pain for p in process().history.pains) == [1, 2, 3, 4]
    said = [process().corrections.undo().said for _ in range(6)]
    assert [words.split(" at ")[0] for words in said[:1] + said[2:5]] == [
        "Taken back: pain 4",
        "Taken back: pain 3",
        "Taken back: pain 2",
        "Taken back: pain 1",
    ]
    assert "it is again: spasm" in said[1] and "Taken back: spasm" in said[5]
    assert not everything(process().history)


def test_a_clock_put_right_again_leaves_ids_in_order_and_nobodys_record_is_lost(journal: Journal, hand: Hand) -> None:
    hand.on(days=365)  # it was wrong by a year, and two devices wrote
    wrong = [another(journal, hand, device).pain(n).record for n, device in enumerate(("aaaaaaaaaaaa", "bbbbbbbbbbbb"))]
    hand.on(days=-365)
    right = [another(journal, hand).pain(n).record for n in (5, 6)]
    assert [wrong[0].id, *(record.id for record in right)] == sorted([wrong[0].id, *(record.id for record in right)])
    history = another(journal, hand).history
    assert [p.pain for p in history.pains] == [5, 6, 0, 1]
    assert another(journal, hand).corrections.undo().record.id == right[1].id


ACTS = st.lists(
    st.tuples(st.sampled_from(["pain", "edit", "move", "delete", "spasm", "undo"]), st.integers(0, 9)), max_size=9
)


@settings(
    max_examples=EXAMPLES_TRIED,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=ACTS)
def test_undo_as_often_as_there_were_acts_leads_back_through_every_state(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int]]
) -> None:
    hand = Hand(datetime(2026, 11, 24, 14, 2, tzinfo=BERLIN))
    journal = Journal(Log(tmp_path_factory.mktemp("undo") / "log", "aaaaaaaaaaaa", hand.wall), hand)
    stack = [shape(journal.history)]
    for what, number in acts:
        hand.on(seconds=1)
        known = everything(journal.history)
        some = known[number % len(known)] if known else None
        if what == "undo":
            if len(stack) > 1:
                journal.corrections.undo()
                stack.pop()
                assert shape(journal.history) == stack[-1]
            continue
        before = everything(journal.history)
        if what == "spasm" or some is None:
            journal.spasm_start(pain=number)
        elif what == "pain":
            journal.pain(number)
        elif what == "delete":
            journal.corrections.delete(some.id)
        elif what == "move":
            journal.corrections.edit(some.id, {"at": f"2026-0{1 + number % 9}-03T10:00"})
        else:
            journal.corrections.edit(some.id, {"note": f"{number}"})
        if everything(journal.history) != before:
            stack.append(shape(journal.history))
    while len(stack) > 1:
        journal.corrections.undo()
        stack.pop()
        assert shape(journal.history) == stack[-1]
    assert shape(another(journal, hand).history) == []


# ── edit and delete ──────────────────────────────────────────────────────────────────────────────────────────────


def a_spasm(journal: Journal) -> Record:
    return journal.spasm_start(pain=6, where=["left"], note="old").record


def a_medicine(journal: Journal) -> Record:
    return journal.took("Ibuprofen", relief=3).record


def a_session(journal: Journal) -> Record:
    return journal.session("walk", "walk", 300, pain_before=4).record


EDITS: list[tuple[Callable[[Journal], Record], dict[str, str], dict[str, object]]] = [
    (a_spasm, {"pain": "8"}, {"pain": 8}),
    (a_spasm, {"pain": ""}, {"pain": None}),
    (a_spasm, {"where": "leg, left"}, {"where": ("left", "leg")}),
    (a_spasm, {"area": "none"}, {"where": ()}),
    (a_spasm, {"note": " as it is "}, {"note": " as it is "}),
    (a_spasm, {"at": "09:00", "end": "-1h"}, {"at": datetime(2026, 11, 24, 9, tzinfo=BERLIN)}),
    (a_spasm, {"ended": "14:02"}, {"ended": datetime(2026, 11, 24, 14, 2, tzinfo=BERLIN)}),
    (a_medicine, {"nsaid": "yes", "relief": "none"}, {"nsaid": True, "relief": None}),
    (a_medicine, {"amount": "two"}, {"amount": "two"}),
    (a_session, {"minutes": "12", "felt": "better"}, {"seconds": 720, "felt": "better"}),
    (a_session, {"after": "2"}, {"pain_after": 2, "pain_before": 4}),
]


@pytest.mark.parametrize(("make", "fields", "expected"), EDITS)
def test_a_field_is_changed_by_words(
    journal: Journal, hand: Hand, make: Callable[[Journal], Record], fields: dict[str, str], expected: dict[str, object]
) -> None:
    made = make(journal)
    receipt = journal.corrections.edit(made.id, fields)
    assert {name: getattr(receipt.record, name) for name in expected} == expected
    assert receipt.record.rev == 2 and receipt.said.startswith("Changed; it is now: ")
    assert everything(another(journal, hand).history) == [receipt.record]


WRONG_EDITS = [
    (a_spasm, {"pain": "much"}, "whole number"),
    (a_spasm, {"pain": "11"}, "from 0 to 10"),
    (a_spasm, {"where": "left,knee"}, '"knee"'),
    (a_spasm, {"mood": "bad"}, "has no field"),
    (a_spasm, {"id": "x"}, "has no field"),
    (a_spasm, {"rev": "9"}, "has no field"),
    (a_spasm, {"at": "soon"}, "is not a time"),
    (a_spasm, {"at": "25:00"}, "is not a time"),
    (a_spasm, {"at": "15:00"}, "still to come"),
    (a_spasm, {"ended": "09:00"}, "before its start"),
    (a_spasm, {}, "FIELD=VALUE"),
    (a_medicine, {"nsaid": "perhaps"}, "yes or no"),
    (a_medicine, {"name": ""}, "empty"),
    (a_session, {"felt": "odd"}, "better, same, worse"),
    (a_session, {"kind": "jog"}, "choose from shift"),
]


@pytest.mark.parametrize(("make", "fields", "words"), WRONG_EDITS)
def test_a_wrong_edit_is_refused_and_changes_nothing(
    journal: Journal, make: Callable[[Journal], Record], fields: dict[str, str], words: str
) -> None:
    made = make(journal)
    with pytest.raises(WrongUse) as told:
        journal.corrections.edit(made.id, fields)
    assert words in str(told.value) and str(told.value).endswith(".")
    assert everything(journal.history) == [made]


def test_an_edit_that_changes_nothing_writes_nothing(journal: Journal) -> None:
    made = a_spasm(journal)
    assert journal.corrections.edit(made.id, {"pain": "6"}).record is not None
    assert journal.log.revisions(made.id) == [made]


def test_a_record_moved_to_another_month_is_a_deletion_and_a_new_record(journal: Journal, hand: Hand) -> None:
    made = a_spasm(journal)
    moved = journal.corrections.edit(made.id, {"at": "2026-10-31 23:59"}).record
    assert moved.id != made.id and moved.rev == 1
    assert journal.log.revisions(made.id)[-1] == replace(made, rev=2, deleted=True)
    assert another(journal, hand).history.spasms == (moved,) == journal.history.spasms


def still_ticked(journal: Journal, hand: Hand) -> list[str]:
    """The open symptoms as another process reads them from disk."""
    return [flag.slug for flag in flags_now(another(journal, hand).history, hand.wall())]


def test_a_tick_written_after_the_clock_was_set_back_stands_against_the_clearing_before(
    journal: Journal, hand: Hand
) -> None:
    journal.redflag("ticked", ["fever"])
    hand.on(minutes=10)
    journal.redflag("cleared")
    hand.on(hours=-3)
    journal.redflag("ticked", ["fever", "injury"])
    assert still_ticked(journal, hand) == ["injury", "fever"]
    journal.redflag("cleared")
    assert still_ticked(journal, hand) == []


def test_a_correction_that_ticks_more_is_not_hidden_by_a_clearing_before_it(journal: Journal, hand: Hand) -> None:
    tick = journal.redflag("ticked", ["cough"]).record
    hand.on(minutes=1)
    journal.redflag("cleared")
    hand.on(minutes=1)
    journal.corrections.edit(tick.id, {"symptoms": "cough,injury"})
    assert "injury" in still_ticked(journal, hand)
    journal.corrections.undo()
    assert still_ticked(journal, hand) == []


@pytest.mark.parametrize("at", ["2026-11-24 13:00", "2026-10-31 23:59"])
def test_a_clearing_whose_time_is_corrected_does_not_hide_a_tick_after_it(
    journal: Journal, hand: Hand, at: str
) -> None:
    journal.redflag("ticked", ["cough"])
    hand.on(minutes=1)
    cleared = journal.redflag("cleared").record
    hand.on(minutes=1)
    journal.redflag("ticked", ["injury"])
    hand.on(minutes=1)
    journal.corrections.edit(cleared.id, {"at": at})
    assert still_ticked(journal, hand) == ["injury"]
    journal.corrections.undo()
    assert still_ticked(journal, hand) == ["injury"]


def test_a_correction_that_ticks_less_brings_nothing_back_that_was_cleared(journal: Journal, hand: Hand) -> None:
    tick = journal.redflag("ticked", ["cough", "injury"]).record
    hand.on(minutes=1)
    journal.redflag("cleared")
    journal.corrections.edit(tick.id, {"symptoms": "cough"})
    assert still_ticked(journal, hand) == []


def test_what_the_coach_noted_is_not_edited(journal: Journal, hand: Hand) -> None:
    prompt = journal.prompt("break", "done", at=hand.wall(), closed=hand.wall()).record
    with pytest.raises(WrongUse, match="by itself"):
        journal.corrections.edit(prompt.id, {"outcome": "skipped"})


def test_a_record_older_than_what_is_kept_can_be_deleted(journal: Journal, hand: Hand) -> None:
    old = journal.pain(4, at=hand.wall() - timedelta(days=2000)).record
    assert old not in everything(journal.history)
    assert journal.corrections.delete(old.id).said == "Deleted: pain 4 at Thu 3 Jun 2021 14:02."
    assert another(journal, hand).log.history().pains == ()
    with pytest.raises(CoachError, match="already deleted"):
        journal.corrections.delete(old.id)


def test_a_record_is_known_by_the_end_of_its_id_in_capitals_too(journal: Journal) -> None:
    pain = journal.pain(4).record
    journal.spasm_start()
    assert journal.corrections.find(pain.id[-6:].upper()) == pain
    assert journal.corrections.find(f" {pain.id.upper()} ") == pain
    with pytest.raises(WrongUse, match="no record"):
        journal.corrections.find(pain.id[-3:])


# ── keeping what could not be saved ──────────────────────────────────────────────────────────────────────────────


def test_what_could_not_be_saved_is_kept_and_saved_later_once(
    journal: Journal, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.pain(1)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("coach.log.storage.write_durably", full)
        with pytest.raises(NotSaved, match="the disk is full"):
            journal.pain(2)
        with pytest.raises(NotSaved):
            journal.spasm_start()
        with pytest.raises(NotSaved):
            journal.retry()
    assert len(journal.pending) == 2
    assert [p.pain for p in journal.history.pains] == [1]
    assert journal.pain(3).said == "Noted: pain 3 at 14:02."
    assert not journal.pending and not journal.retry()
    assert [p.pain for p in another(journal, hand).history.pains] == [1, 2, 3]
    assert journal.history == another(journal, hand).history


# ── the history it keeps ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_history_kept_is_that_of_thirteen_months(journal: Journal, hand: Hand) -> None:
    inside = journal.pain(1, at=datetime(2025, 10, 1, 0, 0, tzinfo=BERLIN)).record
    journal.pain(2, at=datetime(2025, 9, 30, 23, 59, tzinfo=BERLIN))
    assert journal.history.pains == (inside,) == another(journal, hand).history.pains


def test_the_history_kept_in_place_is_the_one_read_anew(journal: Journal, hand: Hand) -> None:
    assert journal.history.pains == ()
    for days in (0, 40, 3, 500, 90):
        journal.pain(4, at=hand.wall() - timedelta(days=days))
        assert journal.history == another(journal, hand).history
    assert not journal.refresh()


def test_refresh_brings_what_others_wrote(journal: Journal, hand: Hand) -> None:
    assert journal.history.pains == ()
    another(journal, hand, "bbbbbbbbbbbb").pain(4)
    seen = journal.version
    assert journal.refresh() and len(journal.history.pains) == 1
    assert journal.version > seen
    seen = journal.version
    assert not journal.refresh() and journal.version == seen
    journal.pain(5)
    assert journal.version > seen


def test_several_threads_may_record_at_once(journal: Journal, hand: Hand) -> None:
    def record() -> None:
        for nrs in range(10):
            journal.pain(nrs)
            _ = journal.history

    threads = [threading.Thread(target=record) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(journal.history.pains) == 30
    assert another(journal, hand).history == journal.history


# ── the types of record ──────────────────────────────────────────────────────────────────────────────────────────


def test_records_are_what_they_say(journal: Journal) -> None:
    assert isinstance(a_spasm(journal), Spasm) and isinstance(a_medicine(journal), Medicine)
    assert isinstance(a_session(journal), Session) and isinstance(journal.pain(0).record, Pain)


def test_a_spasm_that_is_over_already_is_one_record_and_one_undo(journal: Journal) -> None:
    now = journal.pain(3).record.at
    before = len(journal.history.spasms)
    receipt = journal.spasm_start(now - timedelta(hours=5), pain=5, ended=now - timedelta(hours=1))
    assert isinstance(receipt.record, Spasm)
    assert receipt.record.ended == now - timedelta(hours=1)
    journal.corrections.undo()
    assert len(journal.history.spasms) == before
    with pytest.raises(WrongUse):
        journal.spasm_start(now - timedelta(hours=1), ended=now - timedelta(hours=5))
