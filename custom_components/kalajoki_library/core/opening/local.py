"""Local wall-clock time of one zone, turned into instants. Local days have 23, 24 or 25 hours (H4)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..interval import Interval
from .hours import MINUTES_A_DAY

SECOND = timedelta(seconds=1)


def to_instant(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    """Return when the wall clock shows so many minutes after midnight of the day.

    A time that occurs twice means its first occurrence; one that is skipped means the instant of
    the skip. So wall-clock order is never turned around and adjacent spans stay adjacent.
    """
    wall = datetime.combine(day, time(), tzinfo=zone) + timedelta(minutes=minutes)
    found = wall.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return found
    return _skip(zone, wall)


def _skip(zone: ZoneInfo, wall: datetime) -> datetime:
    before, after = wall.replace(fold=1).astimezone(UTC), wall.replace(fold=0).astimezone(UTC)
    offset = before.astimezone(zone).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def to_day(zone: ZoneInfo, instant: datetime) -> date:
    """Return the local date of an instant."""
    return instant.astimezone(zone).date()


def span_of(zone: ZoneInfo, day: date) -> Interval:
    """Return the whole local day as an interval."""
    return Interval(to_instant(zone, day, 0), to_instant(zone, day, MINUTES_A_DAY))
