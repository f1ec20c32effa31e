"""The planned opening hours of any dates, for the calendar. Pure; an unknown date yields nothing (H2)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from .core.opening.days import ModeSpan, modes_of_day
from .core.opening.hours import WeeklyHours
from .core.words import OPEN_MODES


def open_spans(
    start: datetime, end: datetime, *, zone: ZoneInfo, week: WeeklyHours | None
) -> Iterator[ModeSpan]:
    """Yield the stretches that overlap `[start, end)` and are planned to be open, in order."""
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        for span in modes_of_day(week, zone, day):
            if span.mode in OPEN_MODES and span.start < end and span.end > start:
                yield span
        day += timedelta(days=1)
