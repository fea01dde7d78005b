"""Records by date are found by halving: whatever their offsets, it finds what looking at each one finds."""

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from coach.core.records import Pain
from coach.core.since import from_date, on_dates

BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
DAYS = st.integers(-3, 13).map(lambda days: date(2026, 3, 1) + timedelta(days=days))


@st.composite
def pains(draw: st.DrawFn) -> list[Pain]:
    """In order of time, as a history holds them; each in a zone of its own."""
    times = sorted(draw(st.lists(st.integers(0, 10 * 24 * 60), max_size=40)))
    offsets = [timezone(timedelta(hours=draw(st.sampled_from([-12, -5, 0, 1, 9, 14])))) for _ in times]
    return [
        Pain(id=f"{place:04}", at=(BEGAN + timedelta(minutes=minutes)).astimezone(offset), pain=3)
        for place, (minutes, offset) in enumerate(zip(times, offsets, strict=True))
    ]


@given(pains(), DAYS, DAYS)
def test_it_finds_what_looking_at_each_record_finds(records: list[Pain], first: date, last: date) -> None:
    assert on_dates(records, first, last) == tuple(pain for pain in records if first <= pain.on <= last)
    assert from_date(records, first) == tuple(pain for pain in records if first <= pain.on)


def test_dates_two_days_apart_in_the_wrong_order_are_found_both() -> None:
    """Half past midnight in Kiritimati, and a minute later half past eleven at night on Baker Island."""
    times = (datetime(2026, 3, 1, 10, 30, tzinfo=UTC), datetime(2026, 3, 1, 10, 31, tzinfo=UTC))
    zones = (timezone(timedelta(hours=14)), timezone(timedelta(hours=-12)))
    ahead, behind = (
        Pain(id=at.isoformat(), at=at.astimezone(zone), pain=3) for at, zone in zip(times, zones, strict=True)
    )
    assert (ahead.on, behind.on) == (date(2026, 3, 2), date(2026, 2, 28))
    assert on_dates((ahead, behind), ahead.on, ahead.on) == (ahead,)
    assert on_dates((ahead, behind), behind.on, behind.on) == (behind,)
