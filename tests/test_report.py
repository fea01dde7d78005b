"""The report's figures: what lies in the period, what reaches into it, and what the rules mark."""

from datetime import UTC, date, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.core.concerns import concerns
from coach.core.history import History, history_of
from coach.core.records import Medicine, Note, Pain, Posture, Record, Session, Spasm
from coach.core.report import SECTIONS, ReportView, period, report_view, sections
from coach.core.report_days import MOST_POINTS, MOST_ROWS, SitFigures, grain_for, longest_run, spans
from coach.core.report_spasm import EpisodeRow
from coach.core.settings import Settings
from coach.errors import WrongUse
from tests.example_log import NOW, example_records
from tests.made import DAY, TODAY, flag, log, new_id, nsaid, on, pain, session, spasm

THREE_MONTHS = (date(2026, 8, 24), TODAY)


def view(history: History, first: date = THREE_MONTHS[0], last: date = TODAY, **more: object) -> ReportView:
    return report_view(history, first, last, Settings(), NOW, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def example() -> History:
    return history_of(example_records())


# ── the period ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("first", "last", "meant"),
    [
        (None, None, ("2026-08-24", "2026-11-24")),
        (None, "2026-05-31", ("2026-02-28", "2026-05-31")),
        (None, "2026-01-15", ("2025-10-15", "2026-01-15")),
        ("2016-01-01", None, ("2016-01-01", "2026-11-24")),
        ("2026-11-24", "2026-11-24", ("2026-11-24", "2026-11-24")),
    ],
)
def test_the_period_is_three_months_up_to_today_unless_told(
    first: str | None, last: str | None, meant: tuple[str, str]
) -> None:
    given_dates = [None if text is None else date.fromisoformat(text) for text in (first, last)]
    assert period(given_dates[0], given_dates[1], TODAY) == tuple(map(date.fromisoformat, meant))


@pytest.mark.parametrize(("first", "last"), [(None, TODAY + DAY), (TODAY, TODAY - DAY), (TODAY + DAY, None)])
def test_a_period_to_come_or_turned_round_is_refused(first: date | None, last: date | None) -> None:
    with pytest.raises(WrongUse):
        period(first, last, TODAY)


def test_a_wrong_section_is_told_all_the_right_ones() -> None:
    assert sections(("Pain ", "bouts", "pain")) == ("bouts", "pain")
    with pytest.raises(WrongUse, match=", ".join(SECTIONS)):
        sections(("sitting", "weather"))


# ── bouts and episodes ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_example_reads_as_its_log_was_written(example: History) -> None:
    found = view(example)
    assert found.bouts is not None and found.marks is not None and found.pain is not None
    august, november = found.bouts
    assert (august.onset, august.last_day, august.days) == (
        datetime(2026, 8, 3, 7, 50, tzinfo=UTC),
        date(2026, 8, 24),
        22,
    )
    assert (august.pain_first, august.pain_peak, august.pain_last) == (6, 6, 3)
    assert august.began_before and august.past_two_weeks and not august.open
    assert (november.days, november.spasm_days, november.open) == (9, 9, True)
    assert (november.pain_first, november.pain_peak, november.pain_last) == (7, 7, 4)
    assert (november.areas, november.triggers, november.signs) == (("lower", "left"), ("lifting",), ())
    assert found.spasm_days == 10 and found.medicine_days == 2 and found.nsaid_days == 2
    assert (found.pain.most, found.pain.most_on, found.pain.last) == (7, date(2026, 11, 16), 4)
    assert found.marks.past_two_weeks == (date(2026, 8, 3),) and found.marks.open_day == 9


@pytest.mark.parametrize(("last_day", "shown"), [(-92, 0), (-91, 0), (-90, 1), (-89, 1)])
def test_a_bout_is_in_the_period_when_its_last_spasm_day_is(last_day: int, shown: int) -> None:
    found = view(log(spasm(-100, last_day)), first=TODAY - 90 * DAY)
    assert found.bouts is not None and len(found.bouts) == shown
    assert all(bout.began_before for bout in found.bouts) and found.spasm_days == max(0, last_day + 91)


def test_a_period_that_is_past_is_read_as_of_its_end() -> None:
    history = log(spasm(-40, -10, pain=5), pain(-15, 9), flag(-35, "fever"), flag(-5, action="cleared"))
    found = view(history, first=TODAY - 60 * DAY, last=TODAY - 20 * DAY)
    assert found.bouts is not None and found.redflags is not None
    assert found.bouts[0].open and found.bouts[0].pain_peak == 5
    assert found.redflags.rows[0].closed is None


def test_pain_after_the_end_of_a_bout_is_not_its_last_pain() -> None:
    found = view(log(spasm(-20, -18, pain=6), pain(-18, 3), pain(-10, 8)))
    assert found.bouts is not None
    assert (found.bouts[0].pain_first, found.bouts[0].pain_peak, found.bouts[0].pain_last) == (6, 6, 3)


def test_pain_up_to_now_belongs_to_a_bout_that_goes_on_though_a_spasm_of_it_has_ended() -> None:
    found = view(log(spasm(-20, -18, pain=6), spasm(-16), pain(-10, 8)))
    assert found.bouts is not None
    assert [(bout.pain_first, bout.pain_peak, bout.pain_last) for bout in found.bouts] == [(6, 8, 8)]


def test_spasms_logged_in_pieces_are_one_bout_with_what_was_ticked_for_any() -> None:
    one = Spasm(id=new_id(), at=on(-20), ended=on(-19), where=("left",), triggers=("stress",), signs=("sharp",))
    two = Spasm(id=new_id(), at=on(-15), ended=on(-14), where=("left", "leg"), triggers=("sitting",))
    found = view(log(one, two))
    assert found.bouts is not None
    assert (found.bouts[0].areas, found.bouts[0].triggers) == (("left", "leg"), ("stress", "sitting"))
    assert (found.bouts[0].days, found.bouts[0].spasm_days, found.bouts[0].spasms) == (7, 4, 2)


def test_an_episode_has_its_days_from_first_to_last_pain_and_is_over_a_month_later() -> None:
    history = log(spasm(-80, -75), pain(-74, 2), spasm(-30, -29))
    assert view(history).episodes == (
        EpisodeRow(TODAY - 80 * DAY, TODAY - 74 * DAY, days=7, over=True),
        EpisodeRow(TODAY - 30 * DAY, TODAY - 29 * DAY, days=2, over=False),
    )
    assert [len(view(history, first=TODAY - back * DAY).episodes or ()) for back in (74, 73)] == [2, 1]


# ── marks and red flags ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("onsets", "reached", "first_so"),
    [
        ((-89, -50, -10), True, -10),
        ((-90, -50, -10), False, -10),
        ((-120, -50, -10), False, None),
        ((-200, -190, -150, -10), False, -150),
    ],
)
def test_recurring_is_counted_as_the_concern_counts_it(
    onsets: tuple[int, ...], reached: bool, first_so: int | None
) -> None:
    history = log(*(spasm(day, day) for day in onsets))
    found = view(history, first=TODAY - 300 * DAY).marks
    assert found is not None
    assert found.recurring is reached is any(c.code == "recurring" for c in concerns(history, TODAY))
    assert found.recurring_first == (None if first_so is None else TODAY + first_so * DAY)
    assert found.bouts_90 == sum(day > -90 for day in onsets)


def test_recurring_that_began_before_the_period_is_so_from_its_first_day() -> None:
    history = log(*(spasm(day, day) for day in (-60, -50, -40)))
    found = view(history, first=TODAY - 30 * DAY).marks
    assert found is not None and found.recurring_first == TODAY - 30 * DAY


def test_a_spasm_dated_tomorrow_after_travel_does_not_make_it_recurring_today() -> None:
    """It began some minutes ago, where it is tomorrow already."""
    begun = Spasm(id=new_id(), at=(NOW - timedelta(minutes=12)).astimezone(timezone(timedelta(hours=14))))
    assert begun.on == TODAY + DAY
    found = view(log(spasm(-60, -60), spasm(-50, -50), begun)).marks
    assert found is not None and (found.bouts_90, found.recurring_first) == (2, None)


def test_red_flags_are_told_with_the_day_they_were_cleared_and_how() -> None:
    history = log(
        flag(-200, "lump"), flag(-190, action="cleared"),
        flag(-30, "fever", "cough"), flag(-29, "fever"), flag(-20, "fever", action="cleared"),
        flag(-10, "cough", action="mistake"), flag(-5, "thoracic"), flag(-4, action="none"),
        flag(-3, "cancer", action="history"),
    )  # fmt: skip
    found = view(history).redflags
    assert found is not None
    told = [
        (row.slug, (row.ticked - TODAY).days, row.closed and (row.closed - TODAY).days, row.how) for row in found.rows
    ]
    assert told == [("fever", -30, -20, "cleared"), ("cough", -30, -10, "mistake"), ("thoracic", -5, None, None)]
    assert (found.answered, found.none_of_these, found.last_none) == (4, 1, TODAY - 4 * DAY)
    assert found.history == ("cancer, now or before",)


def test_answers_are_counted_from_the_first_day_of_the_period_on() -> None:
    history = log(*(flag(day, action="none") for day in (-31, -30)))
    found = view(history, first=TODAY - 30 * DAY).redflags
    assert found is not None and (found.answered, found.none_of_these) == (1, 1)


def test_a_flag_of_a_newer_version_is_shown_by_its_slug() -> None:
    found = view(log(flag(-3, "new-sign"))).redflags
    assert found is not None and [(row.label, row.level) for row in found.rows] == [("new-sign", "same-day")]


# ── days, medicines, notes ───────────────────────────────────────────────────────────────────────────────────────


def test_medicines_are_counted_by_days_under_the_name_written_last() -> None:
    entries = [
        Medicine(id=new_id(), at=on(day, at), name=name, nsaid=name != "Tea", relief=relief, amount=amount)
        for day, at, name, relief, amount in (
            (-10, "08:00", "ibuprofen", 4, "one"), (-10, "20:00", " Ibuprofen", None, "one"),
            (-9, "08:00", "IBUPROFEN", 7, "two"),
            (-5, "08:00", "Ibuprofen", None, ""), (-5, "09:00", "Tea", None, ""),
        )
    ]  # fmt: skip
    found = view(log(*entries))
    assert found.medicines is not None
    first = found.medicines[0]
    assert (first.name, first.days, first.times, first.running) == ("Ibuprofen", 3, 4, 2)
    assert (first.amounts, first.relief, first.relief_known) == (("one", "two"), 5.5, 2)
    assert (found.medicine_days, found.nsaid_days) == (3, 3)


def test_sitting_has_its_usual_and_its_longest_stretch_and_the_day_of_that() -> None:
    sat = ((-3, "11:00", 3000), (-3, "12:00", 1200), (-2, "11:00", 4500), (-1, "11:00", 4500), (-1, "12:00", None))
    ups = [Posture(id=new_id(), at=on(day, at), change="up", sat_s=length) for day, at, length in sat]
    assert view(log(*ups)).sitting == SitFigures(
        days=3, stretches=4, usual_s=3750, longest_s=4500, longest_on=TODAY - 2 * DAY
    )
    assert view(log()).sitting == SitFigures(days=0, stretches=0, usual_s=None, longest_s=None, longest_on=None)


def test_a_step_of_the_chart_has_the_least_mean_most_and_last_of_its_pain() -> None:
    """Two ratings on one date and one on the next: the mean of the dates is 4, that of the ratings would be 3.7."""
    found = view(log(pain(-1, 1, "09:00"), pain(-1, 5), pain(0, 5, "09:00")), first=TODAY - DAY)
    assert [(step.pain_least, step.pain_mean, step.pain_most, step.pain_last) for step in found.chart] == [
        (1, 3.0, 5, 5),
        (5, 5.0, 5, 5),
    ]
    (week,) = found.table
    assert (week.pain_least, week.pain_mean, week.pain_most, week.pain_last, week.known_days) == (1, 4.0, 5, 5, 2)
    empty = view(log(spasm(-1)), first=TODAY - DAY).chart[0]
    assert (empty.pain_least, empty.pain_mean, empty.pain_most, empty.pain_last) == (None, None, None, None)


def test_notes_come_only_when_asked_for_and_from_every_kind_of_record() -> None:
    history = log(
        Note(id=new_id(), at=on(-3), text="a note"),
        Spasm(id=new_id(), at=on(-4), ended=on(-4), note="a spasm"),
        Medicine(id=new_id(), at=on(-2), name="x", note="a medicine"),
        Note(id=new_id(), at=on(-200), text="too old"),
    )
    assert view(history).notes is None
    notes = view(history, notes=True).notes
    assert notes is not None
    assert [(note.about, note.text) for note in notes] == [
        ("spasm", "a spasm"), ("note", "a note"), ("medicine", "a medicine"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "chart", "table"),
    [(1, "day", "week"), (93, "day", "week"), (189, "day", "week"), (190, "day", "month"), (191, "week", "month"),
     (366, "week", "month"), (810, "week", "month"), (811, "week", "year"), (1331, "month", "year"),
     (36500, "year", "year")],
)  # fmt: skip
def test_longer_periods_are_shown_in_longer_steps(days: int, chart: str, table: str) -> None:
    assert (grain_for(days, MOST_POINTS, "day"), grain_for(days, MOST_ROWS, "week")) == (chart, table)


def test_weeks_and_months_are_cut_to_the_period() -> None:
    weeks = spans(date(2026, 11, 19), date(2026, 12, 2), "week")
    assert [(a.day, b.day) for a, b in weeks] == [(19, 22), (23, 29), (30, 2)]
    assert spans(date(2026, 2, 10), date(2026, 3, 1), "month")[0][1] == date(2026, 2, 28)
    assert spans(date(2025, 12, 31), date(2026, 1, 1), "year")[1] == (date(2026, 1, 1), date(2026, 1, 1))


def test_a_run_of_days_is_broken_by_a_day_without() -> None:
    assert longest_run([]) == 0
    assert longest_run([TODAY, TODAY + DAY, TODAY, TODAY + 3 * DAY]) == 2


def test_the_log_begins_where_its_first_record_lies_and_not_earlier() -> None:
    found = view(log(pain(-10, 3)))
    assert (found.noted_from, found.noted_days, len(found.chart)) == (TODAY - 10 * DAY, 11, 11)
    empty = view(log())
    assert empty.empty and (empty.noted_days, empty.chart, empty.table) == (0, (), ())


def test_a_section_left_out_leaves_none_of_its_numbers_behind(example: History) -> None:
    for name in SECTIONS:
        found = view(example, without=(name,))
        assert getattr(found, name) is None and found.without == (name,)
    found = view(example, without=SECTIONS)
    text = msgspec.json.encode(found).decode()
    assert "ibuprofen" not in text and "lifting" not in text and '"walked_minutes":1' not in text
    for step in (*found.chart, *found.table):
        assert not any(getattr(step, field) for field in step.__struct_fields__ if field not in ("first", "last"))
    without_pain = view(example, without=("pain",))
    assert without_pain.bouts is not None and without_pain.bouts[0].pain_peak is None


# ── promises ─────────────────────────────────────────────────────────────────────────────────────────────────────

_OFFSETS = st.sampled_from([timedelta(hours=-11), timedelta(), timedelta(hours=13)])


@st.composite
def _records(draw: st.DrawFn) -> list[Record]:
    found: list[Record] = []
    for _ in range(draw(st.integers(0, 12))):
        zone = timezone(draw(_OFFSETS))
        at = (NOW - timedelta(hours=draw(st.integers(0, 130 * 24)))).astimezone(zone)
        match draw(st.integers(0, 4)):
            case 0:
                length = draw(st.one_of(st.none(), st.integers(0, 20)))
                ended = None if length is None else min(at + timedelta(days=length), NOW)
                found.append(Spasm(id=new_id(), at=at, ended=ended, pain=draw(st.integers(0, 10))))
            case 1:
                found.append(session(at, draw(st.integers(0, 10)), draw(st.integers(0, 10)), seconds=30 * 60))
            case 2:
                found.append(Posture(id=new_id(), at=at, change="up", sat_s=draw(st.integers(0, 9000))))
            case 3:
                found.append(Medicine(id=new_id(), at=at, name=draw(st.sampled_from(["a", "A ", "b"]))))
            case _:
                found.append(Pain(id=new_id(), at=at, pain=draw(st.integers(0, 10))))
    return found


@given(_records(), st.integers(0, 120), st.integers(0, 60))
def test_the_steps_of_a_period_add_up_to_its_figures(records: list[Record], back: int, length: int) -> None:
    last = TODAY - back * DAY
    found = view(history_of(records), first=last - length * DAY, last=last)
    assert found.pain is not None and found.walking is not None and found.bouts is not None
    for steps in (found.chart, found.table):
        assert sum(step.known_days or 0 for step in steps) == found.pain.known_days
        assert sum(step.spasm_days or 0 for step in steps) == found.spasm_days
        assert sum(step.medicine_days or 0 for step in steps) == found.medicine_days
        assert sum(step.walks or 0 for step in steps) == found.walking.walks
        assert all(a.last + DAY == b.first for a, b in zip(steps, steps[1:], strict=False))
    assert found.spasm_days is not None and found.spasm_days <= found.noted_days
    assert all(row.last_day >= found.first for row in found.bouts)


def test_the_usual_day_stands_beside_the_day_before_each_onset() -> None:
    up = [Posture(id=new_id(), at=on(day, "11:00"), change="up", sat_s=3000) for day in range(-30, -5)]
    long = Posture(id=new_id(), at=on(-2, "20:00"), change="up", sat_s=6000)
    found = view(
        log(
            *up,
            long,
            spasm(-1, -1),
            nsaid(-1),
            Session(id=new_id(), at=on(-2, "12:00"), routine="w", kind="walk", seconds=60),
        )
    )
    assert found.before is not None
    (note,) = found.before
    assert (note.before.longest_s, note.before.walked) == (6000, 1)
    assert note.usual is not None and note.usual.longest_s == 3000
