"""Until when an override chosen by staff lasts (H2). Pure; knows no Home Assistant."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from .core.opening.hours import minutes_of
from .core.opening.local import span_of, to_day, to_instant
from .core.views import DayView
from .core.words import Mode

STAFF_MODES = (
    Mode.CLOSED,
    Mode.SERVICE,
    Mode.STAFFED_SELF_SERVICE,
    Mode.UNSTAFFED_SELF_SERVICE,
    Mode.EVENT_ONLY,
)


class HowLong(StrEnum):
    """How long staff want an override to last."""

    HALF_HOUR = "half_hour"
    HOUR = "hour"
    TWO_HOURS = "two_hours"
    FOUR_HOURS = "four_hours"
    UNTIL_CLOSING = "until_closing"
    END_OF_DAY = "end_of_day"


_LENGTHS = {
    HowLong.HALF_HOUR: timedelta(minutes=30),
    HowLong.HOUR: timedelta(hours=1),
    HowLong.TWO_HOURS: timedelta(hours=2),
    HowLong.FOUR_HOURS: timedelta(hours=4),
}


def override_end(how_long: HowLong, now: datetime, zone: ZoneInfo, days: Sequence[DayView]) -> datetime:
    """Return the aware UTC end; without a closing time ahead, "until closing" is the day's end."""
    if how_long in _LENGTHS:
        return now + _LENGTHS[how_long]
    if how_long is HowLong.UNTIL_CLOSING:
        closing = _closing(now, zone, days)
        if closing is not None:
            return closing
    return end_of_day(now, zone)


def end_of_day(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the next local midnight as aware UTC (the day may have 23 or 25 hours)."""
    return span_of(zone, to_day(zone, now)).end


def _closing(now: datetime, zone: ZoneInfo, days: Sequence[DayView]) -> datetime | None:
    today = to_day(zone, now)
    closings = [
        to_instant(zone, today, minutes_of(span.closes))
        for day in days
        if day.day == today
        for span in day.spans
    ]
    ahead = [closing for closing in closings if closing > now]
    return max(ahead, default=None)
