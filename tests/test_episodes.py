"""Spasms, bouts and episodes: what belongs together and which day it is."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.episodes import (
    Episode,
    bout_day,
    bouts,
    episodes,
    open_spasms,
    spasm_day,
    spasm_days,
    spasm_summaries,
)
from coach.core.records import Spasm
from tests.made import DAY, TODAY, log, new_id, on, pain, session, spasm, unsorted

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")


def test_no_spasm_is_no_bout() -> None:
    assert bouts(log(), TODAY) == ()


@pytest.mark.parametrize(
    ("free_days", "together"),
    [(0, True), (1, True), (3, True), (4, False), (5, False)],
)
def test_spasms_join_with_at_most_three_free_days_between(free_days: int, together: bool) -> None:
    found = bouts(log(spasm(-20, -18), spasm(-18 + free_days + 1, -10)), TODAY)
    assert len(found) == (1 if together else 2)
    assert found[0].onset == TODAY - 20 * DAY


@pytest.mark.parametrize(("days_ago", "day"), [(0, 1), (1, 2), (13, 14), (14, 15), (41, 42), (42, 43)])
def test_the_onset_is_day_one_of_an_open_bout(days_ago: int, day: int) -> None:
    (bout,) = bouts(log(spasm(-days_ago)), TODAY)
    assert bout.open
    assert bout_day(bout, TODAY) == bout.days == bout.spasm_days == day
    assert bout.last_day == TODAY


@pytest.mark.parametrize(("days", "marked"), [(1, False), (14, False), (15, True), (20, True)])
def test_an_ended_bout_is_marked_from_fifteen_days_on(days: int, marked: bool) -> None:
    (bout,) = bouts(log(spasm(-60, -60 + days - 1)), TODAY)
    assert not bout.open
    assert bout.days == days
    assert bout.beyond_two_weeks is marked


def test_an_ended_bout_stays_at_its_last_day_number() -> None:
    (bout,) = bouts(log(spasm(-60, -51)), TODAY)
    assert bout_day(bout, TODAY) == 10
    assert bout_day(bout, TODAY - 55 * DAY) == 6


def test_a_spasm_that_ended_the_day_it_began_is_one_day() -> None:
    begun = spasm(0, 0)
    (bout,) = bouts(log(begun), TODAY)
    assert (bout.days, bout.spasm_days, bout.open) == (1, 1, False)
    assert spasm_day(begun, TODAY) == 1


def test_overlapping_spasms_are_one_bout_and_their_days_count_once() -> None:
    (bout,) = bouts(log(spasm(-20, -10), spasm(-18, -15), spasm(-12, -8), spasm(-10, -10)), TODAY)
    assert (bout.onset, bout.last_day) == (TODAY - 20 * DAY, TODAY - 8 * DAY)
    assert bout.days == bout.spasm_days == 13


def test_a_long_spasm_reaches_over_short_ones_inside_it() -> None:
    (bout,) = bouts(log(spasm(-30, -2), spasm(-29, -29), spasm(0)), TODAY)
    assert bout.days == 31
    assert bout.spasm_days == 30


def test_free_days_count_in_the_bout_and_not_in_its_spasm_days() -> None:
    (bout,) = bouts(log(spasm(-16, -15), spasm(-12, -12), spasm(-9, -9), spasm(-5, -5), spasm(-1, -1), spasm(0)), TODAY)
    assert (bout.days, bout.spasm_days) == (17, 7)


def test_in_the_past_a_spasm_that_ended_later_is_open_and_later_ones_do_not_exist() -> None:
    history = log(spasm(-30, -10), spasm(-5, -1))
    (bout,) = bouts(history, TODAY - 20 * DAY)
    assert bout.open
    assert bout_day(bout, TODAY - 20 * DAY) == 11
    assert len(open_spasms(history, TODAY - 20 * DAY)) == 1
    assert open_spasms(history, TODAY) == ()
    assert bouts(history, TODAY - 31 * DAY) == ()


def test_a_spasm_is_ended_on_the_date_of_its_end_and_open_on_the_date_before() -> None:
    history = log(spasm(-5, -2))
    assert len(open_spasms(history, TODAY - 3 * DAY)) == 1
    assert open_spasms(history, TODAY - 2 * DAY) == ()


def test_asked_at_an_instant_an_end_later_that_day_is_not_known() -> None:
    history = log(spasm(-5, 0))
    assert len(open_spasms(history, on(0, "20:59"))) == 1
    assert open_spasms(history, on(0, "21:00")) == ()


def test_of_several_open_spasms_the_newest_is_last() -> None:
    older, newer = spasm(-9), spasm(-2)
    assert open_spasms(unsorted([newer, older]), TODAY) == (older, newer)


@pytest.mark.parametrize(
    ("begin", "when", "day"),
    [
        (datetime(2026, 11, 23, 23, 59, tzinfo=UTC), date(2026, 11, 24), 2),  # a minute before midnight
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), date(2026, 11, 24), 1),  # midnight
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), date(2026, 1, 1), 2),  # New Year
        (datetime(2028, 2, 28, 9, 0, tzinfo=UTC), date(2028, 3, 1), 3),  # a leap day between
        (datetime(2027, 2, 28, 9, 0, tzinfo=UTC), date(2027, 3, 1), 2),  # none
        (datetime(2026, 3, 28, 23, 30, tzinfo=BERLIN), date(2026, 3, 29), 2),  # the day of 23 hours
        (datetime(2026, 3, 29, 0, 30, tzinfo=BERLIN), date(2026, 4, 11), 14),
        (datetime(2026, 10, 24, 23, 30, tzinfo=BERLIN), date(2026, 10, 26), 3),  # the day of 25 hours
        (datetime(2026, 11, 24, 23, 0, tzinfo=timezone(timedelta(hours=-10))), date(2026, 11, 25), 2),  # own offset
        (datetime(2026, 11, 24, 1, 0, tzinfo=timezone(timedelta(hours=13))), date(2026, 11, 25), 2),
    ],
)
def test_days_are_calendar_dates_in_the_records_own_offset(begin: datetime, when: date, day: int) -> None:
    begun = Spasm(id="a", at=begin)
    assert spasm_day(begun, when) == day
    (bout,) = bouts(log(begun), when)
    assert bout_day(bout, when) == day


def test_flying_west_over_the_date_line_stays_at_day_one() -> None:
    auckland = datetime(2026, 11, 25, 1, 0, tzinfo=ZoneInfo("Pacific/Auckland"))
    now = datetime(2026, 11, 24, 8, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
    begun = Spasm(id="a", at=auckland)
    assert spasm_day(begun, now) == 1
    (bout,) = bouts([begun], now)
    assert bout_day(bout, now) == 1


def test_an_end_whose_date_is_before_the_onset_date_by_travel_is_one_day() -> None:
    begun = Spasm(
        id="a",
        at=datetime(2026, 11, 25, 1, 0, tzinfo=ZoneInfo("Pacific/Auckland")),
        ended=datetime(2026, 11, 24, 8, 0, tzinfo=NEW_YORK),
    )
    (bout,) = bouts([begun], date(2026, 12, 1))
    assert (bout.onset, bout.days) == (date(2026, 11, 25), 1)


def test_spasm_days_are_those_of_the_range() -> None:
    history = log(spasm(-10, -8), spasm(-9, -7), spasm(-2))
    assert spasm_days(history, TODAY - 8 * DAY, TODAY) == {TODAY - n * DAY for n in (8, 7, 2, 1, 0)}
    assert spasm_days(history, TODAY - 6 * DAY, TODAY - 3 * DAY) == set()


# --- episodes


def test_a_pain_of_exactly_a_day_is_no_episode_and_one_second_more_is() -> None:
    start = on(-50)
    exact = Spasm(id="a", at=start, ended=start + DAY)
    longer = Spasm(id="a", at=start, ended=start + DAY + timedelta(seconds=1))
    assert episodes(log(exact), TODAY) == ()
    assert episodes(log(longer), TODAY) == (Episode(start.date(), start.date() + DAY, over=True),)


def test_the_day_of_25_hours_does_not_make_an_episode_of_24_hours_of_pain() -> None:
    start = datetime(2026, 10, 24, 12, 0, tzinfo=BERLIN)
    exact = Spasm(id="a", at=start, ended=datetime(2026, 10, 25, 11, 0, tzinfo=BERLIN))
    assert episodes(log(exact), TODAY) == ()
    longer = Spasm(id="a", at=start, ended=datetime(2026, 10, 25, 12, 0, tzinfo=BERLIN))
    assert len(episodes(log(longer), TODAY)) == 1


@pytest.mark.parametrize(("free_days", "count"), [(29, 1), (30, 2), (31, 2)])
def test_episodes_are_parted_by_thirty_days_free_of_pain(free_days: int, count: int) -> None:
    second = -60 + free_days + 1
    assert len(episodes(log(spasm(-62, -60), spasm(second, second + 2)), TODAY)) == count


def test_ratings_above_zero_are_pain_and_zero_is_not() -> None:
    assert episodes(log(pain(-50, 2), pain(-48, 3)), TODAY) == (Episode(TODAY - 50 * DAY, TODAY - 48 * DAY, over=True),)
    assert episodes(log(pain(-50, 0), pain(-48, 0)), TODAY) == ()
    assert episodes(log(pain(-50, 2)), TODAY) == ()


def test_a_rating_between_two_spasms_joins_their_episodes() -> None:
    apart = [spasm(-80, -78), spasm(-40, -38)]
    assert len(episodes(log(*apart), TODAY)) == 2
    assert len(episodes(log(*apart, pain(-60, 1)), TODAY)) == 1


def test_two_one_day_spasms_within_a_month_are_one_episode_though_two_bouts() -> None:
    history = log(spasm(-60, -60), spasm(-40, -40))
    assert len(bouts(history, TODAY)) == 2
    assert episodes(history, TODAY) == (Episode(TODAY - 60 * DAY, TODAY - 40 * DAY, over=True),)


@pytest.mark.parametrize(("days_ago", "over"), [(29, False), (30, True)])
def test_an_episode_is_over_after_thirty_days_free_of_pain(days_ago: int, over: bool) -> None:
    (episode,) = episodes(log(spasm(-40, -days_ago)), TODAY)
    assert episode.over is over


def test_an_open_spasm_is_an_episode_once_it_has_lasted_over_a_day() -> None:
    history = log(spasm(-1))
    assert episodes(history, on(0, "09:00")) == ()
    assert episodes(history, on(0, "09:01")) == (Episode(TODAY - DAY, TODAY, over=False),)
    assert episodes(history, TODAY - DAY) == ()
    assert len(episodes(history, TODAY)) == 1


# --- the list


def test_a_summary_has_first_peak_and_last_pain_of_the_spasm_alone() -> None:
    begun = spasm(-5, -3, pain=4)
    history = log(begun, pain(-6, 9), pain(-4, 7), session(on(-3, "20:00"), 5, 3), pain(-2, 8))
    (row,) = spasm_summaries(history, TODAY)
    assert (row.id, row.start, row.end) == (begun.id, begun.at, begun.ended)
    assert (row.pain_first, row.pain_peak, row.pain_last) == (4, 7, 3)
    assert (row.days, row.bout_day, row.beyond_two_weeks) == (3, 3, False)


def test_the_peak_of_an_open_spasm_is_the_highest_since_its_onset() -> None:
    rows = spasm_summaries(log(spasm(-5, pain=4), pain(-4, 8), spasm(-2, pain=3), pain(-1, 6), pain(0, 5)), TODAY)
    assert [(row.pain_first, row.pain_peak, row.pain_last) for row in rows] == [(4, 8, 5), (3, 6, 5)]


def test_pain_that_is_not_known_stays_unknown() -> None:
    (row,) = spasm_summaries(log(spasm(-1)), TODAY)
    assert (row.pain_first, row.pain_peak, row.pain_last) == (None, None, None)


@pytest.mark.parametrize(("days", "marked"), [(14, False), (15, True), (20, True)])
def test_a_spasm_is_marked_beyond_two_weeks_ended_or_not(days: int, marked: bool) -> None:
    for begun in (spasm(-days + 1), spasm(-days + 1 - 40, -40)):
        (row,) = spasm_summaries(log(begun), TODAY)
        assert (row.days, row.bout_day, row.beyond_two_weeks) == (days, days, marked)


def test_a_spasm_in_pieces_is_marked_from_the_piece_that_passes_two_weeks() -> None:
    rows = spasm_summaries(log(spasm(-16, -12), spasm(-8, -6), spasm(-2)), TODAY)
    assert [(row.days, row.bout_day, row.beyond_two_weeks) for row in rows] == [
        (5, 5, False),
        (3, 11, False),
        (3, 17, True),
    ]


def test_a_summary_in_the_past_knows_no_end_that_came_later() -> None:
    (row,) = spasm_summaries(log(spasm(-10, -2)), TODAY - 5 * DAY)
    assert row.end is None
    assert row.days == 6


# --- promises

OFFSETS = st.sampled_from([timezone(timedelta(hours=hours)) for hours in (-11, -5, 0, 1, 5, 13)])


@st.composite
def some_spasms(draw: st.DrawFn) -> list[Spasm]:
    """Up to eight spasms of the last four months, short and long, some open."""
    found = []
    for _ in range(draw(st.integers(0, 8))):
        minutes = draw(st.integers(-130 * 24 * 60, 0))
        at = (on(0, "12:00") + timedelta(minutes=minutes)).astimezone(draw(OFFSETS))
        length = draw(st.one_of(st.none(), st.integers(0, 20 * 24 * 60)))
        ended = None if length is None else (at + timedelta(minutes=length)).astimezone(draw(OFFSETS))
        found.append(Spasm(id=new_id(), at=at, ended=ended))
    return found


@given(some_spasms(), st.randoms(use_true_random=False))
def test_bouts_and_episodes_do_not_depend_on_the_order_of_records(spasms: list[Spasm], order: object) -> None:
    shuffled = list(spasms)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert bouts(shuffled, TODAY) == bouts(spasms, TODAY)
    assert episodes(unsorted(shuffled), TODAY) == episodes(unsorted(spasms), TODAY)


@given(some_spasms())
def test_bouts_are_the_runs_of_spasm_days_with_at_most_three_free_between(spasms: list[Spasm]) -> None:
    days = sorted(spasm_days(unsorted(spasms), TODAY - 200 * DAY, TODAY))
    runs: list[list[date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days <= 4:
            runs[-1].append(day)
        else:
            runs.append([day])
    found = bouts(spasms, TODAY)
    assert [(b.onset, b.last_day, b.spasm_days) for b in found] == [(r[0], r[-1], len(r)) for r in runs]
    assert sorted(s.id for b in found for s in b.spasms) == sorted(s.id for s in spasms if s.on <= TODAY)
    assert not any(bout.open for bout in found[:-1])


@given(some_spasms(), st.integers(1, 60), st.lists(st.tuples(st.integers(1, 6), st.integers(0, 3)), max_size=12))
def test_splitting_a_spasm_into_pieces_leaves_the_onset_and_the_day_number(
    others: list[Spasm], days: int, cuts: list[tuple[int, int]]
) -> None:
    whole = spasm(-days)
    pieces: list[Spasm] = []
    begin = -days
    for length, free in cuts:
        if begin + length + free > 0:
            break
        pieces.append(spasm(begin, begin + length - 1))
        begin += length + free
    pieces.append(spasm(begin))
    unsplit, split = bouts([*others, whole], TODAY), bouts([*others, *pieces], TODAY)
    assert [(b.onset, b.last_day) for b in split] == [(b.onset, b.last_day) for b in unsplit]
    assert bout_day(split[-1], TODAY) == bout_day(unsplit[-1], TODAY)
    assert split[-1].open
