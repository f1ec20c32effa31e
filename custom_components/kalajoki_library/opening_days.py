"""The planned opening hours of any dates, for the calendar. Pure; an unknown date yields nothing (H2)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from .core.opening.hours import minutes_of
from .core.opening.local import to_instant
from .core.views import DayView
from .core.words import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSpan:
    """A stretch that is planned to be open, and what is special about its day."""

    start: datetime
    end: datetime
    mode: Mode
    note: str = ""


def open_spans(
    start: datetime, end: datetime, *, zone: ZoneInfo, day_of: Callable[[date], DayView]
) -> Iterator[OpenSpan]:
    """Yield the stretches that overlap `[start, end)` and are planned to be open, in order."""
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        view = day_of(day)
        for span in view.spans:
            begins = to_instant(zone, day, minutes_of(span.opens))
            ends = to_instant(zone, day, minutes_of(span.closes))
            if begins < ends and begins < end and ends > start:
                yield OpenSpan(start=begins, end=ends, mode=span.mode, note=view.note)
        day += timedelta(days=1)
