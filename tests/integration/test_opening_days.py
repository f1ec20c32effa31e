"""The opening hours of any range, for the calendar (H3, H4)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from custom_components.kalajoki_library.core.opening.hours import PlannedSpan, WeeklyHours
from custom_components.kalajoki_library.core.opening.opening import Opening
from custom_components.kalajoki_library.core.settings import Settings
from custom_components.kalajoki_library.core.views import DayView
from custom_components.kalajoki_library.core.words import Mode, Plan
from custom_components.kalajoki_library.opening_days import open_spans

HELSINKI = ZoneInfo("Europe/Helsinki")
WEEKDAY = (
    PlannedSpan(start=8 * 60, end=10 * 60, plan=Plan.SELF_SERVICE),
    PlannedSpan(start=10 * 60, end=19 * 60, plan=Plan.SERVICE),
    PlannedSpan(start=19 * 60, end=24 * 60, plan=Plan.SELF_SERVICE, staffed=False),
)
WEEK = WeeklyHours(days=(WEEKDAY,) * 5 + ((), ()))


def days(week: WeeklyHours | None) -> Callable[[date], DayView]:
    return Opening(Settings(library="Kalajoki library", week=week)).day


def test_plan_and_staff_together_give_the_mode() -> None:
    """H1; H4: 24:00 is the next midnight."""
    monday = datetime(2026, 12, 7, tzinfo=HELSINKI)
    tuesday = datetime(2026, 12, 8, tzinfo=HELSINKI)
    spans = list(open_spans(monday, tuesday, zone=HELSINKI, day_of=days(WEEK)))
    assert [(s.start, s.end, s.mode) for s in spans] == [
        (_utc(7, 6), _utc(7, 8), Mode.STAFFED_SELF_SERVICE),
        (_utc(7, 8), _utc(7, 17), Mode.SERVICE),
        (_utc(7, 17), _utc(7, 22), Mode.UNSTAFFED_SELF_SERVICE),
    ]


def test_without_a_plan_nothing_is_claimed() -> None:
    """H2: unknown is not closed; the calendar simply has no event."""
    monday, sunday = datetime(2026, 12, 7, tzinfo=UTC), datetime(2026, 12, 13, tzinfo=UTC)
    assert not list(open_spans(monday, sunday, zone=HELSINKI, day_of=days(None)))


def test_a_range_takes_what_overlaps_it_half_open() -> None:
    """A span that ends where the range starts is not in it."""
    spans = list(open_spans(_utc(7, 8), _utc(7, 17), zone=HELSINKI, day_of=days(WEEK)))
    assert [s.mode for s in spans] == [Mode.SERVICE]


def _utc(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=UTC)
