"""What the coach noted unasked is at hand for a while: nothing shown is poorer for it, and the rest can be read."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from coach.core.concerns import concerns
from coach.core.history import History, everything
from coach.core.month import entries_on, gaps, month_marks
from coach.core.records import UNASKED, Posture, Prompt
from coach.core.settings import Settings
from coach.core.today import today_view
from coach.core.week import LEANS_ON, ONE_DAY, week_of, week_view
from coach.journal import Journal
from coach.log.log import Log
from tests.bench.ten_years import DEVICES, ten_years, write_log
from tests.clocks import HandClock
from tests.logs import NOW, a_log, a_pain, shard_of

DAYS = 500
OLD = date(2026, 3, 10)
"""A date of the last 13 months, in a month of which nothing unasked is at hand."""
ASKED_SINCE, UNASKED_SINCE = date(2025, 10, 1), date(2026, 9, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of 16 months by two devices."""
    place = tmp_path_factory.mktemp("log")
    write_log(place, ten_years(NOW, 100 * DAYS // 4, DAYS), NOW)
    return place


def a_journal(folder: Path, now: datetime = NOW) -> Journal:
    return Journal(Log(folder, DEVICES[0], lambda: now), HandClock(now))


def a_posture(at: datetime) -> Posture:
    return Posture(id=f"posture {at:%Y%m%d%H%M}", at=at, change="up", cause="told", sat_s=60)


def a_prompt(at: datetime) -> Prompt:
    return Prompt(id=f"prompt {at:%Y%m%d%H%M}", at=at, kind="break", outcome="done", closed=at)


def test_what_was_asked_for_is_at_hand_for_13_months_and_the_rest_for_two_months_and_this(folder: Path) -> None:
    history, whole = a_journal(folder).history, a_log(folder).history(ASKED_SINCE)
    for name in History.__struct_fields__:
        held, there = getattr(history, name), getattr(whole, name)
        if name in ("prompts", "postures"):
            assert there[0].on < OLD and held[0].on >= UNASKED_SINCE
            there = tuple(record for record in there if record.on >= UNASKED_SINCE)
        assert held == there, name


def test_no_view_is_poorer_for_it(folder: Path) -> None:
    history, whole = a_journal(folder).history, a_log(folder).history(ASKED_SINCE)
    settings, today = Settings(), NOW.date()
    assert today_view(history, settings, NOW) == today_view(whole, settings, NOW)
    assert concerns(history, NOW) == concerns(whole, NOW)
    for month in (OLD, date(2025, 11, 1), today):
        assert month_marks(history, month, NOW) == month_marks(whole, month, NOW)
        assert gaps(history, month, month + 30 * ONE_DAY, NOW) == gaps(whole, month, month + 30 * ONE_DAY, NOW)
    for days in range(0, 400, 7):
        day = today - days * ONE_DAY
        assert entries_on(history, day, NOW) == entries_on(whole, day, NOW)
    for week in (week_of(today), week_of(today).before):
        assert week_view(history, week, settings, NOW) == week_view(whole, week, settings, NOW)


@pytest.mark.parametrize("day", [22, 23, 30])
def test_a_week_is_worked_out_from_what_is_at_hand_only_where_that_is_all(folder: Path, day: int) -> None:
    now = datetime(2026, 11, day, 9, tzinfo=UTC)
    journal, whole = a_journal(folder, now), a_log(folder, now=now).history(ASKED_SINCE)
    week, read = week_of(now.date()), set()
    for _ in range(24):
        since = journal.back_to(week.first - LEANS_ON)
        read.add(since)
        history = journal.history_back_to(week.first - LEANS_ON)
        assert (history is journal.history) == (since is None)
        assert week_view(history, week, Settings(), now) == week_view(whole, week, Settings(), now)
        week = week.before
    assert read == {None, ASKED_SINCE}
    assert journal.back_to(now.date() - 330 * ONE_DAY) == ASKED_SINCE
    assert journal.back_to(now.date() - 331 * ONE_DAY) == date.min


def test_this_week_and_the_three_before_it_are_always_at_hand(tmp_path: Path) -> None:
    for days in range(366):
        today = date(2026, 1, 1) + days * ONE_DAY
        journal = a_journal(tmp_path, datetime.combine(today, time(9), UTC))
        assert journal.history == History()
        assert journal.back_to(week_of(today).first - 3 * 7 * ONE_DAY - LEANS_ON) is None


def test_the_month_with_which_the_log_begins_is_whole(tmp_path: Path) -> None:
    begun = datetime.combine(OLD, time(9), UTC)
    log = a_log(tmp_path)
    log.append(a_posture(begun), a_posture(begun + timedelta(days=40)), a_pain(3, begun + timedelta(days=2)))
    history = log.history(ASKED_SINCE, UNASKED_SINCE)
    assert [record.at for record in history.postures] == [begun]
    assert gaps(history, OLD, OLD + 2 * ONE_DAY, NOW) == (OLD, OLD + ONE_DAY)


def test_what_is_at_hand_keeps_its_depth_whoever_looks_deeper(folder: Path) -> None:
    log = a_log(folder)
    history = log.history(ASKED_SINCE, UNASKED_SINCE)
    seen = list(log.stream(OLD, OLD + 30 * ONE_DAY))
    assert any(isinstance(record, UNASKED) for record in seen)
    whole = log.history(ASKED_SINCE)
    assert {record.id for record in seen} <= {record.id for record in everything(whole)}
    assert log.history(ASKED_SINCE, UNASKED_SINCE) is history
    first = log.history(date(2026, 2, 1))  # and the other way round: first all of it, then less
    assert first.postures[0].on < UNASKED_SINCE
    other = a_log(folder)
    assert other.history(ASKED_SINCE) == whole
    assert other.history(ASKED_SINCE, UNASKED_SINCE) == history


def test_a_look_at_all_of_it_is_not_kept(folder: Path) -> None:
    log = a_log(folder)
    log.history(ASKED_SINCE, UNASKED_SINCE)
    held = sum(len(reading.records) for _, reading in log._shelf._decoded.values())
    assert len(log.history(ASKED_SINCE).postures) > 100
    assert sum(len(reading.records) for _, reading in log._shelf._decoded.values()) == held
    (view,) = (view for (_, unasked), view in log._views.items() if not unasked)
    assert view.history is None


def test_what_is_written_into_an_old_month_is_at_hand_as_it_would_be_read(tmp_path: Path) -> None:
    old = datetime.combine(OLD, time(9), UTC)
    log = a_log(tmp_path)
    log.append(a_pain(2, old - timedelta(days=60)), a_pain(3, old), a_posture(old))
    journal = a_journal(tmp_path)
    ours = Journal(log, HandClock(NOW))
    assert len(ours.history.pains) == 2 and not ours.history.postures
    ours.write((a_posture(old + timedelta(hours=1)), {}), (a_prompt(old + timedelta(hours=2)), {}))
    ours.write((a_pain(5, old + timedelta(hours=3)), {}), (a_posture(NOW), {}))
    journal.refresh()
    assert ours.history == journal.history
    assert list(ours.history.postures) == [a_posture(NOW)] and not ours.history.prompts
    assert [pain.pain for pain in ours.history.pains] == [2, 3, 5]
    log.append(replace(a_posture(old), rev=2, deleted=True))
    assert len(a_log(tmp_path).history().postures) == 2


def test_an_old_month_with_a_faulty_note_of_our_own_loses_nothing_else_and_a_look_at_it_says_so(tmp_path: Path) -> None:
    old = datetime.combine(OLD, time(9), UTC)
    log = a_log(tmp_path)
    log.append(a_pain(2, old - timedelta(days=60)), a_pain(3, old), a_posture(old))
    shard = shard_of(tmp_path, month="2026-03")
    shard.write_bytes(
        shard.read_bytes().replace(b'"sat_s":60', b'"sat_s":"long"').replace(b'"sat_s": 60', b'"sat_s": "long"')
    )
    again = a_log(tmp_path)
    assert len(again.history(ASKED_SINCE, UNASKED_SINCE).pains) == 2 and again.problems == ()
    assert not again.history(ASKED_SINCE).postures
    assert "2026-03.json: 1 record is not readable, kept and left out." in "".join(again.problems)


@pytest.mark.parametrize("table", ["unheard-of", "posture"])
def test_an_old_month_by_a_newer_coach_is_read_and_said(tmp_path: Path, table: str) -> None:
    old = datetime.combine(OLD, time(9), UTC)
    log = a_log(tmp_path)
    log.append(a_pain(2, old - timedelta(days=60)), a_pain(3, old))
    shard = shard_of(tmp_path, month="2026-03")
    newer = f'{{"{table}":{{"n1:1":{{"id":"n1","at":"{old.isoformat()}","rev":1,"v":99}}}},'.encode()
    shard.write_bytes(newer + shard.read_bytes()[1:])
    again = a_log(tmp_path)
    history = again.history(ASKED_SINCE, UNASKED_SINCE)
    assert [pain.pain for pain in history.pains] == [2, 3]
    assert bool(again.problems) is (table == "unheard-of")
    again.history(ASKED_SINCE)
    assert any("newer coach" in said for said in again.problems)
