"""Until when a choice of staff lasts (H2)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from custom_components.kalajoki_library.core.views import DayView, HoursSpanView
from custom_components.kalajoki_library.core.words import Mode
from custom_components.kalajoki_library.overrides import HowLong, end_of_day, override_end

HELSINKI = ZoneInfo("Europe/Helsinki")
NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # 12:00 in Kalajoki, a Tuesday
TUESDAY = DayView(
    day=date(2026, 11, 24),
    known=True,
    spans=(
        HoursSpanView(opens="08:00", closes="10:00", mode=Mode.STAFFED_SELF_SERVICE),
        HoursSpanView(opens="10:00", closes="19:00", mode=Mode.SERVICE),
        HoursSpanView(opens="19:00", closes="21:30", mode=Mode.UNSTAFFED_SELF_SERVICE),
    ),
)


@pytest.mark.parametrize(
    ("how_long", "ends"),
    [
        (HowLong.HALF_HOUR, "2026-11-24T10:30"),
        (HowLong.HOUR, "2026-11-24T11:00"),
        (HowLong.TWO_HOURS, "2026-11-24T12:00"),
        (HowLong.FOUR_HOURS, "2026-11-24T14:00"),
        (HowLong.UNTIL_CLOSING, "2026-11-24T19:30"),
        (HowLong.END_OF_DAY, "2026-11-24T22:00"),
    ],
)
def test_every_choice_has_an_end(how_long: HowLong, ends: str) -> None:
    """H2: an override always has an expiry; closing is the end of the last span of today."""
    found = override_end(how_long, NOON, HELSINKI, (TUESDAY,))
    assert found == datetime.fromisoformat(ends).replace(tzinfo=UTC)


@pytest.mark.parametrize("days", [(), (DayView(day=date(2026, 11, 24), known=False),)])
def test_until_closing_of_an_unknown_day_is_its_end(days: tuple[DayView, ...]) -> None:
    """H2: a day without data is not closed, and the choice still ends."""
    assert override_end(HowLong.UNTIL_CLOSING, NOON, HELSINKI, days) == end_of_day(NOON, HELSINKI)


def test_after_closing_until_closing_is_the_end_of_the_day() -> None:
    """H2: a closing time that has passed is no expiry."""
    late = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    assert override_end(HowLong.UNTIL_CLOSING, late, HELSINKI, (TUESDAY,)) == datetime(
        2026, 11, 24, 22, 0, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("noon", "hours_to_midnight"),
    [
        (datetime(2026, 3, 29, 0, 0, tzinfo=UTC), 21),  # the clocks go forward at 03:00 local
        (datetime(2026, 10, 25, 0, 0, tzinfo=UTC), 22),  # and back at 04:00 local
    ],
)
def test_the_day_ends_at_local_midnight_on_days_of_23_and_25_hours(
    noon: datetime, hours_to_midnight: int
) -> None:
    """H4: local wall-clock rules are computed per local date."""
    assert (end_of_day(noon, HELSINKI) - noon).total_seconds() == hours_to_midnight * 3600
