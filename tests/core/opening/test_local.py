"""Wall-clock time of Kalajoki as instants (H4)."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.kalajoki_library.core.opening.local import span_of, to_day, to_instant
from tests.builders import HELSINKI

SPRING, AUTUMN, PLAIN = date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 24)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "clock", "instant"),
    [
        (PLAIN, "08:00", "2026-11-24T06:00"),
        (PLAIN, "24:00", "2026-11-24T22:00"),
        (SPRING, "00:00", "2026-03-28T22:00"),
        (SPRING, "02:59", "2026-03-29T00:59"),
        (SPRING, "03:00", "2026-03-29T01:00"),  # the clock jumps from 03:00 to 04:00
        (SPRING, "03:30", "2026-03-29T01:00"),  # skipped: the instant of the skip
        (SPRING, "04:00", "2026-03-29T01:00"),
        (SPRING, "04:30", "2026-03-29T01:30"),
        (SPRING, "24:00", "2026-03-29T21:00"),
        (AUTUMN, "03:00", "2026-10-25T00:00"),  # occurs twice: the first time
        (AUTUMN, "03:30", "2026-10-25T00:30"),
        (AUTUMN, "04:00", "2026-10-25T02:00"),
        (AUTUMN, "24:00", "2026-10-25T22:00"),
    ],
)
def test_the_wall_clock_names_one_instant_on_days_of_23_24_and_25_hours(
    day: date, clock: str, instant: str
) -> None:
    minutes = int(clock[:2]) * 60 + int(clock[3:])

    assert to_instant(HELSINKI, day, minutes) == utc(instant)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (PLAIN, 24), (AUTUMN, 25)])
def test_a_local_day_has_23_24_or_25_hours(day: date, hours: int) -> None:
    assert span_of(HELSINKI, day).length == timedelta(hours=hours)


days = st.dates(date(2026, 1, 1), date(2027, 12, 31)) | st.sampled_from([SPRING, AUTUMN])
minutes_of_day = st.integers(0, 24 * 60)


@given(days, minutes_of_day, minutes_of_day)
def test_wall_clock_order_is_never_turned_around(day: date, one: int, other: int) -> None:
    first, second = sorted((one, other))

    assert to_instant(HELSINKI, day, first) <= to_instant(HELSINKI, day, second)


@given(days)
def test_days_follow_one_another_without_a_hole(day: date) -> None:
    assert span_of(HELSINKI, day).end == span_of(HELSINKI, day + timedelta(days=1)).start


@given(days, st.integers(0, 24 * 60 - 1))
def test_an_instant_of_a_day_lies_in_that_day(day: date, minutes: int) -> None:
    instant = to_instant(HELSINKI, day, minutes)

    assert to_day(HELSINKI, instant) == day
    assert span_of(HELSINKI, day).contains(instant)
    assert instant.tzinfo is UTC
